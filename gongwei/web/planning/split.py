"""任务分解: a township divides a number among its villages; a village doctor sees his own, done and left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.indicators.evaluation import Sum, sums
from gongwei.people.models import Region, Staff
from gongwei.people.problems import refuse
from gongwei.planning import duties, sheets
from gongwei.planning.models import METHODS, WEIGHTS, Share, SheetCell, Split
from gongwei.planning.progress import Pace, done, elapsed
from gongwei.planning.splitting import Place, Proposal, eligible, population, propose, split
from gongwei.ui.notices import Toast
from gongwei.web.figures.standing import as_of_day, freshness
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.planning.reach import Reach, cell_within, reach


@dataclass(frozen=True)
class Row:
    """One village (and doctor) of the page: the number proposed or kept, and how far it is."""

    field: str
    village: str
    doctor: str
    weight: int
    value: str
    rule: int
    pace: Pace | None
    url: str


@staff_page("figures")
def divide(request: HttpRequest, cell_id: int) -> HttpResponse:
    """Two clicks: by what, keep. Each number may be typed over; sum and gap are told while one types."""
    held = reach(request)
    cell = cell_within(held, cell_id)
    if cell.column.kind != "target":
        raise Http404("基数不分解")
    kept = Split.objects.filter(cell=cell, live=True).first()
    chosen = _chosen(request, kept)
    found: list[Proposal] = []
    said = attempt(Answers({}, {}, ()), lambda: found.append(_proposal(cell, chosen)))
    proposal = found[0] if found else Proposal({}, {})
    if request.method == "POST" and found:
        said = attempt(
            Answers({}, {}, (), key_of(request)), lambda: _keep(request, held, cell, chosen, proposal)
        )
        if not said:
            say(request, Toast(f"{cell.column.header}已分解到 {len(proposal.values)} 处"))
            return redirect("web:task_sheet")
    rows = _rows(request, cell, proposal, kept if "weights" not in request.GET else None)
    context = {
        "held": held, "cell": cell, "column": cell.column, "rows": rows, "kept": kept, "chosen": chosen,
        "weights": WEIGHTS.items(), "methods": METHODS.items(), "said": said,
        "sum": sum(int(row.value) for row in rows if row.value.isdecimal()),
        "reason": request.POST.get("reason", kept.reason if kept else ""), "changed": _changed(kept),
        "may": held.divides and cell.institution == held.institution,
    }  # fmt: skip
    answer = page(request, "web/planning/split.html", context, at="plan", rail=True, as_of=freshness())
    answer.status_code = 422 if said and request.method == "POST" else 200
    return answer


def _changed(kept: Split | None) -> int:
    return kept.shares.filter(made="manual").count() if kept else 0


def _chosen(request: HttpRequest, kept: Split | None) -> tuple[str, str]:
    """By what and how rounded: as asked, as kept, or by the people eligible with the largest remainders."""
    asked = request.POST if request.method == "POST" else request.GET
    first = (kept.weights, kept.method) if kept else ("eligible", "largest_remainder")
    weights, method = asked.get("weights", first[0]), asked.get("method", first[1])
    return (
        weights if weights in WEIGHTS else "population",
        method if method in METHODS else "largest_remainder",
    )


def _proposal(cell: SheetCell, chosen: tuple[str, str]) -> Proposal:
    if cell.institution is None:
        raise refuse("weights", "这一行没有对应的机构")
    if chosen[0] == "eligible":
        if cell.column.indicator not in measures():
            raise refuse("weights", "这个指标没有逐人的应服务人数，请按常住人口分解")
        weights = eligible(cell.institution, cell.column.indicator, counted())
    else:
        weights = population(cell.institution)
    return propose(cell.value, weights, chosen[1])


def counted() -> tuple[Sum, ...]:
    """The counts of the newest build by village and doctor; none while there is no build."""
    if reader.freshness() is None:
        return ()
    return sums(as_of_day(), reader.newest(), plan())


def _keep(
    request: HttpRequest, held: Reach, cell: SheetCell, chosen: tuple[str, str], proposal: Proposal
) -> None:
    values: dict[Place, int] = {}
    for place, rule in proposal.values.items():
        text = request.POST.get(_field(place), str(rule)).replace(",", "").strip()
        if not re.fullmatch(r"\d{1,9}", text):
            raise refuse(_field(place), f"“{text[:20]}”不是整数，请只写数字")
        values[place] = int(text)
    reason = request.POST.get("reason", "")[:300]
    key = Answers({}, {}, (), key_of(request)).id
    split(key, cell, chosen, proposal, values, reason, by=held.staff)


def _field(place: Place) -> str:
    return f"v-{place[0]}-{place[1] or 0}"


def _rows(request: HttpRequest, cell: SheetCell, proposal: Proposal, kept: Split | None) -> list[Row]:
    shares = {(each.village_id, each.doctor_id): each for each in kept.shares.all()} if kept else {}
    places = sorted({*proposal.values, *shares}, key=lambda place: (place[0], place[1] or 0))
    villages = dict(Region.objects.filter(pk__in={v for v, _ in places}).values_list("pk", "name"))
    doctors = dict(Staff.objects.filter(pk__in={d for _, d in places if d}).values_list("pk", "name"))
    reached = done(shares.values(), cell.column.indicator, counted()) if shares else {}
    made = []
    for place in places:
        share, rule = shares.get(place), proposal.values.get(place, 0)
        value = request.POST.get(_field(place), str(share.value if share else rule))
        pace = Pace(share.value, reached.get(share.pk, 0), elapsed(as_of_day())) if share else None
        made.append(
            Row(
                _field(place), villages.get(place[0], place[0]), doctors.get(place[1] or 0, "未指定"),
                proposal.weights.get(place, share.weight if share else 0), value, rule, pace,
                _names(cell.column.indicator, place),
            )
        )  # fmt: skip
    return made


def _names(indicator: str, place: Place) -> str:
    """The people behind a village's number, one by one."""
    if indicator not in measures():
        return ""
    return f"{reverse('web:indicator', args=[indicator])}?{urlencode({'village': place[0]})}"


