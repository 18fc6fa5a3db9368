"""The ledger: balanced, append-only, never overdrawn, two persons; the database says so, not only the verb."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongwei.funds.ledger import Cause, Move, Place, account, balance, post, reverse
from gongwei.funds.models import Account, Entry, Posting
from gongwei.kernel.money import share_out
from gongwei.people.problems import Conflict, Invalid
from gongwei.people.tests.cast import Cast, make_cast

PLAN = "huancui-2024"
POOL, GRANTOR = Place("original", "pool"), Place("original", "grantor", level="county")
RECEIPT = Cause("receipt", dt.date(2024, 3, 1), "第一批资金到账", "huancui-2024#三")
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def give(cast: Cast, amount: str, posting_id: uuid.UUID | None = None) -> Posting:
    """Money arrives from the county."""
    sum_ = Decimal(amount)
    return enter(cast, [Move(GRANTOR, -sum_), Move(POOL, sum_)], RECEIPT, posting_id)


def enter(cast: Cast, moves: list[Move], cause: Cause = RECEIPT, posting_id: uuid.UUID | None = None) -> Posting:
    return post(
        posting_id or uuid.uuid4(), PLAN, cause, moves,
        prepared_by=cast.staff["finance"], approved_by=cast.staff["project_office"],
    )  # fmt: skip


@pytest.mark.req("FUND-16", "FUND-27")
def test_money_arrives_once_however_often_it_is_sent(cast: Cast) -> None:
    key = uuid.uuid4()
    assert give(cast, "182750.00", key) == give(cast, "182750.00", key)
    assert balance(PLAN, kind="pool") == Decimal("182750.00") == -balance(PLAN, kind="grantor")


@pytest.mark.parametrize(
    ("moves", "said"),
    [
        ([Move(POOL, Decimal("1.00"))], "至少要动两个账户"),
        ([Move(POOL, Decimal("1.00")), Move(GRANTOR, Decimal("-0.99"))], "现差 0.01 元"),
        ([Move(POOL, Decimal("1.005")), Move(GRANTOR, Decimal("-1.005"))], "精确到分"),
        ([Move(POOL, Decimal("-1.00")), Move(Place("original", "village"), Decimal("1.00"))], "不够支出"),
    ],
)
def test_what_does_not_balance_or_is_not_there_is_refused(cast: Cast, moves: list[Move], said: str) -> None:
    with pytest.raises(Invalid) as refused, transaction.atomic():
        enter(cast, moves)
    assert said in refused.value.problems[0].message
    assert not Posting.objects.exists() and not Entry.objects.exists()


@pytest.mark.req("FUND-16")
def test_one_person_alone_pays_nothing(cast: Cast) -> None:
    alone = cast.staff["finance"]
    with pytest.raises(Invalid, match="两个人"):
        moves = [Move(GRANTOR, Decimal(-1)), Move(POOL, Decimal(1))]
        post(uuid.uuid4(), PLAN, RECEIPT, moves, prepared_by=alone, approved_by=alone)


@pytest.mark.req("FUND-03")
def test_a_use_outside_the_list_is_refused(cast: Cast) -> None:
    give(cast, "100.00")
    with pytest.raises(Invalid, match="用途"), transaction.atomic():
        enter(cast, [Move(POOL, Decimal(-10)), Move(Place("original", "spent", category="banquet"), Decimal(10))])


def test_nothing_is_changed_or_deleted(cast: Cast) -> None:
    posting = give(cast, "100.00")
    for table in ("funds_posting", "funds_entry", "funds_account"):
        for act in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
            with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(act)
    assert posting.entries.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_what_a_careless_verb_would_write() -> None:
    cast = make_cast()
    pool = account(PLAN, POOL)
    bare = {
        "plan": PLAN, "kind": "receipt", "on": dt.date(2024, 3, 1), "reason": "x", "entered_at": "2024-03-01T00:00Z",
        "prepared_by": cast.staff["finance"], "approved_by": cast.staff["project_office"],
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        made = Posting.objects.create(id=uuid.uuid4(), **bare)
        Entry.objects.create(posting=made, account=pool, amount=Decimal(5))
    with pytest.raises(IntegrityError, match="moves nothing"), transaction.atomic():
        Posting.objects.create(id=uuid.uuid4(), **bare)
    with pytest.raises(IntegrityError, match="overdrawn"), transaction.atomic():
        made = Posting.objects.create(id=uuid.uuid4(), **bare)
        for place, amount in ((pool, -5), (account(PLAN, GRANTOR), 5)):
            Entry.objects.create(posting=made, account=place, amount=Decimal(amount))
    assert not Posting.objects.exists()


def test_a_posting_is_taken_back_once_by_its_mirror_image(cast: Cast) -> None:
    posting = give(cast, "100.00")
    cause = Cause("reversal", dt.date(2024, 3, 2), "金额录错")
    people = {"prepared_by": cast.staff["finance"], "approved_by": cast.staff["project_office"]}
    back = reverse(uuid.uuid4(), posting, cause, **people)
    assert balance(PLAN, kind="pool") == 0 and back.reverses == posting
    for each in (posting, back):
        with pytest.raises(Conflict, match="冲销"):
            reverse(uuid.uuid4(), each, cause, **people)


def test_what_has_been_passed_on_cannot_be_taken_back(cast: Cast) -> None:
    posting = give(cast, "100.00")
    enter(cast, [Move(POOL, Decimal(-60)), Move(Place("original", "township", cast.centre_a), Decimal(60))])
    with pytest.raises(Invalid, match="不够支出"), transaction.atomic():
        reverse(
            uuid.uuid4(), posting, Cause("reversal", dt.date(2024, 4, 1), "录错"),
            prepared_by=cast.staff["finance"], approved_by=cast.staff["project_office"],
        )  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    cents=st.lists(st.integers(1, 10**9), min_size=1, max_size=6),
    weights=st.lists(st.integers(1, 99), min_size=2, max_size=2),
)
def test_money_is_conserved_whatever_arrives_and_is_shared(cast: Cast, cents: list[int], weights: list[int]) -> None:
    with transaction.atomic():
        before = balance(PLAN, kind="grantor")
        total = sum((Decimal(each) / 100 for each in cents), Decimal(0))
        for each in cents:
            give(cast, str(Decimal(each) / 100))
        parts = share_out(total, weights)
        towns = [Place("original", "township", each) for each in (cast.centre_a, cast.centre_b)]
        enter(cast, [Move(POOL, -total), *(Move(town, part) for town, part in zip(towns, parts, strict=True))])
        assert balance(PLAN) == 0 and before - balance(PLAN, kind="grantor") == total
        assert Account.objects.filter(plan=PLAN, kind="pool").count() == 1
        transaction.set_rollback(True)
