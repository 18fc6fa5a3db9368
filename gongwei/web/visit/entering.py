"""The page on which a record is typed: the paper, the advice, the place in the list, drafts and what is proposed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongwei.care.facts import enrolment_on
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.obligations.exam_items import exam_items
from gongwei.people.codes import DRUG_ALLERGY
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.advice import AdviceBlock
from gongwei.records.binding import Bound
from gongwei.records.layout import Form
from gongwei.records.validate import as_text
from gongwei.ui.controls import Remark
from gongwei.ui.entry import EntryPage
from gongwei.ui.notices import Conflict
from gongwei.ui.official import FormView, form_view
from gongwei.ui.person import Fact, ResidentStrip
from gongwei.ui.visits import Visit, carried, visit_of
from gongwei.web.frame import words
from gongwei.web.frame.shell import page
from gongwei.web.models import Draft
from gongwei.web.organisation.reach import marks
from gongwei.web.person.resident import strip
from gongwei.web.visit import advising
from gongwei.web.visit.combined import LONGEST, NOTHING, Told
from gongwei.web.visit.judgement import Reading, reading_of
from gongwei.web.visit.sections import sections_of
from gongwei.web.visit.yearly import compared
from gongwei.web.worklist.walk import Walk

EXAM = "health_exam"
F2_FROM = 5
"""From so many findings on F2 answers the rest of an examination with 未见异常."""


@dataclass(frozen=True)
class Entering:
    """One record on the way to being saved: new (``fresh`` brings habits over), refused (``bound``), or stored.

    ``told`` is what the visit's earlier forms answered; ``origins`` are words for values from elsewhere.
    """

    form: Form
    person: Resident
    record_id: UUID
    values: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    bound: Bound | None = None
    stored: Any = None
    fresh: bool = False
    kept: Draft | None = None
    conflict: Conflict | None = None
    told: Told = NOTHING
    origins: Mapping[str, str] = field(default_factory=dict)


def entry_page(request: HttpRequest, entering: Entering) -> HttpResponse:
    """The whole page."""
    form, person, stored = entering.form, entering.person, entering.stored
    reading = reading_of(form, person, entering.values, entering.record_id, fresh=entering.fresh)
    walk = Walk.of(request, request.scope)  # type: ignore[attr-defined]
    rest, hidden = _rest(form, entering)
    view = _view(request, entering, reading, rest)
    arguments = [person.pk, form.id]
    writes = may(request.user, "write", form.programme, person.institution)
    locked = stored is not None and (stored.voided_at is not None or not writes)
    action = (
        reverse("web:record", args=[form.id, entering.record_id])
        if stored
        else reverse("web:record_new", args=arguments)
    )
    entry = EntryPage(
        view=view,
        action=action,
        record_id=str(entering.record_id),
        draft_scope=f"{form.id}:{person.pk}" if stored is None else f"{form.id}:{entering.record_id}",
        draft_url=reverse("web:record_draft", args=arguments),
        advise_url=reverse("web:record_advise", args=arguments),
        upload_url=reverse("web:files"),
        files_url=_files_at(form, entering),
        print_url=reverse("web:record_print", args=[form.id, entering.record_id]) if stored else "",
        back_url=walk.back() if walk else reverse("web:resident", args=[person.pk]),
        version=stored.version if stored else 0,
        advice=_advice(request, entering, reading),
        has_next=walk is not None,
        correcting=stored is not None and not locked,
        locked=locked,
        f2=sum(1 for row in view.rows for control in row.controls if control.normal) >= F2_FROM,
        conflict=entering.conflict,
        hidden=(*(walk.hidden() if walk else ()), *hidden, *_source(request)),
    )
    context = {
        "entry": entry,
        "strip": _strip(person, form, walk, entry.back_url),
        "stored": stored,
        "form": form,
        "writes": writes,
        "marks": stored is not None and marks(request, form.programme),
        "kept": entering.kept,
        "place": walk.query(walk.place) if walk else "",
        "proposals": _proposals(form, reading),
        "sections": sections_of(view) if form.id == EXAM else (),
        "years": compared(person, reading.day) if form.id == EXAM else None,
        "told": entering.told.said(form) if rest is not None else (),
    }
    return page(request, "web/record.html", context, at=form.programme, rail=True)


def _files_at(form: Form, entering: Entering) -> str:
    """Where the attachments shown on the page are read: under the record, before it exists one's own."""
    if entering.stored is None:
        return reverse("web:files")
    return f"{reverse('web:record', args=[form.id, entering.record_id])}files/"


