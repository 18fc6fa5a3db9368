"""The shape of a plan file: one region's year (``plans/371002-huancui-2024.yaml``)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongwei.policy.choices import Chosen
from gongwei.policy.documents import Document
from gongwei.policy.funding import TERMS, Funds
from gongwei.policy.parameters import Overrides
from gongwei.policy.provisions import Provision
from gongwei.policy.shape import RefText, Shape
from gongwei.policy.tasks import Institution, Table

Status = Literal["draft", "consultation", "issued", "revised", "closed"]
STATUS_LABELS: dict[Status, str] = {
    "draft": "草稿",
    "consultation": "征求意见稿",
    "issued": "已印发",
    "revised": "已修订",
    "closed": "已结束",
}


class Item(Shape):
    """A service that the plan runs, from a day on; ``local`` marks one of the region's own.

    ``norm`` is the document that says how it is done, where that is not the plan's edition (PLAN-28).
    """

    chapter: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Annotated[str, Field(min_length=1)]
    number: str | None = None
    group: Literal["original", "new", "contract", "other"]
    from_on: Annotated[dt.date, Field(alias="from")]
    until: dt.date | None = None
    local: bool = False
    norm: str | None = None
    ref: RefText


class Responsibility(Shape):
    """Who owns an item, as the annex prints it; ``chapters`` join it to the services."""

    number: str | None = None
    item: Annotated[str, Field(min_length=1)]
    chapters: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    ref: RefText
    note: str | None = None


class KeyWork(Shape):
    """A piece of the year's key work (重点工作)."""

    label: Annotated[str, Field(min_length=1)]
    chapters: tuple[str, ...] = ()
    ref: RefText


class Amendment(Shape):
    """A dated change in the year: provisions replaced, added or withdrawn from a day on (PLAN-07)."""

    from_on: Annotated[dt.date, Field(alias="from")]
    ref: RefText
    targets: tuple[Provision, ...] = ()
    rules: tuple[Provision, ...] = ()
    terms: tuple[Provision, ...] = ()
    withdrawn: tuple[str, ...] = ()


class PlanFile(Overrides):
    """Everything that one plan file may say."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*-\d{4}$")]
    label: Annotated[str, Field(min_length=1)]
    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    year: Annotated[int, Field(ge=2006, le=2100)]
    status: Status
    public: bool = False
    document: str
    parents: tuple[str, ...] = ()
    edition: str
    effective_from: dt.date
    documents: tuple[Document, ...] = ()
    items: tuple[Item, ...]
    institutions: tuple[Institution, ...] = ()
    terms: tuple[Provision, ...] = ()
    targets: tuple[Provision, ...] = ()
    rules: tuple[Provision, ...] = ()
    actuals: tuple[Provision, ...] = ()
    choices: dict[str, Chosen] = {}
    responsibilities: tuple[Responsibility, ...] = ()
    key_work: tuple[KeyWork, ...] = ()
    tasks: tuple[Table, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    funds: Funds | None = None

    @model_validator(mode="after")
    def _year(self) -> PlanFile:
        if not self.id.endswith(f"-{self.year}"):
            raise ValueError(f"id 应以年份结尾（-{self.year}），写的是 {self.id}")
        if self.effective_from.year != self.year:
            raise ValueError(f"effective_from 应在 {self.year} 年内，写的是 {self.effective_from}")
        dates = [amendment.from_on for amendment in self.amendments]
        if dates != sorted(set(dates)) or any(day.year != self.year for day in dates):
            raise ValueError(f"amendments 应在 {self.year} 年内，从早到晚，每个日期一条")
        return self

    @model_validator(mode="after")
    def _money_agrees(self) -> PlanFile:
        for term in self.terms:
            said = getattr(self.funds, TERMS[term.indicator], None) if term.indicator in TERMS else None
            if said is not None and term.operator == "=" and term.value != said.value:
                raise ValueError(f"{term.label} 在 terms 写 {term.value}，在 funds 写 {said.value}，两处应相同")
        return self

    @model_validator(mode="after")
    def _grows_as_said(self) -> PlanFile:
        held = self.funds
        last = held.standard(self.year - 1) if held else None
        if held is not None and held.increment is not None and last is not None:
            grown = held.per_head.value - last
            if grown != held.increment.value:
                raise ValueError(f"人均比上年增加 {grown} 元，文件写 {held.increment.value} 元，请核对两年的标准")
        return self

    @model_validator(mode="after")
    def _floor_of_all(self) -> PlanFile:
        """A hard floor counted on all money is not met by a share of the original items' (AMB-05)."""
        chosen, held = self.choices.get("village_share_base"), self.funds
        if held is None or chosen is None or chosen.value != "all_money" or not held.village.hard:
            return self
        share, floor = held.share_of_all("all_money") * 100, held.village.share
        if floor is not None and share < Fraction(floor.value):
            raise ValueError(f"村级资金占全部经费 {float(share):.2f}%，低于必须达到的 {floor.value}%")
        return self

    @property
    def binding(self) -> bool:
        """Whether its targets bind anybody: a draft or a consultation does not (PLAN-02)."""
        return self.status in ("issued", "revised", "closed")
