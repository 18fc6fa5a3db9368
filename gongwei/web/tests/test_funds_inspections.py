"""Inspections of money on their pages: import, plan, find, mend, close; other institutions see nothing of it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.funds.models import FundFinding, FundInspection, Voucher
from gongwei.people.tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
HOME = "/funds/inspections/"
BOOKS = "记1,2024-07-02,50101,随访补助,1200.00\n记2,2024-07-03,50199,招待费,350.00"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


def press(client: Client, url: str, sheet: str, **more: Any) -> Any:
    return client.post(url, {"key": str(uuid.uuid4()), "sheet": sheet, **more}, follow=True)


def planned(cast: Cast) -> str:
    finance, place = enter(cast, "finance"), str(cast.centre_a.pk)
    press(finance, HOME, "import", institution=place, text=BOOKS)
    press(finance, HOME, "plan", institution=place, purpose="用途", planned_on="2024-10-21", size="5")
    return reverse("web:funds_inspection", args=[FundInspection.objects.get().pk])


@pytest.mark.req("FUND-40", "FUND-18", "ORG-11")
def test_from_the_vouchers_to_the_closed_finding(cast: Cast) -> None:
    finance, centre = enter(cast, "finance"), enter(cast, "public_health_a")
    url = planned(cast)
    wrong = press(finance, HOME, "import", institution=str(cast.centre_a.pk), text="记9,昨天,1,x,1")
    said = wrong.content.decode()
    assert wrong.status_code == 422 and "日期写成" in said and "记9,昨天" in said
    press(finance, HOME, "map", code="50101", name="公卫补助", category="service")
    press(finance, HOME, "map", code="50199", name="招待费", category="")
    assert "用途超出范围" in finance.get(HOME).content.decode()
    bad = str(Voucher.objects.get(number="记2").pk)
    press(finance, url, "find", kind="outside", voucher=bad, words="招待费列支", due_on="2024-10-10")
    found = FundFinding.objects.get()
    assert found.amount == 350 and "逾期" in centre.get(url).content.decode()
    press(centre, url, "mend", finding=str(found.pk), mended="已退回专账")
    press(finance, url, "close", finding=str(found.pk))
    press(finance, url, "finish", opinion="已整改")
    shown = finance.get(url).content.decode()
    assert "销号" in shown and "结论：已整改" in shown and len(shown) < 60_000
    sent = finance.get(HOME + "package/")
    assert sent["Content-Type"] == "application/zip" and sent.content[:2] == b"PK"
    assert finance.get(reverse("web:funds")).status_code == 200, "and the ledger of the county"


def test_strangers_are_refused(cast: Cast) -> None:
    url = planned(cast)
    other, own = enter(cast, "public_health_b"), enter(cast, "public_health_a")
    assert other.get(url).status_code == 404 and "随访补助" not in other.get(HOME).content.decode()
    assert own.get(HOME + "package/").status_code == 403
    assert press(own, HOME, "plan", purpose="x").status_code == 403
    assert press(own, url, "finish", opinion="x").status_code == 403
    for role in ("village_doctor", "doctor", "line", "disabled_federation", "admin"):
        assert enter(cast, role).get(HOME).status_code == 403
    unsafe = enter(cast, "finance", checked=True)
    assert unsafe.post(HOME, {"key": str(uuid.uuid4()), "sheet": "plan"}).status_code == 403
    assert own.get(f"{HOME}{uuid.uuid4()}/").status_code == 404