@staff_page("figures")
def mine(request: HttpRequest) -> HttpResponse:
    """What is asked of a village doctor this year: task, done, left, at this pace, and whose names are missing."""
    held = reach(request)
    sheet = sheets.current(plan().id)
    shares = Share.objects.filter(
        split__live=True, split__cell__column__sheet=sheet, village_id__in=held.villages
    )
    own = shares.select_related("village", "doctor", "split__cell__column").order_by(
        "split__cell__column__position", "village_id"
    )
    numbers = counted()
    lines, late = [], 0
    for share in own:
        if share.doctor_id not in (None, held.staff.pk):
            continue
        indicator = share.split.cell.column.indicator
        reached = done([share], indicator, numbers)[share.pk]
        pace = Pace(share.value, reached, elapsed(as_of_day()))
        late += pace.lags
        lines.append({"share": share, "pace": pace, "url": _names(indicator, (share.village_id, None))})
    context: dict[str, Any] = {
        "held": held, "sheet": sheet, "lines": lines, "late": late, "owned": _owned(held)
    }  # fmt: skip
    return page(request, "web/planning/mine.html", context, at="plan", rail=True, as_of=freshness())


def _owned(held: Reach) -> list[tuple[str, list[str]]]:
    """Item → the villages in which the reader is the named person."""
    labels = {item.chapter: item.label for item in plan().file.items}
    found: dict[str, list[str]] = {}
    for row in duties.mine(plan().id, held.staff):
        found.setdefault(labels.get(row.item, row.item), []).append(str(row.village))
    return list(found.items())


urlpatterns = [
    path("plan/tasks/<int:cell_id>/split/", divide, name="task_split"),
    path("plan/mine/", mine, name="task_mine"),
]
