"""清理规范: rounds of the project office, who has cleaned how much, and each record still to be put right (EHR-04)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from gongwei.catalogue.plans import basic_from
from gongwei.facts import reader
from gongwei.kernel import clock
from gongwei.pages.health_record.rows import Defect, Defective
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.quality import cleaning
from gongwei.quality.models import Cleanup, CleanupCase
from gongwei.quality.worklist import Cut, Judged
from gongwei.ui.lists import Column, Filter, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Toast
from gongwei.ui.workbook import export
from gongwei.web.appraisal.reach import fill
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.standing import as_of_day, freshness, reach_of
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

CHAPTER = "health_record"
NOT_OFFICE = "清理行动由项目办发起、结束；本机构的待清理档案您可以查看和更正"
PAGE = 25
STATES = (("left", "待规范"), ("clean", "已规范"))


@staff_page()
@leaves(CHAPTER)
def cleanups(request: HttpRequest) -> HttpResponseBase:
    """All rounds with what is left of them; the project office opens one here."""
    if reader.freshness() is None:
        return no_mart(request)
    held = _held()
    sheet = _opening(held) if may(request.user, "plan") else None
    if request.method == "POST":
        if sheet is None:
            raise PermissionDenied(NOT_OFFICE)
        key = request.POST.get("key", "")
        sheet = fill(request, sheet, lambda answers: _open(request, held, answers))
        if sheet is None:
            say(request, Toast("已发起清理，档案已分给各建档单位"))
            return redirect("health_record:cleanup", key)
    rounds = []
    for each in Cleanup.objects.filter(chapter=CHAPTER).select_related("opened_by")[:20]:
        cases = list(_seen(request, each))
        rounds.append((each, cleaning.tallies(cases, cleaning.left_of(each, held, cases))))
    context = {
        "rounds": [(each, sum(t.given for t in rows), sum(t.clean for t in rows), len(rows)) for each, rows in rounds],
        "sheet": sheet, "criteria": {each.id: each.lacking for each in held.criteria},
    }  # fmt: skip
    answer = page(request, "health_record/cleanups.html", context, at=CHAPTER, as_of=freshness(), rail=True)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


@staff_page()
def cleanup(request: HttpRequest, cleanup_id: uuid.UUID) -> HttpResponseBase:
    """One round: by institution, and the records with what each still lacks, every word leading to its field."""
    if reader.freshness() is None:
        return no_mart(request)
    found = Cleanup.objects.filter(pk=cleanup_id, chapter=CHAPTER).select_related("opened_by", "closed_by").first()
    if found is None:
        raise Http404("没有这次清理行动")
    held, office = _held(), may(request.user, "plan")
    sheet = Sheet("close", "结束清理", "结束", note="结束时仍有问题的档案记为未完成，不再变动") if office else None
    if request.method == "POST":
        if sheet is None:
            raise PermissionDenied(NOT_OFFICE)
        sheet = fill(request, sheet, lambda _: cleaning.close_cleanup(found, held, by=request.scope.staff))  # type: ignore[attr-defined]
        if sheet is None:
            say(request, Toast("清理行动已结束"))
            return redirect("health_record:cleanup", found.pk)
    cases = list(_seen(request, found))
    left = cleaning.left_of(found, held, cases)
    rows = cleaning.tallies(cases, left)
    url = reverse("health_record:cleanup_export", args=[found.pk]) if may(request.user, "export") else ""
    context = {
        "it": found, "groups": _named(rows), "given": sum(each.given for each in rows),
        "clean": sum(each.clean for each in rows), "left": sum(each.left for each in rows),
        "sheet": None if found.closed_on else sheet,
        "criteria": [each.lacking for each in held.criteria if each.id in found.criteria],
        "list": list_page(_listing(rows), Cases(request, held, cases, left), request.GET, export_url=url),
        "late": found.closed_on is None and clock.today() > found.due_on,
    }  # fmt: skip
    answer = page(request, "health_record/cleanup.html", context, at=CHAPTER, as_of=freshness(), rail=True)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


@staff_page("export")
def cleanup_export(request: HttpRequest, cleanup_id: uuid.UUID) -> HttpResponseBase:
    """The filtered records as a workbook, once released; who belongs elsewhere by now stays a number."""
    if reader.freshness() is None:
        return no_mart(request)
    found = Cleanup.objects.filter(pk=cleanup_id, chapter=CHAPTER).first()
    if found is None:
        raise Http404("没有这次清理行动")
    held, scope = _held(), request.scope  # type: ignore[attr-defined]
    cases = list(_seen(request, found))
    left = cleaning.left_of(found, held, cases)
    declared = _listing(cleaning.tallies(cases, left))
    rows = narrowed(declared, Cases(request, held, cases, left), chosen(declared, request.GET))
    ids = [each.pk for each in rows.all() if each.person is not None]
    people = Resident.objects.filter(pk__in=ids)
    if (asking := let_go(request, f"待清理档案 {found.title}", people, len(ids))) is not None:
        return asking
    return export(declared, rows, about=(f"{found.title} · {freshness().words}", f"导出人 {scope.staff.name}"))


def _held() -> Judged:
    return Judged(CHAPTER, as_of_day(), reader.newest())


def _opening(held: Judged) -> Sheet:
    counts = held.reasons(Cut())
    options = tuple((each.id, f"{each.lacking}（{counts[each.id]:,} 份）") for each in held.criteria)
    return Sheet("open", "发起清理", "发起并分给建档单位", (
        Question("title", "名称", must=True, longest=60, hint="例如：2024 年第四季度档案清理"),
        Question("criteria", "要清理的问题", "many", options=options),
        Question("due_on", "期限", "day", must=True),
    ), note="谁建档、谁清理、谁规范：有所选问题的档案分给建档单位，改好后自动销号")  # fmt: skip


def _open(request: HttpRequest, held: Judged, answers: Answers) -> Cleanup:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    return cleaning.open_cleanup(
        answers.id, held, answers["title"], answers["criteria"], answers["due_on"], by=scope.staff
    )


def _seen(request: HttpRequest, found: Cleanup) -> Any:
    """The cases of the account's institutions; whoever sees some residents only sees theirs."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach = reach_of(scope)
    rows = found.cases.order_by("score", "resident_id")
    if not reach.everything:
        either = Q(pk__in=())
        for each in reach.institutions:
            either |= Q(institution__path__startswith=each.path)
        rows = rows.filter(either)
    if reach.villages or reach.some_people:
        rows = rows.filter(resident__in=Resident.objects.visible_to(scope.user))
    if scope.institution is not None:
        rows = rows.filter(institution__path__startswith=scope.institution.path)
    return rows


