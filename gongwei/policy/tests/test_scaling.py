"""A demonstration district is judged by its share of the published numbers."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as some

from gongwei import policy
from gongwei.kernel.apportion import largest_remainder
from gongwei.policy.scaling import scaled


@given(some.lists(some.integers(0, 10**6), min_size=1, max_size=12), some.fractions(0, 1, max_denominator=1000))
def test_shares_add_up_and_none_is_a_whole_person_off(values: list[int], share: Fraction) -> None:
    shares = largest_remainder(values, share)
    assert sum(shares) == int(sum(values) * share + Fraction(1, 2))
    assert all(abs(part - value * share) < 1 for part, value in zip(shares, values, strict=True))


def test_people_shrink_and_rates_stay() -> None:
    whole = policy.load("huancui-2024", chapters=["health_record", "elderly", "hypertension", "diabetes"])
    small = scaled(whole, Fraction(1, 20))
    assert small.base(None, "population") == 23_930
    assert small.base(None, "hypertension_task") == 2_110
    assert sum(value for _, base, value in small.bases() if base == "population") == 23_930
    target = small.target("hypertension.standard_rate")
    assert target is not None
    assert target.value == 64
    assert whole.base(None, "population") == 478_600


def test_the_whole_district_is_the_plan_itself() -> None:
    whole = policy.load("huancui-2024", chapters=["health_record"])
    assert scaled(whole, Fraction(1)) is whole
