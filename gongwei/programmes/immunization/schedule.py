"""预防接种: what is owed, declared. 规范三版 3 二; nip-schedule-2021."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.engine.dates import add_days, add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, Milestone, Reckoned, Schedule, Step
from gongwei.programmes.immunization import rules
from gongwei.programmes.immunization.ladder import NIP, kids_of, ladder

CARD = "national-spec-2017#3.二（一）"
DOSE = "national-spec-2017#3.二（二）"
INQUIRY = "aefi-monitoring#调查"
LABELS = tuple(
    (f"{each.id}-{number}", f"{each.label}第{number}剂")
    for each in NIP.series
    for number in range(1, len(each.doses) + 1)
)


def members(t: Tables, p: Parameters) -> ir.Table:
    """Permanent residents with an active record until the day before the 7th birthday (规范三版 3 一)."""
    spans = permanent_residents(t)
    turns = add_years(spans.birth_date, p.child_age)
    young = spans.filter(turns > spans.from_on)
    turns = add_years(young.birth_date, p.child_age)
    until = ibis.least(ibis.coalesce(young.to_on, ibis.date(9999, 12, 31)), turns.cast("date"))
    return young.mutate(to_on=until)


def doses(t: Tables, p: Parameters, members: ir.Table) -> ir.Table:
    """Every series owes its next dose, from the day on which it may be given (nip-schedule-2021).

    It leaves the worklist with the upper age or with the seventh birthday; later catch-up stands on the card.
    """
    rows = ladder(t, p, kids_of(t, members), t.immunization_dose)
    rows = rows.filter(rows.begun, rows.met_on.notnull() | ~rows.stopped)
    rows = rows.filter(rows.met_on.notnull() | (rows.opens_on < rows.upper_on))
    grown = add_years(rows.birth_date, p.child_age)
    return rows.select(
        "resident_id",
        "opens_on",
        "due_on",
        "met_on",
        "met_by",
        seq="key",
        closes_on=add_days(ibis.least(rows.upper_on, grown), -1),
    )


SCHEDULE = Schedule(members, (
    Step("card", "建预防接种证、卡",
         Milestone("birth_date", 0, "card_months", unit="months", until="card_until_months"),
         ("immunization_card",), CARD),
    Step("dose", "预防接种", Reckoned(doses, LABELS), ("immunization_dose",), DOSE),
    Step("aefi_inquiry", "疑似异常反应调查", After("immunization_aefi", "aefi_inquiry_days", rules.aefi_needs_inquiry),
         ("immunization_aefi_inquiry",), INQUIRY),
))  # fmt: skip
