"""Worked small-town years: arithmetic from each plan's document, down to the fen, conserved at every step."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongwei import policy
from gongwei.funds.arithmetic import Body, ahead, closing, quarter_budget, split
from gongwei.funds.earning import Given, Tally, earn
from gongwei.kernel.money import ZERO
from gongwei.policy.funding import Funds

YEARS = sorted((Path(__file__).parent / "years").glob("*.yaml"))


@cache
def worked(file: Path) -> tuple[dict[str, Any], Funds]:
    """A year and the money rules of its plan."""
    year = yaml.safe_load(file.read_text("utf-8"))
    funds = policy.load(year["plan"]).file.funds
    assert funds is not None
    return year, funds


@pytest.mark.parametrize("file", YEARS, ids=lambda file: file.stem)
@pytest.mark.req("FUND-05", "FUND-10", "FUND-13")
def test_an_instalment_is_shared_and_prepaid_to_the_fen(file: Path) -> None:
    year, rules = worked(file)
    said = year["instalment"]
    amount = Decimal(said["amount"])
    reserve, splits = split(rules, amount, [Body(**body) for body in year["bodies"]])
    assert reserve == Decimal(said["reserve"])
    assert [(str(each.own), str(each.village)) for each in splits] == [
        (each["own"], each["village"]) for each in said["splits"]
    ]
    assert reserve + sum(each.own + each.village for each in splits) == amount
    village = splits[0].village
    prepaid = dict(zip(year["clinics"], ahead(rules, village, list(year["clinics"].values())), strict=True))
    assert {clinic: str(each) for clinic, each in prepaid.items()} == said["prepaid"]
    assert sum(prepaid.values()) <= village


@pytest.mark.parametrize("file", YEARS, ids=lambda file: file.stem)
@pytest.mark.req("FUND-09", "FUND-12", "FUND-28")
def test_every_quarter_is_settled_to_the_fen(file: Path) -> None:
    year, rules = worked(file)
    assert rules.settlement is not None
    prepaid = {clinic: Decimal(each) for clinic, each in year["instalment"]["prepaid"].items()}
    left, paid, counted = dict.fromkeys(prepaid, ZERO), ZERO, ZERO
    for number, quarter in enumerate(year["quarters"], 1):
        budgets = {clinic: quarter_budget(rules, people, number) for clinic, people in year["clinics"].items()}
        assert {clinic: str(each) for clinic, each in budgets.items()} == quarter["budgets"]
        heads = year["clinics"]
        given = [_given(each, budgets[each], heads[each], quarter["given"][each]) for each in budgets]
        made = earn(rules.settlement, given)
        for clinic, said in quarter["lines"].items():
            line, held = made[clinic], left[clinic] + prepaid[clinic]
            assert (str(line.line.amount), str(line.deducted), str(held)) == (
                said["earned"], said["deducted"], said["held"],
            ), clinic  # fmt: skip
            payable, left[clinic] = closing(line.line.amount - line.deducted, held)
            assert (str(payable), str(left[clinic])) == (said["payable"], said["carried"]), clinic
            paid, counted = paid + payable, counted + line.line.amount - line.deducted
    advanced = len(year["quarters"]) * sum(prepaid.values(), ZERO)
    assert advanced + paid == counted + sum(left.values(), ZERO)


def _given(clinic: str, budget: Decimal, people: int, said: dict[str, Any]) -> Given:
    tallies = {key: Tally(*counts) for key, counts in said.items() if key != "score"}
    return Given(clinic, people, budget, Decimal(said["score"]), tallies)
