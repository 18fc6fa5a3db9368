"""The paper of a record as typed: read with every problem named, drawn again with nothing lost (spec 01 b3, b4)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from gongwei.kernel import clock
from gongwei.people import access
from gongwei.people.codes import PAST_DISEASE
from gongwei.people.forms import FILING
from gongwei.people.models import PastDisease, Resident
from gongwei.people.problems import HARD, SOFT
from gongwei.people.verbs.past import PastLines
from gongwei.records.binding import Bound, bind
from gongwei.records.layout import Problem
from gongwei.ui.controls import Control
from gongwei.ui.official import FormView, PaperRow, form_view
from gongwei.ui.visits import visit_of
from gongwei.web.frame import words
from gongwei.web.frame.asking import Sheet
from gongwei.web.frame.typed import HALF

ENROLLING = {2: "高血压", 3: "2型糖尿病", 8: "严重精神障碍", 9: "肺结核"}
"""Diseases of the past history that have a programme: the page offers it (spec 01 b4)."""
MONTH = "diagnosed_"


@dataclass(frozen=True)
class Filled:
    """One request: fields for the verb, lines of the past history, and what keeps it from being saved."""

    bound: Bound
    values: dict[str, Any]
    past: PastLines
    problems: tuple[Problem, ...]
    checked: bool
    months: dict[int, str]

    def refused(self, problems: list[Problem]) -> Filled:
        """With what the verb said added."""
        return replace(self, problems=(*self.problems, *problems))

    def view(self) -> FormView:
        """The paper with everything as typed."""
        drawn = form_view(FILING, bound=replace(self.bound, problems=self.problems), now="填写")
        return _whole(drawn, self.bound.values.get("past_disease"), self.months)

    @property
    def doubtful(self) -> bool:
        """Only doubts are left: the page offers to confirm them."""
        return bool(self.problems) and all(problem.severity == SOFT for problem in self.problems)


def fill(request: HttpRequest) -> Filled:
    """Read the paper; a field left empty is no problem here, the record then lacks it (规范化 says which)."""
    bound = bind(FILING, request.POST, today=clock.today())
    problems = [problem for problem in bound.problems if problem.severity == HARD]
    if "whole" not in request.POST:
        problems.append(Problem("", HARD, HALF))
    months = {code: request.POST.get(f"{MONTH}{code}", "").strip()[:10] for code, _ in PAST_DISEASE}
    past, wrong = _past(bound, months)
    values = {**bound.values, "id_type": bound.values.get("id_type") or 1}
    if request.POST.get("id_century") in ("18", "19"):
        values["id_century"] = request.POST["id_century"]
    return Filled(bound, values, past, (*problems, *wrong), bool(request.POST.get("checked")), months)


def _past(bound: Bound, months: Mapping[int, str]) -> tuple[PastLines, list[Problem]]:
    """The repeating lines; one that has a time but no name says nothing and is refused by name."""
    wrong = []
    diseases = [
        (code, months[code] or None)
        for code in bound.values.get("past_disease") or ()
        if code != PAST_DISEASE.none
    ]
    events: dict[str, tuple[tuple[str, str | None], ...]] = {}
    for name, label in (("surgeries", "手术"), ("traumas", "外伤"), ("transfusions", "输血")):
        lines = bound.rows[name]
        if any(not row["what"] for row in lines):
            wrong.append(Problem(name, HARD, f"{label}：写了时间的一行还要写名称或原因"))
        events[name] = tuple((row["what"], row["happened"]) for row in lines if row["what"])
    return PastLines(diseases=tuple(diseases), **events), wrong


def paper_of(person: Resident | None, values: Mapping[str, Any]) -> FormView:
    """The paper as stored, or begun with what is known."""
    if person is None:
        return _whole(form_view(FILING, values=values, now="填写"), (), {})
    visit = visit_of(FILING, person)
    months = {line.disease: line.diagnosed or "" for line in PastDisease.objects.filter(resident=person)}
    drawn = form_view(FILING, values=visit.values, rows=visit.rows, now="现在的内容")
    return _whole(drawn, visit.values.get("past_disease"), months)


def _whole(view: FormView, chosen: Sequence[int] | None, months: Mapping[int, str]) -> FormView:
    """The ID number is always asked, and below the diseases stand their months of diagnosis."""
    rows: list[PaperRow] = []
    for row in view.rows:
        controls = tuple(replace(c, when="", hidden=False) if c.name == "id_no" else c for c in row.controls)
        grown = row.group == "既往史"
        rows.append(
            replace(row, controls=controls, group_rows=row.group_rows + 1 if grown else row.group_rows)
        )
        if grown:
            rows.append(
                PaperRow(
                    "确诊时间",
                    tuple(
                        _month(code, label, chosen or (), months)
                        for code, label in PAST_DISEASE
                        if code != PAST_DISEASE.none
                    ),
                    hint="只填年月，如 2016-05",
                )
            )
    return replace(view, rows=tuple(rows))


def _month(code: int, label: str, chosen: Sequence[int], months: Mapping[int, str]) -> Control:
    when = json.dumps({"field": "past_disease", "codes": [code]})
    return Control(
        f"{MONTH}{code}",
        f"{label}确诊时间",
        "text",
        value=months.get(code, ""),
        size="w88",
        when=when,
        hidden=code not in chosen,
        beside_label=label,
    )


def loose_of(view: FormView, sheet: Sheet) -> list[str]:
    """Refusals that stand beside no field of the page: they are listed above the paper."""
    beside = {question.name for question in sheet.questions}
    return [problem.message for problem in view.loose if problem.field not in beside]


def gained(before: list[int] | None, after: list[int] | None) -> str:
    """What to offer when the past history gains a disease that has a programme; empty when it does not."""
    new = [ENROLLING[code] for code in after or () if code in ENROLLING and code not in (before or ())]
    return f"；既往史有{'、'.join(new)}，请核对后建立管理专案" if new else ""


def key_of(request: HttpRequest) -> uuid.UUID:
    """The client's UUID of a new record."""
    try:
        return uuid.UUID(request.POST.get("id", ""))
    except ValueError:
        raise Http404("记录编号不正确，请重新打开页面") from None


