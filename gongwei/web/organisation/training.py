"""培训: courses of one's section or institution, sign-in and scores, and who of each institution is still missing."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.chapters import chapters
from gongwei.kernel import clock
from gongwei.organisation import training as verbs
from gongwei.organisation.models import Body, Course
from gongwei.organisation.queries import holding
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.ui.notices import Toast
from gongwei.web.frame.asking import Answers, Question, Sheet, attempt, key_of
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import day_of
from gongwei.web.organisation.directory import Acts, answered, pressed
from gongwei.web.organisation.posts import whole
from gongwei.web.organisation.reach import Reach, concerned, reach


@staff_page("", offered=concerned)
@leaves()
def training(request: HttpRequest) -> HttpResponse:
    """The courses that the reader holds or that concern the own institution, and the coverage by institution."""
    held = reach(request)
    acts = _acts(held)
    done = pressed(request, acts, "web:training")
    if done is not None:
        return done
    rows = Course.objects.filter(_seen(held)).select_related("body__institution", "institution").distinct()
    told = rows.annotate(
        invited=Count("seats", distinct=True), came=Count("seats", filter=Q(seats__came=True), distinct=True)
    )
    context = {
        "courses": told[:30], "at": "training", "sheets": [sheet for sheet, _ in acts.values()],
        "coverage": verbs.coverage(_places(held), clock.today().year), "year": clock.today().year,
    }  # fmt: skip
    return answered(page(request, "web/organisation/training.html", context, at="desk", rail=True), acts)


def _bodies(held: Reach) -> list[Body]:
    own = Body.objects.filter(holding(clock.today()), members__staff=held.staff, members__to_on=None)
    return list(own.exclude(kind__in=("leading_group", "office")).select_related("institution"))


def _places(held: Reach) -> list[Institution]:
    if held.institution is not None:
        return [held.institution]
    return list(Institution.objects.responsible().order_by("position", "pk"))


def _seen(held: Reach) -> Q:
    if held.office:
        return Q()
    either = Q(body__in=_bodies(held))
    if held.institution is None:
        return either
    return either | Q(institution=held.institution) | Q(seats__staff__institution=held.institution)


def _acts(held: Reach) -> Acts:
    """A member plans for institutions, 公卫科 for the clinics of its own."""
    bodies = _bodies(held)
    organisers = [(f"b{each.pk}", str(each)) for each in bodies]
    if held.institution is not None:
        organisers.append((f"i{held.institution.pk}", f"{held.institution}（培训村卫生室、站）"))
    if not organisers:
        return {}
    items = tuple((each, label) for desk in held.desks for each, label in _labels(desk.chapters))
    places = tuple((str(each.pk), str(each)) for each in _places(held))
    asked = [
        Question("organiser", "举办", "choice", must=True, options=organisers, value=organisers[0][0]),
        Question("title", "内容", must=True, longest=100), Question("chapters", "项目", "many", options=items),
        Question("why", "针对的薄弱环节", longest=200, hint="例如哪项指标落后"),
        Question("mode", "方式", "radio", must=True, options=tuple(Course.MODES), value="backbone"),
        Question("planned_on", "日期", "day", must=True), Question("hours", "学时", must=True, longest=5, value="4"),
        Question("pass_mark", "合格分", longest=3, hint="不考试可不填"),
    ]  # fmt: skip
    if bodies:
        asked.append(Question("invited", "参加单位", "many", options=places))
    sheet = Sheet("course", "计划培训", "列入计划", tuple(asked))
    return {"course": (sheet, lambda answers: _plan(held, answers))}


def _labels(named: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(each.id, each.label) for each in chapters() if each.id in named]


def _plan(held: Reach, answers: Answers) -> None:
    kind, pk = answers["organiser"][0], answers["organiser"][1:]
    organiser: Any = Body.objects.get(pk=pk) if kind == "b" else Institution.objects.get(pk=pk)
    mark = answers["pass_mark"]
    content = verbs.Content(
        answers["title"], answers["mode"], answers["planned_on"], _number("hours", "学时", answers["hours"]),
        tuple(answers["chapters"]) if kind == "b" else (), whole("pass_mark", "合格分", mark) if mark else None,
        answers["why"],
    )  # fmt: skip
    chosen = answers.values.get("invited") or ()
    invited = [each for each in _places(held) if str(each.pk) in chosen]
    verbs.plan_course(answers.id, organiser, content, by=held.staff, invited=invited)


def _number(field: str, label: str, text: str) -> Decimal:
    if not re.fullmatch(r"\d{1,3}(\.\d)?", text):
        raise refuse(field, f"{label}：“{text[:5]}”不是数，请按 4 或 1.5 的样式填写")
    return Decimal(text)


@staff_page("")
@leaves()
def course(request: HttpRequest, course_id: uuid.UUID) -> HttpResponse:
    """One course: tick who came, type the scores, keep all at once."""
    held = reach(request)
    found = Course.objects.filter(_seen(held), pk=course_id).select_related("body", "institution").first()
    if found is None:
        raise Http404("没有这次培训，或不在您的范围内")
    holds = held.institution == found.institution if found.institution else found.body in _bodies(held)
    said: list[str] = []
    if request.method == "POST":
        if not holds:
            raise PermissionDenied("签到和成绩由举办单位登记")
        answers = Answers({}, {}, (), key_of(request))
        said = [each.message for each in attempt(answers, lambda: _record(request, found, held))]
        if not said:
            say(request, Toast("已登记签到和成绩"))
            return redirect("web:course", found.pk)
    seats = found.seats.select_related("staff__institution", "course")
    if not (held.office or holds):
        seats = seats.filter(staff__institution=held.institution)
    rows = [(each, _typed(request, f"came-{each.staff_id}", "1" if each.came else ""),
             _typed(request, f"score-{each.staff_id}", "" if each.score is None else f"{each.score.normalize():f}"))
            for each in seats]  # fmt: skip
    context = {
        "it": found, "rows": rows, "holds": holds, "said": said, "at": "training",
        "day": _typed(request, "held_on", f"{found.held_on or clock.today()}"),
    }  # fmt: skip
    answer = page(request, "web/organisation/course.html", context, at="desk", rail=True)
    answer.status_code = 422 if said else 200
    return answer


def _typed(request: HttpRequest, name: str, kept: str) -> str:
    return request.POST.get(name, "") if request.method == "POST" else kept


def _record(request: HttpRequest, found: Course, held: Reach) -> None:
    on = day_of(request.POST.get("held_on", ""))
    if on is None:
        raise refuse("held_on", "举办日期：请按 2024-05-20 的样式填写")
    came: dict[int, Decimal | None] = {}
    for seat in found.seats.select_related("staff"):
        text = request.POST.get(f"score-{seat.staff_id}", "").strip()
        if request.POST.get(f"came-{seat.staff_id}"):
            came[seat.staff_id] = _number("scores", f"{seat.staff}的成绩", text) if text else None
        elif text:
            raise refuse("scores", f"{seat.staff}没有签到，不能有成绩")
    verbs.record_course(found, on, came, by=held.staff)


urlpatterns = [
    path("organisation/training/", training, name="training"),
    path("organisation/training/<uuid:course_id>/", course, name="course"),
]
