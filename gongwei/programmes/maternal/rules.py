"""孕产妇健康管理: what a maternal record means; t = columns of a record, p = parameters on its date.

Weeks are those written on the record. Limits that two colours share go to the higher colour (gongwei-conventions#临床).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters

NEGATIVE, POSITIVE = 1, 2
RH_NEGATIVE = 1
ILL = (2, 3, 4, 5, 7)
"""心脏病, 肾脏疾病, 肝脏疾病, 高血压, 糖尿病."""
BREECH, TRANSVERSE, UNKNOWN = 8, 9, 10
YELLOW, ORANGE, RED = 2, 3, 4
REFERRED, PURPLE, ABNORMAL = 2, 2, 2
TERM_DAYS = 280
OVER_LIMIT = 3
"""Red: creatinine over one and a half times the limit, compared as 2 × value > 3 × limit."""


def pressure(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Blood pressure in pregnancy and after: missing | high | normal. spec 05 d1."""
    high = (t.sbp >= p.sbp_abnormal) | (t.dbp >= p.dbp_abnormal)
    return ibis.cases(
        (high.fill_null(False), "high"), (t.sbp.isnull() | t.dbp.isnull(), "missing"), else_="normal"
    )


def pressure_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The colour of the pressure: missing | orange (160/110) | yellow (140/90) | normal. spec 05 d2."""
    severe = (t.sbp >= p.sbp_severe) | (t.dbp >= p.dbp_severe)
    found = pressure(t, p)
    return ibis.cases(
        (severe.fill_null(False), "orange"), (found == "high", "yellow"), (found == "missing", "missing"),
        else_="normal",
    )  # fmt: skip


def sbp_limit_of(t: ir.Table, p: Parameters) -> ir.NumericValue:
    """The systolic pressure to stay below. spec 05 d1."""
    return p.sbp_abnormal


def dbp_limit_of(t: ir.Table, p: Parameters) -> ir.NumericValue:
    """The diastolic pressure to stay below. spec 05 d1."""
    return p.dbp_abnormal


def protein(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Urine protein: missing | positive (＋ and more) | negative. spec 05 d1."""
    return ibis.cases(
        (t.urine_protein.isnull(), "missing"),
        (t.urine_protein.cast("int32") >= p.protein_positive, "positive"),
        else_="negative",
    )


