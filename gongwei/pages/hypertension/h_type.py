"""H型高血压: who was tested, who has the type, who is supplied, who was missed; each town beside its task (NCD-21)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.catalogue.chapters import chapter
from gongwei.catalogue.plans import plan, refs_on, values_on
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.planning.numbers import hand_down, numbers_of
from gongwei.programmes.hypertension.codes import DRUG_PACK, H_TYPE_DRUG
from gongwei.programmes.hypertension.models import HType, Supply
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.appraisal.reach import fill
from gongwei.web.chronic.both import registers
from gongwei.web.frame import words
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, programme_page
from gongwei.web.frame.toasts import say
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PROGRAMME, INDICATOR, BASE = "hypertension", "hypertension.h_type_completion", "h_type_task"
REFUSED = "H型高血压的任务数由项目办给本辖区的机构下达"
REFUSAL = "H型高血压登记只对管理高血压患者的账号开放；如工作需要，请向本机构管理员申请"
PAGE = 40
VIEWS = {
    "towns": "各乡镇", "untested": "漏查：未测", "unsupplied": "漏服：未领", "lapsed": "漏服：已吃完",
    "supplied": "在服", "ordinary": "不是H型",
}  # fmt: skip
WAYS = {"untested": "hypertension_h_type", "unsupplied": "hypertension_supply", "lapsed": "hypertension_supply"}
"""Part of the list → the form that closes the gap."""


@dataclass(frozen=True)
class Held:
    """One patient: the last homocysteine value and what was handed out last, and until when it lasts."""

    resident: int
    test: HType | None
    h_type: bool
    supply: Supply | None
    this_year: bool
    part: str

    @property
    def lasts(self) -> dt.date | None:
        """The last day that the supply covers; the day it was handed out is the first."""
        return self.supply.served_on + dt.timedelta(self.supply.days - 1) if self.supply and self.supply.days else None


@dataclass(frozen=True)
class Town:
    """One institution: its patients in numbers, and the task number where one was handed down."""

    institution: Institution
    managed: int
    tested: int
    h_type: int
    taking: int
    reached: int
    task: int | None

    @property
    def untested(self) -> int:
        """漏查."""
        return self.managed - self.tested

    @property
    def missed(self) -> int:
        """漏服: never supplied, or what was handed out is used up."""
        return self.h_type - self.taking

    @property
    def left(self) -> int | None:
        """What is still to be done of the task."""
        return max(0, self.task - self.reached) if self.task is not None else None

    @property
    def rate(self) -> Decimal | None:
        """Reached ÷ task, in per cent."""
        return Decimal(self.reached) * 100 / self.task if self.task else None


def register(managed: Any, today: dt.date) -> list[Held]:
    """Every patient with the last valid test and the last valid supply up to the day."""
    valid = {"resident__in": list(managed), "voided_at": None, "served_on__lte": today}
    tests: Mapping[int, HType] = {
        each.resident_id: each for each in HType.objects.filter(**valid).order_by("served_on", "pk")
    }
    supplies: dict[int, Supply] = {}
    reached = set()
    for each in Supply.objects.filter(**valid).select_related("staff").order_by("served_on", "pk"):
        supplies[each.resident_id] = each
        reached |= {each.resident_id} if each.served_on.year == today.year else set()
    limits = {day: values_on(PROGRAMME, day)["h_type_hcy"] for day in {each.served_on for each in tests.values()}}
    found = []
    for resident in managed:
        test, supply = tests.get(resident), supplies.get(resident)
        value = test.hcy if test is not None else None
        h_type = test is not None and value is not None and value >= limits[test.served_on]
        one = Held(resident, test, h_type, supply, resident in reached, "")
        found.append(Held(resident, test, h_type, supply, resident in reached, _part(one, value, today)))
    return found


def _part(one: Held, value: Any, today: dt.date) -> str:
    if value is None:
        return "untested"
    if not one.h_type:
        return "ordinary"
    if one.supply is None:
        return "unsupplied"
    return "supplied" if one.lasts is not None and one.lasts >= today else "lapsed"


def towns(found: list[Held], homes: Mapping[int, int | None], numbers: Mapping[int, int]) -> list[Town]:
    """The institutions of the patients and those with a task; whoever lags most comes first."""
    rows: dict[int, list[Held]] = {}
    for one in found:
        home = homes.get(one.resident)
        if home is not None:
            rows.setdefault(home, []).append(one)
    places = Institution.objects.in_bulk([*rows])
    made = [_town(places[key], held, numbers.get(key)) for key, held in rows.items()]
    return sorted(made, key=lambda town: (-(town.left or 0), -town.untested, town.institution.pk))


def _town(place: Institution, held: list[Held], task: int | None) -> Town:
    return Town(
        place, len(held), sum(one.part != "untested" for one in held), sum(one.h_type for one in held),
        sum(one.part == "supplied" for one in held), sum(one.h_type and one.this_year for one in held), task,
    )  # fmt: skip


@programme_page(PROGRAMME, REFUSAL)()
@leaves(PROGRAMME)
def h_type(request: HttpRequest) -> HttpResponseBase:
    """Towns with their tasks, or one part of the register by name; forty to a page."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    managed = registers(scope.residents(), [chapter(PROGRAMME)], today)[PROGRAMME]
    found = register(managed, today)
    view = request.GET.get("view", "towns")
    view = view if view in VIEWS else "towns"
    part = [one for one in found if one.part == view]
    size = per_page(request, PAGE)
    pages = max(1, -(-len(part) // size))
    number = min(pages, max(1, page_of(request.GET.get("page", "")) or 1))
    shown = part[(number - 1) * size : number * size]
    people = named([one.resident for one in shown], scope.hidden)
    homes = dict(scope.residents().filter(pk__in=list(managed)).values_list("pk", "institution_id"))
    limits = values_on(PROGRAMME, today)
    numbers = numbers_of(plan(), INDICATOR, BASE)
    sheet = _number(request, numbers)
    if request.method == "POST":
        place = _town_of(request)
        if place is None or sheet is None:
            raise NotYours(REFUSED, how="任务数由项目办下达")
        asked, own = place, scope.staff
        left = fill(request, sheet, lambda a: hand_down(
            a.id, plan().id, INDICATOR, asked, a["value"], a["source"], by=own,
        ))  # fmt: skip
        if left is None:
            say(request, Toast("任务数已下达"))
            return redirect("hypertension:h_type")
        sheet = left
    context = {
        "sheet": sheet, "gives": may(request.user, "plan"),
        "views": [(key, label, key == view, None if key == "towns" else sum(one.part == key for one in found))
                  for key, label in VIEWS.items()],
        "view": view, "towns": towns(found, homes, numbers) if view == "towns" else (),
        "rows": [_row(request, one, people[one.resident]) for one in shown if one.resident in people],
        "ordered": limits["h_type_ordered"], "limit": limits["h_type_hcy"], "year": today.year,
        "clause": refs_on(PROGRAMME, today).get("h_type_hcy", ""),
        "count": len(part), "page_number": number, "pages": pages,
    }  # fmt: skip
    answer = page(request, "hypertension/h_type.html", context, at=PROGRAMME)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def _town_of(request: HttpRequest) -> Institution | None:
    """The town whose number is being set; 404 where the account does not see it."""
    key = request.POST.get("town") or request.GET.get("town") or ""
    if not key:
        return None
    found = Institution.objects.visible_to(request.user).responsible().filter(pk=int(key) if key.isdecimal() else 0)
    place = found.first()
    if place is None:
        raise Http404("没有这个机构，或不在您的范围内")
    return place


def _number(request: HttpRequest, numbers: Mapping[int, int]) -> Sheet | None:
    """The questions of one town's number, for whoever hands tasks down."""
    place = _town_of(request)
    if place is None or not may(request.user, "plan"):
        return None
    asked = (
        Question("value", "任务数", must=True, longest=7, hint="人；今年应完成补服的H型高血压患者"),
        Question("source", "依据", must=True, longest=120, hint="下达任务的文件名称或文号"),
    )
    sheet = Sheet("number", f"下达任务数：{place.name}", "下达", asked, hidden=(("town", str(place.pk)),))
    return replace(sheet, typed={"value": str(numbers[place.pk])}) if place.pk in numbers else sheet


def _row(request: HttpRequest, one: Held, person: Any) -> dict[str, Any]:
    form = WAYS.get(one.part, "hypertension_supply" if one.part == "supplied" else "")
    writes = bool(form) and may(request.user, "write", PROGRAMME)
    return {
        "person": words.person(person, clock.today()), "village": words.place(person.village.name), "one": one,
        "drug": _drug(one.supply), "amount": _amount(one.supply),
        "way": reverse("web:record_new", args=[one.resident, form]) if writes else "",
        "act": "登记检测" if form == "hypertension_h_type" else "登记发放",
    }  # fmt: skip


def _drug(supply: Supply | None) -> str:
    if supply is None or supply.drug is None:
        return ""
    return supply.drug_other or H_TYPE_DRUG.label(supply.drug)


def _amount(supply: Supply | None) -> str:
    """4 盒."""
    if supply is None or supply.quantity is None or supply.pack is None:
        return ""
    return f"{supply.quantity} {DRUG_PACK.label(supply.pack)}"


urlpatterns = [path("h-type/", h_type, name="h_type")]
