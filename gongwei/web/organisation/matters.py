"""One urging or one visit: what was asked and found, who answers, what the line and the commission do with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.organisation import urging as urgings
from gongwei.organisation import visiting
from gongwei.organisation.models import Urging, Visit
from gongwei.organisation.queries import Desk
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.organisation.reach import Reach, reach, urging_for, visit_for
from gongwei.web.visit.record import form_of, person_for, stored_record

Act = Callable[[Answers], Any]


@staff_page("")
def urging_page(request: HttpRequest, urging_id: uuid.UUID) -> HttpResponse:
    """The institution answers, the body closes."""
    held, found = reach(request), urging_for(request, urging_id)
    acts = _urging_acts(held, found)
    done = _act(request, acts)
    if done is not None:
        return done
    found = urging_for(request, urging_id)
    context = {
        "it": found, "late": urgings.days_late(found, clock.today()), "item": chapter(found.chapter), "at": "desk",
        "sheets": [sheet for sheet, _ in acts.values()],
        "record": _record_url(request, found),
    }  # fmt: skip
    return _answered(page(request, "web/organisation/urging.html", context, at="desk", rail=True), acts)


def _urging_acts(held: Reach, found: Urging) -> dict[str, tuple[Sheet, Act]]:
    acts: dict[str, tuple[Sheet, Act]] = {}
    if held.institution == found.institution and not found.answer:
        asked = (Question("answer", "答复", "long", must=True, longest=500, hint="做了什么、何时完成"),)
        acts["answer"] = (
            Sheet("answer", "答复", "答复", asked),
            lambda answers: urgings.answer(found, answers["answer"], by=held.staff),
        )
    if held.sits(found.body) and found.answer and found.closed_on is None:
        acts["close"] = (Sheet("close", "销号", "认可，销号"), lambda answers: urgings.close(found, by=held.staff))
    return acts


def _record_url(request: HttpRequest, found: Urging) -> str:
    """The record that a mark of quality is about, for those who may read the programme's records."""
    if found.record is None or not may(request.user, "read", found.chapter):
        return ""
    return reverse("web:record", args=[found.form, found.record])


@staff_page("")
def visit_page(request: HttpRequest, visit_id: uuid.UUID) -> HttpResponse:
    """The body records and reports, the institution puts right, 项目办 replies."""
    held = reach(request)
    found = visit_for(held, visit_id)
    acts = _visit_acts(held, found)
    done = _act(request, acts)
    if done is not None:
        return done
    found = visit_for(held, visit_id)
    context = {
        "it": found, "items": [chapter(each) for each in found.chapters], "at": "desk", "today": clock.today(),
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return _answered(page(request, "web/organisation/visit.html", context, at="desk", rail=True), acts)


def _visit_acts(held: Reach, found: Visit) -> dict[str, tuple[Sheet, Act]]:
    acts: dict[str, tuple[Sheet, Act]] = {}
    if held.sits(found.body) and found.done_on is None:
        asked = (
            Question("done_on", "督导日期", "day", must=True, value=clock.today().isoformat()),
            Question("findings", "发现的问题", "long", must=True, longest=1000),
            Question("advice", "指导意见", "long", longest=1000),
            Question("follow_due_on", "整改期限", "day", hint="没有问题可不填"),
        )
        acts["record"] = (Sheet("record", "记录督导", "保存", asked), lambda answers: visiting.record_visit(
            found, answers["done_on"], answers["findings"], answers["advice"], by=held.staff,
            follow_due_on=answers["follow_due_on"],
        ))  # fmt: skip
    if held.institution == found.institution and found.done_on and not found.follow_up:
        words = (Question("follow_up", "整改情况", "long", must=True, longest=1000),)
        acts["follow"] = (
            Sheet("follow", "整改情况", "提交", words),
            lambda answers: visiting.follow_up(found, answers["follow_up"], by=held.staff),
        )
    if held.sits(found.body) and found.done_on and found.reported_on is None:
        acts["report"] = (
            Sheet("report", "上报区卫健局", "上报结果"), lambda answers: visiting.report(found, by=held.staff)
        )  # fmt: skip
    if held.office and found.reported_on and not found.reply:
        words = (Question("reply", "答复", "long", must=True, longest=500),)
        acts["reply"] = (
            Sheet("reply", "区卫健局答复", "答复", words),
            lambda answers: visiting.reply(found, answers["reply"], by=held.staff),
        )
    return acts


@staff_page()
def mark(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """A line marks a record whose quality it doubts; whoever gave the service answers (ORG-24)."""
    held, form = reach(request), form_of(form_id)
    stored = stored_record(request, form, record_id)
    person = person_for(request, stored.resident_id, form, "read", "标记质量问题")
    desk = _desk_about(held, form.programme)
    to = _answering(stored.institution)
    sheet = Sheet("mark", f"标记质量问题 · {form.label}", "发给机构核实", (
        Question("words", "问题", "long", must=True, longest=300, hint="哪一项、为什么可疑，要核实什么"),
        Question("due_on", "期限", "day", must=True),
    ), note=f"{person.name} {stored.served_on} 的{form.label}，由{to}答复；记录本身不改动")  # fmt: skip
    if request.method == "POST":
        about = urgings.About(desk.chapters[0] if not form.programme else form.programme, form=form.id,
                              figure=f"{form.label} {stored.served_on}", record=stored.pk)  # fmt: skip
        left = fill(request, sheet, lambda answers: urgings.urge(
            answers.id, desk.body, to, about, answers["words"], answers["due_on"], by=held.staff
        ))  # fmt: skip
        if left is None:
            say(request, Toast(f"已请{to}核实"))
            return redirect("web:record", form.id, stored.pk)
        sheet = left
    answer = page(request, "web/organisation/mark.html", {"sheet": sheet, "back": reverse(
        "web:record", args=[form.id, stored.pk])}, at="desk", rail=True)  # fmt: skip
    answer.status_code = 422 if sheet.problems else 200
    return answer


def _desk_about(held: Reach, programme: str) -> Desk:
    for each in held.desks:
        if not programme or programme in each.chapters:
            return each
    raise Http404("这张表不属于您的条线")


def _answering(at: Institution) -> Institution:
    """The primary institution above the clinic where it was recorded."""
    while at.kind not in Institution.PRIMARY and at.parent is not None:
        at = at.parent
    return at


def _act(request: HttpRequest, acts: dict[str, tuple[Sheet, Act]]) -> HttpResponse | None:
    """The pressed sheet: a redirect when it was done, else the sheet with its problems stands in its place."""
    if request.method != "POST":
        return None
    wanted = request.POST.get("sheet", "")
    if wanted not in acts:
        raise Http404("没有这个动作，请刷新页面")
    sheet, act = acts[wanted]
    left = fill(request, sheet, act)
    if left is None:
        say(request, Toast(f"已办理：{sheet.title}"))
        return redirect(request.path)
    acts[wanted] = (left, act)
    return None


def _answered(answer: HttpResponse, acts: dict[str, tuple[Sheet, Act]]) -> HttpResponse:
    answer.status_code = 422 if any(sheet.problems for sheet, _ in acts.values()) else 200
    return answer


urlpatterns = [
    path("desk/urgings/<uuid:urging_id>/", urging_page, name="desk_urging"),
    path("desk/visits/<uuid:visit_id>/", visit_page, name="desk_visit"),
    path("desk/mark/<str:form_id>/<uuid:record_id>/", mark, name="desk_mark"),
]
