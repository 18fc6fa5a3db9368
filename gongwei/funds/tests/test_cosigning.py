"""The federation and the project office write the rules together; nothing is paid before both have signed."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client

from gongwei.funds.cosigning import must_be_signed, scheme_of, sign, write
from gongwei.funds.models import JointScheme
from gongwei.funds.orders import approve
from gongwei.funds.purposes import Payee, pay_out, purpose, set_aside
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
URL, DAY, MONEY = "/funds/cosigned/", dt.date(2024, 10, 16), Decimal(500)
PARTS = {"content": "签约率、履约率、满意度", "how": "区卫健局与区残联联合抽查", "pay": "90 分以上全额拨付"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


@pytest.mark.req("APR-18", "DIS-07")
def test_nothing_is_paid_before_both_sides_have_signed_the_newest_rules(cast: Cast) -> None:
    each, office, payer = purpose("disabled_contracts"), cast.staff["project_office"], cast.staff["disabled_federation"]
    finance, payees = cast.staff["finance"], [Payee(cast.centre_a, Fraction(1))]

    def pay() -> Any:
        return pay_out(uuid.uuid4(), each, Decimal(100), payees, "service", "年终", DAY, by=finance)

    approve(set_aside(uuid.uuid4(), each, MONEY, "残联经费", DAY, by=finance), by=office)
    with pytest.raises(Invalid, match="还没有和残联共同制定"):
        pay()
    with pytest.raises(Invalid, match="考核方式：必须填写"):
        write(uuid.uuid4(), each, {**PARTS, "how": " "}, by=payer)
    first = write(uuid.uuid4(), each, PARTS, by=payer)
    sign(first, by=payer)
    with pytest.raises(Invalid, match="还缺卫健局签字"):
        pay()
    sign(first, by=office)
    order = pay()
    second = write(uuid.uuid4(), each, {**PARTS, "pay": "按得分拨付"}, by=office)
    assert second.version == 2 and scheme_of(each) == second
    with pytest.raises(Invalid, match="第 2 版）还缺卫健局、残联签字"):
        approve(order, by=office)
    with pytest.raises(Conflict, match="最新一版"):
        sign(first, by=office)
    for by in (office, payer):
        sign(second, by=by)
    assert approve(order, by=office).state == "approved" and JointScheme.objects.count() == 2
    must_be_signed({"contracts"})
    for role in ("finance", "public_health_a", "line"):
        with pytest.raises(Forbidden, match="项目办和残联"):
            sign(second, by=cast.staff[role])


def test_the_page_of_the_joint_rules_and_whom_it_refuses(cast: Cast) -> None:
    ask = {"key": str(uuid.uuid4()), "sheet": "write-disabled_contracts", **PARTS}
    assert enter(cast, "disabled_federation", checked=True).post(URL, ask).status_code == 403
    empty = enter(cast, "disabled_federation").post(URL, {**ask, "how": ""})
    assert empty.status_code == 422 and PARTS["content"] in empty.content.decode()
    assert enter(cast, "disabled_federation").post(URL, ask).status_code == 302
    signing = {"key": str(uuid.uuid4()), "sheet": "sign-disabled_contracts", "version": "1"}
    for role in ("village_doctor", "public_health_a", "line"):
        assert enter(cast, role).get(URL).status_code == 403 and enter(cast, role).post(URL, signing).status_code == 403
    assert enter(cast, "finance").get(URL).status_code == 200
    assert enter(cast, "finance").post(URL, signing).status_code == 403
    assert enter(cast, "project_office").post(URL, {**signing, "version": "7"}).status_code == 422
    for role in ("project_office", "disabled_federation"):
        assert enter(cast, role).post(URL, {**signing, "key": str(uuid.uuid4())}).status_code == 302
    assert JointScheme.objects.get().whole
    assert "双方已签" in enter(cast, "disabled_federation").get(URL).content.decode()
    assert Client().get(URL).status_code == 302