def _advice(request: HttpRequest, entering: Entering, reading: Reading) -> tuple[AdviceBlock, ...]:
    return advising.panel(
        entering.form, entering.person, entering.values, reading, str(entering.record_id), entering.told,
        user=request.user,
    )  # fmt: skip


def advice_page(request: HttpRequest, entering: Entering) -> HttpResponse:
    """The panel alone, with what is proposed for the fields."""
    form, person = entering.form, entering.person
    reading = reading_of(form, person, entering.values, entering.record_id)
    blocks = _advice(request, entering, reading)
    return render(
        request, "web/advice.html", {"advice": blocks, "proposals": _proposals(form, reading), "oob": True}
    )


def _proposals(form: Form, reading: Reading) -> str:
    found = [(each.field, each.value, each.words) for each in advising.proposals(form, reading.advice)]
    return json.dumps(found, ensure_ascii=False)


def _view(request: HttpRequest, entering: Entering, reading: Reading, rest: set[str] | None) -> FormView:
    form = entering.form
    past = [_visit(form, each, bad) for each, bad in zip(reading.past, reading.bad, strict=True)]
    staff = entering.stored.staff if entering.stored else request.scope.staff  # type: ignore[attr-defined]
    place = entering.stored.institution if entering.stored else staff.institution
    before = carried(form, past[-1])[1] if past and entering.fresh else {}
    rows = entering.rows or entering.told.rows(form, before)
    how: dict[str, Any] = (
        {"bound": entering.bound} if entering.bound else {"values": entering.values, "rows": rows}
    )
    origins = {**entering.origins, **entering.told.origins(form)} if entering.fresh else {}
    view = form_view(
        form, past=past, suggested=advising.suggestions(reading.advice), fresh=entering.fresh, only=rest,
        remarks={name: Remark("", text) for name, text in origins.items()},
        computed={"staff": staff.name, "institution": place.short_name or place.name}, **how,
    )  # fmt: skip
    needed = exam_items(entering.person.pk, reading.day) if form.id == EXAM else {}
    return _asking(view, needed) if needed else view


def _visit(form: Form, record: Any, bad: frozenset[str]) -> Visit:
    """A former visit as a column beside the form: under its age where the paper has one column per age."""
    column = (
        form.columns.head({form.columns.field: getattr(record, form.columns.field)}) if form.columns else ""
    )
    return visit_of(
        form, record, bad=bad, label=f"{column} {record.served_on:%m-%d}".strip() if column else ""
    )


def _asking(view: FormView, needed: Mapping[str, str]) -> FormView:
    """The paper with the ★ items that the person's own programmes ask for marked as required."""
    rows = (
        replace(row, controls=tuple(replace(c, must=c.must or c.name in needed) for c in row.controls))
        for row in view.rows
    )
    return replace(view, rows=tuple(rows))


def _rest(form: Form, entering: Entering) -> tuple[set[str] | None, tuple[tuple[str, str], ...]]:
    """In a combined visit only what the other form has not answered is asked; the answers go along hidden."""
    answered = entering.told.values(form)
    if not answered or not entering.fresh:
        return None, ()
    asked: set[str] = set(form.rows)
    hidden = []
    for line in (line for group in form.groups for line in group.lines):
        if line.fields and set(line.fields) <= set(answered):
            hidden += [(name, as_text(answered[name])) for name in line.fields]
        else:
            asked |= set(line.fields)
    return asked, tuple(hidden)


def _source(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """The records that this form follows in the same visit: nothing is asked twice, and a referral names its source."""
    after = request.POST.get("after") or request.GET.get("after", "")
    return (("after", after[:LONGEST]),) if after else ()


def _strip(person: Resident, form: Form, walk: Walk | None, back: str) -> ResidentStrip:
    """Who, the facts that matter for this form, why we are here, and the place in the list."""
    head = strip(person, clock.today())
    enrolment = enrolment_on(person, form.programme, clock.today())
    facts = list(head.facts)
    if enrolment is not None and enrolment.diagnosed_on is not None:
        facts.append(Fact("确诊", f"{enrolment.diagnosed_on:%Y-%m}"))
    allergies = [
        DRUG_ALLERGY.label(code) for code in person.drug_allergy or () if code in DRUG_ALLERGY and code != 1
    ]
    if allergies:
        facts.append(Fact("过敏", "、".join(allergies)))
    owed = worklist.open_of([person.pk], clock.today()).get(person.pk, [])
    ours = [each for each in owed if form.id in words.met_by(each)]
    why = next(iter(ours or [each for each in owed if each.programme == form.programme]), None)
    reason = words.reason(why, clock.today()) if why else None
    place = walk.shown() if walk else None
    return replace(head, facts=tuple(facts), reason=reason, back=back, place=place)
