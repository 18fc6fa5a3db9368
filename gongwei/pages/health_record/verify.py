"""真实性、规范性核查: rounds of the project office, pass rates by institution, and one file after another (EHR-20)."""

from __future__ import annotations

import secrets
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from gongwei.care.models.exclusion import CLAUSE
from gongwei.catalogue.chapters import chapter
from gongwei.kernel import clock
from gongwei.kernel.verifying import MODES
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.people.problems import refuse
from gongwei.quality import verifying
from gongwei.quality.models import BY_TOWNSHIP, FAILING, RESULTS, STATES, Verification, VerifiedFile
from gongwei.ui.lists import Column, Filter, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Toast
from gongwei.ui.workbook import export
from gongwei.web.appraisal.reach import fill, press
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.standing import reach_of
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.releasing import let_go
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

CHAPTER = "health_record"
NOT_OFFICE = "核查行动由项目办发起、结束；本机构要核查的档案由公卫科登记结果"
PAGE = 25
TINTS = {"waiting": "due", "true": "done", "untrue": "overdue", "irregular": "overdue", "not_reached": "later"}


@staff_page()
@leaves(CHAPTER)
def rounds(request: HttpRequest) -> HttpResponseBase:
    """All rounds with their pass rates; the project office opens one here."""
    sheet = _opening() if may(request.user, "plan") else None
    if request.method == "POST":
        if sheet is None:
            raise PermissionDenied(NOT_OFFICE)
        key = request.POST.get("key", "")
        sheet = fill(request, sheet, lambda answers: _open(request, answers))
        if sheet is None:
            say(request, Toast("已发起核查，名单已分给各管理机构"))
            return redirect("health_record:verification", key)
    found = []
    for each in Verification.objects.select_related("opened_by")[:20]:
        rows = verifying.results(_seen(request, each))
        found.append((each, _named_programmes(each), *_sums(rows)))
    context = {"rounds": found, "sheet": sheet}
    answer = page(request, "health_record/verifications.html", context, at=CHAPTER, rail=True)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


@staff_page()
def verification(request: HttpRequest, verification_id: uuid.UUID) -> HttpResponseBase:
    """One round: the pass rate of each institution and the files."""
    held = _found(verification_id)
    office = may(request.user, "plan")
    sheet = Sheet("close", "结束核查", "结束", note="结束后只能再核查未通过的档案") if office else None
    if request.method == "POST":
        if sheet is None:
            raise PermissionDenied(NOT_OFFICE)
        by = request.scope.staff  # type: ignore[attr-defined]
        sheet = fill(request, sheet, lambda _: verifying.close_verification(held, by=by))
        if sheet is None:
            say(request, Toast("核查行动已结束"))
            return redirect("health_record:verification", held.pk)
    files = _seen(request, held)
    rows = verifying.results(files)
    names = {each.pk: str(each) for each in Institution.objects.filter(pk__in=[row.institution_id for row in rows])}
    total, done, known, passed = _sums(rows)
    listed = _listed(request, files)
    url = reverse("health_record:verification_export", args=[held.pk]) if may(request.user, "export") else ""
    context = {
        "it": held, "groups": [(names[row.institution_id], row) for row in rows], "total": total, "done": done,
        "known": known, "passed": passed, "programmes": _named_programmes(held),
        "sheet": None if held.closed_on else sheet, "same": _same(held),
        "late": held.closed_on is None and clock.today() > held.due_on,
        "list": list_page(_listing(names), listed, request.GET, export_url=url),
        "clause": (words.clause_label(CLAUSE), clause_url(CLAUSE)),
    }  # fmt: skip
    answer = page(request, "health_record/verification.html", context, at=CHAPTER, rail=True)
    answer.status_code = 422 if sheet is not None and sheet.problems else 200
    return answer


@staff_page("export")
def verification_export(request: HttpRequest, verification_id: uuid.UUID) -> HttpResponseBase:
    """The filtered files as a workbook, once released."""
    held, scope = _found(verification_id), request.scope  # type: ignore[attr-defined]
    files = _seen(request, held)
    names = {each.pk: str(each) for each in Institution.objects.filter(pk__in=files.values("institution"))}
    declared = _listing(names)
    rows = narrowed(declared, _listed(request, files), chosen(declared, request.GET))
    people = Resident.objects.filter(pk__in=[each.resident_id for each in rows.all()])
    if (asking := let_go(request, f"核查名单 {held.title}", people, people.count())) is not None:
        return asking
    return export(declared, rows, about=(f"{held.title} · 截至 {clock.today()}", f"导出人 {scope.staff.name}"))


