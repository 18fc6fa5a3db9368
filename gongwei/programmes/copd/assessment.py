"""综合评估 and what to offer at a visit: risk group, CAT, smoking, vaccine, oxygen. copd-guideline#综合评估."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.copd.exact import holds, tenths

FLU = 1


def oxygen_level(t: ir.Table, p: Parameters) -> ir.StringValue:
    """SpO₂ in bands: missing | emergency | low | normal. spec 13 b2, d."""
    return ibis.cases(
        (t.spo2.isnull(), "missing"),
        (t.spo2 < p.spo2_emergency, "emergency"),
        (t.spo2 < p.spo2_low, "low"),
        else_="normal",
    )


def oxygen_therapy(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Long-term oxygen: missing | advised (SpO₂ at or under the limit, none or too short) | enough | none. 氧疗."""
    long_enough = holds(tenths(t.o2_hours) >= tenths(p.oxygen_hours))
    return ibis.cases(
        (t.spo2.isnull(), "missing"),
        (long_enough, "enough"),
        (t.spo2 <= p.oxygen_spo2, "advised"),
        else_="none",
    )


def smoking(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | smokes | none."""
    return ibis.cases((t.smoke_cur.isnull(), "missing"), (t.smoke_cur > 0, "smokes"), else_="none")


def vaccination(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Influenza vaccine: missing | had | season (not yet, and it is the season) | later."""
    had = holds(t.vaccines.contains(FLU))
    month = t.served_on.month().cast("int32")
    return ibis.cases(
        (t.vaccine_flag.isnull(), "missing"),
        (had, "had"),
        ((month >= p.flu_from_month) & (month <= p.flu_to_month), "season"),
        else_="later",
    )


def gold_group(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Risk group: E by exacerbations; else A or B by symptoms; missing while neither can be said. 综合评估."""
    often = holds(t.exac_times >= p.group_e_times) | holds(t.exac_admissions >= p.group_e_admissions)
    known = t.exac_times.notnull() & t.exac_admissions.notnull()
    many = holds(t.cat >= p.group_b_cat) | holds(t.mmrc >= p.group_b_mmrc)
    return ibis.cases(
        (often, "E"),
        (~known, "missing"),
        (many, "B"),
        (t.cat.isnull() | t.mmrc.isnull(), "missing"),
        else_="A",
    )


def cat_target(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """The CAT score to stay below. 综合评估."""
    return p.group_b_cat


def cat_burden(t: ir.Table, p: Parameters) -> ir.StringValue:
    """CAT in the bands of the instrument: missing | low | medium | high | very_high. 综合评估."""
    return ibis.cases(
        (t.cat.isnull(), "missing"),
        (t.cat < 10, "low"),
        (t.cat <= 20, "medium"),
        (t.cat <= 30, "high"),
        else_="very_high",
    )
