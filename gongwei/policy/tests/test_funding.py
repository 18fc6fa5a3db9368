"""The money section of a plan: refused in words where it cannot be, and the floor of the village where it is hard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from gongwei import policy
from gongwei.policy.funding import Funds, Purpose, Quality
from gongwei.policy.plan_file import PlanFile


def changed(**changes: Any) -> Funds:
    """The money of 灌云 with some keys changed, validated anew."""
    held = policy.load("guanyun-2018").file.funds
    assert held is not None
    return Funds.model_validate({**dict(held), **changes})


@pytest.mark.req("FUND-06", "FUND-07")
def test_thirty_four_of_eighty_five_is_exactly_two_fifths() -> None:
    held = policy.load("huancui-2024").file.funds
    assert held is not None
    assert held.village_share * 100 == 40 and held.village_per_head == Decimal(34)
    assert held.original == Decimal(85)


@pytest.mark.req("FUND-07", "FUND-29")
def test_a_scheme_below_a_hard_floor_is_refused_and_below_a_soft_one_is_not() -> None:
    held = changed()
    below = held.per_head.model_copy(update={"value": Decimal("25.99")})
    hard = held.village.model_copy(update={"per_head": below})
    with pytest.raises(ValidationError, match="低于必须达到的 40%"):
        changed(village=hard)
    assert changed(village=hard.model_copy(update={"hard": False})).village_share < Decimal("0.4")


def test_more_for_the_new_items_than_there_is_a_head_is_refused() -> None:
    held = changed()
    with pytest.raises(ValidationError, match="应小于人均经费"):
        changed(new_items=held.per_head)


@pytest.mark.req("FUND-44")
def test_an_increment_that_two_years_standards_do_not_make_is_refused() -> None:
    file = policy.load("shanghai-2024").file
    assert file.funds is not None and file.funds.standard(2023) == 89
    last = file.funds.standards[0].model_copy(update={"value": Decimal(90)})
    with pytest.raises(ValidationError, match="增加 4 元，文件写 5 元"):
        PlanFile.model_validate({**dict(file), "funds": file.funds.model_copy(update={"standards": (last,)})})


def test_a_hard_share_of_all_money_is_not_met_by_a_share_of_the_original_items() -> None:
    file = policy.load("guanyun-2018").file
    assert file.funds is not None
    aside = file.funds.per_head.model_copy(update={"value": Decimal(5)})
    with pytest.raises(ValidationError, match=r"占全部经费 36\.92%"):
        PlanFile.model_validate({**dict(file), "funds": file.funds.model_copy(update={"new_items": aside})})


def test_money_outside_the_standard_is_a_sum() -> None:
    held = policy.load("wuxi-2019").file.funds
    assert held is not None
    centre = next(each for each in held.purposes if each.id == "guidance_centre")
    assert centre.wanted(0) == 200_000
    with pytest.raises(ValidationError, match="要写总额"):
        Purpose.model_validate({**dict(centre), "amount": None})
    with pytest.raises(ValidationError, match="写了两次"):
        changed(purposes=(centre, centre))


@pytest.mark.req("FUND-28")
def test_bands_rise_with_the_score() -> None:
    held = policy.load("huancui-2024").file.funds
    assert held is not None and held.settlement is not None
    about = dict(held.settlement.quality)
    steps = ((0, "1"), (90, "0.9"))
    band = [{"from_score": Decimal(score), "coefficient": Decimal(rate)} for score, rate in steps]
    with pytest.raises(ValidationError, match="系数不下降"):
        Quality.model_validate({**about, "kind": "bands", "bands": tuple(band)})
    assert held.settlement.quality.coefficient(Decimal(96)) * 100 == 96
