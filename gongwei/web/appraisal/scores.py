"""Scoreboards by institution, clinic and doctor; the six focus areas; national results beside ours; the scheme."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.appraisal.boards import by_doctor, by_place
from gongwei.appraisal.comparing import compared, explain, import_results
from gongwei.appraisal.focusing import focus_rows
from gongwei.appraisal.models import NationalResult
from gongwei.appraisal.rates import newest_build
from gongwei.appraisal.scheme_file import ACTIONS, DIMENSIONS, FOCUS, METHODS, SECTIONS, STREAMS, Agreement
from gongwei.appraisal.schemes import of_level, schemes
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill, officer, reader
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Question, Sheet
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label

KINDS = {"institution": ("quarter", "quality", "half_year", "year_end"), "clinic": ("village",)}
PER_PAGE = 40
NUMBERS = {
    "floor": "起计分", "full": "满分", "least": "至少", "tolerance": "允许误差", "each": "每项", "target": "目标",
}  # fmt: skip


@staff_page("")
def scores(request: HttpRequest) -> HttpResponse:
    """One of three boards; ``?csv`` gives the whole of it as a file (工资表、年度目标考核用)."""
    reader(request)
    by = request.GET.get("by", "institution")
    if by not in (*KINDS, "doctor"):
        raise Http404("没有这个榜")
    names: list[str] = []
    rows: list[Any] = []
    if by == "doctor":
        rows = by_doctor(request.user)
    else:
        names, rows = by_place(request.user, KINDS[by])
    if "csv" in request.GET:
        return _file(by, names, rows)
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"by": by, "names": names, "shown": shown, "count": len(rows), "at": "scores"}
    return page(request, "web/appraisal/scores.html", context, at="appraisal", rail=True)


def _file(by: str, names: list[str], rows: list[Any]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    if by == "doctor":
        writer.writerow(["姓名", "机构", "抽样", "属实", "不属实", "未联系上", "真实率", "不合格项", "扣分"])
        for row in rows:
            found, rate = row.truth, "" if row.rate is None else f"{row.rate:.4f}"
            writer.writerow([row.doctor.name, row.doctor.institution, found.checked + found.waiting, found.true,
                             found.untrue, found.not_reached, rate, row.faults, row.lost])  # fmt: skip
    else:
        writer.writerow(["单位", *names, "平均"])
        for row in rows:
            cells = ["" if cell is None or cell[1] is None else cell[1].score for cell in row.cells]
            writer.writerow([row.place, *cells, "" if row.mean is None else row.mean])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="scores-{by}.csv"'
    return answer


@staff_page("", offered="appraise")
def focus(request: HttpRequest) -> HttpResponse:
    """六个关注面 (沪四): each institution's points in each area today, opening to items, people and inspections."""
    officer(request)
    rows = focus_rows()
    chosen = next((row for row in rows if str(row.place.pk) == request.GET.get("place")), None)
    context = {"areas": FOCUS.values(), "rows": rows, "chosen": chosen, "at": "focus",
               "clause": clause_url("shanghai-2024#四"), "build": newest_build()}  # fmt: skip
    return page(request, "web/appraisal/focus.html", context, at="appraisal", rail=True)


@staff_page("")
def national(request: HttpRequest) -> HttpResponse:
    """National figures beside ours; 项目办 imports, the institution explains what differs."""
    staff = reader(request)
    imports = may(request.user, "appraise")
    sheet = importing() if imports else None
    asked: Sheet | None = None
    if request.method == "POST" and request.POST.get("sheet") == "import" and sheet is not None:
        sheet = fill(request, sheet, lambda answers: import_results(answers["file"], answers["source"], by=staff))
        if sheet is None:
            say(request, Toast("已导入"))
            return redirect("web:appraisal_national")
    elif request.method == "POST":
        of = request.POST.get("of", "")
        held = NationalResult.objects.filter(pk=int(of)).first() if of.isdigit() and len(of) < 18 else None
        if held is None:
            raise Http404("没有这一项")
        asked = fill(request, explaining(held), lambda answers: explain(held, answers["explanation"], by=staff))
        if asked is None:
            say(request, Toast("已说明"))
            return redirect("web:appraisal_national")
    context = {"rows": _national(request, staff, asked), "sheet": sheet, "at": "national", "build": newest_build(),
               "tolerance": _tolerance(), "today": clock.today()}  # fmt: skip
    answer = page(request, "web/appraisal/national.html", context, at="appraisal", rail=True)
    answer.status_code = 422 if asked is not None or (sheet is not None and sheet.problems) else 200
    return answer


