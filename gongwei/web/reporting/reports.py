"""报表: institutions prepare and send, the project office reviews and signs; who has not sent, and how late."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path

from gongwei.facts import reader
from gongwei.kernel.clock import today
from gongwei.people.grants import may
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.reporting import filing
from gongwei.reporting.definitions import Definition, definitions
from gongwei.reporting.models import Entry, Report
from gongwei.ui.lists import Column, Listing
from gongwei.ui.notices import Toast
from gongwei.ui.workbook import export
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.standing import Reach, reach_of
from gongwei.web.frame.asking import Answers, attempt, key_of
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.reporting.rows import Held

DONE = {
    "save": "已保存", "recount": "已按最新数据重新计算", "submit": "已报送，等项目办审核", "review": "审核通过",
    "back": "已退回", "sign": "已签发，数字不再变动",
}  # fmt: skip
WORKBOOK = Listing(
    "report", "报表",
    (
        Column("label", "项目", width=260), Column("unit", "单位"),
        Column("numerator", "完成数", format="integer"), Column("denominator", "应完成数", format="integer"),
        Column("rate", "率", lambda row: None if row.rate is None else float(row.rate), format="rate"),
        Column("source", "来源", lambda row: "填报" if row.fill else "由记录计算"),
        Column("explanation", "差异说明", width=260), Column("rows", "记录集指纹", width=240),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One institution and one kind of the latest period: its report if there is one, and the days it is late."""

    kind: Definition
    institution: Institution
    report: Report | None
    late: int
    mine: bool

    @property
    def through(self) -> dt.date:
        """The last day of the period."""
        return self.kind.last_ended(today())

    @property
    def due_on(self) -> dt.date:
        """The last day on which it is in time."""
        return self.kind.due_on(self.through)


@dataclass(frozen=True)
class Clock:
    """One kind's deadline: the days that are left or gone by, who has sent it in time or late, who has not."""

    kind: Definition
    through: dt.date
    due_on: dt.date
    over: int
    number: int
    sent: int
    sent_late: int
    lacking: tuple[Institution, ...]

    @property
    def left(self) -> int:
        """Days until the deadline."""
        return max(0, -self.over)


def clocks(dues: list[Due], day: dt.date) -> list[Clock]:
    """The deadline clock per kind of report, with the units that have not sent (DATA-19)."""
    made = []
    for kind in definitions().values():
        held = [due for due in dues if due.kind == kind]
        through = kind.last_ended(day)
        sent = [due for due in held if due.report and due.report.first_sent_on]
        lacking = tuple(due.institution for due in held if due not in sent)
        late = sum(due.late > 0 for due in sent)
        made.append(Clock(kind, through, kind.due_on(through), (day - kind.due_on(through)).days, len(held), len(sent),
                          late, lacking))  # fmt: skip
    return made


@staff_page("figures")
def reports(request: HttpRequest) -> HttpResponseBase:
    """The latest period of each kind for every institution in reach, then everything sent before."""
    reach = _reach(request)
    if request.method == "POST":
        return _open(request, reach)
    dues = [_due(request, kind, each) for kind in definitions().values() for each in reach.institutions]
    shown = {due.report.pk for due in dues if due.report}
    before = Report.objects.filter(institution__in=reach.institutions).exclude(pk__in=shown)
    context = {
        "dues": dues, "kinds": definitions(), "missing": sum(not (d.report and d.report.first_sent_on) for d in dues),
        "clocks": clocks(dues, today()) if len(reach.institutions) > 1 else [],
        "late": sum(d.late > 0 for d in dues), "office": may(request.user, "plan"),
        "before": before.select_related("institution")[:60],
    }  # fmt: skip
    return page(request, "web/reporting/reports.html", context, at="plan", rail=True)


def _due(request: HttpRequest, kind: Definition, place: Institution) -> Due:
    day = today()
    through = kind.last_ended(day)
    found = Report.objects.filter(kind=kind.id, institution=place, through=through).first()
    late = found.late(day) if found else max(0, (day - kind.due_on(through)).days)
    return Due(kind, place, found, late, may(request.user, "split", institution=place))


def _open(request: HttpRequest, reach: Reach) -> HttpResponseBase:
    kind = definitions().get(request.POST.get("kind", ""))
    wanted = request.POST.get("institution", "")
    place = next((each for each in reach.institutions if str(each.pk) == wanted), None)
    if kind is None or place is None:
        raise Http404("没有这张报表，或不在您的范围内")
    if reader.freshness() is None:
        return no_mart(request)
    made: list[Report] = []
    key = Answers({}, {}, (), key_of(request)).id
    attempt(
        Answers({}, {}, (), key_of(request)),
        lambda: made.append(filing.open_report(key, kind, place, by=request.scope.staff)),  # type: ignore[attr-defined]
    )
    return redirect("web:report", made[0].pk) if made else redirect("web:reports")


