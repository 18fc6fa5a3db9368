"""What a hypertension visit means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

from gongwei.programmes.hypertension import rules
from gongwei.programmes.hypertension.codes import REFERRAL_REASONS, SYMPTOMS
from gongwei.programmes.hypertension.models import Supplement
from gongwei.programmes.hypertension.schedule import SORTING, VISITS
from gongwei.records import chronic_advice
from gongwei.records.advice import Advice, Situation
from gongwei.records.chronic_advice import Words
from gongwei.records.grading import grading_advice
from gongwei.records.supplement import advising

FORM = "national-spec-2017#7.高血压.附件.高血压患者随访服务记录表"


def measured(now: Situation) -> str:
    """164/96; a dash where nothing was measured."""
    pair = (now.values.get("sbp"), now.values.get("dbp"))
    return "/".join("—" if value is None else str(value) for value in pair)


def limit(now: Situation) -> str:
    """The parameter that the person's age asks for."""
    return "sbp_limit_elderly" if now.values["age"] >= now.parameters["elderly_age"] else "sbp_limit"


def target(now: Situation) -> str:
    """目标 <150 且 <90（≥65岁）."""
    p, name = now.parameters, limit(now)
    sign = "≥" if name == "sbp_limit_elderly" else "<"
    return f"目标 <{p[name]} 且 <{p['dbp_limit']}（{sign}{p['elderly_age']}岁）"


def danger_limits(now: Situation) -> str:
    """≥180 或 ≥110."""
    return f"≥{now.parameters['sbp_emergency']} 或 ≥{now.parameters['dbp_emergency']} "


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
    limit=limit,
    danger_limit="sbp_emergency",
)


def advise(now: Situation) -> Advice:
    """The panel of 高血压患者随访服务记录表."""
    return chronic_advice.advise(WORDS, now)


ADVICE = {
    "hypertension_followup": advise,
    "hypertension_supplement": advising(Supplement),
    "hypertension_grading": grading_advice,
}
