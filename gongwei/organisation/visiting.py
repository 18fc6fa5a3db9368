"""Guidance visits: planned, recorded with findings, followed up, reported to the commission, answered (ORG-21)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from gongwei.kernel.clock import today
from gongwei.organisation.authority import must_answer, must_sit
from gongwei.organisation.models import Body, Visit
from gongwei.organisation.queries import desk_of
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting


def plan_visit(
    visit_id: uuid.UUID,
    body: Body,
    to: Institution,
    chapters: Sequence[str],
    purpose: str,
    planned_on: dt.date,
    *,
    by: Staff,
    kind: str = "regular",
) -> Visit:
    """A visit to an institution of the body's districts about the body's items."""
    if earlier := Visit.objects.filter(pk=visit_id).first():
        return earlier
    if not chapters:
        raise refuse("chapters", "项目：至少选一个")
    must_sit(by, body, tuple(chapters))
    if to not in desk_of(body, today()).institutions():
        raise refuse("institution", f"对象：{to}不在{body}的范围内")
    if not purpose.strip():
        raise refuse("purpose", "内容：必须填写")
    with acting(str(by.pk), "计划督导"):
        return Visit.objects.create(
            id=visit_id, body=body, institution=to, kind=kind, chapters=list(chapters), purpose=purpose.strip(),
            planned_on=planned_on, planned_by=by,
        )  # fmt: skip


def record_visit(
    visit: Visit, done_on: dt.date, findings: str, advice: str, *, by: Staff, follow_due_on: dt.date | None = None
) -> Visit:
    """What was found and advised; with a day by which it is put right."""
    must_sit(by, visit.body, tuple(visit.chapters))
    if done_on > today():
        raise refuse("done_on", "督导日期：不能晚于今天")
    if not findings.strip():
        raise refuse("findings", "发现的问题：必须填写；没有问题请写“未发现问题”")
    if follow_due_on is not None and follow_due_on < done_on:
        raise refuse("follow_due_on", "整改期限：不能早于督导日期")
    with acting(str(by.pk), "记录督导"):
        held = Visit.objects.select_for_update().get(pk=visit.pk)
        if held.done_on is not None:
            raise Conflict(f"这次督导已由{held.done_by}记录")
        held.done_on, held.findings, held.advice = done_on, findings.strip(), advice.strip()
        held.done_by, held.follow_due_on = by, follow_due_on
        held.save()
        return held


def follow_up(visit: Visit, words: str, *, by: Staff) -> Visit:
    """The visited institution says what it put right."""
    must_answer(by, visit.institution)
    if visit.done_on is None:
        raise refuse("follow_up", "督导还没有记录")
    if not words.strip():
        raise refuse("follow_up", "整改情况：必须填写")
    with acting(str(by.pk), "整改情况"):
        held = Visit.objects.select_for_update().get(pk=visit.pk)
        if held.follow_up:
            raise Conflict("整改情况已经填写")
        held.follow_up, held.followed_by, held.followed_on = words.strip(), by, today()
        held.save()
        return held


def report(visit: Visit, *, by: Staff) -> Visit:
    """The body sends the result to the commission."""
    must_sit(by, visit.body, tuple(visit.chapters))
    with acting(str(by.pk), "上报督导结果"):
        held = Visit.objects.select_for_update().get(pk=visit.pk)
        if held.done_on is None:
            raise refuse("report", "督导还没有记录，不能上报")
        held.reported_on = held.reported_on or today()
        held.save()
        return held


def reply(visit: Visit, words: str, *, by: Staff) -> Visit:
    """项目办 answers the body."""
    if not allowed(by, "plan", institution=visit.institution):
        raise Forbidden("上报的督导结果由项目办答复")
    if not words.strip():
        raise refuse("reply", "答复：必须填写")
    with acting(str(by.pk), "答复督导结果"):
        held = Visit.objects.select_for_update().get(pk=visit.pk)
        if held.reported_on is None:
            raise refuse("reply", "结果还没有上报")
        if held.reply:
            raise Conflict("已经答复")
        held.reply, held.replied_by, held.replied_on = words.strip(), by, today()
        held.save()
        return held


def uncovered(body: Body, on: dt.date) -> list[Institution]:
    """Institutions of the body's districts that it has not visited this year (TRN-12)."""
    seen = set(
        Visit.objects.filter(body=body, done_on__year=on.year, done_on__lte=on).values_list("institution", flat=True)
    )
    return [each for each in desk_of(body, on).institutions() if each.pk not in seen]
