"""老年人健康管理: what an exam, a self-care assessment and the screens mean. Columns in, column out. 规范三版 6."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.elderly.scale import SCORES

ITEMS = (
    "symptoms", "temperature", "pulse", "respiration", "height", "weight", "waist", "elder_self_health",
    "elder_self_care", "elder_cognition", "elder_emotion", "exercise_frequency", "diet_habits", "smoking_status",
    "drinking_frequency", "lips", "teeth", "pharynx", "vision_l", "vision_r", "hearing", "motor_function", "fundus",
    "skin", "sclera", "lymph_nodes", "barrel_chest", "breath_sounds", "rales", "heart_rate", "heart_rhythm",
    "heart_murmur", "abd_tenderness", "abd_mass", "hepatomegaly", "splenomegaly", "shifting_dullness", "leg_edema",
    "dorsalis_pedis", "hemoglobin", "wbc", "platelet", "urine_protein", "urine_glucose", "urine_ketone", "urine_blood",
    "fasting_glucose", "ecg", "urine_microalbumin", "fecal_occult_blood", "hba1c", "hbsag", "alt", "ast", "albumin",
    "total_bilirubin", "direct_bilirubin", "creatinine", "urea", "potassium", "sodium", "tc", "tg", "ldl_c", "hdl_c",
    "chest_xray", "abdominal_us", "cerebrovascular", "kidney_disease", "heart_disease", "vascular_disease",
    "eye_disease", "neuro_disease", "other_disease", "assessment", "guidance",
)  # fmt: skip
"""Items of 健康体检表 that ``exam_item_set`` may ask for; blood pressure is asked for always."""

DISEASES = ("cerebrovascular", "kidney_disease", "heart_disease", "vascular_disease", "eye_disease")
"""现存主要健康问题 of several answers; 1 is 未发现."""
UNSTABLE = (2, 4)
"""此次随访分类 控制不满意 and 并发症."""


def self_care_score(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """总评分 of the five items as printed; NULL while an item is not assessed. 规范三版 6 附件."""
    total = ibis.literal(0, type="int32")
    for item, scores in SCORES.items():
        total = total + ibis.cases(*((t[item] == column, score) for column, score in scores.items())).cast(
            "int32"
        )
    return total


def self_care_level(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | independent | mild | moderate | dependent by the total score. 规范三版 6 附件."""
    score = self_care_score(t, p)
    return ibis.cases(
        (score.isnull(), "missing"),
        (score <= p.independent_max, "independent"),
        (score <= p.mild_max, "mild"),
        (score <= p.moderate_max, "moderate"),
        else_="dependent",
    )


def self_care_risk(t: ir.Table, p: Parameters) -> ir.StringValue:
    """What the level asks for: missing | none | watch (轻度) | home_service (中度、不能自理). 规范三版 6 二(四)."""
    level = self_care_level(t, p)
    return ibis.cases(
        (level == "missing", "missing"),
        (level == "independent", "none"),
        (level == "mild", "watch"),
        else_="home_service",
    )


