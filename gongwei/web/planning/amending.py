"""年中修订: the targets in force with a field for each new value, the notice and its day; then signed like a plan."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from gongwei.catalogue.plans import plan, published
from gongwei.kernel import clock
from gongwei.people.grants import staff_of
from gongwei.people.problems import refuse
from gongwei.planning import amending
from gongwei.planning.models import Draft
from gongwei.policy import Plan
from gongwei.web.figures.said import said
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page

WORDS = {"title": "文件标题", "number": "文号", "issued_on": "印发日期", "from_on": "施行日期"}


@staff_page("plan")
def amend(request: HttpRequest) -> HttpResponseBase:
    """Type the new values beside the old ones; what is left empty stays. One button makes the text to be signed."""
    current, problems = published(plan().path.stem), dict[str, list[str]]()
    if request.method == "POST":
        made: list[Draft] = []
        answers = Answers({}, {}, (), key_of(request))
        for problem in attempt(answers, lambda: made.append(_begin(request, current, answers))):
            problems.setdefault(problem.field, []).append(problem.message)
        if made:
            return redirect("web:plan_draft", draft_id=made[0].pk)
    fields = {f"v-{each.indicator}" for each in current.targets} | set(WORDS)
    context = {
        "plan": current, "rows": list(_rows(request, current, problems)), "asked": list(_asked(request, problems)),
        "loose": [line for field, lines in problems.items() if field not in fields for line in lines],
    }  # fmt: skip
    answer = page(request, "web/planning/amend.html", context, at="plan", rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _begin(request: HttpRequest, current: Plan, answers: Answers) -> Draft:
    staff = staff_of(request.user)
    if staff is None:
        raise PermissionDenied("请使用在岗人员的账号登录")
    asked = request.POST
    indicators = list(dict.fromkeys(each.indicator for each in current.targets))
    wanted = amending.Wanted(
        _day(asked.get("from_on", ""), "from_on"), asked.get("title", "")[:200], asked.get("number", "")[:60],
        _day(asked.get("issued_on", ""), "issued_on"),
        {one: asked[f"v-{one}"] for one in indicators if asked.get(f"v-{one}", "").strip()},
        tuple(one for one in indicators if asked.get(f"x-{one}")),
    )  # fmt: skip
    return amending.begin(answers.id, current.path.stem, wanted, by=staff)


def _day(typed: str, field: str) -> dt.date:
    try:
        return dt.date.fromisoformat(typed.strip())
    except ValueError:
        raise refuse(field, f"{WORDS[field]}应写成 {clock.today().year}-07-01 这样的日期") from None


def _asked(request: HttpRequest, problems: dict[str, list[str]]) -> Any:
    today = clock.today().isoformat()
    first = {"issued_on": today, "from_on": today}
    for name, label in WORDS.items():
        yield {
            "name": name, "label": label, "value": request.POST.get(name, first.get(name, "")),
            "said": problems.get(name, ()), "day": name.endswith("_on"), "must": name != "number",
        }  # fmt: skip


def _rows(request: HttpRequest, current: Plan, problems: dict[str, list[str]]) -> Any:
    """Each target that has a number, once for each indicator."""
    seen = set[str]()
    for each in current.targets:
        if each.indicator in seen or each.value is None or isinstance(each.value, tuple):
            continue
        seen.add(each.indicator)
        yield {
            "indicator": each.indicator, "label": each.label, "said": said(each), "unit": each.unit,
            "typed": request.POST.get(f"v-{each.indicator}", ""), "out": bool(request.POST.get(f"x-{each.indicator}")),
            "problems": problems.get(f"v-{each.indicator}", ()),
        }  # fmt: skip


urlpatterns = [path("plan/amend/", amend, name="plan_amend")]
