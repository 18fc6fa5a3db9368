"""The year's plan with its task tables scaled to the demo, so that a rate of the small district is a real rate.

Clauses, targets and money stay as published; only counts of people shrink. The copy is a plan file like any other.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from gongwei.demo.bases import apportion
from gongwei.policy import plan_paths
from gongwei.policy.strict_yaml import read_yaml

PUBLISHED = "371002-huancui-2024"
NAME = "371002-huancui-demo-2024"
COUNTED = ("人", "份")


class _Dumper(yaml.SafeDumper):
    """Writes exact decimals as they stand, and tuples as lists."""


_Dumper.add_representer(
    Decimal, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", str(value))
)
_Dumper.add_representer(tuple, lambda dumper, value: dumper.represent_list(value))


def write(folder: Path, scale: float) -> Path:
    """Write the scaled copy and return its file."""
    plan = dict(read_yaml(plan_paths()[PUBLISHED]).data)
    plan["id"] = NAME.partition("-")[2]
    plan["tasks"] = [_table(table, scale) for table in plan["tasks"]]
    totals = _totals(plan["tasks"])
    for section in ("targets", "terms", "rules"):
        plan[section] = [_provision(held, totals, scale) for held in plan.get(section, ())]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{NAME}.yaml"
    file.write_text(yaml.dump(plan, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110), "utf-8")
    return file


def _table(table: dict[str, Any], scale: float) -> dict[str, Any]:
    """Every column by the largest remainder; printed exceptions have no meaning at another size."""
    columns = [
        apportion([row["values"][place] for row in table["rows"]], scale)
        for place in range(len(table["totals"]))
    ]
    rows = [
        {**row, "values": [int(column[nth]) for column in columns]} for nth, row in enumerate(table["rows"])
    ]
    declared = [
        {name: value for name, value in column.items() if name != "overrides"} for column in table["columns"]
    ]
    return {**table, "columns": declared, "rows": rows, "totals": [int(column.sum()) for column in columns]}


def _totals(tables: list[dict[str, Any]]) -> dict[str, int]:
    """Indicator → the scaled number of the line 合计, for columns that were put in."""
    return {
        column["indicator"]: total
        for table in tables
        for column, total in zip(table["columns"], table["totals"], strict=True)
        if column["kind"] == "base" and "indicator" in column
    }


def _provision(held: dict[str, Any], totals: dict[str, int], scale: float) -> dict[str, Any]:
    """A count of people in the text of the plan becomes the count of the small district."""
    if held.get("unit") not in COUNTED or not isinstance(held.get("value"), int):
        return held
    return {**held, "value": totals.get(held["indicator"], int(held["value"] * scale + 0.5))}
