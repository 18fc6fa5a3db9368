"""在册名册: everybody registered, with consent, last class and danger, next date; numbers against last year's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.models import Enrolment
from gongwei.kernel import clock
from gongwei.kernel.dates import add_years
from gongwei.obligations import worklist
from gongwei.pages.mental_disorder.doors import PROGRAMME, smi_page
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.mental_disorder import codes
from gongwei.programmes.mental_disorder.consents import standing_consents
from gongwei.programmes.mental_disorder.models import Info, Lead, Visit
from gongwei.ui.status import Due
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.worklist.home import named
from gongwei.web.worklist.walk import page_of

PAGE = 50
VIEWS = {
    "all": "全部在册", "managed": "在管", "unconsented": "未同意", "unstable": "不稳定", "danger": "危险性3级及以上",
    "late": "随访逾期", "unvisited": "从未随访",
}  # fmt: skip
TINT = {1: "overdue", 2: "due", 3: "done"}


@dataclass(frozen=True)
class Row:
    """One registered patient as the list needs them before names are read."""

    resident_id: int
    since: dt.date
    agreed: bool | None
    visit: Visit | None = None
    due: Due | None = None
    due_words: str = ""

    @property
    def chip(self) -> tuple[str, str] | None:
        """Class of the last visit: its words and tint."""
        if self.visit is None or self.visit.visit_class is None:
            return None
        return codes.STABILITY.label(self.visit.visit_class), TINT.get(self.visit.visit_class, "")


def registered(residents: ResidentQuery, day: dt.date) -> dict[int, dt.date]:
    """Who is registered on the day and since when."""
    spans = Enrolment.objects.filter(Q(to_on=None) | Q(to_on__gt=day), programme=PROGRAMME, from_on__lte=day)
    return dict(spans.filter(resident__in=residents).values_list("resident_id", "from_on"))


def rows(scope: Scope, today: dt.date) -> list[Row]:
    """Everybody registered in the scope with the last visit at which somebody was met and what is owed first."""
    spans = registered(scope.residents().filter(living=True), today)
    agreed = standing_consents(spans, today)
    last = {
        each.resident_id: each
        for each in Visit.objects.filter(resident__in=spans, voided_at=None, visit_result=1)
        .order_by("resident_id", "-served_on", "-recorded_at")
        .distinct("resident_id")
    }
    owed = worklist.open_of(spans, today)
    found = []
    for resident, since in spans.items():
        first = next((each for each in owed.get(resident, ()) if each.programme == PROGRAMME), None)
        row = Row(resident, since, agreed.get(resident), last.get(resident))
        if first is not None:
            row = replace(row, due=words.due_of(first, today), due_words=words.task(first))
        found.append(row)
    return sorted(found, key=_urgency)


def _urgency(row: Row) -> tuple[int, dt.date, int]:
    """Unstable and dangerous first, then by the date that is owed."""
    worst = row.visit is not None and (row.visit.visit_class == 1 or (row.visit.danger_level or 0) >= 3)
    on = row.due.on if row.due is not None else dt.date.max
    return (0 if worst else 1, on, row.resident_id)


def in_view(view: str, row: Row) -> bool:
    """Whether the row belongs to the chosen part of the list."""
    visit = row.visit
    match view:
        case "managed":
            return row.agreed is True
        case "unconsented":
            return row.agreed is not True
        case "unstable":
            return visit is not None and visit.visit_class == 1
        case "danger":
            return visit is not None and (visit.danger_level or 0) >= 3
        case "late":
            return row.due is not None and row.due.state == "overdue"
        case "unvisited":
            return visit is None
    return True


VISIT = ("mental_disorder_followup", "随访")
CONSENT = ("mental_disorder_consent", "征求同意")


@smi_page()
@leaves(PROGRAMME)
def roster(request: HttpRequest) -> HttpResponse:
    """One part of the list at a time, fifty to a page."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    today = clock.today()
    everybody = rows(scope, today)
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    chosen = [row for row in everybody if in_view(view, row)]
    number = max(1, page_of(request.GET.get("page", "")) or 1)
    shown = chosen[(number - 1) * size : number * size]
    context = {
        "rows": _lines(scope, shown, today),
        "views": [
            (key, label, key == view, sum(1 for row in everybody if in_view(key, row)))
            for key, label in VIEWS.items()
        ],
        "view": view, "total": len(chosen), "page": number, "pages": -(-len(chosen) // size),
        "numbers": numbers(scope, everybody, today),
    }  # fmt: skip
    return page(request, "mental_disorder/roster.html", context, at=PROGRAMME)


def _lines(scope: Scope, shown: Iterable[Row], today: dt.date) -> list[dict[str, Any]]:
    held = list(shown)
    people = named([row.resident_id for row in held], scope.hidden)
    told = Info.objects.filter(resident__in=people, voided_at=None).order_by("resident_id", "-served_on")
    diagnosis = dict(told.distinct("resident_id").values_list("resident_id", "diagnosis"))
    return [
        {
            "person": words.person(people[row.resident_id], today),
            "village": words.place(people[row.resident_id].village.name),
            "diagnosis": codes.DIAGNOSIS.label(diagnosis.get(row.resident_id)),
            "row": row,
            **words.leading(scope.user, row.resident_id, *(VISIT if row.agreed else CONSENT)),
        }
        for row in held
    ]


def numbers(scope: Scope, everybody: list[Row], today: dt.date) -> list[dict[str, Any]]:
    """在册, 在管 and what they were on the same day last year; how long from lead to management this year."""
    last_year = add_years(today, -1)
    before = registered(scope.residents(), last_year)
    agreed = standing_consents(before, last_year)
    here, managed = len(everybody), sum(1 for row in everybody if row.agreed)
    figures = [
        {"label": "在册", "value": here, "change": here - len(before)},
        {
            "label": "在管",
            "value": managed,
            "change": managed - sum(1 for each in before if agreed.get(each)),
        },
        {"label": "未同意", "value": here - managed, "change": None},
    ]
    waits = _days_to_entry(scope, today)
    if waits:
        middle = sorted(waits)[len(waits) // 2]
        figures.append({"label": "发现到录入", "value": f"{middle} 天", "change": None})
    return figures


def _days_to_entry(scope: Scope, today: dt.date) -> list[int]:
    """发现一例、录入一例: days from the lead to the supplement, for those confirmed this year (SMI-02)."""
    leads = Lead.objects.filter(
        resident__in=scope.residents(), voided_at=None, verify_result=1, served_on__year=today.year
    )
    found = dict(leads.values_list("resident_id", "served_on"))
    entered = Info.objects.filter(resident__in=found, voided_at=None).order_by("resident_id", "served_on")
    first = dict(entered.distinct("resident_id").values_list("resident_id", "served_on"))
    return [(first[each] - on).days for each, on in found.items() if each in first and first[each] >= on]


urlpatterns = [path("", roster, name="roster")]
