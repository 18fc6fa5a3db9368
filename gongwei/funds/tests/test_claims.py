"""Counted money: pieces × price × quality to the fen, each record once, out of its own balance, by two persons."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.catalogue.plans import plan
from gongwei.funds.claims import (
    Piece,
    Quality,
    Sums,
    claim,
    claimed,
    paid_records,
    quality_of,
    reckoned,
    unclaimed,
)
from gongwei.funds.ledger import balance
from gongwei.funds.methods.piece_by_quality import Counted, Kind, piece_by_quality
from gongwei.funds.models import Claim, ClaimItem, Entry, Order
from gongwei.funds.orders import approve, send_back
from gongwei.funds.purposes import charged_to_pool, purpose, set_aside
from gongwei.people.models import Institution
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast

OCTOBER = dt.date(2024, 10, 16)


def test_pieces_times_price_times_quality_by_hand() -> None:
    made = Counted("羊亭", (Kind("高血压", 12, Decimal(35)), Kind("一般", 3, Decimal("25.01"))), Fraction(96, 100))
    # 12 × 35 ＋ 3 × 25.01 ＝ 495.03；× 0.96 ＝ 475.2288 → 475.23
    [line] = piece_by_quality([made]).lines
    assert made.full == Decimal("495.03") and line.amount == Decimal("475.23")
    assert "高血压 12×35" in line.formula and "质量系数 0.96 ＝ 475.23 元" in line.formula
    with pytest.raises(ValueError, match="0 到 1"):
        piece_by_quality([Counted("羊亭", (), Fraction(101, 100))])


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 10**5)), max_size=4), st.integers(0, 100))
def test_never_more_than_the_pieces_and_less_quality_never_pays_more(kinds: list[tuple[int, int]], score: int) -> None:
    held = tuple(Kind("", n, Decimal(cents) / 100) for n, cents in kinds)
    paid = [piece_by_quality([Counted("a", held, Fraction(s, 100))]).total for s in (score, 100)]
    assert 0 <= paid[0] <= paid[1] == sum((n * Decimal(cents) / 100 for n, cents in kinds), Decimal(0))


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def reserved(cast: Cast, name: str, amount: str) -> None:
    order = set_aside(uuid.uuid4(), purpose(name), Decimal(amount), "按人数", OCTOBER, by=cast.staff["project_office"])
    approve(order, by=cast.staff["finance"])


def pieces(cast: Cast, number: int, **more: str) -> list[Piece]:
    return [Piece(uuid.uuid4(), cast.register().pk, Decimal(100), **more) for _ in range(number)]


@pytest.mark.req("FUND-30")
def test_valid_exams_times_the_fee_are_paid_once_from_the_fiscal_budget_and_not_from_the_pool(cast: Cast) -> None:
    fee, mine, by = purpose("disabled_exam"), pieces(cast, 3), cast.staff["public_health_a"]
    with pytest.raises(Invalid, match="先预留"):
        claim(uuid.uuid4(), fee, cast.centre_a, mine, OCTOBER, by=by)
    reserved(cast, "disabled_exam", "450.00")
    key = uuid.uuid4()
    order = claim(key, fee, cast.centre_a, mine[:2], OCTOBER, by=by)
    assert claim(key, fee, cast.centre_a, mine, OCTOBER, by=by) == order and Order.objects.filter(id=key).count() == 1
    assert claimed(fee) == {(cast.centre_a.pk, ""): Sums(Decimal(200), Decimal(0), 2)} and not paid_records(fee)
    with pytest.raises(Invalid, match="不重复付"):
        claim(uuid.uuid4(), fee, cast.centre_a, mine[:2], OCTOBER, by=by)
    again = Piece(uuid.uuid4(), mine[0].resident, Decimal(100))
    assert unclaimed(fee, [again, *mine]) == [mine[2]]
    send_back(order, "名单不全", by=cast.staff["finance"])
    whole = claim(key, fee, cast.centre_a, mine, OCTOBER, by=by)
    approve(whole, by=cast.staff["finance"])
    assert balance(plan().id, purpose="disabled_exam", kind="spent", institution=cast.centre_a) == 300
    assert balance(plan().id, book="disabled", kind="grantor") == -450 and balance(plan().id, book="original") == 0
    assert balance(plan().id) == 0 and paid_records(fee) == {piece.record for piece in mine}
    [line] = Claim.objects.filter(order=whole)
    assert Entry.objects.get(line=line.pk).amount == line.amount == 300
    assert line.formula == "（3×100 ＝ 300.00 元） ＝ 300.00 元"
    assert ClaimItem.objects.filter(live=True).count() == 3 and ClaimItem.objects.filter(live=False).count() == 2


@pytest.mark.req("FUND-30", "AMB-08")
def test_a_plan_may_charge_the_exam_fee_to_the_per_capita_money(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    fee, by = purpose("disabled_exam"), cast.staff["project_office"]
    assert not charged_to_pool(fee)
    choose = type(plan()).choice
    monkeypatch.setattr(
        type(plan()), "choice", lambda self, name: "inside" if name == "disabled_exam_money" else choose(self, name)
    )
    order = set_aside(uuid.uuid4(), fee, Decimal(100), "1 人", OCTOBER, by=by)
    assert charged_to_pool(fee) and order.kind == "transfer"
    assert {(m.book, m.kind) for m in order.moves.all()} == {("original", "pool"), ("disabled", "reserve")}


def test_who_may_claim_and_nobody_approves_the_own_claim(cast: Cast) -> None:
    fee, mine = purpose("disabled_exam"), pieces(cast, 1)
    reserved(cast, "disabled_exam", "100.00")
    for role in ("public_health_b", "village_doctor", "disabled_federation", "line"):
        with pytest.raises(Forbidden):
            claim(uuid.uuid4(), fee, cast.centre_a, mine, OCTOBER, by=cast.staff[role])
    with pytest.raises(Invalid, match="只拨给基层"):
        claim(uuid.uuid4(), fee, Institution.objects.get(kind="professional"), mine, OCTOBER, by=cast.staff["finance"])
    order = claim(uuid.uuid4(), fee, cast.centre_a, mine, OCTOBER, by=cast.staff["finance"])
    with pytest.raises(Forbidden, match="两个人"):
        approve(order, by=cast.staff["finance"])


def test_teams_are_lines_of_their_own_and_wait_for_the_appraisal(cast: Cast) -> None:
    with pytest.raises(Invalid, match="考核后才支付"):
        quality_of(cast.centre_a)
    mine = [*pieces(cast, 2, unit="第一团队", label="老年人"), *pieces(cast, 1, unit="第二团队", label="儿童")]
    made = reckoned(cast.centre_a, mine, Quality(Fraction(9, 10), "90 分"))
    assert [(unit, line.amount) for unit, _, line in made] == [("第一团队", Decimal(180)), ("第二团队", Decimal(90))]
