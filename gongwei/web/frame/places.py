"""数据范围: choose the institution or village that the pages speak of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongwei.people.models import Institution, Region, Resident
from gongwei.web.frame.scope import Scope, keep_scope
from gongwei.web.frame.shell import page, staff_page


@staff_page("figures")
def choose(request: HttpRequest) -> HttpResponse:
    """The institutions and villages within reach; a choice is kept for the session and returns to the page before."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    institutions = Institution.objects.visible_to(request.user).responsible().order_by("code")
    villages = Region.objects.filter(
        pk__in=Resident.objects.visible_to(request.user).values("village").distinct()
    ).order_by("code")
    if request.method == "POST":
        wanted, named = request.POST.get("institution", ""), request.POST.get("village", "")
        institution = institutions.filter(pk=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 18 else None
        village = villages.filter(pk=named).first() if named.isdecimal() else None
        keep_scope(request, institution.pk if institution else None, village.pk if village else None)
        back = request.POST.get("back", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if safe else reverse("web:home"))
    chosen = scope.institution or (institutions.first() if institutions.count() == 1 else None)
    if chosen is not None:
        villages = villages.filter(pk__in=Resident.objects.filter(institution=chosen).values("village").distinct())
    context = {
        "institutions": institutions,
        "villages": villages if chosen is not None else (),
        "chosen": chosen,
        "back": request.META.get("HTTP_REFERER", ""),
    }
    return page(request, "web/scope.html", context, at="scope")


urlpatterns = [path("scope/", choose, name="scope")]
