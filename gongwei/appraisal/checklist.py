"""务实应用50项: the office words the items, institutions tick them with evidence, the office scores (EHR-10)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction

from gongwei.appraisal.authority import own
from gongwei.appraisal.models import ChecklistItem, Tick
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import HARD, Forbidden, Invalid, refuse
from gongwei.records.history import acting
from gongwei.records.layout import Problem

FOLDER = Path(__file__).parent / "checklists"
LARGEST = Decimal(100)


@dataclass(frozen=True)
class Checklist:
    """An empty form: how many numbered items, and the clause that asks for them."""

    id: str
    label: str
    ref: str
    items: int


@dataclass(frozen=True)
class Wording:
    """What the office types for one number."""

    words: str
    points: Decimal


@dataclass(frozen=True)
class Line:
    """One number of the list for one institution and year; without an item nobody has worded it yet."""

    number: int
    item: ChecklistItem | None
    tick: Tick | None


@dataclass(frozen=True)
class Standing:
    """One institution: items done and scored, and the points given."""

    institution: Institution
    done: int
    scored: int
    points: Decimal


@cache
def checklists() -> dict[str, Checklist]:
    """The forms that are shipped, by id."""
    found = (Checklist(**yaml.safe_load(each.read_text("utf-8"))) for each in sorted(FOLDER.glob("*.yaml")))
    return {each.id: each for each in found}


def word(checklist: Checklist, typed: Mapping[int, Wording], *, by: Staff) -> int:
    """Write down the items in the office's words, all or none; answers how many changed."""
    if not allowed(by, "plan"):
        raise Forbidden(f"{checklist.label}的内容和分值由项目办填写")
    problems = []
    for number, given in sorted(typed.items()):
        if not 1 <= number <= checklist.items:
            problems.append(Problem("", HARD, f"没有第 {number} 项"))
        elif not 0 <= given.points <= LARGEST:
            problems.append(Problem(f"points-{number}", HARD, f"第 {number} 项分值：应在 0 到 {LARGEST} 之间"))
        elif not given.words and ChecklistItem.objects.filter(checklist=checklist.id, number=number).exists():
            problems.append(Problem(f"words-{number}", HARD, f"第 {number} 项内容：已填写过的不能改成空的"))
    if problems:
        raise Invalid(*problems)
    with transaction.atomic(), acting(str(by.pk), f"编写{checklist.label}"):
        held = {each.number: each for each in ChecklistItem.objects.select_for_update().filter(checklist=checklist.id)}
        changed = [(n, given) for n, given in typed.items() if given.words and _differs(held.get(n), given)]
        for number, given in changed:
            ChecklistItem.objects.update_or_create(
                checklist=checklist.id, number=number,
                defaults={"words": given.words, "points": given.points, "edited_by": by, "edited_on": today()},
                create_defaults={
                    "id": uuid.uuid4(), "words": given.words, "points": given.points, "edited_by": by,
                    "edited_on": today(),
                },
            )  # fmt: skip
        return len(changed)


def _differs(held: ChecklistItem | None, given: Wording) -> bool:
    return held is None or (held.words, held.points) != (given.words, given.points)


def may_tick(by: Staff | None, place: Institution) -> bool:
    """公卫科 of the institution itself."""
    return allowed(by, "split", institution=place)


def tick(item: ChecklistItem, place: Institution, year: int, evidence: str, *, done: bool, by: Staff) -> Tick:
    """Say that an item is done, with what proves it, or take that back; a former score falls."""
    if not may_tick(by, place):
        raise Forbidden(f"由{place}公卫科填写")
    if done and not evidence.strip():
        raise refuse(f"evidence-{item.number}", f"第 {item.number} 项佐证：必须填写，例如文件名、台账位置、截图编号")
    with transaction.atomic(), acting(str(by.pk), "填写务实应用项"):
        values = {
            "done": done, "evidence": evidence.strip() if done else "", "ticked_by": by, "ticked_on": today(),
            "score": None, "remark": "", "scored_by": None, "scored_on": None,
        }  # fmt: skip
        return Tick.objects.update_or_create(
            item=item, institution=place, year=year, defaults=values, create_defaults={"id": uuid.uuid4(), **values}
        )[0]


def score(tick: Tick, points: Decimal, remark: str, *, by: Staff) -> Tick:
    """The office gives points up to those of the item; less needs a remark. Nobody scores his own institution."""
    if not allowed(by, "appraise", institution=tick.institution) or own(by, tick.institution):
        raise Forbidden("务实应用项由项目办评分，不能给自己所在的机构评分")
    with transaction.atomic(), acting(str(by.pk), "务实应用项评分"):
        held = Tick.objects.select_for_update().select_related("item").get(pk=tick.pk)
        number, most = held.item.number, held.item.points
        if not held.done:
            raise refuse(f"score-{number}", f"第 {number} 项机构还没有填写，不能评分")
        if not 0 <= points <= most:
            raise refuse(f"score-{number}", f"第 {number} 项得分：应在 0 到 {most} 之间")
        if points < most and not remark.strip():
            raise refuse(f"remark-{number}", f"第 {number} 项评语：没有给满分时必须写明原因")
        held.score, held.remark, held.scored_by, held.scored_on = points, remark.strip(), by, today()
        held.save()
        return held


def lines(checklist: Checklist, place: Institution | None, year: int) -> list[Line]:
    """Every number with its wording and what the institution says of it."""
    items = {each.number: each for each in ChecklistItem.objects.filter(checklist=checklist.id)}
    ticks = Tick.objects.filter(item__checklist=checklist.id, institution=place, year=year)
    said = {each.item_id: each for each in ticks.select_related("ticked_by", "scored_by")} if place else {}
    rows = ((number, items.get(number)) for number in range(1, checklist.items + 1))
    return [Line(number, item, said.get(item.pk) if item else None) for number, item in rows]


def standings(checklist: Checklist, places: Collection[Institution], year: int) -> list[Standing]:
    """How far each institution is."""
    ticks = Tick.objects.filter(item__checklist=checklist.id, institution__in=places, year=year, done=True)
    found: dict[int, list[Tick]] = {each.pk: [] for each in places}
    for each in ticks:
        found[each.institution_id].append(each)
    return [Standing(place, len(found[place.pk]), *_scored(found[place.pk])) for place in places]


def _scored(ticks: Iterable[Tick]) -> tuple[int, Decimal]:
    scores = [each.score for each in ticks if each.score is not None]
    return len(scores), sum(scores, Decimal(0))