@staff_page("figures")
def report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """One report: computed lines, lines to fill in, what differs elsewhere, and the step that is next."""
    held = _found(request, report_id)
    problems: dict[str, list[str]] = {}
    if request.method == "POST":
        found = attempt(Answers({}, {}, (), key_of(request)), lambda: _do(request, held))
        if not found:
            say(request, Toast(DONE[request.POST["do"]]))
            return redirect("web:report", held.pk)
        for problem in found:
            problems.setdefault(problem.field, []).append(problem.message)
        held.refresh_from_db()
    answer = _page(request, held, problems)
    answer.status_code = 422 if problems else 200
    return answer


def _do(request: HttpRequest, held: Report) -> Any:
    asked, by = request.POST, request.scope.staff  # type: ignore[attr-defined]
    acts = {
        "save": lambda: filing.fill(held, asked.dict(), by=by),
        "recount": lambda: filing.recount(held, by=by),
        "submit": lambda: filing.submit(filing.fill(held, asked.dict(), by=by), by=by),
        "back": lambda: filing.send_back(held, asked.get("because", ""), by=by),
        "review": lambda: filing.review(held, by=by),
        "sign": lambda: filing.sign(held, by=by),
    }
    if asked.get("do") not in acts:
        raise refuse("", "没有这个操作")
    return acts[asked["do"]]()


def _page(request: HttpRequest, held: Report, problems: dict[str, list[str]]) -> HttpResponse:
    differing: dict[int, Entry] = {each.entry.pk: each.other for each in filing.differences(held)}
    edits = held.state in filing.OPEN and may(request.user, "split", institution=held.institution)
    lines = [_line(entry, request, problems, differing) for entry in held.entries.all()]
    context = {
        "report": held, "kind": definitions()[held.kind], "lines": lines, "edits": edits,
        "office": may(request.user, "plan"), "late": held.late(today()), "kinds": definitions(),
        "problems": [said for found in problems.values() for said in found],
        "because": request.POST.get("because", ""),
    }  # fmt: skip
    return page(request, "web/reporting/report.html", context, at="plan", rail=True)


def _line(
    entry: Entry, request: HttpRequest, problems: dict[str, list[str]], differing: dict[int, Entry]
) -> dict[str, Any]:
    """An entry with what was typed and what is wrong with it."""
    other = differing.get(entry.pk)
    other_kind = filing.name_of(other) if other else ""
    cells = {}
    for part in ("numerator", "denominator", "why"):
        name = f"{part}-{entry.line}"
        kept = entry.explanation if part == "why" else getattr(entry, part)
        cells[part] = {
            "name": name, "value": request.POST.get(name, "" if kept is None else str(kept)),
            "said": problems.get(name, ()),
        }  # fmt: skip
    return {"entry": entry, "other": other, "other_kind": other_kind, **cells}


@staff_page("figures")
def report_book(request: HttpRequest, report_id: uuid.UUID) -> HttpResponseBase:
    """The report as a workbook, headed by what it stands on."""
    held = _found(request, report_id)
    kind = definitions()[held.kind]
    about = [
        f"{held.institution} {kind.label} 截至 {held.through:%Y-%m-%d}",
        f"{held.get_state_display()} · 第 {held.build} 次构建 {held.snapshot_at:%Y-%m-%d %H:%M} · 方案 {held.plan}",
    ]
    return export(WORKBOOK, Held(list(held.entries.all())), name=about[0], about=about)


def _reach(request: HttpRequest) -> Reach:
    reach = reach_of(request.scope)  # type: ignore[attr-defined]
    return reach if not reach.villages else Reach((), everything=False)


def _found(request: HttpRequest, report_id: uuid.UUID) -> Report:
    """A report in reach; else as if there were none."""
    places = _reach(request).institutions
    found = Report.objects.filter(pk=report_id, institution__in=places).select_related("institution").first()
    if found is None or found.kind not in definitions():
        raise Http404("没有这张报表，或不在您的范围内")
    return found


urlpatterns = [
    path("reports/", reports, name="reports"),
    path("reports/<uuid:report_id>/", report, name="report"),
    path("reports/<uuid:report_id>/excel/", report_book, name="report_book"),
]
