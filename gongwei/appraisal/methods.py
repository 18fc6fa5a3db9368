"""The closed set of scoring methods, as pure arithmetic: what is known of one item → points lost, or why not judged.

Each loses between 0 and the item's points, rounded once to 0.01 point (half up), and never loses more when more is
fulfilled. What is missing is a named state: 未评 (somebody still has to look) or 无数据 (there is nothing to judge by).
Worked tables: docs/methods/appraisal-scores.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from gongwei.kernel.money import ZERO, fen


class State(StrEnum):
    """Whether an item is judged; the value is the word shown."""

    JUDGED = "已评"
    WAITING = "未评"
    NO_DATA = "无数据"


@dataclass(frozen=True)
class Judged:
    """The outcome of a method: state, points lost (0 unless judged), and the arithmetic in words."""

    state: State
    lost: Decimal
    words: str


def waiting(words: str) -> Judged:
    """Somebody still has to look."""
    return Judged(State.WAITING, ZERO, words)


def no_data(words: str) -> Judged:
    """There is nothing to judge by."""
    return Judged(State.NO_DATA, ZERO, words)


def rate_to_target(points: Decimal, rate: Fraction | None, target: Fraction | None) -> Judged:
    """指标完成率: all points at the target or above, below it in proportion (rate ÷ target)."""
    if rate is None:
        return no_data("没有分母，无从计算")
    if target is None or target <= 0:
        return no_data("方案没有给出目标值")
    reached = min(rate / target, Fraction(1))
    return _judged(points, reached, f"{percent(rate)} ÷ 目标 {percent(target)} ＝ {percent(reached)}")


def floor_to_full(points: Decimal, value: Fraction | None, floor: Fraction, full: Fraction) -> Judged:
    """区间计分: nothing at the floor or below, all at full or above, between them in proportion."""
    if value is None:
        return no_data("没有分母，无从计算")
    reached = max(Fraction(0), min((value - floor) / (full - floor), Fraction(1)))
    return _judged(points, reached, f"{percent(value)}，{percent(floor)} 起计分，{percent(full)} 满分")


def findings(points: Decimal, each: Sequence[Decimal]) -> Judged:
    """逐条扣分: the findings' points together, at most the item's."""
    asked = sum(each, ZERO)
    lost = min(asked, points)
    capped = f"，扣完 {points} 分为止" if asked > points else ""
    return Judged(State.JUDGED, lost, f"{len(each)} 条，共 {asked} 分{capped}")


def truth_rate(
    points: Decimal, true: int, untrue: int, floor: Fraction, full: Fraction, least: int, left: int = 0
) -> Judged:
    """真实率: true ÷ (true + untrue) between floor and full; who was not reached counts neither way.

    未评 while sampled records wait (``left``); 无数据 when all are looked at and fewer than ``least`` are verified.
    """
    known = true + untrue
    if left:
        return waiting(f"还有 {left} 份没有核实")
    if known < least or not known:
        return no_data(f"样本全部查过，只核实 {known} 份，少于 {max(least, 1)} 份，不足以判断")
    judged = floor_to_full(points, Fraction(true, known), floor, full)
    return Judged(judged.state, judged.lost, f"属实 {true} ÷ 核实 {known} ＝ {judged.words}")


def survey(points: Decimal, good: int, asked: int, floor: Fraction, full: Fraction, least: int) -> Judged:
    """问卷: the share of good answers between floor and full; 未评 below the least number of people."""
    if asked < least or not asked:
        return waiting(f"问了 {asked} 人，少于 {max(least, 1)} 人")
    judged = floor_to_full(points, Fraction(good, asked), floor, full)
    return Judged(judged.state, judged.lost, f"{good} ÷ {asked} 人 ＝ {judged.words}")


def supervision(points: Decimal, scores: Sequence[tuple[str, Decimal | None]]) -> Judged:
    """督导得分: the mean of the rounds' scores out of 100; a round without one is named and nothing is assumed."""
    lacking = [name for name, score in scores if score is None]
    if lacking:
        return waiting(f"缺 {'、'.join(lacking)}")
    if not scores:
        return waiting("还没有应完成的督导")
    mean = sum((Fraction(score) for _, score in scores if score is not None), Fraction(0)) / len(scores)
    return _judged(points, min(mean / 100, Fraction(1)), f"{len(scores)} 次督导平均 {number(mean)} 分")


def rectified(points: Decimal, done: int, due: int) -> Judged:
    """整改落实: the orders due that were closed in time ÷ those due."""
    if not due:
        return no_data("没有到期的整改通知")
    return _judged(points, Fraction(done, due), f"按期复核合格 {done} ÷ 到期 {due} 条")


def agreement(points: Decimal, compared: int, beyond: int, each: Decimal) -> Judged:
    """数据一致: so many points for every figure that differs beyond the tolerance without an accepted explanation."""
    if not compared:
        return no_data("没有可以比对的上级评价结果")
    lost = min(each * beyond, points)
    return Judged(
        State.JUDGED, fen(lost), f"比对 {compared} 项，{beyond} 项超差而未说明，每项 {number(each)} 分"
    )


def _judged(points: Decimal, reached: Fraction, words: str) -> Judged:
    lost = fen(Fraction(points) * (1 - reached))
    return Judged(State.JUDGED, lost, f"{words}；得 {number(points)} − {number(lost)} 分")


def percent(value: Fraction) -> str:
    """64% or 58.33%: two places, no trailing zeros."""
    return f"{number(value * 100)}%"


def number(value: Fraction | Decimal | int) -> str:
    """At most two places, half up, without trailing zeros."""
    text = f"{fen(value):.2f}"
    return text.rstrip("0").rstrip(".")
