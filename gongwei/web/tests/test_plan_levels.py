"""分级判定: each unit of the target's level is judged by itself; the county's mean decides nothing there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongwei.catalogue.plans import plan
from gongwei.indicators.figures import Figure, Target
from gongwei.indicators.places import By
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.ui.frame import AsOf
from gongwei.web.figures import levels

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 10, 16)


def figure(target: Any, by: By, group: str, label: str, done: int, people: int) -> Figure:
    return Figure(target.indicator, target.label, "%", target.chapter, by, group, label, done, people, "",
                  Target(value=Decimal(64)))  # fmt: skip


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    cast = make_cast()
    held = {level: next(each for each in plan().targets if each.level == level) for level in ("institution", "village")}
    at, below = held["institution"], held["village"]
    a, b = str(cast.centre_a.pk), str(cast.centre_b.pk)
    figures = {
        "district": [figure(at, "district", "district", "环翠区", 700, 1000)],
        "institution": [figure(at, "institution", a, "羊亭", 640, 800), figure(at, "institution", b, "温泉", 60, 200)],
        "village": [
            figure(below, "village", VILLAGE_A1, "大西庄", 9, 10),
            figure(below, "village", VILLAGE_A2, "小西庄", 1, 10),
            figure(below, "village", VILLAGE_B1, "虎口", 0, 0),
        ],
    }  # fmt: skip

    def counted(day: dt.date, by: By, place: Any) -> tuple[Figure, ...]:
        inside = {None, a}.issuperset({place.institution}) and place.institution is not None
        return tuple(each for each in figures[by] if not inside or each.group_id in (a, VILLAGE_A1, VILLAGE_A2))

    monkeypatch.setattr(levels, "counted", counted)
    monkeypatch.setattr(levels, "as_of_day", lambda: DAY)
    monkeypatch.setattr(levels, "reader", SimpleNamespace(freshness=lambda: True))
    monkeypatch.setattr(levels, "freshness", lambda: AsOf(dt.datetime(2024, 10, 16, 8, tzinfo=dt.UTC)))
    return cast


def shown(cast: Cast, role: str) -> str:
    client = Client()
    client.force_login(cast.user(role))
    answer = client.get("/plan/levels/")
    assert answer.status_code == 200 and len(answer.content) < 60_000
    return answer.content.decode().split('<div class="gw-head">')[1]


@pytest.mark.req("PLAN-11")
def test_every_unit_of_the_level_is_judged_by_itself_though_the_county_reaches_the_target(cast: Cast) -> None:
    page = shown(cast, "project_office")
    assert "1 项全区达标而有单位未达标" in page and "掩盖" in page and "70.0%" in page
    assert "1/2" in page and "温泉" in page and "差 68" in page and "羊亭" not in page
    assert "小西庄" in page and "大西庄" not in page and "另 1 个无对象" in page
    assert "村卫生室（站）" in page and "镇卫生院（社区卫生服务中心）" in page


def test_a_centre_sees_its_own_units_and_strangers_nothing(cast: Cast) -> None:
    page = shown(cast, "public_health_a")
    assert "小西庄" in page and "温泉" not in page and "虎口" not in page
    client = Client()
    client.force_login(cast.user("admin"))
    assert client.get("/plan/levels/").status_code == 403
