"""The shape of a plan's ``funds``: money per head, floors, prepayment, deadlines, uses, and how the village is settled.

Every number carries its clause; what no clause says is marked ``sure: "?"`` and shown 待核.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from gongwei.kernel.dates import add_months
from gongwei.policy.documents import Certainty
from gongwei.policy.shape import RefText, Shape

Method = Literal["task_completion_with_cap", "work_equivalents", "capitation_by_score"]
METHOD_LABELS: dict[Method, str] = {
    "task_completion_with_cap": "任务完成率封顶",
    "work_equivalents": "工作当量",
    "capitation_by_score": "按人头乘得分",
}
Level = Literal["central", "province", "city", "county"]
Category = Literal["service", "epidemic", "wage", "material", "training", "publicity"]
Book = Literal["original", "new_items", "contracts", "disabled", "outside"]
Payer = Literal["finance", "township", "disabled_federation", "insurance"]


def _exact(found: Any) -> Decimal:
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        return Decimal(found)
    raise ValueError(f"应为数，写的是 {found}")


Number = Annotated[Decimal, PlainValidator(_exact)]


class Amount(Shape):
    """A number with its unit and where it comes from."""

    value: Number
    unit: Literal["元", "元/人", "元/份", "元/当量", "%", "月", "分", "倍"]
    ref: RefText
    sure: Certainty = "V"
    note: str | None = None


class YearDay(Shape):
    """A month and day in the plan's year, or in the next one."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]
    next_year: bool = False
    ref: RefText

    def on(self, year: int) -> dt.date:
        """The day itself."""
        return dt.date(year + self.next_year, self.month, self.day)


class Floor(Shape):
    """What the village must at least get: yuan a head, and a share of the money or of the tasks; hard or soft."""

    per_head: Amount | None = None
    share: Amount | None = None
    hard: bool = False
    ref: RefText
    note: str | None = None


class Prepay(Shape):
    """先预拨、后结算: so much of an instalment's village part, within so many months of its arrival."""

    ratio: Amount
    within: Amount

    def due_on(self, received_on: dt.date) -> dt.date:
        """The last day on time: the same day of the month after (九（二）一个月内)."""
        return add_months(received_on, int(self.within.value))


class Arrival(Shape):
    """So much of the year's budget must have arrived at each institution by a day."""

    share: Amount
    by: YearDay

    def enough(self, arrived: Decimal, budget: Decimal) -> bool:
        """Whether the share has come, exactly: a fen less is less."""
        return Fraction(arrived) * 100 >= Fraction(budget) * Fraction(self.share.value)


class Service(Shape):
    """A service that the village does: chapter and step of what is owed, and its weight in work equivalents."""

    chapter: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    step: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(min_length=1)]
    equivalents: Number
    ref: RefText
    sure: Certainty = "V"

    @model_validator(mode="after")
    def _positive(self) -> Service:
        if self.equivalents <= 0:
            raise ValueError(f"{self.label} 的当量应大于 0，写的是 {self.equivalents}")
        return self

    @property
    def key(self) -> str:
        """``hypertension.follow_up``."""
        return f"{self.chapter}.{self.step}"


class Band(Shape):
    """From this score on, this coefficient."""

    from_score: Number
    coefficient: Number


class Quality(Shape):
    """How a score becomes a coefficient: score ÷ full, or by bands."""

    kind: Literal["linear", "bands"]
    full: Amount
    bands: tuple[Band, ...] = ()
    ref: RefText
    sure: Certainty = "V"

    @model_validator(mode="after")
    def _rising(self) -> Quality:
        steps = [(band.from_score, band.coefficient) for band in self.bands]
        if (self.kind == "bands") != bool(steps):
            raise ValueError("bands 写分数段，linear 不写")
        scores, rates = [score for score, _ in steps], [rate for _, rate in steps]
        if scores != sorted(set(scores)) or rates != sorted(rates) or (steps and scores[0] != 0):
            raise ValueError("分数段应从 0 起，分数从低到高，系数不下降（质量越好，付得越不少）")
        return self

    def coefficient(self, score: Decimal) -> Fraction:
        """The coefficient of a score; never above what full marks give."""
        if self.kind == "linear":
            return min(Fraction(score) / Fraction(self.full.value), Fraction(1))
        return next(Fraction(band.coefficient) for band in reversed(self.bands) if score >= band.from_score)


class Settlement(Shape):
    """How the village's money of a period is earned."""

    method: Method
    cap: Amount
    price: Amount | None = None
    quality: Quality
    services: tuple[Service, ...]
    repair_days: Annotated[int, Field(ge=0)] = 25
    repair_ref: RefText
    ref: RefText

    @model_validator(mode="after")
    def _complete(self) -> Settlement:
        if (self.method == "work_equivalents") != (self.price is not None):
            raise ValueError("work_equivalents 要写 price（元/当量），其他方法不写")
        keys = [service.key for service in self.services]
        if len(keys) != len(set(keys)):
            raise ValueError("services 中有一项写了两次")
        return self


