"""报文: refused messages repaired and sent in again; the table of codes kept by the administrator (DATA-11)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from gongwei.exchange.messages.coding import columns_of, lacking, may_code, own, put_code, retire_code
from gongwei.exchange.messages.lines import COLUMNS
from gongwei.exchange.messages.repairing import again as judge_again
from gongwei.exchange.messages.repairing import all_again, completable, rejected
from gongwei.exchange.messages.table import Code, Sort, sorts
from gongwei.exchange.models import ImportRow
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.appraisal.reach import fill
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

PAGE = 50
LONG = {"items"}


@staff_page("write")
@leaves(names=True)
def messages(request: HttpRequest) -> HttpResponseBase:
    """The refused ones with their reasons; one opened to be repaired; all sent in again after the table changed."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    found = rejected(scope.staff)
    opened = _opened(request, found)
    sheet = _repair(opened) if opened is not None else None
    if request.method == "POST":
        if sheet is None or opened is None:
            return _all_again(request, scope)
        row, fates = opened, []
        left = fill(request, sheet, lambda given: fates.append(
            judge_again(row, {each.key: given[_name(each.key)] for each in COLUMNS}, by=scope.staff)))  # fmt: skip
        if left is None:
            say(request, Toast("还有问题，请看退回原因" if fates[0].fate == "error" else "已改正并接收"))
            return redirect("web:messages")
        sheet = left
    size = per_page(request, PAGE)
    context = {
        "rows": [_line(each, opened) for each in found[:size]], "count": found.count(), "sheet": sheet,
        "more": max(found.count() - size, 0), "learnt": len(completable(scope.staff)),
        "imports": may(request.user, "write", "elderly"),
    }  # fmt: skip
    answer = page(request, "web/exchange/messages.html", context, at="elderly")
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


def _opened(request: HttpRequest, found: Any) -> ImportRow | None:
    key = request.POST.get("row") or request.GET.get("row") or ""
    opened: ImportRow | None = found.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
    if key and opened is None:
        raise Http404("没有这份报文，或已经处理，或不是本机构接收的")
    return opened


def _all_again(request: HttpRequest, scope: Scope) -> HttpResponseBase:
    done, left = all_again(scope.staff)
    say(request, Toast(f"重新接收：写入 {done} 份，仍退回 {left} 份"))
    return redirect("web:messages")


def _line(row: ImportRow, opened: ImportRow | None) -> dict[str, Any]:
    said = dict(zip(row.of.mapping, row.cells, strict=False))
    return {
        "row": row, "said": said, "on": row.of.made_at, "name": said.get("person.name", ""),
        "number": access.mask_id(said.get("person.id_no", "")), "sender": said.get("sender", ""),
        "key": said.get("id", ""), "day": said.get("served_on", ""), "kind": said.get("kind", ""),
        "why": row.problems, "open": opened is not None and opened.pk == row.pk,
    }  # fmt: skip


def _name(key: str) -> str:
    return key.replace(".", "_")


def _repair(row: ImportRow) -> Sheet:
    """Every column as it came."""
    said = dict(zip(row.of.mapping, row.cells, strict=False))
    asked = tuple(
        Question(_name(each.key), each.label, "long" if each.key in LONG else "text", hint=each.hint,
                 longest=4000 if each.key in LONG else 200, value=said.get(each.key, ""))
        for each in COLUMNS
    )  # fmt: skip
    why = "；".join(f"{each['column']} {each['message']}".strip() for each in row.problems)
    return Sheet("repair", f"改正第 {row.line} 行（{row.of.name}）", "改正并重新接收", asked, note=f"退回原因：{why}",
                 hidden=(("row", str(row.pk)),))  # fmt: skip


def _keeps(request: HttpRequest) -> bool:
    return may_code(request.scope.staff)  # type: ignore[attr-defined]


@staff_page("accounts")
@leaves()
def codes(request: HttpRequest) -> HttpResponseBase:
    """One sort of message at a time: its items, what came and is not known, and the sheet to add or change one."""
    if not _keeps(request):
        raise NotYours("代码对照由系统管理员维护")
    by = request.scope.staff  # type: ignore[attr-defined]
    kind = request.GET.get("kind") or next(iter(sorts()))
    if kind not in sorts():
        raise Http404("没有这种报文")
    sort, name = sorts()[kind], request.GET.get("code", "")
    sheet = _code_sheet(sort, name, sort.items.get(name))
    if request.method == "POST":
        if request.POST.get("do") == "retire":
            retire_code(kind, request.POST.get("code", ""), by=by)
            say(request, Toast(f"{request.POST.get('code', '')} 已停用；以后这一项不写入，只列出名称"))
            return redirect(f"{request.path}?kind={kind}")
        left = fill(request, sheet, lambda a: put_code(
            kind, a["code"], a["to"] or "", a["unit"], a["units"], a["values"], a["say"], by=by))  # fmt: skip
        if left is None:
            say(request, Toast("已保存；用“再送一次”可让退回的报文按新的对照重新接收"))
            return redirect(f"{request.path}?kind={kind}")
        sheet = left
    labels = columns_of(sort)
    context = {
        "sorts": [(each.id, each.label, each.id == kind) for each in sorts().values()], "kind": kind, "sheet": sheet,
        "rows": [
            {"code": code, "to": labels.get(about.to, ""), "about": about, "own": own(kind, code, about),
             "units": "；".join(f"{unit}×{factor:g}" for unit, factor in about.units.items()),
             "values": "；".join(f"{words}={value}" for words, value in about.values.items())}
            for code, about in sorted(sort.items.items())
        ],
        "lacking": [(each, times) for told, each, times in lacking(by) if told == kind], "label": sort.label,
    }  # fmt: skip
    answer = page(request, "web/exchange/codes.html", context, at="institutions")
    answer.status_code = 422 if sheet.problems else 200
    return answer


def _code_sheet(sort: Sort, name: str, held: Code | None) -> Sheet:
    """A new item, or the one that is named with what the table says of it."""
    about = held or Code()
    fields = tuple((key, f"{label}（{key}）") for key, label in columns_of(sort).items())
    return Sheet("code", f"{'改' if held else '加'}一项：{sort.label}", "保存", (
        Question("code", "项目代码（对方系统的写法）", must=True, longest=40, value=name),
        Question("to", "写进哪一栏", "choice", options=fields, value=about.to),
        Question("say", "或写成一句话时怎么说", longest=40, value=about.say, hint="只有监测数据这样写，例如：空腹血糖"),
        Question("unit", "表单的单位", longest=20, value=about.unit),
        Question("units", "别的单位", "long", longest=300, hint="一行一个：mg/dL=0.05551（乘数）",
                 value="\n".join(f"{unit}={factor:g}" for unit, factor in about.units.items())),
        Question("values", "对方的写法", "long", longest=600, hint="一行一个：正常=1（表单的代码）",
                 value="\n".join(f"{words}={code}" for words, code in about.values.items())),
    ), note="原来的写法留在修改历史里；已经写入的记录不变")  # fmt: skip


urlpatterns = [
    path("messages/", messages, name="messages"),
    path("messages/codes/", codes, name="message_codes"),
]
