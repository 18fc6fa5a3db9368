"""One record of an institution's own work: type it with the last ones beside it, correct it with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.care.verbs.activities import facts_of_activity
from gongwei.care.verbs.refusals import EditConflict
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.verbs import record_activity
from gongwei.people.grants import works_for
from gongwei.people.models import Institution
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.records.binding import Bound, bind
from gongwei.records.items import asked
from gongwei.records.layout import Form, Problem
from gongwei.records.reading import Unreadable, read
from gongwei.ui.entry import EntryPage
from gongwei.ui.frame import Link
from gongwei.ui.notices import Conflict as Sides
from gongwei.ui.notices import Toast
from gongwei.ui.official import form_view
from gongwei.ui.refusals import NotYours
from gongwei.ui.visits import Visit, visit_of
from gongwei.web.activities.reach import institutions_for, must_write, own_institution, stored_work, work_form
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import day_of, half_sent, plain, uuid_of, version_of
from gongwei.web.visit.files import of_stored
from gongwei.web.visit.sides import conflict_of

PAST = 3


@dataclass(frozen=True)
class Entering:
    """One record on the way to being saved: new, refused (``bound``) or stored."""

    form: Form
    institution: Institution
    record_id: uuid.UUID
    values: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    bound: Bound | None = None
    stored: Any = None
    fresh: bool = False
    conflict: Sides | None = None


@staff_page("write")
def new(request: HttpRequest, form_id: str) -> HttpResponse:
    """A new record: GET shows the paper (fields may be given in the address), POST saves it and leads on."""
    form = work_form(form_id)
    institution = own_institution(request, form.programme)
    if request.method == "POST":
        return _save(request, form, institution)
    opened = form.opening(_facts(form, institution, clock.today())) if form.opening else {}
    values = {"served_on": clock.today(), **opened, **_given(request, form)}
    return _page(request, Entering(form, institution, uuid.uuid4(), values, fresh=True))


@staff_page()
def record(request: HttpRequest, form_id: str, record_id: uuid.UUID) -> HttpResponse:
    """A stored record: GET shows it ready for a correction, POST corrects it with a reason."""
    form = work_form(form_id)
    stored = stored_work(request, form, record_id)
    if request.method == "POST":
        must_write(request, form, stored.institution)
        return _save(request, form, stored.institution, stored)
    kept = visit_of(form, stored)
    return _page(request, Entering(form, stored.institution, stored.pk, kept.values, kept.rows, stored=stored))


@staff_page()
def file(request: HttpRequest, form_id: str, record_id: uuid.UUID, attachment_id: uuid.UUID) -> Any:
    """A file that the record holds or has held, for whoever may read the record."""
    form = work_form(form_id)
    return of_stored(request, form, stored_work(request, form, record_id), attachment_id)


def _save(request: HttpRequest, form: Form, institution: Institution, stored: Any = None) -> HttpResponse:
    record_id = uuid_of(request.POST.get("id", "")) if stored is None else stored.pk
    facts = _facts(form, institution, day_of(request.POST.get("served_on", "")), record_id)
    bound = bind(form, request.POST, today=clock.today(), facts=facts)
    bound = replace(bound, problems=(*half_sent(request), *bound.problems))
    entering = Entering(form, institution, record_id, bound.values, stored=stored)
    if bound.ok:
        try:
            saved = record_activity(
                form, record_id, institution.pk, bound.values, actor=request.scope.staff,  # type: ignore[attr-defined]
                rows=bound.rows, version=version_of(request), reason=plain(request.POST.get("reason", "")),
                confirmed=bound.confirmed,
            )  # fmt: skip
        except Invalid as refused:
            bound = replace(bound, problems=(*bound.problems, *refused.problems))
        except EditConflict as conflict:
            answer = _page(request, replace(entering, bound=bound, conflict=conflict_of(form, conflict)))
            answer.status_code = 409
            return answer
        except Conflict as refused:
            bound = replace(bound, problems=(*bound.problems, Problem("", "hard", str(refused))))
        except Forbidden as refused:
            raise NotYours(str(refused), owner=str(institution)) from None
        else:
            return _lead_on(request, form, saved, corrected=stored is not None)
    answer = _page(request, replace(entering, bound=bound))
    answer.status_code = 422
    return answer


def _lead_on(request: HttpRequest, form: Form, saved: Any, *, corrected: bool) -> HttpResponse:
    undo = "" if corrected else reverse("web:work_undo", args=[form.id, saved.pk])
    seen = Link("看记录", reverse("web:work_record", args=[form.id, saved.pk]))
    say(request, Toast(f"已{'更正' if corrected else '保存'}{form.label}", undo, seen), saved=str(saved.pk))
    if request.POST.get("then") == "next":
        again = urlencode({"institution": saved.institution_id})
        return redirect(f"{reverse('web:work_new', args=[form.id])}?{again}")
    return redirect(back_url(form, saved.institution))


def back_url(form: Form, institution: Institution) -> str:
    """Where one goes after a record: the institution's page of the chapter."""
    return f"{reverse('web:work', args=[form.programme])}?{urlencode({'institution': institution.pk})}"


