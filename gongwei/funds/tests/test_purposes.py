"""Money with a balance of its own: set aside, moved between books by two offices, paid by workload, never overdrawn."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest

from gongwei import policy
from gongwei.catalogue.plans import plan
from gongwei.funds import purposes
from gongwei.funds.ledger import balance
from gongwei.funds.models import Order
from gongwei.funds.orders import approve, send_back
from gongwei.funds.purposes import Grown, Held, Payee, held, pay_out, purpose, set_aside, standards
from gongwei.funds.sources import arrange, levels, required, unplanned
from gongwei.funds.tests.village_year import VillageYear
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, Invalid

pytestmark = pytest.mark.django_db
MAY = dt.date(2024, 5, 6)


@pytest.fixture
def year() -> VillageYear:
    made = VillageYear()
    made.patient()
    made.money("940000.00")
    return made


def of(name: str) -> Held:
    return next(each for each in held() if each.purpose.id == name)


def pay(year: VillageYear, name: str, amount: str, by: Staff, *payees: Payee) -> Order:
    return pay_out(uuid.uuid4(), purpose(name), Decimal(amount), payees, "service", "按工作量", MAY, by=by)


@pytest.mark.req("FUND-36", "FUND-37")
def test_nine_yuan_are_shared_by_their_owner_by_workload_also_to_the_cdc(year: VillageYear) -> None:
    line, finance = year.cast.staff["line"], year.cast.staff["finance"]
    cdc = Institution.objects.get(kind="professional")
    assert of("new_items").left == Decimal("90000.00")
    order = pay(year, "new_items", "1000.00", line, Payee(cdc, Fraction(2)), Payee(year.cast.centre_b, Fraction(1)))
    assert balance(plan().id, purpose="new_items", kind="spent") == 0
    with pytest.raises(Forbidden, match="项目办或财政"):
        approve(order, by=line)
    approve(order, by=finance)
    assert balance(plan().id, purpose="new_items", kind="spent", institution=cdc) == Decimal("666.67")
    found = of("new_items")
    assert found.paid == 1000 and found.left == 89000 and found.village == 0
    with pytest.raises(Invalid, match="现有 89000"):
        pay(year, "new_items", "89000.01", line, Payee(cdc, Fraction(1)))


@pytest.mark.req("FUND-22", "FUND-25")
def test_tagged_money_has_its_own_balance_and_says_how_much_reached_the_village(year: VillageYear) -> None:
    office, finance, cast = year.cast.staff["project_office"], year.cast.staff["finance"], year.cast
    young = purpose("old_and_young")
    order = set_aside(uuid.uuid4(), young, Decimal(500), "2022 年不再列入的项目", MAY, by=office, source=cast.centre_a)
    before = balance(plan().id, kind="township", institution=cast.centre_a)
    approve(order, by=finance)
    assert before - balance(plan().id, kind="township", institution=cast.centre_a) == 500
    approve(pay(year, "old_and_young", "300.00", office, Payee(cast.clinic, Fraction(1))), by=finance)
    found = of("old_and_young")
    assert found.aside == 500 and found.left == 200 and found.paid == found.village == 300
    with pytest.raises(Invalid, match="只拨给基层"):
        pay(year, "old_and_young", "1.00", office, Payee(Institution.objects.get(kind="professional"), Fraction(1)))
    with pytest.raises(Invalid, match="写了两次"):
        pay(year, "old_and_young", "1.00", office, Payee(cast.clinic, Fraction(1)), Payee(cast.clinic, Fraction(1)))
    with pytest.raises(Forbidden):
        pay(year, "old_and_young", "1.00", cast.staff["line"], Payee(cast.clinic, Fraction(1)))


@pytest.mark.req("FUND-23", "FUND-24")
@pytest.mark.parametrize(
    ("other", "use"),
    [
        ("guanyun-2018", "contraceptives"),
        pytest.param("guanyun-2018", "contracts", marks=pytest.mark.req("FD-20")),
        ("shanghai-2024", "elderly"),
    ],
)
def test_added_money_is_reported_by_use(
    year: VillageYear, monkeypatch: pytest.MonkeyPatch, other: str, use: str
) -> None:
    office, finance = year.cast.staff["project_office"], year.cast.staff["finance"]
    monkeypatch.setattr(purposes, "funds", lambda: policy.load(other).file.funds)
    approve(set_aside(uuid.uuid4(), purpose(use), Decimal(80), "按用途", MAY, by=office, source=year.cast.centre_a),
            by=finance)  # fmt: skip
    approve(pay(year, use, "20.00", office, Payee(year.cast.centre_b, Fraction(1))), by=finance)
    assert len(held()) >= 4 and [each.purpose.id for each in held() if each.aside] == [use]
    assert of(use).aside == 80 and of(use).paid == 20 and of(use).left == 60


@pytest.mark.req("FUND-04")
def test_between_two_books_the_project_office_and_finance_must_both_agree(year: VillageYear) -> None:
    office, finance, cast = year.cast.staff["project_office"], year.cast.staff["finance"], year.cast
    contracts = purpose("contracts")
    with pytest.raises(Invalid, match="事由"):
        set_aside(uuid.uuid4(), contracts, Decimal(60), " ", MAY, by=finance, source=cast.centre_a)
    order = set_aside(uuid.uuid4(), contracts, Decimal(60), "2 份 × 30 元", MAY, by=finance, source=cast.centre_a)
    assert order.kind == "transfer"
    second = cast.staff["disabled_federation"]
    role = second.roles.get()
    role.role = "finance"
    role.save()
    with pytest.raises(Forbidden, match="项目办和财政各一人"):
        approve(order, by=Staff.objects.get(pk=second.pk))
    approve(order, by=office)
    assert balance(plan().id, book="contracts", kind="reserve") == 60 and balance(plan().id) == 0


@pytest.mark.req("FUND-41")
def test_money_outside_the_standard_comes_from_who_gives_it_and_leaves_the_pool_alone(year: VillageYear) -> None:
    office, finance = year.cast.staff["project_office"], year.cast.staff["finance"]
    fee, pool = purpose("disabled_exam"), balance(plan().id, book="original")
    approve(set_aside(uuid.uuid4(), fee, Decimal(100), "1 人", MAY, by=office, level="county"), by=finance)
    assert balance(plan().id, book="original") == pool
    assert balance(plan().id, book="disabled", kind="grantor", level="county") == -100
    assert of("disabled_exam").left == 100


def test_an_order_that_was_sent_back_is_drafted_anew(year: VillageYear) -> None:
    key, office = uuid.uuid4(), year.cast.staff["project_office"]

    def again() -> Order:
        return set_aside(key, purpose("old_and_young"), Decimal(5), "一老一小", MAY, by=office)

    first = again()
    assert again() == first
    send_back(first, "事由不清", by=year.cast.staff["finance"])
    second = again()
    assert second != first and second.state == "waiting" and again() == second


@pytest.mark.req("FUND-44")
def test_the_yearly_table_ends_with_the_plans_own_standard() -> None:
    assert standards() == [Grown(2024, Decimal(94), None)]


@pytest.mark.parametrize(
    ("name", "operator", "value", "soft"),
    [("zhuji-2024", ">=", 107, True), ("huancui-2024", "=", 94, False), ("guanyun-2018", "=", 65, False),
     ("shanghai-2024", ">=", 94, False), ("wuxi-2019", "=", 85, False)],
)  # fmt: skip
@pytest.mark.req("PLAN-19")
def test_the_standard_a_head_has_its_operator_in_every_plan(name: str, operator: str, value: int, soft: bool) -> None:
    term = next(each for each in policy.load(name).terms if each.indicator == "funds.per_capita")
    assert (term.operator, term.value, term.soft) == (operator, value, soft)


@pytest.mark.req("FUND-02", "PLAN-19")
def test_every_level_is_planned_notified_and_received_with_its_gap(year: VillageYear) -> None:
    finance = year.cast.staff["finance"]
    assert unplanned() is None
    arrange("county", Decimal("1000000.00"), Decimal("950000.00"), "财社1号", by=finance)
    [county] = [each for each in levels() if each.level == "county"]
    assert county.planned == 1_000_000 and county.notified == 950_000 and county.received == 940_000
    assert county.gap == 60_000 and county.last_on == dt.date(2024, 1, 20)
    assert required() == (plan().base(None, "population") or 0) * 94
    assert unplanned() == required() - 1_000_000
    arrange("county", Decimal("1000000.01"), Decimal(0), "", by=finance)
    assert next(each for each in levels() if each.level == "county").gap == Decimal("60000.01")
    with pytest.raises(Invalid, match="多于应安排"):
        arrange("city", Decimal(1), Decimal(2), "", by=finance)
    with pytest.raises(Invalid, match="拨款级次"):
        arrange("village", Decimal(1), Decimal(0), "", by=finance)
    with pytest.raises(Forbidden):
        arrange("city", Decimal(1), Decimal(0), "", by=year.cast.staff["public_health_a"])
