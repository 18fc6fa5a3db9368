"""One service record: type it, check it, save it and go to the next; correct, void, print (ui.md §3)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.care.facts import facts_of
from gongwei.care.verbs.refusals import EditConflict
from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.obligations.verbs import record_service, void_service
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.people.problems import Forbidden, Invalid
from gongwei.records.binding import Bound, bind
from gongwei.records.layout import Form
from gongwei.records.shared import carried_over
from gongwei.ui.entry import EntryPage
from gongwei.ui.notices import Toast
from gongwei.ui.official import form_view
from gongwei.ui.printing import sheets
from gongwei.ui.refusals import NotYours
from gongwei.ui.visits import Visit, visit_of
from gongwei.web import drafts, judgement
from gongwei.web.advising import advice_for, advice_of, suggestions
from gongwei.web.models import Draft
from gongwei.web.resident import short_number, strip
from gongwei.web.home import named
from gongwei.web.shell import page, staff_page
from gongwei.web.toasts import say
from gongwei.web.walk import Walk

UNDO_SECONDS = 60


def form_of(form_id: str) -> Form:
    """The declared form; 404 when there is none of that name."""
    form = forms().get(form_id)
    if form is None:
        raise Http404("没有这张表")
    return form


def person_for(request: HttpRequest, resident_id: int, form: Form, action: str, purpose: str) -> Resident:
    """The resident whom this account may see, for a programme that it may read or write; the look is logged."""
    person = access.resident_for(request.user, resident_id)
    if not may(request.user, action, form.programme, person.institution):
        raise NotYours(f"您的账号不能{'录入' if action == 'write' else '查看'}“{form.label}”", owner=str(person.institution))
    access.look(request.user, person, purpose, request, form.label)
    return named([person.pk])[person.pk]


@staff_page("write")
def new(request: HttpRequest, resident_id: int, form_id: str) -> HttpResponse:
    """A new record: GET shows the paper with the last visits, POST saves it and leads on."""
    form = form_of(form_id)
    person = person_for(request, resident_id, form, "write", "录入")
    if request.method == "POST":
        return _save(request, form, person)
    kept = drafts.find(request.scope.staff, person, form)  # type: ignore[attr-defined]
    taken = kept if kept is not None and (kept.shared or request.GET.get("draft") == str(kept.pk)) else None
    past = judgement.before(form, person, clock.today())
    if taken is not None:
        bound = drafts.bound(form, taken)
        return _entry(request, form, person, _view(form, person, past, bound=bound), taken.pk, past, bound.values)
    values: dict[str, Any] = {"served_on": clock.today()} | _from_other(request, form, person) | _constants(form, person)
    view = _view(form, person, past, values=values, fresh=True)
    return _entry(request, form, person, view, uuid.uuid4(), past, values, kept=kept)


@staff_page()
def record(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """A stored record: GET shows it ready for a correction, POST corrects it with a reason."""
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    writes = may(request.user, "write", form.programme, stored.resident.institution)
    person = person_for(request, stored.resident_id, form, "read", "查看记录")
    if request.method == "POST":
        if not writes:
            raise NotYours(f"您的账号不能更正“{form.label}”", owner=str(stored.institution))
        return _save(request, form, person, stored)
    past = judgement.before(form, person, stored.served_on, stored.pk)
    visit = visit_of(form, stored)
    view = _view(form, person, past, values=visit.values, rows=visit.rows)
    return _entry(request, form, person, view, stored.pk, past, visit.values, stored=stored, writes=writes)


def stored_record(request: HttpRequest, form: Form, record_id: uuid.UUID) -> Any:
    """The record, if it belongs to somebody this account may see."""
    visible = Resident.objects.visible_to(request.user)
    found = form.model._default_manager.filter(pk=record_id, resident__in=visible)
    stored = found.select_related("resident__institution", "resident__village", "resident__doctor", "staff", "institution").first()
    if stored is None:
        raise Http404("没有这条记录，或不在您的服务范围内")
    return stored


def _save(request: HttpRequest, form: Form, person: Resident, stored: Any = None) -> HttpResponse:
    """Read what was typed, save it with its obligations, and lead to the next person or back."""
    record_id = _uuid(request.POST.get("id", "")) if stored is None else stored.pk
    day = _day(request.POST.get("served_on", ""))
    bound = bind(form, request.POST, today=clock.today(), facts=facts_of(person, form, day))
    past = judgement.before(form, person, bound.values.get("served_on") or clock.today(), record_id)
    if bound.ok:
        try:
            saved = record_service(
                form, record_id, person.pk, bound.values, actor=request.scope.staff, rows=bound.rows,  # type: ignore[attr-defined]
                version=int(request.POST.get("version") or 0) or None, reason=request.POST.get("reason", "")[:200],
                confirmed=bound.confirmed, facts=advice_of(form, person, bound.values, past).facts,
            )  # fmt: skip
        except Invalid as refused:
            bound = _with(bound, refused)
        except EditConflict as conflict:
            return _conflict(request, form, person, conflict)
        else:
            Draft.objects.filter(pk=record_id).delete()
            return _lead_on(request, form, person, saved, corrected=stored is not None)
    view = _view(form, person, past, bound=bound)
    answer = _entry(request, form, person, view, record_id, past, bound.values, stored=stored)
    answer.status_code = 422
    return answer


def _lead_on(request: HttpRequest, form: Form, person: Resident, saved: Any, *, corrected: bool) -> HttpResponse:
    """To the next on the list, with a toast that can undo a new record for a while."""
    undo = "" if corrected else reverse("web:record_undo", args=[form.id, saved.pk])
    link = reverse("web:resident", args=[person.pk])
    say(request, Toast(f"已{'更正' if corrected else '保存'} {person.name} 的{form.label}", undo), saved=str(saved.pk))
    walk = Walk.of(request, request.scope)  # type: ignore[attr-defined]
    if request.POST.get("then") == "next" and walk is not None:
        return redirect(walk.url(walk.place, skip=person.pk) or walk.back())
    return redirect(link)


@staff_page("write")
@require_POST
def advise(request: HttpRequest, resident_id: int, form_id: str) -> HttpResponse:
    """The advice panel for what is typed so far; nothing is saved."""
    form = form_of(form_id)
    person = access.resident_for(request.user, resident_id)
    bound = bind(form, request.POST, today=clock.today(), facts=facts_of(person, form, _day(request.POST.get("served_on", ""))))
    day = bound.values.get("served_on") or clock.today()
    past = judgement.before(form, person, day, _uuid(request.POST.get("id", "")))
    return render(request, "ui/advice.html", {"advice": advice_for(form, person, bound.values, past)})


@staff_page("write")
@require_POST
def draft(request: HttpRequest, resident_id: int, form_id: str) -> HttpResponse:
    """Keep what is typed so far under the record's UUID; only its own author finds it again."""
    form = form_of(form_id)
    person = access.resident_for(request.user, resident_id)
    staff = request.scope.staff  # type: ignore[attr-defined]
    kept = drafts.keep(staff, person, form, _uuid(request.POST.get("id", "")), request.POST)
    return HttpResponse(status=204 if kept else 409)


