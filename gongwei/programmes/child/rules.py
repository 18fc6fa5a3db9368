"""What a child's visit or exam means: columns in, column out. 规范三版 4 二（五） and the technical norms it names."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters
from gongwei.programmes.child.growth_rules import bad_growth, graded_low
from gongwei.programmes.child.newborn_rules import (
    high_risk_newborn,
    newborn_referral,
    rescreen_hearing,
    screen_disease,
    weight_loss,
)

WARNING_FIELDS = ("3m", "6m", "8m", "12m", "18m", "24m", "30m", "3y", "4y", "5y", "6y")
EYE_ITEMS = (
    "appearance", "light_reaction", "blink_reflex", "red_ball", "visual_behaviour", "red_reflex", "eye_position",
    "cover_aversion", "refraction", "fundus",
)  # fmt: skip
FOUND, NOT_DONE = 2, 3
ABSENT = {
    **{f"warning_{name}": "array<int16>" for name in WARNING_FIELDS},
    **dict.fromkeys(
        ("rickets_symptoms", "rickets_signs_3m", "rickets_signs", "growth_evaluation"), "array<int16>"
    ),
    **dict.fromkeys(("risks", "reasons", "jaundice_sites", "birth_mode", "disease_screen"), "array<int16>"),
    **dict.fromkeys(
        ("vision_l", "vision_r", "hemoglobin", "weight", "length", "outdoor_hours"), "decimal(8, 2)"
    ),
}
"""Types of the columns that some of the papers lack; the others are codes."""
CLOSED = (3, 5)
ANAEMIA, LAST_HIGH_RISK = 21, 12
"""Codes of 专案原因, which a record keeps in ascending order."""


class Whole:
    """One form's rows as if it had every column that a rule reads: the papers differ by age, the rules do not."""

    def __init__(self, rows: ir.Table) -> None:
        self._rows = rows

    def __getitem__(self, name: str) -> ir.Value:
        if name in self._rows.columns:
            return self._rows[name]
        return ibis.null("string").cast(ABSENT.get(name, "int16"))

    def __getattr__(self, name: str) -> ir.Value:
        return self[name]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the form really has."""
        return tuple(self._rows.columns)


def _present(t: ir.Table, names: list[str]) -> list[str]:
    """Those of the columns that the form has, so that nothing is asked of a column it lacks."""
    return [name for name in names if name in t.columns]


def _older(t: ir.Table, months: int) -> ir.BooleanValue:
    """So many months are completed on the day."""
    return add_months(t.birth_date, months) <= t.served_on


def _holds(condition: ir.BooleanValue) -> ir.BooleanValue:
    return condition.fill_null(False)


def months(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Completed months on the day; the last day of a short month reaches (gongwei-conventions#时间.加月)."""
    years = t.served_on.year().cast("int32") - t.birth_date.year().cast("int32")
    between = years * 12 + t.served_on.month().cast("int32") - t.birth_date.month().cast("int32")
    return ibis.ifelse(add_months(t.birth_date, between) <= t.served_on, between, between - 1)


