"""What an examination says on the referral that follows it: 初步印象, 原因 and 主要现病史, not typed again (ELD-15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongwei.care.models import HealthExam
from gongwei.records.fields import spec_of

PROBLEMS = (
    "cerebrovascular", "kidney_disease", "heart_disease", "vascular_disease", "eye_disease", "neuro_disease",
    "other_disease",
)  # fmt: skip
NOT_FOUND = 1
CONCLUSIONS = ("abnormal_1", "abnormal_2", "abnormal_3", "abnormal_4")


def problems_of(values: Mapping[str, Any]) -> list[str]:
    """现存主要健康问题 in words: 心脏疾病 心绞痛; what is 未发现 or not filled in is left out."""
    return [said for name in PROBLEMS if (said := _problem(name, values))]


def weight_of(values: Mapping[str, Any]) -> str:
    """体质指数 29.3 (75.0 kg); nothing where height or weight was not measured."""
    height, weight = values.get("height"), values.get("weight")
    if not height or not weight:
        return ""
    index = Decimal(str(weight)) * 10000 / (Decimal(str(height)) * Decimal(str(height)))
    return f"体质指数 {index.quantize(Decimal('0.1'), ROUND_HALF_UP)}（{weight} kg）"


def referral_told(values: Mapping[str, Any]) -> dict[str, str]:
    """The concepts of a referral that the exam answers; nothing where it found nothing and measured nothing."""
    found = [*problems_of(values), *(str(values[name]) for name in CONCLUSIONS if values.get(name))]
    measured = list(_measured(values))
    if not found and not measured:
        return {}
    words = "；".join(found) or weight_of(values) or measured[0]
    return {
        "impression": words[:500], "referral_reason": f"体检发现：{words}"[:200],
        "present_illness": f"{values.get('served_on', '')} 体检：{'；'.join([*measured, *found])}"[:2000],
    }  # fmt: skip


def _problem(name: str, values: Mapping[str, Any]) -> str:
    held = values.get(name)
    every = held if isinstance(held, list | tuple) else [held]
    chosen = [code for code in every if code not in (None, "", NOT_FOUND)]
    if not chosen:
        return ""
    field: Any = HealthExam._meta.get_field(name)
    codes, other = spec_of(field).codes, values.get(f"{name}_other")
    said = "、".join(codes.label(int(code)) if codes else str(code) for code in chosen)
    return f"{field.verbose_name} {said}" + (f"（{other}）" if other else "")


def _measured(values: Mapping[str, Any]) -> Iterator[str]:
    for side, label in (("left", "左"), ("right", "右")):
        high, low = values.get(f"bp_{side}_sys"), values.get(f"bp_{side}_dia")
        if high is not None and low is not None:
            yield f"{label}侧血压 {high}/{low} mmHg"
    if values.get("fasting_glucose") is not None:
        yield f"空腹血糖 {values['fasting_glucose']} mmol/L"
    if weight := weight_of(values):
        yield weight
