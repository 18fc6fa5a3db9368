"""三高共管、六病同防: pressure, glucose and lipids of a patient side by side, and what speaks for which disease.

NCD-14. Lipids come from 健康体检表 or 医防融合信息补充表, the newer; nothing is typed here. A disease is known where a
paper names it, there is a sign where an exam shows what leads to it, and who was not examined is 未查, never healthy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path

from gongwei.care.models import HealthExam
from gongwei.catalogue.chapters import Chapter, forms, siblings
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import add_months
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.supplement import BENEFIT, SIX_DISEASES
from gongwei.web.chronic.both import registers
from gongwei.web.chronic.grading import form_id
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.visit.lasts import last_values
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE, MOST, HOLDS = 40, 10_000, (1, 2)
SHORT = {1: "两病用药", 2: "慢特病", 3: "没有", 9: "不详"}
YEARS = 2
"""Exams of so many years speak: who missed one year's is not unknown at once."""
LIPIDS = ("tc", "tg", "ldl_c", "hdl_c")
OUTCOMES = {"above": ("未达标", "overdue"), "at_target": ("达标", "done"), "missing": ("未查", "due")}
ORDER = tuple(OUTCOMES)
"""What two registers say of the same values: the stricter first."""
PROBLEMS = {
    2: ("heart_disease", (2, 3, 4)), 3: ("cerebrovascular", (2, 3, 4)), 4: ("kidney_disease", (2, 3, 4, 5)),
    5: ("eye_disease", (2, 3)), 7: ("vascular_disease", (3,)),
}  # fmt: skip
"""Disease → the field of 现存主要健康问题 and its codes that are the disease."""
LOOKED = {code: name for code, (name, _) in PROBLEMS.items()} | {6: "neuro_disease"}
SIGNS = {
    2: ("ecg", (2,), "心电图异常"), 3: ("cerebrovascular", (5,), "短暂性脑缺血发作"),
    4: ("urine_protein", (), "尿蛋白"), 5: ("fundus", (2,), "眼底异常"),
    6: ("neuro_disease", (2,), "神经系统疾病待明确"), 7: ("dorsalis_pedis", (1, 3, 4), "足背动脉搏动弱"),
}  # fmt: skip
"""Disease → what of an exam leads to it: field, codes, in words; no codes: any + of a dipstick."""
READ = ("resident_id", "served_on", *LIPIDS, *LOOKED.values(), "ecg", "urine_protein", "fundus", "dorsalis_pedis")
VIEWS = {
    "all": "全部", "above": "血脂未达标", "missing": "血脂未查", "ill": "已有六病", "sign": "有危险信号",
    "benefit": "享受门诊保障", "unheld": "没有或未记门诊保障",
}  # fmt: skip


@dataclass
class Risk:
    """One patient: the newest lipids within the county's months, what is known of each disease, the benefit."""

    resident: int
    lipids: dict[str, Any] = field(default_factory=dict)
    lipids_on: dt.date | None = None
    outcome: str = "missing"
    known: dict[int, str] = field(default_factory=dict)
    signs: dict[int, str] = field(default_factory=dict)
    looked: dict[int, dt.date] = field(default_factory=dict)
    benefit: int | None = None

    @property
    def parts(self) -> set[str]:
        """The parts of the list that hold the patient."""
        found = {"all", self.outcome, "benefit" if self.benefit in HOLDS else "unheld"}
        return found | ({"ill"} if self.known else set()) | ({"sign"} if set(self.signs) - set(self.known) else set())

    def cell(self, code: int) -> tuple[str, str, str]:
        """Of one disease: word, colour, and where that is from."""
        if code in self.known:
            return "已有", "overdue", self.known[code]
        if code in self.signs:
            return "信号", "due", self.signs[code]
        if code in self.looked:
            return "未见", "", f"{self.looked[code]:%Y-%m-%d} 体检未发现"
        return "未查", "", "两年内没有体检，或体检没有填这一项"


def risks(standing: Mapping[str, Mapping[int, dt.date]], held: Sequence[Chapter], today: dt.date) -> dict[int, Risk]:
    """Everybody of the registers; later papers overrule earlier ones."""
    found = {each: Risk(each) for each in sorted({one for people in standing.values() for one in people})}
    months = max((values_on(each.id, today)["lipid_months"] for each in held), default=0)
    since = add_months(today, -months)
    _read_exams(found, since, today)
    for each in held:
        _read_papers(found, each, since, today)
    for each in held:
        _judge(found, each, standing[each.id])
    return found


def _read_exams(found: dict[int, Risk], since: dt.date, today: dt.date) -> None:
    exams = HealthExam.objects.filter(
        resident__in=found, voided_at=None, served_on__gt=add_months(today, -12 * YEARS), served_on__lte=today
    ).order_by("served_on", "pk")
    for values in exams.values(*READ):
        one, day = found[values["resident_id"]], values["served_on"]
        _take_lipids(one, values, day, since)
        for code, name in LOOKED.items():
            if values[name]:
                one.looked[code] = day
        for code, (name, ill) in PROBLEMS.items():
            if set(values[name] or ()) & set(ill):
                one.known[code] = f"{day:%Y-%m-%d} 健康体检表"
        one.signs = {
            code: f"{day:%Y-%m-%d} {label}"
            for code, (name, codes, label) in SIGNS.items() if _shows(values[name], codes)
        }  # fmt: skip


