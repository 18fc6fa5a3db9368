"""严重精神障碍患者管理: what a visit means; t = columns of a record, p = parameters on its date."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters

MET, IN_HOSPITAL, YES, NO_SYMPTOM = 1, 1, 2, 0
UNSTABLE, BASIC, STABLE = 1, 2, 3
SELF_HARM = (5, 6)
"""自伤, 自杀未遂."""
SERIOUS_ACTS = (2, 3)
"""肇事, 肇祸."""
FUNCTIONS = ("func_self_care", "func_housework", "func_work", "func_study", "func_social")
POOR, NOT_APPLICABLE = 3, 9


def met(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Somebody was met at this visit: neither lost nor dead. 规范三版 八 二（二）."""
    return (t.visit_result == MET).fill_null(False)


def _ticked(column: ir.ArrayValue, wanted: tuple[int, ...]) -> ir.BooleanValue:
    found = ibis.literal(False)
    for code in wanted:
        found = found | column.contains(code).fill_null(False)
    return found


def self_harm(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """自伤 or 自杀未遂 since the last visit. smi-norm-2018#应急处置."""
    return _ticked(t.danger_acts, SELF_HARM)


def adverse_serious(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A serious or acute adverse reaction. 规范三版 八 二（三）."""
    return t.adr_serious.fill_null(False)


def no_symptom(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """目前症状 says 无症状; an empty answer says nothing. gongwei-conventions#临床.精神稳定."""
    return t.symptoms.contains(NO_SYMPTOM).fill_null(False)


def functioning(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Social functions: missing | poor (one is 较差) | fair; 此项不适用 is ignored. 规范三版 八 二（三）."""
    missing, poor = ibis.literal(False), ibis.literal(False)
    for name in FUNCTIONS:
        missing = missing | t[name].isnull()
        poor = poor | (t[name] == POOR).fill_null(False)
    return ibis.cases((poor, "poor"), (missing, "missing"), else_="fair")


def _known(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    answered = t.danger_level.notnull() & t.insight.notnull() & t.symptoms.notnull()
    return answered & (functioning(t, p) != "missing")


def _unstable(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    serious = adverse_serious(t, p) | t.physical_serious.fill_null(False) | t.symptoms_marked.fill_null(False)
    return (
        (t.danger_level >= p.danger_unstable).fill_null(False)
        | serious
        | (t.insight == POOR).fill_null(False)
    )


def stability(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Stability: missing | unstable | basic | stable. 规范三版 八 二（三）; gongwei-conventions#临床.精神稳定.

    Unstable: danger 3–5, marked symptoms, no insight, a serious reaction or serious physical disease. Stable needs
    everything: danger 0, no symptom, full insight, no function 较差. What lies between is 基本稳定.
    """
    calm = (t.danger_level < p.danger_basic).fill_null(False) & no_symptom(t, p)
    well = (t.insight == 1).fill_null(False) & (functioning(t, p) == "fair")
    return ibis.cases(
        (_unstable(t, p), "unstable"),
        (~_known(t, p), "missing"),
        (calm & well, "stable"),
        else_="basic",
    )


def suggested_class(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """本次随访分类: 1 不稳定, 2 基本稳定, 3 稳定; NULL while something needed is missing. 同上."""
    found = stability(t, p)
    return ibis.cases((found == "unstable", UNSTABLE), (found == "basic", BASIC), (found == "stable", STABLE))


def visit_stability(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The class that stands: the doctor's on the form, else the suggested one. 同上."""
    return ibis.cases(
        (t.visit_class == UNSTABLE, "unstable"),
        (t.visit_class == BASIC, "basic"),
        (t.visit_class == STABLE, "stable"),
        else_=stability(t, p),
    )


def emergency(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Danger 3 and more, self-harm, a serious reaction: missing | emergency | none. smi-norm-2018#应急处置."""
    danger = (t.danger_level >= p.danger_unstable).fill_null(False)
    return ibis.cases(
        (danger | self_harm(t, p) | adverse_serious(t, p), "emergency"),
        (t.danger_level.isnull(), "missing"),
        else_="none",
    )


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """不稳定 is referred to the upper hospital at once, unless in hospital already. 规范三版 八 二（三）."""
    in_hospital = (t.inpatient_status == IN_HOSPITAL).fill_null(False)
    return ((visit_stability(t, p) == "unstable") | (emergency(t, p) == "emergency")) & ~in_hospital


def referred(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The doctor wrote a referral on the form. 同上."""
    return (t.referral == YES).fill_null(False)


def basic_again(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """基本稳定 at this visit and at the valid visit before it. 同上; ``last_visit_stability`` is NULL without one."""
    before = (t.last_visit_stability == "basic").fill_null(False)
    return (visit_stability(t, p) == "basic") & before


def action(t: ir.Table, p: Parameters) -> ir.StringValue:
    """What the visit asks for: urgent | refer | adjust | specialist | keep | missing. 同上."""
    found = visit_stability(t, p)
    return ibis.cases(
        (emergency(t, p) == "emergency", "urgent"),
        (needs_referral(t, p) | (found == "unstable"), "refer"),
        (basic_again(t, p), "specialist"),
        (found == "basic", "adjust"),
        (found == "stable", "keep"),
        else_="missing",
    )


def next_due(t: ir.Table, p: Parameters) -> ir.DateValue:
    """The latest day of the next visit: 2 weeks, 1 month or 3 months as the class says. 同上.

    Unstable 2 weeks; 基本稳定 2 weeks, and one month when it was so at the visit before; stable 3 months. While the
    class is unknown: 2 weeks.
    """
    due = ibis.cases(
        (basic_again(t, p), add_months(t.served_on, p.basic_again_months)),
        (visit_stability(t, p) == "basic", add_days(t.served_on, p.basic_days)),
        (visit_stability(t, p) == "stable", add_months(t.served_on, p.stable_months)),
        else_=add_days(t.served_on, p.unstable_days),
    )
    return due.cast("timestamp").cast("date")


def suspected(t: ir.Table, p: Parameters) -> ir.StringValue:
    """A lead: missing | suspected | none, by how many signs were told. smi-norm-2018#患者发现."""
    return ibis.cases(
        (t.signs.isnull(), "missing"), (t.signs.length() >= p.lead_signs, "suspected"), else_="none"
    )


def exam_answered(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The exam was refused or the condition did not allow it, with the paper to show for it. 规范三版 八 二（四）."""
    return ((t.able == 2) | (t.agrees == 2)).fill_null(False)


REQUIRED = (
    "mode", "danger_level", "symptoms", "insight", "sleep", "diet", *FUNCTIONS, "danger_acts", "lock_status",
    "inpatient_status", "lab_flag", "drug_adherence", "adr_flag", "effect", "referral", "rehab", "visit_class",
    "next_visit_date",
)  # fmt: skip


def visit_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No required item of a visit at which somebody was met is missing. 规范三版 八 四."""
    filled = ibis.literal(True)
    for name in REQUIRED:
        filled = filled & t[name].notnull()
    explained = (t.adr_flag != 2).fill_null(False) | (t.adr_text.notnull() & (t.adr_text != ""))
    return ((filled & explained) | ~met(t, p)).fill_null(False)


RULES = (
    met, self_harm, adverse_serious, no_symptom, functioning, stability, suggested_class, visit_stability, emergency,
    needs_referral, referred, basic_again, action, next_due, suspected,
)  # fmt: skip

OUTCOMES = {
    "stability": {"missing": "评估不全", "unstable": "不稳定", "basic": "基本稳定", "stable": "稳定"},
    "visit_stability": {"missing": "评估不全", "unstable": "不稳定", "basic": "基本稳定", "stable": "稳定"},
    "functioning": {"missing": "社会功能未评", "poor": "有较差项", "fair": "良好或一般"},
    "emergency": {"missing": "危险性未评估", "emergency": "需应急处置", "none": "目前没有"},
    "action": {
        "urgent": "应急处置并立即转诊",
        "refer": "立即转诊上级医院",
        "adjust": "查找原因、调整药物，2周后再访",
        "specialist": "请专科医师指导，1个月后再访",
        "keep": "维持治疗，3个月后随访",
        "missing": "请补全评估",
    },
    "suspected": {"missing": "线索表现未填", "suspected": "疑似", "none": "暂不考虑"},
}
