"""What a diabetes visit means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

from gongwei.programmes.diabetes import rules
from gongwei.programmes.diabetes.codes import REFERRAL_REASONS, SYMPTOMS
from gongwei.programmes.diabetes.models import Supplement
from gongwei.programmes.diabetes.schedule import SORTING, VISITS
from gongwei.records import chronic_advice
from gongwei.records.advice import Advice, Situation
from gongwei.records.chronic_advice import Words
from gongwei.records.grading import grading_advice
from gongwei.records.supplement import advising

FORM = "national-spec-2017#7.糖尿病.附件.2型糖尿病患者随访服务记录表"


def measured(now: Situation) -> str:
    """空腹血糖 7.9; a dash where nothing was measured."""
    value = now.values.get("fbg")
    return f"空腹血糖 {'—' if value is None else value}"


def target(now: Situation) -> str:
    """目标 <7.0 mmol/L."""
    return f"目标 <{now.parameters['fbg_limit']} mmol/L"


def danger_limits(now: Situation) -> str:
    """血糖 ≥16.7 或 ≤3.9，血压 ≥180 或 ≥110."""
    p = now.parameters
    glucose = f"血糖 ≥{p['fbg_emergency_high']} 或 ≤{p['fbg_emergency_low']}"
    return f"{glucose}，血压 ≥{p['sbp_emergency']} 或 ≥{p['dbp_emergency']} "


WORDS = Words(
    sorting=SORTING,
    danger=VISITS,
    form=FORM,
    weight=rules.OUTCOMES["weight_class"],
    symptoms=SYMPTOMS,
    symptoms_to_ask=rules.SYMPTOMS_TO_ASK,
    actions=rules.OUTCOMES["action"],
    reasons=REFERRAL_REASONS,
    measured=measured,
    target=target,
    danger_limits=danger_limits,
    limit=lambda now: "fbg_limit",
    danger_limit="fbg_emergency_high",
)


def advise(now: Situation) -> Advice:
    """The panel of 2型糖尿病患者随访服务记录表."""
    return chronic_advice.advise(WORDS, now)


ADVICE = {
    "diabetes_followup": advise,
    "diabetes_supplement": advising(Supplement),
    "diabetes_grading": grading_advice,
}
