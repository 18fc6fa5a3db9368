"""One service record: type it with the last visits beside it, save it and go to the next; correct it (ui.md §3)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from gongwei.care.facts import facts_of
from gongwei.care.verbs.refusals import EditConflict, on_that_day, under_management
from gongwei.catalogue.chapters import forms, services
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.exam_items import exam_items
from gongwei.obligations.verbs import record_service
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.records.binding import Bound, bind
from gongwei.records.layout import Form, Problem
from gongwei.ui.frame import Link
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.ui.visits import visit_of
from gongwei.web.frame.shell import staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import day_of, half_sent, plain, uuid_of, version_of
from gongwei.web.models import Draft
from gongwei.web.visit import drafts
from gongwei.web.visit.combined import LONGEST, constants, sent_with, told_so_far
from gongwei.web.visit.entering import Entering, advice_page, entry_page
from gongwei.web.visit.judgement import read_for, reading_of
from gongwei.web.visit.sides import conflict_of
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import Walk

MOST_DRAFT = 200_000
"""Characters of a draft; a form holds far fewer, a pasted book more."""


def form_of(form_id: str) -> Form:
    """The declared form; 404 when there is none of that name."""
    form = services().get(form_id)
    if form is None:
        raise Http404("没有这张表")
    return form


def person_for(request: HttpRequest, resident_id: int, form: Form, action: str, purpose: str) -> Resident:
    """The resident whom this account may see, for a programme that it may read or write; the look is logged."""
    person = access.resident_for(request.user, resident_id)
    must_may(request, person, form, action)
    access.look(request.user, person, purpose, request, form.label)
    return named([person.pk], request.scope.hidden)[person.pk]  # type: ignore[attr-defined]


def must_may(request: HttpRequest, person: Resident, form: Form, action: str) -> None:
    """403, with whose it is, where the account may not read or write this form for this person."""
    if not may(request.user, action, form.programme, person.institution):
        verb = "录入" if action == "write" else "查看"
        raise NotYours(f"您的账号不能{verb}“{form.label}”", owner=str(person.institution))


@staff_page("write")
def new(request: HttpRequest, resident_id: int, form_id: str) -> HttpResponse:
    """A new record: GET shows the paper with the last visits, POST saves it and leads on."""
    form = form_of(form_id)
    person = person_for(request, resident_id, form, "write", "录入")
    if request.method == "POST":
        return _save(request, form, person)
    kept = drafts.find(request.scope.staff, person, form)  # type: ignore[attr-defined]
    taken = kept if kept is not None and (kept.shared or request.GET.get("draft") == str(kept.pk)) else None
    if taken is not None:
        bound = drafts.bound(form, taken)
        return entry_page(request, Entering(form, person, taken.pk, bound.values, bound=bound))
    told = told_so_far(request, person)
    measured, origins = constants(form, person)
    opened = _opened(person, form) if form.opening else {}
    answered = told.values(form)
    values = {"served_on": clock.today()} | measured | dict(opened) | answered
    origins = {name: words for name, words in origins.items() if name not in answered}
    entering = Entering(form, person, uuid.uuid4(), values, fresh=True, kept=kept, told=told, origins=origins)
    return entry_page(request, entering)


@staff_page()
def record(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """A stored record: GET shows it ready for a correction, POST corrects it with a reason."""
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    person = person_for(request, stored.resident_id, form, "read", "查看记录")
    if request.method == "POST":
        must_may(request, person, form, "write")
        return _save(request, form, person, stored)
    visit = visit_of(form, stored)
    return entry_page(
        request, Entering(form, person, stored.pk, visit.values, rows=visit.rows, stored=stored)
    )


def stored_record(request: HttpRequest, form: Form, record_id: uuid.UUID) -> Any:
    """The record, if it belongs to somebody this account may see."""
    visible = Resident.objects.visible_to(request.user)
    found = form.model._default_manager.filter(pk=record_id, resident__in=visible)
    people = ("resident__institution", "resident__village", "resident__doctor")
    stored = found.select_related(*people, "staff", "institution", "recorded_by").first()
    if stored is None:
        raise Http404("没有这条记录，或不在您的服务范围内")
    return stored


def _save(request: HttpRequest, form: Form, person: Resident, stored: Any = None) -> HttpResponse:
    """Read what was typed, save it with its obligations, and lead to the next person or back."""
    record_id = uuid_of(request.POST.get("id", "")) if stored is None else stored.pk
    bound, advised = _bound(request, form, person, record_id)
    entering = Entering(form, person, record_id, bound.values, stored=stored)
    if bound.ok:
        try:
            saved = record_service(
                form, record_id, person.pk, bound.values | sent_with(request, form, person, stored),
                actor=request.scope.staff, rows=bound.rows,  # type: ignore[attr-defined]
                version=version_of(request), reason=plain(request.POST.get("reason", "")), confirmed=bound.confirmed,
                facts=advised,
            )  # fmt: skip
        except Invalid as refused:
            bound = replace(bound, problems=(*bound.problems, *refused.problems))
        except EditConflict as conflict:
            answer = entry_page(request, replace(entering, bound=bound, conflict=conflict_of(form, conflict)))
            answer.status_code = 409
            return answer
        except Conflict as refused:
            bound = replace(bound, problems=(*bound.problems, Problem("", "hard", str(refused))))
        except Forbidden as refused:
            raise NotYours(str(refused), owner=str(person.institution)) from None
        else:
            Draft.objects.filter(pk=record_id).delete()
            return _lead_on(request, form, person, saved, corrected=stored is not None)
    answer = entry_page(request, replace(entering, bound=bound))
    answer.status_code = 422
    return answer


def _bound(
    request: HttpRequest, form: Form, person: Resident, record_id: uuid.UUID
) -> tuple[Bound, Mapping[str, Any]]:
    """What was typed with every problem, judged also by what the rules advise (NCD-08), and those facts."""
    typed_day = day_of(request.POST.get("served_on", ""))
    facts = _facts(person, form, typed_day)
    if form.id == "health_exam":
        facts["exam_items"] = exam_items(person.pk, typed_day or clock.today())
    bound = bind(form, request.POST, today=clock.today(), facts=facts)
    advised = reading_of(form, person, bound.values, record_id).advice.facts
    if advised:
        bound = bind(form, request.POST, today=clock.today(), facts={**facts, **advised})
    bound = replace(bound, problems=(*half_sent(request), *bound.problems))
    if not bound.ok:
        kept = [] if form.enrols else under_management(form, person, typed_day)
        bound = replace(bound, problems=(*bound.problems, *on_that_day(person, typed_day), *kept))
    return bound, advised


def _opened(person: Resident, form: Form) -> Mapping[str, Any]:
    """With what a new record opens today."""
    read = read_for(form, person, clock.today()) if form.reads else {}
    return form.opening({**_facts(person, form, clock.today()), "read": read}) if form.opening else {}


def _facts(person: Resident, form: Form, day: dt.date | None) -> dict[str, Any]:
    """What opening and checks know: the person on that day, and the chapter's parameters of it."""
    return {**facts_of(person, form, day), "parameters": values_on(form.programme, day or clock.today())}


