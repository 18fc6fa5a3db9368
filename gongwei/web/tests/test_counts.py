"""No page asks the database once per row: the number of questions does not grow with the list."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongwei.web.tests.visiting import SUGAR, Township, new_url, township, typed

MOST = 38
"""Questions of a page beside those of session and account (4); home asks one for each kind of last value and notice."""
ACCOUNT = 4
pytestmark = pytest.mark.django_db
PAGES = ("home", "due", "exam_day", "findings", "referrals", "screening")


@pytest.fixture
def place(db: None) -> Township:
    return township()


def asked(place: Township, url: str) -> int:
    """How many questions a page asks once everything is warm."""
    assert place.client.get(url).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        place.client.get(url)
    return len(captured)


@pytest.mark.parametrize("name", PAGES)
def test_a_list_of_many_asks_no_more_than_a_list_of_few(place: Township, name: str) -> None:
    place.patient("hypertension", "diabetes")
    few = asked(place, reverse(f"web:{name}"))
    for number in range(6):
        place.patient("hypertension", "diabetes", name=f"于{'春夏秋冬雨雪'[number]}")
    many = asked(place, reverse(f"web:{name}"))
    assert many <= few + 2
    assert many <= MOST + ACCOUNT


def test_a_form_and_its_advice_ask_little(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    for day, following in (("2024-04-12", "2024-07-10"), ("2024-07-09", "2024-10-08")):
        assert (
            place.client.post(new_url(person), typed(served_on=day, next_visit_date=following)).status_code
            == 302
        )
    assert asked(place, new_url(person)) <= MOST + ACCOUNT
    assert asked(place, new_url(person, SUGAR)) <= MOST + ACCOUNT
    with CaptureQueriesContext(connection) as captured:
        place.client.post(f"{new_url(person)}advise/", typed())
    assert len(captured) <= 15


def test_the_resident_page_asks_the_same_for_long_and_short_histories(place: Township) -> None:
    person = place.patient("hypertension")
    url = reverse("web:resident", args=[person.pk])
    short = asked(place, url)
    for day, following in (
        ("2024-04-12", "2024-07-10"),
        ("2024-07-09", "2024-10-08"),
        ("2024-10-08", "2025-01-02"),
    ):
        assert (
            place.client.post(new_url(person), typed(served_on=day, next_visit_date=following)).status_code
            == 302
        )
    assert asked(place, url) <= short + 2
