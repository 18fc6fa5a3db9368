"""设备和药品: what each institution last counted, gaps first (COPD-03)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.plans import plan
from gongwei.people.models import Institution
from gongwei.programmes.copd.codes import EQUIPMENT, MEDICINES
from gongwei.programmes.copd.models import Resource
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page


@staff_page()
@leaves("copd")
def resources(request: HttpRequest) -> HttpResponse:
    """The last entry of every institution of the plan within reach; a missing entry is said."""
    codes = [held.code for held in plan().file.institutions]
    within = Institution.objects.visible_to(request.user).filter(code__in=codes).order_by("code")
    last = {
        each.institution_id: each
        for each in Resource.objects.filter(institution__in=within, voided_at=None)
        .order_by("institution_id", "-served_on", "-recorded_at")
        .distinct("institution_id")
    }
    rows = [(place, *_told(last.get(place.pk))) for place in within]
    rows.sort(key=lambda row: bool(row[1] and row[1].spirometers))
    without = sum(1 for row in rows if row[1] is None or not row[1].spirometers)
    return page(request, "copd/resources.html", {"rows": rows, "without": without}, at="copd")


def _told(entry: Resource | None) -> tuple[Resource | None, str, str]:
    """The entry with its equipment and medicines in words."""
    if entry is None:
        return None, "", ""
    equipment = "、".join(EQUIPMENT.label(code) for code in entry.equipment or ())
    return entry, equipment, "、".join(MEDICINES.label(code) for code in entry.medicines or ())


urlpatterns = [path("resources/", resources, name="resources")]
