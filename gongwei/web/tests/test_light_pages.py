"""Every page for staff is light on a slow line, also where a list is long: it comes page by page."""

from __future__ import annotations

import uuid

import pytest
from django.urls import URLPattern, reverse
from django.utils import timezone

from gongwei.care.models import Finding, Referral
from gongwei.care.tests.samples import referral_values
from gongwei.catalogue.chapters import forms
from gongwei.people.tests.cast import TODAY
from gongwei.records.models import ServiceRecord
from gongwei.web import urls
from gongwei.web.tests.visiting import Township, township

LARGEST_PAGE, LARGEST_FORM = 60_000, 100_000
"""A page, and the one form with some 200 fields: the examination."""
LARGE = {"health_exam"}
ROLES = ("doctor", "public_health_a", "project_office")
MANY = 120


@pytest.fixture
def place(db: None) -> Township:
    """A resident with more open findings and referrals than a page holds."""
    made = township()
    person, by = made.patient("hypertension", "diabetes"), made.cast.staff["public_health_a"]
    Finding.objects.bulk_create(
        Finding(id=uuid.uuid4(), resident=person, institution=by.institution, source_form="health_exam",
                source_id=uuid.uuid4(), kind="abnormal_1", label="血压偏高", opened_on=TODAY, due_on=TODAY)
        for _ in range(MANY)
    )  # fmt: skip
    given = {**referral_values(), "resident": person, "institution": by.institution, "staff": by, "recorded_by": by,
             "recorded_at": timezone.now()}  # fmt: skip
    Referral.objects.bulk_create(Referral(id=uuid.uuid4(), **given) for _ in range(MANY))
    return made


def plain() -> list[str]:
    """The addresses of pages that take nothing."""
    named = [each for each in urls.urlpatterns if isinstance(each, URLPattern) and each.name]
    return [reverse(f"web:{each.name}") for each in named if not each.pattern.converters]


def test_every_page_that_takes_nothing_is_light(place: Township) -> None:
    weighed = 0
    for role in ROLES:
        client = place.enter(role)
        for url in plain():
            answer = client.get(url)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                weighed += 1
                assert len(answer.content) <= LARGEST_PAGE, (role, url, len(answer.content))
    assert weighed > 60


def test_every_record_form_is_light(place: Township) -> None:
    person = place.patient("hypertension", "diabetes", "mental_disorder", "tuberculosis", "copd")
    client, weighed = place.enter("public_health_a"), 0
    for form in forms().values():
        if not issubclass(form.model, ServiceRecord):
            continue
        answer = client.get(reverse("web:record_new", args=[person.pk, form.id]))
        if answer.status_code == 200:
            weighed += 1
            limit = LARGEST_FORM if form.id in LARGE else LARGEST_PAGE
            assert len(answer.content) <= limit, (form.id, len(answer.content))
    assert weighed > 25


def test_a_long_list_goes_on_at_the_next_page(place: Township) -> None:
    for url in (reverse("web:findings"), reverse("web:referrals")):
        first, third = place.client.get(url), place.client.get(url, {"page": "3"})
        assert first.content.count(b"data-row=") == 50 and "第 1 / 3 页" in first.content.decode(), url
        assert third.content.count(b"data-row=") == 20 and "下一页" not in third.content.decode(), url
