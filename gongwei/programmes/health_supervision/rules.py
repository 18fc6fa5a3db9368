"""What a patrol and a clue mean: columns in, column out. 规范三版 12 卫生计生监督协管 二."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.health_supervision import codes


def _minutes(t: ir.Table) -> ir.IntegerValue:
    """From finding to reporting, in whole minutes."""
    return (t.reported_at.epoch_seconds().cast("int64") - t.found_at.epoch_seconds().cast("int64")) // 60


def hours_allowed(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Hours within which a clue is reported: an event at once, any other within the day. 二（一）."""
    return ibis.ifelse(t.urgent.fill_null(False), p.urgent_report_hours, p.report_hours)


def reported(t: ir.Table, p: Parameters) -> ir.StringValue:
    """How a clue was reported: missing | not_reported | late | in_time; the last minute is in time. 五."""
    return ibis.cases(
        (t.found_at.isnull(), "missing"),
        (t.reported_at.isnull(), "not_reported"),
        (_minutes(t) > hours_allowed(t, p).cast("int64") * 60, "late"),
        else_="in_time",
    )


def unreported(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A clue that nobody has reported yet."""
    return t.found_at.notnull() & t.reported_at.isnull()


def unanswered(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A reported clue to which the supervision institution has not answered. 二."""
    return t.reported_at.notnull() & t.answer.isnull()


def nothing(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """No record: what is owed about a clue ends when the clue itself says so."""
    return ibis.literal(False)


def summary(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The signed summary of reports and patrols."""
    return (t.kind == codes.SUMMARY).fill_null(False)


def patrol_finding(t: ir.Table, p: Parameters) -> ir.StringValue:
    """What a patrol came to: missing | clean | handled | to_report. 二（二）."""
    return ibis.cases(
        (t.found.isnull(), "missing"),
        (t.found != codes.PROBLEM, "clean"),
        ((t.disposal == 2).fill_null(False), "to_report"),
        (t.disposal.isnull(), "missing"),
        else_="handled",
    )


def patrols_asked(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """How often a registered place is patrolled in a year, water more often."""
    return ibis.ifelse((t.kind == codes.WATER_UNIT).fill_null(False), p.patrols_water_per_year, p.patrols_per_year)


RULES = (hours_allowed, reported, unreported, unanswered, nothing, summary, patrol_finding, patrols_asked)

OUTCOMES = {
    "reported": {
        "missing": "发现时间没有填",
        "not_reported": "还没有报告",
        "late": "超过时限报告",
        "in_time": "及时报告",
    },
    "patrol_finding": {
        "missing": "是否发现问题或处置没有填",
        "clean": "没有发现问题",
        "handled": "已处置",
        "to_report": "需要登记信息报告",
    },
}
