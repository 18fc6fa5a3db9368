"""宣传栏: every board in use with size, height, last change and whether its two months have run out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import add_months
from gongwei.programmes.health_education import codes, rules
from gongwei.programmes.health_education.models import Board, BoardChange
from gongwei.ui.status import Chip
from gongwei.web.activities.reach import institutions_for
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page

PROGRAMME = "health_education"
PAGE = 50


@dataclass(frozen=True)
class Line:
    """One board: what was measured, what that means, its last change, and when the next is due."""

    board: Board
    spot: str
    fit: Chip
    last: BoardChange | None
    due_on: dt.date
    chip: Chip


def window_end(day: dt.date, per_year: int) -> dt.date:
    """The last day of the window after the one in which a board was changed: until then it needs new content."""
    months = 12 // per_year
    start = dt.date(day.year, 1 + (day.month - 1) // months * months, 1)
    return add_months(start, 2 * months) - dt.timedelta(days=1)


def lines(places: Any, today: dt.date) -> list[Line]:
    """Boards of these institutions in use today, the longest unchanged first."""
    used = Board.objects.filter(Q(removed_on=None) | Q(removed_on__gt=today), institution__in=places, voided_at=None)
    boards = list(used.select_related("institution").order_by("institution", "number"))
    changes = BoardChange.objects.filter(institution__in={each.institution_id for each in boards}, voided_at=None)
    last: dict[tuple[int, int], BoardChange] = {}
    for change in changes.order_by("served_on", "recorded_at"):
        last |= {(change.institution_id, number): change for number in change.boards or ()}
    measured = [
        {"served_on": today, "area_m2": each.area_m2, "centre_height_m": each.centre_height_m} for each in boards
    ]
    fits = [outcome["board_fit"] for outcome in judge(PROGRAMME, measured)]
    per_year = int(values_on(PROGRAMME, today)["board_changes_per_year"])
    found = []
    for board, fit in zip(boards, fits, strict=True):
        held = last.get((board.institution_id, board.number or 0))
        due = window_end(held.served_on if held else add_months(board.served_on, -12 // per_year), per_year)
        late = (today - due).days
        chip = Chip(f"超期 {late} 天", "overdue") if late > 0 else Chip(f"{due:%m-%d} 前", "later")
        tint = Chip(rules.OUTCOMES["board_fit"][fit], "done" if fit == "fit" else "overdue")
        found.append(Line(board, codes.BOARD_AT.label(board.stands_at), tint, held, due, chip))
    return sorted(found, key=lambda line: line.due_on)


@staff_page()
@leaves(PROGRAMME)
def boards(request: HttpRequest) -> HttpResponse:
    """The boards of the scope."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    places, today = institutions_for(scope, PROGRAMME), clock.today()
    found = lines(places, today)
    shown = Paginator(found, size).get_page(request.GET.get("page"))
    context = {
        "lines": found, "late": sum(line.due_on < today for line in found), "shown": shown,
        "unfit": sum(line.fit.tint != "done" for line in found),
        "writers": set(institutions_for(scope, PROGRAMME, "write").values_list("pk", flat=True)),
    }  # fmt: skip
    return page(request, "health_education/boards.html", context, at=PROGRAMME)


urlpatterns = [path("boards/", boards, name="boards")]
