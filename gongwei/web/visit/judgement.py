"""What the chapter's rules say of a visit being typed and of the visits before it, each asked once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongwei.catalogue.chapters import Chapter, advisers, services
from gongwei.catalogue.judging import REMEMBERED, columns_of, judge
from gongwei.catalogue.plans import refs_on, values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import age_years
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.records.advice import Advice, Adviser, Past, Situation
from gongwei.records.layout import Form
from gongwei.ui.visits import carried, visit_of
from gongwei.web.visit.lasts import as_given

DEPTH = 3
READ = 24
"""So many former records of another form are read for an opening: monthly visits of two years."""
NOTHING = Advice(())


@dataclass(frozen=True)
class Reading:
    """The visits before this one (oldest first), what is not at target in each, and the chapter's advice."""

    day: dt.date
    past: tuple[Any, ...]
    bad: tuple[frozenset[str], ...]
    advice: Advice


def reading_of(
    form: Form, person: Resident, values: Mapping[str, Any], record_id: UUID | None = None, *, fresh: bool = False
) -> Reading:
    """Read a visit as typed so far; a form without rules is only put beside its former visits.

    ``fresh``: a new record that brings habits over from the last one; what it brings is read as answered.
    """
    day = day_of(values)
    past = before(form, person, day, record_id)
    if fresh and past:
        brought, _ = carried(form, visit_of(form, past[-1]))
        values = brought | {name: value for name, value in values.items() if value is not None}
    speaks = speaker(form, person)
    rules = speaks[0].id if speaks else form.programme
    former = judge(rules, as_given(form, past, rules)) if past and (speaks or form.verdict) else []
    advice = _advice(form, person, values, past, former, *speaks) if speaks else NOTHING
    return Reading(day, tuple(past), _bad(form, past, former), advice)


def read_for(form: Form, person: Resident, day: dt.date) -> dict[str, tuple[Past, ...]]:
    """The records that a form's opening reads, oldest first, each with what the chapter's rules say of it."""
    found = {}
    for other in (services()[name] for name in form.reads):
        records = before(other, person, day, depth=READ)
        said = judge(form.programme, as_given(other, records, form.programme)) if records else []
        found[other.id] = tuple(
            Past(each.served_on, _values(other, each), outcome) for each, outcome in zip(records, said, strict=True)
        )
    return found


def speaker(form: Form, person: Resident) -> tuple[Chapter, Adviser] | None:
    """The chapter that speaks beside a form: the form's own, or for a shared form one that serves this person."""
    found = advisers().get(form.id)
    if found is None or found[0].id == form.programme:
        return found
    serves = Obligation.objects.filter(resident=person, programme=found[0].id).exists()
    return found if serves else None


def before(
    form: Form, person: Resident, day: dt.date, record_id: UUID | None = None, depth: int = DEPTH
) -> list[Any]:
    """The last valid records of the form before a visit, oldest first."""
    found = form.model._default_manager.filter(resident=person, voided_at=None, served_on__lte=day)
    if record_id is not None:
        found = found.exclude(pk=record_id)
    newest = found.select_related("resident", "staff", "institution").order_by("-served_on", "-recorded_at")
    return list(newest[:depth])[::-1]


def day_of(values: Mapping[str, Any]) -> dt.date:
    """The day of the visit; today while none is typed."""
    day = values.get("served_on")
    return day if isinstance(day, dt.date) else clock.today()


def outcomes(
    rules: str, person: Resident, values: Mapping[str, Any], former: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Every rule of a chapter on the values typed; ``last_…`` are the outcomes of the visit before."""
    known = columns_of(rules)
    given = {name: value for name, value in values.items() if name in known}
    given |= {"birth_date": person.birth_date, "sex": person.sex}
    for row in former[-1:]:
        given |= {REMEMBERED + name: value for name, value in row.items() if isinstance(value, str)}
    return judge(rules, [given])[0]


def _bad(form: Form, past: list[Any], former: Sequence[Mapping[str, Any]]) -> tuple[frozenset[str], ...]:
    """For each former visit the headline fields that were not at target."""
    if form.verdict is None or not former:
        return (frozenset(),) * len(past)
    rule, wrong = form.verdict
    return tuple(frozenset(form.headline) if row[rule] == wrong else frozenset() for row in former)


def _advice(
    form: Form, person: Resident, values: Mapping[str, Any], past: list[Any], former: Sequence[Mapping[str, Any]],
    of: Chapter, adviser: Adviser,
) -> Advice:  # fmt: skip
    day = day_of(values)
    about = {"age": age_years(person.birth_date, day) if person.birth_date <= day else 0, "sex": person.sex}
    pairs = zip(reversed(past), reversed(former), strict=True)
    return adviser(Situation(
        on=day,
        values={**values, **about},
        outcome=outcomes(of.id, person, {**values, "served_on": day}, former),
        parameters=values_on(of.id, day),
        past=tuple(Past(each.served_on, _values(form, each), outcome) for each, outcome in pairs),
        refs=refs_on(of.id, day),
    ))  # fmt: skip


def _values(form: Form, record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in form.field_names() if hasattr(record, name)}
