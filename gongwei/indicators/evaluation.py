"""All indicators of all chapters for a plan and a day: by institution, village or doctor, in all, or by month."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from gongwei.catalogue import plans
from gongwei.catalogue.chapters import measures
from gongwei.facts import reader
from gongwei.indicators.figures import Figure, Target
from gongwei.indicators.places import DISTRICT, UNASSIGNED, By, Places, Scope, places
from gongwei.indicators.results import Results, results
from gongwei.indicators.targets import readings_of, target_of, why_no_rate
from gongwei.kernel.dates import add_months
from gongwei.policy import Plan

EVERYWHERE = Scope()
IN_MEMORY = 64


@dataclass(frozen=True)
class Sum:
    """The counts of one measure for the people of one institution, village and doctor."""

    measure: str
    institution: str
    village: str
    doctor: str
    people: int
    denominator: int
    numerator: int
    counted: Decimal | None = None

    def group(self, by: By) -> str:
        """The group that these people belong to."""
        return {"institution": self.institution, "village": self.village, "doctor": self.doctor}.get(
            by, DISTRICT
        )

    def within(self, scope: Scope) -> bool:
        """Whether these people are in the scope."""
        return (
            scope.institution in (None, self.institution)
            and scope.village in (None, self.village)
            and scope.doctor in (None, self.doctor)
            and (not scope.villages or self.village in scope.villages)
        )


def evaluate(
    as_of: dt.date,
    by: By = "institution",
    plan: Plan | None = None,
    within: Scope = EVERYWHERE,
    build: int | None = None,
    indicators: Sequence[str] = (),
) -> list[Figure]:
    """Every figure by indicator (order of the specification), then by group; 未实现 ones of the plan come last.

    A person counts once, where responsible on the as-of day; those of nobody stand under 未分配. ``indicators``
    limits the list; by="month" gives the district (or the scope) at each month's end of the year.
    """
    held = plan or plans.plan()
    number = build if build is not None else reader.newest()
    if by == "month":
        return [
            figure for day in month_ends(as_of) for figure in _month(day, held, within, number, indicators)
        ]
    found = list(_figures(as_of, by, held, within, number, indicators))
    return found + list(_not_implemented(as_of, by, held, names_of(number, held), indicators))


def month_ends(as_of: dt.date) -> list[dt.date]:
    """The last days of the months of the year up to the as-of day, which stands for its own month."""
    firsts = (dt.date(as_of.year, month, 1) for month in range(1, as_of.month + 1))
    return [min(as_of, add_months(first, 1) - dt.timedelta(days=1)) for first in firsts]


def _month(
    day: dt.date, plan: Plan, within: Scope, build: int, indicators: Sequence[str]
) -> Iterator[Figure]:
    label = f"{day:%Y-%m}"
    narrower = within.village or within.doctor or within.villages
    by: By = "institution" if within.institution and not narrower else "district"
    for figure in _figures(day, by, plan, within, build, indicators):
        yield replace(figure, by="month", group_id=label, group_label=label)


def _figures(
    as_of: dt.date, by: By, plan: Plan, within: Scope, build: int, indicators: Sequence[str]
) -> Iterator[Figure]:
    names = names_of(build, plan)
    kept: dict[tuple[str, str], list[Sum]] = defaultdict(list)
    groups: set[str] = {DISTRICT} if by == "district" else set()
    for row in sums(as_of, build, plan):
        if row.within(within):
            kept[row.measure, row.group(by)].append(row)
            groups.add(row.group(by))
    if by == "institution":
        wanted = {str(key) for key in names.codes}
        groups |= {group for group in wanted if within.institution in (None, group)}
    ordered = sorted(groups, key=lambda group: _place_of(group, by, names))
    for indicator in measures():
        if indicators and indicator not in indicators:
            continue
        for group in ordered:
            if group != UNASSIGNED or kept.get((indicator, group)):
                yield _figure(
                    indicator, as_of, by, group, plan, names, kept.get((indicator, group), []), within
                )


def _figure(
    indicator: str,
    as_of: dt.date,
    by: By,
    group: str,
    plan: Plan,
    names: Places,
    rows: list[Sum],
    within: Scope,
) -> Figure:
    chapter, measure = measures()[indicator]
    whole = by == "district" and within == EVERYWHERE
    code = names.code(group) if by == "institution" else None
    counted = sum(row.denominator for row in rows)
    readings = readings_of(plan, measure, as_of, code, whole, counted)
    chosen = next(reading for reading in readings if reading.chosen)
    reason = why_no_rate(measure, chosen.denominator, whole, code, as_of.year == plan.year)
    target = target_of(plan, measure, as_of, code, whole)
    alone = measure.counted if counted == 1 else None
    return Figure(
        indicator=indicator, label=measure.label, unit=alone.unit if alone else measure.unit, chapter=chapter.id,
        by=by, group_id=group, group_label=names.label(by, group), numerator=sum(row.numerator for row in rows),
        denominator=chosen.denominator, basis=chosen.label, target=target,
        readings=readings, people=counted, definition=measure.definition, clause=measure.ref,
        reason=reason or target.lacks,
        rows=measure.cohort.unit, count=sum((row.counted or Decimal() for row in rows), Decimal()) if alone else None,
    )  # fmt: skip


def _not_implemented(
    as_of: dt.date, by: By, plan: Plan, names: Places, indicators: Sequence[str]
) -> Iterator[Figure]:
    """Targets of the plan whose indicator nobody computes yet: shown as 未实现, never as zero."""
    for target in plan.targets_on(as_of if as_of.year == plan.year else plan.last_day):
        if target.indicator in measures() or (indicators and target.indicator not in indicators):
            continue
        yield Figure(
            indicator=target.indicator, label=target.label, unit=target.unit or "", chapter=target.chapter, by=by,
            group_id=DISTRICT, group_label=names.district, numerator=None, denominator=None, basis="",
            target=Target(
                value=Decimal(str(target.value)) if isinstance(target.value, int | Decimal) else None,
                operator=target.operator or ">=", unit=target.unit or "", demand=target.demand, soft=target.soft,
                ref=target.ref,
            ),
            clause=target.ref,
            reason="该项服务尚未实现", implemented=False,
        )  # fmt: skip


def names_of(build: int, plan: Plan) -> Places:
    """Names and roll-up of a build, read once."""
    key = ("names", reader.address(build), str(plan.path))
    return cast(Places, _kept(key, lambda: places(reader.connect(build), plan)))


def sums(as_of: dt.date, build: int, plan: Plan) -> tuple[Sum, ...]:
    """The counts at the finest grain, with institutions as the plan counts them."""
    held = results(as_of, build)
    key = ("sums", str(held.folder), str(plan.path))
    return cast(tuple[Sum, ...], _kept(key, lambda: _read_sums(held, names_of(build, plan))))


def _read_sums(held: Results, names: Places) -> tuple[Sum, ...]:
    return tuple(
        Sum(
            measure, names.institution_of(institution), village or UNASSIGNED,
            UNASSIGNED if doctor is None else str(doctor), people, denominator, numerator, counted,
        )
        for measure, institution, village, doctor, people, denominator, numerator, counted in held.connect()
        .execute(held.sums).fetchall()
    )  # fmt: skip


_memory: OrderedDict[tuple[str, str, str], object] = OrderedDict()
_lock = threading.Lock()


def _kept(key: tuple[str, str, str], make: Callable[[], object]) -> object:
    """What is read from an immutable build needs to be read once; the least lately used goes."""
    with _lock:
        if key in _memory:
            _memory.move_to_end(key)
            return _memory[key]
    made = make()
    with _lock:
        _memory[key] = made
        while len(_memory) > IN_MEMORY:
            _memory.popitem(last=False)
    return made


def _place_of(group: str, by: By, names: Places) -> tuple[int, int, str]:
    """未分配 last; institutions in the order of the tree, others by code."""
    order = names.order.get(int(group), 0) if by == "institution" and group.isdigit() else 0
    return (group == UNASSIGNED, order, group)
