"""What a plan demands: targets, process rules and terms, with operator, value, unit, level and clause."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, model_validator

from gongwei.policy.documents import Certainty
from gongwei.policy.shape import RefText, Shape

Operator = Literal[">=", "<=", "=", ">", "<"]
EvaluationLevel = Literal["patient", "village", "institution", "town", "county", "city", "province", "nation"]
Kind = Literal["target", "implied", "qualitative", "rule", "term", "actual"]
Unit = Literal[
    "%", "‰", "百分点", "人", "份", "项", "种/年", "个", "平方米", "次/年", "次/月", "次/2个月", "次/季度",
    "次/半年", "种", "元",
    "年", "岁", "月龄", "次", "月", "次年月份", "元/人", "元/份",
]  # fmt: skip

INDICATOR = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"
"""The shape of an indicator id: chapter.noun."""

OPERATOR_LABELS: dict[Operator, str] = {">=": "≥", "<=": "≤", "=": "＝", ">": "＞", "<": "＜"}
LEVEL_LABELS: dict[EvaluationLevel, str] = {
    "patient": "每位患者",
    "village": "村卫生室（站）",
    "institution": "镇卫生院（社区卫生服务中心）",
    "town": "镇街",
    "county": "全县（区）",
    "city": "全市",
    "province": "全省",
    "nation": "全国",
}


def _number(found: Any) -> Any:
    items = found if isinstance(found, tuple) else (found,)
    if found is None or all(isinstance(i, int | Decimal) and not isinstance(i, bool) for i in items):
        return found
    raise ValueError(f"应为数（单位写在 unit 里），写的是 {found}")


class Baseline(Shape):
    """The earlier actual to which a target is relative; without its value nothing is judged (PLAN-09)."""

    year: int
    value: Annotated[int | Decimal | None, PlainValidator(_number)] = None
    ref: RefText | None = None


class Provision(Shape):
    """One demand of a plan on one indicator, as printed."""

    indicator: Annotated[str, Field(pattern=INDICATOR)]
    code: str | None = None
    label: Annotated[str, Field(min_length=1)]
    kind: Kind = "target"
    operator: Operator | None = None
    value: Annotated[int | Decimal | tuple[int | Decimal, ...] | None, PlainValidator(_number)] = None
    unit: Unit | None = None
    level: EvaluationLevel = "county"
    soft: bool = False
    exact: bool = False
    wording: str | None = None
    ref: RefText
    sure: Certainty = "V"
    baseline: Baseline | None = None
    from_on: Annotated[dt.date | None, Field(alias="from")] = None
    note: str | None = None

    @model_validator(mode="after")
    def _complete(self) -> Provision:
        given = self.operator is not None and self.value is not None and self.unit is not None
        if self.kind == "qualitative":
            if self.operator is not None or self.value is not None:
                raise ValueError("定性要求（qualitative）不写 operator 和 value")
        elif not given:
            raise ValueError("operator、value、unit 要一起写（没有数的要求写 kind: qualitative）")
        if self.exact and self.operator != "=":
            raise ValueError("exact（恰好等于）只与 operator: = 同用")
        return self

    @property
    def chapter(self) -> str:
        """The first part of the indicator id."""
        return self.indicator.partition(".")[0]

    @property
    def demand(self) -> str:
        """The demand as people read it: ``≥64%``, soft ones with 原则上, relative ones with their year."""
        if self.operator is None:
            return self.wording or "定性要求"
        items = self.value if isinstance(self.value, tuple) else (self.value,)
        number = "、".join(str(item) for item in items)
        soft = "原则上" if self.soft else ""
        base = f"比 {self.baseline.year} 年 " if self.baseline else ""
        return f"{base}{soft}{OPERATOR_LABELS[self.operator]}{number}{self.unit}"
