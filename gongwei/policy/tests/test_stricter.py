"""Effective targets: the stricter of local and superior, in the direction of the operator."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from gongwei.policy.provisions import Provision
from gongwei.policy.stricter import EffectiveTarget, Issued, effective


def demand(operator: str, value: Any, unit: str = "%", **more: Any) -> Provision:
    given: dict[str, Any] = {
        "indicator": "elderly.rate",
        "label": "率",
        "operator": operator,
        "value": value,
        "unit": unit,
    }
    return Provision.model_validate(given | {"ref": "sample#一"} | more)


def judge(local: Provision | None, *above: Provision, binding: bool = True) -> EffectiveTarget:
    own = Issued("county", "本县", local) if local else None
    return effective(
        "elderly.rate", own, [Issued(f"up{n}", f"上级{n}", p, binding) for n, p in enumerate(above)]
    )


def governing(local: Provision | None, *above: Provision) -> str | None:
    found = judge(local, *above).governing
    return found.plan if found else None


@pytest.mark.req("PLAN-05", "AMB-01")
@pytest.mark.parametrize(
    ("local", "superior", "governs"),
    [
        ((">=", 61), (">=", 62), "up0"),
        ((">=", 62), (">=", 62), "county"),
        ((">=", 63), (">=", 62), "county"),
        ((">=", Decimal("61.9")), (">=", 62), "up0"),
        (("<=", 10), ("<=", 9), "up0"),
        (("<=", 9), ("<=", 10), "county"),
        (("<=", 9), ("<=", 9), "county"),
        (("=", 100), (">=", 95), "county"),
        (("=", 90), (">=", 95), "up0"),
        (("=", 95), ("=", 100), "up0"),
        ((">=", 90), (">", 90), "up0"),
        (("<", 90), ("<=", 90), "county"),
    ],
)
def test_the_stricter_governs(local: tuple[str, Any], superior: tuple[str, Any], governs: str) -> None:
    judged = judge(demand(*local), demand(*superior))
    assert judged.governing is not None and judged.governing.plan == governs
    assert judged.local is not None and judged.local.provision.value == local[1]
    assert [issued.provision.value for issued in judged.superior] == [superior[1]]


def test_of_several_superiors_the_strictest_governs_and_all_are_shown() -> None:
    judged = judge(demand(">=", 60), demand(">=", 61), demand(">=", 65), demand(">=", 64))
    assert judged.governing is not None and judged.governing.plan == "up1"
    assert len(judged.superior) == 3


def test_a_superior_target_governs_where_the_local_plan_is_silent() -> None:
    assert governing(None, demand(">=", 61)) == "up0"
    assert governing(None) is None


def test_a_draft_binds_nobody() -> None:
    judged = judge(demand(">=", 60), demand(">=", 90), binding=False)
    assert judged.governing is not None and judged.governing.plan == "county"
    assert not judged.raised


@pytest.mark.req("PLAN-10")
def test_a_soft_demand_warns_and_does_not_govern() -> None:
    judged = judge(demand(">=", 60), demand(">=", 62, soft=True))
    assert judged.governing is not None and judged.governing.plan == "county"
    assert judged.warning is not None and judged.warning.plan == "up0"
    assert judged.warning.provision.demand == "原则上≥62%"


def test_a_soft_demand_below_the_hard_one_is_silent() -> None:
    assert judge(demand(">=", 62), demand(">=", 60, soft=True)).warning is None


def test_a_soft_demand_alone_only_warns() -> None:
    judged = judge(demand(">=", 40, soft=True))
    assert judged.governing is None and judged.warning is not None


@pytest.mark.req("AMB-01")
def test_a_local_target_beyond_what_was_issued_is_flagged() -> None:
    assert judge(demand(">=", 70), demand(">=", 62), demand(">=", 65)).raised
    assert not judge(demand(">=", 64), demand(">=", 62), demand(">=", 65)).raised
    assert not judge(demand(">=", 62), demand(">=", 62)).raised
    assert judge(demand("<=", 5), demand("<=", 8)).raised


@pytest.mark.parametrize(
    "superior",
    [demand("<=", 62), demand(">=", 62, "人"), demand(">=", 3, "%", baseline={"year": 2023})],
)
def test_what_cannot_be_compared_is_said_and_not_guessed(superior: Provision) -> None:
    judged = judge(demand(">=", 60), superior)
    assert judged.governing is not None and judged.governing.plan == "county"
    assert len(judged.conflicts) == 1 and "无法比较" in judged.conflicts[0]


def test_exact_numbers_that_differ_are_a_conflict() -> None:
    assert judge(demand("=", 94, exact=True), demand("=", 95, exact=True)).conflicts
    assert not judge(demand("=", 94, exact=True), demand("=", 94, exact=True)).conflicts


@pytest.mark.req("PLAN-10")
@pytest.mark.parametrize(
    ("given", "reads"),
    [
        (demand(">=", 64), "≥64%"),
        (demand("=", 100), "＝100%"),
        (demand(">=", 40, soft=True), "原则上≥40%"),
        (demand(">=", Decimal("4.2"), "‰"), "≥4.2‰"),
        (demand(">=", 42200, "人"), "≥42200人"),
        (demand(">=", 4, "次/年"), "≥4次/年"),
        (demand(">=", 3, "百分点", baseline={"year": 2023}), "比 2023 年 ≥3百分点"),
    ],
)
def test_a_demand_reads_as_printed(given: Provision, reads: str) -> None:
    assert given.demand == reads


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": None}, "operator、value、unit 要一起写"),
        ({"value": "六十"}, "应为数"),
        ({"operator": "=>"}, "Input should be"),
        ({"unit": "percent"}, "Input should be"),
        ({"indicator": "standard_rate"}, "pattern"),
        ({"kind": "qualitative"}, "定性要求"),
        ({"exact": True}, "恰好等于"),
    ],
)
def test_a_half_written_demand_is_refused(change: dict[str, Any], words: str) -> None:
    given: dict[str, Any] = {"operator": ">=", "value": 64} | change
    with pytest.raises(ValidationError, match=words):
        demand(**given)
