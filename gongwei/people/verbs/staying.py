"""居住起始日期: noting since when a resident lives here; the dated rows of residence follow at once.

A day that lies ahead is written as a row that begins then, so that the half year is reached without anybody's act.
"""

from __future__ import annotations

import datetime as dt

from gongwei.kernel.clock import today
from gongwei.people.models import Resident, Staff, Stay
from gongwei.people.object_rule import rule_on
from gongwei.people.problems import refuse
from gongwei.people.serviced import counts_from, registered_from
from gongwei.people.timeline import relay
from gongwei.people.verbs.authority import living, locked, require
from gongwei.records.history import acting


def note_stay(resident_id: int, since: dt.date, evidence: str = "", *, by: Staff) -> Stay:
    """Note or correct the day; the same again changes nothing."""
    with acting(str(by.pk), "居住起始日期"):
        resident = living(locked(resident_id))
        require(by, "change", resident.institution)
        return keep_stay(resident, since, evidence.strip()[:200], by)


def keep_stay(resident: Resident, since: dt.date, evidence: str, by: Staff) -> Stay:
    """The same inside another act, whose rights were asked already."""
    if since > today():
        raise refuse("since", f"居住起始日期：{since} 晚于今天，请填已经开始居住的那一天")
    held = Stay.objects.filter(resident=resident).first()
    if held is None or (held.since, held.evidence) != (since, evidence):
        held = held or Stay(resident=resident)
        held.since, held.evidence, held.noted_by, held.noted_on = since, evidence, by, today()
        held.save()
    settle(resident)
    return held


def settle(resident: Resident) -> None:
    """Let the rows of residence say 常住 from the day on which the resident counts, and not before."""
    stay = Stay.objects.filter(resident=resident).first()
    if stay is None:
        return
    rows = list(resident.residences.order_by("from_on"))
    first = counts_from(rule_on(today()), stay.since, registered_from(rows))
    for row in rows:
        if row.permanent and row.from_on < first:
            row.permanent = False
            row.save(update_fields=["permanent"])
    relay([row for row in rows if not row.permanent], first, permanent=True)
