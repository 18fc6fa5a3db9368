"""The five plans side by side: every row of the published matrix stands in the plan of its region."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gongwei import policy
from gongwei.policy.plan import Plan
from gongwei.policy.provisions import Provision

MATRIX = Path(__file__).parent / "data" / "targets.csv"
PLANS = {"Zhuji": "zhuji-2024", "Huancui": "huancui-2024", "Guanyun": "guanyun-2018", "Shanghai": "shanghai-2024",
         "Wuxi": "wuxi-2019"}  # fmt: skip
KINDS = {"parameter": {"term"}, "target": {"target", "implied"}, "rule": {"rule"}, "actual": {"actual"},
         "derived": {"actual"}, "recommended": {"rule"}}  # fmt: skip
TURNED = {"T009": {"term"}, "T122": {"rule"}, "T123": {"rule"}, "T092": {"rule"}, "T093": {"rule"}}
"""Frequencies per patient that the matrix calls targets and no rate stands for are rules; Wuxi's 85 yuan holds."""


def _rows() -> list[dict[str, str]]:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if not row["region_year"].startswith("Huancui")]


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {name: policy.load(name) for name in PLANS.values()}


def test_the_matrix_has_all_rows_of_the_other_four() -> None:
    assert len(_rows()) == 100


@pytest.mark.req("PLAN-01", "PLAN-10")
@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["row_id"])
def test_every_row_stands_in_the_plan_of_its_region(plans: dict[str, Plan], row: dict[str, str]) -> None:
    plan = plans[PLANS[row["region_year"].split()[0]]]
    held = (*plan.targets, *plan.rules, *plan.terms, *plan.file.actuals)
    found = [provision for provision in held if provision.code == row["indicator_code"]]
    assert found
    for provision in found:
        kind = row["kind"].partition("(")[0]
        assert provision.kind in TURNED.get(row["row_id"], KINDS[kind])
        assert provision.soft == ("soft" in row["kind"] or kind == "recommended")
        if row["value"] != "last year":
            assert (provision.operator, _number(provision)) == (row["operator"].replace("~", "="), row["value"])


@pytest.mark.req("PLAN-02")
def test_a_consultation_binds_nobody(plans: dict[str, Plan]) -> None:
    assert not plans["zhuji-2024"].file.binding and plans["guanyun-2018"].file.binding
    assert plans["zhuji-2024"].effective_target("elderly.standard_rate").governing is not None


@pytest.mark.req("PLAN-08")
def test_a_trend_is_not_judged_before_last_years_number_is_known(plans: dict[str, Plan]) -> None:
    target = plans["zhuji-2024"].target("mental_disorder.managed_increase")
    assert target is not None and target.operator == ">" and target.baseline is not None
    assert target.baseline.value is None and target.demand == "比 2023 年 ＞0人"


@pytest.mark.req("PLAN-04")
def test_each_plan_names_its_parents(plans: dict[str, Plan]) -> None:
    assert plans["guanyun-2018"].file.parents == ("lianyungang-2018", "jiangsu-2018", "national-spec-2017")
    assert "health_record.standard_coverage" in plans["shanghai-2024"].inherited


@pytest.mark.req("FUND-01")
def test_the_pools_of_the_documents(plans: dict[str, Plan]) -> None:
    def term(plan: str, name: str) -> int:
        value = next(held.value for held in plans[plan].terms if held.indicator == name)
        assert isinstance(value, int)
        return value

    assert term("zhuji-2024", "population.served") * term("zhuji-2024", "funds.per_capita") == 130_465_100
    assert term("huancui-2024", "population.served") * term("huancui-2024", "funds.per_capita") == 44_988_400
    shares = [term("wuxi-2019", f"family_doctor.fee_{part}") for part in ("resident", "insurance", "programme")]
    assert sum(shares) == term("wuxi-2019", "family_doctor.fee_total") == 130


def _number(provision: Provision) -> str:
    return str(provision.value)