def _shows(value: Any, codes: tuple[int, ...]) -> bool:
    if not codes:
        return "+" in str(value or "")
    return bool(set(value if isinstance(value, list) else [value]) & set(codes))


def _read_papers(found: dict[int, Risk], held: Chapter, since: dt.date, today: dt.date) -> None:
    valid = {"resident__in": found, "voided_at": None, "served_on__lte": today}
    sheets: Any = forms()[f"{held.id}_supplement"].model._default_manager.filter(**valid)
    for values in sheets.order_by("served_on", "pk").values(
        "resident_id", "served_on", "benefit", "six_diseases", "lipids_on", *LIPIDS
    ):
        one = found[values["resident_id"]]
        one.benefit = values["benefit"] or one.benefit
        _know(one, values["six_diseases"], values["served_on"], "补充表")
        _take_lipids(one, values, values["lipids_on"], since)
    graded: Any = forms()[form_id(held)].model._default_manager.filter(**valid)
    for resident, day, ills in graded.order_by("served_on", "pk").values_list("resident_id", "served_on", "comorbid"):
        _know(found[resident], ills, day, "分级评估")


def _know(one: Risk, codes: Iterable[int] | None, day: dt.date, paper: str) -> None:
    for code in set(codes or ()) & set(LOOKED):
        one.known[code] = f"{day:%Y-%m-%d} {paper}"


def _take_lipids(one: Risk, values: Mapping[str, Any], day: dt.date | None, since: dt.date) -> None:
    held = {name: values[name] for name in LIPIDS if values[name] is not None}
    if held and day is not None and day >= since and (one.lipids_on is None or day >= one.lipids_on):
        one.lipids, one.lipids_on = held, day


def _judge(found: dict[int, Risk], held: Chapter, people: Mapping[int, dt.date]) -> None:
    """By the limits of every register that the patient stands in; the strictest of them decides."""
    measured = [found[each] for each in people if found[each].lipids]
    rows = [{**one.lipids, "served_on": one.lipids_on} for one in measured]
    for one, said in zip(measured, judge(held.id, rows), strict=True):
        one.outcome = min((said["lipid_control"], one.outcome), key=ORDER.index)


@staff_page()
@leaves()
def roster(request: HttpRequest) -> HttpResponseBase:
    """One part of the two registers' people at a time, those with most signs and diseases on top."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    held = [each for each in siblings() if may(request.user, "read", each.id)]
    if not held:
        return page(request, "web/chronic/three_highs.html", {"views": ()}, at="home")
    standing = registers(scope.residents(), held, today)
    if (total := len(set().union(*standing.values()))) > MOST:
        return page(request, "web/chronic/three_highs.html", {"views": (), "too_many": total}, at=held[0].id)
    found = risks(standing, held, today)
    shown_codes = _six(held, today)
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    part = [one for one in found.values() if view in one.parts]
    part.sort(key=lambda one: (-len(one.known) - len(one.signs), one.outcome != "above", one.resident))
    size = per_page(request, PAGE)
    pages = max(1, -(-len(part) // size))
    number = min(pages, max(1, page_of(request.GET.get("page", "")) or 1))
    rows = part[(number - 1) * size : number * size]
    people = named([one.resident for one in rows], scope.hidden)
    own = {one.resident: [each for each in held if one.resident in standing[each.id]] for one in rows}
    lasts = last_values((resident, each.id, ()) for resident, chapters in own.items() for each in chapters)
    context = {
        "views": [(key, label, key == view, sum(key in one.parts for one in found.values()))
                  for key, label in VIEWS.items()],
        "view": view, "heads": [each.short for each in held],
        "six": [SIX_DISEASES.label(code).removesuffix("病变") for code in shown_codes],
        "rows": [_row(request, one, people[one.resident], [lasts.get((one.resident, each.id)) for each in held],
                      shown_codes, own[one.resident][0])
                 for one in rows if one.resident in people],
        "count": len(part), "page_number": number, "pages": pages, "width": 5 + len(held) + len(shown_codes),
        "limits": [(each.short, values_on(each.id, today)) for each in held],
    }  # fmt: skip
    return page(request, "web/chronic/three_highs.html", context, at=held[0].id)


def _six(held: Sequence[Chapter], today: dt.date) -> list[int]:
    """The county's six, in the order of the sheet's codes."""
    asked = {code for each in held for code in values_on(each.id, today)["six_diseases"] or ()}
    return [code for code in SIX_DISEASES.items if code in asked and code in LOOKED]


def _row(
    request: HttpRequest, one: Risk, person: Resident, lasts: Sequence[Any], codes: Sequence[int], own: Chapter
) -> dict[str, Any]:
    today, (word, tint) = clock.today(), OUTCOMES[one.outcome]
    values = " / ".join(str(one.lipids.get(name, "—")) for name in LIPIDS) if one.lipids else ""
    return {
        "person": words.person(person, today), "village": words.place(person.village.name),
        "lasts": lasts,
        "word": "未测全" if one.lipids and one.outcome == "missing" else word, "tint": tint,
        "values": values, "on": one.lipids_on,
        "cells": [one.cell(code) for code in codes],
        "benefit": SHORT.get(one.benefit or 0, "未记"), "held": one.benefit in HOLDS,
        "benefit_whole": BENEFIT.label(one.benefit) if one.benefit else "补充表没有记",
        **words.leading(request.user, person.pk, f"{own.id}_supplement", "补充表"),
    }  # fmt: skip


urlpatterns = [path("two-diseases/three-highs/", roster, name="three_highs")]
