"""What a child is to be given next, and why: the schedule applied to any history (nip-schedule-2021).

Pure and fast: dates are ordinals, what depends only on the birth date is kept. A dose counts when the child was old
enough and the interval kept, less ``early_days``; doses already given are never started again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Literal, NamedTuple

from gongwei.kernel.dates import add_months
from gongwei.programmes.immunization.calendars import IMMUNOGLOBULIN, Ages, Rung, Terms, calendar, live_codes
from gongwei.programmes.immunization.nip import Dose, Schedule, Series, schedule

State = Literal["finished", "overdue", "due", "later", "deferred", "contraindicated", "too_old"]
DEFERRED, CONTRAINDICATED, REFUSED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Child:
    """What the schedule asks of a person beside the doses."""

    birth: dt.date
    sex: int = 0
    birth_weight_g: int | None = None
    mother_hbsag: int | None = None

    @property
    def low_weight_exposed(self) -> bool:
        """Under 2000 g, of a mother with HBsAg or of unknown state: the birth dose is not counted."""
        return (self.birth_weight_g or 9999) < 2000 and self.mother_hbsag in (2, 3)


class Given(NamedTuple):
    """One dose as recorded: when, which vaccine (code), the record's key."""

    on: dt.date
    vaccine: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A series put off until a day, or not to be given any more."""

    series: str
    kind: int
    until: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The chapter's parameters: days by which an early dose still counts, months until a due dose is overdue.

    ``live_apart``: days between two injected live vaccines not given on the same day (nip-schedule-2021#同时接种).
    """

    early_days: int = 0
    overdue_months: int = 1
    live_apart: int = 28


class Judged(NamedTuple):
    """A recorded dose in its series: its number, or why it does not count."""

    given: Given
    number: int | None
    why: str = ""


class Line(NamedTuple):
    """One series of one child on a day."""

    series: Series
    state: State
    needed: int
    judged: tuple[Judged, ...]
    dose: int | None = None
    earliest: dt.date | None = None
    recommended: dt.date | None = None
    overdue_on: dt.date | None = None
    reasons: tuple[str, ...] = ()

    @property
    def done(self) -> int:
        """Doses that count."""
        return sum(each.number is not None for each in self.judged)

    @property
    def rule(self) -> Dose | None:
        """The declaration of the next dose."""
        return None if self.dose is None else self.series.doses[self.dose - 1]


def forecast(
    child: Child,
    given: Iterable[Given],
    on: dt.date,
    holds: Sequence[Hold] = (),
    settings: Settings | None = None,
    rules: Schedule | None = None,
) -> tuple[Line, ...]:
    """Every series that applies to the child, as of a day; doses after that day are not seen."""
    rules, settings = rules or schedule(), settings or Settings()
    seen = sorted([each for each in given if each.on <= on], key=attrgetter("on", "key", "vaccine"))
    found = calendar(child.birth, child.sex, child.low_weight_exposed, rules)
    heaps: dict[str, _Heap] = {each.terms.id: [] for each in found.series}
    run = _Run(on.toordinal(), settings, holds)
    places, live, serum = found.places, live_codes(rules), rules.vaccine(IMMUNOGLOBULIN).code
    for each in seen:
        day, code = each.on.toordinal(), each.vaccine
        for series, only_from, own in places.get(code, ()):
            if day >= only_from and series in heaps:
                heaps[series].append((day, each, own))
        if code in live:
            run.last_live = day
        elif code == serum:
            run.last_serum = day
    codes = {each.vaccine for each in seen}
    return tuple([
        run.line(ages, heap)
        for ages, heap in zip(found.series, heaps.values(), strict=True)
        if (ages.terms.starter is None or ages.terms.starter in codes) and ages.terms.instead not in codes
    ])  # fmt: skip


_Heap = list[tuple[int, Given, int]]
"""The doses that a series looks at in order: day, record, the vaccine's own minimum day."""


class _Start(NamedTuple):
    """Doses needed; minimum day of the first and the day before which it is not given; words."""

    needed: int
    age: int
    wait: int
    words: str


