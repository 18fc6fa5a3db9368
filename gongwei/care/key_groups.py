"""Key groups (重点人群), defined once for lists, targets, contracts and appraisal (PLAN-21).

A group is known by an age, by being under management in a programme, or by a tag with source and dates. The columns of
``key_people`` and ``care.group_facts.groups_of`` read the same table, so an indicator and a page never differ.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import present_on
from gongwei.engine.dates import age_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables

_FAR = (9999, 12, 31)


@dataclass(frozen=True)
class KeyGroup:
    """One group: its id, printed name, national code (people_group), and how a person comes to belong to it."""

    id: str
    label: str
    code: int
    by: Literal["age", "enrolment", "tag"]


KEY_GROUPS = (
    KeyGroup("maternal", "孕产妇", 1, "enrolment"),
    KeyGroup("child", "0～6岁儿童", 2, "age"),
    KeyGroup("elderly", "老年人", 3, "age"),
    KeyGroup("hypertension", "高血压患者", 4, "enrolment"),
    KeyGroup("diabetes", "2型糖尿病患者", 5, "enrolment"),
    KeyGroup("mental_disorder", "严重精神障碍患者", 6, "enrolment"),
    KeyGroup("tuberculosis", "肺结核患者", 7, "enrolment"),
    KeyGroup("disabled", "持证残疾人", 8, "tag"),
    KeyGroup("bereaved_family", "计生特殊家庭", 9, "tag"),
    KeyGroup("lifted_from_poverty", "脱贫人口", 13, "tag"),
    KeyGroup("copd", "慢阻肺患者", 22, "enrolment"),
)
"""The groups whose service comes first (2018 and 2022 opinions; 慢阻肺 since 2024), each counted once per person."""

BY_ID = {group.id: group for group in KEY_GROUPS}
SENSITIVE = ("mental_disorder", "tuberculosis")
"""Groups that a page shows only to those who may read their programme."""


def key_people(t: Tables, p: Parameters, day: ir.DateValue) -> ir.Table:
    """Permanent residents of at least one key group on the day: resident_id, lost, one yes/no column per group.

    Elders are those who are 65 by the end of the year (conventions, Population); children under seven on the day.
    """
    year_end = ibis.date(day.year().cast("int32"), 12, 31)
    people = present_on(t, day)
    people = people.mutate(
        elderly=age_years(people.birth_date, year_end) >= p.elderly_age,
        child=age_years(people.birth_date, day) < p.child_until_age,
    )
    known = {
        "age": people,
        "enrolment": _flags(t.enrolment, "programme", day),
        "tag": _flags(t.resident_tag, "tag", day),
    }
    for by in ("enrolment", "tag"):
        names = named(by)
        people = people.left_join(known[by], "resident_id").drop("resident_id_right")
        people = people.mutate(**{name: people[name].fill_null(False) for name in names})
    some = people[KEY_GROUPS[0].id]
    for group in KEY_GROUPS[1:]:
        some = some | people[group.id]
    return people.filter(some).select("resident_id", "lost", *(group.id for group in KEY_GROUPS))


def named(by: str) -> list[str]:
    """The groups known by an age, by management or by a tag."""
    return [group.id for group in KEY_GROUPS if group.by == by]


def _flags(rows: ir.Table, column: str, day: ir.DateValue) -> ir.Table:
    """One row per person with a column for each group that these dated rows tell of."""
    by = "enrolment" if column == "programme" else "tag"
    names = named(by)
    holds = rows.filter(
        rows[column].isin(names), rows.from_on <= day, ibis.coalesce(rows.to_on, ibis.date(*_FAR)) > day
    )
    return holds.group_by("resident_id").agg(**{name: (holds[column] == name).any() for name in names})


def labels(ids: Collection[str]) -> list[str]:
    """The printed names of some groups."""
    return [group.label for group in KEY_GROUPS if group.id in ids]
