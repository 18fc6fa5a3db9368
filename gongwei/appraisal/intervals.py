"""Shares with their interval: how far a sample speaks for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""


@dataclass(frozen=True)
class Share:
    """good ÷ asked with its Wilson interval; without anybody asked there is no share."""

    good: int
    asked: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1."""
        return self.good / self.asked if self.asked else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        return wilson(self.good, self.asked) if self.asked else None

    @property
    def words(self) -> str:
        """86.7%（52/60，95% 区间 75.8%～93.1%）."""
        if self.value is None or self.interval is None:
            return "无数据"
        low, high = self.interval
        return f"{self.value:.1%}（{self.good}/{self.asked}，95% 区间 {low:.1%}～{high:.1%}）"


def wilson(good: int, asked: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval: stays within 0–1 and holds for small samples; ValueError without a sample."""
    if asked <= 0 or not 0 <= good <= asked:
        raise ValueError(f"应为 0 ≤ 好评 ≤ 人数，写的是 {good}/{asked}")
    share, square = good / asked, z * z
    centre = (share + square / (2 * asked)) / (1 + square / asked)
    half = z * sqrt(share * (1 - share) / asked + square / (4 * asked * asked)) / (1 + square / asked)
    low = 0.0 if good == 0 else max(0.0, centre - half)
    high = 1.0 if good == asked else min(1.0, centre + half)
    return low, high


def wanted(half_width: float, share: float = 0.5, z: float = Z95) -> int:
    """How many people must be asked for an interval of ± ``half_width`` about a share."""
    exact = z * z * share * (1 - share) / (half_width * half_width)
    return int(exact) + (exact > int(exact))
