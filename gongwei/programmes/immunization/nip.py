"""The national schedule as data: vaccines and series read once from this folder's YAML, refused whole when unclear.

A *series* is one protection (乙肝, 脊灰) with its doses; a *vaccine* is what is injected and says in which series it
counts. Versions of the schedule are series with ``born_from``, ``born_to`` and ``in_force`` (nip-schedule-2021).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gongwei.kernel.dates import add_months
from gongwei.policy.problems import PolicyError, Problem
from gongwei.policy.shape import Model, RefText, Shape, fit
from gongwei.policy.strict_yaml import read_yaml

FOLDER = Path(__file__).parent
Condition = Literal["low_weight_exposed", "girl"]
Sure = Literal["V", "K", "?"]


@dataclass(frozen=True)
class Span:
    """A length of time in whole months (years are twelve) or in days."""

    months: int = 0
    days: int = 0
    text: str = ""

    def after(self, ordinal: int) -> int:
        """The day so much later, days as ordinals; months clamp to the month's last day."""
        return (_months_later(ordinal, self.months) if self.months else ordinal) + self.days

    def __str__(self) -> str:
        number, unit = int(self.text[:-1]), self.text[-1]
        return f"{number}{ {'d': '天', 'm': '月龄', 'y': '岁'}[unit] }"

    @property
    def length(self) -> str:
        """28天, 6个月, 3年: as an interval is spoken."""
        return f"{int(self.text[:-1])}{ {'d': '天', 'm': '个月', 'y': '年'}[self.text[-1]] }"


@cache
def _months_later(ordinal: int, months: int) -> int:
    return add_months(dt.date.fromordinal(ordinal), months).toordinal()


def _span(found: Any) -> Span:
    if isinstance(found, Span):
        return found
    hit = re.fullmatch(r"(\d{1,3})([dmy])", found) if isinstance(found, str) else None
    if hit is None:
        raise ValueError(f"应写成 28d、6m、3y 这样的时间长度，写的是 {found}")
    number = int(hit[1])
    match hit[2]:
        case "d":
            return Span(days=number, text=found)
        case "m":
            return Span(months=number, text=found)
    return Span(months=12 * number, text=found)


Length = Annotated[Any, BeforeValidator(_span)]


class Counts(Shape):
    """In which series a vaccine counts; ``from_age`` is its own minimum where the dose allows it.

    Before ``only_from`` it says nothing in this series.
    """

    series: str
    from_age: Annotated[Length | None, Field(alias="from")] = None
    only_from: Length | None = None
    born_to: dt.date | None = None


class Vaccine(Shape):
    """What is given: code on the form, name, series, injected live or not, route, volume, sites, free or not."""

    code: int
    id: str
    label: str
    counts: tuple[Counts, ...]
    live: bool = False
    route: int
    volume: str
    sites: tuple[int, ...]
    free: bool = False
    ref: RefText
    sure: Sure = "K"


class Dose(Shape):
    """One dose of a series: minimum age, intervals, the age before which it should be done, what is given."""

    age: Length
    interval: Length | None = None
    since_first: Length | None = None
    finish: Length
    give: tuple[str, ...]
    own_age: bool = False
    note: str = ""


class Step(Shape):
    """With so many doses of the other series done: age and interval of the first dose, how many are needed."""

    done: int
    age: Length
    interval: Length
    needed: int


class Bridge(Shape):
    """How the series goes on from another one."""

    series: str
    rows: tuple[Step, ...]


class Series(Shape):
    """One protection with its doses, for whom, since when, up to which age."""

    id: str
    label: str
    ref: RefText
    sure: Sure
    doses: tuple[Dose, ...]
    upper: Length
    born_from: dt.date = dt.date(1900, 1, 1)
    born_to: dt.date = dt.date(2999, 12, 31)
    in_force: dt.date = dt.date(1900, 1, 1)
    when: Condition | None = None
    unless: Condition | None = None
    instead: str | None = None
    begun_with: str | None = None
    same_as: str | None = None
    live: bool = False
    after_immunoglobulin: Length | None = None
    bridge: Bridge | None = None
    note: str = ""

    @property
    def group(self) -> str:
        """The row of the card: variants of one protection share it."""
        return self.same_as or self.id