class _Run:
    """One child's history against one series after the other."""

    __slots__ = ("done", "holds", "last_live", "last_serum", "settings", "today")

    def __init__(self, today: int, settings: Settings, holds: Sequence[Hold]) -> None:
        self.today, self.settings, self.holds = today, settings, holds
        self.done: dict[str, list[int]] = {}
        self.last_live: int | None = None
        self.last_serum: int | None = None

    def line(self, ages: Ages, heap: _Heap) -> Line:
        """Count what was given, then say what is next."""
        start, terms = self._start(ages), ages.terms
        judged, days = _judge(ages, heap, start, self.settings.early_days) if heap else ((), [])
        self.done[terms.id] = days
        if len(days) >= start.needed:
            return Line(terms.series, "finished", start.needed, judged)
        for hold in self.holds:
            if hold.kind == CONTRAINDICATED and hold.series == terms.group:
                reasons = (f"禁忌：{hold.reason}",)
                return Line(terms.series, "contraindicated", start.needed, judged, reasons=reasons)
        return self._next(ages, start, judged, days, heap[-1][0] if heap else None)

    def _start(self, ages: Ages) -> _Start:
        """Where the series begins: at its first age, or where the series before left off."""
        terms = ages.terms
        if terms.after_series is None:
            return _Start(len(ages.ages), ages.ages[0], 0, "")
        before = self.done.get(terms.after_series, [])
        row = terms.bridge[len(before)]
        wait = row.interval.after(before[-1]) if before else 0
        return _Start(row.needed, ages.bridge[len(before)], wait, row.words)

    def _next(
        self, ages: Ages, start: _Start, judged: tuple[Judged, ...], days: list[int], last: int | None
    ) -> Line:
        """The next dose: earliest day with every reason, overdue day, state on the day."""
        place, series = len(days), ages.terms.series
        rung = ages.terms.rungs[place]
        age, wait = (ages.ages[place], _wait(rung, days)) if days else (start.age, start.wait)
        reasons = [start.words if start.words and not days else rung.age_words]
        earliest = max(age, wait)
        if wait > age and days:
            reasons.append(rung.wait_words)
        if last is not None and rung.interval and (again := rung.interval.after(last)) > earliest:
            earliest = again
            reasons.append(rung.again_words)
        earliest = self._waited(ages.terms, earliest, reasons)
        until = self._deferred(ages.terms)
        if until is not None and until[0] > earliest:
            earliest = until[0]
            reasons.append(until[1])
        if earliest >= ages.upper or self.today >= ages.upper:
            return Line(series, "too_old", start.needed, judged, reasons=(f"满{series.upper}不再接种",))
        overdue = overdue_day(earliest, ages.finishes[place], self.settings.overdue_months)
        state: State = "later" if earliest > self.today else "overdue" if overdue <= self.today else "due"
        if until is not None and until[0] > self.today:
            state = "deferred"
        return Line(
            series, state, start.needed, judged, place + 1,
            dt.date.fromordinal(earliest), dt.date.fromordinal(max(earliest, self.today)),
            dt.date.fromordinal(overdue), tuple(reasons),
        )  # fmt: skip

    def _waited(self, terms: Terms, earliest: int, reasons: list[str]) -> int:
        """The earliest day after all that other products make the child wait for, each said that moves it."""
        if terms.in_force > earliest:
            earliest = terms.in_force
            reasons.append(terms.in_force_words)
        if terms.live and self.last_live is not None:
            apart = self.settings.live_apart
            if self.last_live + apart > earliest:
                earliest = self.last_live + apart
                reasons.append(f"与上次注射用活疫苗间隔{apart}天")
        if terms.serum and self.last_serum is not None and (day := terms.serum.after(self.last_serum)) > earliest:
            earliest = day
            reasons.append(terms.serum_words)
        return earliest

    def _deferred(self, terms: Terms) -> tuple[int, str] | None:
        """Until when the protection is put off, and why."""
        for hold in self.holds:
            if hold.kind == DEFERRED and hold.until and hold.series == terms.group:
                return hold.until.toordinal(), f"暂缓到 {hold.until}：{hold.reason}"
        return None


def _judge(ages: Ages, heap: _Heap, start: _Start, early: int) -> tuple[tuple[Judged, ...], list[int]]:
    """The doses of the series in order, each counted with its number or with the reason why not; days that count."""
    judged, days = list[Judged](), list[int]()
    needed, upper, rungs, place = start.needed, ages.upper, ages.terms.rungs, 0
    for day, each, own in heap:
        if place >= needed:
            judged.append(Judged(each, None, "本程序已完成，多种的一剂"))
            continue
        rung = rungs[place]
        age, wait = (ages.ages[place], _wait(rung, days)) if days else (start.age, start.wait)
        if own < age and rung.own_age:
            age = own
        known = day + early
        if known >= age and known >= wait and day < upper:
            place += 1
            days.append(day)
            judged.append(Judged(each, place))
        elif known < age:
            judged.append(Judged(each, None, f"未满最小年龄，早{age - day}天"))
        elif known < wait:
            judged.append(Judged(each, None, f"间隔不足，早{wait - day}天"))
        else:
            judged.append(Judged(each, None, f"已满{ages.terms.series.upper}"))
    return tuple(judged), days


def _wait(rung: Rung, days: list[int]) -> int:
    """The day from which the intervals to the doses that count are kept."""
    wait = rung.interval.after(days[-1]) if rung.interval else 0
    return max(wait, rung.since_first.after(days[0])) if rung.since_first else wait


def overdue_day(earliest: int, finish: int, months: int) -> int:
    """The day from which a dose is overdue: so many months after the earliest day, or at the finishing age before."""
    grace = _later(earliest, months)
    return min(grace, finish) if earliest < finish else grace


@cache
def _later(day: int, months: int) -> int:
    return add_months(dt.date.fromordinal(day), months).toordinal()
