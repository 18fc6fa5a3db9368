"""Shares of a whole that add up: largest remainders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def apportion(total: int, weights: Mapping[str, int], method: str = "largest_remainder") -> dict[str, int]:
    """A fixed total spread by weights, in whole numbers that add up to it (TASK-11, TASK-12).

    ``largest_remainder``: the largest fractions take what is left, ties by name, so that the order of the rows changes
    nothing. ``to_largest``: everybody is rounded down and the row with the largest weight takes the rest.
    """
    whole = sum(weights.values())
    if whole <= 0 or min(weights.values()) < 0:
        raise ValueError("weights must not be negative and must not all be zero")
    exact = {name: Fraction(total * weight, whole) for name, weight in weights.items()}
    shares = {name: int(each) for name, each in exact.items()}
    left = total - sum(shares.values())
    if method == "to_largest":
        shares[min(weights, key=lambda name: (-weights[name], name))] += left
        return shares
    for name in sorted(weights, key=lambda name: (shares[name] - exact[name], name))[:left]:
        shares[name] += 1
    return shares
