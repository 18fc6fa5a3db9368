"""Task tables computed: the printed 242 numbers of annex 2, and what must hold for any base and policy."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.policy import load
from gongwei.policy.tasking import computed, differences
from gongwei.policy.tasks import Table

PRINTED = Path(__file__).parent / "data"
TABLES = load("huancui-2024").file.tasks


@pytest.mark.req("TASK-01", "TASK-02", "TASK-03", "TASK-04")
@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.id))
def test_the_declarations_give_every_printed_number(table: Table) -> None:
    assert differences(table) == []
    assert sum(len(made.cells) + 1 for made in computed(table)) == 121


@pytest.mark.req("TASK-05", "TASK-06")
def test_exceptions_and_residuals_are_shown_as_such() -> None:
    found = {
        (made.column.id, cell.institution): cell.made
        for table in TABLES
        for made in computed(table)
        for cell in made.cells
        if cell.made in ("override", "residual")
    }
    assert found == {
        ("standard_coverage", "HC-LK"): "override",
        ("elderly_tcm", "HC-ZC"): "override",
        ("elderly_tcm", "HC-WQ"): "override",
        ("elderly_tcm", "HC-QT"): "override",
        ("maternal_systematic", "HC-JY"): "residual",
        ("postpartum_visit", "HC-JY"): "residual",
        ("newborn_visit", "HC-JY"): "residual",
        ("child_managed", "HC-ZC"): "residual",
        ("child_eye", "HC-ZC"): "residual",
        ("child_tcm", "HC-SS"): "residual",
    }


@pytest.mark.req("TASK-08")
def test_forty_three_numbers_are_below_their_rate() -> None:
    below = [
        (made.column.id, cell.institution)
        for table in TABLES
        for made in computed(table)
        for cell in (*made.cells, made.total)
        if cell.below_rate
    ]
    assert len(below) == 43
    assert ("standard_coverage", "合计") in below and ("maternal_systematic", "HC-QT") in below


@pytest.mark.req("TASK-09")
def test_a_new_yearly_report_gives_a_new_table_without_the_old_exceptions() -> None:
    table = TABLES[0]
    people = {code: number + 100 for code, number in table.values("population").items()}
    made = {each.column.id: each for each in computed(table, {"population": people})}
    card = made["standard_coverage"].cell("HC-LK")
    assert (card.value, card.made) == (28736, "rule")  # 64 % of 44,900
    assert made["dynamic_use"].cell("HC-LK").value == 24246  # 60 % of 40,410, the re-based filed number
    assert made["elderly_tcm"].cell("HC-QT").made == "override"  # its base is as printed


def table_of(numbers: list[int], **column: Any) -> Table:
    """A table of one base and one task column."""
    rows = tuple({"institution": f"I{n}", "values": (number, 0)} for n, number in enumerate(numbers))
    target = {"id": "task", "header": "任务", "kind": "target", "base": "people", "indicator": "a.b", **column}
    base = {"id": "people", "header": "人数", "kind": "base"}
    made = {"columns": (base, target), "rows": rows, "totals": (0, 0)}
    return Table.model_validate({"id": "t", "title": "表", "ref": "huancui-2024#附件2", **made})


@given(
    numbers=st.lists(st.integers(0, 100_000), min_size=1, max_size=30),
    rate=st.integers(1, 100),
    rounding=st.sampled_from(["half_up", "ceil", "floor"]),
    residual=st.sampled_from(["none", "first_row", "largest_base"]),
    total=st.sampled_from(["sum", "ceil"]),
)
def test_parts_add_up_for_any_base_and_policy(
    numbers: list[int], rate: int, rounding: str, residual: str, total: str
) -> None:
    made = computed(table_of(numbers, rate=rate, rounding=rounding, residual=residual, total=total))[1]
    assert made.total.value == sum(cell.value for cell in made.cells)
    if total == "ceil" and residual != "none":
        assert made.total.value == -(-Fraction(sum(numbers) * rate, 100) // 1)
    for number, cell in zip(numbers, made.cells, strict=True):
        assert cell.made == "residual" or abs(cell.value - Fraction(number * rate, 100)) < 1


@given(numbers=st.lists(st.integers(0, 10_000), min_size=2, max_size=12, unique=True), rate=st.integers(1, 100))
def test_the_order_of_institutions_moves_only_named_residuals(numbers: list[int], rate: int) -> None:
    how = {"rate": rate, "rounding": "half_up", "residual": "largest_base", "total": "ceil"}
    there = computed(table_of(numbers, **how))[1]
    back = computed(table_of(numbers[::-1], **how))[1]
    assert sorted(c.value for c in there.cells) == sorted(c.value for c in back.cells)


def test_the_printed_files_and_the_plan_agree() -> None:
    for table, name in zip(TABLES, ("huancui-2024-annex2-a.csv", "huancui-2024-annex2-b.csv"), strict=True):
        lines = list(csv.reader((PRINTED / name).read_text(encoding="utf8").splitlines()))
        printed = [[int(number) for number in line[1:]] for line in lines[1:]]
        made = computed(table)
        assert [[each.cells[n].value for each in made] for n in range(10)] == printed[:-1]
        assert [each.total.value for each in made] == printed[-1]
