"""What a report card means: whether the short limit holds, and whether it was kept. 规范三版 11.二（三）; spec 11 c."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.infectious_disease.diseases import FIRST, LAST, diseases

MINUTES = 60


def urgent(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """甲类, and 乙类 managed as 甲类 on the day of diagnosis, are reported within the short limit."""
    always = [code for code, each in diseases().items() if each.rank == "甲"]
    found = t.disease.isin(always)
    for code, each in diseases().items():
        for span in each.as_a:
            holds = t.disease == code
            if span.from_on != FIRST:
                holds = holds & (t.diagnosed_on >= ibis.date(span.from_on))
            if span.to_on != LAST:
                holds = holds & (t.diagnosed_on < ibis.date(span.to_on))
            found = found | holds
    return found.fill_null(False)


def limit_minutes(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Minutes from diagnosis to the network report that the disease allows."""
    hours = ibis.cases((urgent(t, p), p.urgent_hours), else_=p.normal_hours)
    return hours.cast("int32") * MINUTES


def report(t: ir.Table, p: Parameters) -> ir.StringValue:
    """In time: within 2 hours (甲类, 按甲类管理) or 24 hours of diagnosis, the last minute counting."""
    return ibis.cases(
        (t.minutes_taken.isnull(), "missing"),
        (t.minutes_taken <= limit_minutes(t, p), "in_time"),
        else_="late",
    )


def event_report(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Event information: within 2 hours of being told."""
    return ibis.cases(
        (t.minutes_taken.isnull(), "missing"),
        (t.minutes_taken <= p.urgent_hours.cast("int32") * MINUTES, "in_time"),
        else_="late",
    )


RULES = (urgent, report, event_report)
OUTCOMES = {
    "report": {"missing": "未上报", "in_time": "及时", "late": "迟报"},
    "event_report": {"missing": "未上报", "in_time": "及时", "late": "迟报"},
}
