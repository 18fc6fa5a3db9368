"""What a child is to be given next, and why: the schedule applied to any history (nip-schedule-2021).

Pure and fast: dates are ordinals, what depends only on the birth date is kept. A dose counts when the child was old
enough and the interval kept, less ``early_days``; doses already given are never started again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import Literal

from gongwei.kernel.dates import add_months
from gongwei.programmes.immunization.nip import Bridge, Dose, Schedule, Series, schedule

IMMUNOGLOBULIN = "IG"
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


@dataclass(frozen=True, slots=True)
class Given:
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


@dataclass(frozen=True, slots=True)
class Judged:
    """A recorded dose in its series: its number, or why it does not count."""

    given: Given
    number: int | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class _Ages:
    """A series on the calendar of one birth date, as ordinals."""

    series: Series
    ages: tuple[int, ...]
    finishes: tuple[int, ...]
    upper: int
    vaccines: dict[int, int]
    own: dict[int, int]
    starter: int | None
    instead: int | None
    bridge: tuple[tuple[int, int], ...]


_Calendar = tuple[tuple[_Ages, ...], dict[int, tuple[int, ...]]]


@lru_cache(maxsize=20_000)
def _calendar(birth: dt.date, sex: int, exposed: bool, rules: Schedule) -> _Calendar:
    """The series that apply to who was born on the day, and vaccine → places of the series in which it counts."""
    found = tuple(_ages(each, birth, rules) for each in rules.series if applies(each, birth, sex, exposed))
    codes = {code for ages in found for code in ages.vaccines}
    return found, {c: tuple(i for i, ages in enumerate(found) if c in ages.vaccines) for c in codes}


def applies(series: Series, birth: dt.date, sex: int, exposed: bool) -> bool:
    """Whether the series is meant for who was born then, by sex and risk."""
    holds = {"low_weight_exposed": exposed, "girl": sex == 2, None: True}
    unless = series.unless is not None and holds[series.unless]
    return series.born_from <= birth <= series.born_to and holds[series.when] and not unless


def _ages(series: Series, birth: dt.date, rules: Schedule) -> _Ages:
    day = birth.toordinal()
    counting = [
        (v, c) for v in rules.vaccines for c in v.counts
        if c.series == series.id and (c.born_to is None or birth <= c.born_to)
    ]  # fmt: skip
    return _Ages(
        series,
        tuple(dose.age.after(day) for dose in series.doses),
        tuple(dose.finish.after(day) for dose in series.doses),
        series.upper.after(day),
        {v.code: c.only_from.after(day) if c.only_from else 0 for v, c in counting},
        {v.code: c.from_age.after(day) for v, c in counting if c.from_age is not None},
        rules.vaccine(series.begun_with).code if series.begun_with else None,
        rules.vaccine(series.instead).code if series.instead else None,
        tuple((row.age.after(day), row.needed) for row in series.bridge.rows) if series.bridge else (),
    )


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
    seen = sorted((each for each in given if each.on <= on), key=attrgetter("on", "key", "vaccine"))
    days = [each.on.toordinal() for each in seen]
    calendar, places = _calendar(child.birth, child.sex, child.low_weight_exposed, rules)
    heaps: list[list[tuple[int, Given]]] = [[] for _ in calendar]
    for day, each in zip(days, seen, strict=True):
        for place in places.get(each.vaccine, ()):
            heaps[place].append((day, each))
    codes = {each.vaccine for each in seen}
    run = _Run(seen, days, on.toordinal(), settings, rules)
    for ages, heap in zip(calendar, heaps, strict=True):
        if ages.starter is not None and ages.starter not in codes:
            continue
        if ages.instead is not None and ages.instead in codes:
            continue
        run.lines[ages.series.id] = run.line(ages, heap, holds)
    return tuple(run.lines.values())


@cache
def _live(rules: Schedule) -> frozenset[int]:
    return frozenset(each.code for each in rules.vaccines if each.live)


class _Run:
    """One child's history against one series after the other."""

    def __init__(
        self, seen: list[Given], days: list[int], today: int, settings: Settings, rules: Schedule
    ) -> None:
        self.today, self.settings, self.rules = today, settings, rules
        self.lines: dict[str, Line] = {}
        self.last_live: int | None = None
        self.last_serum: int | None = None
        live, serum = _live(rules), rules.vaccine(IMMUNOGLOBULIN).code
        for day, each in zip(days, seen, strict=True):
            if each.vaccine in live:
                self.last_live = day
            elif each.vaccine == serum:
                self.last_serum = day

    def line(self, ages: _Ages, heap: list[tuple[int, Given]], holds: Sequence[Hold]) -> Line:
        """Count what was given, then say what is next."""
        needed, first_age, first_after, bridged = self._start(ages)
        judged, days, last = self._judge(ages, heap, needed, first_age, first_after)
        if len(days) >= needed:
            return Line(ages.series, "finished", needed, tuple(judged))
        stopped = next(
            (h for h in holds if h.series == ages.series.group and h.kind == CONTRAINDICATED), None
        )
        if stopped is not None:
            return Line(
                ages.series, "contraindicated", needed, tuple(judged), reasons=(f"禁忌：{stopped.reason}",)
            )
        return self._next(ages, needed, tuple(judged), days, last, (first_age, first_after, bridged), holds)

    def _start(self, ages: _Ages) -> tuple[int, int, int, str]:
        """(doses needed, minimum age of the first, not before, words) — from the series before, if there is one."""
        bridge: Bridge | None = ages.series.bridge
        if bridge is None:
            return len(ages.ages), ages.ages[0], 0, ""
        before = self.lines.get(bridge.series)
        done = before.done if before else 0
        row, (age, needed) = bridge.rows[done], ages.bridge[done]
        after = 0
        if before is not None and done:
            last = max(each.given.on.toordinal() for each in before.judged if each.number)
            after = row.interval.after(last)
        words = f"{self.rules.of(bridge.series).label}已种{done}剂，满{row.age}"
        return needed, age, after, words + (f"、间隔{row.interval.length}" if done else "")

    def _judge(
        self, ages: _Ages, heap: list[tuple[int, Given]], needed: int, first_age: int, first_after: int
    ) -> tuple[list[Judged], list[int], int | None]:
        """The doses of the series in order: each counted with its number, or with the reason why not."""
        judged, days, last = [], list[int](), None
        early = self.settings.early_days
        for day, each in heap:
            if day < ages.vaccines[each.vaccine]:
                continue
            last = day
            number = len(days) + 1
            if number > needed:
                judged.append(Judged(each, None, "本程序已完成，多种的一剂"))
                continue
            age, wait = self._threshold(ages, number, days, first_age, first_after)
            if ages.series.doses[number - 1].own_age:
                age = min(age, ages.own.get(each.vaccine, age))
            why = ""
            if day < age - early:
                why = f"未满最小年龄，早{age - day}天"
            elif day < wait - early:
                why = f"间隔不足，早{wait - day}天"
            elif day >= ages.upper:
                why = f"已满{ages.series.upper}"
            if why:
                judged.append(Judged(each, None, why))
            else:
                days.append(day)
                judged.append(Judged(each, number))
        return judged, days, last

    def _threshold(
        self, ages: _Ages, number: int, days: list[int], first_age: int, first_after: int
    ) -> tuple[int, int]:
        """The day of the minimum age, and the day from which the intervals are kept."""
        if number == 1:
            return first_age, first_after
        rule = ages.series.doses[number - 1]
        wait = rule.interval.after(days[-1]) if rule.interval else 0
        if rule.since_first:
            wait = max(wait, rule.since_first.after(days[0]))
        return ages.ages[number - 1], wait

    def _next(
        self,
        ages: _Ages,
        needed: int,
        judged: tuple[Judged, ...],
        days: list[int],
        last: int | None,
        start: tuple[int, int, str],
        holds: Sequence[Hold],
    ) -> Line:
        """The next dose: earliest day with every reason, overdue day, state on the day."""
        number, series = len(days) + 1, ages.series
        rule = series.doses[number - 1]
        age, wait = self._threshold(ages, number, days, start[0], start[1])
        reasons = [start[2] if number == 1 and start[2] else f"满{rule.age}"]
        earliest = max(age, wait)
        if wait > age and number > 1:
            reasons.append(_interval_words(rule, number))
        if last is not None and rule.interval and (again := rule.interval.after(last)) > earliest:
            earliest = again
            reasons.append(f"上一剂不计，距它间隔{rule.interval.length}")
        for words, day in self._waits(series):
            if day > earliest:
                earliest = day
                reasons.append(words)
        held = next((h for h in holds if h.series == series.group and h.kind == DEFERRED and h.until), None)
        if held is not None and held.until and held.until.toordinal() > earliest:
            earliest = held.until.toordinal()
            reasons.append(f"暂缓到 {held.until}：{held.reason}")
        if earliest >= ages.upper or self.today >= ages.upper:
            return Line(series, "too_old", needed, judged, reasons=(f"满{series.upper}不再接种",))
        overdue = overdue_day(earliest, ages.finishes[number - 1], self.settings.overdue_months)
        state: State = "later" if earliest > self.today else "overdue" if overdue <= self.today else "due"
        if held is not None and held.until and held.until.toordinal() > self.today:
            state = "deferred"
        return Line(
            series, state, needed, judged, number,
            dt.date.fromordinal(earliest), dt.date.fromordinal(max(earliest, self.today)),
            dt.date.fromordinal(overdue), tuple(reasons),
        )  # fmt: skip

    def _waits(self, series: Series) -> list[tuple[str, int]]:
        """What other products make the child wait for."""
        found = []
        if series.in_force.year > 1900:
            found.append((f"{series.in_force} 起实施", series.in_force.toordinal()))
        if series.live and self.last_live is not None:
            apart = self.settings.live_apart
            found.append((f"与上次注射用活疫苗间隔{apart}天", self.last_live + apart))
        if series.after_immunoglobulin and self.last_serum is not None:
            wait = series.after_immunoglobulin
            found.append((f"用免疫球蛋白后{wait.length}", wait.after(self.last_serum)))
        return found


def overdue_day(earliest: int, finish: int, months: int) -> int:
    """The day from which a dose is overdue: so many months after the earliest day, or at the finishing age before."""
    from_day = dt.date.fromordinal(earliest)
    grace = _later(from_day, months)
    return min(grace, finish) if earliest < finish else grace


@cache
def _later(day: dt.date, months: int) -> int:
    return add_months(day, months).toordinal()


def _interval_words(rule: Dose, number: int) -> str:
    words = f"与第{number - 1}剂间隔{rule.interval.length}" if rule.interval else ""
    return words + (f"，与第1剂间隔{rule.since_first.length}" if rule.since_first else "")
