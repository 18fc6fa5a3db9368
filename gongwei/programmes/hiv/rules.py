"""What an AIDS follow-up asks for next; columns in, column out. gongwei-conventions#随访.艾滋病."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.hiv import codes


def months_to_next(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Months until the next visit: fewer for the ill; a stage that is not known counts as ill."""
    infected = (t.stage == codes.INFECTED).fill_null(False)
    return ibis.ifelse(infected, p.infected_visit_months, p.ill_visit_months)


def was_reached(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The person was seen or spoken to; an attempt is not a follow-up."""
    return (t.reached != codes.UNREACHED).fill_null(False)


def cd4_measured(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A CD4 count stands on the follow-up."""
    return t.cd4.notnull()


def state(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | unreached | untreated | missed_doses | steady."""
    return ibis.cases(
        (t.reached.isnull() | t.treatment.isnull(), "missing"),
        (t.reached == codes.UNREACHED, "unreached"),
        (t.treatment.isin(codes.UNTREATED), "untreated"),
        (t.missed_doses.isnull(), "missing"),
        (t.missed_doses > 0, "missed_doses"),
        else_="steady",
    )


RULES = (months_to_next, was_reached, cd4_measured, state)

OUTCOMES = {
    "state": {
        "missing": "随访情况或治疗没有填", "unreached": "未联系到", "untreated": "没有治疗", "missed_doses": "有漏服",
        "steady": "规则治疗",
    },
}  # fmt: skip
