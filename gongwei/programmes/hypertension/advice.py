"""What a hypertension visit means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

from typing import Any

from gongwei.programmes.hypertension import rules
from gongwei.programmes.hypertension.codes import H_TYPE_REF, REFERRAL_REASONS, SYMPTOMS
from gongwei.programmes.hypertension.models import Supplement
from gongwei.programmes.hypertension.schedule import SORTING, VISITS
from gongwei.records import chronic_advice
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation
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


def h_type(now: Situation) -> Advice:
    """The panel of H型高血压登记: what the value says, against which limit, and what follows where it is ordered."""
    said, limit = now.outcome["h_type"], now.parameters["h_type_hcy"]
    line = AdviceLine(f"同型半胱氨酸达到 {limit:g} μmol/L 为H型（界值待核）", now.cited("h_type_hcy", H_TYPE_REF))
    ordered = now.parameters["h_type_ordered"]
    next_line = AdviceLine("发放叶酸类药物并登记“H型高血压补服发放登记”", now.cited("h_type_ordered", H_TYPE_REF))
    lines = (line, next_line) if said == "h_type" and ordered else (line,)
    tint: Any = {"h_type": "overdue", "ordinary": "done"}.get(said, "")
    return Advice((AdviceBlock("H型高血压", rules.OUTCOMES["h_type"][said], tint, lines),))


ADVICE = {
    "hypertension_h_type": h_type,
    "hypertension_followup": advise,
    "hypertension_supplement": advising(Supplement),
    "hypertension_grading": grading_advice,
}
