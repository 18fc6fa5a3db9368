"""Settlement methods: conserve money, forget nobody's order, never pay less for more or better work."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwei.funds.methods.capitation_by_score import Capita, capitation_by_score
from gongwei.funds.methods.task_completion_with_cap import Completion, task_completion_with_cap
from gongwei.funds.methods.work_equivalents import Item, Work, work_equivalents

QUALITY = st.integers(0, 100).map(lambda score: Fraction(score, 100))
MONEY = st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100)
CAPITA = st.lists(st.tuples(st.integers(1, 5000), QUALITY), min_size=1, max_size=8)


@pytest.mark.req("FUND-12", "FUND-28")
@pytest.mark.parametrize(
    ("budget", "task", "done", "quality", "earned"),
    [
        ("14314.00", 662, 655, "0.98", "13879.39"),
        ("19635.00", 905, 842, "0.95", "17354.74"),
        ("10353.00", 478, 478, "1.00", "10353.00"),
        ("8891.00", 412, 396, "0.96", "8203.89"),
        ("7718.00", 357, 262, "0.88", "4984.49"),
        ("7718.00", 357, 400, "0.88", "6791.84"),
        ("100.00", 0, 0, "0.90", "90.00"),
    ],
)
def test_a_line_is_budget_times_completion_times_quality(
    budget: str, task: int, done: int, quality: str, earned: str
) -> None:
    [line] = task_completion_with_cap([Completion("教里", Decimal(budget), task, done, Decimal(quality))]).lines
    assert line.amount == Decimal(earned)
    assert f"{line.amount:,.2f}" in line.formula and "质量系数" in line.formula


@pytest.mark.req("FUND-20", "FUND-39")
def test_work_is_quantity_times_price_times_quality() -> None:
    items = (Item("高血压随访", 90, Decimal(1)), Item("老年人体检", 61, Decimal("4.5")))
    [line] = work_equivalents([Work("教里", items, Decimal("0.96"))], Decimal("5.35")).lines
    assert line.amount == Decimal("1872.07")  # (90 + 274.5) × 5.35 × 0.96 = 1,872.0720
    assert "364.5 当量" in line.formula


@pytest.mark.req("FUND-14")
def test_what_nobody_earned_is_a_named_residual() -> None:
    made = capitation_by_score(
        Decimal("1000.00"), [Capita("a", 1, Fraction(9, 10)), Capita("b", 2, Fraction(1))]
    )
    assert [line.amount for line in made.lines] == [Decimal("300.00"), Decimal("666.67")]
    assert (made.residual, made.residual_name) == (Decimal("33.33"), "绩效预留")


@given(pool=MONEY, rows=CAPITA, seed=st.randoms())
def test_capitation_conserves_the_pool_and_forgets_the_order(
    pool: Decimal, rows: list[tuple[int, Fraction]], seed: object
) -> None:
    payees = [Capita(f"{place:02d}", *row) for place, row in enumerate(rows)]
    made = capitation_by_score(pool, payees)
    assert made.total + made.residual == pool and made.residual >= 0
    shuffled = list(payees)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    again = capitation_by_score(pool, shuffled)
    assert all(again.of(line.payee) == line for line in made.lines)


@given(
    budget=MONEY, task=st.integers(1, 999), done=st.integers(0, 1500), quality=QUALITY,
    more=st.integers(0, 500), better=st.integers(0, 40),
)  # fmt: skip
def test_more_or_better_work_never_pays_less_and_never_above_the_cap(
    budget: Decimal, task: int, done: int, quality: Fraction, more: int, better: int
) -> None:
    raised = min(quality + Fraction(better, 100), Fraction(1))
    first, second = task_completion_with_cap(
        [Completion("a", budget, task, done, quality), Completion("b", budget, task, done + more, raised)]
    ).lines
    assert first.amount <= second.amount <= budget


@given(st.lists(st.integers(0, 500), min_size=1, max_size=5), QUALITY, st.integers(0, 100))
def test_equivalents_are_monotone_and_split_without_loss(
    counts: list[int], quality: Fraction, more: int
) -> None:
    items = tuple(Item(str(place), n, Decimal("1.5")) for place, n in enumerate(counts))
    grown = (Item("0", counts[0] + more, Decimal("1.5")), *items[1:])
    before, after = work_equivalents([Work("a", items, quality), Work("b", grown, quality)], Decimal("3.10")).lines
    assert before.amount <= after.amount
    assert before.numbers["equivalents"] == sum(counts) * Fraction(3, 2)


@pytest.mark.parametrize("wrong", [("-1", 1, 1), ("1", -1, 1), ("1", 1, -1)])
def test_a_negative_number_is_refused(wrong: tuple[str, int, int]) -> None:
    with pytest.raises(ValueError, match="不能为负"):
        task_completion_with_cap([Completion("a", Decimal(wrong[0]), wrong[1], wrong[2], Fraction(1))])
