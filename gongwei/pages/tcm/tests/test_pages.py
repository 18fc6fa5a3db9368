"""The chapter's own pages: what they show, and whom they refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.obligations.refresh import refresh
from gongwei.people.tests.cast import VILLAGE_B1, Cast, make_cast
from gongwei.programmes.tcm.tests.samples import asked, taught

ELDER = dt.date(1950, 1, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, role: str) -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


def test_the_constitutions_of_the_year_are_counted_and_named(cast: Cast) -> None:
    person = cast.register(birth_date=ELDER)
    asked(cast, person, dt.date(2023, 5, 20))
    asked(cast, person, q11_cold_limbs=5, q12_cold_abdomen_back=4)
    page = client(cast, "public_health_a").get(reverse("tcm:distribution"), {"kind": "yang_def"})
    assert page.context["total"] == 1
    assert {bar["kind"]: bar["yes"] for bar in page.context["bars"]}["yang_def"] == 1
    assert [row["said"] for row in page.context["rows"]] == ["阳虚质（是）"]


def test_the_papers_print_the_answers_and_the_guidance(cast: Cast) -> None:
    made = asked(cast, cast.register(birth_date=ELDER))
    browser = client(cast, "doctor")
    paper = browser.get(reverse("tcm:paper", args=[made.pk])).content.decode()
    assert paper.count("✓") == 33 + 2
    assert "平和质" in paper and "（33）" in paper
    handout = browser.get(reverse("tcm:handout", args=[made.pk])).content.decode()
    assert "平和质（是）" in handout and "三餐定时" in handout


@pytest.mark.req("TCM-01")
def test_the_paper_of_another_township_is_refused(cast: Cast) -> None:
    made = asked(cast, cast.register("王清明", village=VILLAGE_B1, birth_date=ELDER))
    browser = client(cast, "public_health_a")
    for name in ("tcm:paper", "tcm:handout"):
        assert browser.get(reverse(name, args=[made.pk])).status_code in (403, 404)
    assert browser.get(reverse("tcm:distribution")).context["total"] == 0


def test_money_and_strangers_do_not_read_constitutions(cast: Cast) -> None:
    assert Client().get(reverse("tcm:distribution")).status_code == 302
    assert client(cast, "finance").get(reverse("tcm:distribution")).status_code == 403


def test_the_resident_s_page_shows_constitution_and_points(cast: Cast) -> None:
    elder = cast.register(birth_date=ELDER)
    asked(cast, elder)
    born = dt.date(2023, 10, 20)
    child = cast.register("姜白露", birth_date=born, created_on=born)
    taught(cast, child, dt.date(2024, 5, 10), 6)
    refresh([elder.pk, child.pk])
    browser = client(cast, "doctor")
    old = browser.get(reverse("web:resident", args=[elder.pk])).content.decode()
    assert "平和质 是" in old
    young = browser.get(reverse("web:resident", args=[child.pk])).content.decode()
    assert "儿童中医调养" in young and "24-05-10" in young


@pytest.mark.req("TCM-05")
def test_institutions_without_a_responsible_person_are_named_first(cast: Cast) -> None:
    page = client(cast, "public_health_a").get(reverse("tcm:staffing"))
    assert page.status_code == 200
    assert page.context["without"] == len(page.context["rows"])
