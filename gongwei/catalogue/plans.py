"""The plan in force: loaded once per process with every chapter's parameters, checked against the chapters."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from gongwei import policy
from gongwei.catalogue.chapters import chapters
from gongwei.people.object_rule import ObjectRule
from gongwei.policy import Plan
from gongwei.policy.plan import HandedDown
from gongwei.policy.scaling import scaled

DEFAULT_PLAN = "371002-huancui-2024"
SCALE_FILE = "plan-scale"


def plan_id() -> str:
    """The plan that this installation runs: the environment variable GONGWEI_PLAN, else the demo's."""
    return os.environ.get("GONGWEI_PLAN", DEFAULT_PLAN)


def plan_scale() -> Fraction:
    """How large the district of this installation is against the published one: 1, except in a demonstration.

    ``gongwei demo`` writes this file into the data folder; no real installation has it.
    """
    file = Path(settings.DATA) / SCALE_FILE
    return Fraction(file.read_text("ascii").strip()) if file.exists() else Fraction(1)


@cache
def published(name: str | None = None) -> Plan:
    """A plan by id as its document says, with the parameters of all chapters resolved for its region."""
    files = [each.parameter_file for each in chapters() if each.parameter_file]
    return policy.load(name or plan_id(), parameter_files=files, chapters=[each.id for each in chapters()])


@cache
def plan(name: str | None = None) -> Plan:
    """The plan that this installation is judged by: as published, with the task sheets handed down since.

    In a demonstration for fewer people.
    """
    held = scaled(published(name), plan_scale())
    return replace(held, handed_down=_handed_down(held.id))


TOTAL = "合计"


def _sheets_file(plan_: str) -> Path:
    own = os.environ.get("GONGWEI_PLANS")
    return (Path(own) if own else Path(settings.DATA) / "plans") / "tasks" / f"{plan_}.json"


def _handed_down(plan_: str) -> tuple[HandedDown, ...]:
    file = _sheets_file(plan_)
    rows = json.loads(file.read_text("utf-8")) if file.exists() else []
    return tuple(
        HandedDown(
            dt.date.fromisoformat(row["from_on"]),
            {
                indicator: {None if code == TOTAL else code: number for code, number in held.items()}
                for indicator, held in row["numbers"].items()
            },
        )
        for row in rows
    )


def write_handed_down(plan_: str, sheets: list[dict[str, Any]]) -> None:
    """Lay the numbers of a plan's published task sheets beside the plan: whole or not at all, read at once."""
    file = _sheets_file(plan_)
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".part")
    aside.write_text(json.dumps(sheets, ensure_ascii=False), "utf-8")
    aside.rename(file)
    plan.cache_clear()


@cache
def parameter_history(parameter_id: str) -> tuple[tuple[dt.date, Any], ...]:
    """(from, value) of one parameter as the plan in force resolves it."""
    return tuple((winner.from_on, winner.value) for winner in plan().parameters.history(parameter_id))


def values_on(chapter_id: str, day: dt.date) -> dict[str, Any]:
    """Every parameter of a chapter as it stands on a day, by its short name."""
    return {name: parameter.on(day) for name, parameter in plan().parameters.of(chapter_id).items()}


def refs_on(chapter_id: str, day: dt.date) -> dict[str, str]:
    """Where each parameter's value of that day comes from: the clause of the norm, guideline or plan in force."""
    return refs_of(plan(), chapter_id, day)


def refs_of(held: Plan, chapter_id: str, day: dt.date) -> dict[str, str]:
    """The same under a given plan."""
    winners = {name: parameter.winner(day) for name, parameter in held.parameters.of(chapter_id).items()}
    return {name: winner.ref for name, winner in winners.items() if winner is not None}


def basic_from(day: dt.date) -> int:
    """The age from which a record must hold 个人基本信息表 (parameter of chapter 1; spec 01 a)."""
    return int(values_on("health_record", day)["basic_info_from_age"])


def object_rule(day: dt.date) -> ObjectRule:
    """Who is a 服务对象 on a day: months lived here, and whether 户籍 alone suffices (parameters of chapter 1)."""
    held, refs = values_on("health_record", day), refs_on("health_record", day)
    names = ("residence_months", "registered_counts_at_once")
    return ObjectRule(int(held[names[0]]), bool(held[names[1]]), tuple(refs[name] for name in names))
