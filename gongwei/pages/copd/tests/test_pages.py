"""Patients, resources and what is to be checked; only where the plan runs the chapter, and never across townships."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.policy import Plan
from gongwei.programmes.copd.models import Followup, Screening
from gongwei.programmes.copd.tests.samples import DAY, VISIT, patient, record


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that runs the chapter."""
    runs = Plan.in_force

    def running(plan: Plan, chapter: str, on: dt.date) -> bool:
        return chapter == "copd" or runs(plan, chapter, on)

    monkeypatch.setattr(Plan, "in_force", running)


def client(cast: Cast, role: str) -> Client:
    browser = Client()
    browser.force_login(cast.user(role))
    return browser


@pytest.mark.req("COPD-01")
def test_the_course_stands_on_the_resident_s_page(cast: Cast, in_force: None) -> None:
    person = patient(cast)
    record(cast, Screening, person, DAY, cigarettes=20, smoke_years=40, height=168, weight=52, cough=1, dyspnea=2,
           biomass=2, family_history=2, referral=3)  # fmt: skip
    record(cast, Followup, person, DAY, **{**VISIT, "exac_times": 2})
    text = client(cast, "doctor").get(reverse("web:resident", args=[person.pk])).content.decode()
    assert "E 组" in text and "疑似慢阻肺" in text


def test_where_the_plan_does_not_run_it_nothing_is_shown(cast: Cast) -> None:
    person = patient(cast)
    record(cast, Followup, person, DAY, **VISIT)
    browser = client(cast, "doctor")
    text = browser.get(reverse("web:resident", args=[person.pk])).content.decode()
    assert "copd-course" not in text
    assert "慢阻肺患者健康服务</" not in browser.get(reverse("web:home")).content.decode()


@pytest.mark.req("COPD-02", "COPD-03")
def test_the_doubts_and_the_gaps_are_listed(cast: Cast, in_force: None) -> None:
    browser = client(cast, "public_health_a")
    page = browser.get(reverse("copd:doubts"))
    asked = {one["name"]: one for one in page.context["asked"]}
    assert asked["visits_per_year"]["doubtful"] and not asked["fixed_ratio"]["doubtful"]
    assert any(label == "症状" for _, label, _ in page.context["fields"])
    assert browser.get(reverse("copd:resources")).status_code == 200


def test_the_parts_of_the_list_follow_the_last_visit(cast: Cast, in_force: None) -> None:
    person = patient(cast)
    record(cast, Followup, person, dt.date(2024, 2, 20), **{**VISIT, "visit_class": 2, "smoke_cur": 10})
    record(cast, Followup, person, DAY, **VISIT)
    page = client(cast, "public_health_a").get(reverse("copd:roster"), {"view": "smoking"})
    assert {key: count for key, _, _, count in page.context["views"]} == {
        "all": 1, "uncontrolled": 0, "smoking": 0, "unvaccinated": 0, "unseen": 0,
    }  # fmt: skip
    assert page.context["rows"] == []


def test_other_townships_money_and_strangers_see_nobody(cast: Cast, in_force: None) -> None:
    patient(cast)
    assert client(cast, "public_health_b").get(reverse("copd:roster")).context["rows"] == []
    assert client(cast, "finance").get(reverse("copd:roster")).status_code == 403
    assert Client().get(reverse("copd:roster")).status_code == 302


@pytest.mark.req("COPD-07")
def test_dangerous_values_ask_for_a_referral_before_the_visit_is_kept(cast: Cast, in_force: None) -> None:
    person = patient(cast)
    typed = {
        **VISIT, "spo2": 88, "visit_class": 2, "next_step": 4, "served_on": "2024-10-16",
        "next_visit_date": "2024-10-28", "id": str(uuid.uuid4()), "version": "0", "then": "stay",
    }  # fmt: skip
    answer = client(cast, "public_health_a").post(
        reverse("web:record_new", args=[person.pk, "copd_followup"]), typed
    )
    assert answer.status_code == 422
    assert "系统建议转诊（危急情况）" in answer.content.decode()
    assert not Followup.objects.exists()
