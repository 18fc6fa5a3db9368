"""The list of elders owed more contacts: why, how many were made, and the referral that is already filled in."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Encounter
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.elderly.tests.samples import exam, record
from gongwei.web.tests.releasing import taken_out

SEEN = {"subjective": "复查", "objective": "好", "assessment": "好转", "plan": "随访"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, role: str = "doctor") -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


def heavy(cast: Cast, name: str, **more: Any) -> Resident:
    person = cast.register(name, birth_date=dt.date(1950, 1, 1), **more)
    exam(cast, person, weight=Decimal("80.0"), height=Decimal("160.0"), heart_disease=[3])
    refresh([person.pk])
    return person


@pytest.mark.req("ELD-15")
def test_the_list_says_why_and_the_referral_is_filled_in_from_the_exam(cast: Cast) -> None:
    person = heavy(cast, "丛立春")
    seen = heavy(cast, "王小满")
    record(cast, Encounter, seen, dt.date(2024, 6, 3), **SEEN)
    refresh([seen.pk])
    browser = client(cast)
    page = browser.get(reverse("elderly:contacts"))
    [row] = page.context["rows"]
    assert (row["person"].name, row["owed"].made, row["owed"].wanted) == ("丛立春", 1, 2)
    assert row["flags"][0].words == "体重异常：体质指数 31.3（80.0 kg）；心脏疾病 心绞痛"
    every = browser.get(reverse("elderly:contacts") + "?view=all")
    assert {each["person"].name for each in every.context["rows"]} == {"丛立春", "王小满"}
    paper = browser.get(row["refer"]).content.decode()
    assert "体检发现：心脏疾病 心绞痛" in paper and "体质指数 31.3" in paper
    card = browser.get(reverse("web:resident", args=[person.pk])).content.decode()
    assert "elderly-contacts" in card and "1 / 2" in card


def test_others_see_nothing_of_it_and_who_may_not_write_is_offered_nothing(cast: Cast) -> None:
    theirs = heavy(cast, "姜芒种", village=VILLAGE_B1)
    heavy(cast, "丛立春")
    browser = client(cast)
    assert "姜芒种" not in browser.get(reverse("elderly:contacts") + "?view=all").content.decode()
    assert browser.get(reverse("web:resident", args=[theirs.pk])).status_code == 404
    assert Client().get(reverse("elderly:contacts")).status_code == 302
    read_only = client(cast, "project_office").get(reverse("elderly:contacts")).content.decode()
    assert "/new/referral/" not in read_only and "/new/encounter/" not in read_only


def test_odd_addresses_show_the_first_part(cast: Cast) -> None:
    browser = client(cast)
    for asked in ("?view=nothing&page=-1", "?page=99999999", "?view=all&page=x"):
        assert browser.get(reverse("elderly:contacts") + asked).status_code == 200


def test_the_list_leaves_as_a_workbook_once_released_part_by_part(cast: Cast) -> None:
    heavy(cast, "丛立春")
    clerk, url = client(cast, "public_health_a"), reverse("elderly:contacts_export")
    assert "申请导出：增加服务频次 次数不足" in clerk.get(url).content.decode()
    assert "申请导出：增加服务频次 全部" in clerk.get(f"{url}?part=all").content.decode()
    book = taken_out(clerk, client(cast, "project_office"), f"{url}?part=fewer")
    assert "spreadsheet" in book.headers["Content-Type"]
    assert "申请导出" in clerk.get(f"{url}?part=all").content.decode(), "released for that part alone"
    assert client(cast, "village_doctor").get(url).status_code == 403
