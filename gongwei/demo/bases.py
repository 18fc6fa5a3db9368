"""The published bases of each institution, scaled to the size of the demo; sums are conserved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gongwei.policy import Plan
from gongwei.records.synthetic import Array


@dataclass(frozen=True)
class Bases:
    """Institution codes in the order of the plan, and each base as one number per institution."""

    codes: tuple[str, ...]
    values: Mapping[str, Array]

    def __getitem__(self, base: str) -> Array:
        return self.values[base]


def scaled(plan: Plan, scale: float) -> Bases:
    """Every base of the plan × scale (huancui-2024#附件2), rounded half up in the sum."""
    codes = tuple(held.code for held in plan.file.institutions)
    printed: dict[str, dict[str, int]] = {}
    for code, base, value in plan.bases():
        printed.setdefault(base, {})[code] = value
    return Bases(
        codes,
        {base: apportion([values.get(code, 0) for code in codes], scale) for base, values in printed.items()},
    )


def apportion(values: list[int], scale: float) -> Array:
    """Shares by the largest remainder: their sum is the sum × scale, half up; ties go to the earlier."""
    exact = np.asarray(values, float) * scale
    shares = np.floor(exact + 1e-9).astype(np.int64)
    left = int(np.floor(sum(values) * scale + 0.5 + 1e-9)) - int(shares.sum())
    order = np.argsort(-(exact - shares), kind="stable")
    shares[order[: max(left, 0)]] += 1
    return shares
