"""体检结算人数: certified residents examined this year per institution × the fee; each person counts once (DIS-05).

Numbers without names: whoever may see figures may open it, 财政 and 残联 too.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.models import HealthExam
from gongwei.catalogue.plans import plan, values_on
from gongwei.kernel import clock
from gongwei.people.models import Institution, Resident
from gongwei.programmes.disabled.schedule import CLAUSE, TAG
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.shell import page, staff_page


@staff_page("figures")
def settlement(request: HttpRequest) -> HttpResponse:
    """One line per institution of the plan within reach, by the institution responsible today."""
    today = clock.today()
    fee = Decimal(str(values_on("disabled", today)["exam_fee"]))
    codes = [held.code for held in plan().file.institutions]
    places = Institution.objects.visible_to(request.user).filter(code__in=codes)
    carrying = Resident.objects.filter(tags__contains=[TAG], institution__in=places)
    certified = Counter(carrying.filter(living=True).values_list("institution_id", flat=True))
    seen = HealthExam.objects.filter(voided_at=None, served_on__year=today.year, served_on__lte=today)
    examined = Counter(
        carrying.filter(pk__in=seen.values("resident_id")).values_list("institution_id", flat=True)
    )
    rows = [
        (place, certified[place.pk], examined[place.pk], fee * examined[place.pk])
        for place in places.order_by("code")
    ]
    total = (
        sum(row[1] for row in rows),
        sum(row[2] for row in rows),
        sum((row[3] for row in rows), Decimal()),
    )
    reading = plan().choice("exam_for_two_rights")
    context = {
        "rows": rows, "total": total, "fee": fee, "once": reading == "one_payment", "clause": clause_url(CLAUSE),
        "year": today.year,
    }  # fmt: skip
    return page(request, "disabled/settlement.html", context, at="disabled")


urlpatterns = [path("settlement/", settlement, name="settlement")]
