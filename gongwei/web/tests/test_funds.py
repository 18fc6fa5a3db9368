"""Money pages: who sees what, what is refused in words, and a quarter from trial to payment by pressing buttons."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from gongwei.funds.models import Order, Posting, Settlement, SettlementLine
from gongwei.funds.tests.village_year import Q3, VillageYear
from gongwei.funds.trying import compare, tried_rules

pytestmark = pytest.mark.django_db
LARGEST_PAGE = 60_000


@pytest.fixture
def year() -> VillageYear:
    made = VillageYear()
    patients = [made.patient() for _ in range(3)]
    made.visit(patients[0], dt.date(2024, 8, 14))
    made.visit(patients[1], dt.date(2024, 8, 14), mode=3)
    made.money()
    made.settled_until(3)
    made.score(Q3)
    return made


def enter(year: VillageYear, role: str) -> Client:
    client = Client()
    client.force_login(year.cast.user(role))
    return client


def quarter(year: VillageYear) -> str:
    return reverse("web:funds_quarter", args=[year.cast.centre_a.pk, 2024, 3])


def press(client: Client, url: str, do: str, **more: Any) -> Any:
    return client.post(url, {"key": str(uuid.uuid4()), "do": do, **more}, follow=True)


@pytest.mark.req("FUND-12", "FUND-16", "FUND-21")
def test_a_quarter_from_trial_to_card_payment_by_pressing_buttons(year: VillageYear) -> None:
    office, village, finance = (enter(year, role) for role in ("public_health_a", "village_doctor", "finance"))
    page = press(office, quarter(year), "settle")
    assert "已试算" in page.content.decode()
    line = SettlementLine.objects.get(settlement__quarter=3)
    own = village.get(reverse("web:funds"), follow=True).content.decode()
    assert "大白话" in own and "电话随访，不算面对面" in own and "有异议" in own
    assert "没有确认" in press(office, quarter(year), "review").content.decode()
    press(village, quarter(year), "confirm", line=line.pk)
    press(office, quarter(year), "review")
    press(office, quarter(year), "pay")
    order = Order.objects.get(settlement=line.settlement)
    approved = finance.post(reverse("web:funds_orders"), {"key": str(order.pk), "order": order.pk, "do": "approve"})
    assert approved.status_code == 302 and Posting.objects.filter(kind="settlement", pk=order.pk).exists()
    cards = finance.get(reverse("web:funds_cards", args=[line.settlement_id]))
    assert cards["Content-Type"].startswith("text/csv")
    assert ("大西庄村卫生室" in cards.content.decode()) == (line.payable > 0)


@pytest.mark.req("FUND-28", "FUND-45")
def test_finance_sees_numbers_and_no_names(year: VillageYear) -> None:
    made = year.trial(Q3)
    line = made.lines.get()
    finance, office = enter(year, "finance"), enter(year, "public_health_a")
    url = reverse("web:funds_line", args=[line.pk]) + "?service=hypertension.follow_up"
    name = line.services.filter(state="questioned")[0].resident.name
    seen, hidden = office.get(url).content.decode(), finance.get(url).content.decode()
    assert name in seen and line.formula in seen and "重算一致" in seen
    assert name not in hidden and "3 人次的姓名只有本村村医和公卫科能看" in hidden
    assert name not in finance.get(quarter(year)).content.decode()
    for page in (reverse("web:funds"), reverse("web:funds_ledger"), reverse("web:funds_orders"), quarter(year)):
        answer = finance.get(page)
        assert answer.status_code == 200 and len(answer.content) < LARGEST_PAGE, page


@pytest.mark.parametrize("role", ["line", "disabled_federation", "admin", "doctor"])
def test_who_has_nothing_to_do_with_money_is_told_so(year: VillageYear, role: str) -> None:
    client = enter(year, role)
    for url in (reverse("web:funds"), quarter(year), reverse("web:funds_ledger"), reverse("web:funds_orders")):
        assert client.get(url).status_code == 403, url
    assert 'href="/funds/"' not in client.get(reverse("web:institutions")).content.decode()


def test_another_townships_money_does_not_exist(year: VillageYear) -> None:
    line = year.trial(Q3).lines.get()
    other = enter(year, "public_health_b")
    assert other.get(quarter(year)).status_code == 404
    assert other.get(reverse("web:funds_line", args=[line.pk])).status_code == 404
    assert other.get(reverse("web:funds_line", args=["nonsense"])).status_code == 404
    assert press(other, quarter(year), "settle").status_code == 404
    village = enter(year, "village_doctor")
    assert "审核后" not in press(village, quarter(year), "review").content.decode()
    assert village.get(reverse("web:funds_ledger")).status_code == 403
    assert Settlement.objects.get(quarter=3).state == "trial"
    assert Client().get(quarter(year)).status_code == 302


@pytest.mark.req("FUND-16", "FUND-27")
def test_who_prepared_an_order_does_not_approve_it(year: VillageYear) -> None:
    finance, office = enter(year, "finance"), enter(year, "project_office")
    typed = {"key": str(uuid.uuid4()), "sheet": "arrival", "level": "city"}
    typed |= {"received_on": "2024-10-11", "document": "二批"}
    wrong = finance.post(reverse("web:funds"), {**typed, "amount": "一千"})
    assert wrong.status_code == 422 and "不是正数" in wrong.content.decode() and "一千" in wrong.content.decode()
    finance.post(reverse("web:funds"), {**typed, "amount": "1,000.50"})
    order = Order.objects.get(state="waiting")
    press_it = {"key": str(order.pk), "order": order.pk, "do": "approve"}
    assert finance.post(reverse("web:funds_orders"), press_it).status_code == 403
    refused = office.post(reverse("web:funds_orders"), {**press_it, "do": "refuse", "reason": " "})
    assert refused.status_code == 422 and "退回要写原因" in refused.content.decode()
    office.post(reverse("web:funds_orders"), press_it)
    order.refresh_from_db()
    assert order.state == "approved" and order.posting is not None


@pytest.mark.req("FUND-15", "FUND-20")
def test_another_method_is_tried_on_a_frozen_quarter_and_changes_nothing(year: VillageYear) -> None:
    line = year.trial(Q3).lines.get()
    finance, url = enter(year, "finance"), reverse("web:funds_trial")
    same = finance.get(url).content.decode()
    assert "结算模拟" in same and ">0.00</b>" in same
    tried = {"quarter": "3", "method": "work_equivalents", "price": "10", "township": str(year.cast.centre_a.pk)}
    page = finance.get(url, tried).content.decode()
    [group] = compare(Q3, tried_rules({"method": "work_equivalents", "price": "10"}))
    [change] = group.changes
    assert change.before == line.earned - line.deducted and change.after != change.before
    assert f"{change.after:,.2f}" in page and str(line.clinic) in page
    line.refresh_from_db()
    assert Settlement.objects.get(quarter=3).state == "trial" and line.earned - line.deducted == change.before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"method": "work_equivalents"}, "要填单价"),
        ({"method": "by_guess"}, "结算方法应为"),
        ({"cap": "<b>一倍"}, "应为大于 0"),
        ({"full": "-1"}, "应为大于 0"),
        ({"cap": "nan"}, "应为大于 0"),
    ],
)
def test_a_trial_with_wrong_numbers_names_the_field_and_keeps_what_was_typed(
    year: VillageYear, typed: dict[str, str], words: str
) -> None:
    year.trial(Q3)
    answer = enter(year, "finance").get(reverse("web:funds_trial"), typed)
    said = answer.content.decode()
    assert answer.status_code == 422 and words in said
    assert "<b>一倍" not in said and all(escape(each) in said for name, each in typed.items() if name != "method")


@pytest.mark.parametrize("role", ["public_health_a", "village_doctor", "line", "doctor"])
def test_the_countys_trial_is_for_the_project_office_and_finance(year: VillageYear, role: str) -> None:
    assert enter(year, role).get(reverse("web:funds_trial")).status_code == 403
