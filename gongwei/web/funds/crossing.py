"""借用机构: elders examined by another institution of the district, what of it is settled, and none of it twice."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.funds.crossing import Crossing, crossings, paid_across, used
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.funds.reach import finance_only


def _manages(request: HttpRequest) -> bool:
    return may(request.user, "funds")


@staff_page("", offered=_manages)
def funds_crossing(request: HttpRequest) -> HttpResponse:
    """One line per pair of institutions; below, one per home with the part done elsewhere."""
    finance_only(request)
    found, money = crossings(), paid_across()
    clinics = Institution.objects.in_bulk({clinic for _, clinic in money})
    sums: dict[tuple[int, int], Decimal] = {}
    for (giver, clinic), amount in money.items():
        key = giver, clinics[clinic].parent_id or clinic
        sums[key] = sums.get(key, Decimal(0)) + amount
    across = used(found)
    context = {
        "plan": plan(), "rows": [(each, sums.get((each.giver.pk, each.home.pk))) for each in across],
        "homes": _homes(found), "twice": sum(each.twice for each in found),
        "total": sum(each.exams for each in found), "across": sum(each.exams for each in across),
    }  # fmt: skip
    return page(request, "web/funds/crossing.html", context, at="funds")


def _homes(found: list[Crossing]) -> list[tuple[Institution, int, int, int]]:
    """(home, exams, done elsewhere, institutions used) of each institution."""
    mine: dict[int, list[Crossing]] = {}
    for each in found:
        mine.setdefault(each.home.pk, []).append(each)
    return [
        (rows[0].home, sum(r.exams for r in rows), sum(r.exams for r in rows if not r.own), len(used(rows)))
        for rows in mine.values()
    ]


urlpatterns = [path("funds/crossing/", funds_crossing, name="funds_crossing")]