SIDES = (
    ("name", "姓名"),
    ("sex", "性别"),
    ("birth_date", "出生日期"),
    ("id_no", "证件号码"),
    ("phone", "本人电话"),
    ("current_address", "现住址"),
)


def beside(request: HttpRequest, values: Mapping[str, Any], residents: list[Resident]) -> dict[str, Any]:
    """The person typed beside the likely records; of records out of reach only the institution is said."""
    seen = set(
        Resident.objects.visible_to(request.user)
        .filter(pk__in=[r.pk for r in residents])
        .values_list("pk", flat=True)
    )
    known = [each for each in residents if each.pk in seen]
    hidden = [str(each.institution) for each in residents if each.pk not in seen]
    rows = [
        {
            "label": label,
            "typed": _said(name, values.get(name)),
            "found": [_cell(name, values, each) for each in known],
        }
        for name, label in SIDES
    ]
    heads = [
        {
            "number": each.record_no or "未建档",
            "at": str(each.institution),
            "url": reverse("web:resident", args=[each.pk]),
        }
        for each in known
    ]
    return {"rows": rows, "heads": heads, "hidden": hidden}


def _cell(name: str, values: Mapping[str, Any], other: Resident) -> dict[str, Any]:
    theirs = getattr(other, name)
    return {"text": _said(name, theirs), "differs": theirs != values.get(name)}


def _said(name: str, value: Any) -> str:
    if value in (None, ""):
        return "—"
    if name == "sex":
        return words.SEX.get(value, str(value))
    if name == "id_no":
        return access.mask_id(str(value))
    return access.mask_phone(str(value)) if name == "phone" else str(value)
