"""A patient put on a pathway and moved on, step by step; each move is one decision by somebody whose turn it is."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils.timezone import now

from gongwei.care.models import Enrolment, PathwayMove, PathwayRun
from gongwei.care.pathways.definitions import END, Pathway, Step, pathways
from gongwei.care.verbs.refusals import must_be_allowed
from gongwei.kernel.clock import today
from gongwei.people.grants import grants_of
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting


def programme_of(pathway: Pathway, resident: Resident) -> str:
    """The chapter of the pathway under which the resident is managed today; empty if there is none."""
    held = Enrolment.objects.filter(resident=resident, programme__in=pathway.programmes, to_on=None)
    return held.order_by("from_on").values_list("programme", flat=True).first() or ""


def start(id: uuid.UUID, pathway: Pathway, resident: Resident, *, by: Staff) -> PathwayRun:
    """Put a managed patient on the pathway, at its first step; the same request again changes nothing."""
    programme = programme_of(pathway, resident)
    if not programme:
        raise refuse("", f"{resident.name}不在管，不能进入“{pathway.label}”；请先纳入管理")
    must_be_allowed(by, resident, programme)
    with transaction.atomic(), acting(str(by.pk), "进入路径"):
        Resident.objects.select_for_update().get(pk=resident.pk)
        if earlier := PathwayRun.objects.filter(pk=id).first():
            return earlier
        if PathwayRun.objects.filter(pathway=pathway.id, resident=resident, ended_on=None).exists():
            raise Conflict(f"{resident.name}已在“{pathway.label}”里")
        day = today()
        return PathwayRun.objects.create(
            id=id, pathway=pathway.id, resident=resident, started_on=day, started_by=by, step=pathway.steps[0].id,
            entered_on=day,
        )  # fmt: skip


def move(id: uuid.UUID, run: PathwayRun, step: str, choice: str, note: str = "", *, by: Staff) -> PathwayMove:
    """Decide at the step where the patient stands; refused out of turn and when he stands elsewhere."""
    if earlier := PathwayMove.objects.filter(pk=id).first():
        return earlier
    pathway = pathways().get(run.pathway)
    here = pathway.step(step) if pathway is not None else None
    if pathway is None or here is None:
        raise Conflict("这条路径的定义里已没有这一步，请项目办核对路径文件")
    must_be_allowed(by, run.resident, programme_of(pathway, run.resident) or pathway.programmes[0])
    if not turn_of(by, here, run.resident):
        raise Forbidden(f"“{here.label}”由{here.actors}完成")
    answer = next((each for each in here.choices if each.label == choice), None)
    if answer is None:
        raise refuse("choice", f"决定：请从“{'”“'.join(each.label for each in here.choices)}”中选一个")
    with transaction.atomic(), acting(str(by.pk), f"路径：{here.label}"):
        held = PathwayRun.objects.select_for_update().get(pk=run.pk)
        if held.step != step:
            raise Conflict("这位患者已经到了别的步骤，请刷新后再做决定")
        made = PathwayMove.objects.create(
            id=id, run=held, step=step, choice=answer.label, to=answer.to, on=today(), at=now(), by=by,
            note=note.strip()[:300],
        )  # fmt: skip
        ends = answer.to == END
        held.step, held.entered_on, held.ended_on = "" if ends else answer.to, made.on, made.on if ends else None
        held.save()
    return made


def turn_of(staff: Staff, step: Step, resident: Resident) -> bool:
    """Whether one of their roles that reaches the resident acts at the step."""
    return any(grant.role in step.roles and grant.covers(resident.institution) for grant in grants_of(staff))


def overdue(run: PathwayRun, step: Step | None, day: dt.date) -> int:
    """Days beyond what the step allows; a step that the definition no longer has is stuck from its first day on."""
    stood = (day - run.entered_on).days
    return max(0, stood - step.days) if step is not None else max(1, stood)
