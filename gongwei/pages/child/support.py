"""眼保健指导: which institutions had guidance or training in the quarter, and which did not (CHILD-14)."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse

from gongwei.kernel import clock
from gongwei.kernel.dates import add_months
from gongwei.people.models import Institution
from gongwei.programmes.child.codes import SUPPORT
from gongwei.programmes.child.models import EyeSupport
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page

KINDS = ("township_health_centre", "community_health_centre", "community_health_station")


def quarter_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """First day of the day's quarter and of the next one."""
    first = dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return first, add_months(first, 3)


@staff_page()
@leaves("child")
def support(request: HttpRequest) -> HttpResponse:
    """Institutions that are responsible for residents, those without guidance this quarter first."""
    first, after = quarter_of(clock.today())
    places = list(Institution.objects.visible_to(request.user).responsible().order_by("pk"))
    given = EyeSupport._default_manager.filter(
        institution__in=places, voided_at=None, served_on__year=first.year
    )
    records: dict[int, list[EyeSupport]] = {}
    for each in given.order_by("-served_on"):
        records.setdefault(each.institution_id, []).append(each)
    rows = []
    for place in places:
        own = records.get(place.pk, [])
        now = [each for each in own if first <= each.served_on < after]
        last = own[0] if own else None
        rows.append({"place": place, "now": len(now), "year": len(own), "last": last,
                     "kind": SUPPORT.label(last.kind) if last else ""})  # fmt: skip
    rows.sort(key=lambda row: (row["now"] > 0, row["place"].pk))  # type: ignore[attr-defined, operator]
    context = {"rows": rows, "quarter": (first.month + 2) // 3, "year": first.year,
               "without": sum(1 for row in rows if not row["now"])}  # fmt: skip
    return page(request, "child/support.html", context, at="child")