def _named(rows: Sequence[cleaning.Tally]) -> list[tuple[str, cleaning.Tally]]:
    names = {each.pk: str(each) for each in Institution.objects.filter(pk__in=[row.institution_id for row in rows])}
    return [(names[row.institution_id], row) for row in rows]


@dataclass(frozen=True)
class Row:
    """One record of the list; a person who now belongs elsewhere is a number, and who to ask."""

    pk: int
    person: Any
    record_no: str
    creator: str
    keeper: str
    before: int
    defects: tuple[Defect, ...]


@dataclass(frozen=True)
class Cases:
    """The cases of a round as a list asks for them, lowest score first."""

    request: HttpRequest
    held: Judged
    cases: Sequence[CleanupCase]
    left: cleaning.Left

    def count(self) -> int:
        """How many."""
        return len(self.cases)

    def ordered(self, fields: Sequence[str]) -> Cases:
        """The lowest score first, always."""
        return self

    def only(self, keep: Any) -> Cases:
        """Those that the condition keeps."""
        return Cases(self.request, self.held, [each for each in self.cases if keep(each)], self.left)

    def part(self, start: int, stop: int) -> Sequence[Row]:
        """A page of them."""
        cases = self.cases[start:stop]
        ids = [each.resident_id for each in cases]
        related = ("village", "institution", "creating_institution", "created_by")
        seen = {each.pk: each for each in Resident.objects.visible_to(self.request.user)
                .select_related(*related).filter(pk__in=ids)}  # fmt: skip
        away = {each.pk: each for each in Resident.objects.filter(pk__in=ids).exclude(pk__in=seen)
                .select_related("institution").only("record_no", "institution")}  # fmt: skip
        creators = Institution.objects.in_bulk({each.institution_id for each in cases})
        lines = Defective(self.held, Cut(), basic_from(self.held.as_of), self.request.user)
        return [self._row(each, seen, away, creators, lines) for each in cases]

    def _row(self, case: CleanupCase, seen: Any, away: Any, creators: Any, lines: Defective) -> Row:
        person = seen.get(case.resident_id)
        left = [each for each in self.held.criteria if each.id in self.left[case.resident_id]]
        defects = tuple(lines.defect(person, each) if person else Defect(each.lacking, "", "") for each in left)
        held = person or away[case.resident_id]
        return Row(
            case.resident_id, words.person(person, self.held.as_of) if person else None, (held.record_no or "")[-8:],
            str(creators[case.institution_id]), "" if person else str(held.institution or ""),
            len(case.criteria), defects,
        )  # fmt: skip

    def all(self) -> Iterator[Row]:
        """Every row."""
        return iter(self.part(0, len(self.cases)))


def _listing(rows: Sequence[cleaning.Tally]) -> Listing:
    places = tuple((str(row.institution_id), name) for name, row in _named(rows))
    return Listing(
        "cleanup", "待清理档案",
        (Column("person", "居民", lambda row: row.person.name if row.person else row.keeper),
         Column("record_no", "档案编号"), Column("creator", "建档单位"),
         Column("defects", "还要规范", lambda row: "；".join(each.words for each in row.defects)),
         Column("state", "状态", lambda row: "待规范" if row.defects else "已规范")),
        (
            Filter("state", "状态", lambda held, one: held.only(
                lambda case: bool(held.left[case.resident_id]) == (one == "left")), STATES),
            Filter("institution", "建档单位", lambda held, one: held.only(
                lambda case: str(case.institution_id) == one), places),
        ),
        row_template="health_record/cleanup_row.html", page_size=PAGE, unit="份",
    )  # fmt: skip