def importing() -> Sheet:
    """The rows of a CSV, pasted."""
    return Sheet("import", "导入上级评价结果", "导入", (
        Question("source", "来源", must=True, longest=100),
        Question("file", "数据", "long", must=True, longest=20_000, hint="首行：机构,指标,分子,分母；指标写编号或全名"),
    ))  # fmt: skip


def explaining(held: NationalResult) -> Sheet:
    """Why the figures differ."""
    return Sheet(f"e{held.pk}", "差异说明", "说明", (
        Question("explanation", "差异说明", "long", must=True, longest=300),
    ), hidden=(("of", str(held.pk)),))  # fmt: skip


def _tolerance() -> Any:
    items = of_level("institution").items.values()
    return next((item.method.tolerance for item in items if isinstance(item.method, Agreement)), None)


def _national(request: HttpRequest, staff: Any, asked: Sheet | None) -> list[dict[str, Any]]:
    """The rows of the own institution, or of all."""
    tolerance = _tolerance()
    found = []
    for row in compared(None if may(request.user, "appraise") else staff.institution):
        held = row.theirs
        wide = tolerance is not None and row.wide(tolerance.value)
        own = held.institution_id == staff.institution_id or may(request.user, "appraise")
        sheet = explaining(held) if wide and own and not held.explanation else None
        if sheet is not None and asked is not None and asked.id == sheet.id:
            sheet = asked
        ours = None if row.ours.value is None else float(row.ours.value * 100)
        apart = None if row.apart is None else float(row.apart)
        found.append({"row": row, "theirs": float(row.value * 100), "ours": ours, "apart": apart, "wide": wide,
                      "sheet": sheet})  # fmt: skip
    return found


@staff_page("")
def scheme_page(request: HttpRequest, scheme_id: str) -> HttpResponse:
    """The scheme as people read it: items with points, method, clause; rounds; grades and what follows."""
    reader(request)
    held = schemes().get(scheme_id)
    if held is None:
        raise Http404("没有这份细则")
    items = [
        {"item": each, "section": SECTIONS[each.section], "stream": STREAMS[each.stream],
         "method": METHODS[each.method.kind], "dimensions": "、".join(DIMENSIONS[d] for d in each.dimensions),
         "clause": (clause_label(each.ref), clause_url(each.ref)), "numbers": _numbers(each.method),
         "review": getattr(each.method, "review", ()), "asks": getattr(each.method, "asks", ""),
         "indicator": getattr(each.method, "indicator", "")}
        for each in held.file.items
    ]  # fmt: skip
    rules = [(each, clause_label(each.ref), clause_url(each.ref)) for each in held.file.rounds]
    streams = [(label, sum(i.points for i in held.file.items if i.stream == name)) for name, label in STREAMS.items()]
    context = {"scheme": held, "items": items, "rules": rules, "actions": ACTIONS, "streams": streams, "at": "home",
               "clause": (clause_label(held.file.ref), clause_url(held.file.ref))}  # fmt: skip
    return page(request, "web/appraisal/scheme.html", context, at="appraisal", rail=True)


def _numbers(method: Any) -> list[tuple[str, Any]]:
    """The method's own numbers with their words."""
    return [(label, held) for name, label in NUMBERS.items() if (held := getattr(method, name, None)) is not None]


urlpatterns = [
    path("appraisal/scores/", scores, name="appraisal_scores"),
    path("appraisal/focus/", focus, name="appraisal_focus"),
    path("appraisal/national/", national, name="appraisal_national"),
    path("appraisal/schemes/<str:scheme_id>/", scheme_page, name="appraisal_scheme"),
]
