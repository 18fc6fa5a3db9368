"""Shares of a whole that add up: largest remainders."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def largest_remainder(values: Sequence[int], share: Fraction) -> list[int]:
    """Each value × share in whole numbers whose sum is the sum × share, half up; ties go to the earlier."""
    exact = [value * share for value in values]
    shares = [int(each) for each in exact]
    left = int(sum(values) * share + Fraction(1, 2)) - sum(shares)
    order = sorted(range(len(values)), key=lambda place: (shares[place] - exact[place], place))
    for place in order[: max(left, 0)]:
        shares[place] += 1
    return shares
