"""The box above every page: as one types, with a card reader, and for people one may not see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.web.tests.visiting import Township, township

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def typing(place: Township, text: str) -> str:
    """What the box shows while one types."""
    return place.client.get(
        reverse("web:search"), {"q": text}, headers={"HX-Request": "true"}
    ).content.decode()


def test_initials_a_part_of_the_name_and_the_last_four_find_a_person(place: Township) -> None:
    person = place.patient(name="姜白露")
    assert person.id_no is not None and person.record_no is not None
    for text in ("jbl", "白露", person.id_no[-4:], person.record_no[-8:]):
        page = typing(place, text)
        assert "姜白露" in page and f"/residents/{person.pk}/" in page, text
        assert person.id_no not in page


def test_a_card_reader_opens_the_person(place: Township) -> None:
    person = place.patient()
    answer = place.client.get(reverse("web:search"), {"q": person.id_no})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("web:resident", args=[person.pk])


def test_somebody_of_another_township_is_not_found_and_a_new_record_is_offered(place: Township) -> None:
    theirs = place.patient(name="宋冬至", village=VILLAGE_B1)
    page = typing(place, str(theirs.id_no))
    assert "宋冬至" not in page
    assert reverse("web:register") in page
    answer = place.client.get(reverse("web:search"), {"q": theirs.id_no})
    assert f"/residents/{theirs.pk}/" not in answer["Location"]
