"""Drafts on the server: kept while somebody types, found again when the form is reopened, gone once it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.db.models import Q
from django.http import QueryDict

from gongwei.kernel import clock
from gongwei.people.models import Resident, Staff
from gongwei.records.binding import Bound, bind
from gongwei.records.layout import Form
from gongwei.web.models import Draft

NOT_TYPED = ("csrfmiddlewaretoken", "then", "span", "programme", "place", "version")


def keep(staff: Staff, person: Resident, form: Form, record_id: UUID, typed: QueryDict) -> bool:
    """Keep what is typed so far under the record's UUID; False when that UUID is somebody else's own draft."""
    known = Draft.objects.filter(pk=record_id).first()
    if known is not None and known.staff_id != staff.pk and not known.shared:
        return False
    kept = {
        name: [text.replace("\0", "") for text in typed.getlist(name)]
        for name in typed
        if name not in NOT_TYPED
    }
    changes = {"staff": staff, "resident": person, "form": form.id, "typed": kept, "kept_at": clock.now()}
    Draft.objects.update_or_create(pk=record_id, defaults=changes)
    return True


def find(staff: Staff, person: Resident, form: Form) -> Draft | None:
    """The newest draft of a new record that one may continue: one's own, or an examination day's."""
    mine = Q(staff=staff) | Q(shared=True)
    stored = form.model._default_manager.filter(resident=person).values("pk")
    found = Draft.objects.filter(mine, resident=person, form=form.id).exclude(pk__in=stored)
    return found.order_by("-shared", "-kept_at").first()


def bound(form: Form, draft: Draft) -> Bound:
    """A draft read as a request; what is still missing is not yet a problem."""
    read = bind(form, as_request(draft.typed), today=clock.today())
    return replace(
        read, problems=tuple(problem for problem in read.problems if problem.severity != "required")
    )


def as_request(typed: Mapping[str, Iterable[str]]) -> QueryDict:
    """Kept values in the shape of a request."""
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, list(values))
    return data


def shared_of(staff: Staff, person: Resident, form_id: str) -> Draft:
    """The examination day's draft of a person, begun when there is none; the caller holds the resident's row."""
    known = Draft.objects.filter(resident=person, form=form_id, shared=True).first()
    return known or Draft(
        pk=uuid4(), staff=staff, resident=person, form=form_id, typed={}, shared=True, kept_at=clock.now()
    )