@staff_page()
def verified_file(request: HttpRequest, file_id: uuid.UUID) -> HttpResponseBase:
    """One file: what was found before, and the result of this look; then the next that waits."""
    file = VerifiedFile.objects.filter(pk=file_id).select_related("verification", "institution").first()
    person = Resident.objects.visible_to(request.user).filter(pk=file.resident_id).first() if file else None
    if file is None or person is None or not may(request.user, "read", file.programme):
        raise Http404("没有这份核查档案，或不在您的范围内")
    file.resident = person
    staff = request.scope.staff  # type: ignore[attr-defined]
    checks, problems = verifying.may_check(staff, file), list[str]()
    open_ = file.verification.closed_on is None or file.state in FAILING
    if request.method == "POST":
        if not checks:
            raise PermissionDenied("核查由管理机构的公卫科、条线或项目办登记，不能核查自己负责的患者")
        given = request.POST
        key, mode, outcome, said = (given.get(name, "") for name in ("key", "mode", "outcome", "words"))
        problems = press(
            request, lambda: verifying.check(uuid.UUID(key), file, mode, outcome, said[:300], by=staff)
        )
        if not problems:
            say(request, Toast(f"{person.name}：{MODES[mode]}，{RESULTS[outcome]}"))
            return _next(request, file)
    access.look(request.user, person, "真实性核查", request, file.programme)
    context = {
        "file": file, "resident": person, "who": words.person(person, clock.today()), "problems": problems,
        "programme": chapter(file.programme).label, "tint": TINTS[file.state], "checks": checks and open_,
        "earlier": file.checks.select_related("by").order_by("-at"), "modes": [(m, MODES[m]) for m in BY_TOWNSHIP],
        "outcomes": [(n, name, label) for n, (name, label) in enumerate(RESULTS.items(), 1)],
        "mode": request.POST.get("mode", "phone"), "words": request.POST.get("words", ""), "key": str(uuid.uuid4()),
        "clause": (words.clause_label(CLAUSE), clause_url(CLAUSE)),
    }  # fmt: skip
    answer = page(request, "health_record/file.html", context, at=CHAPTER, rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _next(request: HttpRequest, file: VerifiedFile) -> HttpResponseBase:
    """The next file of the same place that nobody has looked at, else the round."""
    mine = _seen(request, file.verification).filter(institution=file.institution_id, state="waiting")
    left = mine.filter(resident__in=Resident.objects.visible_to(request.user).values("pk"))
    after = left.order_by("resident_id", "pk").first()
    if after is None:
        return redirect("health_record:verification", file.verification_id)
    return redirect("health_record:verified_file", after.pk)


def _opening() -> Sheet:
    diseases = tuple((each, chapter(each).label) for each in verifying.diseases())
    return Sheet("open", "发起核查", "发起并分给管理机构", (
        Question("title", "名称", must=True, longest=60, hint="例如：2024 年慢病档案真实性核查"),
        Question("programmes", "病种", "many", options=diseases),
        Question("size", "抽查份数", longest=7, hint="按机构分层抽取；留空则全部核查"),
        Question("seed", "种子", must=True, longest=10, value=str(1 + secrets.randbelow(999_999)),
                 hint="同一名单、同一种子抽出的人相同"),
        Question("due_on", "期限", "day", must=True),
    ), note="名单是今天在管的患者；核查未通过的不计入管理人数，更正并核实合格后恢复")  # fmt: skip


def _open(request: HttpRequest, answers: Answers) -> Verification:
    scope: Scope = request.scope  # type: ignore[attr-defined]
    size, seed = (_number(name, label, answers[name]) for name, label in (("size", "抽查份数"), ("seed", "种子")))
    return verifying.open_verification(
        answers.id, answers["title"], answers["programmes"], size, seed or 0, answers["due_on"], by=scope.staff
    )


def _number(name: str, label: str, text: str) -> int | None:
    if text and not (text.isascii() and text.isdigit()):
        raise refuse(name, f"{label}：“{text[:10]}”不是整数，请只写数字")
    return int(text) if text else None


def _found(verification_id: uuid.UUID) -> Verification:
    found = Verification.objects.filter(pk=verification_id).select_related("opened_by", "closed_by").first()
    if found is None:
        raise Http404("没有这次核查行动")
    return found


def _seen(request: HttpRequest, held: Verification) -> QuerySet[VerifiedFile]:
    """The files of the account's institutions and programmes; whoever sees some residents only sees theirs."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    reach = reach_of(scope)
    rows = held.files.exclude(programme__in=scope.hidden)
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


def _listed(request: HttpRequest, files: QuerySet[VerifiedFile]) -> QuerySet[VerifiedFile]:
    """Those whose person the account may see, in order."""
    named = Resident.objects.visible_to(request.user).values("pk")
    rows = files.filter(resident__in=named).select_related("resident__village", "institution")
    return rows.order_by("institution_id", "resident_id", "programme")


def _same(held: Verification) -> bool:
    """Whether seed and frozen frame still give the list."""
    drawn = {f"{programme}:{resident}" for programme, resident in held.files.values_list("programme", "resident_id")}
    return drawn == verifying.drawn_again(held)


def _sums(rows: list[verifying.Result]) -> tuple[int, int, int, int]:
    """Files, looked at, known, passed."""
    files = sum(row.files for row in rows)
    return files, files - sum(row.waiting for row in rows), sum(r.known for r in rows), sum(r.passed for r in rows)


def _named_programmes(held: Verification) -> str:
    return "、".join(chapter(each).short for each in held.programmes)


def _listing(names: dict[int, str]) -> Listing:
    day = clock.today()

    def who(file: VerifiedFile) -> Any:
        return words.person(file.resident, day)

    return Listing(
        "verification", "核查名单",
        (Column("person", "居民", who, cell="health_record/who_cell.html", exported=False),
         Column("name", "居民", "resident.name", shown=False),
         Column("record_no", "档案编号", "resident.record_no", shown=False),
         Column("programme", "病种", lambda file: chapter(file.programme).short),
         Column("village", "村", lambda file: words.place(file.resident.village.name)),
         Column("institution", "管理机构", lambda file: str(file.institution)),
         Column("state", "结果", lambda file: (STATES[file.state], TINTS[file.state], file.pk),
                cell="health_record/state_cell.html", exported=False),
         Column("result", "结果", lambda file: STATES[file.state], shown=False)),
        (
            Filter("state", "结果", lambda rows, one: rows.filter(state=one), tuple(STATES.items())),
            Filter("institution", "管理机构", lambda rows, one: rows.filter(institution=one),
                   tuple((str(pk), name) for pk, name in names.items())),
        ),
        page_size=PAGE, unit="份",
    )  # fmt: skip
