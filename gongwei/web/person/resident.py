"""居民页: one person, one page — what is owed this year, every service, trends, family, completeness, who looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse

from gongwei.care.models import Finding
from gongwei.catalogue.chapters import chapter, chapters, services
from gongwei.catalogue.plans import basic_from, plan
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.obligations.worklist import Owed
from gongwei.people import access
from gongwei.people.completeness import completeness
from gongwei.people.grants import may
from gongwei.people.models import AccessLog, Resident
from gongwei.people.problems import Forbidden
from gongwei.records.layout import Form
from gongwei.ui.bars import Window, YearStrip
from gongwei.ui.frame import Link
from gongwei.ui.person import Fact, ResidentStrip
from gongwei.ui.refusals import NotYours
from gongwei.ui.status import Chip
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame import words
from gongwei.web.frame.doors import opens
from gongwei.web.frame.extensions import cards
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.curves import curves_of
from gongwei.web.person.services import entries_of, records_of
from gongwei.web.worklist.home import named

SHOWN_SERVICES = 12
SHOWN_LOOKS = 6


@staff_page()
def resident(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The whole record on one screen; opening it is logged, and the resident can see that."""
    person = access.resident_for(request.user, resident_id)
    access.look(request.user, person, "查看档案", request)
    today = clock.today()
    person = named([person.pk], request.scope.hidden)[person.pk]  # type: ignore[attr-defined]
    owed = [
        pair
        for pair in worklist.year_of(person.pk, today.year)
        if may(request.user, "read", pair[0].programme)
    ]
    records = records_of(request.user, person.pk, person)
    context = {
        "strip": strip(person, today, request),
        "resident": person,
        "year": today.year,
        "owed": owed_lines([each for each, _ in owed], today, request.user),
        "owed_counts": _counts([each for each, _ in owed], today),
        "now": sum(1 for each, _ in owed if words.due_of(each, today).state in ("due", "overdue")),
        "services": entries_of(records[:SHOWN_SERVICES]),
        "service_count": len(records),
        "curves": curves_of(records),
        "medicines": _medicines(records),
        "findings": Finding.objects.filter(resident=person, closed_on=None).order_by("due_on")
        if may(request.user, "whole") else (),
        "family": _family(request, person, today),
        "complete": completeness(person, today, basic_from=basic_from(today)),
        "looks": AccessLog.objects.filter(resident=person).select_related("staff__institution").order_by("-at")[
            :SHOWN_LOOKS
        ],
        "cards": cards(request.user, person, today),
        "forms": form_menu(request, person),
    }  # fmt: skip
    return page(request, "web/resident.html", context, at="residents")


def strip(person: Resident, today: dt.date, asking: HttpRequest | None = None) -> ResidentStrip:
    """Who this page is about; tall for who is asking, with numbers masked until asked for, and asking is logged."""
    doctor = f"{person.doctor.name} · {person.institution.short_name}" if person.doctor else "未指定"
    if asking is None:
        facts = (Fact("编号", short_number(person)), Fact("村", person.village.name), Fact("医生", doctor))
        return ResidentStrip(words.person(person, today), facts)
    reveal = f"{reverse('web:reveal', args=[person.pk])}?field=" if opens(asking, "web:reveal") else ""
    edit = Link("修改" if person.filed else "建档", reverse("web:resident_edit", args=[person.pk]))
    return ResidentStrip(
        words.person(person, today),
        second=(
            Fact("档案", person.record_no or "未建档"),
            Fact("身份证", access.mask_id(person.id_no), reveal and f"{reveal}id_no"),
        ),
        columns=(
            (
                Fact("电话", access.mask_phone(person.phone), reveal and f"{reveal}phone"),
                Fact("联系人", f"{person.contact_name or '—'} {access.mask_phone(person.contact_phone)}"),
            ),
            (Fact("现住址", person.current_address or "—"), Fact("责任医生", doctor)),
        ),
        actions=(
            *(
                (Link("档案", reverse("web:record_home", args=[person.pk])),
                 Link("信息卡", reverse("web:card", args=[person.pk])))
                if opens(asking, "web:record_home") else ()
            ),
            *([edit] if opens(asking, "web:resident_edit") else []),
        ),
        primary=Link("新建服务", f"{reverse('web:resident', args=[person.pk])}#new")
        if opens(asking, "web:record_new") else None,
    )


def short_number(person: Resident) -> str:
    """The last eight digits as forms print them: 145-00317."""
    number = person.record_no or ""
    return f"{number[-8:-5]}-{number[-5:]}" if len(number) == 17 else "未建档"