def _lead_on(
    request: HttpRequest, form: Form, person: Resident, saved: Any, *, corrected: bool
) -> HttpResponse:
    """To the next on the list or the next form of the visit, with a toast that can undo a new record for a while."""
    undo = "" if corrected else reverse("web:record_undo", args=[form.id, saved.pk])
    said = f"已{'更正' if corrected else '保存'} {person.name} 的{form.label}"
    walk = Walk.of(request, request.scope)  # type: ignore[attr-defined]
    then = request.POST.get("then", "")
    if then.startswith("after:") and then.removeprefix("after:") in forms():
        say(request, Toast(said, undo), saved=str(saved.pk))
        return redirect(
            _same_visit(
                walk,
                person,
                then.removeprefix("after:"),
                form,
                saved,
                request.POST.get("after", "")[:LONGEST],
            )
        )
    seen = Link("看记录", reverse("web:record", args=[form.id, saved.pk]))
    say(request, Toast(said, undo, seen), saved=str(saved.pk))
    if walk is not None:
        following = walk.url(walk.place, skip=person.pk) if then == "next" else ""
        return redirect(following or walk.back())
    return redirect("web:resident", person.pk)


def _same_visit(walk: Walk | None, person: Resident, other: str, form: Form, saved: Any, so_far: str) -> str:
    """The next form of the visit, told which records the visit has so far."""
    place = dict(walk.hidden()) if walk else {}
    chain = f"{so_far},{form.id}:{saved.pk}".strip(",")
    asked = urlencode({**place, "after": chain})
    return f"{reverse('web:record_new', args=[person.pk, other])}?{asked}"


@staff_page("write")
@require_POST
def advise(request: HttpRequest, resident_id: int, form_id: str) -> HttpResponse:
    """The advice panel for what is typed so far; nothing is saved."""
    form = form_of(form_id)
    person = access.resident_for(request.user, resident_id)
    must_may(request, person, form, "write")
    bound = bind(form, request.POST, today=clock.today())
    typing = Entering(
        form, person, uuid_of(request.POST.get("id", "")), bound.values, told=told_so_far(request, person)
    )
    return advice_page(request, typing)


@staff_page("write")
@require_POST
def draft(request: HttpRequest, resident_id: int, form_id: str) -> HttpResponse:
    """Keep what is typed so far under the record's UUID; only its own author finds it again."""
    form = form_of(form_id)
    person = access.resident_for(request.user, resident_id)
    must_may(request, person, form, "write")
    if sum(len(text) for name in request.POST for text in request.POST.getlist(name)) > MOST_DRAFT:
        return HttpResponse("草稿太长，没有存到服务器；请删短过长的文字", status=413)
    staff = request.scope.staff  # type: ignore[attr-defined]
    kept = drafts.keep(staff, person, form, uuid_of(request.POST.get("id", "")), request.POST)
    return HttpResponse(status=204 if kept else 409)


urlpatterns = [
    path("residents/<int:resident_id>/new/<slug:form_id>/", new, name="record_new"),
    path("residents/<int:resident_id>/new/<slug:form_id>/advise/", advise, name="record_advise"),
    path("residents/<int:resident_id>/new/<slug:form_id>/draft/", draft, name="record_draft"),
    path("records/<slug:form_id>/<uuid:record_id>/", record, name="record"),
]
