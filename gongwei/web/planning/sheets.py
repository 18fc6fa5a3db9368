"""任务表: the office issues versions of the task numbers, each institution confirms receipt and sees its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan
from gongwei.facts import reader
from gongwei.facts.bases import institution_codes
from gongwei.indicators.evaluation import evaluate
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.planning import sheets
from gongwei.planning.columns import NewColumn, Rebased, derived, spread
from gongwei.planning.models import Notice, SheetCell, SheetColumn, Split, TaskSheet
from gongwei.planning.undertaking import sign, standing, standings
from gongwei.ui.notices import Toast
from gongwei.web.figures.standing import as_of_day
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.planning.papers import reminders
from gongwei.web.planning.reach import Reach, reach

DONE = {
    "prepare": "新版本已编好，核对后下达",
    "publish": "已下达，各机构会看到通知",
    "drop": "草稿已放弃",
    "change": "已改",
    "confirm": "已签收",
    "sign": "已签署，项目办会看到",
}


@staff_page("figures")
def task_sheet(request: HttpRequest) -> HttpResponseBase:
    """The version in force: for the office with versions and receipts, for an institution its own numbers."""
    held = reach(request)
    if held.village_only:
        return redirect("web:task_mine")
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        found = _do(request, held)
        if not found:
            say(request, Toast(DONE[request.POST["do"]]))
            return redirect("web:task_sheet")
        for problem in found:
            problems.setdefault(problem.field, []).append(problem.message)
    answer = _office_page(request, held, problems) if held.everything else _own_page(request, held, problems)
    answer.status_code = 422 if problems else 200
    return answer


def _do(request: HttpRequest, held: Reach) -> Any:
    """One of the buttons; what is refused comes back field by field."""
    acts = {
        "prepare": _prepare, "publish": _publish, "drop": _drop, "change": _change, "confirm": _confirm, "sign": _sign,
    }  # fmt: skip
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        raise Http404("没有这个操作")
    if act not in (_confirm, _sign) and not held.office:
        raise PermissionDenied("任务表由项目办编制和下达")
    return attempt(Answers({}, {}, (), key_of(request)), lambda: act(request, held))


def _prepare(request: HttpRequest, held: Reach) -> None:
    asked, current = request.POST, plan()
    rebased = []
    if asked.get("column"):
        rebased.append(_total(asked) if asked.get("by") != "manual" else _numbers(asked))
    made = _derived() if asked.get("derive") else ()
    key = Answers({}, {}, (), key_of(request)).id
    sheets.prepare(key, current, asked.get("reason", "")[:300], by=held.staff, rebased=rebased, derived=made)


def _total(asked: Any) -> Rebased:
    """A fixed total by the weights of another base column (TASK-11)."""
    total = _whole(asked.get("total", ""), "total", "总数")
    bases = {base for _, base, _ in plan().bases()}
    if asked["column"] not in bases or asked.get("by") not in bases:
        raise refuse("column", "基数列：请从列表中选择")
    return spread(plan(), asked["column"], total, asked["by"])


def _numbers(asked: Any) -> Rebased:
    """A new yearly report, one number an institution (TASK-09)."""
    codes = [
        row.institution for table in plan().file.tasks for row in table.rows if table.column(asked["column"])
    ]
    numbers = {
        code: _whole(text, "numbers", "各机构的数")
        for code in codes
        if (text := asked.get(f"n-{code}", "").strip())
    }
    year = asked.get("year", "").strip()
    return Rebased(
        asked["column"],
        numbers,
        asked.get("source", "")[:60],
        int(year) if re.fullmatch(r"20\d\d", year) else None,
    )


def _derived() -> tuple[NewColumn, ...]:
    """Numbers for targets without a column, on the people counted on the day of the figures (TASK-13)."""
    current, counted = plan(), dict[str, dict[str, int]]()
    source = "方案基数"
    if reader.freshness() is not None:
        rows = Institution.objects.values("id", "code", "name", "short_name", "aliases")
        codes = {str(key): code for key, code in institution_codes(current, rows).items()}
        for figure in evaluate(as_of_day(), "institution"):
            if figure.group_id in codes and figure.denominator:
                counted.setdefault(figure.indicator, {})[codes[figure.group_id]] = figure.denominator
        source = f"登记统计 {as_of_day()}"
    known = {name: measure for name, (_, measure) in measures().items()}
    return tuple(derived(current, known, counted, source))


def _publish(request: HttpRequest, held: Reach) -> None:
    sheets.publish(_draft(), by=held.staff)


def _drop(request: HttpRequest, held: Reach) -> None:
    sheets.drop(_draft(), by=held.staff)


def _change(request: HttpRequest, held: Reach) -> None:
    asked = request.POST
    cell = SheetCell.objects.filter(
        column__sheet=_draft(), column__name=asked.get("cell_column", ""), code=asked.get("cell_code", "")
    ).first()
    if cell is None:
        raise refuse("cell_column", "没有这一格，请从列表中选择列和机构")
    value = _whole(asked.get("value", ""), "value", "任务数")
    sheets.change(
        cell, value, asked.get("cell_reason", "")[:300], by=held.staff, total_too=bool(asked.get("total_too"))
    )


def _confirm(request: HttpRequest, held: Reach) -> None:
    sheet = sheets.current(plan().id)
    notice = Notice.objects.filter(sheet=sheet, institution=held.institution).first()
    if sheet is None or notice is None:
        raise Http404("没有要签收的任务表")
    sheets.confirm(notice, by=held.staff)


def _sign(request: HttpRequest, held: Reach) -> None:
    """The principal of one's own institution."""
    sheet = sheets.current(plan().id)
    if sheet is None or held.institution is None:
        raise Http404("没有要签署的任务分解")
    sign(sheet, held.institution, by=held.staff)


