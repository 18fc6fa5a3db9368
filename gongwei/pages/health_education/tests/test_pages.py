"""The chapter's own pages: what they say, for whom, and who may not."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client

from gongwei.obligations.refresh import refresh_institutions
from gongwei.pages.health_education.boards import window_end
from gongwei.pages.health_education.home import days_ahead, minima
from gongwei.pages.health_education.materials import printed, silent_days
from gongwei.people.models import StaffRole
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.health_education import forms
from gongwei.programmes.health_education.tests.samples import activity, board, change, lecture, material, save

PAGES = ("", "boards/", "materials/", "reached/")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def enter(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.user(role))
    return client


@pytest.mark.req("HE-16")
def test_the_minima_follow_the_kind_of_institution(cast: Cast) -> None:
    for month in (1, 2, 3):
        lecture(cast, dt.date(2024, month, 10))
    refresh_institutions([cast.centre_a.pk, cast.clinic.pk])
    centre = {one.label: (one.done, one.asked, one.lacking) for one in minima(cast.centre_a, TODAY)}
    assert centre["健康知识讲座"] == (3, 12, 6) and centre["公众健康咨询活动"] == (0, 9, 9)
    clinic = {one.label: (one.asked, one.doubtful) for one in minima(cast.clinic, TODAY)}
    assert clinic["健康知识讲座"] == (6, False) and "公众健康咨询活动" not in clinic
    assert clinic["音像资料播放"] == (6, True)
    assert minima(cast.commission, TODAY) == []


@pytest.mark.parametrize(
    ("changed", "until"),
    [
        (dt.date(2024, 7, 1), dt.date(2024, 10, 31)),
        (dt.date(2024, 8, 31), dt.date(2024, 10, 31)),
        (dt.date(2024, 9, 1), dt.date(2024, 12, 31)),
        (dt.date(2024, 11, 30), dt.date(2025, 2, 28)),
    ],
)
def test_a_board_needs_new_content_in_the_next_window(changed: dt.date, until: dt.date) -> None:
    assert window_end(changed, 6) == until


@pytest.mark.req("HE-03")
def test_stock_is_what_came_in_less_what_went_out_and_low_stock_is_told(cast: Cast) -> None:
    for title in ("减盐折页", "控烟折页"):
        save(cast, forms.MATERIAL, material(title))
    into = {"served_on": dt.date(2024, 1, 8), "movement": 1}
    lines = [{"title": "减盐折页", "copies": 100}, {"title": "控烟折页", "copies": 100}]
    save(cast, forms.STOCK, into, rows={"lines": lines})
    handed = [{"title": "减盐折页", "kind": 1, "copies": 60}, {"title": "别的", "kind": 1, "copies": 5}]
    confirmed = ("handed_out-1-title:别的",)
    save(cast, forms.ACTIVITY, activity(dt.date(2024, 5, 6), form=2), rows={"handed_out": handed}, confirmed=confirmed)
    titles, unknown = printed(cast.centre_a, TODAY)
    found = {each.material.title: (each.left, each.out, each.chip is not None) for each in titles}
    assert found == {"减盐折页": (40, 60, True), "控烟折页": (100, 0, False)} and unknown == ["别的"]


@pytest.mark.req("HE-04")
def test_clinic_days_without_a_play_are_counted_on_working_days(cast: Cast) -> None:
    """October 2024: the holiday week and weekends are no clinic days, the 12th was worked."""
    for day in (8, 9, 12, 13):
        values = {"served_on": dt.date(2024, 10, day), "title": "控烟", "played_at": 1, "hours": "08:00-11:30",
                  "minutes": 200, "times": 5, "in_hours": True}  # fmt: skip
        save(cast, forms.PLAY, values, confirmed=("title:控烟",))
    assert silent_days(cast.centre_a, TODAY) == (8, 5)


@pytest.mark.req("HE-08", "HE-10", "HE-12", "HE-13", "HE-14")
def test_people_are_told_by_theme_channel_and_group(cast: Cast) -> None:
    lecture(cast, dt.date(2024, 3, 5), themes=[5], channels=[8, 13], audience=[13], audience_count=20)
    lecture(cast, dt.date(2024, 4, 5), themes=[7, 6], audience=[6], audience_count=45)
    text = enter(cast, "public_health_a").get("/health_education/reached/").content.decode()
    for said in ("出生缺陷预防", "儿童眼保健、近视防控", "体重管理年", "微信", "备孕夫妇", "方案要求"):
        assert said in text, said
    assert "用新媒体 1 场，只用传统方式 1 场" in text


@pytest.mark.req("HE-15")
def test_a_pilot_tells_before_and_after(cast: Cast) -> None:
    values = {"served_on": dt.date(2024, 2, 1), "name": "三减三健进家庭", "disease": 1, "people": 60,
              "measured": "血压控制率", "before": Decimal("52.0"), "after": Decimal("66.5"), "finished": True,
              "method": "小组活动", "result": "控制率提高"}  # fmt: skip
    save(cast, forms.PILOT, values)
    text = enter(cast, "public_health_a").get("/health_education/reached/").content.decode()
    assert "三减三健进家庭" in text and "52.0%" in text and "66.5%" in text


def test_theme_days_are_those_that_come_next() -> None:
    assert next(day for day, _ in days_ahead(dt.date(2024, 12, 2))) == dt.date(2025, 3, 24)
    assert days_ahead(dt.date(2024, 10, 8))[0] == (dt.date(2024, 10, 8), "全国高血压日")


@pytest.mark.parametrize("address", PAGES)
def test_pages_show_ones_own_institutions_only(cast: Cast, address: str) -> None:
    save(cast, forms.BOARD, board(1), cast.centre_b)
    save(cast, forms.BOARD_CHANGE, change(dt.date(2024, 9, 3), [1], theme="温泉的主题"), cast.centre_b)
    lecture(cast, dt.date(2024, 9, 3), cast.centre_b, theme="温泉的讲座")
    for role in ("public_health_a", "village_doctor"):
        answer = enter(cast, role).get(f"/health_education/{address}")
        assert answer.status_code == 200 and "温泉" not in answer.content.decode().split("<main")[1]
        assert len(answer.content) < 60_000
    other = enter(cast, "public_health_a").get(f"/health_education/{address}?institution={cast.centre_b.pk}")
    assert other.status_code == (404 if address in ("", "materials/") else 200)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["finance", "admin"])
def test_roles_that_read_nothing_are_refused(cast: Cast, address: str, role: str) -> None:
    assert enter(cast, role).get(f"/health_education/{address}").status_code == 403


def test_the_line_of_the_programme_reads_every_institution(cast: Cast) -> None:
    StaffRole.objects.filter(role="line").update(programmes=["health_education"])
    save(cast, forms.BOARD, board(1), cast.centre_b)
    text = enter(cast, "line").get("/health_education/boards/").content.decode()
    assert "温泉" in text and "更换</a>" not in text.split("<main")[1].split("</thead>")[1]
