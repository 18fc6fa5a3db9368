"""Several forms in one visit: what one has answered is not asked again, and says where it is from (NCD-17, PLAN-35).

The forms of a visit so far are told by the address: ``?after=hypertension_followup:<id>,diabetes_followup:<id>``.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.records.layout import Form
from gongwei.records.shared import MEDICINES, answers, concepts_of
from gongwei.ui.figures import day
from gongwei.ui.visits import Visit, line_said, visit_of

MOST_FORMS = 12
LONGEST = 700
"""Characters of the chain of a visit's records in an address."""


@dataclass(frozen=True)
class Told:
    """What the visit's forms have answered so far: concepts with their source, and the medicines with theirs."""

    concepts: Mapping[str, Any] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    medicines: tuple[tuple[Mapping[str, Any], Mapping[str, Any], str], ...] = ()
    chain: str = ""

    @property
    def filled(self) -> frozenset[str]:
        """The forms that the visit has so far."""
        return frozenset(link.partition(":")[0] for link in self.chain.split(","))

    def values(self, form: Form) -> dict[str, Any]:
        """The fields of a form that need not be asked."""
        return answers(self.concepts, form)

    def rows(self, form: Form, last: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, list[Any]]:
        """Its repeating lines from the medicines of the visit, then those of its own last record not named there."""
        found = {}
        for name, made in form.gathers.items():
            taken = {line.get("name"): made(line, values) for line, values, _ in self.medicines}
            if taken:
                old = [row for row in last.get(name, ()) if row.get("name") not in taken]
                found[name] = [*taken.values(), *old]
        return found

    def origins(self, form: Form) -> dict[str, str]:
        """Words for each field that is answered already: where its value is from."""
        fields = {name: self.sources[each] for each, name in form.shared.items() if each in self.sources}
        lines = {
            f"{name}-{place}-name": where
            for name in form.gathers
            for place, where in enumerate(self._places())
        }
        return {name: f"带自{where}" for name, where in (fields | lines).items()}

    def _places(self) -> list[str]:
        return list({line.get("name"): where for line, _, where in self.medicines}.values())

    def said(self, form: Form) -> list[tuple[str, str]]:
        """(source, what it answered) as the page shows it: 高血压患者随访服务记录表 10-16 → 血压(mmHg) 138/82."""
        found: dict[str, list[str]] = {}
        known = self.values(form)
        source = {name: self.sources[each] for each, name in form.shared.items() if each in self.sources}
        for line in (line for group in form.groups for line in group.lines):
            here = next((source[name] for name in line.fields if name in source), "")
            if here and set(line.fields) <= set(source) - {"served_on"}:
                found.setdefault(here, []).append(f"{line.label} {line_said(form, line, Visit(None, known))}")
        for medicine, _, where in self.medicines if form.gathers else ():
            found.setdefault(where, []).append(f"药物 {medicine.get('name')}")
        return [(where, "，".join(texts)) for where, texts in found.items()]


NOTHING = Told()


def told_so_far(request: HttpRequest, person: Resident) -> Told:
    """What the visit's earlier forms answered, as far as the account may read them; the later form wins."""
    chain = (request.POST.get("after") or request.GET.get("after", ""))[:LONGEST]
    told = Told(chain=chain)
    for link in chain.split(",")[:MOST_FORMS]:
        done, stored = _record(link, person)
        if (
            done is not None
            and stored is not None
            and may(request.user, "read", done.programme, person.institution)
        ):
            told = _and(told, done, stored)
    return told


def _and(told: Told, done: Form, stored: Any) -> Told:
    visit = visit_of(done, stored)
    where = f"{done.label} {day(stored.served_on, clock.today().year)}"
    concepts = concepts_of(done, visit.values)
    lines = tuple((line, visit.values, where) for line in visit.rows.get(MEDICINES, ()))
    fresh = [each for each, value in concepts.items() if told.concepts.get(each) != value]
    return Told(
        {**told.concepts, **concepts},
        {**told.sources, **dict.fromkeys(fresh, where)},
        (*told.medicines, *lines),
        told.chain,
    )


def _record(link: str, person: Resident) -> tuple[Form | None, Any]:
    name, _, key = link.partition(":")
    record_id, done = _uuid(key), forms().get(name)
    if done is None or record_id is None or done.of != "resident":
        return None, None
    found = done.model._default_manager.filter(pk=record_id, resident=person, voided_at=None)
    return done, found.first()


def sent_with(request: HttpRequest, form: Form, person: Resident, stored: Any) -> dict[str, Any]:
    """What a new record carries beside its paper: the record that it follows, where its table asks for that one.

    A referral keeps its reason's record, programme and receiver; an inquiry the card into which it inquires.
    """
    if stored is not None:
        return {}
    done, source = _record(request.POST.get("after", "")[:LONGEST].split(",")[-1], person)
    if form.id != "referral":
        keys = [each for each in form.model._meta.fields if isinstance(each, ForeignKey)]
        asked = form.field_names()
        return {each.name: source for each in keys if each.related_model is type(source) and each.name not in asked}
    found: dict[str, Any] = {}
    if done is not None and source is not None:
        found = {"programme": done.programme, "source_form": done.id, "source_id": source.pk}
    receiver = Institution.objects.named(
        request.POST.get("to_org", "").replace("\0", "").strip()[:100]
    ).first()
    return found | ({"to_institution": receiver} if receiver else {})


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def constants(form: Form, person: Resident) -> tuple[dict[str, Any], dict[str, str]]:
    """Height, which hardly changes and no follow-up form asks: from the last health exam, in words that say so."""
    names = {field.name for field in form.model._meta.get_fields()}
    exam = forms().get("health_exam")
    if "height" not in names or exam is None or form is exam:
        return {}, {}
    measured = exam.model._default_manager.filter(resident=person, voided_at=None, height__isnull=False)
    found = measured.order_by("-served_on").values_list("height", "served_on").first()
    return ({"height": found[0]}, {"height": f"取自 {found[1]} 健康体检"}) if found else ({}, {})
