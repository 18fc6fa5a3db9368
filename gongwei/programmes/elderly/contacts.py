"""增加服务频次: so many contacts a year for elders whose exam or visit asks for it. 上海2024 三（二）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import with_person
from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.programmes.elderly import rules

MORE = "shanghai-2024#三（二）"
VISITS = ("hypertension_followup", "diabetes_followup")
CONTACTS = ("encounter", "consultation", "health_exam", *VISITS)
"""Services that are a contact with the elder; several on one day are one."""
MOST = 12


def flagged(t: Tables, p: Parameters) -> ir.Table:
    """Each exam or visit that asks for more contacts: resident_id, served_on, owed_year.

    One in the last days of a year (``contact_carry_days``) asks for the year after it.
    """
    exams = with_person(t.health_exam, t)
    parts = [exams.filter(rules.exam_flags(exams, p.at(exams.served_on)))]
    for name in VISITS:
        visits = with_person(t[name], t)
        parts.append(visits.filter(rules.visit_flags(visits, p.at(visits.served_on))))
    rows = ibis.union(*(part.select("resident_id", "served_on") for part in parts), distinct=True)
    owed = add_days(rows.served_on, p.at(rows.served_on).contact_carry_days)
    return rows.mutate(owed_year=owed.year().cast("int32"))


def contacts(t: Tables, p: Parameters, m: ir.Table) -> ir.Table:
    """Owed contacts 1…n of each flagged year with the day of service that made each.

    ``contacts_additional``: only days after the flag count; otherwise every day of the year does, the exam itself too.
    """
    years = flagged(t, p).group_by("resident_id", "owed_year").agg(since=ibis._.served_on.min())
    years = years.mutate(starts=ibis.date(years.owed_year, 1, 1), ends_on=ibis.date(years.owed_year, 12, 31))
    joined = m.group_by(member=m.resident_id).agg(joined_on=m.from_on.min())
    years = years.join(joined, years.resident_id == joined.member)
    at = p.at(years.ends_on)
    after = ibis.ifelse(at.contacts_additional, add_days(years.since, 1), years.starts)
    years = years.mutate(
        opens_on=ibis.greatest(after, years.starts, years.joined_on), wanted=at.contacts_per_year,
        nth=ibis.array([ibis.literal(number, type="int64") for number in range(1, MOST + 1)]).unnest(),
    )  # fmt: skip
    wanted = years.filter(years.nth <= years.wanted)
    done = _made(t, wanted)
    rows = wanted.left_join(done, [
        wanted.resident_id == done.holder, wanted.owed_year == done.made_year, wanted.nth == done.turn,
    ])  # fmt: skip
    return rows.select(
        "resident_id", "opens_on", "met_on", "met_by", "met_form",
        seq=rows.owed_year.cast("string") + "-" + rows.nth.cast("string"), due_on="ends_on", closes_on="ends_on",
    )  # fmt: skip


def _made(t: Tables, wanted: ir.Table) -> ir.Table:
    """The days of service of each flagged year from the day on which its contacts count, numbered.

    Joined before the days are made: only the services of elders who are asked for more are ever grouped.
    """
    parts = [t[form].select("resident_id", "served_on", record="id", form=ibis.literal(form)) for form in CONTACTS]
    services = ibis.union(*parts, distinct=False)
    begun = wanted.filter(wanted.nth == 1).select(
        holder="resident_id", made_year="owed_year", begins="opens_on", ends="ends_on"
    )
    inside = services.join(begun, [
        services.resident_id == begun.holder, services.served_on >= begun.begins, services.served_on <= begun.ends,
    ])  # fmt: skip
    record = inside.record.cast("string")
    days = inside.group_by("holder", "made_year", met_on=inside.served_on).agg(
        met_by=record.min(), met_form=inside.form.argmin(record)
    )
    order = ibis.window(group_by=[days.holder, days.made_year], order_by=days.met_on)
    return days.mutate(turn=(ibis.row_number().over(order) + 1).cast("int64"))
