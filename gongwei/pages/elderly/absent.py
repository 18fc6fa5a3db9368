"""未体检老年人: who was not examined this year, who asked how he is, exams of other channels (ELD-07, ELD-10)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, reverse

from gongwei.care.models import HealthExam
from gongwei.kernel import clock
from gongwei.kernel.dates import age_years
from gongwei.obligations.models import Obligation
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Region, Resident
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.elderly.codes import OUTREACH_RESULT, OUTREACH_WAY
from gongwei.programmes.elderly.models import Outreach
from gongwei.ui.frame import Link
from gongwei.ui.lists import Column, Filter, Listing, Queried, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Empty
from gongwei.ui.workbook import export
from gongwei.web.frame import words
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

ELSEWHERE = 2
STATES = {
    "silent": "未联系", "contacted": "已联系，未体检", "told": "外来体检待录入", "other": "按外来体检管理",
}  # fmt: skip
ORDER = ("silent", "told", "contacted", "other")
"""Who was never contacted comes first."""


def _outreach(year: int) -> QuerySet[Outreach]:
    return Outreach.objects.filter(resident=OuterRef("pk"), voided_at=None, served_on__year=year)


def _exams(year: int, *, elsewhere: bool) -> QuerySet[HealthExam]:
    """Exams of the year of the outer resident, elsewhere: by another institution or on the day that he told us of."""
    told = Outreach.objects.filter(
        resident=OuterRef("resident"), voided_at=None, result=ELSEWHERE, other_on=OuterRef("served_on")
    )
    own = Q(institution__path__startswith=F("resident__institution__path"))
    exams = HealthExam.objects.filter(resident=OuterRef("pk"), voided_at=None, served_on__year=year)
    return exams.filter(~own | Exists(told)) if elsewhere else exams.filter(own, ~Exists(told))


def absent(residents: ResidentQuery, today: dt.date) -> QuerySet[Resident]:
    """Living elders owed an exam this year who did not have one here, each with its state and the last contact."""
    owed = Obligation.objects.filter(
        resident=OuterRef("pk"), programme="elderly", step="exam", ended_on=None, due_on__year=today.year,
        opens_on__lte=today,
    )  # fmt: skip
    last = _outreach(today.year).order_by("-served_on", "-recorded_at")
    told = last.filter(result=ELSEWHERE)
    there = _exams(today.year, elsewhere=True)
    found = residents.filter(Exists(owed), living=True).annotate(
        other=Exists(there) & ~Exists(_exams(today.year, elsewhere=False)), waiting=Exists(owed.filter(met_on=None))
    )
    return found.filter(Q(other=True) | Q(waiting=True)).select_related("village").annotate(
        contacted_on=Subquery(last.values("served_on")[:1]), way=Subquery(last.values("way")[:1]),
        result=Subquery(last.values("result")[:1]), health=Subquery(last.values("health")[:1]),
        told=Subquery(told.values("pk")[:1]),
        other_on=Subquery(there.order_by("-served_on").values("served_on")[:1]),
        other_org=Subquery(told.values("other_org")[:1]),
        state=Case(
            When(other=True, then=Value("other")), When(told__isnull=False, then=Value("told")),
            When(contacted_on__isnull=False, then=Value("contacted")), default=Value("silent"),
        ),
        turn=Case(
            *(When(state=state, then=Value(number)) for number, state in enumerate(ORDER)), default=Value(len(ORDER))
        ),
    )  # fmt: skip


def listing(scope: Scope, today: dt.date) -> Listing:
    """The columns; what leaves as a file carries no identity number and only the masked telephone."""
    villages = Region.objects.filter(Exists(absent(scope.residents(), today).filter(village=OuterRef("pk"))))
    writes = may(scope.user, "write", "elderly")
    return Listing(
        "absent", "未体检老年人",
        (
            Column("person", "居民", lambda row: words.person(row, today), cell="elderly/person_cell.html",
                   exported=False),
            Column("name", "姓名", shown=False),
            Column("sex", "性别", lambda row: words.SEX.get(row.sex, ""), shown=False),
            Column("age", "年龄", lambda row: age_years(row.birth_date, today), shown=False, format="integer"),
            Column("village", "村（居）", "village.name", sort=("village_id",)),
            Column("address", "现住址", "current_address", shown=False),
            Column("employer", "单位", "employer"),
            Column("phone", "电话", lambda row: access.mask_phone(row.phone)),
            Column("state", "情况", lambda row: STATES[row.state], sort=("turn",), cell="elderly/absent_cell.html"),
            Column("contacted_on", "最近联系", sort=("contacted_on",), format="date"),
            Column("result", "联系结果", _said),
            Column("other_on", "外来体检", sort=("other_on",), format="date"),
            Column("act", "办理", lambda row: _acts(row, writes), cell="elderly/absent_act.html", exported=False),
        ),
        (
            Filter("state", "情况", lambda rows, one: Queried(rows.query.filter(state=one)), tuple(STATES.items())),
            Filter("village", "村（居）", lambda rows, one: Queried(rows.query.filter(village=one)),
                   lambda: tuple(villages.order_by("code").values_list("code", "name"))),
            Filter("employer", "单位", _employed, free=True),
        ),
        order="state",
    )  # fmt: skip


def _employed(rows: Any, words: str) -> Queried:
    return Queried(rows.query.filter(employer__icontains=words[:40]))


def _said(row: Any) -> str:
    if row.result is None:
        return ""
    return f"{OUTREACH_WAY.label(row.way)}：{OUTREACH_RESULT.label(row.result)}"


def _acts(row: Any, writes: bool) -> dict[str, str]:
    """What is to be done next: contact; the exam told of is entered with its day filled in."""
    if not writes or row.state == "other":
        return {}
    contact = reverse("web:record_new", args=[row.pk, "elderly_outreach"])
    if row.state != "told":
        return {"contact": contact}
    exam = reverse("web:record_new", args=[row.pk, "health_exam"])
    return {"enter": f"{exam}?after=elderly_outreach:{row.told}", "contact": contact}


@staff_page()
def roster(request: HttpRequest) -> HttpResponse:
    """Who never was contacted first."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    url = reverse("elderly:absent_export") if may(request.user, "export", "elderly") else ""
    rows = Queried(absent(scope.residents(), today))
    found = list_page(listing(scope, today), rows, request.GET, export_url=url)
    about = "今年没有体检的老年人、用其他渠道体检管理的老年人列在这里"
    nobody = Empty("这里现在没有人", about, Link("应服务", reverse("web:due")))
    return page(request, "elderly/absent.html", {"list": found, "empty": nobody}, at="elderly")


@staff_page("export")
def roster_export(request: HttpRequest) -> HttpResponseBase:
    """The list of one village or unit as a workbook for its committee, once a second person released it."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    declared = listing(scope, today)
    rows = narrowed(declared, Queried(absent(scope.residents(), today)), chosen(declared, request.GET))
    people = list(rows.all())
    if (asking := let_go(request, "未体检老年人名单", people, len(people), "elderly")) is not None:
        return asking
    about = f"未体检老年人 · {scope.words} · 截至 {today} · 导出人 {scope.staff.name} · 仅供动员体检，用后销毁"
    return export(declared, rows, about=(about,))


urlpatterns = [
    path("absent/", roster, name="absent"),
    path("absent/export/", roster_export, name="absent_export"),
]
