"""What a weight means in words, for the panel right of the forms (DIG-02)."""

from __future__ import annotations

from typing import Any

from gongwei.programmes.weight.rules import OUTCOMES
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint

ADULT, OLD = "weight-guide-2024#成人", "weight-guide-2024#老年"
GUIDE, REFER = "weight-guide-2024#干预", "weight-guide-2024#转诊"
SERVICES = {
    1: "每年测量一次，健康教育",
    2: "制定减重方案，1、3、6、12个月随访",
    3: "制定减重方案并转诊或会诊，合并疾病同步管理",
}


def measured(now: Situation) -> Advice:
    """The panel of a measurement or an assessment."""
    o = now.outcome
    tint: Tint = {"obese": "overdue", "overweight": "due", "underweight": "due", "normal": "done"}.get(
        o["bmi_class"], ""
    )  # type: ignore[assignment]
    lines = []
    if o["obesity_grade"] != "none":
        lines.append(AdviceLine(OUTCOMES["obesity_grade"][o["obesity_grade"]], ADULT))
    if o["waist_class"] in ("pre", "central"):
        lines.append(AdviceLine(OUTCOMES["waist_class"][o["waist_class"]], ADULT))
    if o["waist_ratio_high"]:
        lines.append(AdviceLine("腰臀比或腰围身高比偏高", ADULT))
    if o["elderly_range"] != "other":
        lines.append(AdviceLine(OUTCOMES["elderly_range"][o["elderly_range"]], OLD))
    if o["bmi_class"] == "underweight":
        lines.append(AdviceLine("体重过低：营养指导", GUIDE))
    blocks = [
        AdviceBlock(
            "体重（系统建议）", OUTCOMES["bmi_class"][o["bmi_class"]], tint, tuple(lines), note="界值多数待核"
        )
    ]
    if o["needs_plan"] == "yes":
        p = now.parameters
        goal = f"3～6个月减起始体重的 {p['goal_percent']}%～{p['goal_percent_most']}%，每周0.5～1 kg"
        blocks.append(AdviceBlock("干预", "制定体重管理方案", "due", (AdviceLine(goal, GUIDE),)))
    if o["needs_referral"]:
        blocks.append(
            AdviceBlock(
                "转诊", "建议转诊", "overdue", (AdviceLine("体质指数过高、有并发症或非有意下降", REFER),)
            )
        )
    suggested: dict[str, Any] = {}
    if o["suggested_level"] is not None:
        suggested = {"level": o["suggested_level"], "service": SERVICES[o["suggested_level"]]}
    return Advice(tuple(blocks), suggested)


def visit(now: Situation) -> Advice:
    """The panel of a follow-up: how far the plan has come."""
    found = now.outcome["progress"]
    tint: Tint = {"target": "done", "goal": "done", "losing": "", "unchanged": "due"}.get(found, "")  # type: ignore[assignment]
    return Advice(
        (
            AdviceBlock(
                "进展（系统建议）",
                OUTCOMES["progress"][found],
                tint,
                (AdviceLine("与方案的起始体重、目标体重相比", GUIDE),),
            ),
        )
    )


ADVICE = {"weight_measurement": measured, "weight_assessment": measured, "weight_visit": visit}
