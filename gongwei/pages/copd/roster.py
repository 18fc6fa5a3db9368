"""患者: everybody under management with airflow grade, last visit and what is owed first; the worst on top."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.models import Enrolment
from gongwei.kernel import clock
from gongwei.programmes.copd.codes import GOLD_GRADE
from gongwei.programmes.copd.models import Card, Followup
from gongwei.records.chronic import VISIT_CLASS
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
VIEWS = {
    "all": "全部在管",
    "uncontrolled": "控制不满意",
    "smoking": "仍吸烟",
    "unvaccinated": "未接种流感疫苗",
    "unseen": "今年未随访",
}


def _newest(model: Any, people: Any) -> dict[int, Any]:
    rows = model.objects.filter(resident__in=people, voided_at=None)
    ordered = rows.order_by("resident_id", "-served_on", "-recorded_at").distinct("resident_id")
    return {each.resident_id: each for each in ordered}


def _holds(view: str, visit: Followup | None, year: int) -> bool:
    """Whether a patient belongs to the chosen part of the list, by the last visit."""
    this_year = visit is not None and visit.served_on.year == year
    match view:
        case "uncontrolled":
            return visit is not None and visit.visit_class in (2, 3, 4)
        case "smoking":
            return visit is not None and bool(visit.smoke_cur)
        case "unvaccinated":
            return visit is None or 1 not in (visit.vaccines or ())
        case "unseen":
            return not this_year
    return True


@staff_page()
@leaves("copd")
def roster(request: HttpRequest) -> HttpResponse:
    """One part of the list at a time, forty to a page."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    spans = Enrolment.objects.filter(Q(to_on=None) | Q(to_on__gt=today), programme="copd", from_on__lte=today)
    since = dict(spans.filter(resident__in=scope.residents()).values_list("resident_id", "from_on"))
    visits, cards = _newest(Followup, since), _newest(Card, since)
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    parts = {key: [each for each in since if _holds(key, visits.get(each), today.year)] for key in VIEWS}
    worst = sorted(parts[view], key=lambda each: (-_grade(cards.get(each)), each))
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    ids = worst[(number - 1) * size : number * size]
    people = named(ids, scope.hidden)
    rows = [
        {
            "person": words.person(people[each], today), "village": people[each].village.name,
            "grade": GOLD_GRADE.label(_grade(cards.get(each)) or None), "visit": visits.get(each),
            "said": VISIT_CLASS.label(visits[each].visit_class) if each in visits else "",
            **words.leading(request.user, each, "copd_followup", "随访"),
        }
        for each in ids
        if each in people
    ]  # fmt: skip
    context = {
        "views": [(key, label, key == view, len(parts[key])) for key, label in VIEWS.items()], "view": view,
        "rows": rows, "count": len(worst), "page_number": number, "pages": -(-len(worst) // size),
    }  # fmt: skip
    return page(request, "copd/roster.html", context, at="copd")


def _grade(card: Card | None) -> int:
    return (card.gold_grade or 0) if card else 0


urlpatterns = [path("roster/", roster, name="roster")]
