"""The panel right of a form: what the chapter says of the visit, and what else this visit fulfils."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.http import urlencode

from gongwei.catalogue.chapters import chapter, forms
from gongwei.catalogue.judging import meeting
from gongwei.kernel import clock
from gongwei.kernel.steps import PerYear
from gongwei.obligations import worklist
from gongwei.obligations.worklist import Owed
from gongwei.people.models import Resident
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine
from gongwei.records.items import item_of
from gongwei.records.layout import Form
from gongwei.records.shared import answers, concepts_of
from gongwei.ui.entry import LinkedLine
from gongwei.web.frame import words
from gongwei.web.frame.extensions import beside
from gongwei.web.visit import accepting
from gongwei.web.visit.combined import NOTHING, Told
from gongwei.web.visit.judgement import Reading


@dataclass(frozen=True)
class Proposal:
    """A value that the rules propose for a field: shown beside it, taken with =, never filled in silently."""

    field: str
    value: str
    words: str


def panel(
    form: Form,
    person: Resident,
    values: Mapping[str, Any],
    reading: Reading,
    record_id: str = "",
    told: Told = NOTHING,
    *,
    user: Any,
) -> tuple[AdviceBlock, ...]:
    """The whole panel: what may be taken over, the chapter's and others' words, what this visit fulfils or could do."""
    together = _together(form, person, values, reading.day, record_id, told, user)
    others = beside(user, form.id, person, reading.day)
    taken = accepting.block(form, person, user) if form.side_by_side > 1 and not told.chain else None
    said = (taken, *map(_block, (*reading.advice.blocks, *others)), together)
    return tuple(each for each in said if each is not None)


def suggestions(advice: Advice) -> dict[str, int]:
    """Options that the rules propose, marked on the form; the doctor decides."""
    return {name: value for name, value in advice.suggested.items() if isinstance(value, int)}


def proposals(form: Form, advice: Advice) -> list[Proposal]:
    """Everything that the rules propose, as the page shows it beside the fields."""
    names = {field.name for field in form.model._meta.get_fields()}
    return [
        _proposal(form, name, value) for name, value in advice.suggested.items() if name in names and value
    ]


def _proposal(form: Form, name: str, value: Any) -> Proposal:
    codes = item_of(form.model, name).spec.codes
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    shown = codes.label(value) if codes is not None and isinstance(value, int) else text
    return Proposal(name, text, f"建议 {shown}{' 前' if isinstance(value, dt.date) else ''} · = 采用")


def _block(block: AdviceBlock) -> AdviceBlock:
    """The block with its clauses in few words."""
    clauses = [words.clause_label(line.clause) if line.clause else "" for line in block.lines]
    return replace(
        block,
        lines=tuple(replace(line, clause=said) for line, said in zip(block.lines, clauses, strict=True)),
    )


def _together(
    form: Form, person: Resident, values: Mapping[str, Any], day: dt.date, record_id: str, told: Told, user: Any
) -> AdviceBlock | None:
    """这次一并完成: obligations this record meets, and others open today that one more form would meet (PLAN-35)."""
    owed = worklist.open_of([person.pk], clock.today()).get(person.pk, [])
    about = {"birth_date": person.birth_date, "sex": person.sex, "served_on": day}
    holds = meeting(form.id, {**values, **about})
    met = _earliest(each for each in owed if _meets(form, values, each, day, holds))
    others: dict[str, list[Owed]] = {}
    for each in owed:
        name = words.form_for(each)
        if each not in met and name and name not in (form.id, *told.filled) and words.records(user, each):
            others.setdefault(name, []).append(each)
    lines: list[AdviceLine] = [AdviceLine(_said(each), icon="circle-check", tint="t-done") for each in met]
    known = {**told.concepts, **concepts_of(form, values)}
    lines += [_more(form, known, forms()[name], waiting, record_id, user) for name, waiting in others.items()]
    return AdviceBlock("这次一并完成", lines=tuple(lines)) if lines else None


def _earliest(owed: Iterable[Owed]) -> list[Owed]:
    """One record meets one obligation of a step counted over the year: the earliest open one (decision 0004)."""
    found: dict[tuple[str, str, str], Owed] = {}
    for each in owed:
        step = words.step_of(each.programme, each.step)
        counted = step is not None and isinstance(step.timing, PerYear)
        found.setdefault((each.programme, each.step, "" if counted else each.seq), each)
    return list(found.values())


def _more(
    form: Form, known: Mapping[str, Any], other: Form, waiting: list[Owed], record_id: str, user: Any
) -> LinkedLine:
    """糖尿病 · 第4季度随访，再填 6 项 接着填: the other form with what the visit already answers."""
    answered = answers(known, other)
    items = [item_of(other.model, name) for name in other.field_names() if name not in answered]
    left = sum(1 for item in items if item.must(answered))
    url = words.record_url(user, waiting[0])
    if record_id:
        url += f"?{urlencode({'after': f'{form.id}:{record_id}'})}"
    text = f"{'、'.join(_said(each) for each in waiting[:2])}，再填 {left} 项"
    return LinkedLine(text, icon="circle-plus", tint="t-accent", url=url, url_label="接着填")


def _meets(
    form: Form, values: Mapping[str, Any], owed: Owed, day: dt.date, holds: Mapping[tuple[str, str], bool]
) -> bool:
    """The form, its day, how it was done, and what the step requires of the record (a glucose really taken)."""
    step = words.step_of(owed.programme, owed.step)
    if step is None or form.id not in step.forms_of(owed.seq) or day < owed.window.opens_on:
        return False
    if not holds.get((owed.programme, owed.step), True):
        return False
    return not step.modes or values.get("mode") in (None, *step.modes)


def _said(owed: Owed) -> str:
    return f"{chapter(owed.programme).short} · {words.task(owed)}"
