"""Every scoring method below, at and above its bounds and without data; and what holds for any numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.appraisal import methods
from gongwei.appraisal.intervals import Share, wanted, wilson
from gongwei.appraisal.methods import State
from gongwei.appraisal.scheme_file import METHODS
from gongwei.appraisal.tally import Line, spread, total
from gongwei.kernel.drawing import Unit, allocate, digest, draw
from gongwei.policy.strict_yaml import read_yaml

CASES = read_yaml(Path(__file__).parents[1] / "cases" / "methods.yaml").data
POINTS = st.decimals("0.5", "30", places=1)
SHARES = st.fractions(0, 1)


def value(given: Any) -> Any:
    """48/100 → a fraction; lists of pairs and numbers as they are."""
    if isinstance(given, str):
        return Fraction(given)
    if isinstance(given, tuple):
        return [tuple(each) if isinstance(each, tuple) else Decimal(each) for each in given]
    return given


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_policy_case(case: dict[str, Any]) -> None:
    method = getattr(methods, case["method"])
    found = method(Decimal(case["points"]), **{name: value(each) for name, each in case["given"].items()})
    assert [found.state.value, found.lost] == [case["expect"][0], Decimal(case["expect"][1])]


def test_every_method_has_its_cases() -> None:
    """A manual item loses by findings; every other method is a function of its own."""
    assert {case["method"] for case in CASES} == set(METHODS) - {"manual"}


@given(POINTS, SHARES, SHARES, st.fractions("1/100", 1))
def test_more_fulfilment_never_loses_more_and_never_more_than_the_points(
    points: Decimal, one: Fraction, two: Fraction, target: Fraction
) -> None:
    low, high = sorted((one, two))
    less, more = (methods.rate_to_target(points, rate, target).lost for rate in (low, high))
    assert 0 <= more <= less <= points
    floored = [methods.floor_to_full(points, rate, target / 2, target).lost for rate in (low, high)]
    assert 0 <= floored[1] <= floored[0] <= points


@given(POINTS, st.integers(0, 60), st.integers(0, 60))
def test_one_untrue_record_more_never_raises_a_score(points: Decimal, true: int, untrue: int) -> None:
    found = [
        methods.truth_rate(points, true - more, untrue + more, Fraction(1, 2), Fraction(1), 1)
        for more in (0, 1)
        if true - more >= 0
    ]
    judged = [each.lost for each in found if each.state is State.JUDGED]
    assert judged == sorted(judged) and all(0 <= lost <= points for lost in judged)


LINES = st.lists(
    st.builds(
        Line,
        st.text(min_size=1, max_size=4),
        POINTS,
        st.sampled_from(State),
        st.lists(st.decimals("0.01", "9", places=2), max_size=6).map(tuple),
    ),
    max_size=12,
)


@given(LINES, st.randoms())
def test_a_total_is_the_sum_of_its_lines_in_any_order(lines: list[Line], random: Any) -> None:
    made = total(lines)
    shuffled = list(lines)
    random.shuffle(shuffled)
    again = total(shuffled)
    assert (again.points, again.lost, again.score) == (made.points, made.lost, made.score)
    assert made.gained == sum(line.gained for line in lines if line.gained is not None)
    assert all(line.lost <= line.points for line in lines) and made.points <= made.full
    assert made.score is None or (0 <= made.score <= 100 and not made.waiting)


def test_what_is_missing_is_neither_zero_nor_full() -> None:
    judged, unknown = (
        Line("a", Decimal(60), State.JUDGED, (Decimal(6),)),
        Line("b", Decimal(40), State.NO_DATA),
    )
    made = total([judged, unknown])
    assert made.score == 90 and made.converted and made.no_data == ("b",)
    assert total([judged, Line("b", Decimal(40), State.WAITING)]).score is None
    assert total([unknown]).score is None


@given(st.decimals("0.01", "30", places=2), st.integers(1, 40))
def test_points_shared_among_findings_add_up(lost: Decimal, count: int) -> None:
    parts = spread(lost, range(count))
    assert sum(parts) == lost and max(parts) - min(parts) <= Decimal("0.01")


UNITS = st.dictionaries(
    st.uuids().map(str), st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 5)), max_size=60
)


@pytest.mark.req("APR-23")
@given(st.integers(0, 10**9), UNITS, st.integers(0, 40), st.randoms())
def test_the_same_seed_and_frame_give_the_same_sample_in_any_order(
    seed: int, held: dict[str, tuple[str, int]], size: int, random: Any
) -> None:
    frame = [Unit(name, stratum, weight) for name, (stratum, weight) in held.items()]
    shuffled = list(frame)
    random.shuffle(shuffled)
    drawn = draw(seed, frame, size)
    assert drawn == draw(seed, shuffled, size) and digest(frame) == digest(shuffled)
    assert len(drawn) == min(size, len(frame)) == len({unit.id for unit in drawn})


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊己"), st.integers(0, 50), min_size=1), st.integers(0, 120))
def test_every_stratum_is_drawn_from_while_the_sample_lasts(sizes: dict[str, int], size: int) -> None:
    parts = allocate(sizes, size)
    assert sum(parts.values()) == min(size, sum(sizes.values()))
    assert all(0 <= parts[name] <= sizes[name] for name in sizes)
    filled = [name for name, count in sizes.items() if count]
    assert size < len(filled) or all(parts[name] for name in filled)


def test_a_risky_record_is_drawn_more_often() -> None:
    frame = [Unit(f"r{n}", "甲", 5 if n < 10 else 1) for n in range(100)]
    risky = sum(int(unit.id[1:]) < 10 for seed in range(200) for unit in draw(seed, frame, 10))
    plain = 200 * 10 - risky
    assert risky / 10 > 3 * plain / 90


@given(st.integers(1, 400), st.data())
def test_an_interval_holds_its_share(asked: int, data: Any) -> None:
    good = data.draw(st.integers(0, asked))
    low, high = wilson(good, asked)
    assert 0 <= low <= good / asked <= high <= 1


def test_published_values_of_the_interval() -> None:
    """Wilson 95 %: 10 of 10 → 72.2 %–100 %; 52 of 60 → 75.8 %–93.1 %; ± 5 points needs 385 people."""
    assert [round(each, 3) for each in wilson(10, 10)] == [0.722, 1.0]
    assert Share(52, 60).words == "86.7%（52/60，95% 区间 75.8%～93.1%）"
    assert Share(0, 0).words == "无数据" and wanted(0.05) == 385
    with pytest.raises(ValueError, match="0 ≤"):
        wilson(1, 0)
