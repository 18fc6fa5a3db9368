"""额度: adjusted by group and number with a reason; a neutral total holds at once, another needs approval (FD-09)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from decimal import Decimal

from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.people.verbs.authority import require
from gongwei.programmes.family_doctor.models import QuotaLine, QuotaPlan
from gongwei.records.history import acting

MOST = Decimal(1000)
"""No group is given more per person; a slip of the keyboard is caught here."""


def total(amounts: Mapping[str, Decimal], people: Mapping[str, int]) -> Decimal:
    """Amount per person × people, over all groups."""
    return sum((amounts[group] * count for group, count in people.items()), Decimal())


def adjust(
    plan_id: uuid.UUID, institution: Institution, year: int, amounts: Mapping[str, Decimal], people: Mapping[str, int],
    *, advised: Decimal, reason: str, by: Staff,
) -> QuotaPlan:  # fmt: skip
    """Spread the advised amount differently; every group with signed people has an amount."""
    if earlier := QuotaPlan.objects.filter(pk=plan_id).first():
        return earlier
    require(by, "settle", institution)
    if not reason.strip():
        raise refuse("reason", "调整原因：必须填写")
    for group in people:
        amount = amounts.get(group)
        if amount is None or not 0 <= amount <= MOST:
            raise refuse(group, f"每人额度：应为 0～{MOST} 元")
    neutral = total(amounts, people) == advised * sum(people.values())
    with acting(str(by.pk), "签约额度调整"):
        if neutral:
            _replace(institution, year)
        made = QuotaPlan.objects.create(
            id=plan_id, institution=institution, year=year, advised=advised, state="neutral" if neutral else "asked",
            reason=reason.strip()[:200], made_on=today(), made_by=by,
        )  # fmt: skip
        for group, count in people.items():
            QuotaLine.objects.create(plan=made, group=group, people=count, amount=amounts[group])
    return made


def decide(plan_id: uuid.UUID, approve: bool, *, by: Staff, note: str = "") -> QuotaPlan:
    """The project office approves or declines a total that is not neutral; nobody decides what he made himself."""
    with acting(str(by.pk), "签约额度批复"):
        found = QuotaPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id).first()
        if found is None or found.state != "asked":
            raise refuse("plan", "没有待批准的额度调整，请重新打开页面")
        if not allowed(by, "plan", institution=found.institution) or found.made_by_id == by.pk:
            raise Forbidden("只有项目办能批准额度调整，且不能批准自己的")
        if not approve and not note.strip():
            raise refuse("note", "批复意见：不批准时必须写明原因")
        if approve:
            _replace(found.institution, found.year)
        found.state = "approved" if approve else "declined"
        found.decided_on, found.decided_by, found.decision = today(), by, note.strip()[:200]
        found.save(update_fields=["state", "decided_on", "decided_by", "decision"])
    return found


def _replace(institution: Institution, year: int) -> None:
    held = QuotaPlan.objects.select_for_update(of=("self",)).filter(
        institution=institution, year=year, state__in=QuotaPlan.HOLDING
    )
    for former in held:
        former.state = "replaced"
        former.save(update_fields=["state"])
