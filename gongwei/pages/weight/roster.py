"""名单: who is overweight and has no plan, who is under a plan and how far it has come, whom a hospital should see."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.models import Enrolment
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.obligations.models import Obligation
from gongwei.pages.weight.weighed import Weighed, judged, last_weighed
from gongwei.programmes.weight.models import Plan
from gongwei.programmes.weight.rules import OUTCOMES
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 40
VIEWS = {"heavy": "超重肥胖未定方案", "plans": "方案中", "late": "随访逾期", "refer": "应转诊"}


@dataclass(frozen=True)
class Parts:
    """The people of each part of the list, in the order in which they are shown."""

    people: dict[str, list[int]]
    weighed: dict[int, Weighed]
    plans: dict[int, Plan]


def parts_of(scope: Scope) -> Parts:
    """Everybody of the scope whom the chapter concerns; the heaviest first, of those under a plan the oldest plan."""
    today = clock.today()
    mine = scope.residents().filter(living=True)
    limit = Decimal(str(values_on("weight", today)["bmi_overweight"]))
    weighed = last_weighed(mine, today)
    spans = Enrolment.objects.filter(
        Q(to_on=None) | Q(to_on__gt=today), programme="weight", from_on__lte=today
    )
    held = list(spans.filter(resident__in=mine).order_by("from_on").values_list("resident_id", flat=True))
    grown = set(mine.filter(pk__in=weighed, birth_date__lte=_adult(today)).values_list("pk", flat=True))
    heavy = [
        who for who, each in weighed.items() if each.bmi >= limit and who in grown and who not in set(held)
    ]
    open_ = Obligation.objects.filter(
        resident__in=mine, programme="weight", met_on=None, ended_on=None, due_on__lt=today, step="visit"
    )
    sent = Obligation.objects.filter(
        resident__in=mine,
        programme="weight",
        met_on=None,
        ended_on=None,
        opens_on__lte=today,
        step="referral",
    )
    newest = Plan.objects.filter(resident__in=held, voided_at=None).order_by("resident_id", "-started_on")
    return Parts(
        {
            "heavy": sorted(heavy, key=lambda who: (-weighed[who].bmi, who)), "plans": held,
            "late": list(open_.order_by("due_on").values_list("resident_id", flat=True).distinct()),
            "refer": list(sent.order_by("due_on").values_list("resident_id", flat=True).distinct()),
        },
        weighed,
        {each.resident_id: each for each in newest.distinct("resident_id")},
    )  # fmt: skip


def _adult(today: Any) -> Any:
    years = int(values_on("weight", today)["adult_age"])
    return today.replace(year=today.year - years, day=min(today.day, 28))


@staff_page()
@leaves("weight")
def roster(request: HttpRequest) -> HttpResponse:
    """One part of the list at a time, forty to a page."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = parts_of(scope)
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "heavy"
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    everybody = list(dict.fromkeys(found.people[view]))
    ids = everybody[(number - 1) * size : number * size]
    people = named(ids, scope.hidden)
    said = judged(people, found.weighed)
    rows = [_row(request.user, people[each], found, said.get(each, {})) for each in ids if each in people]
    context = {
        "views": [(key, label, key == view, len(set(found.people[key]))) for key, label in VIEWS.items()],
        "view": view, "rows": rows, "count": len(everybody), "page_number": number,
        "pages": -(-len(everybody) // size),
    }  # fmt: skip
    return page(request, "weight/roster.html", context, at="weight")


def _row(user: Any, person: Any, found: Parts, said: dict[str, str]) -> dict[str, Any]:
    plan = found.plans.get(person.pk)
    form, label = ("weight_visit", "随访") if plan else ("weight_plan", "定方案")
    return {
        "person": words.person(person, clock.today()),
        "village": person.village.name,
        "weighed": found.weighed.get(person.pk),
        "said": said,
        "plan": plan,
        "progress": progress_of(plan, found.weighed.get(person.pk)) if plan else "",
        **words.leading(user, person.pk, form, label),
    }


def progress_of(plan: Plan, weighed: Weighed | None) -> str:
    """How far the newest weight is from the plan's start, in words."""
    given = {
        "served_on": weighed.on if weighed else plan.served_on, "weight": weighed.weight if weighed else None,
        "start_weight": plan.start_weight, "target_weight": plan.target_weight,
        "birth_date": plan.resident.birth_date, "sex": plan.resident.sex,
    }  # fmt: skip
    return OUTCOMES["progress"][judge("weight", [given])[0]["progress"]]


urlpatterns = [path("roster/", roster, name="roster")]
