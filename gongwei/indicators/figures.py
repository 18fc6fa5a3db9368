"""One figure: numerator, denominator, target and gap of one indicator for one group, judged on the exact ratio."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from gongwei.indicators.places import By


class Judgement(StrEnum):
    """How a figure stands against its target; the value is the word shown."""

    MET = "已达标"
    SHORT = "未达标"
    WARNED = "原则上未达"
    NO_TARGET = "无目标"
    UNKNOWN = "无法计算"
    NOT_IMPLEMENTED = "未实现"


@dataclass(frozen=True)
class Reading:
    """One way to read the denominator; the plan chooses which one judges (AMB-12)."""

    base: str
    label: str
    denominator: int | None
    chosen: bool


@dataclass(frozen=True)
class Target:
    """What the figure is judged by: the effective target, the printed count, and which of the two decides (AMB-13).

    ``each`` is the number that one row needs in the whole year (12 种/年), where the plan demands one. ``lacks`` says
    what is missing for a judgement (the earlier year that a target is compared with).
    """

    value: Decimal | None = None
    operator: str = ">="
    unit: str = "%"
    demand: str = ""
    soft: bool = False
    task: int | None = None
    decides: str = "rate"
    ref: str = ""
    plan: str = ""
    conflicts: tuple[str, ...] = ()
    each: Decimal | None = None
    lacks: str = ""


@dataclass(frozen=True)
class Figure:
    """One cell of the indicators page.

    ``rows`` is what numerator and denominator count (人, 个机构); ``count`` the number of the one row that there is,
    where the plan demands a number of each (11 种).
    """

    indicator: str
    label: str
    unit: str
    chapter: str
    by: By
    group_id: str
    group_label: str
    numerator: int | None
    denominator: int | None
    basis: str
    target: Target
    readings: tuple[Reading, ...] = ()
    people: int | None = None
    definition: str = ""
    clause: str = ""
    reason: str = ""
    implemented: bool = field(default=True)
    rows: str = "人"
    count: Decimal | None = None

    @property
    def rate(self) -> Fraction | None:
        """The exact ratio; None where there is no denominator, never 0 %."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)

    @property
    def required(self) -> int | None:
        """How many people the numerator needs: the printed count where it decides, else the rate on the base."""
        if self.target.task is not None and self.target.decides == "count":
            return self.target.task
        if self.target.value is None:
            return None
        if self.target.unit == "人":
            return int(self.target.value)
        if not self.denominator or self.target.unit not in _PER:
            return None
        exact = Fraction(self.target.value) * self.denominator / _PER[self.target.unit]
        whole = -(-exact.numerator // exact.denominator)
        return whole + 1 if self.target.operator == ">" and whole == exact else whole

    @property
    def gap(self) -> int | None:
        """People still missing; 0 when the target is met, None where nothing can be judged."""
        if self.required is None or self.numerator is None or self.rate is None:
            return None
        return max(0, self.required - self.numerator)

    @property
    def failing(self) -> int | None:
        """People of the cohort outside the numerator: the length of the list behind the figure."""
        return None if self.people is None or self.numerator is None else self.people - self.numerator

    @property
    def judgement(self) -> Judgement:
        """Met or not, on the exact ratio or the count, never on the rounded figure."""
        if not self.implemented:
            return Judgement.NOT_IMPLEMENTED
        if self.rate is None or self.target.lacks:
            return Judgement.UNKNOWN
        if self.gap is None:
            return Judgement.NO_TARGET if self.target.value is None else Judgement.UNKNOWN
        if self.gap == 0:
            return Judgement.MET
        return Judgement.WARNED if self.target.soft else Judgement.SHORT

    @property
    def target_shown(self) -> str:
        """The target in the unit of the rate; a task number is 100 % of itself."""
        if self.target.value is None:
            return ""
        return "100" if self.target.unit == "人" else f"{self.target.value.normalize():f}"

    def expected(self, elapsed: Fraction) -> int | None:
        """How many there should be by now if the year's work went evenly (按进度)."""
        if self.required is None:
            return None
        exact = self.required * elapsed
        return -(-exact.numerator // exact.denominator)

    @property
    def shown(self) -> str:
        """The figure with its unit: the number where one row has one, else the rate; empty where there is none."""
        value = f"{self.count.normalize():f}" if self.count is not None else self.percent()
        return f"{value}{self.unit}" if value else ""

    def percent(self, places: int = 1) -> str:
        """The rate as shown, half-up; empty where there is none."""
        return "" if self.rate is None else half_up(self.rate * _PER.get(self.unit, 100), places)


_PER = {"%": 100, "‰": 1000}


def half_up(value: Fraction, places: int) -> str:
    """A ratio as decimal text, rounded half-up (215/239 shows 90.0 and is still below 90)."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
