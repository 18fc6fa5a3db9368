"""三级汇总: scores and findings of clinics, institutions and the county, by dimension; a line opens."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from gongwei.appraisal.levels import Township, together, townships
from gongwei.appraisal.scheme_file import DIMENSIONS
from gongwei.people.grants import may
from gongwei.web.appraisal.reach import reader
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page


@staff_page("")
@leaves()
def levels(request: HttpRequest) -> HttpResponse:
    """The county with its sum; everybody else what is theirs; ``?place=`` the clinics of one institution."""
    reader(request)
    found = townships(request.user)
    chosen = _chosen(found, request.GET.get("place", ""))
    county = may(request.user, "appraise")
    context = {
        "rows": found, "chosen": chosen, "dimensions": DIMENSIONS.values(), "at": "levels", "county": county,
        "own": together(each.own for each in found), "village": together(each.village for each in found),
    }  # fmt: skip
    return page(request, "web/appraisal/levels.html", context, at="appraisal", rail=True)


def _chosen(found: list[Township], wanted: str) -> Township | None:
    """The institution whose clinics are shown: the one asked for, else the only one."""
    if not wanted:
        return found[0] if len(found) == 1 else None
    held = next((each for each in found if str(each.place.pk) == wanted), None)
    if held is None:
        raise Http404("没有这个机构的评价，或不在您的范围内")
    return held


urlpatterns = [path("appraisal/levels/", levels, name="appraisal_levels")]
