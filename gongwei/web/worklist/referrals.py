"""双向转诊: sent, arrived, treated, sent back, outcome asked for; what is late is listed at both ends (XC-01)."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path

from gongwei.care.codes.services import REFERRAL_OUTCOME, REFERRAL_STATUS
from gongwei.care.models import Referral
from gongwei.care.referrals import arrival_overdue, outcome_overdue
from gongwei.care.verbs import record_arrival, record_result, record_treatment, refer_back
from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.ui.lists import Column
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Sheet, again, attempt, read
from gongwei.web.frame.releasing import take_out
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.matters import done, staff
from gongwei.web.visit.answers import answers_of
from gongwei.web.visit.record import form_of
from gongwei.web.worklist.home import named
from gongwei.web.worklist.referral_sheets import sheets_for

PAGE = 50
VIEWS = {"sent": "转出", "sent_late": "转出·结果逾期", "in": "转入", "in_late": "转入·未到"}


@cache
def check_days() -> int:
    """Within how many days the outcome of a referral is asked for: the strictest that a chapter in force says."""
    found = [values_on(each.id, clock.today()).get("referral_check_days") for each in chapters()]
    return min(int(days) for days in found if days is not None)


def ours(request: HttpRequest) -> tuple[QuerySet[Referral], QuerySet[Referral]]:
    """Referrals of the residents one may see, and those addressed to one's own institution."""
    hidden = request.scope.hidden  # type: ignore[attr-defined]
    every = Referral.objects.filter(voided_at__isnull=True).exclude(programme__in=hidden)
    by = staff(request)
    sent = every.filter(resident__in=request.scope.residents())  # type: ignore[attr-defined]
    return sent, every.filter(to_institution__path__startswith=by.institution.path)


@staff_page("whole")
def referrals(request: HttpRequest) -> HttpResponse:
    """The outbox and the inbox, each with what is late."""
    today, days = clock.today(), check_days()
    view = request.GET.get("view", "sent")
    if view not in VIEWS:
        raise Http404("没有这个清单")
    lists = _lists(request)
    related = ("institution", "to_institution", "resident")
    shown = Paginator(lists[view].select_related(*related).order_by("-served_on", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    seen = _seen(request, list(shown))
    people = named([each.resident_id for each in shown], request.scope.hidden)  # type: ignore[attr-defined]
    context = {
        "views": [
            (key, label, key == view, lists[key].count(), key.endswith("late")) for key, label in VIEWS.items()
        ],
        "rows": [
            {"referral": each, "person": words.person(people[each.resident_id], today),
             "seen": each.resident_id in seen, "status": REFERRAL_STATUS.label(each.status)}
            for each in shown
        ],
        "days": days, "view": view, "export": may(request.user, "export"),
        "shown": shown,
    }  # fmt: skip
    return page(request, "web/referrals.html", context, at="referrals")


def _lists(request: HttpRequest) -> dict[str, QuerySet[Referral]]:
    """The outbox and the inbox, each whole and what is late of it."""
    today, days = clock.today(), check_days()
    sent, received = ours(request)
    return {
        "sent": sent, "sent_late": sent.filter(pk__in=outcome_overdue(today, days).values("pk")),
        "in": received, "in_late": received.filter(pk__in=arrival_overdue(today, days).values("pk")),
    }  # fmt: skip


COLUMNS = (
    Column("name", "居民", "resident.name"), Column("institution", "由", lambda sent: str(sent.institution)),
    Column("to", "到", lambda sent: f"{sent.to_org} {sent.to_dept}"), Column("reason", "原因"),
    Column("served_on", "转出", format="date"), Column("arrived_on", "接诊", format="date"),
    Column("returned_on", "回转", format="date"),
    Column("status", "状态", lambda sent: REFERRAL_STATUS.label(sent.status)),
)  # fmt: skip


@staff_page("export")
def referrals_export(request: HttpRequest) -> HttpResponseBase:
    """One of the lists as a workbook, once released."""
    part = request.GET.get("part", "sent")
    if part not in VIEWS:
        raise Http404("没有这个清单")
    rows = list(_lists(request)[part].select_related("institution", "resident").order_by("-served_on", "pk"))
    return take_out(request, f"双向转诊 {VIEWS[part]}", COLUMNS, rows, (each.resident_id for each in rows))


def _seen(request: HttpRequest, shown: list[Referral]) -> set[int]:
    ids = [each.resident_id for each in shown]
    return set(Resident.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))


@staff_page("whole")
def referral(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """One referral as both ends see it, with what each may report."""
    sent, received = (each.values("pk") for each in ours(request))
    door = Referral.objects.filter(Q(pk__in=sent) | Q(pk__in=received))
    found = get_object_or_404(
        door.select_related(
            "resident__institution", "resident__village", "institution", "to_institution", "staff"
        ),
        pk=referral_id,
    )
    visible = found.resident_id in _seen(request, [found])
    if visible:
        access.look(request.user, found.resident, "查看转诊", request)
    sheets = sheets_for(found, staff(request))
    if request.method == "POST":
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            raise Http404("这一步已经记过，或您的机构不办这一步")
        answers = read(sheet, request)
        problems = attempt(
            answers,
            lambda: _act(request, found, sheet, answers),
            found.resident_id,
            owner=str(found.institution),
        )
        if not problems:
            return done(request, f"已记录：{sheet.title}", "web:referral", found.pk)
        sheets = [again(sheet, answers, problems) if each is sheet else each for each in sheets]
    context = {
        "referral": found, "person": words.person(found.resident, clock.today()), "seen": visible,
        "sheets": sheets, "lines": answers_of(form_of("referral"), found), "steps": _steps(found),
        "prints": visible and may(request.user, "read", form_of("referral").programme, found.resident.institution),
        "backs": found.backs.filter(voided_at=None), "results": _results(found),
    }  # fmt: skip
    answer = page(request, "web/referral.html", context, at="referrals")
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


def _results(found: Referral) -> list[Any]:
    results: list[Any] = list(found.results.filter(voided_at=None).order_by("served_on"))
    for each in results:
        each.said = REFERRAL_OUTCOME.label(each.outcome)
    return results


def _steps(found: Referral) -> list[tuple[str, Any]]:
    result = found.results.filter(voided_at=None).order_by("served_on").first()
    return [
        ("转出", found.served_on), ("接诊", found.arrived_on), ("处置", found.treated_on), ("回转", found.returned_on),
        ("追踪结果", result.served_on if result else None),
    ]  # fmt: skip


def _act(request: HttpRequest, found: Referral, sheet: Sheet, answers: Answers) -> None:
    """The verb behind each sheet; the sheet's key is the record's UUID, so twice is once."""
    by = staff(request)
    if sheet.id == "arrive":
        record_arrival(found.pk, actor=by, on=answers["on"])
    elif sheet.id == "treat":
        record_treatment(found.pk, actor=by, on=answers["on"])
    else:
        values = {name: value for name, value in answers.values.items() if value not in ("", None)}
        for name in ("mode", "outcome"):
            if name in values:
                values[name] = int(values[name])
        verb = refer_back if sheet.id == "back" else record_result
        verb(answers.id, found, values, actor=by)


urlpatterns = [
    path("referrals/", referrals, name="referrals"),
    path("referrals/export/", referrals_export, name="referrals_export"),
    path("referrals/<uuid:referral_id>/", referral, name="referral"),
]
