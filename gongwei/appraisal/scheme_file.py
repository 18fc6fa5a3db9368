"""The shape of a scheme (考核细则): items with points and a method of the closed set, rounds, sampling, grades.

Every number carries its clause; what no clause says is marked ``sure: "?"`` and shown 待核.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gongwei.policy.documents import Certainty
from gongwei.policy.funding import Number
from gongwei.policy.shape import RefText, Shape

Section = Literal[
    "organisation", "funds", "ehr_use", "services", "key_groups", "consistency", "authenticity", "resident_feeling",
    "effect", "supervision", "rectification",
]  # fmt: skip
SECTIONS: dict[Section, str] = {
    "organisation": "组织管理", "funds": "资金管理", "ehr_use": "档案务实应用", "services": "项目执行",
    "key_groups": "重点人群管理", "consistency": "数据一致", "authenticity": "服务真实", "resident_feeling": "居民感受",
    "effect": "效果", "supervision": "专业机构督导", "rectification": "整改落实",
}  # fmt: skip
DEMANDED: tuple[Section, ...] = ("ehr_use", "key_groups", "consistency", "authenticity", "resident_feeling")
"""Sections without which no scheme is accepted (灌云三（四））."""
Focus = Literal["funds", "goals", "key_groups", "ehr", "satisfaction", "consistency"]
FOCUS: dict[Focus, str] = {
    "funds": "经费落实", "goals": "绩效目标完成", "key_groups": "重点人群质量和效果",
    "ehr": "电子健康档案开放、利用和质量",
    "satisfaction": "群众满意度", "consistency": "国家评价与自评一致",
}  # fmt: skip
Dimension = Literal["quantity", "quality", "norm", "truth", "responsibility", "linkage"]
DIMENSIONS: dict[Dimension, str] = {
    "quantity": "数量", "quality": "质量", "norm": "规范", "truth": "真实", "responsibility": "责任", "linkage": "联动",
}  # fmt: skip
Stream = Literal["daily", "spot", "routine"]
STREAMS: dict[Stream, str] = {"daily": "日常数据", "spot": "抽样核查", "routine": "现场评价"}
Action = Literal["money", "rectification", "commendation", "accountability"]
ACTIONS: dict[Action, str] = {
    "money": "资金", "rectification": "整改", "commendation": "通报表扬", "accountability": "约谈",
}  # fmt: skip
Kind = Literal["half_year", "quarter", "year_end", "village", "quality"]
KINDS: dict[Kind, str] = {
    "half_year": "半年督查", "quarter": "季度督导", "year_end": "年终评价", "village": "村级季度评价",
    "quality": "质量控制",
}  # fmt: skip
OWN_KINDS: tuple[Kind, ...] = ("quarter", "village", "quality")
"""Rounds that the body which they ask opens itself."""
Words = Annotated[str, Field(min_length=1)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class Cited(Shape):
    """A number with its unit and where it comes from."""

    value: Number
    unit: Literal["分", "%", "天", "份", "人", "张", "条"]
    ref: RefText
    sure: Certainty = "V"


class RateToTarget(Shape):
    """指标完成率: an indicator against the plan's effective target, or against a number of the scheme's own."""

    kind: Literal["rate_to_target"]
    indicator: Words
    target: Cited | None = None


class FloorToFull(Shape):
    """区间计分: an indicator between a floor and full marks."""

    kind: Literal["floor_to_full"]
    indicator: Words
    floor: Cited
    full: Cited


class ReviewPoint(Shape):
    """One thing that the reviewer of a record (of these chapters, on these forms) ticks off; a fault costs points."""

    id: Name
    label: Words
    chapters: tuple[Name, ...] = ()
    forms: tuple[Name, ...] = ()
    points: Number
    ref: RefText
    sure: Certainty = "V"


class Findings(Shape):
    """逐条扣分: faults found in sampled records (``review``), or on the spot, each with its clause."""

    kind: Literal["findings"]
    review: tuple[ReviewPoint, ...] = ()


class TruthRate(Shape):
    """真实率: the share of verified records that are true."""

    kind: Literal["truth_rate"]
    floor: Cited
    full: Cited
    least: Cited


class Manual(Shape):
    """查阅评分: a member looks at what ``asks`` names and writes each loss with its evidence."""

    kind: Literal["manual"]
    asks: Words


class SurveyScore(Shape):
    """问卷: the share of good answers to a questionnaire of ``gongwei/appraisal/questions``."""

    kind: Literal["survey"]
    survey: Words
    floor: Cited
    full: Cited
    least: Cited


class Supervision(Shape):
    """督导得分: the mean of the year's accepted quarterly rounds of the scheme; a missing one is named."""

    kind: Literal["supervision"]


class Rectified(Shape):
    """整改落实: orders closed in time of those due."""

    kind: Literal["rectified"]


class Agreement(Shape):
    """数据一致: own results against the national ones."""

    kind: Literal["agreement"]
    tolerance: Cited
    each: Cited


Method = Annotated[
    RateToTarget
    | FloorToFull
    | Findings
    | TruthRate
    | Manual
    | SurveyScore
    | Supervision
    | Rectified
    | Agreement,
    Field(discriminator="kind"),
]
METHODS: dict[str, str] = {
    "rate_to_target": "指标完成率", "floor_to_full": "区间计分", "findings": "逐条扣分", "truth_rate": "真实率",
    "manual": "查阅评分", "survey": "问卷", "supervision": "督导得分", "rectified": "整改落实", "agreement": "数据一致",
}  # fmt: skip


class Item(Shape):
    """One line of the scheme: points, section, clause, method, and the chapters it speaks of."""

    id: Name
    label: Words
    points: Number
    section: Section
    dimensions: tuple[Dimension, ...]
    focus: tuple[Focus, ...] = ()
    stream: Stream
    chapters: tuple[Name, ...] = ()
    method: Method
    ref: RefText
    sure: Certainty = "V"

    @model_validator(mode="after")
    def _positive(self) -> Item:
        if self.points <= 0:
            raise ValueError(f"{self.label} 的分值应大于 0，写的是 {self.points}")
        for name in ("floor", "full"):
            held: Cited | None = getattr(self.method, name, None)
            if held is not None and not 0 <= held.value <= 100:
                raise ValueError(f"{self.label} 的 {name} 应在 0 到 100 之间，写的是 {held.value}")
        floor, full = getattr(self.method, "floor", None), getattr(self.method, "full", None)
        if floor is not None and full is not None and floor.value >= full.value:
            raise ValueError(f"{self.label} 的起计分点 {floor.value} 应低于满分点 {full.value}")
        return self


class RoundRule(Shape):
    """How often who inspects whom on which items; ``periods`` a year, due so many days after each period.

    ``forms`` narrows the sample to records on them; with ``answer_days`` every finding is an order once accepted.
    """

    id: Name
    label: Words
    kind: Kind
    organisers: tuple[Words, ...] = ()
    periods: Annotated[int, Field(ge=1, le=12)]
    due_days: Cited
    items: tuple[Name, ...] = ()
    chapters: tuple[Name, ...]
    forms: tuple[Name, ...] = ()
    answer_days: Cited | None = None
    covers_all: bool = True
    ref: RefText
    sure: Certainty = "V"


class Signal(Shape):
    """A mark of risk: a record that shows it holds so many more tickets in the draw."""

    id: Literal["late_entry", "night_entry", "crowded_day", "phone"]
    label: Words
    limit: Annotated[int, Field(ge=0)]
    tickets: Annotated[int, Field(ge=1, le=9)]
    ref: RefText
    sure: Certainty = "V"


class Sampling(Shape):
    """How many records an inspection draws, within which strata, and what makes a record more likely."""

    size: Cited
    strata: tuple[Literal["programme", "place", "doctor"], ...]
    signals: tuple[Signal, ...] = ()
    ref: RefText


class Use(Shape):
    """What follows from a grade."""

    action: Action
    words: Words
    ref: RefText
    sure: Certainty = "V"


class Grade(Shape):
    """From this score on, this grade and what follows from it (评价 → 等次 → 结果应用)."""

    from_score: Number
    label: Words
    uses: tuple[Use, ...]


class Chosen(Shape):
    """What becomes of an item without data."""

    value: Literal["convert"]
    ref: RefText
    sure: Certainty = "V"


class SchemeFile(Shape):
    """A whole scheme of one plan's year for one level."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    plan: Words
    label: Words
    level: Literal["institution", "clinic"]
    approved_on: dt.date | None
    ref: RefText
    without_data: Chosen
    objection_days: Cited
    rectify_days: Cited
    sampling: Sampling
    rounds: tuple[RoundRule, ...]
    grades: tuple[Grade, ...]
    items: tuple[Item, ...]

    @model_validator(mode="after")
    def _whole(self) -> SchemeFile:
        together = sum((item.points for item in self.items), Decimal(0))
        if together != 100:
            raise ValueError(f"各项分值之和应为 100，现为 {together}")
        twice = [name for name, count in Counter(item.id for item in self.items).items() if count > 1]
        if twice:
            raise ValueError(f"条目 {'、'.join(twice)} 写了两次")
        lacking = [
            SECTIONS[section] for section in DEMANDED if section not in {item.section for item in self.items}
        ]
        if lacking:
            raise ValueError(f"缺少必设的部分：{'、'.join(lacking)}（灌卫〔2018〕148号三（四））")
        starts = [grade.from_score for grade in self.grades]
        if starts != sorted(set(starts), reverse=True) or not starts or starts[-1] != 0:
            raise ValueError("等次应从高分到低分写，最后一档从 0 分起")
        return self
