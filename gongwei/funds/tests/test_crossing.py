"""An elder examined by another institution: settled once, shared with who did it, and shown as a resource used."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.care.models import HealthExam
from gongwei.funds.crossing import crossings, paid_across, used
from gongwei.funds.models import LineService
from gongwei.funds.tests.village_year import Q3, QUARTERS, VillageYear
from gongwei.funds.wages import approve_wages
from gongwei.kernel.clock import now
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident, Staff


def examined(person: Resident, by: Staff, on: dt.date) -> None:
    HealthExam.objects.create(
        id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by,
    )  # fmt: skip
    refresh([person.pk])


@pytest.mark.django_db
@pytest.mark.req("FUND-38")
def test_an_elders_exam_elsewhere_is_settled_once_and_shared_with_who_did_it() -> None:
    year = VillageYear()
    person, staff = year.cast.register(), year.cast.staff
    examined(person, staff["public_health_b"], dt.date(2024, 7, 20))
    examined(person, staff["doctor"], dt.date(2024, 8, 20))
    year.money()
    year.settled_until(3)
    year.score(Q3)
    made = year.trial(Q3)
    exams = LineService.objects.filter(programme="elderly", step="exam", state="valid")
    assert exams.count() == 1 and exams.get().line.clinic == year.cast.clinic
    [found] = used(crossings())
    assert (found.giver, found.home, found.exams, found.trial, found.twice) == (
        year.cast.centre_b, year.cast.centre_a, 1, 1, 0,
    )  # fmt: skip
    year.close(made)
    made.refresh_from_db()
    approve_wages(made, by=staff["public_health_a"])
    [found] = used(crossings())
    assert (found.paid, found.open) == (1, 0)
    [(key, money)] = paid_across().items()
    assert key == (year.cast.centre_b.pk, year.cast.clinic.pk) and money > Decimal(0)
    assert QUARTERS[2] == Q3 and exams.count() == 1
    url, finance = reverse("web:funds_crossing"), Client()
    finance.force_login(year.cast.user("finance"))
    page = finance.get(url)
    assert page.context["across"] == 1 and "没有一次结算两遍" in page.content.decode()
    for role in ("public_health_a", "village_doctor", "line"):
        other = Client()
        other.force_login(year.cast.user(role))
        assert other.get(url).status_code == 403
    assert Client().get(url).status_code == 302
