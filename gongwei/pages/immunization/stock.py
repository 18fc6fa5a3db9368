"""疫苗库存: every lot with its balance and expiry; a lot opens to everyone who received it (追溯)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.immunization.doors import must_may
from gongwei.people.models import Institution, Resident
from gongwei.programmes.immunization.codes import STOCK_KIND, VACCINE
from gongwei.programmes.immunization.models import Dose, Stock
from gongwei.programmes.immunization.stocking import STANDINGS, lots, receivers
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page

VIEWS = {"open": "在库", "watch": "要处理", "all": "全部"}
WATCHED = ("unknown", "short", "expired", "expiring")
TINT = {
    "unknown": "overdue",
    "short": "overdue",
    "expired": "overdue",
    "expiring": "due",
    "empty": "",
    "good": "done",
}
PAGE = 100


def _places(request: HttpRequest) -> dict[int, Institution]:
    scope = request.scope  # type: ignore[attr-defined]
    found = Institution.objects.visible_to(request.user)
    if scope.institution is not None:
        found = found.filter(path__startswith=scope.institution.path)
    return {each.pk: each for each in found}


@staff_page()
@leaves("immunization")
def stock(request: HttpRequest) -> HttpResponse:
    """Lots of the institutions in scope: received, used, left; those that want attention first."""
    size = per_page(request, PAGE)
    must_may(request, "read")
    today = clock.today()
    warning = int(values_on("immunization", today)["expiry_warning_days"])
    places = _places(request)
    every = [
        (each, each.standing(today, warning))
        for each in lots(Institution.objects.filter(pk__in=list(places)))
    ]
    held = {
        "open": [row for row in every if row[0].balance > 0],
        "watch": [row for row in every if row[1] in WATCHED],
        "all": every,
    }
    view = request.GET.get("view", "open")
    if view not in VIEWS:
        raise Http404("没有这个清单")
    rows = sorted(held[view], key=lambda row: (row[1] not in WATCHED, row[0].vaccine, str(row[0].expiry_on)))
    shown = Paginator(rows, size).get_page(request.GET.get("page"))
    context = {
        "views": [(key, label, key == view, len(held[key])) for key, label in VIEWS.items()],
        "rows": [
            {"lot": each, "place": places[each.institution], "words": STANDINGS[state], "tint": TINT[state]}
            for each, state in shown
        ],
        "shown": shown,
        "many": len(places) > 1,
    }
    return page(request, "immunization/stock.html", context, at="immunization")


@staff_page()
@leaves("immunization")
def lot(request: HttpRequest, vaccine: int, lot_no: str) -> HttpResponse:
    """One lot: how it came in and everyone within reach who received it."""
    size = per_page(request, PAGE)
    must_may(request, "read")
    if vaccine not in VACCINE:
        raise Http404("没有这种疫苗")
    visible = Resident.objects.visible_to(request.user)
    found = receivers(visible, vaccine, lot_no)
    places = _places(request)
    moves = Stock.objects.filter(
        vaccine=vaccine, lot_no=lot_no, voided_at__isnull=True, institution__in=list(places)
    ).select_related("institution", "staff")
    total = Dose.objects.filter(vaccine=vaccine, lot_no=lot_no, voided_at__isnull=True).count()
    reached = found.count()
    if not moves.exists() and not reached:
        raise Http404("没有这个批号，或不在您的服务范围内")
    today = clock.today()
    shown = Paginator(found, size).get_page(request.GET.get("page"))
    context = {
        "label": VACCINE.label(vaccine),
        "lot_no": lot_no,
        "moves": [
            (each, STOCK_KIND.label(each.kind)) for each in moves.order_by("served_on", "recorded_at")[:60]
        ],
        "rows": [{"dose": each, "person": words.person(each.resident, today)} for each in shown],
        "reached": reached,
        "shown": shown,
        "elsewhere": total - reached,
    }
    return page(request, "immunization/lot.html", context, at="immunization")