def days(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Days of life on the day of the visit; the day of birth is 0."""
    return t.served_on.delta(t.birth_date, unit="day").cast("int32")


def newborn(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The visit falls into the newborn period and counts for the rate; day 28 is in. 规范三版 4 五."""
    return t.served_on <= add_days(t.birth_date, p.newborn_period_days)


def anaemia_limit(t: ir.Table, p: Parameters) -> ir.Value:
    """Below which the haemoglobin (g/L) of that age and altitude is anaemia (gongwei-conventions#临床.儿童贫血)."""
    base = ibis.cases(
        (t.birth_date.isnull(), ibis.null("int32")),
        (newborn(t, p), p.anaemia_newborn),
        (~_older(t, 4), p.anaemia_1m),
        (~_older(t, 6), p.anaemia_4m),
        (~_older(t, 60), p.anaemia_6m),
        else_=p.anaemia_5y,
    )
    return _at_altitude(base, p)


def _at_altitude(limit: ir.Value, p: Parameters) -> ir.Value:
    """Raised by so many per cent per 1000 m above 1000 m."""
    above = ibis.greatest(p.altitude - 1000, ibis.literal(0, type="int32"))
    return limit.cast("int64") * (100_000 + above.cast("int64") * p.altitude_percent) / 100_000


def anaemia(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Haemoglobin by age: missing | none | mild | moderate | severe | very_severe. 营养性疾病."""
    hb = t.hemoglobin.cast("float64")
    return ibis.cases(
        (t.hemoglobin.isnull(), "missing"),
        (hb >= anaemia_limit(t, p), "none"),
        (hb < _at_altitude(p.anaemia_very_severe, p), "very_severe"),
        (hb < _at_altitude(p.anaemia_severe, p), "severe"),
        (hb < _at_altitude(p.anaemia_moderate, p), "moderate"),
        else_="mild",
    )


def anaemic(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Any degree of anaemia."""
    return _holds(t.hemoglobin.cast("float64") < anaemia_limit(t, p))


def anaemia_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Moderate or worse, or before the age of 6 months: refer. 营养性疾病."""
    return anaemic(t, p) & ((anaemia(t, p) != "mild") | ~_older(t, 6))


def development(t: ir.Table, p: Parameters) -> ir.StringValue:
    """发育评估: missing | passed | warning; one positive sign is enough. 规范三版 4 附件."""
    asked, positive = ibis.literal(False), ibis.literal(False)
    for name in _present(t, [f"warning_{name}" for name in WARNING_FIELDS]):
        signs = t[name]
        given = _holds(signs.notnull() & (signs.length() > 0))
        asked = asked | given
        positive = positive | (given & ~_holds(signs.contains(0)))
    return ibis.cases((~asked, "missing"), (positive, "warning"), else_="passed")


def rickets(t: ir.Table, p: Parameters) -> ir.StringValue:
    """可疑佝偻病症状 and 体征: missing | none | suspected; more than 1 无 is suspicious. 规范三版 4 附件."""
    asked, found = ibis.literal(False), ibis.literal(False)
    for name in _present(t, ["rickets_symptoms", "rickets_signs_3m", "rickets_signs"]):
        given = _holds(t[name].notnull() & (t[name].length() > 0))
        asked = asked | given
        found = found | (given & ~_holds(t[name].contains(1)))
    return ibis.cases((~asked, "missing"), (found, "suspected"), else_="none")


def rickets_signs_found(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A bony sign, not only a symptom: refer. 营养性疾病."""
    found = ibis.literal(False)
    for name in _present(t, ["rickets_signs_3m", "rickets_signs"]):
        given = _holds(t[name].notnull() & (t[name].length() > 0))
        found = found | (given & ~_holds(t[name].contains(1)))
    return found


def hearing_failed(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Behaviour at 6, 12, 24, 36 months: 2 未通过."""
    return _holds(t.hearing == FOUND)


def vision(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Naked acuity from 4 years on: missing | low | unequal (lines apart) | normal. 眼保健."""
    left, right = t.vision_l.cast("decimal(18, 2)"), t.vision_r.cast("decimal(18, 2)")
    five = t.vision_scale == 1
    logs = ibis.ifelse(_older(t, 60), p.vision_limit_5, p.vision_limit_4).cast("decimal(18, 2)")
    decimals = ibis.ifelse(_older(t, 60), p.vision_limit_5_decimal, p.vision_limit_4_decimal).cast(
        "decimal(18, 2)"
    )
    limit = ibis.ifelse(five, logs, decimals)
    worse, better = ibis.least(left, right), ibis.greatest(left, right)
    apart = ibis.ifelse(
        five,
        (better - worse) * 10 >= p.vision_lines,
        better * 100 >= worse * p.vision_ratio_percent,
    )
    return ibis.cases(
        (left.isnull() | right.isnull() | t.vision_scale.isnull(), "missing"),
        (worse <= limit, "low"),
        (apart, "unequal"),
        else_="normal",
    )


def poor_vision(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Low or unequal: again within a month, refer if it stays so."""
    if "vision_l" not in t.columns:
        return ibis.literal(False)
    return vision(t, p).isin(["low", "unequal"])


def caries(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """At least one decayed tooth."""
    return _holds(t.caries_count > 0)


def vitamin_d(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Daily vitamin D up to two years: missing | low | enough. 营养性疾病."""
    return ibis.cases(
        (t.vitamin_d_iu.isnull(), "missing"), (t.vitamin_d_iu < p.vitamin_d, "low"), else_="enough"
    )


def outdoor(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Hours outdoors a day: missing | low | enough. 营养性疾病."""
    hours = t.outdoor_hours.cast("float64")
    return ibis.cases((hours.isnull(), "missing"), (hours < p.outdoor_min, "low"), else_="enough")


def needs_file(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A finding that is entered into a special file or referred, and followed up. 规范三版 4 二（五）."""
    signs = anaemic(t, p) | (development(t, p) == "warning") | rickets_signs_found(t, p)
    return signs | bad_growth(t, p) | hearing_failed(t, p) | poor_vision(t, p)


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Findings that are to be referred in time. 规范三版 4 二（五）."""
    signs = anaemia_referral(t, p) | (development(t, p) == "warning") | rickets_signs_found(t, p)
    return signs | hearing_failed(t, p) | poor_vision(t, p) | caries(t, p)


def problem(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Whether an exam found anything to act on: problem | none."""
    found = needs_file(t, p) | needs_referral(t, p) | (rickets(t, p) == "suspected")
    return ibis.ifelse(found, "problem", "none")


def measured(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Weight and length were measured: what makes an exam count for 系统管理. 妇幼统计."""
    return t.weight.notnull() & t.length.notnull()


def eye_problem(t: ir.Table, p: Parameters) -> ir.StringValue:
    """An eye record: missing | problem | risk (a risk factor only) | none. 眼保健."""
    abnormal = _holds(t.eye_class == 3) | poor_vision(t, p)
    for name in EYE_ITEMS:
        abnormal = abnormal | _holds(t[name] == FOUND)
    risk = _holds(t.risks.notnull() & (t.risks.length() > 0)) & ~_holds(t.risks.contains(1))
    return ibis.cases(
        (t.appearance.isnull(), "missing"),
        (abnormal, "problem"),
        (risk | _holds(t.eye_class == 2), "risk"),
        else_="none",
    )


def eye_covered(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Eye care and vision check of that age were both done: behaviour or reflex before 4 years, acuity from 4 on."""
    watched = _holds(t.visual_behaviour != NOT_DONE) | _holds(t.light_reaction != NOT_DONE)
    watched = watched | _holds(t.contact == 0)
    seen = ibis.ifelse(_holds(t.contact >= 48), t.vision_l.notnull() & t.vision_r.notnull(), watched)
    return _holds(t.appearance != NOT_DONE) & seen


def eye_needs_action(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An abnormal eye record asks for a special file or a referral. 眼保健."""
    return eye_problem(t, p) == "problem"


def eye_watched(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Classified 高危 or 异常: seen again before the next contact of the schedule. 眼保健."""
    return eye_problem(t, p).isin(["risk", "problem"])


def eye_days(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Days until the next eye check by class: abnormal within a month, at risk within half a year. 眼保健."""
    return ibis.ifelse(eye_problem(t, p) == "problem", p.vision_recheck_days, p.eye_risk_days)


def file_open(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The special file goes on after this record (opening, or a visit that does not close it). 营养性疾病."""
    return ~_holds(t.result.isin(CLOSED))


def special_days(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Days until the next visit of a special file: monthly under 6 months, then every two; anaemia in four weeks."""
    young = add_months(t.birth_date, p.special_young_months) > t.served_on
    high_risk = _holds(t.reasons[0] <= LAST_HIGH_RISK)
    return ibis.cases(
        (high_risk & young, p.special_days_young),
        (_holds(t.reasons.contains(ANAEMIA)), p.anaemia_recheck_days),
        (high_risk, p.special_days_older),
        else_=p.special_days_nutrition,
    )


RULES = (
    months, days, newborn, anaemia_limit, anaemia, anaemic, anaemia_referral, development, rickets, rickets_signs_found,
    hearing_failed, vision, poor_vision, caries, vitamin_d, outdoor, graded_low, bad_growth, needs_file, needs_referral,
    problem, measured, eye_problem, eye_covered, eye_needs_action, eye_watched, eye_days, file_open,
    special_days, newborn_referral, weight_loss, high_risk_newborn, rescreen_hearing, screen_disease,
)  # fmt: skip

OUTCOMES = {
    "anaemia": {
        "missing": "血红蛋白未查", "none": "不贫血", "mild": "轻度贫血", "moderate": "中度贫血", "severe": "重度贫血",
        "very_severe": "极重度贫血",
    },
    "development": {"missing": "未做发育评估", "passed": "通过", "warning": "发育偏异可能"},
    "rickets": {"missing": "未查佝偻病症状和体征", "none": "无可疑佝偻病", "suspected": "可疑佝偻病"},
    "vision": {"missing": "视力未查", "low": "视力低常", "unequal": "双眼视力相差两行以上", "normal": "视力正常"},
    "vitamin_d": {"missing": "维生素D未问", "low": "维生素D不足", "enough": "维生素D足量"},
    "outdoor": {"missing": "户外活动未问", "low": "户外活动不足", "enough": "户外活动足够"},
    "problem": {"problem": "有异常", "none": "未见异常"},
    "eye_problem": {"missing": "眼外观未查", "problem": "眼部异常", "risk": "眼病高危", "none": "未见异常"},
    "newborn_referral": {
        "missing": "还没填全", "at_once": "立即转诊", "suggest": "建议转诊", "none": "目前没有转诊表现",
    },
    "weight_loss": {
        "missing": "体重未测", "excessive": "体重下降过多", "not_regained": "未回升到出生体重", "none": "体重可",
    },
}  # fmt: skip
