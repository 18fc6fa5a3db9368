"""机构应做: what institutions themselves owe now, by chapter and institution, and the forms that meet it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import Chapter, chapter, chapters, works
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.kernel.steps import After
from gongwei.obligations.institutions import OwedWork, open_work, work_of_year
from gongwei.people.grants import may, works_for
from gongwei.people.models import Institution, Staff
from gongwei.records.layout import Form
from gongwei.ui.bars import Window, YearStrip
from gongwei.ui.frame import Link
from gongwei.ui.status import Chip, Due
from gongwei.web.activities.reach import institutions_for, own_institution
from gongwei.web.frame import words
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.visit.lasts import headline

SHOWN = 6
RECENT = 8


@dataclass(frozen=True)
class Line:
    """One piece of work that is open: whose, what, until when, and where it is recorded."""

    institution: Institution
    what: str
    due: Due
    url: str
    more: int = 0

    @property
    def chip(self) -> Chip:
        """Where it stands, as a chip."""
        return self.due.chip()


@dataclass(frozen=True)
class Duty:
    """One step over the year: its windows, how many are met, and the clause that asks it."""

    label: str
    clause: str
    met: int
    total: int
    missed: int
    strip: YearStrip


def owing_chapters() -> tuple[Chapter, ...]:
    """The chapters in force that ask something of institutions."""
    today = clock.today()
    return tuple(
        each for each in chapters() if any(form.programme == each.id for form in works().values())
        and plan().in_force(each.id, today)
    )  # fmt: skip


def lines(
    scope: Scope, programmes: Sequence[str] = (), limit: int | None = None, action: str = "write"
) -> tuple[list[Line], int]:
    """The open work of the scope's institutions in whose name this account writes (or reads), and how much there is.

    Several open periods of one step (consultations that lag) are one line that says how many more there are.
    """
    today, found = clock.today(), []
    places: dict[int, Institution] = {}
    for each in owing_chapters():
        if programmes and each.id not in programmes:
            continue
        own = {place.pk: place for place in institutions_for(scope, each.id, action)}
        places |= own
        found += open_work(list(own), today, (each.id,))
    found.sort(key=lambda one: (one.window.due_on, one.institution_id))
    alike: dict[tuple[int, str, str, str], list[OwedWork]] = {}
    for one in found:
        alike.setdefault((one.institution_id, one.programme, one.step, _apart(one)), []).append(one)
    firsts = list(alike.values())
    writes = action == "write"
    return [_line(same, places[same[0].institution_id], writes) for same in firsts[:limit]], len(firsts)


def _line(same: Sequence[OwedWork], place: Institution, writes: bool) -> Line:
    one = same[0]
    where = _where(one, place) if writes else ""
    return Line(place, words.task(one), words.due_of(one, clock.today()), where, len(same) - 1)


def _apart(one: OwedWork) -> str:
    """What a record itself asks (报告, 反馈) stands alone; the periods of a step belong together."""
    step = words.step_of(one.programme, one.step)
    return one.seq if step is not None and isinstance(step.timing, After) else ""


def _where(one: OwedWork, place: Institution) -> str:
    """A new record; where a record itself asks to be completed (报告, 反馈), that record."""
    form, step = words.form_for(one), words.step_of(one.programme, one.step)
    if form is None or step is None:
        return ""
    if isinstance(step.timing, After) and step.timing.form == form:
        return reverse("web:work_record", args=[form, one.seq])
    return f"{reverse('web:work_new', args=[form])}?{urlencode({'institution': place.pk})}"


def duties(institution: Institution, programme: str, year: int) -> list[Duty]:
    """Every step that the institution owes in the year, with its windows on the strip."""
    today, by_step = clock.today(), dict[str, list[OwedWork]]()
    for each in work_of_year(institution.pk, year, programme):
        by_step.setdefault(each.step, []).append(each)
    found = []
    for name, owed in by_step.items():
        step = words.step_of(programme, name)
        if step is None:
            continue
        dues = [words.due_of(each, today) for each in owed]
        windows = tuple(
            Window.of(each.window.opens_on, due, each.window.due_on) for each, due in zip(owed, dues, strict=True)
        )
        found.append(Duty(
            step.label, step.ref, sum(due.state in ("done", "late") for due in dues), len(owed),
            sum(due.state == "missed" for due in dues), YearStrip(year, windows, today, step.label),
        ))  # fmt: skip
    return found


def new_links(institution: Institution, programme: str, staff: Staff) -> list[Link]:
    """The forms that may be filled for the institution."""
    if not works_for(staff, "write", programme, institution):
        return []
    query = urlencode({"institution": institution.pk})
    return [
        Link(form.label, f"{reverse('web:work_new', args=[form.id])}?{query}")
        for form in works().values() if form.programme == programme
    ]  # fmt: skip


def recent(institution: Institution, programme: str) -> list[tuple[Form, Any, str, str]]:
    """The last valid records of the institution in the chapter: form, record, headline, address."""
    found: list[tuple[Form, Any]] = []
    for form in works().values():
        if form.programme == programme:
            records = form.model._default_manager.filter(institution=institution, voided_at=None)
            found += [(form, each) for each in records.select_related("staff").order_by("-served_on")[:RECENT]]
    found.sort(key=lambda pair: (pair[1].served_on, pair[1].recorded_at), reverse=True)
    return [
        (form, each, headline(form, each), reverse("web:work_record", args=[form.id, each.pk]))
        for form, each in found[:RECENT]
    ]


def work_block(scope: Scope) -> dict[str, Any]:
    """本机构应做 on the workbench: the most urgent few, and how many there are."""
    shown, total = lines(scope, limit=SHOWN)
    places = {each.institution.pk for each in shown}
    return {"work": shown, "work_total": total, "work_several": places != {scope.staff.institution_id}}


@staff_page()
@leaves()
def work(request: HttpRequest, programme: str) -> HttpResponse:
    """One institution in one chapter: what it owes this year, the forms, its last records; and the open work of all."""
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if programme not in {each.id for each in owing_chapters()}:
        raise Http404("没有这个项目的机构工作")
    place = own_institution(request, programme, "read")
    return page(request, "web/activities/work.html", work_context(request, scope, programme, place), at=programme)


def work_context(request: HttpRequest, scope: Scope, programme: str, place: Institution) -> dict[str, Any]:
    """What the page of an institution's own work shows."""
    action = "write" if may(request.user, "write", programme) else "read"
    open_lines, total = lines(scope, (programme,), 30, action)
    others = institutions_for(scope, programme)
    return {
        "chapter": chapter(programme), "institution": place, "year": clock.today().year,
        "duties": duties(place, programme, clock.today().year),
        "lines": open_lines, "more": max(0, total - len(open_lines)), "several": others.count() > 1,
        "others": others[:300], "new": new_links(place, programme, scope.staff),
        "recent": recent(place, programme), "registers": may(request.user, "read", programme),
    }  # fmt: skip


urlpatterns = [path("work/<slug:programme>/", work, name="work")]
