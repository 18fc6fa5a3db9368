"""Pieces that cohorts of managed patients share: who counts, what was owed in the period, the last record in it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables

_FAR = (9999, 12, 31)


def managed_in(t: Tables, programme: str, period: Period) -> ir.Table:
    """Under management on at least one day of the period and neither dead nor gone by its as-of: resident_id, from_on.

    Visits are not needed to be counted; lost persons (失访) stay in (conventions, Population). Whose file was found
    untrue or faulty on checking is out until it is put right (人群.核查).
    """
    e = t.enrolment
    spans = e.filter(
        e.programme == programme,
        e.from_on <= period.as_of,
        ibis.coalesce(e.to_on, ibis.date(*_FAR)) > period.start,
    )
    people = spans.group_by("resident_id").agg(from_on=spans.from_on.min())
    here = people.anti_join(gone_by(t, period), "resident_id")
    return here.anti_join(excluded_by(t, programme, period), "resident_id")


def excluded_by(t: Tables, programme: str, period: Period) -> ir.Table:
    """Whose file in the programme failed a check and is not put right on the as-of day: resident_id."""
    x = t.exclusion
    holds = (x.from_on <= period.as_of) & (ibis.coalesce(x.to_on, ibis.date(*_FAR)) > period.as_of)
    return x.filter(x.programme == programme, holds).select("resident_id").distinct()


def gone_by(t: Tables, period: Period) -> ir.Table:
    """Residents dead, moved away or merged into another record on the as-of day: resident_id."""
    return _in_state(t, period, ["died", "moved_out", "merged"])


def lost_by(t: Tables, period: Period) -> ir.Table:
    """Residents lost (失访) on the as-of day: counted, never at target (conventions, Population): resident_id."""
    return _in_state(t, period, ["lost"])


def present_on(t: Tables, day: ir.DateValue) -> ir.Table:
    """Permanent residents on a day, neither dead nor departed, lost ones marked: resident_id, birth_date, sex, lost."""
    spans = permanent_residents(t)
    holding = spans.filter(spans.from_on <= day, ibis.coalesce(spans.to_on, ibis.date(*_FAR)) > day)
    people = holding.group_by("resident_id").agg(birth_date=holding.birth_date.min(), sex=holding.sex.min())
    s = t.standing
    away = s.filter(s.state == "lost", s.from_on <= day, ibis.coalesce(s.to_on, ibis.date(*_FAR)) > day)
    lost = away.select("resident_id").distinct().mutate(lost=ibis.literal(True))
    marked = people.left_join(lost, "resident_id").drop("resident_id_right")
    return marked.mutate(lost=marked.lost.fill_null(False))


def placed_on(t: Tables, day: ir.DateValue) -> ir.Table:
    """Where everybody belongs on a day: holder, institution_id, village_id, doctor_id."""
    r = t.residence
    holds = (r.from_on <= day) & (ibis.coalesce(r.to_on, ibis.date(*_FAR)) > day)
    return r.filter(holds).select("institution_id", "village_id", "doctor_id", holder="resident_id")


def served_in(t: Tables, start: ir.DateValue, end: ir.DateValue) -> ir.Table:
    """Residents with any service record between two days, both included, on whatever form: resident_id."""
    forms = [t[source.name] for source in t if source.day == "served_on" and source.person == "resident_id"]
    parts = [form.filter(form.served_on >= start, form.served_on <= end).select("resident_id") for form in forms]
    return ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()


def _in_state(t: Tables, period: Period, states: list[str]) -> ir.Table:
    s = t.standing
    holds = (s.from_on <= period.as_of) & (ibis.coalesce(s.to_on, ibis.date(*_FAR)) > period.as_of)
    return s.filter(holds & s.state.isin(states)).select("resident_id").distinct()


def in_period(form: ir.Table, period: Period) -> ir.Table:
    """Records served in the period, none after its as-of day."""
    return form.filter(form.served_on >= period.start, form.served_on <= period.as_of)


def last_record(form: ir.Table) -> ir.Table:
    """The last record of each person by service date; of several on one day the one with the greatest id."""
    order = ibis.window(group_by="resident_id", order_by=[form.served_on.desc(), form.id.desc()])
    ranked = form.mutate(place=ibis.row_number().over(order))
    return ranked.filter(ranked.place == 0).drop("place")


def owed_in(t: Tables, programme: str, period: Period) -> ir.Table:
    """Obligations of the programme due in the period, with ``met`` and ``in_time`` as seen on the as-of day.

    Those whose membership ended before they were due are no longer owed and left out.
    """
    o = t.obligation
    due = o.filter(
        o.programme == programme, o.due_on >= period.start, o.due_on <= period.end, o.ended_on.isnull()
    )
    met = (due.met_on <= period.as_of).fill_null(False)
    return due.mutate(met=met, in_time=met & (due.met_on <= due.due_on).fill_null(False))


def services_owed(from_on: ir.DateValue, period: Period, per_year: ir.IntegerValue) -> ir.IntegerValue:
    """So many a year; of who joined during the year, from the part of the year of joining to the year's end.

    The end of management lowers nothing: whoever refuses in March owes the year (gongwei-conventions#人群.年内新管).
    """
    part = (from_on.month().cast("int32") * per_year + 11) // 12
    return ibis.ifelse(from_on >= period.start, per_year - part + 1, per_year)


def joined_after(from_on: ir.DateValue, period: Period, quarter: ir.IntegerValue) -> ir.BooleanValue:
    """Joined during the year after that quarter: too late for the service to be owed this year (同上)."""
    return (from_on >= period.start) & ((from_on.month().cast("int32") + 2) // 3 > quarter)


def late_count(owed: ir.Table, step: str, as_of: ir.DateValue) -> ir.IntegerValue:
    """Aggregate: how many obligations of a step were due by the as-of day and not met in time."""
    return ibis.ifelse((owed.step == step) & (owed.due_on < as_of) & ~owed.in_time, 1, 0).sum()


def aftercare(t: Tables, programme: str, period: Period) -> ir.Table:
    """Per person: rechecks after a visit, and checks after a referral, that were owed and not met in time."""
    owed = owed_in(t, programme, period)
    referrals_late = late_count(owed, "referral_result", period.as_of)
    return owed.group_by("resident_id").agg(
        rechecks_late=late_count(owed, "recheck", period.as_of),
        referrals_late=referrals_late + late_count(owed, "referral_check", period.as_of),
    )


def joined(people: ir.Table, *parts: ir.Table) -> ir.Table:
    """The people with the columns of each part (one row per person at most), NULL where it has no row for them."""
    for part in parts:
        people = people.left_join(part, "resident_id").drop("resident_id_right")
    return people