def owed_lines(owed: Iterable[Owed], today: dt.date, user: Any) -> list[dict[str, Any]]:
    """The year in the order of the specification; several of one step that are done stand in one line: 3 / 3 次."""
    steps: dict[tuple[str, str], list[Owed]] = {}
    for each in sorted(owed, key=lambda one: chapter(one.programme).order):
        steps.setdefault((each.programme, each.step), []).append(each)
    found = []
    for group in steps.values():
        done = [each for each in group if each.window.met_on is not None]
        if len(done) > 1:
            found.append(_done_line(done, today, user))
        found += [_owed_line(each, today, user) for each in group if len(done) < 2 or each.window.met_on is None]
    return found


def _done_line(done: list[Owed], today: dt.date, user: Any) -> dict[str, Any]:
    line = _owed_line(done[0], today, user)
    step = words.step_of(done[0].programme, done[0].step)
    windows = tuple(
        Window.of(each.window.opens_on, words.due_of(each, today), each.window.due_on) for each in done
    )
    late = sum(1 for each in done if words.due_of(each, today).state == "late")
    said = f"{len(done)} / {len(done)} 次" + (f"，{late} 次补做" if late else "")
    label = step.label if step else line["task"]
    strip = YearStrip(today.year, windows, today, label)
    return {**line, "task": label, "strip": strip, "due": Chip(said, "done"), "url": ""}


def _owed_line(owed: Owed, today: dt.date, user: Any) -> dict[str, Any]:
    due = words.due_of(owed, today)
    step = words.step_of(owed.programme, owed.step)
    return {
        "programme": chapter(owed.programme).short,
        "task": words.task(owed),
        "strip": YearStrip(
            today.year, (Window.of(owed.window.opens_on, due, owed.window.due_on),), today, words.task(owed)
        ),
        "due": due,
        "ref": step.ref if step else "",
        "clause": words.clause_label(step.ref) if step else "",
        "clause_url": clause_url(step.ref) if step else "",
        "url": words.record_url(user, owed) if due.state in ("due", "overdue") and words.records(user, owed) else "",
    }  # fmt: skip


def _counts(owed: Iterable[Owed], today: dt.date) -> dict[str, int]:
    found = {"due": 0, "overdue": 0, "done": 0, "later": 0}
    for each in owed:
        state = words.due_of(each, today).state
        state = "done" if state == "late" else "overdue" if state == "missed" else state
        found[state] += 1
    return found


def form_menu(request: HttpRequest, person: Resident) -> list[tuple[str, list[Link]]]:
    """Every form that may be filled for this person, by chapter: 新建服务."""
    enrolled = set(getattr(person, "programmes", ()))
    groups: list[tuple[str, list[Link]]] = []
    for label, programme in (("通用", "health_record"), *((each.label, each.id) for each in chapters())):
        if not may(request.user, "write", programme) or not plan().in_force(programme, clock.today()):
            continue
        links = [
            Link(form.label, reverse("web:record_new", args=[person.pk, form.id]))
            for form in services().values()
            if form.programme == programme and (not form.needs_enrolment or form.enrols or programme in enrolled)
        ]
        if links and (label, links) not in groups and all(links != other for _, other in groups):
            groups.append((label, links))
    return groups


def _medicines(pairs: Sequence[tuple[Form, Any]]) -> list[str]:
    """What is taken now: the medicine lines of the last record of each form that asks for them."""
    found: list[str] = []
    for form in services().values():
        last = next((each for other, each in pairs if other is form), None) if "medicines" in form.rows else None
        if last is not None:
            found += [str(line) for line in form.rows["medicines"]._default_manager.filter(record=last)]
    return list(dict.fromkeys(found))


def _family(request: HttpRequest, person: Resident, today: dt.date) -> list[dict[str, Any]]:
    """The household's other members whom this account may see, and what they are owed."""
    if person.household_id is None:
        return []
    members = (
        Resident.objects.visible_to(request.user).filter(household=person.household_id).exclude(pk=person.pk)
    )
    hidden = request.scope.hidden  # type: ignore[attr-defined]
    people = named([each.pk for each in members], hidden)
    owed = worklist.open_of(people, today, hidden)
    return [
        {
            "person": words.person(each, today),
            "relation": each.get_household_relation_display()
            if hasattr(each, "get_household_relation_display")
            else "",
            "first": words.due_of(owed[each.pk][0], today) if owed.get(each.pk) else None,
            "task": words.task(owed[each.pk][0]) if owed.get(each.pk) else "",
        }
        for each in people.values()
    ]


@staff_page(offered="reveal")
def reveal(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The unmasked number of one field, logged apart from the look."""
    person = get_object_or_404(Resident.objects.visible_to(request.user), pk=resident_id)
    field = request.GET.get("field", "")
    try:
        value = (
            access.reveal(request.user, person, field, "核对身份", request)
            if field in access.REVEALED
            else ""
        )
    except Forbidden as refused:
        raise NotYours(str(refused), owner=str(person.institution)) from None
    return render(request, "web/revealed.html", {"value": value})


urlpatterns = [
    path("residents/<int:resident_id>/", resident, name="resident"),
    path("residents/<int:resident_id>/reveal/", reveal, name="reveal"),
]
