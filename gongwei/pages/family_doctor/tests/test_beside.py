"""What the agreements say on other chapters' ground: pregnant women to be signed, entitlements at a referral."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import plan
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.family_doctor.tests.samples import TODAY, signed

START = dt.date(2024, 3, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def doctor(cast: Cast) -> Client:
    browser = Client()
    browser.force_login(cast.user("doctor"))
    return browser


@pytest.mark.req("MAT-08")
def test_registered_pregnant_women_without_an_agreement_are_on_the_list(cast: Cast, doctor: Client) -> None:
    """Whoever is under maternal management and not signed is on it until she signs; the plan asks for 78 %."""
    woman, other = cast.register("王清明", sex=2, birth_date=dt.date(1996, 5, 4)), cast.register()
    url = reverse("family_doctor:unsigned") + "?group=maternal"
    assert doctor.get(url).context["rows"] == []
    Enrolment.objects.create(resident=woman, programme="maternal", from_on=START, institution=cast.centre_a)
    page = doctor.get(url)
    assert [row["person"].name for row in page.context["rows"]] == [woman.name]
    assert other.name not in page.content.decode()
    signed(cast, woman.pk)
    after = doctor.get(url)
    assert (after.context["rows"], after.context["total"], after.context["share"]) == ([], 1, 100)
    targets = {each.indicator: (each.operator, each.value) for each in plan().targets_on(TODAY)}
    assert targets["family_doctor.maternal_rate"] == (">=", 78)


@pytest.mark.req("FD-11")
def test_entitlements_stand_beside_a_referral(cast: Cast, doctor: Client) -> None:
    """While the doctor writes a referral, what the agreement entitles to is seen; without one nothing is said."""
    person, other = cast.register(), cast.register("王清明")
    signed(cast, person.pk)
    page = doctor.get(reverse("web:record_new", args=[person.pk, "referral"])).content.decode()
    assert "签约权益" in page and "优先预约上级医院专家号（每年 2 次）" in page and "慢病长处方" in page
    advised = doctor.post(reverse("web:record_advise", args=[person.pk, "referral"]), {"id": str(uuid.uuid4())})
    assert "双向转诊绿色通道" in advised.content.decode()
    assert "签约权益" not in doctor.get(reverse("web:record_new", args=[other.pk, "referral"])).content.decode()
    assert "签约权益" not in doctor.get(reverse("web:record_new", args=[person.pk, "encounter"])).content.decode()
