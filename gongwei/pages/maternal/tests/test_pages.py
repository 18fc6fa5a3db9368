"""The pages of maternal care: who is on the list, what one pregnancy shows, and who may not see it."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from gongwei.pages.maternal.panels import birth, current
from gongwei.pages.maternal.reading import course_on
from gongwei.people.models import AccessLog, Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_B1
from gongwei.programmes.maternal.models import Newborn
from gongwei.programmes.maternal.tests.visits import DAY, booked, delivered, mother, visited
from gongwei.web.tests.visiting import Township, township

LMP = TODAY - 200 * DAY
LIST = "/maternal/"


@pytest.fixture
def place(db: None) -> Township:
    return township()


@pytest.fixture
def woman(place: Township) -> Resident:
    """Twenty-eight weeks and four days today, yellow at booking, orange at the last visit."""
    woman = mother(place.cast)
    booked(place.cast, woman, LMP + 70 * DAY, lmp=LMP, risk_colour=2, risk_reason="贫血")
    visited(place.cast, woman, LMP + 120 * DAY, lmp=LMP, risk_colour=3, risk_reason="血压升高")
    return woman


@pytest.mark.req("MAT-05")
def test_the_list_shows_weeks_colour_and_what_is_due(place: Township, woman: Resident) -> None:
    page = place.client.get(LIST)
    text = page.content.decode()
    assert page.status_code == 200
    assert "孕 28+4" in text and "hue orange" in text and "未建专案" in text
    assert "橙色（紫色）建专案并报告" in text
    assert len(page.content) < 60_000


def test_filters_count_and_narrow(place: Township, woman: Resident) -> None:
    assert woman.name in place.client.get(LIST, {"state": "late", "colour": "3"}).content.decode()
    assert woman.name not in place.client.get(LIST, {"state": "early"}).content.decode()
    assert woman.name in place.client.get(LIST, {"colour": "unfiled"}).content.decode()
    assert place.client.get(LIST, {"state": "nobody"}).status_code == 404


@pytest.mark.req("MAT-04", "MAT-05")
def test_one_pregnancy_on_one_page(place: Township, woman: Resident) -> None:
    text = place.client.get(f"{LIST}{woman.pk}/").content.decode()
    assert "末次月经准确" in text
    assert "现在 橙色，最高 橙色" in text and "贫血" in text and "血压升高" in text
    assert "宫底高度 cm" in text and "<svg" in text
    assert "第2次" in text and "全程服务" in text
    assert AccessLog.objects.filter(resident=woman, purpose="查看孕产妇专案").exists()


def test_a_woman_without_a_case_has_an_empty_page_with_the_first_form(place: Township) -> None:
    nobody = mother(place.cast, name="姜白露")
    text = place.client.get(f"{LIST}{nobody.pk}/").content.decode()
    assert "还没有孕产妇专案" in text
    assert reverse("web:record_new", args=[nobody.pk, "maternal_antenatal_first"]) in text


def test_another_township_is_not_found_and_roles_without_the_right_are_refused(
    place: Township, woman: Resident
) -> None:
    stranger = mother(place.cast, village=VILLAGE_B1, name="刘霜降")
    assert place.client.get(f"{LIST}{stranger.pk}/").status_code == 404
    assert place.enter("public_health_b").get(f"{LIST}{woman.pk}/").status_code == 404
    assert place.enter("finance").get(LIST).status_code == 403
    assert place.enter("admin").get(f"{LIST}{woman.pk}/").status_code == 403
    line = place.enter("line").get(f"{LIST}{woman.pk}/")
    assert line.status_code in (403, 404)


def test_the_card_of_a_pregnant_woman_says_weeks_colour_and_next(place: Township, woman: Resident) -> None:
    said = current(place.cast.user("doctor"), woman, TODAY)
    assert said is not None
    assert (said["course"].weeks, said["course"].colour.label) == ("28+4", "橙")
    assert said["coming"].label in ("第3次", "第4次")
    assert current(place.cast.user("doctor"), place.cast.register(), TODAY) is None
    text = place.client.get(f"/residents/{woman.pk}/").content.decode()
    assert "本次妊娠" in text and "28+4" in text


def test_the_card_of_the_child_names_the_mother(place: Township) -> None:
    woman, start = mother(place.cast, name="毕小雪"), TODAY - 280 * DAY
    booked(place.cast, woman, start + 70 * DAY, lmp=start)
    delivered(place.cast, woman, TODAY - 4 * DAY, lmp=start)
    child = Newborn.objects.get().child
    said = birth(place.cast.user("doctor"), child, TODAY)
    assert said is not None
    assert (said["link"].mother_id, said["row"].weight_g) == (woman.pk, 3300)
    text = place.client.get(f"/residents/{child.pk}/").content.decode()
    assert "出生情况" in text and "毕小雪" in text and "3300 g" in text
    held = course_on(woman, TODAY)
    assert held is not None and held.state == "产后第 4 天"
    listed = place.client.get(LIST, {"state": "after"}).content.decode()
    assert "产后 4 天" in listed


def test_a_guessed_case_of_another_woman_shows_nothing_of_hers(place: Township, woman: Resident) -> None:
    other = mother(place.cast, name="于立夏")
    text = place.client.get(f"{LIST}{other.pk}/", {"case": str(uuid.uuid4())}).content.decode()
    assert "血压升高" not in text
