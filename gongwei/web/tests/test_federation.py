"""区残联 sees certificate holders' own chapter and their contracts, and no page of another chapter (ORG-08)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Enrolment, Finding
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.family_doctor.tests.samples import signed

SINCE = dt.date(2024, 3, 1)
OF_ONE = ("web:record_home", "web:card", "web:changes", "immunization:card", "child:file", "maternal:course")
LISTS = (
    "web:findings", "web:referrals", "web:screening", "family_doctor:feed", "family_doctor:matching",
    "weight:roster", "copd:roster", "elderly:absent", "health_record:quality",
)  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def enter(cast: Cast, role: str) -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


@pytest.fixture
def person(cast: Cast) -> Resident:
    found: Resident = cast.register(drug_allergy=[2])
    set_tag(found.pk, "disabled", SINCE, source="残疾人证", by=cast.staff["public_health_a"])
    Enrolment.objects.create(
        resident=found, programme="hypertension", from_on=SINCE, institution=cast.centre_a,
        doctor=cast.staff["doctor"],
    )  # fmt: skip
    return found


@pytest.mark.req("ORG-08")
def test_what_belongs_to_no_programme_of_its_own_is_refused(cast: Cast, person: Resident) -> None:
    theirs, doctors = enter(cast, "disabled_federation"), enter(cast, "doctor")
    for url in [*(reverse(name, args=[person.pk]) for name in OF_ONE), *map(reverse, LISTS)]:
        assert theirs.get(url).status_code == 403, url
        assert doctors.get(url).status_code in (200, 302, 404), url


@pytest.mark.req("ORG-08")
def test_its_own_chapter_and_the_contract_open_and_name_no_other_disease(cast: Cast, person: Resident) -> None:
    made, theirs = signed(cast, person.pk, begins_on=SINCE), enter(cast, "disabled_federation")
    Finding.objects.create(
        id=uuid.uuid4(), resident=person, institution=cast.centre_a, source_form="health_exam", source_id=uuid.uuid4(),
        kind="bp", label="血压危急值", value="180", opened_on=SINCE, due_on=SINCE,
    )  # fmt: skip
    urls = [
        reverse("disabled:roster"), reverse("disabled:settlement"), reverse("disabled:compare", args=[person.pk]),
        reverse("family_doctor:unsigned"), reverse("family_doctor:agreement", args=[made.pk]),
        reverse("web:resident", args=[person.pk]), reverse("web:home"), reverse("web:residents"),
        reverse("web:due") + "?programme=disabled",
    ]  # fmt: skip
    for url in urls:
        answer = theirs.get(url)
        text = answer.content.decode()
        assert answer.status_code == 200, url
        assert "高血压" not in text and "老年人健康管理" not in text, url
    resident = reverse("web:resident", args=[person.pk])
    shown, full = theirs.get(resident), enter(cast, "doctor").get(resident)
    assert list(shown.context["findings"]) == [] and len(full.context["findings"]) == 1
    assert "过敏史" not in shown.content.decode() and "过敏史" in full.content.decode()
    assert reverse("web:record_home", args=[person.pk]) not in shown.content.decode()
