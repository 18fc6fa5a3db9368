"""The plan of 环翠区 2024 against the published numbers: every row of the matrix, annex 1, both tables of annex 2."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.plan import Plan
from gongwei.policy.provisions import Provision
from gongwei.policy.tasks import Column, Table

DATA = Path(__file__).parent / "data"
UNITS = {
    "%": "%", "‰": "‰", "person": "人", "record": "份", "kind/year": "种/年", "board": "个", "m2": "平方米",
    "per 2 months": "次/2个月", "per year": "次/年", "per month": "次/月", "per quarter": "次/季度",
    "item": "项", "percentage point": "百分点", "year": "年", "year of age": "岁", "month of age": "月龄",
    "consecutive follow-up": "次", "yuan/person": "元/人", "month": "月", "month of next year": "次年月份",
    "yuan/contract": "元/份",
}  # fmt: skip
CLAUSES = {
    37: "三", 39: "三", 65: "七", 66: "七", 67: "七", 91: "九（二）", 94: "九（五）",
    **dict(zip(range(44, 56), ("五（一）", "五（二）", "五（三）", "五（四）", "五（五）", "五（六）", "五（七）",
                               "五（八）", "五（九）", "五（十）", "五（十一）", "五（十二）"), strict=True)),
    **dict(zip(range(57, 63), ("六（一）", "六（二）", "六（三）", "六（四）", "六（五）", "六（六）"), strict=True)),
}  # fmt: skip


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MATRIX = [row for row in rows("targets.csv") if row["region_year"] == "Huancui 2024"]
TEXT_ROWS = [row for row in MATRIX if not row["indicator_code"].startswith("A2_")]
ANNEX_ROWS = [row for row in MATRIX if row["indicator_code"].startswith("A2_")]


@pytest.fixture(scope="module")
def huancui() -> Plan:
    return policy.load("huancui-2024")


def columns(plan: Plan) -> dict[str, tuple[Table, Column]]:
    return {column.id: (table, column) for table in plan.file.tasks for column in table.columns}


def test_the_matrix_has_every_row_of_the_region() -> None:
    assert len(MATRIX) == 92


@pytest.mark.req("PLAN-10", "AMB-02")
@pytest.mark.parametrize(
    "row", [r for r in MATRIX if not r["indicator_code"].startswith("A2_")], ids=lambda r: r["row_id"]
)
def test_every_row_of_the_matrix_is_in_the_plan(huancui: Plan, row: dict[str, str]) -> None:
    found = [p for p in (*huancui.targets, *huancui.rules, *huancui.terms) if p.code == row["indicator_code"]]
    assert found
    for provision in found:
        assert provision.ref == f"huancui-2024#{clause(row['source'])}"
        assert provision.soft == ("soft" in row["kind"])
        if row["kind"] == "qualitative":
            assert (provision.kind, provision.operator, provision.value) == ("qualitative", None, None)
        else:
            assert (provision.operator, number(provision), provision.unit) == (
                row["operator"], row["value"], UNITS[row["unit"]],
            )  # fmt: skip


@pytest.mark.parametrize(
    "row", [r for r in MATRIX if r["indicator_code"].startswith("A2_")], ids=lambda r: r["row_id"]
)
def test_every_total_of_the_annex_is_in_the_tables(huancui: Plan, row: dict[str, str]) -> None:
    table, column = next(held for held in columns(huancui).values() if held[1].code == row["indicator_code"])
    assert str(table.printed_total(column.id)) == row["value"]
    assert column.unit == UNITS[row["unit"]] and row["operator"] == ">="
    assert table.ref == "huancui-2024#附件2"


def clause(source: str) -> str:
    line = int(source.partition(":")[2].partition(".")[0])
    return "附件2" if line >= 193 else CLAUSES[line]


def number(provision: Provision) -> str:
    value = provision.value
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def test_targets_of_these_chapters_have_their_ids(huancui: Plan) -> None:
    ids = {target.code: target.indicator for target in huancui.targets}
    assert ids["EHR_FILED"] == "health_record.filed_rate" and ids["ELD_STD"] == "elderly.standard_rate"
    assert ids["HTN_TASK_N"] == "hypertension.task_completion" and ids["DM_CTRL"] == "diabetes.control_rate"


@pytest.mark.req("TASK-01", "TASK-07", "AMB-54")
@pytest.mark.parametrize("name", ["a", "b"])
def test_the_printed_table_is_held_number_by_number_and_adds_up(huancui: Plan, name: str) -> None:
    table = huancui.file.tasks["ab".index(name)]
    with (DATA / f"huancui-2024-annex2-{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines, total = list(csv.reader(file))
    assert [column.header for column in table.columns] == header[1:]
    names = {institution.code: institution.name for institution in huancui.file.institutions}
    assert [(names[row.institution], list(row.values)) for row in table.rows] == [
        (line[0], [int(cell) for cell in line[1:]]) for line in lines
    ]
    assert list(table.totals) == [int(cell) for cell in total[1:]]
    for place in range(11):
        assert sum(row.values[place] for row in table.rows) == table.totals[place]


@pytest.mark.req("AMB-14")
def test_every_printed_target_follows_from_the_declared_columns(huancui: Plan) -> None:
    """Base, rate, rounding, residual and overrides give back all 154 printed target cells (14 columns × 11)."""
    checked = 0
    for table in huancui.file.tasks:
        for column in table.columns:
            if column.kind == "target":
                assert made(table, column) == table.values(column.id), column.id
                assert sum(made(table, column).values()) == table.printed_total(column.id)
                checked += len(table.rows) + 1
    assert checked == 154


def made(table: Table, column: Column) -> dict[str, int]:
    """The column computed anew, in exact arithmetic."""
    assert column.base is not None and column.rate is not None
    base = {code: Decimal(n) for code, n in table.values(column.base).items()}
    spread = table.column(column.base)
    if column.base_before_rounding and spread is not None and spread.proportion is not None:
        part = spread.proportion
        base = {
            code: Decimal(n) * part.numerator / part.denominator for code, n in table.values(part.of).items()
        }
    up = ROUND_CEILING if column.rounding == "ceil" else ROUND_HALF_UP
    cells = {code: int((n * column.rate / 100).quantize(Decimal(1), up)) for code, n in base.items()}
    if column.total == "ceil":
        whole = Decimal(table.printed_total(column.base)) * column.rate / 100
        rest = int(whole.to_integral_value(ROUND_CEILING)) - sum(cells.values())
        first = (
            next(iter(cells)) if column.residual == "first_row" else max(base, key=lambda code: base[code])
        )
        assert rest == 0 or column.residual != "none"
        cells[first] += rest
    return cells | {code: override.value for code, override in column.overrides.items()}


@pytest.mark.req("AMB-24", "AMB-25")
def test_annex_one_is_held_row_by_row(huancui: Plan) -> None:
    printed = rows("huancui-2024-annex1.csv")
    held = huancui.file.responsibilities
    assert [part.item for part in held] == [row["项目内容"] for row in printed]
    for part, row in zip(held, printed, strict=True):
        if part.chapters != ("diabetes",):
            assert ("；".join(part.units), "；".join(part.sections)) == (row["责任单位"], row["责任科室"])
    hypertension, diabetes = (part for part in held if part.chapters in (("hypertension",), ("diabetes",)))
    assert (diabetes.units, diabetes.sections) == (hypertension.units, hypertension.sections)


@pytest.mark.req("PLAN-18")
def test_the_population_is_locked_for_the_district_and_each_institution(huancui: Plan) -> None:
    assert huancui.base(None, "population") == 478600 and huancui.base("蓝卡", "population") == 44800
    (population,) = (term for term in huancui.terms if term.indicator == "population.served")
    assert population.value == sum(n for _, base, n in huancui.bases() if base == "population")
    assert population.ref == "huancui-2024#附件2"


def test_choices_are_in_sight_with_their_source(huancui: Plan) -> None:
    reading = huancui.choices["standard_rate_denominator"]
    assert (reading.value, reading.ref, reading.by_plan) == ("task_number", "huancui-2024#附件2", True)


@pytest.mark.req("AMB-30")
def test_a_plan_issued_in_june_holds_from_new_year(huancui: Plan) -> None:
    assert huancui.file.effective_from == dt.date(2024, 1, 1)
    assert len(huancui.targets_on(dt.date(2024, 1, 1))) == len(huancui.targets) > 0


@pytest.mark.req("PLAN-01")
def test_several_region_years_stand_side_by_side_as_data() -> None:
    assert {"000000-nation-2024", "371002-huancui-2024"} <= set(policy.plan_paths())


@pytest.mark.req("PLAN-05")
def test_local_and_national_target_are_both_shown_and_the_stricter_governs(huancui: Plan) -> None:
    judged = huancui.effective_target("elderly.standard_rate")
    assert [issued.provision.demand for issued in judged.superior] == ["≥62%"]
    assert judged.governing is not None and judged.governing.provision.demand == "≥64%"
    assert judged.raised
