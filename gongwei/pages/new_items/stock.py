"""药具库存: what came in, was given out and has expired, by institution and device; what runs out of date soon."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.programmes.new_items.codes import DEVICE
from gongwei.programmes.new_items.models import Contraceptive
from gongwei.ui.refusals import NotYours
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "new_items"
IN, OUT, EXPIRED = 1, 2, 3
SOON = 90


@staff_page()
@leaves(PROGRAMME)
def stock(request: HttpRequest) -> HttpResponse:
    """An institution and device a row; a negative balance is shown, never hidden."""
    if not may(request.user, "read", PROGRAMME):
        raise NotYours("您的账号不能查看新划入项目", how="请向本机构管理员申请")
    places = institutions_for(request.scope, PROGRAMME)  # type: ignore[attr-defined]
    found = Contraceptive.objects.filter(institution__in=places, voided_at=None)
    sums: dict[tuple[int, int], dict[int, int]] = {}
    for row in found.order_by().values("institution", "device", "movement").annotate(n=Sum("quantity")):
        sums.setdefault((row["institution"], row["device"]), {})[row["movement"]] = row["n"]
    names = {each.pk: each for each in places}
    rows: list[dict[str, Any]] = []
    for (place, device), moved in sorted(sums.items()):
        came, gave, gone = (moved.get(key, 0) for key in (IN, OUT, EXPIRED))
        rows.append({
            "place": names[place], "device": DEVICE.label(device), "in": came, "out": gave, "expired": gone,
            "left": came - gave - gone,
        })  # fmt: skip
    writes = may(request.user, "write", PROGRAMME)
    until = clock.today() + dt.timedelta(days=SOON)
    ending = (
        found.filter(movement=IN, expires_on__lte=until).select_related("institution").order_by("expires_on")
    )
    context = {
        "rows": rows, "ending": [(each, DEVICE.label(each.device)) for each in ending[:20]],
        "new": reverse("web:work_new", args=["new_items_contraceptive"]) if writes else "",
    }  # fmt: skip
    return page(request, "new_items/stock.html", context, at=PROGRAMME)


urlpatterns = [path("stock/", stock, name="stock")]
