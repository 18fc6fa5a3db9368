"""慢阻肺患者健康服务: what a visit, a questionnaire and a lung-function test mean; t = columns of a record."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters
from gongwei.programmes.copd.assessment import (
    cat_burden,
    cat_target,
    gold_group,
    oxygen_level,
    oxygen_therapy,
    smoking,
    vaccination,
)
from gongwei.programmes.copd.exact import bmi_reaches, holds
from gongwei.programmes.copd.lungs import gold_grade, obstruction
from gongwei.programmes.copd.questionnaire import sq_result, sq_score

FACE_TO_FACE = (1, 2)
REMOTE = (3, 4)
ADVERSE = 2
PRESENT = 2
OTHER_SYMPTOM, OTHER_ILLNESS = 8, 9
WORSE = 3
SYMPTOMS_TO_ASK = (4, 5, 6)
"""呼吸困难, 喘息, 胸闷: ordinary on the form, dangerous when severe at rest."""
UNUSED = 9


def cat_seen(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The CAT score as the next visit remembers it."""
    return t.cat.cast("string")


def mmrc_seen(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The mMRC grade as the next visit remembers it."""
    return t.mmrc.cast("string")


def cyanosis_seen(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Cyanosis as the next visit remembers it: missing | yes | no."""
    return ibis.cases((t.cyanosis.isnull(), "missing"), (t.cyanosis == PRESENT, "yes"), else_="no")


def worse(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Symptoms worse than last time: the doctor says so, or CAT or mMRC rose by the limit. spec 13 d."""
    cat = t.cat.cast("int64") - t.last_cat_seen.cast("int64") >= p.worse_cat
    mmrc = t.mmrc.cast("int64") - t.last_mmrc_seen.cast("int64") >= p.worse_mmrc
    return holds(t.change == WORSE) | holds(cat) | holds(mmrc)


def exacerbated(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An acute exacerbation since the last visit. spec 13 d."""
    return holds(t.exac_since > 0)


def inhaler_poor(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The inhaler is used so that the medicine does not arrive (the code is a parameter). spec 13 d."""
    return holds((t.inhaler_skill >= p.poor_inhaler) & (t.inhaler_skill != UNUSED))


def control(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing (nothing to compare) | controlled | uncontrolled. spec 13 d, numbers to be checked.

    Uncontrolled: symptoms worse, an exacerbation since the last visit, or poor use of the inhaler.
    """
    known = t.change.notnull() | t.cat.notnull() | t.mmrc.notnull()
    return ibis.cases(
        (worse(t, p) | exacerbated(t, p) | inhaler_poor(t, p), "uncontrolled"),
        (~known, "missing"),
        else_="controlled",
    )


def emergency(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Danger that asks for referral at once: missing | emergency | none. spec 13 d.

    SpO₂, breathing or heart rate past the limit, cyanosis that was not there last time, or a ticked danger sign.
    """
    signs = holds(t.danger_signs.length() > 0)
    blue = holds((t.cyanosis == PRESENT) & (t.last_cyanosis_seen == "no"))
    low = holds(t.spo2 < p.spo2_emergency)
    fast = holds(t.resp_rate > p.resp_rate_emergency) | holds(t.heart_rate > p.heart_rate_emergency)
    unmeasured = t.spo2.isnull() | t.resp_rate.isnull() | t.heart_rate.isnull()
    return ibis.cases((signs | blue | low | fast, "emergency"), (unmeasured, "missing"), else_="none")


def danger_to_ask(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A symptom that is an emergency when severe, or cyanosis nobody knows the age of; ask, never refer on it."""
    ticked = holds(
        (t.cyanosis == PRESENT) & (t.last_cyanosis_seen.isnull() | (t.last_cyanosis_seen == "missing"))
    )
    for symptom in SYMPTOMS_TO_ASK:
        ticked = ticked | holds(t.symptoms.contains(symptom))
    return ticked & (emergency(t, p) != "emergency")


def adverse(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The medicine did harm (药物不良反应 有)."""
    return holds(t.adr_flag == ADVERSE)


def adverse_hard(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An adverse reaction that is hard to control."""
    return holds(t.adr_hard)


def complicated(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A new complication, or an old one that grew worse."""
    return holds(t.complication.isin([2, 3]))


def suggested_class(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """随访评价结果, the most serious: 4 complication, 3 adverse reaction, 2 uncontrolled, 1 controlled.

    NULL while there is nothing to judge by. gongwei-conventions#临床.随访分类.
    """
    return ibis.cases(
        (complicated(t, p), 4),
        (adverse(t, p) | adverse_hard(t, p), 3),
        ((control(t, p) == "uncontrolled") | (emergency(t, p) == "emergency"), 2),
        (control(t, p) == "controlled", 1),
    )


def uncontrolled_twice(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Uncontrolled at this visit and at the valid visit before it (下一步管理措施 3)."""
    return (control(t, p) == "uncontrolled") & holds(t.last_control == "uncontrolled")


def needs_recheck(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Seen again within two weeks: uncontrolled, adverse reaction, or danger (下一步管理措施 2)."""
    doubtful = (control(t, p) == "uncontrolled") | (emergency(t, p) == "emergency")
    return doubtful | adverse(t, p) | adverse_hard(t, p)


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Referral is advised: twice uncontrolled, stubborn reaction, complication, danger (下一步管理措施 3、4)."""
    stubborn = uncontrolled_twice(t, p) | adverse_hard(t, p) | complicated(t, p)
    return stubborn | (emergency(t, p) == "emergency")


def recheck_owed(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """What the record itself says asks for a visit within two weeks: class 2 or 3, or dangerous values.

    Unlike ``needs_recheck`` it needs no earlier visit: the class that the doctor chose compares them.
    """
    return holds(t.visit_class.isin([2, 3])) | (emergency_now(t, p) == "emergency")


def emergency_now(t: ir.Table, p: Parameters) -> ir.StringValue:
    """As ``emergency``, without the memory of the last visit: what the record alone shows."""
    found = holds(t.danger_signs.length() > 0) | holds(t.spo2 < p.spo2_emergency)
    fast = holds(t.resp_rate > p.resp_rate_emergency) | holds(t.heart_rate > p.heart_rate_emergency)
    return ibis.ifelse(found | fast, "emergency", "none")


def referred(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The doctor wrote a referral on the follow-up form."""
    return holds(t.referral_reason.notnull() & (t.referral_reason != ""))


def action(t: ir.Table, p: Parameters) -> ir.StringValue:
    """What the visit asks for: urgent | refer | recheck | measure (nothing to compare) | routine."""
    return ibis.cases(
        (emergency(t, p) == "emergency", "urgent"),
        (needs_referral(t, p), "refer"),
        (needs_recheck(t, p), "recheck"),
        (control(t, p) == "missing", "measure"),
        else_="routine",
    )


def next_due(t: ir.Table, p: Parameters) -> ir.DateValue:
    """The latest day of the next visit: two weeks after danger, referral or recheck; else the interval."""
    soon = add_days(t.served_on, p.recheck_days)
    later = add_months(t.served_on, p.follow_up_months)
    due = ibis.ifelse(needs_recheck(t, p) | needs_referral(t, p), soon, later)
    return due.cast("timestamp").cast("date")  # date + interval is a timestamp in the engines


def management_level(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """管理级别 suggested: 3 in an exacerbation or danger, 2 group E or B, 1 group A; NULL while unknown. local."""
    group = gold_group(t, p)
    return ibis.cases((emergency(t, p) == "emergency", 3), (group.isin(["E", "B"]), 2), (group == "A", 1))


def weight_class(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Body-mass index, unrounded, on half-open bands: missing | underweight | normal | overweight | obese."""
    return ibis.cases(
        (t.height.isnull() | t.weight_cur.isnull(), "missing"),
        (bmi_reaches(t.weight_cur, t.height, p.obese_bmi), "obese"),
        (bmi_reaches(t.weight_cur, t.height, p.overweight_bmi), "overweight"),
        (bmi_reaches(t.weight_cur, t.height, p.underweight_bmi), "normal"),
        else_="underweight",
    )


REQUIRED = (
    "mode", "symptoms", "comorbid", "smoke_cur", "smoke_target", "exercise_times_cur", "exercise_min_cur",
    "exercise_times_target", "exercise_min_target", "psych_adjust", "compliance_behavior", "vaccine_flag",
    "drug_adherence", "adr_flag", "visit_class", "next_step", "next_visit_date",
)  # fmt: skip
SEEN = ("cyanosis", "edema", "resp_rate", "heart_rate", "weight_cur", "spo2")
CARD_REQUIRED = ("diagnosis_date", "diagnosis_org", "family_history", "height", "weight", "found_by")


def _filled(t: ir.Table, names: tuple[str, ...]) -> ir.BooleanValue:
    filled = ibis.literal(True)
    for name in names:
        filled = filled & t[name].notnull()
    return filled


def _named(t: ir.Table, ticked: ir.BooleanValue, words: str) -> ir.BooleanValue:
    """What was ticked as 其他 is written out."""
    return ~holds(ticked) | (t[words].notnull() & (t[words] != ""))


def visit_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No required item is missing; what must be seen may be missing only by telephone or over the net."""
    seen = _filled(t, SEEN) | holds(t.mode.isin(REMOTE))
    named = _named(t, t.symptoms.contains(OTHER_SYMPTOM), "symptom_other")
    named = named & _named(t, t.comorbid.contains(OTHER_ILLNESS), "comorbid_other")
    named = named & _named(t, t.adr_flag == ADVERSE, "adr_text")
    vaccines = ~holds(t.vaccine_flag == PRESENT) | holds(t.vaccines.length() > 0)
    return holds(_filled(t, REQUIRED) & seen & named & vaccines)


def card_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No required item of the patient's card is missing."""
    return _filled(t, CARD_REQUIRED)


RULES = (
    cat_seen, mmrc_seen, cyanosis_seen, worse, exacerbated, inhaler_poor, control, emergency, danger_to_ask,
    oxygen_level, oxygen_therapy, adverse, adverse_hard, complicated, suggested_class, uncontrolled_twice,
    needs_recheck, needs_referral, recheck_owed, referred, action, next_due, smoking, vaccination,
    gold_group, management_level,
    cat_target, cat_burden, obstruction, gold_grade, sq_score, sq_result, weight_class,
)  # fmt: skip

OUTCOMES = {
    "weight_class": {
        "missing": "身高或体重未测", "underweight": "体重过低", "normal": "体重正常", "overweight": "超重",
        "obese": "肥胖",
    },
    "control": {"missing": "没有可比较的评估", "controlled": "控制满意", "uncontrolled": "控制不满意"},
    "emergency": {"missing": "未测全", "emergency": "危急", "none": "目前没有"},
    "oxygen_level": {"missing": "SpO₂ 未测", "emergency": "危急", "low": "偏低", "normal": "正常"},
    "oxygen_therapy": {
        "missing": "SpO₂ 未测", "advised": "评估长期家庭氧疗", "enough": "已在长期氧疗", "none": "目前不需要",
    },
    "action": {
        "urgent": "紧急转诊", "refer": "建议转诊上级医院", "recheck": "2周内随访", "measure": "请评估症状（CAT、mMRC）",
        "routine": "按期随访",
    },
    "smoking": {"missing": "吸烟未问", "smokes": "吸烟", "none": "不吸烟"},
    "vaccination": {
        "missing": "疫苗史未问", "had": "已接种流感疫苗", "season": "建议今年接种流感疫苗", "later": "未接种流感疫苗",
    },
    "gold_group": {"missing": "未评估全", "A": "A 组", "B": "B 组", "E": "E 组（急性加重高风险）"},
    "cat_burden": {
        "missing": "CAT 未评", "low": "影响轻微", "medium": "影响中等", "high": "影响严重", "very_high": "影响非常严重",
    },
    "obstruction": {"missing": "舒张后肺功能未测", "obstructed": "持续气流受限", "none": "未见持续气流受限"},
    "gold_grade": {
        "missing": "未能分级", "none": "未见气流受限", "1": "GOLD 1 轻度", "2": "GOLD 2 中度", "3": "GOLD 3 重度",
        "4": "GOLD 4 极重度",
    },
    "sq_result": {"missing": "问卷未答全", "suspected": "疑似慢阻肺", "low": "目前不疑似"},
}  # fmt: skip
