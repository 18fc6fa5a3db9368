"""服务对象: from which day a resident counts, by hukou flag and the day on which living here began."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gongwei.kernel.clock import today
from gongwei.kernel.dates import add_months
from gongwei.people.models import Residence, Resident, Stay
from gongwei.people.object_rule import ObjectRule, rule_on

REGISTERED = 1
"""Code of 户籍 in 常住类型."""


def counts_from(rule: ObjectRule, since: dt.date, registered_from: dt.date | None) -> dt.date:
    """The first day on which the person counts: half a year lived here, or 户籍 where that alone suffices."""
    lived = add_months(since, rule.months)
    if rule.registered_at_once and registered_from is not None:
        return min(lived, registered_from)
    return lived


def registered_from(rows: list[Residence]) -> dt.date | None:
    """Since when, without a break until the latest row, the hukou lies here."""
    found = None
    for row in sorted(rows, key=lambda each: each.from_on):
        found = (found or row.from_on) if row.hukou == REGISTERED else None
    return found


@dataclass(frozen=True)
class Standpoint:
    """Whether a resident is a 服务对象 on a day, and why."""

    counted: bool
    why: str


def standpoint(resident: Resident, on: dt.date | None = None) -> Standpoint:
    """What the pages say of one resident."""
    on = on or today()
    row = resident.residence_on(on)
    if row is None:
        return Standpoint(False, "建档以前")
    stay = Stay.objects.filter(resident=resident).first()
    kind = row.get_hukou_display() or "常住类型未填"
    if stay is None:
        said = "建档时登记为常住" if row.permanent else "建档时登记为非常住"
        return Standpoint(row.permanent, f"{kind}；{said}，未填居住起始日期")
    rule = rule_on(on)
    full = add_months(stay.since, rule.months)
    first = counts_from(rule, stay.since, registered_from(list(resident.residences.all())))
    if first < full:
        why = f"{first} 起按户籍人口计"
    else:
        why = f"{full} {'已' if full <= on else '才'}满 {rule.months} 个月"
    return Standpoint(row.permanent, f"{kind}；{stay.since} 起居住，{why}")
