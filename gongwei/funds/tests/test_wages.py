"""A line's money among those who did the work: adds up to the fen, more and better work never gets less."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwei.funds.models import SettlementLine, Wage
from gongwei.funds.tests.village_year import Q3, VillageYear
from gongwei.funds.wages import POOLED, Done, approve_wages, divide, parts
from gongwei.people.problems import Forbidden, Invalid
from gongwei.programmes.hypertension.models import Followup

AUGUST = dt.date(2024, 8, 14)
COUNTS = st.tuples(st.integers(0, 400), st.integers(0, 50))


def one(staff: int, valid: int, questioned: int = 0) -> Done:
    return Done(staff, valid, questioned, Fraction(valid))


@pytest.mark.req("FUND-20")
def test_work_times_quality_by_hand() -> None:
    first, second = divide(Decimal("1000.00"), [one(1, 90, 10), one(2, 19)])
    # 90 × 90 % = 81；19 × 100 % = 19；1,000 × 81 ÷ 100
    assert (first.amount, second.amount) == (Decimal("810.00"), Decimal("190.00"))
    assert "90 当量 × 质量系数 90.00% ＝ 81" in first.formula
    [pooled] = divide(Decimal("5.00"), [one(1, 0, 3)])
    assert pooled.done is None and pooled.amount == 5 and POOLED in pooled.formula
    assert divide(Decimal("0.00"), []) == []


@settings(max_examples=40)
@given(cents=st.integers(0, 10**8), counts=st.lists(COUNTS, min_size=1, max_size=6), more=st.integers(1, 50))
def test_the_parts_add_up_and_more_work_never_gets_less(cents: int, counts: list[tuple[int, int]], more: int) -> None:
    money = Decimal(cents) / 100
    people = [one(number, *each) for number, each in enumerate(counts)]
    before = divide(money, people)
    assert sum(each.amount for each in before) == money
    held = {each.done.staff: each.amount for each in before if each.done}
    after = divide(money, [one(0, counts[0][0] + more, counts[0][1]), *people[1:]])
    assert next(each.amount for each in after if each.done and each.done.staff == 0) >= held.get(0, Decimal(0))
    shuffled = {each.done.staff: each.amount for each in divide(money, people[::-1]) if each.done}
    assert shuffled == held


@pytest.mark.django_db
@pytest.mark.req("FUND-19")
def test_the_sheet_is_approved_by_the_institution_and_everybody_sees_the_own_line() -> None:
    year = VillageYear()
    people, staff = [year.patient() for _ in range(3)], year.cast.staff
    visits = [year.visit(each, AUGUST) for each in people]
    Followup.objects.filter(pk=visits[2].pk).update(staff=staff["doctor"])
    year.money()
    year.settled_until(3)
    year.score(Q3)
    made = year.trial(Q3)
    with pytest.raises(Invalid, match="审核后才能"):
        approve_wages(made, by=staff["public_health_a"])
    year.close(made)
    made.refresh_from_db()
    for role in ("public_health_b", "village_doctor", "doctor"):
        with pytest.raises(Forbidden):
            approve_wages(made, by=staff[role])
    [(line, found)] = parts(made).items()
    url = reverse("web:funds_wages", args=[year.cast.centre_a.pk, 2024, 3])
    clients = {role: Client() for role in ("public_health_a", "village_doctor", "public_health_b", "finance", "line")}
    for role, client in clients.items():
        client.force_login(year.cast.user(role))
    assert "公卫科批准后" in clients["village_doctor"].get(url).content.decode()
    assert clients["village_doctor"].post(url, {"key": str(line.pk)}).status_code == 403
    assert clients["public_health_b"].get(url).status_code == 404 and clients["line"].get(url).status_code == 403
    assert "批准分配" not in clients["finance"].get(url).content.decode()
    assert clients["public_health_a"].post(url, {"key": str(line.pk)}).status_code == 302
    assert Wage.objects.count() == len(found) == 2
    assert sum(each.amount for each in Wage.objects.all()) == SettlementLine.objects.get(pk=line.pk).counted
    mine = Wage.objects.get(staff=staff["village_doctor"])
    assert (mine.valid, mine.questioned) == (2, 0) and mine.amount > Wage.objects.get(staff=staff["doctor"]).amount
    own = clients["village_doctor"].get(url).content.decode()
    assert mine.formula in own and staff["doctor"].name not in own
    every = clients["public_health_a"].get(url).content.decode()
    assert staff["doctor"].name in every and "已批准" in every
    assert approve_wages(made, by=staff["public_health_a"]) == list(Wage.objects.all())