def of_age(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The exam was done on or after the 65th birthday; at 64 it does not count for this chapter. 规范三版 6 一."""
    return t.age >= p.elderly_age


def cognition(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Cognition as the form has it: missing | negative | untested (positive without total) | tested. 6 二(一)."""
    return ibis.cases(
        (t.elder_cognition.isnull(), "missing"),
        (t.elder_cognition == 1, "negative"),
        (t.elder_cognition_score.isnull(), "untested"),
        else_="tested",
    )


def cognition_screen(t: ir.Table, p: Parameters) -> ir.StringValue:
    """MMSE by education: missing | negative | untested | unimpaired | impaired (limits outside the spec)."""
    limit = ibis.cases(
        (t.education_level == 1, p.mmse_illiterate_max),
        (t.education_level == 2, p.mmse_primary_max),
        (t.education_level == 3, p.mmse_secondary_max),
    )
    return ibis.cases(
        (t.elder_cognition.isnull(), "missing"),
        (t.elder_cognition == 1, "negative"),
        (t.elder_cognition_score.isnull() | limit.isnull(), "untested"),
        (t.elder_cognition_score <= limit, "impaired"),
        else_="unimpaired",
    )


def mood(t: ir.Table, p: Parameters) -> ir.StringValue:
    """老年人抑郁评分: missing | negative | untested | normal | mild | severe (GDS-30, limits outside the spec)."""
    score = t.elder_emotion_score
    return ibis.cases(
        (t.elder_emotion.isnull(), "missing"),
        (t.elder_emotion == 1, "negative"),
        (score.isnull(), "untested"),
        (score <= p.mood_normal_max, "normal"),
        (score <= p.mood_mild_max, "mild"),
        else_="severe",
    )


def _tenths(value: ir.Value) -> ir.IntegerValue:
    """A number with one decimal as a whole number of tenths, so that limits are compared exactly."""
    return (value * 10).cast("int64")


def _hundredths(value: ir.Value) -> ir.Value:
    """A number with two decimals, whatever places it is kept with; the engines compare only equal kinds."""
    return value.cast("decimal(18, 2)")


def _bmi_reaches(t: ir.Table, limit: ir.Value) -> ir.BooleanValue:
    """weight / height² ≥ limit without dividing: the raw value is classified, never the rounded one."""
    return _tenths(t.weight) * 1_000_000 >= _tenths(limit) * _tenths(t.height) * _tenths(t.height)


def bmi_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Adult band of the body-mass index: missing | low | normal | overweight | obese. 规范三版 1 附件."""
    return ibis.cases(
        (t.weight.isnull() | t.height.isnull(), "missing"),
        (_bmi_reaches(t, p.bmi_obese), "obese"),
        (_bmi_reaches(t, p.bmi_overweight), "overweight"),
        (_bmi_reaches(t, p.bmi_low), "normal"),
        else_="low",
    )


def bmi_suitable(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The range held suitable for the elderly: missing | below | suitable | above. 体重管理指导 2024."""
    return ibis.cases(
        (t.weight.isnull() | t.height.isnull(), "missing"),
        (_bmi_reaches(t, p.bmi_elderly_above), "above"),
        (_bmi_reaches(t, p.bmi_elderly_from), "suitable"),
        else_="below",
    )


def _higher(one: ir.Value, other: ir.Value) -> ir.Value:
    """The higher of two sides; a side not measured does not count."""
    return ibis.greatest(ibis.coalesce(one, other), ibis.coalesce(other, one))


def blood_pressure(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The higher side of the exam: missing | alarm | suspect | none. 规范三版 6 二(四)."""
    sbp = _higher(t.bp_left_sys, t.bp_right_sys)
    dbp = _higher(t.bp_left_dia, t.bp_right_dia)
    return ibis.cases(
        (((sbp >= p.alarm_sbp) | (dbp >= p.alarm_dbp)).fill_null(False), "alarm"),
        (((sbp >= p.suspect_sbp) | (dbp >= p.suspect_dbp)).fill_null(False), "suspect"),
        (sbp.isnull() | dbp.isnull(), "missing"),
        else_="none",
    )


def glucose(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Fasting glucose of the exam: missing | alarm | suspect | none. 规范三版 6 二(四)."""
    fbg = _hundredths(t.fasting_glucose)
    danger = (fbg >= _hundredths(p.alarm_glucose_high)) | (fbg <= _hundredths(p.alarm_glucose_low))
    return ibis.cases(
        (fbg.isnull(), "missing"),
        (danger, "alarm"),
        (fbg >= _hundredths(p.suspect_glucose), "suspect"),
        else_="none",
    )


def heart_rate(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Heart rate of the exam: missing | alarm | none (suggestion)."""
    return ibis.cases(
        (t.heart_rate.isnull(), "missing"),
        ((t.heart_rate < p.alarm_heart_rate_low) | (t.heart_rate > p.alarm_heart_rate_high), "alarm"),
        else_="none",
    )


def blood_tests(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Haemoglobin and creatinine: alarm (Hb too low) | abnormal (creatinine above the limit) | missing | none."""
    return ibis.cases(
        ((_hundredths(t.hemoglobin) < _hundredths(p.alarm_hemoglobin)).fill_null(False), "alarm"),
        ((_hundredths(t.creatinine) > _hundredths(p.alarm_creatinine)).fill_null(False), "abnormal"),
        (t.hemoglobin.isnull() | t.creatinine.isnull(), "missing"),
        else_="none",
    )


def images(t: ir.Table, p: Parameters) -> ir.StringValue:
    """心电图, 腹部B超 and 胸部X线片: abnormal | missing (心电图 or B超) | none."""
    abnormal = (t.ecg == 2).fill_null(False) | (t.abdominal_us == 2).fill_null(False)
    return ibis.cases(
        (abnormal | (t.chest_xray == 2).fill_null(False), "abnormal"),
        (t.ecg.isnull() | t.abdominal_us.isnull(), "missing"),
        else_="none",
    )


def alarm(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Any value of the exam that asks for referral at once."""
    found = [blood_pressure(t, p), glucose(t, p), heart_rate(t, p), blood_tests(t, p)]
    return (found[0] == "alarm") | (found[1] == "alarm") | (found[2] == "alarm") | (found[3] == "alarm")


def abnormal(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Any result that is entered as an abnormality: alarm, suspicion, image, screen, dependence. 规范三版 6 二(四)."""
    suspect = (blood_pressure(t, p) == "suspect") | (glucose(t, p) == "suspect")
    tests = (blood_tests(t, p) == "abnormal") | (images(t, p) == "abnormal")
    screens = (t.elder_cognition == 2).fill_null(False) | (t.elder_emotion == 2).fill_null(False)
    return alarm(t, p) | suspect | tests | screens | (t.elder_self_care >= 2).fill_null(False)


def suggested_guidance(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """健康指导 suggested: 3 转诊 after an alarm, 2 复查 after another abnormality, 0 无需; NULL while unmeasured.

    规范三版 6 二(四); 0 is ours, so that a healthy person needs no false tick.
    """
    signs = (blood_pressure(t, p), glucose(t, p), heart_rate(t, p), blood_tests(t, p), images(t, p))
    unknown = ibis.literal(False)
    for sign in signs:
        unknown = unknown | (sign == "missing")
    return ibis.cases((alarm(t, p), 3), (abnormal(t, p), 2), (~unknown, 0))


def needs_recheck(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An exam at 65 or over with an abnormal result, or for which the doctor chose 复查 or 转诊."""
    advised = (t.guidance.contains(2) | t.guidance.contains(3)).fill_null(False)
    return of_age(t, p) & (abnormal(t, p) | advised)


def exam_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No item of the region's ``exam_item_set`` is missing, blood pressure on one side included. 规范三版 6 二."""
    left = t.bp_left_sys.notnull() & t.bp_left_dia.notnull()
    done = left | (t.bp_right_sys.notnull() & t.bp_right_dia.notnull())
    for name in ITEMS:
        done = done & (t[name].notnull() | ~p.includes("exam_item_set", name))
    return done


def guided(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """健康指导 was given and written down; ``0 无需`` counts. 规范三版 6 二(四)."""
    return t.guidance.notnull() & (t.guidance.length() > 0)


def weight_abnormal(t: ir.Table, p: Parameters) -> ir.StringValue:
    """体重异常 of an exam at 65 or over, by the range held suitable for the elderly: missing | abnormal | none."""
    range_ = bmi_suitable(t, p)
    return ibis.cases(
        (range_ == "missing", "missing"), ((range_ == "suitable") | ~of_age(t, p), "none"), else_="abnormal"
    )


def basic_disease(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """其他基础性疾病: anything but 未发现 under 现存主要健康问题 of the exam; what is not filled in is not found."""
    found = (t.neuro_disease == 2).fill_null(False) | (t.other_disease == 2).fill_null(False)
    for name in DISEASES:
        found = found | ((t[name].length() > 0) & ~t[name].contains(1)).fill_null(False)
    return found


def exam_flags(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The exam asks for referral and for more contacts: abnormal weight or a basic disease at 65 or over."""
    return (of_age(t, p) & ((weight_abnormal(t, p) == "abnormal") | basic_disease(t, p))).fill_null(False)


def visit_flags(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A chronic visit at 65 or over says 控制不满意 (unstable) or 并发症 (severe complications)."""
    return (of_age(t, p) & t.visit_class.isin(UNSTABLE)).fill_null(False)


RULES = (
    weight_abnormal, basic_disease, exam_flags, self_care_score, self_care_level, self_care_risk, of_age, cognition,
    cognition_screen, mood, bmi_band, bmi_suitable, blood_pressure, glucose, heart_rate, blood_tests, images, alarm,
    abnormal, suggested_guidance, needs_recheck, exam_complete, guided,
)  # fmt: skip

_SIGNS = {"missing": "未测", "alarm": "危急值", "suspect": "疑似异常", "abnormal": "异常", "none": "未见异常"}
_SCREENS = {"missing": "未筛查", "negative": "粗筛阴性", "untested": "粗筛阳性，未做量表"}
OUTCOMES = {
    "self_care_level": {
        "missing": "未评估", "independent": "可自理", "mild": "轻度依赖", "moderate": "中度依赖",
        "dependent": "不能自理",
    },
    "self_care_risk": {
        "missing": "未评估", "none": "目前没有", "watch": "关注", "home_service": "上门服务，制定照护计划",
    },
    "cognition": _SCREENS | {"tested": "已做简易智力状态检查"},
    "cognition_screen": _SCREENS | {"unimpaired": "未见认知受损", "impaired": "认知受损，建议上级机构复查"},
    "mood": _SCREENS | {"normal": "正常", "mild": "轻度抑郁", "severe": "中重度抑郁，建议转诊"},
    "bmi_band": {
        "missing": "身高或体重未测", "low": "体重过低", "normal": "正常", "overweight": "超重", "obese": "肥胖",
    },
    "bmi_suitable": {"missing": "身高或体重未测", "below": "低于适宜范围", "suitable": "适宜", "above": "高于适宜范围"},
    "weight_abnormal": {"missing": "身高或体重未测", "abnormal": "体重异常", "none": "体重适宜"},
    "blood_pressure": _SIGNS,
    "glucose": _SIGNS,
    "heart_rate": _SIGNS,
    "blood_tests": _SIGNS,
    "images": _SIGNS,
}  # fmt: skip
