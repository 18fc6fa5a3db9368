"""Checking a sampled record: on screen with ticks, by phone, or at home; what is untrue or faulty has its words."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction

from gongwei.appraisal.authority import must_judge
from gongwei.appraisal.models import Check, Deduction, Sampled
from gongwei.appraisal.rounds import items_of
from gongwei.appraisal.scheme_file import Findings, Item, ReviewPoint
from gongwei.kernel.clock import CHINA, now
from gongwei.kernel.verifying import MODES, OUTCOMES
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.records.history import acting


def points_for(row: Sampled) -> list[tuple[Item, ReviewPoint]]:
    """What the reviewer ticks off for a record: the points of the round's items that apply to its programme."""
    return [
        (item, point)
        for item in items_of(row.sample.inspection.round)
        if isinstance(item.method, Findings)
        for point in item.method.review
        if (not point.chapters or row.programme in point.chapters) and (not point.forms or row.form in point.forms)
    ]


def check(
    row: Sampled, mode: str, outcome: str, words: str, faults: Collection[str] = (), *, by: Staff
) -> Check:
    """Write down what one way of checking showed; done again it is corrected, and the deductions follow.

    An untrue record needs words. A fault costs its point once however often it is seen, and only on screen or at home.
    """
    inspection = row.sample.inspection
    must_judge(by, inspection)
    if mode not in MODES:
        raise refuse("mode", f"核实方式：请选 {'、'.join(MODES.values())}")
    if outcome not in OUTCOMES:
        raise refuse("outcome", f"核实结果：请选 {'、'.join(OUTCOMES.values())}")
    if outcome == "untrue" and not words.strip():
        raise refuse("words", "情况：不属实时必须写明怎么知道的，例如“本人说 8-28 没有量过血压”")
    offered = {point.id: (item, point) for item, point in points_for(row)}
    if unknown := [name for name in faults if name not in offered]:
        raise refuse("faults", f"没有评价点 {'、'.join(unknown)}")
    with transaction.atomic(), acting(str(by.pk), "核实样本"):
        made = Check.objects.update_or_create(
            sampled=row, mode=mode,
            defaults={"outcome": outcome, "faults": sorted(set(faults)), "words": words.strip(), "by": by, "at": now()},
            create_defaults={
                "id": uuid.uuid5(row.pk, mode), "outcome": outcome, "faults": sorted(set(faults)),
                "words": words.strip(), "by": by, "at": now(),
            },
        )[0]  # fmt: skip
        _follow(row, offered, by)
        return made


def _follow(row: Sampled, offered: dict[str, tuple[Item, ReviewPoint]], by: Staff) -> None:
    """The record's deductions: one for each fault of any check, the others withdrawn."""
    checks = list(row.checks.select_related("by"))
    found = {name: made for made in checks for name in made.faults}
    for name, (item, point) in offered.items():
        key = uuid.uuid5(row.pk, f"fault/{name}")
        held = Deduction.objects.filter(pk=key).first()
        made = found.get(name)
        if made is None:
            if held is not None and held.state == "standing":
                held.state = "withdrawn"
                held.save()
            continue
        words = f"{point.label}：不合格" + (f"（{made.words}）" if made.words else "")
        day = made.at.astimezone(CHINA).date()
        evidence = f"记录 {row.record}，{made.get_mode_display()} {day} {made.by.name}"
        Deduction.objects.update_or_create(
            pk=key,
            defaults={"words": words, "evidence": evidence, "state": "standing", "points": point.points},
            create_defaults={
                "inspection": row.sample.inspection, "item": item.id, "points": point.points, "ref": point.ref,
                "words": words, "evidence": evidence, "source": "review", "sampled": row, "staff": row.staff, "by": by,
                "at": now(),
            },
        )  # fmt: skip
