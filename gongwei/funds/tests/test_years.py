"""Worked small-town years: arithmetic from each plan's document, down to the fen, conserved at every step."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongwei import policy
from gongwei.funds.arithmetic import Body, ahead, closing, kept_back, period_budget, split
from gongwei.funds.earning import Given, Tally, earn
from gongwei.kernel.money import ZERO, fen
from gongwei.policy.funding import Funds

YEARS = sorted((Path(__file__).parent / "years").glob("*.yaml"))


@cache
def worked(file: Path) -> tuple[dict[str, Any], Funds]:
    """A year and the money rules of its plan."""
    year = yaml.safe_load(file.read_text("utf-8"))
    funds = policy.load(year["plan"]).file.funds
    assert funds is not None
    return year, funds


PLANS = {"guanyun-2018", "huancui-2024", "shanghai-2024", "wuxi-2019", "zhuji-2024"}
each_year = pytest.mark.parametrize("file", YEARS, ids=lambda file: file.stem)


def test_each_of_the_five_plans_has_a_worked_year() -> None:
    assert {worked(file)[0]["plan"] for file in YEARS} == PLANS


@each_year
@pytest.mark.req("FUND-01", "FUND-44")
def test_the_years_pool_and_what_is_kept_for_a_use_follow_from_people_and_contracts(file: Path) -> None:
    year, rules = worked(file)
    people = sum(body["people"] for body in year["bodies"])
    assert people * rules.per_head.value == Decimal(year["pool"]) == 4 * Decimal(year["instalment"]["amount"])
    held = {each.id: each for each in rules.purposes}
    for name, said in year["purposes"].items():
        wanted = held[name].wanted(said.get("people", 0), said.get("contracts", 0))
        assert wanted == (None if said["wanted"] is None else Decimal(said["wanted"])), name
    if said := year.get("increment"):
        before = rules.standard(policy.load(year["plan"]).year - 1)
        assert before == (Decimal(said["before"]) if said["before"] else None)
        if before is not None and rules.increment is not None:
            assert rules.per_head.value - before == rules.increment.value == Decimal(said["grown"])
            assert people * rules.increment.value == Decimal(said["amount"])


@each_year
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
    assert village == 0 or year["clinics"]
    prepaid = dict(zip(year["clinics"], ahead(rules, village, list(year["clinics"].values())), strict=True))
    assert {clinic: str(each) for clinic, each in prepaid.items()} == said["prepaid"]
    assert sum(prepaid.values()) <= village


@each_year
@pytest.mark.req("FUND-09", "FUND-12", "FUND-28")
def test_every_quarter_is_settled_to_the_fen(file: Path) -> None:
    year, rules = worked(file)
    assert (rules.settlement is None) == (not year["quarters"])
    if rules.settlement is None:
        return
    prepaid = {clinic: Decimal(each) for clinic, each in year["instalment"]["prepaid"].items()}
    left, paid, counted = dict.fromkeys(prepaid, ZERO), ZERO, ZERO
    for number, quarter in enumerate(year["quarters"], 1):
        budgets = {clinic: period_budget(rules, people, number) for clinic, people in year["clinics"].items()}
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


@each_year
@pytest.mark.req("FUND-09")
def test_what_was_prepaid_and_not_earned_is_clawed_back_from_the_next_years_first_payment(file: Path) -> None:
    year, _ = worked(file)
    last = year["quarters"][-1]["lines"] if year["quarters"] else {}
    assert set(year["next_year"]) == set(last)
    for clinic, said in year["next_year"].items():
        assert said["owed"] == last[clinic]["carried"]
        taken = kept_back(Decimal(said["prepaid"]), Decimal(said["owed"]))
        paid = Decimal(said["prepaid"]) - taken
        assert (str(taken), str(paid)) == (said["kept_back"], said["paid"])
    assert kept_back(Decimal(10), Decimal(25)) == 10 and kept_back(Decimal(10), ZERO) == 0


@each_year
@pytest.mark.req("FUND-14")
def test_the_year_ends_with_the_reward_or_penalty_that_the_plan_writes(file: Path) -> None:
    year, rules = worked(file)
    said = year.get("year_end", {})
    assert bool(said) == (rules.reward is not None)
    for place, each in said.items():
        assert rules.reward is not None
        assert fen(rules.reward.amount(Decimal(each["score"]))) == Decimal(each["amount"]), place


@pytest.mark.req("FUND-26")
def test_half_of_the_budget_is_half_to_the_fen() -> None:
    year, rules = next(worked(file) for file in YEARS if file.stem.startswith("wuxi"))
    assert rules.arrival is not None and rules.arrival.by.on(2019) == dt.date(2019, 6, 30)
    for each in year["half_year"]:
        arrived = rules.arrival.enough(Decimal(each["arrived"]), Decimal(each["budget"]))
        assert arrived is each["enough"]


def test_a_contract_of_130_yuan_is_paid_by_three() -> None:
    year, _ = next(worked(file) for file in YEARS if file.stem.startswith("wuxi"))
    fees = {term.indicator: term.value for term in policy.load("wuxi-2019").file.terms}
    said = year["contracts"]
    for payer in ("resident", "insurance", "programme", "total"):
        value = fees[f"family_doctor.fee_{payer}"]
        assert isinstance(value, int) and said["number"] * value == Decimal(said[payer])


@pytest.mark.req("AMB-07")
@pytest.mark.parametrize(("base", "earlier", "ahead_of_all"), [
    ("instalment", "0.00", "35700.00"),  # 51,000 × 70 %
    ("year", "0.00", "51000.00"),  # 6,000 × 34 × 70 % = 142,800, as far as the book reaches
    ("year", "102000.00", "40800.00"),  # 142,800 − 102,000
    ("year", "142800.00", "0.00"),
])  # fmt: skip
def test_the_prepayment_is_of_the_instalment_or_of_the_year_as_the_plan_reads_it(
    base: str, earlier: str, ahead_of_all: str
) -> None:
    year, rules = next(worked(file) for file in YEARS if file.stem.startswith("huancui"))
    parts = ahead(rules, Decimal("51000.00"), list(year["clinics"].values()), base, Decimal(earlier))
    assert sum(parts) == Decimal(ahead_of_all)


def test_twelve_months_add_up_to_the_year_as_four_quarters_do() -> None:
    _, rules = next(worked(file) for file in YEARS if file.stem.startswith("huancui"))
    months = [period_budget(rules, 1045, number, 12) for number in range(1, 13)]
    assert sum(months) == sum(period_budget(rules, 1045, n) for n in (1, 2, 3, 4)) == 1045 * 34


@pytest.mark.req("AMB-05")
def test_the_villages_share_is_of_the_original_items_or_of_all_money_as_the_plan_reads_it() -> None:
    rules = policy.load("huancui-2024").file.funds
    assert rules is not None
    assert rules.share_of_all("original_item_money") * 100 == 40
    assert round(float(rules.share_of_all("all_money") * 100), 2) == 36.17  # 34 ÷ 94 (AMB-05)


def _given(clinic: str, budget: Decimal, people: int, said: dict[str, Any]) -> Given:
    tallies = {key: Tally(*counts) for key, counts in said.items() if key != "score"}
    return Given(clinic, people, budget, Decimal(said["score"]), tallies)
