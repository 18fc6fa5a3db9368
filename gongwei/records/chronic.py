"""Code lists, medicine lines and computed values that follow-up forms of chronic diseases share (规范三版 七)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import NullIf, Round

from gongwei.kernel.codes import CodeList
from gongwei.records.fields import Computed, Integer, Number, Text
from gongwei.records.models import Row

PSYCH_ADJUST = CodeList("psych_adjust", {1: "良好", 2: "一般", 3: "差"})
COMPLIANCE = CodeList("compliance_behavior", {1: "良好", 2: "一般", 3: "差"})
DRUG_ADHERENCE = CodeList("drug_adherence", {1: "规律", 2: "间断", 3: "不服药"})
ADVERSE_REACTION = CodeList("adr_flag", {1: "无", 2: "有"}, other=(2,))
VISIT_CLASS = CodeList("visit_class", {1: "控制满意", 2: "控制不满意", 3: "不良反应", 4: "并发症"})
COMPLICATION = CodeList("complication", {1: "无", 2: "新出现", 3: "原有加重"})
NEXT_STEP = CodeList(
    "next_step", {1: "常规随访", 2: "第1次控制不满意2周随访", 3: "两次控制不满意转诊随访", 4: "紧急转诊"}
)
REFERRAL_RESULT = CodeList("referral_result", {1: "到位", 2: "不到位"})
FAMILY_HISTORY = CodeList("family_history", {1: "有", 2: "无", 3: "不知道"})
YES_NO_UNKNOWN = CodeList("yes_no_unknown", {1: "是", 2: "否", 9: "不详"})
HIGH_RISK_STATUS = CodeList("high_risk_status", {0: "待核实", 1: "高危", 2: "疑似", 9: "排除"})
RISK_FACTORS = CodeList(
    "hypertension_card_risk_factors",
    {
        1: "无",
        2: "吸烟",
        3: "血脂异常",
        4: "糖耐量受损或空腹血糖异常",
        5: "肥胖或腹型肥胖",
        6: "早发心血管病家族史",
        7: "高同型半胱氨酸血症",
        8: "年龄（男>55岁，女>65岁）",
    },
    none=1,
)
ORGAN_DAMAGE = CodeList(
    "hypertension_organ_damage",
    {1: "无", 2: "左心室肥厚", 3: "颈动脉增厚或斑块", 4: "肾功能轻度受损或微量白蛋白尿", 9: "其他"},
    none=1,
)
"""心血管危险因素 and 靶器官损害 of the hypertension card; the yearly grading of both diseases asks the same."""

ALCOHOL_HINT = "折合白酒：啤酒÷10，红酒÷4，黄酒÷5；不饮酒填 0"


def body_mass_index(weight_kg: Decimal | float | None, height_cm: Decimal | float | None) -> Decimal | None:
    """体质指数 = 体重 (kg) / 身高 (m)², one decimal half-up; None when either is missing."""
    if weight_kg is None or not height_cm:
        return None
    metres = Decimal(str(height_cm)) / 100
    return (Decimal(str(weight_kg)) / (metres * metres)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def bmi_field(label: str, weight: str, height: str) -> Computed:
    """A column that the database keeps equal to body_mass_index of two other columns of the row."""
    number = models.DecimalField(max_digits=8, decimal_places=1)
    metre = NullIf(F(height), Value(Decimal(0)))
    return Computed(
        label,
        unit="kg/m²",
        expression=Round(F(weight) * Decimal(10000) / metre / metre, precision=1),
        output_field=number,
    )


def pressure(name: str) -> CheckConstraint:
    """Diastolic pressure lies below systolic: held by the database too. A missing value passes."""
    return CheckConstraint(condition=Q(dbp__lt=F("sbp")), name=name)


MG_DL_PER_MMOL_L = 18


def glucose_from_mg_dl(mg_dl: Decimal | float) -> Decimal:
    """Glucose in mmol/L of a reading in mg/dL: divided by 18, one decimal half-up (spec 07b b)."""
    return (Decimal(str(mg_dl)) / MG_DL_PER_MMOL_L).quantize(Decimal("0.1"), ROUND_HALF_UP)


class DrugLine(Row):
    """One line of 用药情况: name, how often a day, how much each time; lines after the third are 其他药物."""

    name = Text("药物名称", max_length=60, required=True)
    times_per_day = Integer("每日次数", unit="次", hard=(1, 6))
    dose_each = Number("每次剂量", places=3)
    dose_unit = Text("剂量单位", max_length=10, hint="mg、片")

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} 每日{self.times_per_day}次 每次{self.dose_each}{self.dose_unit}"


def told_to_referral(disease: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """What a visit that is 控制不满意 or worse says on the referral that follows it; a satisfactory one nothing."""

    def told(values: Mapping[str, Any]) -> dict[str, Any]:
        found = values.get("visit_class")
        if found in (None, 1):
            return {}
        said = f"{disease}：{VISIT_CLASS.label(int(found))}"
        reason = values.get("referral_reason") or f"随访评价 {said}"
        illness = f"{values.get('served_on', '')} {said}"
        return {"impression": said, "referral_reason": reason, "present_illness": illness}

    return told
