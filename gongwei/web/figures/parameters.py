"""规则参数: every threshold, number of times and deadline of a chapter with its clause; what is unsure says 待核."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.chapters import Chapter, chapter, chapters
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.words import clause_label


@staff_page("")
def parameters(request: HttpRequest) -> HttpResponse:
    """One chapter's values at a time, or all that are still to be checked."""
    declared = {each.id: each for each in chapters() if plan().parameters.of(each.id)}
    asked = request.GET.get("chapter", next(iter(declared), ""))
    unsure = asked == "unsure"
    if asked not in declared and not unsure:
        raise Http404("没有这一章")
    lines = [line for each in declared.values() for line in _lines(each) if line["sure"] == "?"]
    context = {
        "chapters": [(each.id, each.label, each.id == asked) for each in declared.values()],
        "unsure": unsure,
        "waiting": len(lines),
        "lines": lines if unsure else list(_lines(chapter(asked))),
        "title": "待核的参数" if unsure else chapter(asked).label,
    }
    return page(request, "web/parameters.html", context, at="plan", rail=True)


def _lines(held: Chapter) -> Iterator[dict[str, Any]]:
    """Every value in force today."""
    today = clock.today()
    for name, parameter in plan().parameters.of(held.id).items():
        winner = parameter.winner(today)
        if winner is not None and winner.value is not None:
            yield {
                "chapter": held.label, "name": f"{held.id}.{name}", "label": parameter.declared.label,
                "value": _said(winner.value), "unit": parameter.declared.unit or "", "from_on": winner.from_on,
                "clause": clause_label(winner.ref), "url": clause_url(winner.ref), "sure": winner.sure,
            }  # fmt: skip


def _said(value: Any) -> Any:
    return ("是" if value else "否") if isinstance(value, bool) else value


urlpatterns = [path("plan/parameters/", parameters, name="parameters")]
