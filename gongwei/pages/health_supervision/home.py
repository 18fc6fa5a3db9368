"""本机构: what the institution owes in supervision assistance, its rules and people."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.programmes.health_supervision import codes
from gongwei.programmes.health_supervision.models import Papers
from gongwei.web.activities.owed import work_context
from gongwei.web.activities.reach import own_institution
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "health_supervision"


@staff_page()
@leaves(PROGRAMME)
def home(request: HttpRequest) -> HttpResponse:
    """The institution's year, its rules, assistants and certificates in force."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    place, today = own_institution(request, PROGRAMME, "read"), clock.today()
    valid = Papers.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today), institution=place, voided_at=None
    ).exclude(kind=codes.SUMMARY)
    papers = [(each, codes.PAPERS.label(each.kind)) for each in valid.order_by("kind", "-served_on")[:20]]
    context = {**work_context(request, scope, PROGRAMME, place), "papers": papers}
    return page(request, "health_supervision/home.html", context, at=PROGRAMME)


urlpatterns = [path("", home, name="home")]