def fetal_heart(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Fetal heart rate: missing | low | high | normal (110–160, both included). spec 05 d1."""
    rate = t.fetal_heart_rate
    return ibis.cases(
        (rate.isnull(), "missing"), (rate < p.fetal_heart_low, "low"), (rate > p.fetal_heart_high, "high"),
        else_="normal",
    )  # fmt: skip


def fundus(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Height of the fundus against the weeks, 20–36: missing | not_judged | low | high | normal. spec 05 d1."""
    weeks = t.weeks.cast("int32")
    early_or_late = (weeks < p.fundus_from_weeks) | (weeks > p.fundus_to_weeks)
    return ibis.cases(
        (t.fundal_height.isnull() | weeks.isnull(), "missing"),
        (early_or_late, "not_judged"),
        (t.fundal_height < weeks - p.fundus_margin, "low"),
        (t.fundal_height > weeks + p.fundus_margin, "high"),
        else_="normal",
    )


def position(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Lie of the child from 36 weeks on: missing | not_judged | abnormal | normal. spec 05 d2."""
    place = t.fetal_position
    return ibis.cases(
        (t.weeks.isnull() | place.isnull() | (place == UNKNOWN), "missing"),
        (t.weeks.cast("int32") < p.malposition_weeks, "not_judged"),
        (place.isin([BREECH, TRANSVERSE]), "abnormal"),
        else_="normal",
    )


def glucose_level(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Fasting glucose: missing | overt (7.0) | gdm (5.1) | normal. spec 05 d1."""
    return ibis.cases(
        (t.glucose.isnull(), "missing"),
        (t.glucose >= p.overt_glucose, "overt"),
        (t.glucose >= p.gdm_glucose, "gdm"),
        else_="normal",
    )


def temperature_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Temperature after birth: missing | fever (38) | normal. spec 05 d1."""
    return ibis.cases(
        (t.temperature.isnull(), "missing"), (t.temperature >= p.fever, "fever"), else_="normal"
    )


def age_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Age on the day: missing | oldest (40) | older (35) | young (18 and less) | usual. spec 05 d2 1.1."""
    return ibis.cases(
        (t.birth_date.isnull(), "missing"),
        (t.age >= p.oldest_age, "oldest"),
        (t.age >= p.older_age, "older"),
        (t.age <= p.young_age, "young"),
        else_="usual",
    )


def height_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Height: missing | short (145 and less) | usual. spec 05 d2 1.2."""
    return ibis.cases((t.height.isnull(), "missing"), (t.height <= p.short_height, "short"), else_="usual")


def bmi_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """BMI by the weight before pregnancy, else today's: missing | obese | high | low | normal. spec 05 d2 1.3.

    Judged unrounded: weight × 10⁶ against height² × limit, all in tenths.
    """
    weight = ibis.coalesce(t.prepregnancy_weight, t.weight)
    square = _tenths(t.height) * _tenths(t.height)
    scaled = _tenths(weight) * 1_000_000
    return ibis.cases(
        (t.height.isnull() | weight.isnull(), "missing"),
        (scaled >= square * _tenths(p.bmi_obese), "obese"),
        (scaled > square * _tenths(p.bmi_high), "high"),
        (scaled < square * _tenths(p.bmi_low), "low"),
        else_="normal",
    )


def _tenths(value: ir.NumericValue) -> ir.IntegerValue:
    return (value * 10).cast("int64")


def rh_sign(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Rh: missing | negative | positive. spec 05 d2 1.4."""
    return ibis.cases((t.rh.isnull(), "missing"), (t.rh == RH_NEGATIVE, "negative"), else_="positive")


def scars(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Caesareans before: missing | twice (and more) | once | none. spec 05 d2 2.2, 3.5."""
    count = t.parity_cesarean
    return ibis.cases((count.isnull(), "missing"), (count >= 2, "twice"), (count == 1, "once"), else_="none")


def obstetric_history(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Earlier pregnancies: missing | bad (3 abortions, or a child lost or ill) | good. spec 05 d2 2.4."""
    abortions = t.miscarriage + t.induced_abortion
    lost = t.fetal_death + t.stillbirth + t.neonatal_death + t.birth_defect
    return ibis.cases(
        (((abortions >= p.bad_abortions) | (lost > 0)).fill_null(False), "bad"),
        (abortions.isnull() | lost.isnull(), "missing"),
        else_="good",
    )


def organs(t: ir.Table, p: Parameters) -> ir.StringValue:
    """既往史 of heart, kidney, liver, pressure or diabetes: missing | ill | none. spec 05 d2 5.1."""
    ticked = ibis.literal(False)
    for disease in ILL:
        ticked = ticked | t.past_history.contains(disease)
    return ibis.cases((t.past_history.isnull(), "missing"), (ticked.fill_null(False), "ill"), else_="none")


def hemoglobin_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Haemoglobin: missing | red (≤40) | orange (≤60) | yellow (<110) | normal. spec 05 d2."""
    value = t.hemoglobin
    return ibis.cases(
        (value.isnull(), "missing"), (value <= p.hemoglobin_red, "red"), (value <= p.hemoglobin_orange, "orange"),
        (value < p.anaemia, "yellow"), else_="normal",
    )  # fmt: skip


def platelet_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Platelets: missing | red (<30) | orange (≤50) | yellow (≤100) | normal. spec 05 d2."""
    value = t.platelet
    return ibis.cases(
        (value.isnull(), "missing"), (value < p.platelet_red, "red"), (value <= p.platelet_orange, "orange"),
        (value <= p.platelet_yellow, "yellow"), else_="normal",
    )  # fmt: skip


def creatinine_band(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Creatinine: missing | red (over 1.5 × the limit) | orange (over the limit) | normal. spec 05 d2."""
    value = t.creatinine
    return ibis.cases(
        (value.isnull(), "missing"), (value * 2 > p.creatinine_limit * OVER_LIMIT, "red"),
        (value > p.creatinine_limit, "orange"), else_="normal",
    )  # fmt: skip


def syphilis_sign(t: ir.Table, p: Parameters) -> ir.StringValue:
    """梅毒: missing | positive | negative. spec 05 d2 6.3."""
    return _sign(t.syphilis)


def hiv_sign(t: ir.Table, p: Parameters) -> ir.StringValue:
    """HIV: missing | positive | negative. spec 05 d2 6.4."""
    return _sign(t.hiv)


def hepatitis_sign(t: ir.Table, p: Parameters) -> ir.StringValue:
    """HBsAg: missing | positive | negative. spec 05 d2 6.5."""
    return _sign(t.hbsag)


def _sign(value: ir.IntegerValue) -> ir.StringValue:
    return ibis.cases((value.isnull(), "missing"), (value == POSITIVE, "positive"), else_="negative")


def least_colour(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """The highest colour among the values written: 1 绿 2 黄 3 橙 4 红; what is missing adds none. spec 05 d2."""
    blood, platelets, kidney = hemoglobin_band(t, p), platelet_band(t, p), creatinine_band(t, p)
    age, mass, scar, bp = age_band(t, p), bmi_band(t, p), scars(t, p), pressure_band(t, p)
    red = (blood == "red") | (platelets == "red") | (kidney == "red")
    orange = (blood == "orange") | (platelets == "orange") | (kidney == "orange")
    orange = orange | (age == "oldest") | (mass == "obese") | (scar == "twice") | (bp == "orange")
    orange = orange | (temperature_band(t, p) == "fever")
    yellow = (blood == "yellow") | (platelets == "yellow") | age.isin(["older", "young"])
    yellow = yellow | mass.isin(["high", "low"]) | (scar == "once") | (bp == "yellow")
    yellow = yellow | (rh_sign(t, p) == "negative") | (height_band(t, p) == "short")
    yellow = yellow | (obstetric_history(t, p) == "bad") | (organs(t, p) == "ill")
    yellow = yellow | (position(t, p) == "abnormal") | glucose_level(t, p).isin(["gdm", "overt"])
    return ibis.cases((red, RED), (orange, ORANGE), (yellow | purple_found(t, p), YELLOW), else_=1)


def purple_found(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An infection that puts 紫 beside the colour. spec 05 d2."""
    signs = (syphilis_sign(t, p), hiv_sign(t, p), hepatitis_sign(t, p))
    return (signs[0] == "positive") | (signs[1] == "positive") | (signs[2] == "positive")


def referred(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The doctor wrote a referral on the form. 规范三版 5 二."""
    return (t.referral == REFERRED).fill_null(False)


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Referral is advised: a colour that asks for it, or an abnormal finding of the visit. spec 05 d1, d2."""
    finding = (pressure(t, p) == "high") | (protein(t, p) == "positive")
    finding = finding | fetal_heart(t, p).isin(["low", "high"])
    return (least_colour(t, p) > 1) | finding | purple_found(t, p)


def orange_case(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """橙 or 紫 asks for a 专案 within days; 红 has its own clock. 国卫办妇幼发〔2017〕35号 三."""
    return ((t.risk_colour == ORANGE) | ((t.risk_purple == PURPLE) & (t.risk_colour != RED))).fill_null(False)


def red_case(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """红 asks for a 专案 and a report within 24 hours. 同上 三."""
    return (t.risk_colour == RED).fill_null(False)


def watched(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """橙 or 红: seen again sooner than the paper's windows ask. 同上 二."""
    return t.risk_colour.isin([ORANGE, RED]).fill_null(False)


def follow_days(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Days until a woman of that colour is seen again. 同上 二."""
    return ibis.ifelse(t.risk_colour == RED, p.red_follow_days, p.orange_follow_days)


def dating(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Which basis decides the weeks: scan | lmp | none. gongwei-conventions#临床.预产期.

    An early scan decides where the period is unknown or uncertain, or the two differ by more than a week.
    """
    scan = t.scan_on.notnull() & t.scan_weeks.notnull()
    back = t.scan_weeks.cast("int32") * 7 + ibis.coalesce(t.scan_days.cast("int32"), 0)
    start = add_days(t.scan_on, -back)
    margin = p.dating_difference_days
    apart = (start > add_days(t.lmp, margin)) | (t.lmp > add_days(start, margin))
    early = t.scan_weeks.cast("int32") <= p.early_scan_weeks
    doubtful = t.lmp.isnull() | t.lmp_certain.isin([2, 3]).fill_null(False)
    return ibis.cases(
        (scan & doubtful, "scan"), ((scan & early & apart).fill_null(False), "scan"), (t.lmp.notnull(), "lmp"),
        else_="none",
    )  # fmt: skip


def expected_day(t: ir.Table, p: Parameters) -> ir.DateValue:
    """预产期: Naegele from the period; 280 days from the ruling day where the scan decides. spec 05 a."""
    back = t.scan_weeks.cast("int32") * 7 + ibis.coalesce(t.scan_days.cast("int32"), 0)
    by_scan = add_days(t.scan_on, TERM_DAYS - back)
    return ibis.ifelse(t.dated_by == 2, by_scan, add_days(add_months(t.lmp, 9), 7))


def postnatal_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Every item of 产后访视 that the paper asks for is written: part of an effective visit (MAT-03)."""
    asked = (
        t.temperature, t.general_condition, t.mental_condition, t.sbp, t.dbp, t.breast, t.lochia, t.uterus, t.wound,
        t.category, t.guidance,
    )  # fmt: skip
    whole = ibis.literal(True)
    for value in asked:
        whole = whole & value.notnull()
    return whole


RULES = (
    pressure, pressure_band, sbp_limit_of, dbp_limit_of, protein, fetal_heart, fundus, position, glucose_level,
    temperature_band, age_band, height_band, bmi_band, rh_sign, scars, obstetric_history, organs, hemoglobin_band,
    platelet_band, creatinine_band, syphilis_sign, hiv_sign, hepatitis_sign, least_colour, purple_found, referred,
    needs_referral, orange_case, red_case, watched, follow_days, dating, expected_day, postnatal_complete,
)  # fmt: skip

SIGNS = {"missing": "未查", "positive": "阳性", "negative": "阴性"}
BANDS = {"missing": "未查", "red": "红色", "orange": "橙色", "yellow": "黄色", "normal": "正常"}
OUTCOMES = {
    "pressure": {"missing": "血压未测", "high": "血压高", "normal": "正常"},
    "pressure_band": BANDS,
    "protein": SIGNS,
    "fetal_heart": {"missing": "未测", "low": "过慢", "high": "过快", "normal": "正常"},
    "fundus": {
        "missing": "未测",
        "not_judged": "此孕周不比较",
        "low": "小于孕周",
        "high": "大于孕周",
        "normal": "与孕周相符",
    },
    "position": {"missing": "未查", "not_judged": "36周前不判断", "abnormal": "胎位不正", "normal": "头位"},
    "glucose_level": {
        "missing": "未查",
        "overt": "达到糖尿病界值",
        "gdm": "达到妊娠期糖尿病界值",
        "normal": "正常",
    },
    "temperature_band": {"missing": "未测", "fever": "发热", "normal": "正常"},
    "age_band": {
        "missing": "不详",
        "oldest": "40岁及以上",
        "older": "35岁及以上",
        "young": "18岁及以下",
        "usual": "适龄",
    },
    "height_band": {"missing": "未测", "short": "145cm及以下", "usual": "一般"},
    "bmi_band": {"missing": "未测", "obese": "肥胖", "high": "偏高", "low": "偏低", "normal": "正常"},
    "rh_sign": {"missing": "未查", "negative": "Rh阴性", "positive": "Rh阳性"},
    "scars": {"missing": "不详", "twice": "剖宫产2次及以上", "once": "剖宫产1次", "none": "无剖宫产史"},
    "obstetric_history": {"missing": "不详", "bad": "不良孕产史", "good": "无不良孕产史"},
    "organs": {"missing": "不详", "ill": "有重要脏器疾病史", "none": "无"},
    "hemoglobin_band": BANDS,
    "platelet_band": BANDS,
    "creatinine_band": BANDS,
    "syphilis_sign": SIGNS,
    "hiv_sign": SIGNS,
    "hepatitis_sign": SIGNS,
    "dating": {"scan": "按超声", "lmp": "按末次月经", "none": "无法推算"},
}
