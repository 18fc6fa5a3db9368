"""年度分级评估: once a year the doctor grades a chronic patient; the grade sets next year's frequency (NCD-04).

诸暨2024 五（七） asks for the grading and names no scale: the three grades and their frequencies are a proposal, 待核.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from gongwei.kernel.codes import CodeList
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation
from gongwei.records.chronic import ORGAN_DAMAGE, RISK_FACTORS
from gongwei.records.fields import Code, Codes, Text
from gongwei.records.items import item_of
from gongwei.records.layout import Form, Group, Line, Opening, Problem
from gongwei.records.models import ServiceRecord

REF = "zhuji-2024#五（七）"
YEAR_CONTROL = CodeList(
    "year_control", {1: "全年达标", 2: "时有未达标", 3: "最近一次未达标", 9: "全年没有有效测量"}
)
COMORBID = CodeList(
    "grading_comorbid",
    {
        1: "无", 2: "冠心病", 3: "脑卒中", 4: "肾脏病变", 5: "眼底病变", 6: "周围神经病变", 7: "周围血管病变",
        8: "高血压、糖尿病并存",
    },
    none=1,
)  # fmt: skip
GRADE = CodeList("management_grade", {1: "一级", 2: "二级", 3: "三级"})
ASKED = ("year_control", "factors", "damage", "comorbid")
MONTHS = 12


class Grading(ServiceRecord):
    """年度分级评估 of one patient in one programme: its year is that of ``served_on``, it sets the year after."""

    year_control = Code("本年控制情况", YEAR_CONTROL, required=True, sure="?")
    factors = Codes("心血管危险因素", RISK_FACTORS, required=True, sure="?")
    damage = Codes("靶器官损害", ORGAN_DAMAGE, required=True, sure="?")
    comorbid = Codes("并发症和合并症", COMORBID, required=True, sure="?")
    grade = Code("管理分级", GRADE, required=True, hint="系统建议，医生确认或改", sure="?")
    grade_reason = Text("与系统建议不一致的理由", max_length=500)

    class Meta(ServiceRecord.Meta):
        abstract = True


def grading(programme: str, short: str, model: type[models.Model], opening: Opening, reads: tuple[str, ...]) -> Form:
    """The sheet as a form of one programme's patients; it opens with what the records it ``reads`` say."""
    return Form(
        id=model._meta.db_table,
        label=f"{short}患者年度分级评估",
        model=model,
        ref=REF,
        programme=programme,
        groups=(
            Group("", (Line("评估日期", ("served_on",)),)),
            Group("病情", (
                Line("本年控制情况", ("year_control",)),
                Line("心血管危险因素", ("factors",)),
                Line("靶器官损害", ("damage",)),
                Line("并发症和合并症", ("comorbid",)),
            )),
            Group("分级", (
                Line("管理分级", ("grade",)),
                Line("与系统建议不一致的理由", ("grade_reason",)),
                Line("评估医生", ("staff",)),
            )),
        ),
        headline=("grade",),
        listed=("grade", "year_control", "comorbid", "grade_reason"),
        checks=(confirmed_or_explained,),
        opening=opening,
        reads=reads,
        shared={},
    )  # fmt: skip


def confirmed_or_explained(values: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Problem]:
    """The doctor confirms the proposed grade, or writes why it is another; without a proposal, on what it rests."""
    if "grade_proposed" not in facts or values.get("grade") is None or values.get("grade_reason"):
        return []
    proposed, given = facts["grade_proposed"], values["grade"]
    if given == proposed:
        return []
    if proposed is None:
        return [Problem("grade_reason", "required", "资料不全，系统没有建议分级：请写明分级的依据")]
    words = f"系统建议{GRADE.label(proposed)}，改为{GRADE.label(given)}：请写明理由"
    return [Problem("grade_reason", "required", words)]


def grading_advice(now: Situation) -> Advice:
    """The panel beside the sheet: the proposed grade with its reasons, and what each grade asks of next year."""
    proposed = now.outcome["grade_proposed"]
    facts = {"grade_proposed": proposed}
    if proposed is None:
        block = AdviceBlock("建议分级", "资料不全，没有建议", "due", tuple(_gaps(now)))
        return Advice((block, _next_year(now)), facts=facts)
    tint: Any = {1: "done", 2: "due", 3: "overdue"}[proposed]
    block = AdviceBlock("建议分级", GRADE.label(proposed), tint, tuple(_reasons(now)))
    return Advice((block, _next_year(now)), {"grade": proposed}, facts)


def _gaps(now: Situation) -> list[AdviceLine]:
    lacking = [item_of(Grading, name).label for name in ASKED if now.values.get(name) in (None, [], "")]
    lines = [AdviceLine("还缺 " + "、".join(lacking), REF)] if lacking else []
    if now.values.get("year_control") == 9:
        lines.append(AdviceLine("全年没有有效测量：先随访测量，或由医生分级并写明依据", REF))
    return lines


def _reasons(now: Situation) -> list[AdviceLine]:
    found = [YEAR_CONTROL.label(now.values["year_control"])] if now.values.get("year_control") else []
    for name, codes in (("factors", RISK_FACTORS), ("damage", ORGAN_DAMAGE), ("comorbid", COMORBID)):
        held = [codes.label(code) for code in now.values.get(name) or () if code != 1]
        found += [f"{item_of(Grading, name).label}：{'、'.join(held)}"] if held else []
    return [AdviceLine(text, REF) for text in found]


def _next_year(now: Situation) -> AdviceBlock:
    """What the grade chosen, else the proposed one, asks for in the year after."""
    year, grade = now.on.year + 1, now.values.get("grade") or now.outcome["grade_proposed"]
    if not now.parameters["gradings_per_year"]:
        line = AdviceLine("本地方案没有规定分级管理：只记录分级，不改变随访和体检任务")
        return AdviceBlock(f"{year} 年任务", lines=(line,))
    if grade not in GRADE:
        return AdviceBlock(f"{year} 年任务", "选定分级后列出")
    visits, exams = (now.parameters[f"grade_{grade}_{name}"] for name in ("visits", "exams"))
    apart = f"{MONTHS / visits:g}" if visits else ""
    lines = (
        AdviceLine(f"面对面随访 {visits} 次，约每 {apart} 个月一次", now.cited(f"grade_{grade}_visits", REF)),
        AdviceLine(f"健康体检 {exams} 次", now.cited(f"grade_{grade}_exams", REF)),
    )
    return AdviceBlock(f"{year} 年任务", GRADE.label(grade), lines=lines)
