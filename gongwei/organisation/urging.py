"""Urging: a line asks an institution under its item for something by a day; the institution answers; late is seen."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from gongwei.kernel.clock import today
from gongwei.organisation.authority import must_answer, must_sit
from gongwei.organisation.models import Body, Urging
from gongwei.organisation.queries import desk_of, desks_of
from gongwei.people.grants import ACTIONS, grants_of, staff_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.records.history import acting


@dataclass(frozen=True)
class About:
    """What an urging is about: an indicator with its figure of the day, or one record of a form."""

    chapter: str
    indicator: str = ""
    figure: str = ""
    form: str = ""
    record: uuid.UUID | None = None


def urge(
    urging_id: uuid.UUID, body: Body, to: Institution, about: About, words: str, due_on: dt.date, *, by: Staff
) -> Urging:
    """Send it; only about the body's own items and to institutions of its districts."""
    if earlier := Urging.objects.filter(pk=urging_id).first():
        return earlier
    must_sit(by, body, (about.chapter,))
    if to not in desk_of(body, today()).institutions():
        raise refuse("institution", f"对象：{to}不在{body}的范围内")
    if not words.strip():
        raise refuse("words", "要求：必须填写，写明要做什么")
    if due_on < today():
        raise refuse("due_on", "期限：不能早于今天")
    kind = "quality" if about.record else "progress"
    with acting(str(by.pk), "催办"):
        return Urging.objects.create(
            id=urging_id, body=body, kind=kind, chapter=about.chapter, indicator=about.indicator,
            figure=about.figure, form=about.form, record=about.record, institution=to, words=words.strip(),
            due_on=due_on, sent_by=by, sent_on=today(),
        )  # fmt: skip


def answer(urging: Urging, words: str, *, by: Staff) -> Urging:
    """The institution's 公卫科 says what was done; once."""
    must_answer(by, urging.institution)
    if not words.strip():
        raise refuse("answer", "答复：必须填写，写明做了什么、何时完成")
    with acting(str(by.pk), "答复催办"):
        held = Urging.objects.select_for_update().get(pk=urging.pk)
        if held.answer:
            raise Conflict("这条催办已经答复")
        held.answer, held.answered_by, held.answered_on = words.strip(), by, today()
        held.save()
        return held


def close(urging: Urging, *, by: Staff) -> Urging:
    """The body takes the answer as done."""
    must_sit(by, urging.body, (urging.chapter,))
    with acting(str(by.pk), "销号"):
        held = Urging.objects.select_for_update().get(pk=urging.pk)
        if not held.answer:
            raise refuse("close", "还没有答复，不能销号")
        if held.closed_on is None:
            held.closed_by, held.closed_on = by, today()
            held.save()
        return held


def days_late(urging: Urging, on: dt.date) -> int:
    """How many days after its day it was answered, or has waited by now; 0 in time."""
    return max(((urging.answered_on or on) - urging.due_on).days, 0)


def visible(user: Any) -> Q:
    """The county sees all; a body what concerns its items in its own name; an institution what was sent to it."""
    staff = staff_of(user)
    if staff is None:
        return Q(pk__in=())
    either = Q(body__in=[desk.body.pk for desk in desks_of(staff, today())])
    for grant in grants_of(staff):
        if "plan" in ACTIONS[grant.role] or "split" in ACTIONS[grant.role]:
            either |= Q(institution__path__startswith=grant.path)
    return either
