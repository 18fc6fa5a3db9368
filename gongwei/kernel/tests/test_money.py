"""Money is rounded once, half away from zero, and shared out without losing a fen."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.kernel.money import fen, share_out, yuan


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(1, 200), "0.01"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(1, 3), "0.33"),
        (Decimal("2.005"), "2.01"),
        (7, "7.00"),
    ],
)
def test_half_a_fen_goes_away_from_zero(exact: Fraction | Decimal | int, rounded: str) -> None:
    assert fen(exact) == Decimal(rounded)


def test_yuan_is_printed_with_both_places() -> None:
    assert yuan(Decimal("182750")) == "182,750.00"


CENTS = st.integers(-(10**12), 10**12).map(lambda cents: Decimal(cents) / 100)


@given(total=CENTS, weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_shares_add_up_and_stay_within_a_fen(total: Decimal, weights: list[int]) -> None:
    shares = share_out(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(share) - Fraction(total) * weight / sum(weights)) < Fraction(1, 100)


@given(total=CENTS, weights=st.lists(st.integers(1, 10**6), min_size=2, max_size=12, unique=True))
def test_shares_do_not_depend_on_the_order_but_for_ties(total: Decimal, weights: list[int]) -> None:
    there = dict(zip(weights, share_out(total, weights), strict=True))
    back = dict(zip(weights[::-1], share_out(total, weights[::-1]), strict=True))
    assert all(abs(there[weight] - back[weight]) <= Decimal("0.01") for weight in weights)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_what_cannot_be_shared_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="权重"):
        share_out(Decimal("1.00"), weights)


def test_part_of_a_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="精确到分"):
        share_out(Decimal("0.005"), [1])
