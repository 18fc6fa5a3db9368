"""A plan as the stages use it: provisions by date, effective targets, bases, tasks, choices, parameters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path

from gongwei.kernel.region import Region
from gongwei.policy.choices import Reading
from gongwei.policy.documents import Library
from gongwei.policy.plan_file import Item, PlanFile
from gongwei.policy.provisions import Provision
from gongwei.policy.reallocation import reallocated
from gongwei.policy.resolver import ResolvedParameters
from gongwei.policy.stricter import EffectiveTarget, Issued, effective
from gongwei.policy.tasks import Column, Institution, Table

IMPLEMENTED, NOT_IMPLEMENTED = "已实现", "未实现"
ESTIMATED = "_estimated"
"""Ending of a base that is computed: ``hypertension_estimated``."""


@dataclass(frozen=True)
class HandedDown:
    """The numbers of a task sheet in force from a day on: indicator → institution code → number, None for the total."""

    from_on: dt.date
    numbers: Mapping[str, Mapping[str | None, int]]


@dataclass(frozen=True)
class Plan:
    """One region's year, loaded and checked, with the plans above it and the parameters resolved for it."""

    path: Path
    file: PlanFile
    library: Library
    parameters: ResolvedParameters
    choices: Mapping[str, Reading]
    superior: tuple[PlanFile, ...]
    handed_down: tuple[HandedDown, ...] = ()

    @property
    def id(self) -> str:
        """The id of the plan, for example ``huancui-2024``."""
        return self.file.id

    @property
    def year(self) -> int:
        """The calendar year of the plan."""
        return self.file.year

    @property
    def region(self) -> Region:
        """The region of the plan."""
        return Region(self.file.region)

    @property
    def last_day(self) -> dt.date:
        """31 December of the plan's year: a year is the calendar year (conventions, Time)."""
        return dt.date(self.year, 12, 31)

    @cached_property
    def targets(self) -> tuple[Provision, ...]:
        """The targets in force at the end of the year."""
        return self.targets_on(self.last_day)

    @cached_property
    def rules(self) -> tuple[Provision, ...]:
        """The process rules in force at the end of the year."""
        return provisions_on(self.file, "rules", self.last_day)

    @cached_property
    def terms(self) -> tuple[Provision, ...]:
        """The plan's own numbers (population, money, deadlines) in force at the end of the year."""
        return provisions_on(self.file, "terms", self.last_day)

    def targets_on(self, day: dt.date) -> tuple[Provision, ...]:
        """The targets as amended up to a day (PLAN-07)."""
        return provisions_on(self.file, "targets", day)

    def versions(self, indicator: str) -> tuple[tuple[dt.date, Provision | None], ...]:
        """The targets of an indicator with the day from which each holds; None where it was withdrawn (PLAN-07)."""
        days = [self.file.effective_from, *(amendment.from_on for amendment in self.file.amendments)]
        found: list[tuple[dt.date, Provision | None]] = []
        for day in days:
            held = self.target(indicator, day)
            if not found or found[-1][1] != held:
                found.append((day, held))
        return tuple(found)

    def tables_on(self, day: dt.date) -> tuple[Table, ...]:
        """The task tables as allocated anew by the targets in force on a day; unamended they stand as printed."""
        if not any(amendment.from_on <= day for amendment in self.file.amendments):
            return self.file.tasks
        return reallocated(self.file.tasks, self.targets_on(self.file.effective_from), self.targets_on(day))

    def target(self, indicator: str, on: dt.date | None = None) -> Provision | None:
        """The plan's own target for an indicator."""
        held = self.targets_on(on or self.last_day)
        return next((target for target in held if target.indicator == indicator), None)

    @cached_property
    def inherited(self) -> tuple[str, ...]:
        """The indicators that only superior plans set a target for; the local plan has no answer (PLAN-04)."""
        own = {target.indicator for target in self.targets}
        above = [held for plan in self.superior for held in provisions_on(plan, "targets", self.last_day)]
        return tuple(dict.fromkeys(held.indicator for held in above if held.indicator not in own))

    def effective_target(self, indicator: str, on: dt.date | None = None) -> EffectiveTarget:
        """The stricter of this plan's target and every superior plan's, and which one governs (PLAN-05)."""
        day = on or self.last_day
        local = self.target(indicator, day)
        above = [(plan, target) for plan in self.superior for target in provisions_on(plan, "targets", day)]
        return effective(
            indicator,
            _issued(self.file, local) if local else None,
            (_issued(plan, target) for plan, target in above if target.indicator == indicator),
        )

    def state(self, indicator: str, known: Collection[str]) -> str:
        """已实现 when an indicator of that id exists, else 未实现; never a zero."""
        return IMPLEMENTED if indicator in known else NOT_IMPLEMENTED

    def in_force(self, chapter: str, on: dt.date) -> bool:
        """Whether the plan runs a chapter on a day; code present is not in force (style rule 15)."""
        return any(
            item.chapter == chapter and item.from_on <= on and (item.until is None or on < item.until)
            for item in self.file.items
        )

    def norm(self, item: Item) -> str:
        """The document by which an item is done: the one it names, else the plan's edition (PLAN-28)."""
        return item.norm or self.file.edition

    def choice(self, name: str) -> str:
        """The reading that holds in this plan where its text allows several."""
        return self.choices[name].value

    def institution(self, code_or_name: str) -> Institution | None:
        """An institution by its code, printed name or alias."""
        for held in self.file.institutions:
            if code_or_name in (held.code, held.name, *held.aliases):
                return held
        return None

    def base(self, institution: str | None, base: str) -> int | None:
        """A locked base of an institution (code, name or alias), or the total for None; None if not given."""
        if base.endswith(ESTIMATED):
            return self._estimated(institution, base.removesuffix(ESTIMATED))
        found = self._column(base, "base")
        return self._cell(found, institution) if found else None

    def _estimated(self, institution: str | None, chapter: str) -> int | None:
        """Patients to expect: permanent population × adult share × prevalence, half-up (规范三版 7 五)."""
        people, held = self.base(institution, "population"), self.parameters.of(chapter)
        shares = [held[name].on(self.last_day) for name in ("adult_share", "prevalence") if name in held]
        if people is None or len(shares) < 2 or any(share is None for share in shares):
            return None
        expected = Decimal(people) * Decimal(str(shares[0])) * Decimal(str(shares[1]))
        return int(expected.quantize(Decimal(1), ROUND_HALF_UP))

    def bases(self) -> Iterator[tuple[str, str, int]]:
        """Every locked base: institution code, base id, value."""
        for table in self.file.tasks:
            for column in table.columns:
                if column.kind == "base":
                    yield from ((code, column.id, n) for code, n in table.values(column.id).items())

    def task(self, institution: str | None, indicator: str, on: dt.date | None = None) -> int | None:
        """The task number of an institution (or the total, for None) for an indicator, as in force on a day.

        The last task sheet handed down by then decides; before any, the plan's own tables as amended.
        """
        day = on or self.last_day
        for sheet in reversed(self.handed_down):
            if sheet.from_on <= day and indicator in sheet.numbers:
                held = self.institution(institution) if institution is not None else None
                return None if institution is not None and held is None else sheet.numbers[indicator].get(
                    held.code if held else None
                )
        for table in self.tables_on(day):
            for column in table.columns:
                if column.indicator == indicator:
                    return self._cell((table, column), institution)
        return None

    def _column(self, name: str, kind: str) -> tuple[Table, Column] | None:
        for table in self.file.tasks:
            column = table.column(name)
            if column is not None and column.kind == kind:
                return table, column
        return None

    def _cell(self, place: tuple[Table, Column], institution: str | None) -> int | None:
        table, column = place
        if institution is None:
            return table.printed_total(column.id)
        held = self.institution(institution)
        return table.values(column.id).get(held.code) if held else None


def provisions_on(plan: PlanFile, section: str, day: dt.date) -> tuple[Provision, ...]:
    """A section (targets, rules, terms) of a plan as amended up to a day, in the order of the plan."""
    held: dict[tuple[str, str], Provision] = {}
    for provision in getattr(plan, section):
        if (provision.from_on or plan.effective_from) <= day:
            held[provision.indicator, provision.level] = provision
    for amendment in plan.amendments:
        if amendment.from_on > day:
            break
        held = {key: provision for key, provision in held.items() if key[0] not in amendment.withdrawn}
        held |= {(changed.indicator, changed.level): changed for changed in getattr(amendment, section)}
    return tuple(held.values())


def _issued(plan: PlanFile, provision: Provision) -> Issued:
    return Issued(plan.id, plan.label, provision, plan.binding)
