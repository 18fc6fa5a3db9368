"""Key work: defined by the office with an owner, carried on by milestones; its state is read from days (PLAN-32)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.planning.models import Milestone, Work
from gongwei.policy import Plan
from gongwei.records.history import acting

STATES = {
    "none": ("later", "未分节点"),
    "done": ("done", "已完成"),
    "late": ("overdue", "逾期"),
    "open": ("due", "进行中"),
}


@dataclass(frozen=True)
class Standing:
    """One piece of key work with its milestones as of today."""

    work: Work
    milestones: tuple[Milestone, ...]

    @property
    def done(self) -> int:
        """Milestones behind it."""
        return sum(each.done_on is not None for each in self.milestones)

    @property
    def late(self) -> int:
        """Milestones whose day is past."""
        return sum(each.done_on is None and each.due_on < today() for each in self.milestones)

    @property
    def state(self) -> str:
        """none, done, late or open."""
        if not self.milestones:
            return "none"
        return "done" if self.done == len(self.milestones) else "late" if self.late else "open"

    @property
    def chip(self) -> tuple[str, str]:
        """(colour, words)."""
        return STATES[self.state]


def standings(plan: str) -> list[Standing]:
    """Every piece of key work of the plan's year."""
    rows = Work.objects.filter(plan=plan).select_related("owner__institution").prefetch_related("milestones")
    return [Standing(each, tuple(each.milestones.all())) for each in rows]


def unnamed(plan: Plan) -> list[str]:
    """Key work that the document names and nobody answers for yet."""
    known = set(Work.objects.filter(plan=plan.id).values_list("label", flat=True))
    return [each.label for each in plan.file.key_work if each.label not in known]


def define(work_id: uuid.UUID, plan: Plan, label: str, owner: Staff, *, by: Staff) -> Work:
    """A piece of key work with the person who answers; one of the document keeps its clause and items."""
    _office(by)
    if earlier := Work.objects.filter(pk=work_id).first():
        return earlier
    if not label.strip():
        raise refuse("label", "请写重点工作的名称")
    printed = next((each for each in plan.file.key_work if each.label == label.strip()), None)
    try:
        with transaction.atomic(), acting(str(by.pk), "登记重点工作"):
            return Work.objects.create(
                id=work_id, plan=plan.id, label=label.strip(), ref=printed.ref if printed else "",
                chapters=list(printed.chapters) if printed else [], owner=owner, made_by=by, made_at=now(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict("这项重点工作已经登记") from None


def hand_over(work: Work, owner: Staff, *, by: Staff) -> Work:
    """Another person answers from now on."""
    _office(by)
    with acting(str(by.pk), "更换负责人"):
        work.owner = owner
        work.save()
    return work


def add(milestone_id: uuid.UUID, work: Work, label: str, due_on: dt.date, *, by: Staff) -> Milestone:
    """A milestone with its day, by the office or the owner."""
    _must_carry(work, by)
    if not label.strip():
        raise refuse("label", "请写节点要做成什么")
    with acting(str(by.pk), "登记节点"):
        made, _ = Milestone.objects.get_or_create(
            id=milestone_id, defaults={"work": work, "label": label.strip(), "due_on": due_on}
        )
    return made


def finish(milestone: Milestone, done_on: dt.date, evidence: str, *, by: Staff) -> Milestone:
    """Done on a day that has come, with what shows it; done once it stays done."""
    _must_carry(milestone.work, by)
    if done_on > today():
        raise refuse("done_on", "完成日期不能晚于今天")
    if not evidence.strip():
        raise refuse("evidence", "请写完成情况或佐证材料")
    with transaction.atomic(), acting(str(by.pk), "办结节点"):
        held = Milestone.objects.select_for_update().get(pk=milestone.pk)
        if held.done_on is not None:
            raise Conflict("这个节点已经办结")
        held.done_on, held.evidence, held.done_by = done_on, evidence.strip(), by
        held.save()
        return held


def _office(by: Staff) -> None:
    if not allowed(by, "plan"):
        raise Forbidden("重点工作由项目办登记")


def _must_carry(work: Work, by: Staff) -> None:
    if not allowed(by, "plan") and work.owner_id != by.pk:
        raise Forbidden(f"节点由负责人{work.owner}或项目办办理")
