"""The plan's locked bases as a table: what a plan put in for each institution (population, 65+, task numbers)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongwei.engine.tables import Source
from gongwei.policy import Plan

SOURCE = Source(
    name="population_base",
    columns={
        "plan": "string", "institution_code": "string", "institution_id": "int64", "base": "string",
        "header": "string", "value": "int64",
    },
    person=None,
    labels={
        "plan": "方案", "institution_code": "方案中的机构编号", "institution_id": "机构", "base": "基数",
        "header": "表头", "value": "数",
    },
    label="方案基数",
)  # fmt: skip


def rows(plan: Plan, institutions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One row per institution and base; ``institution_id`` is empty where the database has no such institution."""
    found = institution_codes(plan, institutions)
    ids = {code: key for key, code in found.items()}
    headers = {column.id: column.header for table in plan.file.tasks for column in table.columns}
    return [
        {
            "plan": plan.id, "institution_code": code, "institution_id": ids.get(code), "base": base,
            "header": headers[base], "value": value,
        }
        for code, base, value in plan.bases()
    ]  # fmt: skip


def institution_codes(plan: Plan, institutions: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """institution.id → code in the plan, by code, name, short name or alias."""
    found = {}
    for row in institutions:
        for name in (row["code"], row["name"], row["short_name"], *(row["aliases"] or ())):
            held = plan.institution(name) if name else None
            if held is not None:
                found[row["id"]] = held.code
                break
    return found
