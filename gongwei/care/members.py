"""Who is owed care, as dated spans: the two kinds of membership that chapters build on.

Each returns resident_id, from_on and to_on (exclusive, NULL while open); a resident may have several spans.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import age_years
from gongwei.engine.tables import Tables

_FAR = (9999, 12, 31)


def enrolled(t: Tables, programme: str) -> ir.Table:
    """Spans under management in a programme (专案); death and moving away have closed the enrolment."""
    rows = t.enrolment.filter(t.enrolment.programme == programme)
    return rows.select("resident_id", "from_on", "to_on", "diagnosed_on")


def permanent_residents(t: Tables) -> ir.Table:
    """Spans in which a person lives here permanently (常住) with an active record, with birth_date and sex.

    Lost persons (失访) stay owed until they are found, dead or moved: a lost standing keeps the span open
    (conventions, Population).
    """
    standing = t.standing.filter(t.standing.state.isin(["active", "lost"])).select(
        holder="resident_id", state_from="from_on", state_to="to_on"
    )
    residence = t.residence.filter(t.residence.permanent)
    far = ibis.date(*_FAR)
    both = residence.join(standing, [
        residence.resident_id == standing.holder,
        residence.from_on < ibis.coalesce(standing.state_to, far),
        standing.state_from < ibis.coalesce(residence.to_on, far),
    ])  # fmt: skip
    until = ibis.least(ibis.coalesce(both.to_on, far), ibis.coalesce(both.state_to, far))
    spans = both.select(
        "resident_id", from_on=ibis.greatest(both.from_on, both.state_from), to_on=until.nullif(far)
    )
    people = t.resident.select(person="id", birth_date="birth_date", sex="sex")
    return spans.join(people, spans.resident_id == people.person).drop("person")


def with_person(form: ir.Table, t: Tables) -> ir.Table:
    """A form's rows with the resident's birth_date, sex and age (completed years on the service date)."""
    person = t.resident.select(person_id="id", birth_date="birth_date", sex="sex")
    joined = form.join(person, form.resident_id == person.person_id).drop("person_id")
    return joined.mutate(age=age_years(joined.birth_date, joined.served_on))
