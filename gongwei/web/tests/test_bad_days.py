"""A day on which no care can have been given is refused by every form of every chapter, at the field of the day."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from gongwei.catalogue.chapters import forms
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Invalid
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.records.layout import Form
from gongwei.web.tests.visiting import PRESSURE, Township, new_url, township, typed

DIED, DIAGNOSED, MANAGED = dt.date(2024, 9, 1), dt.date(2022, 10, 20), dt.date(2022, 11, 1)
OF_PEOPLE = {form.id: form for form in forms().values() if form.of == "resident"}
MANAGED_ONLY = {key: form for key, form in OF_PEOPLE.items() if form.needs_enrolment and not form.enrols}
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def refusal(form: Form, person: Resident, day: dt.date, by: Staff) -> str:
    """What the day's own field is told; nothing is stored."""
    values = {"served_on": day} | ({form.enrols: day} if form.enrols else {})
    with pytest.raises(Invalid) as refused:
        record_service(form, uuid.uuid4(), person.pk, values, actor=by)
    assert not form.model._default_manager.exists()
    return "；".join(refused.value.by_field["served_on"])


def test_every_form_refuses_a_day_before_birth_after_death_or_still_to_come(place: Township) -> None:
    person = place.patient()
    closing = Closing("died", DIED, cause_of_death="心肌梗死", evidence="死亡证明")
    close_record(person.pk, closing, by=place.cast.staff["public_health_a"])
    by, born = place.cast.staff["public_health_a"], person.birth_date
    told = {
        (form.id, day): refusal(form, person, day, by)
        for form in OF_PEOPLE.values() if form.programme != "hiv"
        for day in (born - dt.timedelta(days=1), DIED + dt.timedelta(days=1), dt.date(2024, 10, 17))
    }  # fmt: skip
    expected = {born - dt.timedelta(days=1): "早于出生日期", DIED + dt.timedelta(days=1): "晚于死亡日期",
                dt.date(2024, 10, 17): "在今天（2024-10-16）之后"}  # fmt: skip
    assert [key for key, said in told.items() if expected[key[1]] not in said] == []
    assert len(told) > 3 * 50


def test_every_follow_up_refuses_a_day_before_the_diagnosis_or_before_management(place: Township) -> None:
    by = place.cast.staff["public_health_a"]
    person = place.patient(*sorted({form.programme for form in MANAGED_ONLY.values()} - {"hiv"}))
    for form in MANAGED_ONLY.values():
        if form.programme != "hiv":
            said = refusal(form, person, DIAGNOSED - dt.timedelta(days=1), by)
            assert f"早于确诊日期 {DIAGNOSED}" in said, form.id
            assert "没有纳入管理" in refusal(form, person, MANAGED - dt.timedelta(days=1), by), form.id
    named = {"hypertension_followup", "diabetes_followup", "copd_followup", "mental_disorder_followup",
             "tuberculosis_followup", "tuberculosis_first_visit"}  # fmt: skip
    assert named <= set(MANAGED_ONLY)


@pytest.mark.parametrize("form", ["diabetes_followup", "copd_followup", "tuberculosis_followup"])
def test_the_page_says_it_beside_everything_else_that_is_wrong(place: Township, form: str) -> None:
    """Several things wrong at once are told at once; what was typed is kept."""
    person = place.patient(OF_PEOPLE[form].programme)
    answer = place.client.post(new_url(person, form), typed(PRESSURE, served_on="2022-10-19", mode=None))
    page = answer.content.decode()
    assert answer.status_code == 422 and not OF_PEOPLE[form].model._default_manager.exists()
    assert "早于确诊日期 2022-10-20" in page and 'value="2022-10-19"' in page and "必填" in page
