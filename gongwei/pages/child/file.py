"""儿童档案: one child on one page — contacts, growth curves, visits in columns by age, eyes, special files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.pages.child.history import (
    Seen,
    columns_of,
    contacts_of,
    eyes_of,
    growth_of,
    open_files,
    reasons_said,
    visits_of,
    weeks_of,
)
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.child.codes import SPECIAL_RESULT
from gongwei.programmes.child.models import SpecialFile, SpecialVisit, VisionTransfer
from gongwei.programmes.child.pictures import pictures
from gongwei.records.layout import Form
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.resident import strip

PAPERS = ("child_newborn_visit", "child_exam_1_8m", "child_exam_12_30m", "child_exam_3_6y", "child_eye_exam")
NEW = (*PAPERS, "child_special_file", "child_special_visit", "child_vision_transfer", "child_birth_notice")


@staff_page()
def file(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Everything of one child; opening it is logged."""
    person = access.resident_for(request.user, resident_id)
    if not may(request.user, "read", "child", person.institution):
        raise NotYours("您的账号不能查看儿童健康档案", owner=str(person.institution))
    access.look(request.user, person, "查看儿童档案", request)
    today = clock.today()
    visits = visits_of(person)
    context = {
        "strip": strip(person, today),
        "person": person,
        "weeks": weeks_of(person),
        "contacts": contacts_of(person, today),
        "pictures": pictures(
            person.sex, person.birth_date, [(each.on, each.measured) for each in visits], head=True
        ),
        "growth": [growth_of(person, each) for each in reversed(visits)],
        "papers": papers_of(person, visits),
        "open": open_files(person),
        "files": SpecialFile._default_manager.filter(resident=person, voided_at=None).order_by("-served_on"),
        "follow_ups": _follow_ups(person),
        "transfer": VisionTransfer._default_manager.filter(resident=person, voided_at=None)
        .order_by("-served_on")
        .first(),
        "new": [(forms()[name].label, reverse("web:record_new", args=[person.pk, name])) for name in NEW]
        if may(request.user, "write", "child", person.institution)
        else [],
    }
    return page(request, "child/file.html", context, at="child")


def papers_of(person: Resident, visits: list[Seen]) -> list[dict[str, Any]]:
    """Each paper that has records, its visits in columns; the newest paper first."""
    eye = forms()["child_eye_exam"]
    seen = [*visits, *(Seen(each.served_on, _contact(eye, each), eye, each, {}) for each in eyes_of(person))]
    found = []
    for name in PAPERS:
        own = [each for each in seen if each.form.id == name]
        if own:
            rows = [row for row in columns_of(own[0].form, own) if set(row.cells) != {"—"}]
            found.append({"form": own[0].form, "visits": own, "rows": rows})
    return found[::-1]


def _contact(form: Form, record: Any) -> str:
    return (
        form.columns.head({form.columns.field: getattr(record, form.columns.field)}) if form.columns else ""
    )


def _follow_ups(person: Resident) -> list[dict[str, Any]]:
    visits: Any = SpecialVisit._default_manager.filter(resident=person, voided_at=None).order_by("-served_on")
    return [
        {"record": each, "reasons": reasons_said(each.reasons), "result": SPECIAL_RESULT.label(each.result)}
        for each in visits
    ]
