"""The panel right of a form: what the chapter says of the visit, and what else this visit fulfils."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any


from gongwei.catalogue.chapters import advisers, chapter
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.kernel.dates import age_years
from gongwei.obligations import worklist
from gongwei.obligations.worklist import Owed
from gongwei.people.models import Resident
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Past, Situation
from gongwei.records.layout import Form
from gongwei.web import judgement, words
from gongwei.web.lasts import as_given

NOTHING = Advice(())


def advice_of(form: Form, person: Resident, values: Mapping[str, Any], past: list[Any]) -> Advice:
    """What the chapter's rules say of the values typed so far, in its words; nothing for forms without advice."""
    adviser = advisers().get(form.id)
    if adviser is None:
        return NOTHING
    day = _day(values)
    former = judge(form.programme, as_given(form, past))
    return adviser(
        Situation(
            on=day,
            values={**values, "age": age_years(person.birth_date, day), "sex": person.sex},
            outcome=judgement.outcomes(form, person, {**values, "served_on": day}, past),
            parameters=values_on(form.programme, day),
            past=tuple(
                Past(each.served_on, _values(form, each), outcome)
                for each, outcome in zip(reversed(past), reversed(former), strict=True)
            ),
        )
    )


def advice_for(form: Form, person: Resident, values: Mapping[str, Any], past: list[Any]) -> tuple[AdviceBlock, ...]:
    """The whole panel: the chapter's blocks, then what this visit fulfils and what could be done with it."""
    together = _together(form, person, values)
    return (*advice_of(form, person, values, past).blocks, *((together,) if together else ()))


def suggestions(form: Form, person: Resident, values: Mapping[str, Any], past: list[Any]) -> dict[str, int]:
    """Options that the rules propose, marked on the form; the doctor decides."""
    return {
        name: value for name, value in advice_of(form, person, values, past).suggested.items() if isinstance(value, int)
    }


def _together(form: Form, person: Resident, values: Mapping[str, Any]) -> AdviceBlock | None:
    """这次一并完成: obligations this record meets, and others open today that one more form would meet."""
    day = _day(values)
    owed = worklist.open_of([person.pk], clock.today()).get(person.pk, [])
    met = [each for each in owed if _meets(form, values, each, day)]
    others = {words.form_for(each): each for each in owed if each not in met}
    others.pop(form.id, None)
    lines = [AdviceLine(_said(each), icon="circle-check", tint="t-done") for each in met]
    lines += [AdviceLine(_said(each), icon="circle-plus", tint="t-accent") for name, each in others.items() if name]
    return AdviceBlock("这次一并完成", lines=tuple(lines)) if lines else None


def _meets(form: Form, values: Mapping[str, Any], owed: Owed, day: dt.date) -> bool:
    step = words.step_of(owed.programme, owed.step)
    if step is None or form.id not in step.met_by or day < owed.window.opens_on:
        return False
    return not step.modes or values.get("mode") in (None, *step.modes)


def _said(owed: Owed) -> str:
    return f"{chapter(owed.programme).short} · {words.task(owed)}"


def _day(values: Mapping[str, Any]) -> dt.date:
    day = values.get("served_on")
    return day if isinstance(day, dt.date) else clock.today()


def _values(form: Form, record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in form.field_names() if hasattr(record, name)}
