"""How a course is counted: month of treatment, phase, visits and doses that should have been (spec 09 c)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gongwei.kernel.dates import add_months

NEW, AGAIN, RESISTANT = 1, 2, 3
INTENSIVE, CONTINUATION = 1, 2
DOCTOR, FAMILY = 1, 2
DAILY = 1
TAKEN, MISSED, STOPPED = 1, 2, 3
KINDS = {NEW: "new", AGAIN: "again", RESISTANT: "resistant"}
Parameters = Mapping[str, Any]
Day = dt.timedelta(1)


def intensive_end(start: dt.date, kind: int, p: Parameters) -> dt.date:
    """The first day after 强化期 (注射期)."""
    return add_months(start, p[f"intensive_months_{KINDS[kind]}"])


def planned_end(start: dt.date, kind: int, p: Parameters) -> dt.date:
    """The day on which the course is complete, if nothing interrupts it."""
    return add_months(start, p[f"course_months_{KINDS[kind]}"]) - Day


def treatment_month(start: dt.date, on: dt.date) -> int:
    """治疗月序: the first month is 1; a month is complete on the day before the same day of the next."""
    months = (on.year - start.year) * 12 + on.month - start.month
    while add_months(start, months) > on:
        months -= 1
    return months + 1


def phase_on(start: dt.date, kind: int, on: dt.date, p: Parameters) -> int:
    """1 强化期 before its end, 2 继续期 from that day on."""
    return INTENSIVE if on < intensive_end(start, kind, p) else CONTINUATION


def every_ten_days(supervisor: int | None, p: Parameters) -> bool:
    """Visits every ten days in 强化期: a family member supervises; the patient himself where so decided."""
    return supervisor == FAMILY or (supervisor not in (None, DOCTOR) and bool(p["self_as_family"]))


def visits_due(start: dt.date, stop: dt.date, kind: int, supervisor: int | None, p: Parameters) -> int:
    """应访视次数: under the family one each ten days of 强化期, else one each month; at least one a phase.

    Counted from the start of treatment to the day on which it stopped, that day included.
    """
    if stop < start:
        return 0
    turn, after = intensive_end(start, kind, p), stop + Day
    first_until = min(turn, after)
    if every_ten_days(supervisor, p):
        count = max((first_until - start).days // int(p["family_days"]), 1)
    else:
        count = max(_months(start, first_until), 1)
    return count + (max(_months(turn, after), 1) if after > turn else 0)


def _months(start: dt.date, until: dt.date) -> int:
    """Complete months from a day to another, the last not included."""
    months = (until.year - start.year) * 12 + until.month - start.month
    return months - 1 if add_months(start, months) > until else months


@dataclass(frozen=True)
class Doses:
    """What the calendar of a course says from its first to its last day; ``unmarked`` days are nobody's guess."""

    due: int
    taken: int
    missed: int
    stopped: int
    unmarked: int

    @property
    def rate(self) -> float | None:
        """服药率 in per cent of the doses due; None while none is due."""
        return self.taken * 100 / self.due if self.due else None


def doses(start: dt.date, until: dt.date, marks: Mapping[dt.date, int], usage: int) -> Doses:
    """应服药 and 实际服药 of a course: each day one (间歇: every second), without the days stopped by the doctor."""
    if until < start:
        return Doses(0, 0, 0, 0, 0)
    days = medicine_days(start, until, usage)
    count = {state: sum(1 for day in days if marks.get(day) == state) for state in (TAKEN, MISSED, STOPPED)}
    due = len(days) - count[STOPPED]
    return Doses(due, count[TAKEN], count[MISSED], count[STOPPED], due - count[TAKEN] - count[MISSED])


def medicine_days(start: dt.date, until: dt.date, usage: int) -> list[dt.date]:
    """The days on which medicine is taken: every day, or every second day of an intermittent regimen."""
    step = 1 if usage == DAILY else 2
    return [start + dt.timedelta(each) for each in range(0, (until - start).days + 1, step)]


def longest_gap(days: Iterable[dt.date], marks: Mapping[dt.date, int], usage: int = DAILY) -> int:
    """The longest run of missed medicine days, in days; days stopped by the doctor neither count nor break it."""
    longest = run = 0
    for day in sorted(days):
        state = marks.get(day)
        if state == MISSED:
            run += 1 if usage == DAILY else 2
            longest = max(longest, run)
        elif state != STOPPED:
            run = 0
    return longest