class Reward(Shape):
    """One line of the reward and penalty table: yuan for each point of the score above or below a mark."""

    label: Annotated[str, Field(min_length=1)]
    mark: Amount
    yuan_per_point: Number
    most: Number
    ref: RefText
    sure: Certainty = "V"

    def amount(self, score: Decimal) -> Decimal:
        """(score − mark) × yuan, at most ``most`` either way."""
        wanted = (score - self.mark.value) * self.yuan_per_point
        return max(-self.most, min(self.most, wanted))


class Use(Shape):
    """An allowed use of the money."""

    id: Category
    label: Annotated[str, Field(min_length=1)]
    ref: RefText


class Standard(Shape):
    """The yuan a head of an earlier year: what an increment is checked against (FUND-44)."""

    year: Annotated[int, Field(ge=2006, le=2100)]
    value: Number
    ref: RefText
    note: str | None = None


class Purpose(Shape):
    """Money kept for one use with a balance of its own: by people, by contract or a fixed sum; who may be paid by it.

    Without a number the document names the use and no sum: what is set aside is then decided in the order.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(min_length=1)]
    book: Book
    amount: Amount | None = None
    payees: Literal["primary", "any"] = "primary"
    payer: Payer = "finance"
    by: YearDay | None = None
    """The last day on which the document wants it paid."""
    ref: RefText
    sure: Certainty = "V"
    note: str | None = None

    @model_validator(mode="after")
    def _unit(self) -> Purpose:
        fixed = self.amount is not None and self.amount.unit == "元"
        if self.book == "outside" and not fixed:
            raise ValueError(f"{self.label} 在人均经费之外，要写总额（unit: 元）")
        if self.amount is not None and self.amount.unit not in ("元", "元/人", "元/份"):
            raise ValueError(f"{self.label} 的单位应为 元、元/人 或 元/份，写的是 {self.amount.unit}")
        return self

    @property
    def in_pool(self) -> bool:
        """Whether the per-capita money pays it; else its payer brings the money."""
        return self.book in ("original", "new_items", "contracts") and self.payer == "finance"

    def wanted(self, people: int, contracts: int = 0) -> Fraction | None:
        """What the document asks to be set aside; None where it names no number."""
        if self.amount is None:
            return None
        times = {"元": 1, "元/人": people, "元/份": contracts}[self.amount.unit]
        return Fraction(self.amount.value) * times


class Funds(Shape):
    """The rules of a plan's money."""

    per_head: Amount
    standards: tuple[Standard, ...] = ()
    increment: Amount | None = None
    new_items: Amount | None = None
    purposes: tuple[Purpose, ...] = ()
    levels: tuple[Level, ...]
    village: Floor
    prepay: Prepay | None = None
    arrival: Arrival | None = None
    reward_due: YearDay | None = None
    reward: Reward | None = None
    contract_quota: Amount | None = None
    disabled_exam: Amount | None = None
    uses: tuple[Use, ...]
    settlement: Settlement | None = None

    @model_validator(mode="after")
    def _within(self) -> Funds:
        if self.original <= 0:
            raise ValueError(f"新划入项目 {self.aside} 元应小于人均经费 {self.per_head.value} 元")
        if self.village.per_head is not None and self.village.per_head.value > self.original:
            raise ValueError("村卫生室补助标准不能高于原十二类项目的人均经费")
        share = self.village.share
        if self.village.hard and share is not None and self.village_share * 100 < Fraction(share.value):
            raise ValueError(f"村级资金占 {float(self.village_share * 100):.2f}%，低于必须达到的 {share.value}%")
        return self

    @model_validator(mode="after")
    def _told_once(self) -> Funds:
        for name, held in (("purposes", [each.id for each in self.purposes]), ("standards", self.years)):
            if len(held) != len(set(held)):
                raise ValueError(f"{name} 中有一项写了两次")
        return self

    @property
    def years(self) -> list[int]:
        """The earlier years whose standard is known."""
        return [each.year for each in self.standards]

    def standard(self, year: int) -> Decimal | None:
        """The yuan a head of an earlier year."""
        return next((each.value for each in self.standards if each.year == year), None)

    def share_of_all(self, base: str) -> Fraction:
        """The village's part of the base that the plan reads: of the original items' money, or of all (AMB-05)."""
        whole = self.per_head.value if base == "all_money" else self.original
        return self.village_share * Fraction(self.original) / Fraction(whole)

    @property
    def aside(self) -> Decimal:
        """Yuan a head set aside for the new items; nothing where the document names no number."""
        return self.new_items.value if self.new_items else Decimal(0)

    @property
    def original(self) -> Decimal:
        """Yuan a head left for the original twelve items."""
        return self.per_head.value - self.aside

    @property
    def village_share(self) -> Fraction:
        """The village's part of the original items' money: by the yuan a head, else by the share."""
        if self.village.per_head is not None:
            return Fraction(self.village.per_head.value) / Fraction(self.original)
        return Fraction(self.village.share.value) / 100 if self.village.share else Fraction(0)

    @property
    def village_per_head(self) -> Decimal:
        """Yuan a head and year for the village."""
        exact = Fraction(self.original) * self.village_share
        return Decimal(exact.numerator) / Decimal(exact.denominator)


TERMS = {
    "funds.per_capita": "per_head",
    "funds.new_items_per_capita": "new_items",
    "funds.contract_quota": "contract_quota",
    "funds.disabled_exam_fee": "disabled_exam",
}
"""Terms that say the same number as a key of ``funds``: both must agree."""
