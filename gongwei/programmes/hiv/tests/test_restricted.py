"""The AIDS register is kept and read only by staff to whom the programme is named; everybody else sees no trace."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.obligations.verbs import record_service
from gongwei.people.access import may
from gongwei.people.models import AccessLog, Resident, StaffRole
from gongwei.people.problems import Forbidden
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.hiv import forms

CASE = {
    "served_on": dt.date(2024, 9, 2), "card_no": "20240001", "confirmed_on": dt.date(2024, 8, 30),
    "confirmed_by": "市疾控中心确证实验室", "stage": 1, "route": 5, "first_cd4": 410,
    "agreed": "已当面告知并签知情同意书",
}  # fmt: skip
VISIT = {
    "served_on": dt.date(2024, 9, 20), "mode": 1, "reached": 1, "stage": 1, "treatment": 1, "missed_doses": 0,
    "cd4": 430, "tb_screen": 1, "partner": 4, "advice": "按时服药，半年后复查", "next_on": dt.date(2025, 3, 20),
}  # fmt: skip
TRACES = ("艾滋病患者", "艾滋病随访", "艾滋病感染者", "hiv_", "/hiv/")


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, where somebody of a line was authorised by the CDC for the whole district."""
    made = make_cast()
    StaffRole.objects.create(
        staff=made.staff["line"], role="doctor", institution=made.commission, programmes=["hiv"],
        from_on=dt.date(2024, 1, 1),
    )  # fmt: skip
    return made


def client(cast: Cast, role: str) -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


def registered(cast: Cast) -> Resident:
    """A person whom the authorised member of staff took into the register, and visited once."""
    person = cast.register()
    for form, values in ((forms.CASE, CASE), (forms.FOLLOWUP, VISIT)):
        record_service(form, uuid.uuid4(), person.pk, values, actor=cast.staff["line"])
    return person


@pytest.mark.req("IDR-08")
def test_the_register_owes_a_visit_by_stage_and_a_count_a_year(cast: Cast) -> None:
    person = registered(cast)
    assert Enrolment.objects.get(resident=person, programme="hiv").diagnosed_on == CASE["confirmed_on"]
    rows = Obligation.objects.filter(resident=person, programme="hiv", due_on__lt="2025-06-01")
    owed = {each.step: each for each in rows}
    assert owed["first_visit"].met_on == owed["cd4"].met_on == VISIT["served_on"]
    assert (owed["follow_up"].due_on, owed["follow_up"].met_on) == (dt.date(2025, 3, 20), None)


@pytest.mark.req("IDR-08")
def test_the_authorised_see_keep_and_are_logged(cast: Cast) -> None:
    person, browser = registered(cast), client(cast, "line")
    text = browser.get(reverse("web:registers_list", args=["hiv_followup"])).content.decode()
    assert person.name in text and "430" in text
    assert browser.get(reverse("web:record_new", args=[person.pk, "hiv_followup"])).status_code == 200
    assert AccessLog.objects.filter(resident=person, staff=cast.staff["line"], detail="艾滋病随访记录").exists()
    assert not may(cast.user("line"), "write", "hypertension")


@pytest.mark.req("IDR-08")
@pytest.mark.parametrize("role", ["public_health_a", "doctor", "village_doctor", "project_office"])
def test_nobody_else_sees_a_trace(cast: Cast, role: str) -> None:
    """All programmes are not this one: neither on the resident's pages, nor in lists, nor by a guessed address."""
    person, browser = registered(cast), client(cast, role)
    record: Any = forms.FOLLOWUP.model._default_manager.get(resident=person)
    for page in ("web:resident", "web:services"):
        text = browser.get(reverse(page, args=[person.pk])).content.decode()
        assert person.name in text and not [word for word in TRACES if word in text], page
    for page in ("web:due", "web:residents", "web:registers"):
        text = browser.get(reverse(page)).content.decode()
        assert not [word for word in TRACES if word in text], page
    refused = {
        browser.get(reverse("web:registers_list", args=["hiv_followup"])).status_code,
        browser.get(reverse("web:record", args=["hiv_followup", record.pk])).status_code,
        browser.get(reverse("web:record_new", args=[person.pk, "hiv_followup"])).status_code,
        browser.post(reverse("web:record_new", args=[person.pk, "hiv_case"]), {"id": str(uuid.uuid4())}).status_code,
    }
    assert refused == {403}


def test_only_the_authorised_write(cast: Cast) -> None:
    person = cast.register()
    for role in ("public_health_a", "doctor", "village_doctor"):
        with pytest.raises(Forbidden):
            record_service(forms.CASE, uuid.uuid4(), person.pk, CASE, actor=cast.staff[role])
    assert not Enrolment.objects.filter(programme="hiv").exists()


@pytest.mark.req("IDR-08")
def test_the_log_of_looks_withholds_the_words(cast: Cast) -> None:
    """The office reads who looked at whom; that it was this register only the authorised read."""
    person = registered(cast)
    client(cast, "line").get(reverse("web:record_new", args=[person.pk, "hiv_followup"]))
    text = client(cast, "project_office").get(reverse("web:looks")).content.decode()
    assert "（受限项目）" in text and not [word for word in TRACES if word in text]
