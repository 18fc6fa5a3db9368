"""体检日: many people, one station at a time; each part is kept in a shared draft that the doctor completes.

A station fills its own columns for the whole village without opening anybody's form. Nothing counts until the doctor
has completed the 健康体检表 and saved it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.binding import bind
from gongwei.records.items import item_of
from gongwei.web.frame import words
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.models import Draft
from gongwei.web.visit import drafts
from gongwei.web.worklist.exam_queue import owed_by_village, owed_exam
from gongwei.web.worklist.walk import page_of

EXAM = "health_exam"
PAGE = 40
STATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "measure": ("测量", ("height", "weight", "waist", "temperature", "pulse", "respiration")),
    "pressure": ("血压", ("bp_left_sys", "bp_left_dia", "bp_right_sys", "bp_right_dia")),
    "blood": ("化验", ("hemoglobin", "wbc", "platelet", "fasting_glucose", "alt", "ast", "total_bilirubin",
                     "creatinine", "urea", "tc", "tg", "ldl_c", "hdl_c")),
    "imaging": ("心电图与B超", ("ecg", "abdominal_us")),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One input of the grid."""

    name: str
    value: str
    unit: str
    options: tuple[tuple[int, str], ...]
    label: str


@dataclass(frozen=True)
class PersonLine:
    """One person of the day with the station's inputs."""

    person: Any
    cells: tuple[Cell, ...]
    filled: int
    asked: int
    save_url: str
    open_url: str


def _examines(request: HttpRequest) -> bool:
    return may(request.user, "write", forms()[EXAM].programme)


def _must_examine(request: HttpRequest) -> None:
    if not _examines(request):
        raise PermissionDenied("您的账号不能录入健康体检表；如工作需要，请向本机构管理员申请")


@staff_page("write", offered=_examines)
def exam_day(request: HttpRequest) -> HttpResponse:
    """The people of a village who are still owed an examination this year, and one station's columns."""
    _must_examine(request)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    station = request.GET.get("station", "measure")
    if station not in STATIONS:
        raise Http404("没有这个工位")
    mine, today = scope.residents(), clock.today()
    villages = owed_by_village(mine, today)
    wanted = request.GET.get("village", "")
    most = max(villages, key=lambda pair: pair[1])[0].pk if villages else ""
    village = wanted if wanted.isdecimal() else (scope.village.pk if scope.village else most)
    people = owed_exam(mine.filter(village=village), today) if village else []
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = people[(number - 1) * PAGE : number * PAGE]
    context = {
        "stations": [(key, label, key == station) for key, (label, _) in STATIONS.items()],
        "station": station,
        "villages": villages,
        "village": village,
        "heads": [_head(name) for name in STATIONS[station][1]],
        "lines": _lines(shown, station),
        "total": len(people),
        "page_number": number,
        "next_page": number + 1 if len(people) > number * PAGE else None,
    }
    return page(request, "web/exam_day.html", context, at="exam_day", rail=True)


@staff_page("write")
@require_POST
def keep_part(request: HttpRequest, resident_id: int, station: str) -> HttpResponse:
    """Keep one person's values of one station; a wrong one is named and not kept, and stays on the screen."""
    _must_examine(request)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if station not in STATIONS:
        raise Http404("没有这个工位")
    person = get_object_or_404(scope.residents().select_related("village"), pk=resident_id)
    names = STATIONS[station][1]
    with transaction.atomic():
        Resident.objects.select_for_update().filter(pk=person.pk).first()
        draft = drafts.shared_of(scope.staff, person, EXAM)
        typed = {name: request.POST.getlist(name) for name in names}
        problems = bind(forms()[EXAM], drafts.as_request(typed)).problems
        wrong = [each for each in problems if each.field in names and each.severity == "hard"]
        refused = {problem.field for problem in wrong}
        draft.typed |= {name: value for name, value in typed.items() if name not in refused}
        draft.staff, draft.kept_at = scope.staff, clock.now()
        draft.save()
    context = {"line": _line(person, draft, station), "problems": [problem.message for problem in wrong]}
    return render(request, "web/exam_kept.html", context)


def _lines(people: list[Resident], station: str) -> list[PersonLine]:
    known = {draft.resident_id: draft for draft in Draft.objects.filter(form=EXAM, shared=True, resident__in=people)}
    return [_line(person, known.get(person.pk), station) for person in people]


def _line(person: Resident, draft: Draft | None, station: str) -> PersonLine:
    kept: dict[str, list[str]] = draft.typed if draft else {}
    every = [name for _, names in STATIONS.values() for name in names]
    return PersonLine(
        words.person(person, clock.today()),
        tuple(_cell(name, kept) for name in STATIONS[station][1]),
        sum(1 for name in every if any(kept.get(name) or [])),
        len(every),
        reverse("web:exam_part", args=[person.pk, station]),
        reverse("web:record_new", args=[person.pk, EXAM]),
    )


def _cell(name: str, kept: dict[str, list[str]]) -> Cell:
    item = item_of(forms()[EXAM].model, name)
    options = tuple(item.spec.codes.choices()) if item.spec.codes else ()
    return Cell(name, (kept.get(name) or [""])[0], item.spec.unit, options, _head(name))


def _head(name: str) -> str:
    item = item_of(forms()[EXAM].model, name)
    return f"{item.label}({item.spec.unit})" if item.spec.unit else item.label


urlpatterns = [
    path("exam-day/", exam_day, name="exam_day"),
    path("exam-day/<int:resident_id>/<slug:station>/", keep_part, name="exam_part"),
]
