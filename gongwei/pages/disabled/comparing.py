"""三年对比: the exams of a certified resident beside each other, what changed, and what is open (DIS-04)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.comparison import CHANGES, compare_years
from gongwei.care.models import Finding, HealthExam
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.disabled.facts import facts_of
from gongwei.people import access
from gongwei.records.items import item_of
from gongwei.web.frame import words
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

TINTS = {"new_abnormal": "overdue", "still_abnormal": "due", "back_to_normal": "done"}


@staff_page()
def compare(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The last exam of each year, oldest first; the number of years is a parameter of the plan."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    person = access.resident_for(request.user, resident_id)
    access.look(request.user, person, "残疾人体检对比", request)
    today = clock.today()
    years = int(values_on("disabled", today)["comparison_years"])
    found = compare_years(person.pk, today.year, years)
    rows = [
        {
            "label": each.label, "unit": each.unit, "change": CHANGES[each.change], "tint": TINTS.get(each.change, ""),
            "cells": [
                (_shown(each.name, value), outside)
                for value, outside in zip(each.values, each.abnormal, strict=True)
            ],
        }
        for each in found.items
    ]  # fmt: skip
    context = {
        "person": words.person(person, today), "resident": person, "exams": found.exams, "rows": rows,
        "enough": len(found.exams) >= years, "asked": years, "facts": facts_of([person.pk], today, years)[person.pk],
        "findings": Finding.objects.filter(resident=person, closed_on=None).order_by("due_on"), "scope": scope,
    }  # fmt: skip
    return page(request, "disabled/compare.html", context, at="disabled")


def _shown(name: str, value: Any) -> str:
    """A number as read, a code in words, a dash where nothing was measured."""
    if value is None:
        return "—"
    codes = item_of(HealthExam, name).spec.codes
    if codes is not None:
        given = value if isinstance(value, list) else [value]
        return "、".join(codes.label(each) for each in given)
    return f"{value}"


urlpatterns = [path("compare/<int:resident_id>/", compare, name="compare")]
