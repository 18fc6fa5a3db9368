"""入托入学查验: rosters of kindergartens and schools, what each child lacks, make-up lists and notices (VAC-05)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.immunization.doors import must_may
from gongwei.people import access
from gongwei.people.models import Institution, Resident
from gongwei.people.problems import Invalid
from gongwei.programmes.immunization import codes
from gongwei.programmes.immunization.models import Roster, RosterChild
from gongwei.programmes.immunization.rosters import (
    LACKING,
    About,
    dose_words,
    evaluate,
    keep_roster,
    read_roster,
    reissue,
)
from gongwei.records.history import acting
from gongwei.records.layout import Problem
from gongwei.ui.notices import Toast
from gongwei.ui.sheets import MEGABYTE, Unreadable, book_rows
from gongwei.web.frame import words
from gongwei.web.frame.asking import Question, Sheet, again, read
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

SHOWN = 100
MOST_ROWS, MOST_BYTES = 500, 2 * MEGABYTE
"""Of a roster sent as a workbook: a class, with the roster as its only sheet."""


def _options(codelist: Any) -> list[tuple[str, str]]:
    return [(str(code), label) for code, label in codelist]


def visible(request: HttpRequest) -> QuerySet[Roster]:
    """Rosters of the institutions that the account may see."""
    scope = request.scope  # type: ignore[attr-defined]
    places = Institution.objects.visible_to(request.user)
    if scope.institution is not None:
        places = places.filter(path__startswith=scope.institution.path)
    return Roster.objects.filter(institution__in=places)


@staff_page()
@leaves("immunization")
def rosters(request: HttpRequest) -> HttpResponse:
    """Every roster with how many were checked, lack something, caught up."""
    size = per_page(request, SHOWN)
    must_may(request, "read")
    lacks = Q(children__result=LACKING)
    found = visible(request).select_related("institution").annotate(
        entered=Count("children"),
        unknown=Count("children", filter=Q(children__resident=None)),
        without=Count("children", filter=Q(children__has_certificate=False)),
        reissued=Count("children", filter=Q(children__reissued_on__isnull=False)),
        lacking=Count("children", filter=lacks),
        caught=Count("children", filter=lacks & Q(children__caught_up_on__isnull=False)),
    )  # fmt: skip
    limit = int(values_on("immunization", clock.today())["entry_check_days"])
    rows = [
        {"roster": each, "kind": codes.SCHOOL_KIND.label(each.school_kind),
         "late": (each.checked_on - each.term_on).days > limit}
        for each in found[:size]
    ]  # fmt: skip
    return page(request, "immunization/rosters.html", {"rows": rows, "limit": limit}, at="immunization")


def _sheet() -> Sheet:
    today = clock.today()
    return Sheet("roster", "新名册", "查验", (
        Question("school", "学校名称", must=True, longest=60),
        Question("school_kind", "类别", "radio", must=True, options=_options(codes.SCHOOL_KIND), value="2"),
        Question("class_name", "班级", longest=40),
        Question("entry", "入学方式", "radio", must=True, options=_options(codes.ENTRY_KIND), value="1"),
        Question("term_on", "开学或转入日期", "day", must=True, value=f"{today.year}-09-01"),
        Question("checked_on", "查验日期", "day", must=True, value=today.isoformat()),
        Question("roster", "名册", "long", must=True, longest=40_000,
                 hint="每行一人：姓名、身份证号（或出生日期）、有证或无证；可从表格直接粘贴"),
    ))  # fmt: skip


@staff_page("write")
def new(request: HttpRequest) -> HttpResponse:
    """Paste a roster; it is matched with the residents and judged at once."""
    must_may(request, "write")
    sheet = _sheet()
    if request.FILES.get("file") is not None:
        return _from_workbook(request, sheet)
    if request.method == "POST":
        answers = read(sheet, request)
        problems: Any = answers.problems
        if not problems:
            try:
                kept = _keep(request, answers)
            except Invalid as refused:
                problems = tuple(refused.problems)
            else:
                say(request, Toast(f"已查验 {kept.school}{kept.class_name} {kept.children.count()} 人"))
                return redirect("immunization:roster", kept.pk)
        answer = page(
            request,
            "immunization/roster_new.html",
            {"sheet": again(sheet, answers, problems)},
            at="immunization",
        )
        answer.status_code = 422
        return answer
    return page(request, "immunization/roster_new.html", {"sheet": sheet}, at="immunization")


def _from_workbook(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The rows of an uploaded workbook stand in the sheet, to be looked over before they are kept."""
    typed: dict[str, str] = {}
    problems: tuple[Problem, ...] = ()
    try:
        sent: Any = request.FILES["file"]
        rows = book_rows(sent.read(), MOST_ROWS, MOST_BYTES)
        typed = {"roster": "\n".join("\t".join(filter(None, texts)) for _, texts in rows)}
    except Unreadable as refused:
        problems = (Problem("roster", "hard", str(refused)),)
    return page(
        request, "immunization/roster_new.html", {"sheet": replace(sheet, typed=typed, problems=problems)},
        at="immunization",
    )  # fmt: skip


