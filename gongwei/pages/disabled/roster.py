"""持证名单: every certified resident in reach with the exams of the years to compare and what is open.

区残联 opens the same page and sees its people and nothing of their other programmes (DIS-02, DIS-04).
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.care.models import HealthExam
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.models import Obligation
from gongwei.pages.disabled.facts import certified, facts_of
from gongwei.people.grants import may
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.disabled.models import Assessment, Certificate
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
VIEWS = {
    "all": "全部", "waiting": "今年未体检", "abnormal": "体检异常", "demand": "需求待答复", "uncarded": "证件未登记",
}  # fmt: skip


def narrowed(residents: ResidentQuery, view: str, today: dt.date) -> ResidentQuery:
    """The people of one part of the list."""
    own = {"resident": OuterRef("pk"), "voided_at": None}
    exam = Exists(HealthExam.objects.filter(**own, served_on__year=today.year))
    match view:
        case "waiting":
            return residents.filter(~exam)
        case "abnormal":
            return residents.filter(
                Exists(Assessment.objects.filter(**own, served_on__year=today.year, exam_result=2))
            )
        case "demand":
            owed = Obligation.objects.filter(
                resident=OuterRef("pk"), programme="disabled", step="demand", met_on=None, ended_on=None
            )
            return residents.filter(Exists(owed))
        case "uncarded":
            return residents.filter(~Exists(Certificate.objects.filter(**own)))
    return residents


@staff_page()
@leaves("disabled")
def roster(request: HttpRequest) -> HttpResponse:
    """One part of the list at a time, forty to a page."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    everybody = certified(scope.residents())
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    views = [
        (key, label, key == view, narrowed(everybody, key, today).count()) for key, label in VIEWS.items()
    ]
    chosen = narrowed(everybody, view, today).order_by("village_id", "id")
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    ids = list(chosen.values_list("pk", flat=True)[(number - 1) * size : number * size])
    years = int(values_on("disabled", today)["comparison_years"])
    found, people = facts_of(ids, today, years), named(ids, scope.hidden)
    shown = [
        {
            "person": words.person(people[each], today), "village": people[each].village.name, "facts": found[each],
            "examined": [year in found[each].years for year in range(today.year - years + 1, today.year + 1)],
            "demand": found[each].demand,
            "url": reverse("disabled:compare", args=[each]),
        }
        for each in ids
        if each in people
    ]  # fmt: skip
    count = next(total for key, _, _, total in views if key == view)
    context = {
        "views": views, "view": view, "rows": shown, "years": range(today.year - years + 1, today.year + 1),
        "count": count, "page_number": number, "pages": -(-count // size),
        "writes": may(request.user, "write", "disabled"),
    }  # fmt: skip
    return page(request, "disabled/roster.html", context, at="disabled")


urlpatterns = [path("roster/", roster, name="roster")]
