"""Progress pages: actual, target, gap, forecast, laggards, names for those who may read names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from gongwei.indicators.figures import Figure, Target
from gongwei.indicators.places import By
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.ui.frame import AsOf
from gongwei.web.planning import pace

pytestmark = pytest.mark.django_db
DAY = dt.date(2024, 7, 1)


def figure(
    by: By, group: str, label: str, done: int, people: int, indicator: str = "hypertension.standard_rate"
) -> Figure:
    return Figure(
        indicator,
        "高血压规范管理",
        "%",
        "hypertension",
        by,
        group,
        label,
        done,
        people,
        "",
        Target(value=Decimal(64)),
    )


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    cast = make_cast()
    a, b = str(cast.centre_a.pk), str(cast.centre_b.pk)
    held = {
        "district": [figure("district", "district", "环翠区", 220, 1000)],
        "institution": [
            figure("institution", a, "羊亭", 20, 500),
            figure("institution", b, "温泉", 200, 500),
        ],
        "village": [
            figure("village", "371002101101", "大西庄", 5, 300),
            figure("village", "371002101102", "小西庄", 80, 100),
        ],
    }

    def counted(day: dt.date, by: By, place: Any) -> tuple[Figure, ...]:
        return tuple(held[by])

    monkeypatch.setattr(pace, "counted", counted)
    monkeypatch.setattr(pace, "as_of_day", lambda: DAY)
    monkeypatch.setattr(pace, "reader", SimpleNamespace(freshness=lambda: True))
    monkeypatch.setattr(pace, "freshness", lambda: AsOf(dt.datetime(2024, 7, 1, 8, tzinfo=dt.UTC)))
    return cast


def shown(cast: Cast, role: str) -> str:
    client = Client()
    client.force_login(cast.user(role))
    answer = client.get("/plan/progress/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.req("PLAN-26")
def test_office_township_and_village_see_pace_and_laggards_down_to_the_names(cast: Cast) -> None:
    office = shown(cast, "project_office")
    assert (
        ">640<" in office
        and ">220<" in office
        and ">420<" in office
        and "440" in office
        and "完不成" in office
    )
    assert f'/indicators/hypertension.standard_rate/?institution={cast.centre_a.pk}">羊亭</a>' in office
    assert "温泉</a>" not in office
    centre = shown(cast, "public_health_a")
    assert "大西庄</a>" in centre and "小西庄" not in centre and "village=371002101101" in centre


def test_finance_sees_the_numbers_without_a_way_to_names(cast: Cast) -> None:
    page = shown(cast, "finance")
    assert "羊亭" in page and "/indicators/hypertension.standard_rate/" not in page


def test_accounts_without_figures_are_refused(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.user("admin"))
    assert client.get("/plan/progress/").status_code == 403