def _keep(request: HttpRequest, answers: Any) -> Roster:
    about = About(
        answers["school"], int(answers["school_kind"]), answers["class_name"], answers["term_on"],
        answers["checked_on"], int(answers["entry"]),
    )  # fmt: skip
    return keep_roster(
        answers.id, about, read_roster(answers["roster"]), Resident.objects.visible_to(request.user),
        actor=request.scope.staff,  # type: ignore[attr-defined]
        parameters=values_on("immunization", about.checked_on),
    )  # fmt: skip


def _roster(request: HttpRequest, roster_id: uuid.UUID) -> Roster:
    found = visible(request).select_related("institution", "staff").filter(pk=roster_id).first()
    if found is None:
        raise Http404("没有这份名册，或不在您的服务范围内")
    return found


@staff_page()
@leaves("immunization", names=True)
def roster(request: HttpRequest, roster_id: uuid.UUID) -> HttpResponse:
    """One roster: who lacks what, who has caught up, who is not on file here."""
    must_may(request, "read")
    found = _roster(request, roster_id)
    today = clock.today()
    children = list(found.children.select_related("resident"))
    seen = set(
        Resident.objects.visible_to(request.user)
        .filter(pk__in=[each.resident_id for each in children if each.resident_id])
        .values_list("pk", flat=True)
    )
    view = request.GET.get("view", "lacking")
    rows = [_line(each, each.resident_id in seen, today) for each in children]
    held = {
        "lacking": [row for row in rows if row["open"]],
        "unknown": [row for row in rows if row["child"].resident_id is None],
        "all": rows,
    }
    if view not in held:
        raise Http404("没有这个清单")
    labels = {"lacking": "待补种", "unknown": "查无档案", "all": "全班"}
    deadline = dt.date(found.term_on.year, 12, 31)
    context = {
        "roster": found,
        "kind": codes.SCHOOL_KIND.label(found.school_kind),
        "views": [(key, labels[key], key == view, len(held[key])) for key in labels],
        "rows": held[view],
        "deadline": deadline,
        "lacking": held["lacking"],
        "complete": sum(1 for each in children if each.result == 1),
        "total": len(children),
    }
    return page(request, "immunization/roster.html", context, at="immunization")


def _line(child: RosterChild, seen: bool, today: dt.date) -> dict[str, Any]:
    return {
        "child": child,
        "person": words.person(child.resident, today) if seen else None,
        "lacks": dose_words(child.missing) if child.result == LACKING and child.caught_up_on is None else "",
        "open": child.result == LACKING and child.caught_up_on is None,
        "result": codes.ENTRY_RESULT.label(child.result) if child.result else "未评估",
    }


@staff_page("write")
@require_POST
def recheck(request: HttpRequest, roster_id: uuid.UUID) -> HttpResponse:
    """Judge the whole roster again today: who was made up is marked."""
    must_may(request, "write")
    found = _roster(request, roster_id)
    today = clock.today()
    with acting(str(request.scope.staff.pk), "再次查验"):  # type: ignore[attr-defined]
        evaluate(found, today, values_on("immunization", today))
    say(request, Toast("已按今天的接种记录再次查验"))
    return redirect("immunization:roster", found.pk)


@staff_page("write")
@require_POST
def certificate(request: HttpRequest, roster_id: uuid.UUID, position: int) -> HttpResponse:
    """Write down that a child without a certificate got one."""
    must_may(request, "write")
    found = _roster(request, roster_id)
    child = found.children.filter(position=position).first()
    if child is None:
        raise Http404("名册里没有这一行")
    reissue(child, clock.today(), request.scope.staff)  # type: ignore[attr-defined]
    say(request, Toast(f"已登记 {child.name} 补证"))
    return redirect("immunization:roster", found.pk)


@staff_page()
def notice(request: HttpRequest, roster_id: uuid.UUID) -> HttpResponse:
    """Notices to the guardians of those who lack something, one slip each; a printout is logged."""
    must_may(request, "read")
    found = _roster(request, roster_id)
    today = clock.today()
    mine = Resident.objects.visible_to(request.user)
    children = found.children.select_related("resident").filter(
        result=LACKING, caught_up_on=None, resident__in=mine
    )
    access.looked_at(
        request.user, [each.resident for each in children if each.resident], "打印补种通知", request
    )
    slips = [(each, dose_words(each.missing)) for each in children]
    context = {
        "roster": found,
        "slips": slips,
        "today": today,
        "deadline": dt.date(found.term_on.year, 12, 31),
    }
    return render(request, "immunization/notice.html", context)
