"""预防接种: what a card, a dose or a reaction report means. 规范三版 3; aefi-monitoring."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters

_HOUR = 3600


def _filled(column: ir.Value) -> ir.BooleanValue:
    return (column.notnull() & (column != "")).fill_null(False)


def card_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Every item that 预防接种卡 requires is filled. 规范三版 3 六."""
    texts = ("guardian_name", "guardian_phone", "current_address", "aefi_history", "contraindications")
    done = t.guardian_relation.notnull() & t.registered_address.notnull() & _filled(t.infectious_history)
    for name in texts:
        done = done & _filled(t[name])
    return done


def dose_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Lot, expiry, maker and site are known; of a dose given elsewhere only where it was given. 规范三版 3 六."""
    own = _filled(t.lot_no) & _filled(t.manufacturer) & t.expiry_on.notnull() & t.site.notnull()
    away = t.elsewhere.fill_null(False) & _filled(t.elsewhere_at)
    return t.vaccine.notnull() & t.dose_no.notnull() & (own | away)


def aefi_urgent(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Death, severe disability, a group, or large social impact. aefi-monitoring 报告."""
    found = ibis.literal(False)
    for code in (1, 2, 3, 4):
        found = found | t.urgent.contains(code).fill_null(False)
    return found


def aefi_hours(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Hours allowed between finding and reporting. aefi-monitoring 报告."""
    return ibis.ifelse(aefi_urgent(t, p), p.aefi_urgent_hours, p.aefi_report_hours)


def aefi_report(t: ir.Table, p: Parameters) -> ir.StringValue:
    """in_time | late | missing: the report card against its clock. aefi-monitoring 报告."""
    seconds = t.reported_at.epoch_seconds().cast("int64") - t.found_at.epoch_seconds().cast("int64")
    limit = aefi_hours(t, p).cast("int64") * _HOUR
    return ibis.cases(
        (t.reported_at.isnull() | t.found_at.isnull(), "missing"),
        (seconds <= limit, "in_time"),
        else_="late",
    )


def aefi_needs_inquiry(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Every reaction but a plain 一般反应 is investigated. aefi-monitoring 调查."""
    return aefi_urgent(t, p) | (t.first_class != 1).fill_null(True)


RULES = (card_complete, dose_complete, aefi_urgent, aefi_hours, aefi_report, aefi_needs_inquiry)
OUTCOMES = {"aefi_report": {"in_time": "按时报告", "late": "迟报", "missing": "缺发现或报告时间"}}
