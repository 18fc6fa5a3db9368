"""底数核对: 65岁及以上 in the records beside 实有人口库, by village; each difference opens and is settled (EHR-15)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import add_years
from gongwei.people.access import mask_id
from gongwei.people.enlisting import Difference, differences, keep, ledger, lines
from gongwei.people.grants import may
from gongwei.people.models import Enlisted, Region, Resident
from gongwei.people.models.enlisted import KINDS
from gongwei.people.serving import villages_of
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.appraisal.reach import fill
from gongwei.web.frame import words
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, programme_page
from gongwei.web.frame.toasts import say

REFUSAL = "底数由卫生院和项目办核对；如工作需要，请向本机构管理员申请"
PAGE = 40
WAYS = {
    "register": ("建档", "register"), "transfer": ("申请转入", "transfer"), "reopen": ("恢复档案", "close"),
    "close": ("终止档案", "close"), "move": ("迁居", "change"), "edit": ("改资料", "change"),
}  # fmt: skip
"""Act → its words and the right that it needs."""


@programme_page("elderly", REFUSAL)("review")
@leaves("elderly", names=True)
def headcount(request: HttpRequest) -> HttpResponseBase:
    """Both bases by village and how ours came about; the differences of a village or a kind by name."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    villages, today = _villages(scope), clock.today()
    born = born_until(today)
    every = differences(villages, born)
    seen = _seen(request, every)
    found = [one for one in every if one.kind == "theirs" or (one.resident and one.resident.pk in seen)]
    chosen, village, kind = _chosen(request, found, villages)
    sheet = _sheet(chosen) if chosen is not None and may(request.user, "register") else None
    if request.method == "POST":
        if chosen is None or sheet is None:
            raise NotYours(REFUSAL, how="保留差异由村（居）所属卫生院的公卫科、责任医生和村医说明")
        one = chosen
        left = fill(request, sheet, lambda a: keep(a.id, one, a["reason"], by=scope.staff))
        if left is None:
            say(request, Toast("已说明，保留这项差异"))
            return redirect(f"{reverse('elderly:headcount')}?{urlencode({'village': village, 'kind': kind})}")
        sheet = left
    rows = [one for one in found if kind in ("", "all", one.kind) and village in ("", one.village_id)]
    rows.sort(key=lambda one: one.word is not None)
    size = per_page(request, PAGE)
    number = _number(request, len(rows), size)
    context = {
        "lines": [line for line in lines(villages, born, found) if line.listed or line.filed or line.open],
        "ledger": ledger(villages, born, today.year), "born": born, "age": today.year - born.year,
        "kinds": [(key, label, key == kind, sum(one.kind == key and one.word is None for one in found))
                  for key, label in KINDS.items()],
        "village": villages.get(village), "kind": kind, "named": bool(village or kind), "sheet": sheet,
        "rows": [_row(request, one, chosen, seen) for one in rows[(number - 1) * size : number * size]],
        "count": len(rows),
        "page_number": number, "pages": -(-len(rows) // size), "imports": may(request.user, "register"),
        "last": Enlisted.objects.filter(village__in=villages).order_by("-listed_on").first(),
    }  # fmt: skip
    answer = page(request, "elderly/headcount.html", context, at="elderly")
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def born_until(today: dt.date) -> dt.date:
    """Whoever was born until this day is of the age: on 31 December, or today, as the plan counts."""
    limits = values_on("elderly", today)
    day = dt.date(today.year, 12, 31) if limits["count_age_at_year_end"] else today
    return add_years(day, -int(limits["elderly_age"]))


def _villages(scope: Scope) -> dict[str, Region]:
    rows = villages_of(scope.staff, "review").filter(to_on=None)
    if scope.institution is not None:
        rows = rows.filter(institution__path__startswith=scope.institution.path)
    if scope.village is not None:
        rows = rows.filter(village=scope.village)
    return {row.village_id: row.village for row in rows}


def _seen(request: HttpRequest, found: list[Difference]) -> set[int]:
    """The residents among them whose records the account sees."""
    ids = [one.resident.pk for one in found if one.resident is not None]
    return set(Resident.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))


def _chosen(
    request: HttpRequest, found: list[Difference], villages: dict[str, Region]
) -> tuple[Difference | None, str, str]:
    """The difference that is open, the village and the kind of the address; 404 for what is not within reach."""
    key = request.POST.get("open") or request.GET.get("open") or ""
    village, kind = request.GET.get("village", ""), request.GET.get("kind", "")
    chosen = next((one for one in found if one.key == key), None)
    if (key and chosen is None) or (village and village not in villages) or (kind not in ("", "all", *KINDS)):
        raise Http404("没有这项差异，或不在您的服务范围内，或已经处理")
    return chosen, village, kind


def _number(request: HttpRequest, count: int, size: int) -> int:
    text = request.GET.get("page", "")
    return min(int(text), max(1, -(-count // size))) if text.isdecimal() and 0 < int(text[:6]) else 1


def _row(request: HttpRequest, one: Difference, chosen: Difference | None, seen: set[int]) -> dict[str, Any]:
    own = one.resident if one.resident is not None and one.resident.pk in seen else None
    place = one.entry.village if one.entry is not None else own.village if own is not None else None
    entry, ways = one.entry, one.ways if own is not None or one.resident is None or one.elsewhere else ()
    return {
        "one": one, "person": words.person(own, clock.today()) if own is not None else None,
        "name": entry.name if entry else "", "born": entry.birth_date if entry else own.birth_date if own else None,
        "number": mask_id(one.number), "village": words.place(place.name) if place is not None else "",
        "kind": KINDS[one.kind], "open": chosen is not None and chosen.key == one.key,
        "ways": [(WAYS[way][0], _way(way, one)) for way in ways if may(request.user, WAYS[way][1])],
    }  # fmt: skip


def _way(way: str, one: Difference) -> str:
    """Where the act is done, with what the list says."""
    if way in ("register", "transfer"):
        name = "web:register" if way == "register" else "web:transfers"
        return f"{reverse(name)}?{urlencode({'enlisted': one.entry.pk if one.entry else ''})}"
    pages = {"reopen": "web:closing", "close": "web:closing", "move": "web:move", "edit": "web:resident_edit"}
    assert isinstance(one.resident, Resident)
    return reverse(pages[way], args=[one.resident.pk])


def _sheet(one: Difference) -> Sheet:
    name = one.entry.name if one.entry else one.resident.name if one.resident else ""
    asked = Question("reason", "说明", "long", must=True, longest=300, hint="如：空挂户，长住外地子女家，已电话核实")
    sheet = Sheet("keep", f"保留差异：{name}（{one.said}）", "保留并说明", (asked,), hidden=(("open", one.key),))
    return replace(sheet, typed={"reason": one.word.reason}) if one.word is not None else sheet


urlpatterns = [path("headcount/", headcount, name="headcount")]