def _page(request: HttpRequest, entering: Entering) -> HttpResponse:
    form, stored, place = entering.form, entering.stored, entering.institution
    staff = stored.staff if stored else request.scope.staff  # type: ignore[attr-defined]
    how: dict[str, Any] = (
        {"bound": entering.bound} if entering.bound else {"values": entering.values, "rows": entering.rows}
    )
    names = {"staff": staff.name, "institution": str(place)}
    view = form_view(form, past=_past(entering), fresh=entering.fresh, computed=names, **how)
    here = reverse("web:work_record", args=[form.id, entering.record_id]) if stored else ""
    writes = works_for(request.scope.staff, "write", form.programme, place)  # type: ignore[attr-defined]
    locked = stored is not None and (stored.voided_at is not None or not writes)
    entry = EntryPage(
        view=view,
        action=here or reverse("web:work_new", args=[form.id]),
        record_id=str(entering.record_id),
        draft_scope=f"{form.id}:{place.pk}" if stored is None else f"{form.id}:{entering.record_id}",
        upload_url=reverse("web:files"),
        files_url=f"{here}files/" if stored else reverse("web:files"),
        print_url=f"{here}print/" if stored else "",
        back_url=back_url(form, place),
        version=stored.version if stored else 0,
        has_next=False,
        correcting=stored is not None and not locked,
        locked=locked,
        conflict=entering.conflict,
        hidden=(("institution_id", str(place.pk)),),
    )
    context = {"entry": entry, "stored": stored, "form": form, "writes": writes, "institution": place}
    if stored is None:
        scope = request.scope  # type: ignore[attr-defined]
        context["others"] = [each for each in institutions_for(scope, form.programme, "write")[:200] if each != place]
    return page(request, "web/activities/record.html", context, at=form.programme, rail=True)


def _past(entering: Entering) -> list[Visit]:
    """The institution's last records of the form, oldest first, beside a new one."""
    if entering.stored is not None:
        return []
    found = entering.form.model._default_manager.filter(institution=entering.institution, voided_at=None)
    last = list(found.select_related("staff").order_by("-served_on", "-recorded_at")[:PAST])
    return [visit_of(entering.form, each) for each in reversed(last)]


def _facts(form: Form, institution: Institution, day: dt.date | None, record_id: Any = None) -> dict[str, Any]:
    on = day or clock.today()
    year = form.model._default_manager.filter(institution=institution, served_on__year=on.year)
    return {
        **facts_of_activity(institution, day),
        "record_id": record_id,
        "next_no": year.count() + 1,
        "parameters": values_on(form.programme, on),
    }


def _given(request: HttpRequest, form: Form) -> dict[str, Any]:
    """Fields that the address already answers (the unit that is to be patrolled); what cannot be read is left out."""
    found = {}
    for item in asked(form):
        if item.name in request.GET and item.kind != "files":
            try:
                found[item.name] = read(item, request.GET.getlist(item.name), clock.today())
            except Unreadable:
                continue
    return found


urlpatterns = [
    path("work/<slug:form_id>/new/", new, name="work_new"),
    path("work/<slug:form_id>/<uuid:record_id>/", record, name="work_record"),
    path("work/<slug:form_id>/<uuid:record_id>/files/<uuid:attachment_id>/", file, name="work_file"),
]
