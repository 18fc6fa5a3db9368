"""Programme money ÷ income: by the ledger, never more than the income; entered by who may, seen by nobody else."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from gongwei.catalogue.plans import plan
from gongwei.funds.board import rows
from gongwei.funds.compensation import enter_income, money_of, shares
from gongwei.funds.orders import approve
from gongwei.funds.purposes import Payee, pay_out, purpose, set_aside
from gongwei.funds.tests.village_year import VillageYear
from gongwei.people.problems import Forbidden, Invalid

pytestmark = pytest.mark.django_db
URL, MAY = "/funds/compensation/", dt.date(2024, 5, 6)


@pytest.fixture
def year() -> VillageYear:
    made = VillageYear()
    made.patient()
    made.money("940000.00")
    return made


@pytest.mark.req("FUND-43")
def test_the_programmes_part_of_an_institutions_income(year: VillageYear) -> None:
    place, finance = year.cast.centre_a, year.cast.staff["finance"]
    received = next(row.received for row in rows() if row.place == place)
    assert money_of(place) == received > 0
    contracts, office = purpose("contracts"), year.cast.staff["project_office"]
    approve(set_aside(uuid.uuid4(), contracts, Decimal(300), "10 份", MAY, by=finance, source=place), by=office)
    assert money_of(place) == received - 300
    payees = [Payee(place, Fraction(1))]
    paid = pay_out(uuid.uuid4(), contracts, Decimal(300), payees, "service", "签约", MAY, by=finance)
    approve(paid, by=office)
    assert money_of(place) == received
    enter_income(place, received * 4, "2024 年财务决算", by=finance)
    [found] = [each for each in shares() if each.place == place]
    assert found.part == Fraction(1, 4) and [each.part for each in shares() if each.place != place][:1] == [None]
    enter_income(place, received * 5, "决算更正", by=year.cast.staff["public_health_a"])
    assert next(each.part for each in shares() if each.place == place) == Fraction(1, 5)
    with pytest.raises(Invalid, match="少于账上"):
        enter_income(place, received - 1, "决算", by=finance)
    with pytest.raises(Forbidden):
        enter_income(place, received * 4, "决算", by=year.cast.staff["public_health_b"])
    assert plan().year == 2024


def test_the_page_and_whom_it_refuses(year: VillageYear) -> None:
    def enter(role: str, checked: bool = False) -> Client:
        client = Client(enforce_csrf_checks=checked)
        client.force_login(year.cast.user(role))
        return client

    def press(client: Client, **more: Any) -> Any:
        asked = {"key": str(uuid.uuid4()), "sheet": "income", "place": str(year.cast.centre_a.pk),
                 "amount": "8,000,000.00", "source": "决算", **more}  # fmt: skip
        return client.post(URL, asked)

    assert press(enter("public_health_a", checked=True)).status_code == 403
    wrong = press(enter("public_health_a"), amount="八百万")
    assert wrong.status_code == 422 and "八百万" in wrong.content.decode()
    assert press(enter("public_health_b")).status_code == 422
    for role in ("village_doctor", "line", "disabled_federation"):
        assert press(enter(role)).status_code == 403 and enter(role).get(URL).status_code == 403
    assert press(enter("public_health_a")).status_code == 302
    own = enter("public_health_a").get(URL)
    assert [row.place for row in own.context["rows"]] == [year.cast.centre_a] and "8,000,000.00" in own.content.decode()
    assert enter("finance").get(URL).context["missing"] == len(enter("finance").get(URL).context["rows"]) - 1
