"""What a chapter adds to the common pages: tabs, cards on a resident's page, words beside a form (decision 0006).

All are found by the folder's name, ``gongwei/pages/<chapter>/nav.py``, ``panels.py`` and ``beside.py``; a chapter
without them shows what every chapter has.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from gongwei.catalogue.chapters import Chapter, chapter, chapters, forms
from gongwei.catalogue.plans import plan
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.advice import AdviceBlock
from gongwei.ui.frame import NavItem
from gongwei.web.frame import doors

PACKAGE = "gongwei.pages"

Beside = Callable[[Any, Resident, dt.date], AdviceBlock | None]
"""(user, person, day) → what a chapter has to say beside a form that is not its own; None: nothing."""


@dataclass(frozen=True)
class Tab:
    """A page of the chapter's own: its words, its address by name, and the right that it needs."""

    label: str
    name: str
    action: str = "read"


@dataclass(frozen=True)
class Panel:
    """A card on a resident's page; ``ask`` (user, person, today) → the template's context; None: nothing to say."""

    id: str
    label: str
    template: str
    ask: Callable[[Any, Resident, dt.date], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Notice:
    """One line on the workbench that waits for somebody: the words and where they lead, by name."""

    words: str
    name: str


@dataclass(frozen=True)
class Card:
    """A panel as shown."""

    id: str
    label: str
    html: SafeString


@cache
def tabs_in(chapter_id: str) -> tuple[Tab, ...]:
    """The tabs of a chapter's own pages."""
    return tuple(getattr(_module(chapter_id, "nav"), "TABS", ()))


@cache
def entries_in(chapter_id: str) -> Mapping[str, str]:
    """Steps of a chapter that are recorded on a page of its own: step → address by name, of one resident."""
    return dict(getattr(_module(chapter_id, "nav"), "ENTRIES", {}))


@cache
def panels() -> tuple[tuple[Chapter, Panel], ...]:
    """Every panel, in the order of the specification."""
    return tuple((each, panel) for each in chapters() for panel in getattr(_module(each.id, "panels"), "PANELS", ()))


def tab_row(request: HttpRequest, chapter_id: str) -> tuple[NavItem, ...]:
    """The pages of one chapter that would open; the one whose address is the longest head of this page's is on."""
    held, user, path = chapter(chapter_id), request.user, request.path
    found = [("应服务", f"{reverse('web:due')}?programme={chapter_id}")] if owes_residents(held) else []
    if keeps_records(chapter_id) and may(user, "read", chapter_id):
        found.append(("登记簿", reverse("web:registers_of", args=[chapter_id])))
    found += [
        (tab.label, reverse(tab.name))
        for tab in tabs_in(chapter_id)
        if may(user, tab.action, chapter_id) and doors.opens(request, tab.name)
    ]
    if held.measures and may(user, "figures", chapter_id):
        found.append(("指标", f"{reverse('web:indicators')}?chapter={chapter_id}"))
    heads = {label: reverse("web:registers") if label == "登记簿" else url.partition("?")[0] for label, url in found}
    on = max((head for head in heads.values() if path.startswith(head)), key=len, default="")
    return tuple(NavItem(label, label, url, current=heads[label] == on) for label, url in found)


def keeps_records(chapter_id: str) -> bool:
    """Whether the chapter has forms of its own, hence registers."""
    return any(form.programme == chapter_id for form in forms().values())


def owes_residents(held: Chapter) -> bool:
    """Whether the chapter's schedule puts people on the worklist."""
    return held.schedule is not None and getattr(held.schedule, "of", "resident") == "resident"


def landing(held: Chapter) -> str:
    """Where the navigation leads for a chapter: its worklist, else the first page of its own, else its registers."""
    own = tabs_in(held.id)
    if owes_residents(held):
        return f"{reverse('web:due')}?programme={held.id}"
    if not own and keeps_records(held.id):
        return reverse("web:registers_of", args=[held.id])
    return reverse(own[0].name) if own else f"{reverse('web:due')}?programme={held.id}"


def cards(user: Any, person: Resident, today: dt.date) -> list[Card]:
    """The panels that have something to say of this person, of programmes in force that the account may read."""
    found = []
    for held, panel in panels():
        if not may(user, "read", held.id) or not plan().in_force(held.id, today):
            continue
        context = panel.ask(user, person, today)
        if context is not None:
            around = {"person": person, "today": today, "writes": may(user, "write", held.id)}
            html = render_to_string(panel.template, {**context, **around})
            found.append(Card(f"{held.id}-{panel.id}", panel.label, html))
    return found


@cache
def _noticing() -> tuple[tuple[Chapter, Callable[[Any, dt.date], Notice | None]], ...]:
    """Who tells the workbench what waits: each chapter's NOTICES, functions of (scope, today)."""
    return tuple((each, ask) for each in chapters() for ask in getattr(_module(each.id, "notices"), "NOTICES", ()))


def notices(scope: Any, today: dt.date) -> list[Notice]:
    """What waits on chapters' own pages, of those in force that the account may read."""
    asked = (
        ask(scope, today)
        for held, ask in _noticing()
        if may(scope.user, "read", held.id) and plan().in_force(held.id, today)
    )
    return [told for told in asked if told is not None]


@cache
def _besides(form_id: str) -> tuple[tuple[Chapter, Beside], ...]:
    """Who speaks beside a form: each chapter's BESIDE, form id → words."""
    found = ((each, getattr(_module(each.id, "beside"), "BESIDE", {})) for each in chapters())
    return tuple((each, spoken[form_id]) for each, spoken in found if form_id in spoken)


def beside(user: Any, form_id: str, person: Resident, day: dt.date) -> tuple[AdviceBlock, ...]:
    """What other chapters say beside a form, of those in force that the account may read."""
    asked = (
        ask(user, person, day)
        for held, ask in _besides(form_id)
        if may(user, "read", held.id) and plan().in_force(held.id, day)
    )
    return tuple(block for block in asked if block is not None)


def _module(chapter_id: str, name: str) -> ModuleType | None:
    """The chapter's module of that name among its own pages, None when it has none."""
    package = f"{PACKAGE}.{chapter_id}"
    if importlib.util.find_spec(package) is None or importlib.util.find_spec(f"{package}.{name}") is None:
        return None
    return importlib.import_module(f"{package}.{name}")