def _draft() -> TaskSheet:
    found = sheets.drafted(plan().id)
    if found is None:
        raise refuse("", "没有待下达的版本，请先编制")
    return found


def _whole(text: str, field: str, label: str) -> int:
    plain = text.replace(",", "").replace("，", "").strip()
    if not re.fullmatch(r"\d{1,9}", plain):
        raise refuse(field, f"{label}：“{text[:20]}”不是整数，请只写数字")
    return int(plain)


def _office_page(request: HttpRequest, held: Reach, problems: dict[str, list[str]]) -> HttpResponse:
    draft = sheets.drafted(plan().id) if held.office else None
    current = sheets.current(plan().id)
    shown = draft if draft and request.GET.get("show") != "current" else current
    titles = list(dict.fromkeys(shown.columns.values_list("table", flat=True))) if shown else []
    wanted = request.GET.get("table", "")
    number = int(wanted) if wanted.isdecimal() and int(wanted) < len(titles) else 0
    context = {
        "held": held, "draft": draft, "current": current, "shown": shown, "problems": problems,
        "loose": [line for lines in problems.values() for line in lines], "typed": request.POST,
        "titles": list(enumerate(titles)), "number": number,
        "table": _table(shown, titles[number]) if shown and titles else None,
        "wrong": {c.pk for c, _ in sheets.disagreements(draft)} if draft else set(),
        "notices": _notices(current) if current else (),
        "versions": TaskSheet.objects.filter(plan=plan().id).select_related("made_by", "published_by"),
        "bases": _bases(), "institutions": plan().file.institutions,
    }  # fmt: skip
    return page(request, "web/planning/sheet.html", context, at="plan", rail=True)


def _notices(current: TaskSheet) -> list[tuple[Notice, Any]]:
    """Each receipt with how far the institution is in dividing, and its principal's signature."""
    stand = {each.institution: each for each in standings(current)}
    return [(n, stand[n.institution]) for n in current.notices.select_related("institution", "confirmed_by")]


def _bases() -> list[tuple[str, str]]:
    return [(c.id, c.header) for table in plan().file.tasks for c in table.columns if c.kind == "base"]


def _table(sheet: TaskSheet, title: str) -> dict[str, Any]:
    """One table of a version: columns, and per institution its cells in their order (None: the column has none)."""
    columns = list(sheet.columns.filter(table=title).prefetch_related("cells"))
    names: dict[str, str] = {}
    cells: dict[tuple[int, str], SheetCell] = {}
    for column in columns:
        for cell in column.cells.all():
            names.setdefault(cell.code, cell.name)
            cells[column.pk, cell.code] = cell
    rows = [(names[code], [cells.get((column.pk, code)) for column in columns]) for code in names]
    return {"columns": columns, "rows": rows}


def _own_page(request: HttpRequest, held: Reach, problems: dict[str, list[str]]) -> HttpResponse:
    sheet = sheets.current(plan().id)
    notice = Notice.objects.filter(sheet=sheet, institution=held.institution).first() if sheet else None
    context = {
        "reminders": reminders(held.institution) if held.divides else (),
        "stand": standing(sheet, held.institution) if sheet and held.institution else None,
        "held": held, "sheet": sheet, "notice": notice, "lines": list(_lines(sheet, held)) if sheet else [],
        "loose": [line for lines in problems.values() for line in lines],
        "before": TaskSheet.objects.filter(plan=plan().id, state="published").exclude(pk=sheet.pk) if sheet else (),
    }  # fmt: skip
    return page(request, "web/planning/own.html", context, at="plan", rail=True)


def _lines(sheet: TaskSheet, held: Reach) -> Iterator[dict[str, Any]]:
    """Each number of the own institution, whether it is divided, and where to."""
    cells = SheetCell.objects.filter(column__sheet=sheet, institution=held.institution).select_related(
        "column"
    )
    made = set(Split.objects.filter(cell__in=cells, live=True).values_list("cell_id", flat=True))
    for cell in cells.order_by("column__position"):
        target: SheetColumn = cell.column
        url = reverse("web:task_split", args=[cell.pk]) if target.kind == "target" else ""
        yield {"cell": cell, "column": target, "split": cell.pk in made, "url": url}


urlpatterns = [path("plan/tasks/", task_sheet, name="task_sheet")]
