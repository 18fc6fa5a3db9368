"""A clinic visit or an exam as the follow-up that is due: what it has answered, and what it lacks (NCD-19).

Nothing is typed twice: the follow-up's form opens with what the day's other forms answered, asks only the rest and is
dated on that day. The obligation is met by the follow-up alone, so never by a visit whose content is not complete.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Value
from django.urls import reverse
from django.utils.http import urlencode

from gongwei.catalogue.chapters import services
from gongwei.kernel import clock
from gongwei.obligations import worklist
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.advice import AdviceBlock, AdviceLine
from gongwei.records.items import Item, item_of
from gongwei.records.layout import Form
from gongwei.records.shared import answers, concepts_of
from gongwei.ui.entry import LinkedLine
from gongwei.ui.figures import day as day_said
from gongwei.ui.visits import visit_of
from gongwei.web.frame import words

MOST_NAMED = 8
"""So many of the items that are missing are named; the others are counted."""


@dataclass(frozen=True)
class Content:
    """What one day's records say of a follow-up's form: chain for its address, answers, required items without one."""

    on: dt.date
    labels: tuple[str, ...]
    chain: str
    answered: Mapping[str, Any]
    missing: tuple[Item, ...]

    @property
    def complete(self) -> bool:
        """Nothing required is left to ask."""
        return not self.missing


def content_of(form: Form, person: Resident, user: Any) -> Content | None:
    """The latest day since the follow-up became due on which another form saw the person; None without one."""
    since = _owed_since(form, person)
    if since is None:
        return None
    done = _done_since(since, [form, *_others(form, person, user)], person)
    own = max((day for id, day, _ in done if id == form.id), default=dt.date.min)
    latest = max((day for id, day, _ in done if id != form.id), default=dt.date.min)
    if own >= latest:
        return None
    seen = {id: record for id, day, record in done if day == latest and id != form.id}
    concepts: dict[str, Any] = {}
    links = []
    for id, record in seen.items():
        other = services()[id]
        stored = other.model._default_manager.get(pk=record)
        concepts |= concepts_of(other, visit_of(other, stored).values)
        links.append(f"{id}:{record}")
    answered = answers(concepts, form)
    items = [item_of(form.model, name) for name in form.field_names() if name not in answered]
    missing = tuple(item for item in items if item.typed and item.must(answered))
    return Content(latest, tuple(services()[id].label for id in seen), ",".join(links), answered, missing)


def block(form: Form, person: Resident, user: Any) -> AdviceBlock | None:
    """The panel's words: 10-12 健康体检表 可作本次随访, what it lacks, and the way to take it."""
    found = content_of(form, person, user)
    if found is None:
        return None
    year = clock.today().year
    url = f"{reverse('web:record_new', args=[person.pk, form.id])}?{urlencode({'after': found.chain})}"
    said = f"{day_said(found.on, year)} {'、'.join(found.labels)}：已答 {len(found.answered)} 项"
    taken = LinkedLine(said, icon="clipboard-check", tint="t-accent", url=url, url_label="作为本次随访")
    lines: list[AdviceLine] = [taken]
    if found.complete:
        lines.append(AdviceLine("内容完整，可直接保存为随访", icon="circle-check", tint="t-done"))
    else:
        named = "、".join(item.label for item in found.missing[:MOST_NAMED])
        more = f" 等 {len(found.missing)} 项" if len(found.missing) > MOST_NAMED else ""
        lines.append(AdviceLine(f"还缺 {named}{more}；补齐后才算随访", icon="alert-triangle", tint="t-due"))
    return AdviceBlock("就诊、体检可作随访", lines=tuple(lines))


def _owed_since(form: Form, person: Resident) -> dt.date | None:
    """From when the form has been owed by its own chapter; None while nothing is."""
    owed = worklist.open_of([person.pk], clock.today()).get(person.pk, [])
    ours = [each for each in owed if each.programme == form.programme and form.id in words.met_by(each)]
    return min((each.window.opens_on for each in ours), default=None)


def _others(form: Form, person: Resident, user: Any) -> list[Form]:
    """Forms that answer something of it and that the account may read; none that opens management."""
    return [
        other for other in services().values()
        if other is not form and not other.enrols and set(other.shared) & set(form.shared)
        and may(user, "read", other.programme, person.institution)
    ]  # fmt: skip


def _done_since(since: dt.date, done: Sequence[Form], person: Resident) -> list[tuple[str, dt.date, Any]]:
    """(form, day, record) of what these forms say of the person up to today, the latest typed last; one query."""
    parts = [
        form.model._default_manager.filter(
            resident=person, voided_at=None, served_on__gte=since, served_on__lte=clock.today()
        ).annotate(form=Value(form.id)).values_list("form", "served_on", "pk", "recorded_at")
        for form in done
    ]  # fmt: skip
    rows = parts[0].union(*parts[1:], all=True)
    return [(id, day, record) for id, day, record, _ in sorted(rows, key=lambda row: row[3])]
