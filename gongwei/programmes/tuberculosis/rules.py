"""肺结核患者健康管理: what a record means; t = columns of a record, p = parameters on its date."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, add_months
from gongwei.engine.parameters import Parameters

NO_SYMPTOM, NO_GROUP, YES, SOME = 0, 8, 1, 2
DOCTOR, FAMILY = 1, 2
INTENSIVE = 1
COMPLETED = 1


def suspected(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Symptoms asked of a person: missing | suspected | none. 规范三版 九 二（一）."""
    asked = t.symptoms.notnull() & (t.symptoms.length() > 0)
    free = t.symptoms.contains(NO_SYMPTOM)
    return ibis.cases(
        (~asked.fill_null(False), "missing"), (free.fill_null(False), "none"), else_="suspected"
    )


def by_family(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Supervised by the family; by himself or others too, where the parameter says so. 规范三版 九 二（三）."""
    alone = (t.supervisor > FAMILY).fill_null(False) & p.self_as_family
    return (t.supervisor == FAMILY).fill_null(False) | alone


def ten_days(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Seen every ten days: the family supervises and it is 强化期 (注射期). 同上."""
    return by_family(t, p) & (t.phase == INTENSIVE).fill_null(False)


def adverse(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """药物不良反应 有. 同上."""
    return (t.adr_flag == SOME).fill_null(False)


def complicated(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """并发症或合并症 有. 同上."""
    return (t.complication_flag == SOME).fill_null(False)


def missed(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Doses missed since the last visit: missing | none | some | report. gongwei-conventions#临床.结核漏服."""
    return ibis.cases(
        ((t.missed_in_row >= p.missed_days_report).fill_null(False), "report"),
        (t.missed_doses.isnull(), "missing"),
        (t.missed_doses > 0, "some"),
        else_="none",
    )


def needs_referral(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An adverse reaction, a complication or comorbidity is referred at once. 规范三版 九 二（三）."""
    return adverse(t, p) | complicated(t, p)


def referred(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The doctor wrote a referral on the form. 同上."""
    return (t.referral_reason.notnull() & (t.referral_reason != "")).fill_null(False)


def action(t: ir.Table, p: Parameters) -> ir.StringValue:
    """What the visit asks for: report | refer | educate | continue | missing. 同上."""
    return ibis.cases(
        (missed(t, p) == "report", "report"),
        (needs_referral(t, p), "refer"),
        (missed(t, p) == "some", "educate"),
        (missed(t, p) == "missing", "missing"),
        else_="continue",
    )


def next_due(t: ir.Table, p: Parameters) -> ir.DateValue:
    """The latest day of the next visit: 2 weeks after a finding that is referred, ten days, or a month. 同上."""
    soon = add_days(t.served_on, p.referral_check_days)
    regular = ibis.ifelse(
        ten_days(t, p), add_days(t.served_on, p.family_days), add_months(t.served_on, p.month_interval)
    )
    due = ibis.ifelse(needs_referral(t, p) & (soon < regular), soon, regular)
    return due.cast("timestamp").cast("date")


def adherence(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Doses of the whole course: missing | regular (≥ 90 %) | irregular; the exact ratio is judged. 规范三版 九 五."""
    due, taken = t.should_doses.cast("int64"), t.actual_doses.cast("int64")
    return ibis.cases(
        (t.should_doses.isnull() | t.actual_doses.isnull() | (t.should_doses == 0), "missing"),
        (taken * 100 >= due * p.regular_percent, "regular"),
        else_="irregular",
    )


REQUIRED = (
    "treat_month", "supervisor", "mode", "symptoms", "smoke_cur", "smoke_target", "drink_cur", "drink_target",
    "regimen", "usage", "dosage_form", "missed_doses", "adr_flag", "complication_flag", "next_visit_date", "phase",
)  # fmt: skip


def visit_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No required item of a follow-up is missing. 规范三版 九 四."""
    filled = ibis.literal(True)
    for name in REQUIRED:
        filled = filled & t[name].notnull()
    reaction = ~adverse(t, p) | (t.adr_text.notnull() & (t.adr_text != ""))
    other = ~complicated(t, p) | (t.complication_text.notnull() & (t.complication_text != ""))
    return (filled & reaction & other).fill_null(False)


RULES = (
    suspected, by_family, ten_days, adverse, complicated, missed, needs_referral, referred, action, next_due, adherence,
)  # fmt: skip

OUTCOMES = {
    "suspected": {"missing": "症状未填", "suspected": "可疑，应推介", "none": "没有可疑症状"},
    "missed": {
        "missing": "漏服药次数未填",
        "none": "没有漏服",
        "some": "有漏服",
        "report": "漏服满7天，报告上级",
    },
    "action": {
        "report": "立即报告上级专业机构",
        "refer": "立即转诊，2周内随访",
        "educate": "查找原因，加强教育",
        "continue": "继续督导服药",
        "missing": "请填漏服药次数",
    },
    "adherence": {"missing": "服药次数不全", "regular": "规则服药", "irregular": "不规则服药"},
}
