"""待核: every number and code list of the chapter that a person must check with the official text before use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.chapters import forms
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.records.fields import described
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.shell import page, staff_page


@staff_page()
def doubts(request: HttpRequest) -> HttpResponse:
    """The parameters marked ? with value and clause, those that are sure below, and the form fields marked ?."""
    today, current = clock.today(), plan()
    found = []
    for name, parameter in current.parameters.of("copd").items():
        winner = parameter.winner(today)
        if winner is not None:
            found.append(
                (name, parameter.declared.label, winner.value, parameter.declared.unit or "", winner)
            )
    asked = [
        {"name": name, "label": label, "value": _said(value),
         "unit": unit, "clause": clause_url(winner.ref),
         "cited": current.library.paraphrase(winner.ref), "doubtful": winner.sure == "?"}
        for name, label, value, unit, winner in found
    ]  # fmt: skip
    asked.sort(key=lambda one: not one["doubtful"])
    fields = [
        (
            form.label,
            str(getattr(field, "verbose_name", name)),
            "、".join(label for _, label in spec.codes or ()),
        )
        for form in forms().values()
        if form.programme == "copd"
        for name, field, spec in described(form.model)
        if spec.sure == "?"
    ]
    context = {"asked": asked, "fields": fields, "open": sum(1 for one in asked if one["doubtful"])}
    return page(request, "copd/doubts.html", context, at="copd")


def _said(value: Any) -> Any:
    """A yes or no in Chinese; numbers as they are."""
    return ("是" if value else "否") if isinstance(value, bool) else value


urlpatterns = [path("doubts/", doubts, name="doubts")]
