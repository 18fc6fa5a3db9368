"""项目目录: the nineteen slots with owner, implementers, channel, fund and report; the project office changes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from gongwei.catalogue.chapters import forms
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.problems import Forbidden, Invalid
from gongwei.programmes.new_items.slots import slots
from gongwei.programmes.new_items.verbs import FIELDS, known, put_item, retire_item
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Question, Sheet, again, read
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

PROGRAMME = "new_items"
LABELS = {
    "label": "项目", "owner": "责任单位", "implementers": "实施单位", "channel": "渠道和服务方式", "norm": "条线规范",
    "fund": "资金", "report": "报表",
}  # fmt: skip
MUST = ("label", "owner", "implementers")


@staff_page()
@leaves(PROGRAMME)
def items(request: HttpRequest) -> HttpResponse:
    """Every slot as it stands today."""
    if not may(request.user, "read", PROGRAMME):
        raise NotYours("您的账号不能查看新划入项目", how="请向本机构管理员申请")
    rows = [_row(code) for code in slots()]
    context = {"rows": rows, "plans": may(request.user, "plan"), "today": clock.today()}
    return page(request, "new_items/items.html", context, at=PROGRAMME)


def _row(code: int) -> dict[str, Any]:
    row = known(code)
    today = clock.today()
    to_on = row["to_on"]
    row["ended"] = to_on is not None and to_on <= today
    row["empty"] = not row["owner"]
    row["clause"] = clause_label(row["ref"])
    row["registers"] = [
        (forms()[name].label, reverse("web:registers_list", args=[name]))
        for name in row["forms"]
        if name in forms()
    ]
    return row


@staff_page("plan")
def change(request: HttpRequest, code: int) -> HttpResponse:
    """Say what an item is from a day on."""
    if code not in slots():
        raise Http404("没有这个位次")
    now = known(code)
    questions = tuple(
        Question(
            name,
            LABELS[name],
            must=name in MUST,
            value="" if not now["owner"] and name == "label" else now[name],
        )
        for name in FIELDS
    )
    start = Question("from_on", "开始日期", "day", must=True, value=clock.today().isoformat())
    note = "只影响这一项，十二类项目不变；原来的写法留痕"
    sheet = Sheet("item", f"第 {code} 项：{now['label']}", "保存", (*questions, start), note=note)
    if request.method == "POST":
        answers = read(sheet, request)
        problems = answers.problems
        if not problems:
            try:
                staff = request.scope.staff  # type: ignore[attr-defined]
                put_item(
                    code, {name: answers[name] for name in FIELDS}, from_on=answers["from_on"], actor=staff
                )
            except Invalid as refused:
                problems = tuple(refused.problems)
            except Forbidden as refused:
                raise NotYours(str(refused)) from None
            else:
                say(request, Toast(f"已登记第 {code} 项：{answers['label']}"))
                return redirect("new_items:items")
        sheet = again(sheet, answers, problems)
    answer = page(request, "new_items/change.html", {"sheet": sheet, "code": code}, at=PROGRAMME)
    answer.status_code = 422 if request.method == "POST" else 200
    return answer


@staff_page("plan")
@require_POST
def retire(request: HttpRequest, code: int) -> HttpResponse:
    """Stop an item on a day; what was recorded stays."""
    try:
        day = dt.date.fromisoformat(request.POST.get("to_on", ""))
        retire_item(code, to_on=day, actor=request.scope.staff)  # type: ignore[attr-defined]
    except ValueError:
        say(request, Toast("停止日期不是真实的日期，请按 2024-05-20 的样式填写", icon="alert-triangle"))
    except Invalid as refused:
        say(request, Toast("；".join(problem.message for problem in refused.problems), icon="alert-triangle"))
    except Forbidden as refused:
        raise NotYours(str(refused)) from None
    else:
        say(request, Toast(f"第 {code} 项自 {day} 起停止，已有的记录保留"))
    return redirect("new_items:items")


urlpatterns = [
    path("items/", items, name="items"),
    path("items/<int:code>/", change, name="change"),
    path("items/<int:code>/retire/", retire, name="retire"),
]
