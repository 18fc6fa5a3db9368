"""Pages of purposes, the payment calendar and the year's end: who may see them, what is refused, what they bring."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.catalogue.plans import plan
from gongwei.funds import calendar, rewards
from gongwei.funds.board import rows
from gongwei.funds.calendar import dues
from gongwei.funds.ledger import balance
from gongwei.funds.models import Order, Source
from gongwei.funds.tests.village_year import VillageYear
from gongwei.funds.workload import shares, weighed
from gongwei.people.models import Institution

pytestmark = pytest.mark.django_db
LARGEST_PAGE = 60_000
PAGES = ("web:funds_purposes", "web:funds_calendar", "web:funds_year_end")


@pytest.fixture
def year() -> VillageYear:
    made = VillageYear()
    made.patient()
    made.money("4314600.00", on=dt.date(2024, 3, 4), prepaid=False)
    return made


def enter(year: VillageYear, role: str) -> Client:
    client = Client()
    client.force_login(year.cast.user(role))
    return client


def test_the_countys_money_is_for_the_project_office_and_finance(year: VillageYear) -> None:
    for role in ("public_health_a", "village_doctor", "doctor", "disabled_federation", "admin", "line"):
        client = enter(year, role)
        for name in PAGES:
            allowed = role == "line" and name == "web:funds_purposes"
            assert client.get(reverse(name)).status_code == (200 if allowed else 403), (role, name)
    page = enter(year, "line").get(reverse("web:funds_purposes")).content.decode()
    assert "新划入项目" in page and "一老一小" not in page and "拟预留单" not in page


@pytest.mark.req("FUND-26", "FUND-34")
def test_the_calendar_says_who_is_late_with_what(year: VillageYear) -> None:
    page = enter(year, "finance").get(reverse("web:funds_calendar"))
    said = page.content.decode()
    assert page.status_code == 200 and len(page.content) < LARGEST_PAGE
    place = year.cast.centre_a
    found = {(each.payer, each.what): each for each in dues(dt.date(2024, 10, 16)) if each.place in (place, None)}
    prepaid = next(each for (_, what), each in found.items() if "预拨" in what)
    assert prepaid.due_on == dt.date(2024, 4, 4) and prepaid.state(dt.date(2024, 4, 4)) == "soon"
    assert prepaid.state(dt.date(2024, 4, 5)) == "late" and "逾期 195 天" in said
    half = found["finance", "到位年初预算的 50%"]
    assert half.due_on == dt.date(2024, 6, 30) and half.done_on == dt.date(2024, 3, 4)
    assert found["disabled_federation", "残疾人签约服务经费"].due_on == dt.date(2024, 12, 31)
    assert found["township", "2024年第1季度村级结算"].state(dt.date(2024, 10, 16)) == "late"
    assert "残联" in said and "镇卫生院" in said


@pytest.mark.req("FUND-26")
def test_half_a_budget_less_a_fen_is_late_after_30_june_and_stays_marked_when_it_comes_later(
    year: VillageYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    [row] = [each for each in rows() if each.place == year.cast.centre_a]
    half, fen = row.budget / 2, Decimal("0.01")
    spring, summer = dt.date(2024, 6, 30), dt.date(2024, 7, 4)
    for came, before, after in (
        ([(spring, half)], "done", "done"),
        ([(spring, half - fen)], "soon", "late"),
        ([(spring, half - fen), (summer, fen)], "late_done", "late_done"),
    ):
        told = {row.place.pk: came}
        monkeypatch.setattr(calendar, "_came", lambda told=told: told)
        [due] = calendar._arrivals([row])
        assert (due.state(dt.date(2024, 6, 30)), due.state(dt.date(2024, 7, 5))) == (before, after)
        assert due.short == (fen if after == "late" else None)


@pytest.mark.req("FUND-08")
def test_the_villages_share_of_the_work_stands_beside_its_share_of_the_money(year: VillageYear) -> None:
    finance, url = enter(year, "finance"), reverse("web:funds_shares")
    [own] = [each for each in shares() if each.place == year.cast.centre_a]
    assert own.part is not None and 0 < own.village < own.work and own.money is not None
    page = finance.get(url).content.decode()
    assert f"{float(own.part) * 100:.1f}%" in page and f"{float(own.money) * 100:.1f}%" in page
    assert "判断基数：任务量" in page and ("低于 40%" in page) == any(each.below for each in shares())
    for role in ("public_health_a", "village_doctor", "line"):
        assert enter(year, role).get(url).status_code == 403


def test_work_is_weighed_by_the_plan_and_by_one_where_it_is_silent() -> None:
    weights = {"hypertension.follow_up": Fraction(2)}
    owed = [("v1", "hypertension.follow_up", 10), ("v2", "hypertension.follow_up", 5), ("v1", "child.visit", 10)]
    assert weighed(owed, {"v1": 1}, weights) == (Fraction(40), Fraction(20))
    assert weighed([], {"v1": 1}, weights) == (Fraction(0), Fraction(0))


@pytest.mark.req("FUND-02")
def test_what_a_level_arranges_is_typed_with_the_field_that_is_wrong(year: VillageYear) -> None:
    client, url = enter(year, "finance"), reverse("web:funds_calendar")
    typed = {"key": str(uuid.uuid4()), "sheet": "source", "level": "city", "planned": "一百万", "notified": ""}
    wrong = client.post(url, typed)
    assert wrong.status_code == 422 and "不是正数" in wrong.content.decode() and "一百万" in wrong.content.decode()
    assert client.post(url, {**typed, "planned": "1,000,000.00"}).status_code == 302
    assert Source.objects.get().planned == 1_000_000
    page = client.get(url).content.decode()
    assert "缺 1,000,000.00" in page and "本级应足额安排" in page


@pytest.mark.req("FUND-37")
def test_new_items_money_is_shared_on_the_page_by_lines_of_work(year: VillageYear) -> None:
    line, url = enter(year, "line"), reverse("web:funds_purposes")
    typed = {
        "key": str(uuid.uuid4()), "sheet": "pay", "purpose": "new_items", "amount": "900", "category": "service",
        "reason": "两癌检查", "payees": "环翠区疾病预防控制中心 200\n羊亭中心卫生院",
    }  # fmt: skip
    wrong = line.post(url, typed)
    assert wrong.status_code == 422 and "机构 工作量" in wrong.content.decode() and "两癌检查" in wrong.content.decode()
    unknown = line.post(url, {**typed, "payees": "没有的医院 3"}).content.decode()
    assert "没有叫“没有的医院”的机构" in unknown
    assert line.post(url, {**typed, "purpose": "old_and_young"}).status_code == 422
    right = {**typed, "payees": "环翠区疾病预防控制中心 200\n羊亭中心卫生院 100"}
    assert line.post(url, right).status_code == 302 == line.post(url, right).status_code
    order = Order.objects.get(kind="payment")
    finance = enter(year, "finance")
    finance.post(reverse("web:funds_orders"), {"key": str(order.pk), "order": order.pk, "do": "approve"})
    cdc = Institution.objects.get(kind="professional")
    assert balance(plan().id, kind="spent", institution=cdc) == 600
    page = finance.get(url)
    assert "600.00" not in page.content.decode() and "900.00" in page.content.decode()
    assert len(page.content) < LARGEST_PAGE


@pytest.mark.req("FUND-14", "FUND-15")
def test_the_year_ends_in_orders_that_a_second_person_approves(
    year: VillageYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = {year.cast.centre_a.pk: Decimal("87.5"), year.cast.centre_b.pk: Decimal("91.25")}
    told = lambda place: (scores[place.pk], "年终评价，采纳") if place.pk in scores else None  # noqa: E731
    monkeypatch.setattr(rewards, "year_score", told)
    monkeypatch.setattr(calendar, "year_score", told)
    finance, office, url = enter(year, "finance"), enter(year, "project_office"), reverse("web:funds_year_end")
    early = finance.get(url).content.decode()
    assert "还没有结束" in early and "-2,500.00" in early.replace("−", "-") and "拟单</button>" not in early
    press = {"key": str(uuid.uuid4()), "township": str(year.cast.centre_a.pk)}
    refused = finance.post(url, press)
    assert refused.status_code == 422 and "2025 年第一季度" in refused.content.decode()
    monkeypatch.setenv("GONGWEI_TODAY", "2025-03-20")
    assert "拟单</button>" in finance.get(url).content.decode()
    assert finance.post(url, {**press, "township": "0"}).status_code == 404
    assert finance.post(url, press).status_code == 302
    order = Order.objects.get(kind="penalty")
    approve = {"key": str(order.pk), "order": order.pk, "do": "approve"}
    assert finance.post(reverse("web:funds_orders"), approve).status_code == 403
    before = balance(plan().id, kind="township", institution=year.cast.centre_a)
    office.post(reverse("web:funds_orders"), approve)
    assert before - balance(plan().id, kind="township", institution=year.cast.centre_a) == Decimal("2500.00")
    assert "扣减已通过" in finance.get(url).content.decode()
    late = {each.place: each for each in dues(dt.date(2025, 4, 1)) if each.what == "年终绩效评价奖惩"}
    assert late[year.cast.centre_a].state(dt.date(2025, 4, 1)) == "done"
    assert late[year.cast.centre_b].state(dt.date(2025, 4, 1)) == "late"
