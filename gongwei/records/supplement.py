"""慢性病患者医防融合信息补充表: what treatment and prevention need of a patient and no other paper asks (NCD-15).

The plan names the sheet and leaves its content to the county (环翠2024 六（一）): the items here are a proposal, each
marked 待核, and which of them a complete sheet needs is the county's parameter ``supplement_items``.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from gongwei.kernel.codes import CodeList
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Adviser, Situation
from gongwei.records.checks import goes_with, not_in_future
from gongwei.records.chronic import FAMILY_HISTORY
from gongwei.records.fields import Code, Codes, Day, Flag, Number, Text
from gongwei.records.items import item_of
from gongwei.records.layout import Form, Group, Line
from gongwei.records.models import ServiceRecord

REF = "huancui-2024#六（一）"
BENEFIT = CodeList("outpatient_benefit", {1: "高血压糖尿病门诊用药保障", 2: "门诊慢特病", 3: "没有", 9: "不详"})
SIX_DISEASES = CodeList(
    "six_diseases",
    {1: "无", 2: "冠心病", 3: "脑卒中", 4: "肾脏病变", 5: "眼底病变", 6: "周围神经病变", 7: "周围血管病变"},
    none=1,
)
SELF_MEASURING = CodeList("self_measuring", {1: "经常", 2: "偶尔", 3: "不测"})
TIER = CodeList("care_tier", {1: "村卫生室", 2: "镇街卫生院、社区卫生服务中心", 3: "县级及以上医院"})


def _lipid(label: str, high: int) -> Number:
    return Number(label, places=2, unit="mmol/L", hard=(0, 50), soft=(0, high), vital=True, sure="?")


class Supplement(ServiceRecord):
    """慢性病患者医防融合信息补充表 of one patient in one programme; 填表日期 is ``served_on``."""

    benefit = Code("门诊保障待遇", BENEFIT, sure="?")
    tier = Code("主要管理层级", TIER, sure="?")
    six_diseases = Codes("六病", SIX_DISEASES, sure="?")
    family_cvd = Code("早发心脑血管病家族史", FAMILY_HISTORY, hint="父母、兄弟姐妹，男 55 岁、女 65 岁以前", sure="?")
    lipids_on = Day("血脂检查日期", sure="?")
    tc = _lipid("总胆固醇", 15)
    tg = _lipid("甘油三酯", 20)
    ldl_c = _lipid("低密度脂蛋白胆固醇", 10)
    hdl_c = _lipid("高密度脂蛋白胆固醇", 5)
    lipid_drug = Flag("正在用调脂药", sure="?")
    self_measuring = Code("家庭自测血压或血糖", SELF_MEASURING, sure="?")
    remark = Text("备注", max_length=500)

    class Meta(ServiceRecord.Meta):
        abstract = True


def supplement(programme: str, short: str, model: type[models.Model]) -> Form:
    """The sheet as a form of one programme's patients."""
    return Form(
        id=model._meta.db_table,
        label=f"{short}患者医防融合信息补充表",
        model=model,
        ref=REF,
        programme=programme,
        groups=(
            Group("", (Line("填表日期", ("served_on",)),)),
            Group("保障与分级", (Line("门诊保障待遇", ("benefit",)), Line("主要管理层级", ("tier",)))),
            Group("六病", (Line("六病", ("six_diseases",)), Line("早发心脑血管病家族史", ("family_cvd",)))),
            Group("血脂", (
                Line("检查日期", ("lipids_on",)),
                Line("总胆固醇(mmol/L)", ("tc",)),
                Line("甘油三酯(mmol/L)", ("tg",)),
                Line("低密度脂蛋白胆固醇(mmol/L)", ("ldl_c",)),
                Line("高密度脂蛋白胆固醇(mmol/L)", ("hdl_c",)),
                Line("正在用调脂药", ("lipid_drug",)),
            )),
            Group("", (
                Line("家庭自测血压或血糖", ("self_measuring",)),
                Line("备注", ("remark",)),
                Line("填表人", ("staff",)),
            )),
        ),
        carried=("benefit", "tier", "six_diseases", "family_cvd", "lipid_drug", "self_measuring"),
        checks=(
            not_in_future("lipids_on", "血脂检查日期"),
            goes_with("tc", "lipids_on", "已填血脂，请填检查日期"),
            goes_with("ldl_c", "lipids_on", "已填血脂，请填检查日期"),
        ),
        shared={
            "outpatient_benefit": "benefit", "care_tier": "tier", "six_diseases": "six_diseases",
            "family_cvd": "family_cvd", "lipids_on": "lipids_on", "tc": "tc",
            "tg": "tg", "ldl_c": "ldl_c", "hdl_c": "hdl_c", "lipid_drug": "lipid_drug",
            "self_measuring": "self_measuring",
        },
    )  # fmt: skip


def advising(model: type[models.Model]) -> Adviser:
    """The panel beside the sheet: which items of the county's list are still missing."""

    def advise(now: Situation) -> Advice:
        asked = now.parameters["supplement_items"] or ()
        lacking = [item_of(model, name).label for name in asked if _empty(now.values.get(name))]
        if not lacking:
            line = AdviceLine(f"县里要求的 {len(asked)} 项都有，计入补充表完整人数", REF)
            return Advice((AdviceBlock("补充表", "完整", "done", (line,)),))
        lines = (AdviceLine("还缺 " + "、".join(lacking), REF), AdviceLine("缺项可先保存，不计入完整人数", REF))
        return Advice((AdviceBlock("补充表", f"还差 {len(lacking)} 项", "due", lines),))

    return advise


def _empty(value: Any) -> bool:
    return value in (None, "", [])
