"""汇总: what was done for each item this year by institution; the roll-up that each line asks for."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.programmes.new_items import models as m
from gongwei.programmes.new_items.verbs import known
from gongwei.ui.refusals import NotYours
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "new_items"
COLUMNS: tuple[tuple[int, str, type[Any], Any], ...] = (
    (4, "两癌检查", m.TwoCancer, Count("pk")),
    (4, "两癌阳性", m.TwoCancer, Count("pk", filter=Q(cervical__in=(2, 3, 4)) | Q(breast__in=(2, 3, 4)))),
    (6, "孕前优生", m.Preconception, Count("pk")),
    (7, "叶酸(瓶)", m.FolicAcid, Sum("bottles")),
    (11, "医养结合", m.Service, Count("pk", filter=Q(item=11))),
    (5, "药具发放", m.Contraceptive, Sum("quantity", filter=Q(movement=2))),
    (9, "窝沟封闭(人)", m.Sealant, Count("pk", filter=~Q(sealed=[]) & Q(sealed__isnull=False))),
    (1, "地方病监测", m.Work, Sum("checked", filter=Q(item=1))),
    (2, "职业病监测", m.Work, Sum("checked", filter=Q(item=2))),
    (3, "重大疾病监测", m.Work, Sum("checked", filter=Q(item=3))),
    (14, "卫生应急", m.Work, Count("pk", filter=Q(item=14))),
    (15, "食品监测", m.Work, Sum("checked", filter=Q(item=15))),
)
"""Item, heading, model, what is counted."""


@staff_page("figures")
@leaves(PROGRAMME)
def report(request: HttpRequest) -> HttpResponse:
    """An institution a row, an item a column; below, the literacy level of this year and last."""
    if not may(request.user, "read", PROGRAMME):
        raise NotYours("您的账号不能查看新划入项目", how="请向本机构管理员申请")
    text = request.GET.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    places = list(institutions_for(request.scope, PROGRAMME).responsible())  # type: ignore[attr-defined]
    columns = [_counts(request, each, year, places) for each in COLUMNS]
    rows = [(place, [column.get(place.pk, 0) for column in columns]) for place in places]
    context = {
        "heads": [(known(item)["label"], head) for item, head, _, _ in COLUMNS], "rows": rows,
        "totals": [sum(column.values()) for column in columns], "year": year, "years": (year - 1, year, year + 1),
        "literacy": [(each, _level(places, each)) for each in (year - 1, year)], "last": clock.today().year,
    }  # fmt: skip
    return page(request, "new_items/report.html", context, at=PROGRAMME)


def _counts(
    request: HttpRequest, column: tuple[int, str, type[Any], Any], year: int, places: list[Institution]
) -> dict[int, int]:
    """Institution → figure; records of residents count where the resident's own institution is."""
    _, _, model, figure = column
    found = model.objects.filter(voided_at=None, served_on__year=year)
    if hasattr(model, "resident_id"):
        seen = Resident.objects.visible_to(request.user).filter(institution__in=places).order_by()
        found, place = found.filter(resident__in=seen), "resident__institution"
    else:
        found, place = found.filter(institution__in=places), "institution"
    grouped = found.order_by().values(at=F(place)).annotate(figure=figure)
    return {row["at"]: row["figure"] or 0 for row in grouped}


def _level(places: list[Institution], year: int) -> str:
    """The level of all surveys of the year together."""
    found = m.Literacy.objects.filter(institution__in=places, voided_at=None, served_on__year=year)
    sums = found.aggregate(asked=Sum("surveyed"), able=Sum("literate"))
    return f"{100 * (sums['able'] or 0) / sums['asked']:.1f}%" if sums["asked"] else "没有调查"


urlpatterns = [path("report/", report, name="report")]
