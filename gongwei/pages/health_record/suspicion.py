"""数据疑点: kinds, cases and their records; the institution explains, the project office decides (DATA-03)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.catalogue.plans import values_on
from gongwei.facts import reader
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident, Staff
from gongwei.quality import reviewing, suspicion
from gongwei.quality.models import OUTCOMES_OF_DOUBT, DoubtReview
from gongwei.quality.reviewing import STATES, Case, Doubtful, Sight
from gongwei.quality.suspicion import CHAPTER, CLAUSE, DOUBTS
from gongwei.records.layout import Form
from gongwei.ui.lists import Column, Filter, Held, Listing, chosen, narrowed
from gongwei.ui.lists import page as list_page
from gongwei.ui.notices import Toast
from gongwei.ui.workbook import export
from gongwei.web.appraisal.reach import press
from gongwei.web.figures.clauses import clause_url
from gongwei.web.figures.indicators import no_mart
from gongwei.web.figures.standing import as_of_day, freshness, reach_of
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say

REFUSAL = "数据疑点由项目办复核，由条线和服务机构的公卫科查看、说明；如工作需要，请向本机构管理员申请"
PAGE = 25
TINTS = {
    "open": "due", "told": "due", "grown": "overdue", "explained": "done", "corrected": "done", "untrue": "overdue",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One case in the list."""

    kind: str
    label: str
    institution_id: int
    institution: str
    who: str
    days: str
    records: int
    people: int
    said: str
    state: str
    url: str

    @property
    def state_said(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def tint(self) -> str:
        """The colour of the state."""
        return TINTS[self.state]


def _offered(request: HttpRequest) -> bool:
    return may(request.user, "plan") or may(request.user, "inspect")


@staff_page(offered=_offered)
def suspicions(request: HttpRequest) -> HttpResponseBase:
    """How many cases of each kind are open, and the cases."""
    sight = _sight(request)
    if reader.freshness() is None:
        return no_mart(request)
    found = reviewing.cases(as_of_day(), reader.newest(), sight)
    counts, limits = reviewing.tally(found), values_on(CHAPTER, as_of_day())
    kinds = [(kind, doubt.label, doubt.reason(limits), counts.get(kind, (0, 0, 0))) for kind, doubt in DOUBTS.items()]
    url = reverse("health_record:suspicions_export") if may(request.user, "export") else ""
    context = {
        "kinds": kinds, "open": sum(each.open for each in found), "total": len(found),
        "list": list_page(_listing(found), Held(_lines(found)), request.GET, export_url=url),
        "clause": (words.clause_label(CLAUSE), clause_url(CLAUSE)),
    }  # fmt: skip
    return page(request, "health_record/suspicions.html", context, at=CHAPTER, as_of=freshness(), rail=True)


@staff_page("export", offered=_offered)
def suspicions_export(request: HttpRequest) -> HttpResponseBase:
    """The filtered cases as a workbook; nobody is named in it."""
    sight, scope = _sight(request), request.scope  # type: ignore[attr-defined]
    if reader.freshness() is None:
        return no_mart(request)
    found = reviewing.cases(as_of_day(), reader.newest(), sight)
    declared = _listing(found)
    rows = narrowed(declared, Held(_lines(found)), chosen(declared, request.GET))
    return export(declared, rows, about=(f"数据疑点 · {freshness().words}", f"导出人 {scope.staff.name}"))


@staff_page(offered=_offered)
@leaves(CHAPTER)
def suspicion_case(request: HttpRequest) -> HttpResponseBase:
    """One case: its records, what was said, and the next word."""
    sight = _sight(request)
    if reader.freshness() is None:
        return no_mart(request)
    day, build, key = as_of_day(), reader.newest(), request.GET.get("case", "")
    rows = reviewing.records(key, day, build, sight)
    earlier = DoubtReview.objects.filter(case=key).select_related("by").order_by("-at")
    case = next((each for each in reviewing.cases(day, build, sight) if each.key == key), None) if rows else None
    if case is None:
        raise Http404("没有这个疑点，或不在您的范围内；记录作废或更正后，疑点会消失")
    staff = request.scope.staff  # type: ignore[attr-defined]
    institution = Institution.objects.get(pk=case.institution_id)
    tells, decides = reviewing.may_tell(staff, institution), may(request.user, "plan")
    problems: list[str] = []
    if request.method == "POST":
        if not tells:
            raise PermissionDenied(REFUSAL)
        given = request.POST
        posted, outcome, said = (given.get(name, "") for name in ("key", "outcome", "words"))
        problems = press(request, lambda: reviewing.review(uuid.UUID(posted), case, outcome, said[:300], by=staff))
        if not problems:
            say(request, Toast(f"{DOUBTS[case.kind].label}：{OUTCOMES_OF_DOUBT[outcome]}"))
            return redirect(request.get_full_path())
    choices = [(name, label) for name, label in OUTCOMES_OF_DOUBT.items() if decides or name == "told"]
    context = {
        "case": case, "doubt": DOUBTS[case.kind].label, "state": STATES[case.state], "tint": TINTS[case.state],
        "reason": DOUBTS[case.kind].reason(values_on(CHAPTER, day)),
        "institution": institution, "records": _named(request, rows), "more": len(rows) > PAGE * 4,
        "who": Staff.objects.filter(pk=case.staff_id).values_list("name", flat=True).first(),
        "reviews": earlier, "problems": problems, "tells": tells, "choices": choices, "key": str(uuid.uuid4()),
        "words": request.POST.get("words", ""),
        "clause": (words.clause_label(CLAUSE), clause_url(CLAUSE)),
    }  # fmt: skip
    answer = page(request, "health_record/suspicion.html", context, at=CHAPTER, as_of=freshness(), rail=True)
    answer.status_code = 422 if problems else 200
    return answer


def _sight(request: HttpRequest) -> Sight:
    """The programmes that the account plans or inspects, in its institutions; else 403."""
    if not _offered(request):
        raise PermissionDenied(REFUSAL)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    known = [each.id for each in chapters() if each.id not in scope.hidden]
    own = [name for name in known if any(may(scope.user, action, name) for action in ("plan", "inspect"))]
    reach = reach_of(scope)
    if reach.everything and scope.institution is None:
        return Sight(reviewing.forms_for(own))
    tops = [scope.institution] if scope.institution is not None else list(reach.institutions)
    places: set[int] = set()
    for top in tops:
        places.update(Institution.objects.filter(path__startswith=top.path).values_list("pk", flat=True))
    return Sight(reviewing.forms_for(own), tuple(sorted(places)))


def _lines(found: Sequence[Case]) -> list[Line]:
    places = {each.pk: each.short_name or each.name for each in Institution.objects.filter(
        pk__in={case.institution_id for case in found})}  # fmt: skip
    people = dict(Staff.objects.filter(pk__in={case.staff_id for case in found}).values_list("pk", "name"))
    at, year = reverse("health_record:suspicion"), clock.today().year
    return [
        Line(
            each.kind, DOUBTS[each.kind].label, each.institution_id, places.get(each.institution_id, ""),
            people.get(each.staff_id, ""), _days(each, year), each.records, each.people, each.said,
            each.state, f"{at}?{urlencode({'case': each.key})}",
        )
        for each in found
    ]  # fmt: skip


def _days(case: Case, year: int) -> str:
    shape = "%m-%d" if case.first_on.year == case.last_on.year == year else "%Y-%m-%d"
    first, last = case.first_on.strftime(shape), case.last_on.strftime(shape)
    return first if first == last else f"{first}～{last}"


def _named(request: HttpRequest, rows: Sequence[Doubtful]) -> list[dict[str, Any]]:
    """Each record with its person where the account may see them; the rest stays a number."""
    rows = rows[: PAGE * 4]
    seen = Resident.objects.visible_to(request.user).select_related("village")
    known = {each.pk: each for each in seen.filter(pk__in={row.resident_id for row in rows})}
    declared: Mapping[str, Form] = {form.id: form for form in suspicion.forms()}
    day = clock.today()
    return [
        {
            "on": row.served_on, "said": row.said, "form": declared[row.form].label,
            "programme": chapter(declared[row.form].programme).short,
            "person": words.person(known[row.resident_id], day) if row.resident_id in known else None,
            "url": reverse("web:record", args=[row.form, row.record]) if row.resident_id in known else "",
        }
        for row in rows
    ]  # fmt: skip


def _listing(found: Sequence[Case]) -> Listing:
    places = dict.fromkeys(each.institution_id for each in found)
    named = [(str(pk), name) for pk, name in Institution.objects.filter(pk__in=places).order_by("position", "code")
             .values_list("pk", "name")]  # fmt: skip
    return Listing(
        "suspicions", "数据疑点",
        (Column("label", "疑点", cell="health_record/doubt_cell.html"), Column("institution", "服务机构"),
         Column("who", "服务（录入）人"), Column("days", "日期"),
         Column("records", "记录", sort=("records",), format="integer"),
         Column("people", "居民", sort=("people",), format="integer"), Column("said", "内容"),
         Column("state", "状态", "state_said", cell="health_record/doubt_state_cell.html")),
        (
            Filter("kind", "类别", lambda rows, one: Held([each for each in rows.rows if each.kind == one]),
                   [(kind, doubt.label) for kind, doubt in DOUBTS.items()]),
            Filter("state", "状态", lambda rows, one: Held([each for each in rows.rows if each.state == one]),
                   tuple(STATES.items())),
            Filter("institution", "机构",
                   lambda rows, one: Held([each for each in rows.rows if str(each.institution_id) == one]), named),
        ),
        page_size=PAGE, unit="个",
    )  # fmt: skip
