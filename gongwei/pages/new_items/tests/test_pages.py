"""The pages of the new items: catalogue, roll-up, stock; who may change, who is refused."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.catalogue.chapters import forms
from gongwei.obligations.verbs import record_activity, record_service
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 9, 10)
ITEM = {"label": "高原病监测", "owner": "区疾控中心", "implementers": "各卫生院", "from_on": "2024-07-01"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def enter(cast: Cast, role: str = "public_health_a") -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


def seen(client: Client, name: str, **asked: Any) -> str:
    answer = client.get(reverse(f"new_items:{name}"), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def moved(cast: Cast, movement: int, quantity: int, by: str = "public_health_a", **changes: Any) -> None:
    values = {"served_on": DAY, "device": 1, "movement": movement, "quantity": quantity, **changes}
    place = cast.staff[by].institution_id
    record_activity(forms()["new_items_contraceptive"], uuid.uuid4(), place, values, actor=cast.staff[by])


@pytest.mark.req("NEW-05", "NEW-20")
def test_the_office_fills_a_slot_and_others_only_read(cast: Cast) -> None:
    assert "农村妇女“两癌”检查" in seen(enter(cast), "items")
    office, url = enter(cast, "project_office"), reverse("new_items:change", args=[16])
    sent = {**ITEM, "key": str(uuid.uuid4()), "sheet": "item"}
    assert office.post(url, sent).status_code == 302
    assert "高原病监测" in seen(enter(cast), "items")
    assert office.post(url, {**sent, "owner": ""}).status_code == 422
    assert enter(cast).post(url, sent).status_code == 403
    office.post(reverse("new_items:retire", args=[16]), {"to_on": "2024-10-01"})
    assert "已停止 2024-10-01" in seen(office, "items")
    assert enter(cast).post(reverse("new_items:retire", args=[4]), {"to_on": "2024-10-01"}).status_code == 403


@pytest.mark.req("PLAN-16")
def test_each_newly_included_item_has_its_own_owner_fund_and_report_beside_the_twelve(cast: Cast) -> None:
    office = enter(cast, "project_office")
    for code, owner, fund, report in ((16, "区疾控中心", "地方病专款", "年报"), (17, "区妇幼中心", "妇幼专款", "季报")):
        told = {**ITEM, "label": f"第{code}项", "owner": owner, "fund": fund, "report": report}
        sent = {**told, "key": str(uuid.uuid4()), "sheet": "item"}
        assert office.post(reverse("new_items:change", args=[code]), sent).status_code == 302
    shown = seen(enter(cast), "items")
    for word in ("地方病专款", "妇幼专款", "区疾控中心", "区妇幼中心"):
        assert word in shown
    tiers = re.sub(r"<[^>]+>", " ", office.get("/plan/catalogue/").content.decode())
    original, _, new = tiers.partition("新划入的基本公共卫生服务")
    assert "原十二类" in original and "各项有自己的责任单位、资金和报表" in new


@pytest.mark.req("NEW-01", "NEW-06")
def test_the_roll_up_counts_ones_own_institution_and_all_for_the_office(cast: Cast) -> None:
    screened = {"served_on": DAY, "rural": True, "consented": True, "cervical": 2, "breast": 1}
    for name, village, by in (("于白露", "", "public_health_a"), ("王小雪", VILLAGE_B1, "public_health_b")):
        person = cast.register(name, sex=2, **({"village": village} if village else {}))
        record_service(
            forms()["new_items_two_cancer"], uuid.uuid4(), person.pk, screened, actor=cast.staff[by]
        )
    mine = seen(enter(cast), "report", year="2024")
    assert "羊亭中心卫生院 1 1" in mine and "温泉镇卫生院" not in mine
    assert "合计 2 2" in seen(enter(cast, "project_office"), "report", year="2024")
    assert "羊亭中心卫生院 0 0" in seen(enter(cast), "report", year="2023")


@pytest.mark.req("NEW-03", "NEW-12")
def test_stock_is_what_came_less_what_was_given_and_expired(cast: Cast) -> None:
    moved(cast, 1, 600, expires_on=dt.date(2024, 11, 1))
    moved(cast, 2, 40, persons=12)
    moved(cast, 3, 10)
    moved(cast, 1, 77, "public_health_b", expires_on=dt.date(2027, 1, 1))
    page = seen(enter(cast), "stock")
    assert "600 40 10 550" in page and "2024-11-01" in page and "77" not in page


@pytest.mark.parametrize("name", ["items", "report", "stock"])
def test_a_role_without_the_right_is_refused(cast: Cast, name: str) -> None:
    assert enter(cast, "finance").get(reverse(f"new_items:{name}")).status_code == 403
