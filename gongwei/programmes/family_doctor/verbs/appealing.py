"""联合动员: one side writes and signs, the other signs, and the institution's teams are asked (FD-26)."""

from __future__ import annotations

import datetime as dt
import uuid

from gongwei.kernel.clock import today
from gongwei.people.grants import grants_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.programmes.family_doctor.models import Appeal
from gongwei.records.history import acting

SIDES = {"project_office": "office_by", "disabled_federation": "federation_by"}
"""Role → where it signs: the health commission's project office, and the federation."""


def side_of(by: Staff, institution: Institution | None = None) -> str:
    """For which side somebody may sign (at the institution); empty for everybody else, and for who holds both roles."""
    found = {
        SIDES[grant.role] for grant in grants_of(by)
        if grant.role in SIDES and (institution is None or grant.covers(institution))
    }  # fmt: skip
    return found.pop() if len(found) == 1 else ""


def appeal(
    appeal_id: uuid.UUID, institution: Institution, words: str, due_on: dt.date, holders: int, signed: int,
    *, by: Staff,
) -> Appeal:  # fmt: skip
    """Write it in the name of one side, with the numbers of the day; it is sent when the other side signs."""
    if earlier := Appeal.objects.filter(pk=appeal_id).first():
        return earlier
    side = _side(by, institution)
    if not words.strip():
        raise refuse("words", "要求：必须填写，写明请团队做什么")
    if due_on < today():
        raise refuse("due_on", "期限：不能早于今天")
    if signed >= holders:
        raise refuse("institution", f"{institution}没有未签约的持证残疾人，不需要动员")
    with acting(str(by.pk), "拟签约联合动员"):
        return Appeal.objects.create(
            id=appeal_id, institution=institution, words=words.strip()[:300], due_on=due_on, holders=holders,
            signed=signed, written_on=today(), **{side: by},
        )  # fmt: skip


def cosign(appeal_id: uuid.UUID, *, by: Staff) -> Appeal:
    """The other side signs, and from today the teams see it."""
    with acting(str(by.pk), "会签签约联合动员"):
        held = Appeal.objects.select_for_update(of=("self",)).filter(pk=appeal_id).first()
        if held is None:
            raise refuse("appeal", "没有这份动员，请重新打开页面")
        side = _side(by, held.institution)
        if getattr(held, f"{side}_id") is not None:
            raise Conflict("本方已经签字，等另一方会签")
        if held.due_on < today():
            raise refuse("appeal", f"期限 {held.due_on} 已过，请重新拟一份")
        setattr(held, side, by)
        held.sent_on = today()
        held.save()
        return held


def _side(by: Staff, institution: Institution) -> str:
    side = side_of(by, institution)
    if not side:
        raise Forbidden("签约联合动员由区卫健局项目办和区残联共同发出")
    return side
