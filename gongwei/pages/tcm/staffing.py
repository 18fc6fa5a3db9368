"""人员和负责人: who may do it in each institution and who answers for it; those without anybody first (TCM-05)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution
from gongwei.programmes.tcm.models import Staffing
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page


@staff_page()
@leaves("tcm")
def staffing(request: HttpRequest) -> HttpResponse:
    """The last entry of every institution of the plan within reach; a missing entry is said."""
    codes = [held.code for held in plan().file.institutions]
    within = Institution.objects.visible_to(request.user).filter(code__in=codes).order_by("code")
    last = {
        each.institution_id: each
        for each in Staffing.objects.filter(institution__in=within, voided_at=None)
        .order_by("institution_id", "-served_on", "-recorded_at")
        .distinct("institution_id")
    }
    rows = [(each, last.get(each.pk)) for each in within]
    rows.sort(key=lambda row: bool(row[1] and row[1].responsible))
    without = sum(1 for _, entry in rows if entry is None or not entry.responsible)
    return page(request, "tcm/staffing.html", {"rows": rows, "without": without}, at="tcm")


urlpatterns = [path("staffing/", staffing, name="staffing")]
