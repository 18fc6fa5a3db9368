"""孕产妇专案: one pregnancy on one page — contacts, dating, colours, curves, visits in columns, the whole course."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.pages.maternal.reading import (
    Course,
    children_of,
    contacts_of,
    courses_of,
    dating_of,
    pictures_of,
    records_of,
)
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.maternal.models import HighRiskCase
from gongwei.ui.refusals import NotYours
from gongwei.ui.visits import line_said, visit_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.resident import strip
from gongwei.web.person.timeline import lines_of

PAPERS = (
    "maternal_antenatal_followup",
    "maternal_postnatal_visit",
    "maternal_postnatal_42",
    "maternal_antenatal_first",
)
NEW = ("maternal_antenatal_first", "maternal_antenatal_followup", "maternal_delivery", "maternal_postnatal_visit",
       "maternal_postnatal_42", "maternal_risk_assessment", "maternal_high_risk_case", "maternal_pregnancy",
       "maternal_stay", "referral")  # fmt: skip
BEFORE = dt.timedelta(180)
"""Folic acid and the examination before pregnancy belong to the course."""


@staff_page()
def course(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Everything of one pregnancy (``?case=`` an earlier one); opening it is logged."""
    person = access.resident_for(request.user, resident_id)
    if not may(request.user, "read", "maternal", person.institution):
        raise NotYours("您的账号不能查看孕产妇专案", owner=str(person.institution))
    access.look(request.user, person, "查看孕产妇专案", request)
    today = clock.today()
    every = courses_of(person, today)
    wanted = request.GET.get("case", "")
    held = next((each for each in every if str(each.case.pk) == wanted), every[0] if every else None)
    context: dict[str, Any] = {
        "strip": strip(person, today), "person": person, "course": held, "every": every,
        "new": _new(person) if may(request.user, "write", "maternal", person.institution) else [],
    }  # fmt: skip
    if held is not None:
        context |= _details(request.user, person, held, today)
    return page(request, "maternal/course.html", context, at="maternal")


def _details(user: Any, person: Resident, held: Course, today: dt.date) -> dict[str, Any]:
    files = HighRiskCase.objects.filter(
        resident=person, voided_at=None, served_on__gte=held.case.starts_on
    ).order_by("-served_on")
    return {
        "contacts": contacts_of(held, today),
        "dating": dating_of(held.case),
        "pictures": [each for each in pictures_of(held.case) if each.points],
        "papers": [paper for name in PAPERS if (paper := _paper(held, name))["visits"]],
        "children": children_of(held.delivery) if held.delivery is not None else [],
        "files": list(files[:5]),
        "timeline": _timeline(user, person, held),
    }


def _paper(held: Course, name: str) -> dict[str, Any]:
    """The lines of a paper with each of its visits in a column, as printed."""
    form = forms()[name]
    records = records_of(held.case, name)
    visits = [visit_of(form, each) for each in records]
    rows = []
    for line in (line for group in form.groups for line in group.lines):
        if not line.fields or line.fields == ("served_on",):
            continue
        cells = [
            record.staff.name if line.fields == ("staff",) else line_said(form, line, visit)
            for record, visit in zip(records, visits, strict=True)
        ]
        if any(cell != "—" for cell in cells):
            rows.append((line.label, cells))
    heads = [
        {
            "on": each.served_on,
            "label": form.columns.head({form.columns.field: getattr(each, form.columns.field)})
            if form.columns
            else "",
            "url": reverse("web:record", args=[name, each.pk]),
            "print": reverse("web:record_print", args=[name, each.pk]),
        }
        for each in records
    ]
    return {"form": form, "visits": heads, "rows": rows, "id": name}


def _timeline(user: Any, person: Resident, held: Course) -> list[dict[str, Any]]:
    """Every service from half a year before the pregnancy on, of whatever chapter: the whole course (MAT-04)."""
    first, last = held.case.starts_on - BEFORE, held.case.starts_on + dt.timedelta(420)
    found = [each for each in lines_of(user, person.pk) if first <= each["served_on"] <= last]
    return sorted(found, key=lambda each: each["served_on"], reverse=True)[:40]


def _new(person: Resident) -> list[tuple[str, str]]:
    return [(forms()[name].label, reverse("web:record_new", args=[person.pk, name])) for name in NEW]
