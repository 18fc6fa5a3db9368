"""Words of the worklist: from an obligation to the sentence, chip and link that pages show."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import Any

from django.urls import reverse

from gongwei.catalogue.chapters import chapter, chapters, forms
from gongwei.kernel.dates import age_months, age_years
from gongwei.kernel.steps import PerYear, Step
from gongwei.obligations.institutions import OwedWork
from gongwei.obligations.worklist import Owed
from gongwei.people.grants import may
from gongwei.ui.person import Person, Tag
from gongwei.ui.status import Chip, Due
from gongwei.web.frame.extensions import entries_in

SEX = {1: "男", 2: "女", 9: "未说明", 0: "未知"}
_PART = {"Q": "第{}季度", "P": "第{}次", "B": "第{}次", "H": "第{}次", "T": "第{}次", "-": "{}月"}


@cache
def step_of(programme: str, step: str) -> Step | None:
    """The declaration of a step; None when the chapter no longer declares it."""
    schedule = chapter(programme).schedule
    return next((each for each in schedule.steps if each.id == step), None) if schedule else None


def task(owed: Owed | OwedWork) -> str:
    """第3季度面对面随访, 控制不满意2周内随访: what to do, in the chapter's words."""
    step = step_of(owed.programme, owed.step)
    if step is None:
        return owed.step
    part = re.fullmatch(r"\d{4}([QBHTP-])(\d+)", owed.seq) if isinstance(step.timing, PerYear) else None
    if part and part[1] == "B" and isinstance(step.timing, PerYear) and step.timing.apart:
        return f"{2 * int(part[2]) - 1}～{2 * int(part[2])}月{step.label_of(owed.seq)}"
    return (_PART[part[1]].format(int(part[2])) if part else "") + step.label_of(owed.seq)


def due_of(owed: Owed | OwedWork, today: dt.date) -> Due:
    """Its place in time, as a chip."""
    w = owed.window
    return Due.of(w.opens_on, w.due_on, today, met_on=w.met_on, closes_on=w.closes_on)


def met_by(owed: Owed | OwedWork) -> tuple[str, ...]:
    """The forms that meet the obligation."""
    step = step_of(owed.programme, owed.step)
    return step.forms_of(owed.seq) if step else ()


def form_for(owed: Owed | OwedWork) -> str | None:
    """The form that meets the obligation, if it is one that people fill here."""
    return next((name for name in met_by(owed) if name in forms()), None)


def records(user: Any, owed: Owed) -> bool:
    """Whether the account may fill the form that meets the obligation, whichever chapter the form belongs to."""
    form = form_for(owed)
    return may(user, "write", forms()[form].programme if form else owed.programme)


def record_url(user: Any, owed: Owed) -> str:
    """Where the owed service is recorded: a page of the chapter's own, its form, else the resident's page.

    Who may not record it is led to the resident's page.
    """
    if not records(user, owed):
        return reverse("web:resident", args=[owed.resident_id])
    own = entries_in(owed.programme).get(owed.step)
    if own is not None:
        return reverse(own, args=[owed.resident_id])
    form = form_for(owed)
    if form is None:
        return reverse("web:resident", args=[owed.resident_id])
    return reverse("web:record_new", args=[owed.resident_id, form])


def leading(user: Any, resident: int, form: str, verb: str, *, after: str = "") -> dict[str, str]:
    """Where a row of a list leads and in which word: a new form, or for who may not fill it the resident's page.

    ``after`` is the record that the form answers, as ``form:id``.
    """
    if may(user, "write", forms()[form].programme):
        url = reverse("web:record_new", args=[resident, form])
        return {"url": f"{url}?after={after}" if after else url, "verb": verb}
    return {"url": reverse("web:resident", args=[resident]), "verb": "查看"}


def reason(owed: Owed, today: dt.date) -> Chip:
    """Why we are here, above a form: 控制不满意2周内随访 · 逾期 12 天."""
    due = due_of(owed, today)
    return Chip(f"{task(owed)} · {due.words}", due.chip().tint)


def also(first: Owed, others: tuple[Owed, ...]) -> tuple[Chip, ...]:
    """What else one visit can do, in the two characters of each chapter: + 血糖、老年; the whole words behind it."""
    more = [each for each in others if form_for(each) not in (None, form_for(first))]
    if not more:
        return ()
    shorts = dict.fromkeys(chapter(each.programme).short for each in more)
    said = dict.fromkeys(f"{chapter(each.programme).short}：{task(each)}" for each in more)
    return (Chip(f"+ {'、'.join(shorts)}", "accent", "；".join(said)),)


def place(name: str) -> str:
    """教里 for 教里村委会: a village as people call it."""
    for end in ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "村委会", "居委会"):
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end) + ("社区" if end.startswith("社区") else "")
    return name


def age(birth: dt.date, on: dt.date) -> str:
    """74, or 8月龄 for a child under three."""
    years = age_years(birth, on)
    return str(years) if years >= 3 else f"{age_months(birth, on)}月龄"


def person(resident: Any, on: dt.date) -> Person:
    """Name, sex, age and population tags as lists show them."""
    return Person(
        resident.name, SEX.get(resident.sex, ""), age(resident.birth_date, on), tags_of(resident, on),
        reverse("web:resident", args=[resident.pk]), str(resident.pk),
    )  # fmt: skip


def person_of(resident_id: int, name: str, sex: int, birth: dt.date, on: dt.date) -> Person:
    """The same from columns of the mart, without tags."""
    there = reverse("web:resident", args=[resident_id])
    return Person(name, SEX.get(sex, ""), age(birth, on), (), there, str(resident_id))


def tags_of(resident: Any, on: dt.date) -> tuple[Tag, ...]:
    """The populations a resident belongs to, in the order of the specification."""
    found = []
    if age_years(resident.birth_date, on) >= 65:
        found.append(Tag("老"))
    elif age_months(resident.birth_date, on) < 84:
        found.append(Tag("儿"))
    marks = {each.id: each.tag for each in chapters() if each.tag}
    known = getattr(resident, "programmes", ()) or ()
    found += [Tag(marks[each]) for each in marks if each in known]
    if "disabled" in (resident.tags or ()):
        found.append(Tag("残"))
    return tuple(found)


def clause_label(ref: str) -> str:
    """规范7.高血压.二（二）: a clause in few words; the document's name stands in its title."""
    document, _, clause = ref.partition("#")
    short = {"national-spec-2017": "规范", "gongwei-conventions": "约定"}.get(document)
    return f"{short}{clause}" if short else f"方案 {clause}"
