"""2型糖尿病患者健康管理: what a visit means; t = columns of a record, p = parameters on its date."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care import gradings, lipids, supplements, tiers
from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters

PHONE = 3
ADVERSE = 2
OTHER_SYMPTOM = 10
INTENSIVE = 2
SYMPTOMS_TO_ASK = (2, 4, 5)
"""多饮, 多尿, 视力模糊: alert the doctor; never an emergency on these alone (spec 07b d)."""


def control(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Fasting glucose against its target: missing | controlled | uncontrolled. 规范三版 7 糖尿病 二（三）."""
    return ibis.cases(
        (t.fbg.isnull(), "missing"),
        (t.fbg < p.fbg_limit, "controlled"),
        else_="uncontrolled",
    )


def fbg_target(t: ir.Table, p: Parameters) -> ir.NumericValue:
    """The fasting glucose to stay below. 规范三版 7 糖尿病 二（三）."""
    return p.fbg_limit


def _beyond(value: ir.NumericValue, p: Parameters) -> ir.BooleanValue:
    return ((value >= p.fbg_emergency_high) | (value <= p.fbg_emergency_low)).fill_null(False)


def glucose_emergency(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Any glucose of the visit, fasting or not, at or beyond the limits of danger. 同上 二（二）.

    A fasting value of 3.9 is an emergency although it is below the target (gongwei-conventions#临床.危急).
    """
    return _beyond(t.fbg, p) | _beyond(t.pbg, p) | _beyond(t.rbg, p)


def emergency(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Danger that asks for urgent referral: missing | emergency | none. 规范三版 7 糖尿病 二（二）."""
    pressure = ((t.sbp >= p.sbp_emergency) | (t.dbp >= p.dbp_emergency)).fill_null(False)
    sign = (t.danger_signs.notnull() & (t.danger_signs.length() > 0)).fill_null(False)
    return ibis.cases(
        (glucose_emergency(t, p) | pressure | sign, "emergency"),
        (t.fbg.isnull() | t.sbp.isnull() | t.dbp.isnull(), "missing"),
        else_="none",
    )


def danger_to_ask(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A symptom was ticked that may belong to an emergency; ask, never refer on it alone. 同上 二（二）."""
    ticked = ibis.literal(False)
    for symptom in SYMPTOMS_TO_ASK:
        ticked = ticked | t.symptoms.contains(symptom)
    return ticked.fill_null(False) & (emergency(t, p) != "emergency")


def adverse(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The medicine did harm (药物不良反应 有). 同上 二（三）."""
    return (t.adr_flag == ADVERSE).fill_null(False)


def adverse_hard(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An adverse reaction that is hard to control. 同上 二（三）."""
    return t.adr_hard.fill_null(False)


def complicated(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A new complication, or an old one that grew worse. 同上 二（三）."""
    return t.complication.isin([2, 3]).fill_null(False)


def suggested_class(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """此次随访分类, the most serious: 4 complication, 3 adverse reaction, 2 not at target, 1 at target.

    Glucose at a limit of danger is never 控制满意. NULL while glucose is missing and nothing worse is known.
    gongwei-conventions#临床.随访分类.
    """
    return ibis.cases(
        (complicated(t, p), 4),
        (adverse(t, p) | adverse_hard(t, p), 3),
        ((control(t, p) == "uncontrolled") | glucose_emergency(t, p), 2),
        (control(t, p) == "controlled", 1),
    )


def uncontrolled_twice(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Not at target at this visit and at the valid visit before it. 规范三版 7 糖尿病 二（三）.

    ``last_control`` is the outcome of the valid visit before this one by service date, NULL without one.
    """
    before = (t.last_control == "uncontrolled").fill_null(False)
    return (control(t, p) == "uncontrolled") & before


def needs_recheck(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Seen again within 2 weeks: not at target, adverse reaction, or danger. 同上 二（二）、二（三）."""
    doubtful = (control(t, p) == "uncontrolled") | (emergency(t, p) == "emergency")
    return doubtful | adverse(t, p) | adverse_hard(t, p)


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Referral is advised: twice not at target, stubborn reaction, complication, danger. 同上 二（三）."""
    stubborn = uncontrolled_twice(t, p) | adverse_hard(t, p) | complicated(t, p)
    return stubborn | (emergency(t, p) == "emergency")


def referred(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The doctor wrote a referral on the follow-up form. 同上 二（三）."""
    return (t.referral_reason.notnull() & (t.referral_reason != "")).fill_null(False)


def action(t: ir.Table, p: Parameters) -> ir.StringValue:
    """What the visit asks for: urgent | refer | recheck | measure (no glucose) | routine. 同上 二（三）."""
    return ibis.cases(
        (emergency(t, p) == "emergency", "urgent"),
        (needs_referral(t, p), "refer"),
        (needs_recheck(t, p), "recheck"),
        (control(t, p) == "missing", "measure"),
        else_="routine",
    )


def next_due(t: ir.Table, p: Parameters) -> ir.DateValue:
    """The latest day of the next visit: 2 weeks after danger, referral or recheck; else 3 months. 二（三）."""
    soon = add_days(t.served_on, p.recheck_days)
    later = add_months(t.served_on, p.follow_up_months)
    due = ibis.ifelse(needs_recheck(t, p) | needs_referral(t, p), soon, later)
    return due.cast("timestamp").cast("date")  # date + interval is a timestamp in the engines


def glucose_measured(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A fasting glucose was really taken at this visit. 规范三版 7 糖尿病 二（二）."""
    return t.fbg.notnull()


def intensive(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A patient of the 强化 class, where the plan asks for monthly glucose (suggested, not scored; NCD-07)."""
    return p.intensive_glucose & (t.care_class == INTENSIVE).fill_null(False)


REQUIRED = (
    "mode", "symptoms", "sbp", "dbp", "weight_cur", "dorsalis_pedis", "smoke_cur", "smoke_target", "drink_cur",
    "drink_target", "exercise_times_cur", "exercise_min_cur", "exercise_times_target", "exercise_min_target",
    "staple_cur", "staple_target", "psych_adjust", "compliance_behavior", "drug_adherence", "adr_flag",
    "hypoglycemia", "visit_class", "next_visit_date",
)  # fmt: skip
CARD_REQUIRED = (
    "diabetes_type", "found_by", "diagnosis_date", "diagnosis_org", "family_history", "height", "weight",
)  # fmt: skip


def _filled(t: ir.Table, names: tuple[str, ...]) -> ir.BooleanValue:
    filled = ibis.literal(True)
    for name in names:
        filled = filled & t[name].notnull()
    return filled


def _other_named(t: ir.Table) -> ir.BooleanValue:
    """其他症状 is written out where it is ticked."""
    named = t.symptom_other.notnull() & (t.symptom_other != "")
    return ~t.symptoms.contains(OTHER_SYMPTOM).fill_null(False) | named


def visit_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No required item of the form is missing; fasting glucose may be missing only by telephone. 同上 四."""
    measured = t.fbg.notnull() | (t.mode == PHONE).fill_null(False)
    explained = (t.adr_flag != ADVERSE).fill_null(False) | (t.adr_text.notnull() & (t.adr_text != ""))
    sided = (t.dorsalis_pedis == 1).fill_null(False) | t.dorsalis_pedis_side.notnull()
    return (_filled(t, REQUIRED) & measured & explained & sided & _other_named(t)).fill_null(False)


def card_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No required item of the patient's card (专项档案) is missing. 同上 四."""
    return _filled(t, CARD_REQUIRED)


def _tenths(value: ir.NumericValue) -> ir.IntegerValue:
    """A value of one decimal place as a whole number, so that products stay exact in every engine."""
    return (value * 10).cast("int64")


def weight_class(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Body-mass index, unrounded, on half-open bands: missing | underweight | normal | overweight | obese. 附件."""
    square = _tenths(t.height) * _tenths(t.height)
    scaled = _tenths(t.weight_cur) * 1_000_000
    return ibis.cases(
        (t.height.isnull() | t.weight_cur.isnull(), "missing"),
        (scaled >= square * _tenths(p.obese_bmi), "obese"),
        (scaled >= square * _tenths(p.overweight_bmi), "overweight"),
        (scaled < square * _tenths(p.underweight_bmi), "underweight"),
        else_="normal",
    )


def suspect(t: ir.Table, p: Parameters) -> ir.StringValue:
    """A glucose at screening: missing | suspected | prediabetes | normal. 规范三版 7 糖尿病 二（一）."""
    high = (t.fbg >= p.suspect_fbg).fill_null(False) | (t.pbg >= p.suspect_pbg).fill_null(False)
    high = high | (t.rbg >= p.suspect_rbg).fill_null(False) | (t.hba1c >= p.suspect_hba1c).fill_null(False)
    before = (t.fbg >= p.prediabetes_fbg).fill_null(False) | (t.pbg >= p.prediabetes_pbg).fill_null(False)
    return ibis.cases(
        (high, "suspected"),
        (before, "prediabetes"),
        (t.fbg.isnull() & t.pbg.isnull(), "missing"),
        else_="normal",
    )


def supplement_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No item of 医防融合信息补充表 that the county asks for is missing. 环翠2024 六（一）."""
    return supplements.complete(t, p)


def grade_proposed(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """管理分级 that the year's sheet speaks for: 1, 2, 3; NULL while something is missing. 诸暨2024 五（七）."""
    return gradings.proposed(t, p)


def responsible_tier(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """责任层级 by the yearly grading: 1 村, 2 镇, 3 县; NULL while something is missing. 环翠2024 六（四）."""
    return tiers.responsible(t, p)


def lipid_control(t: ir.Table, p: Parameters) -> ir.StringValue:
    """血脂: missing | above | at_target. 环翠2024 六（一） 三高共管; 界值待核."""
    return lipids.control(t, p)


RULES = (
    control, glucose_emergency, emergency, danger_to_ask, adverse, adverse_hard, complicated, suggested_class,
    uncontrolled_twice, needs_recheck, needs_referral, referred, action, next_due, glucose_measured, intensive,
    weight_class, suspect, fbg_target, supplement_complete, grade_proposed, responsible_tier,
    lipid_control,
)  # fmt: skip

OUTCOMES = {
    "lipid_control": {"missing": "血脂未测", "above": "血脂未达标", "at_target": "血脂达标"},
    "weight_class": {
        "missing": "身高或体重未测",
        "underweight": "体重过低",
        "normal": "体重正常",
        "overweight": "超重",
        "obese": "肥胖",
    },
    "control": {"missing": "空腹血糖未测", "controlled": "达标", "uncontrolled": "未达标"},
    "emergency": {"missing": "血糖或血压未测", "emergency": "危急", "none": "目前没有"},
    "action": {
        "urgent": "紧急转诊",
        "refer": "建议转诊上级医院",
        "recheck": "2周内随访",
        "measure": "请测空腹血糖",
        "routine": "按期随访",
    },
    "suspect": {
        "missing": "血糖未测",
        "suspected": "疑似2型糖尿病",
        "prediabetes": "糖尿病前期",
        "normal": "正常",
    },
}
