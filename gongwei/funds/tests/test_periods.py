"""Readings of the plan that money follows: monthly or quarterly, the base of 70 %, and last year's debts."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from decimal import Decimal

import pytest

from gongwei.catalogue.plans import plan
from gongwei.funds import instalments
from gongwei.funds.instalments import allocate, prepay, prepayment, receive
from gongwei.funds.ledger import Cause, Move, Place, balance, post
from gongwei.funds.models import Entry, Instalment
from gongwei.funds.orders import approve
from gongwei.funds.places import approved
from gongwei.funds.rules import Quarter, budget_of, choose_cycle, finished, months_of
from gongwei.funds.tests.village_year import QUARTERS, VillageYear
from gongwei.people.problems import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.django_db
MONTHS = tuple(Quarter(2024, number, 1) for number in range(1, 13))
BEFORE = "huancui-2023"


@pytest.fixture
def year() -> VillageYear:
    return VillageYear()


@pytest.mark.req("FUND-11", "AMB-06")
def test_an_institution_may_settle_month_by_month(year: VillageYear) -> None:
    place, office = year.cast.centre_a, year.cast.staff["public_health_a"]
    seen = year.patient(dt.date(2024, 1, 1))
    year.visit(seen, dt.date(2024, 2, 20))
    year.money()
    assert months_of(place) == 3
    choose_cycle(place, 1, by=office)
    assert months_of(place) == 1 and len(finished(dt.date(2024, 10, 16), 1)) == 9
    with pytest.raises(Invalid, match="按月结算"):
        year.trial(QUARTERS[0])
    paid = []
    for month in MONTHS[:2]:
        year.score(month)
        made = year.trial(month)
        year.close(made)
        paid.append(made.lines.get())
    assert [line.budget for line in paid] == [budget_of(line.people, n, 1) for n, line in enumerate(paid, 1)]
    assert paid[0].prepaid > 0 and paid[0].task == 0 and paid[1].valid == 1
    assert str(paid[1].settlement).endswith("2024年2月") and MONTHS[6].words == "2024年7月"
    # the 70 % that went ahead in January is used up first: 应得 − 结转 − 已预拨
    assert paid[1].carried == paid[0].carried_out
    with pytest.raises(Conflict, match="明年再改"):
        choose_cycle(place, 3, by=office)


@pytest.mark.req("FUND-11")
def test_the_cycle_is_chosen_by_the_institution_itself(year: VillageYear) -> None:
    for role in ("public_health_b", "village_doctor", "doctor"):
        with pytest.raises(Forbidden):
            choose_cycle(year.cast.centre_a, 1, by=year.cast.staff[role])
    with pytest.raises(Invalid, match="按月或按季"):
        choose_cycle(year.cast.centre_a, 2, by=year.cast.staff["public_health_a"])


@pytest.mark.req("AMB-07")
def test_seventy_per_cent_of_the_year_where_the_plan_reads_it_so(
    year: VillageYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    year.patient()
    held = year.money("4314600.00", prepaid=False)  # half of the year's
    place = year.cast.centre_a
    [by_instalment] = prepayment(held, place).values()
    village = balance(plan().id, kind="village", institution=place)
    assert by_instalment == (village * 7 / 10).quantize(Decimal("0.01"))
    reading = dataclasses.replace(plan().choices["prepay_base"], value="year")
    asked = dataclasses.replace(plan(), choices={**plan().choices, "prepay_base": reading})
    monkeypatch.setattr(instalments, "plan", lambda: asked)
    [by_year] = prepayment(held, place).values()
    people = sum(approved(place).values())
    assert by_year == min(village, (people * Decimal(34) * 7 / 10).quantize(Decimal("0.01"))) != by_instalment


@pytest.mark.req("FUND-09")
def test_what_a_clinic_still_holds_of_last_year_is_clawed_back_from_the_first_payment(year: VillageYear) -> None:
    year.patient()
    cast, place = year.cast, year.cast.centre_a
    finance, office = cast.staff["finance"], cast.staff["project_office"]
    advance = Place("original", "advance", cast.clinic)
    post(
        uuid.uuid4(), BEFORE, Cause("prepayment", dt.date(2023, 10, 8), "上年预拨"),
        [Move(Place("original", "grantor", level="county"), Decimal("-5261.50")), Move(advance, Decimal("5261.50"))],
        prepared_by=finance, approved_by=office,
    )  # fmt: skip
    held = year.money("8629200.00", prepaid=False)
    wanted = prepayment(held, place)[cast.clinic.pk]
    order = prepay(held, place, dt.date(2024, 2, 1), by=cast.staff["public_health_a"])
    assert "其中扣回上年未结 5261.50 元" in order.reason
    before = balance(plan().id, kind="village", institution=place)
    approve(order, by=finance)
    assert balance(BEFORE, kind="advance") == 0
    assert balance(plan().id, kind="advance", institution=cast.clinic) == wanted
    assert before - balance(plan().id, kind="village", institution=place) == wanted - Decimal("5261.50")
    assert sum(entry.amount for entry in Entry.objects.all()) == 0
    key = uuid.uuid4()
    approve(receive(key, "city", Decimal("8629200.00"), dt.date(2024, 3, 1), "第四批", by=finance), by=office)
    later = Instalment.objects.get(pk=key)
    approve(allocate(later, dt.date(2024, 3, 1), by=finance), by=office)
    assert "扣回" not in prepay(later, place, dt.date(2024, 3, 2), by=finance).reason