@staff_page("write")
@require_POST
def void(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """Take a record out of every count, with a reason; what it had met is owed again."""
    return _void(request, form_id, record_id, request.POST.get("reason", "").strip()[:200])


@staff_page("write")
@require_POST
def undo(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """撤销 right after saving: voids the record that one has just written oneself."""
    stored = stored_record(request, form_of(form_id), record_id)
    staff = request.scope.staff  # type: ignore[attr-defined]
    fresh = clock.now() - stored.recorded_at < dt.timedelta(seconds=UNDO_SECONDS)
    if stored.recorded_by_id != staff.pk or not fresh:
        raise NotYours("撤销只在保存后一分钟内、由录入人自己做；之后请打开记录作废并写明原因", owner=str(stored.institution))
    return _void(request, form_id, record_id, "录入后撤销")


def _void(request: HttpRequest, form_id: str, record_id: uuid.UUID, reason: str) -> HttpResponse:
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    try:
        void_service(form, record_id, actor=request.scope.staff, reason=reason)  # type: ignore[attr-defined]
    except Invalid as refused:
        say(request, Toast(str(refused), icon="alert-triangle"))
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(stored.institution)) from None
    else:
        say(request, Toast(f"已作废 {stored.resident.name} {stored.served_on} 的{form.label}"))
    return redirect("web:resident", stored.resident_id)


@staff_page()
def printed(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """The official paper of a record with those beside it on the same sheet."""
    form = form_of(form_id)
    stored = stored_record(request, form, record_id)
    person = person_for(request, stored.resident_id, form, "read", "打印")
    beside = judgement.before(form, person, stored.served_on, stored.pk)[-(form.side_by_side - 1) :] if form.side_by_side > 1 else []
    records = [*beside, stored]
    pages = sheets(
        form, [visit_of(form, each) for each in records], name=person.name, number=short_number(person),
        foot=f"{stored.institution.name} · 打印 {clock.today()}", shown=[_computed(form, each) for each in records],
    )  # fmt: skip
    return render(request, "web/print.html", {"sheets": pages, "form": form, "person": person})


def _view(form: Form, person: Resident, past: list[Any], **how: Any) -> Any:
    bad = judgement.worse(form, past)
    visits: list[Visit] = [visit_of(form, each, bad=marked) for each, marked in zip(past, bad, strict=True)]
    values = how["bound"].values if how.get("bound") else how.get("values", {})
    return form_view(form, past=visits, suggested=suggestions(form, person, values, past), **how)


def _entry(
    request: HttpRequest, form: Form, person: Resident, view: Any, record_id: uuid.UUID, past: list[Any],
    values: Mapping[str, Any], *, stored: Any = None, writes: bool = True, kept: Draft | None = None,
) -> HttpResponse:  # fmt: skip
    walk = Walk.of(request, request.scope)  # type: ignore[attr-defined]
    arguments = [person.pk, form.id]
    entry = EntryPage(
        view=view,
        action=reverse("web:record", args=[form.id, record_id]) if stored else reverse("web:record_new", args=arguments),
        record_id=str(record_id),
        draft_scope=f"{form.id}:{person.pk}" if stored is None else f"{form.id}:{record_id}",
        draft_url=reverse("web:record_draft", args=arguments),
        advise_url=reverse("web:record_advise", args=arguments),
        print_url=reverse("web:record_print", args=[form.id, record_id]) if stored else "",
        back_url=walk.back() if walk else reverse("web:resident", args=[person.pk]),
        version=stored.version if stored else 0,
        advice=advice_for(form, person, values, past),
        has_next=walk is not None,
        correcting=stored is not None,
        f2=form.id == "health_exam",
        hidden=walk.hidden() if walk else (),
    )
    head = strip(person, clock.today())
    context = {
        "entry": entry,
        "strip": head if walk is None else _walking(head, walk, entry.back_url),
        "stored": stored,
        "form": form,
        "writes": writes,
        "kept": kept,
    }
    return page(request, "web/record.html", context, at=form.programme, rail=True)


def _walking(head: Any, walk: Walk, back: str) -> Any:
    return type(head)(head.person, head.facts, head.reason, back, walk.shown())


def _from_other(request: HttpRequest, form: Form, person: Resident) -> dict[str, Any]:
    """What another form of the same visit already answered: ``?after=hypertension_followup:<id>``."""
    other, _, other_id = request.GET.get("after", "").partition(":")
    if other not in forms() or not other_id:
        return {}
    done = forms()[other]
    stored = done.model._default_manager.filter(pk=_uuid(other_id), resident=person, voided_at=None).first()
    return carried_over(done, visit_of(done, stored).values, form) if stored else {}


def _constants(form: Form, person: Resident) -> dict[str, Any]:
    """Height, which hardly changes and no follow-up form asks: from the last health exam."""
    names = {field.name for field in form.model._meta.get_fields()}
    exam = forms().get("health_exam")
    if "height" not in names or exam is None or form is exam:
        return {}
    last = exam.model._default_manager.filter(resident=person, voided_at=None, height__isnull=False).order_by("-served_on").first()
    return {"height": last.height} if last else {}  # type: ignore[attr-defined]


def _computed(form: Form, stored: Any) -> dict[str, str]:
    return {"staff": stored.staff.name, "institution": stored.institution.name}


def _with(bound: Bound, refused: Invalid) -> Bound:
    return type(bound)(
        bound.values, bound.typed, (*bound.problems, *refused.problems), bound.rows, bound.rows_typed, bound.confirmed
    )


def _conflict(request: HttpRequest, form: Form, person: Resident, conflict: EditConflict) -> HttpResponse:
    """Two people, one record: both sides beside each other, nothing lost (ui.md §3)."""
    labels = {name: str(form.model._meta.get_field(name).verbose_name) for name in conflict.differs}
    rows = [
        {"label": labels[name], "stored": getattr(conflict.stored, name), "typed": conflict.typed[name]}
        for name in conflict.differs
    ]
    context = {"person": person, "form": form, "rows": rows, "message": str(conflict), "stored": conflict.stored}
    answer = page(request, "web/conflict.html", context, at=form.programme, rail=True)
    answer.status_code = 409
    return answer


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404("记录编号不正确，请从居民页重新打开表单") from None


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


urlpatterns = [
    path("residents/<int:resident_id>/new/<slug:form_id>/", new, name="record_new"),
    path("residents/<int:resident_id>/new/<slug:form_id>/advise/", advise, name="record_advise"),
    path("residents/<int:resident_id>/new/<slug:form_id>/draft/", draft, name="record_draft"),
    path("records/<slug:form_id>/<uuid:record_id>/", record, name="record"),
    path("records/<slug:form_id>/<uuid:record_id>/void/", void, name="record_void"),
    path("records/<slug:form_id>/<uuid:record_id>/undo/", undo, name="record_undo"),
    path("records/<slug:form_id>/<uuid:record_id>/print/", printed, name="record_print"),
]