class _Vaccines(Shape):
    vaccines: tuple[Vaccine, ...]


class _AllSeries(Shape):
    series: tuple[Series, ...]


@dataclass(frozen=True, eq=False)
class Schedule:
    """Everything, checked against each other; one object is one key (eq=False), so that caches stay quick."""

    vaccines: tuple[Vaccine, ...]
    series: tuple[Series, ...]

    @cached_property
    def _vaccines(self) -> dict[int | str, Vaccine]:
        return {key: each for each in self.vaccines for key in (each.code, each.id)}

    @cached_property
    def _series(self) -> dict[str, Series]:
        return {each.id: each for each in self.series}

    def vaccine(self, key: int | str) -> Vaccine:
        """By code or id; KeyError when there is none."""
        return self._vaccines[key]

    def of(self, series_id: str) -> Series:
        """A series by its id."""
        return self._series[series_id]


@cache
def schedule(folder: Path = FOLDER) -> Schedule:
    """The schedule of a folder; every complaint at once, with file and line."""
    vaccines = _read(_Vaccines, folder / "vaccines.yaml").vaccines
    series = _read(_AllSeries, folder / "series.yaml").series
    found = Schedule(vaccines, series)
    wrong = list(_contradictions(found))
    if wrong:
        raise PolicyError([Problem(folder / "series.yaml", 1, (), text, "请改正") for text in wrong])
    return found


def _read(model: type[Model], file: Path) -> Model:
    source = read_yaml(file)
    found, problems = fit(model, source)
    if found is None:
        raise PolicyError(problems)
    return found


def _contradictions(found: Schedule) -> list[str]:
    """What no single line can see: unknown names, ages that fall, intervals that are missing."""
    ids, names = {each.id for each in found.series}, {each.id for each in found.vaccines}
    wrong = [f"程序 {each} 写了两次" for each in _twice([s.id for s in found.series])]
    wrong += [f"疫苗代码 {each} 写了两次" for each in _twice([v.code for v in found.vaccines])]
    counted = [(v.id, c.series) for v in found.vaccines for c in v.counts]
    wrong += [f"疫苗 {vaccine} 计入的程序 {named} 不存在" for vaccine, named in counted if named not in ids]
    for each in found.series:
        given = {name for dose in each.doses for name in dose.give} | {
            each.begun_with or each.doses[0].give[0]
        }
        wrong += [f"程序 {each.id} 用的疫苗 {name} 不存在" for name in given - names]
        wrong += [
            f"程序 {each.id} 提到的 {other} 不存在" for other in {each.instead, each.same_as} - ids - {None}
        ]
        days = [dose.age.after(_SAMPLE) for dose in each.doses]
        wrong += [f"程序 {each.id} 的最小年龄应逐剂不减"] * (days != sorted(days))
        wrong += [f"程序 {each.id} 第2剂起都要写间隔"] * any(d.interval is None for d in each.doses[1:])
        wrong += [
            f"程序 {each.id} 的完成年龄应晚于最小年龄"
            for dose in each.doses
            if dose.finish.after(_SAMPLE) <= dose.age.after(_SAMPLE)
        ]
        if each.bridge and [row.done for row in each.bridge.rows] != list(range(len(each.bridge.rows))):
            wrong.append(f"程序 {each.id} 的衔接应从 0 剂起逐剂写明")
    return wrong


def _twice(values: list[Any]) -> set[Any]:
    return {each for each in values if values.count(each) > 1}


_SAMPLE = dt.date(2023, 1, 15).toordinal()
