"""One clause: what it asks for in our words, of which document, and what in the plan and the programmes rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapters, measures
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.kernel.ref import Ref
from gongwei.people.grants import may
from gongwei.ui.frame import Link
from gongwei.web.frame.shell import page, staff_page


def clause_url(ref: str) -> str:
    """Where a clause can be read; empty for a citation that is not in the library."""
    if not ref or plan().library.complaint(ref):
        return ""
    return f"{reverse('web:clause')}?{urlencode({'ref': ref})}"


@staff_page("")
def clause(request: HttpRequest) -> HttpResponse:
    """The paraphrase of a clause with everything that cites it."""
    ref = request.GET.get("ref", "")
    if not ref or len(ref) > 200 or plan().library.complaint(ref):
        raise Http404("文件库里没有这一条")
    cited = Ref(ref)
    document = plan().library[cited.document]
    context = {
        "document": document,
        "clause": cited.clause,
        "paraphrase": plan().library.paraphrase(ref),
        "citation": plan().library.citation(ref),
        "uses": list(_uses(ref, request.user)),
        "others": [
            (other, clause_url(f"{cited.document}#{other}"), other == cited.clause) for other in document.clauses
        ],
    }
    return page(request, "web/clause.html", context, at="plan", rail=True)


def _uses(ref: str, user: Any) -> Iterator[tuple[str, Link]]:
    """What rests on the clause: targets and rules of the plan, indicators and criteria, parameters."""
    current = plan()
    sections = (("目标", current.targets), ("过程要求", current.rules), ("条件", current.terms))
    for kind, provisions in sections:
        yield from ((kind, Link(f"{each.label} {each.demand}")) for each in provisions if each.ref == ref)
    for chapter, measure in measures().values():
        url = reverse("web:indicator", args=[measure.id]) if may(user, "read", chapter.id) else ""
        if measure.ref == ref:
            yield "指标", Link(measure.label, url)
        for criterion in (measure.cohort.criterion(each) for each in measure.met):
            if criterion.ref == ref:
                yield "条件", Link(f"{measure.label}：{criterion.label}", url)
    for each in chapters():
        for parameter in current.parameters.of(each.id).values():
            winner = parameter.winner(clock.today())
            if winner is not None and winner.ref == ref:
                unit = parameter.declared.unit or ""
                yield "参数", Link(f"{each.label}：{parameter.declared.label} {winner.value} {unit}".rstrip())


urlpatterns = [path("plan/clause/", clause, name="clause")]
