"""Findings, referrals, screening and exams as people work with them on the pages."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from gongwei.care.models import Enrolment, Finding, HealthExam, Referral
from gongwei.care.tests.samples import encounter_values, exam_values, referral_values
from gongwei.catalogue.chapters import forms
from gongwei.obligations.models import Obligation
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_B1
from gongwei.programmes.elderly.tests.samples import LABORATORY
from gongwei.records.validate import as_text
from gongwei.web.models import Draft
from gongwei.web.tests.visiting import FOLLOWUP, Township, new_url, township, typed

DAY = dt.date(2024, 10, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Township:
    return township()


def record(place: Township, form: str, person: Resident, values: dict[str, Any], by: str = "doctor") -> Any:
    return record_service(forms()[form], uuid.uuid4(), person.pk, values, actor=place.cast.staff[by])


def exam(place: Township, person: Resident, on: dt.date = DAY, by: str = "doctor", **changes: Any) -> Any:
    """A complete exam with whatever is unusual confirmed."""
    advised = [2] if changes.get("assessment") == 2 else [0]
    values = {**exam_values(served_on=on), **LABORATORY, "guidance": advised, **changes}
    form, key = forms()["health_exam"], uuid.uuid4()
    confirmed = [f"{name}:{as_text(value)}" for name, value in values.items()]
    return record_service(form, key, person.pk, values, actor=place.cast.staff[by], confirmed=confirmed)


def sheet(name: str, **answers: Any) -> dict[str, Any]:
    return {"sheet": name, "key": str(uuid.uuid4()), **answers}


@pytest.mark.req("PLAN-35", "XC-02")
def test_one_exam_meets_what_every_programme_asks_for(place: Township) -> None:
    person = place.patient("hypertension", "diabetes")
    values = {**exam_values(served_on="2024-10-16"), **LABORATORY, "dorsalis_pedis": 2}
    request = typed(
        {name: value if isinstance(value, list) else as_text(value) for name, value in values.items()}
    )
    assert place.client.post(new_url(person, "health_exam"), request).status_code == 302
    met = Obligation.objects.filter(resident=person, step="exam", met_by=request["id"])
    assert {each.programme for each in met} == {"elderly", "hypertension", "diabetes"}


def test_who_records_another_chapter_alone_fills_no_station_of_an_exam_day(place: Township) -> None:
    person, line = place.patient("hypertension"), place.cast.staff["line"]
    line.roles.create(role="doctor", institution=line.institution, programmes=["hiv"], from_on=dt.date(2015, 3, 1))
    client = place.enter("line")
    assert client.get(reverse("web:exam_day")).status_code == 403
    sent = client.post(reverse("web:exam_part", args=[person.pk, "measure"]), {"weight": "66"})
    assert sent.status_code == 403 and not Draft.objects.exists()


@pytest.mark.req("XC-05")
def test_a_finding_waits_until_a_later_service_handles_it(place: Township) -> None:
    person = place.patient()
    exam(place, person, bp_left_sys=186, bp_left_dia=96, assessment=2, abnormal_1="血压偏高")
    found = Finding.objects.get(resident=person, kind="sbp_alarm")
    url = reverse("web:finding", args=[found.pk])
    page = place.client.get(reverse("web:findings")).content.decode()
    assert "收缩压危急" in page and "186 mmHg" in page and url in page
    assert "发现之后还没有别的服务" in place.client.get(url).content.decode()
    done = record(place, "encounter", person, encounter_values(served_on=dt.date(2024, 10, 12)))
    refused = place.client.post(url, sheet("handle", record=f"encounter:{done.pk}"))
    assert refused.status_code == 422
    answer = place.client.post(
        url, sheet("handle", handling="1", record=f"encounter:{done.pk}", note="复测 138/84")
    )
    assert answer.status_code == 302
    found.refresh_from_db()
    assert (found.handled_id, found.closed_on) == (done.pk, done.served_on)
    assert "收缩压危急" in place.client.get(reverse("web:findings") + "?view=done").content.decode()


@pytest.mark.req("XC-05")
def test_the_findings_of_another_township_are_not_listed_or_opened(place: Township) -> None:
    person = place.patient(village=VILLAGE_B1)
    exam(place, person, by="public_health_b", bp_left_sys=186, assessment=2, abnormal_1="血压偏高")
    found = Finding.objects.get(resident=person, kind="sbp_alarm")
    assert "收缩压危急" not in place.client.get(reverse("web:findings")).content.decode()
    assert place.client.get(reverse("web:finding", args=[found.pk])).status_code == 404
    assert place.client.post(reverse("web:finding", args=[found.pk]), sheet("handle")).status_code == 404


@pytest.mark.req("XC-01", "NCD-12")
def test_a_referral_goes_there_and_back_and_both_ends_see_it(place: Township) -> None:
    person = place.patient("hypertension")
    visit = record(place, FOLLOWUP, person, _visit())
    asked = {name: as_text(value) for name, value in referral_values(served_on="2024-10-01").items()}
    request = typed(asked, to_org=place.cast.centre_b.name, after=f"{FOLLOWUP}:{visit.pk}")
    assert place.client.post(new_url(person, "referral"), request).status_code == 302
    sent = Referral.objects.get(pk=request["id"])
    assert (sent.programme, sent.source_id, sent.to_institution) == (
        "hypertension",
        visit.pk,
        place.cast.centre_b,
    )
    url = reverse("web:referral", args=[sent.pk])
    there = place.enter("public_health_b")
    inbox = there.get(reverse("web:referrals") + "?view=in_late").content.decode()
    assert url in inbox and person.name in inbox
    assert f"/residents/{person.pk}/" not in inbox
    assert url in place.client.get(reverse("web:referrals") + "?view=sent_late").content.decode()
    assert there.post(url, sheet("arrive", on="2024-09-01")).status_code == 422
    assert there.post(url, sheet("arrive", on="2024-10-03")).status_code == 302
    back = sheet(
        "back", served_on="2024-10-08", from_org="温泉镇卫生院", to_org="羊亭中心卫生院", diagnosis="原发性高血压3级",
        exam_results="心电图正常", treatment_and_plan="加用氨氯地平，两周后复查",
    )  # fmt: skip
    assert there.post(url, back).status_code == 302
    result = sheet("result", served_on="2024-10-12", mode="3", outcome="1", diagnosis="原发性高血压3级")
    assert place.client.post(url, result).status_code == 302
    sent.refresh_from_db()
    assert (sent.arrived_on, sent.returned_on) == (dt.date(2024, 10, 3), dt.date(2024, 10, 8))
    assert url not in place.client.get(reverse("web:referrals") + "?view=sent_late").content.decode()
    met = Obligation.objects.filter(resident=person, programme="hypertension", step="referral_result")
    assert [each.met_on for each in met] == [dt.date(2024, 10, 12)]


def _visit() -> dict[str, Any]:
    return {
        "served_on": dt.date(2024, 9, 30), "mode": 1, "symptoms": [1], "sbp": 138, "dbp": 82, "weight_cur": 66,
        "heart_rate": 76, "smoke_cur": 0, "smoke_target": 0, "drink_cur": 0, "drink_target": 0, "exercise_times_cur": 3,
        "exercise_min_cur": 20, "exercise_times_target": 5, "exercise_min_target": 30, "salt_cur": 2, "salt_target": 1,
        "psych_adjust": 1, "compliance_behavior": 1, "drug_adherence": 1, "adr_flag": 1, "visit_class": 1,
        "next_visit_date": dt.date(2024, 12, 20),
    }  # fmt: skip


@pytest.mark.req("NCD-01", "NCD-02")
def test_from_a_high_reading_to_a_patient_under_management(place: Township) -> None:
    person = place.patient()
    high = {"served_on": DAY, "sbp": 158, "dbp": 96, "hypertension_history": 2}
    fields = {field.name for field in forms()["hypertension_first_bp"].model._meta.get_fields()}
    record(place, "hypertension_first_bp", person, {k: v for k, v in high.items() if k in fields})
    listed = place.client.get(reverse("web:screening") + "?list=hypertension_high").content.decode()
    assert person.name in listed and "158/96" in listed
    entry = {"served_on": DAY, "found_in": 1, "first_on": DAY, "sbp_1": 158, "dbp_1": 96, "verify_result": 0}
    suspect = record(place, "hypertension_suspect", person, entry)
    url = reverse("web:suspicion", args=["hypertension_suspect", suspect.pk])
    assert url in place.client.get(reverse("web:screening") + "?list=hypertension_suspect").content.decode()
    assert (
        place.client.post(url, sheet("confirm", confirmed_on="2024-10-15", from_on="2024-10-16")).status_code
        == 422
    )
    confirmed = sheet("confirm", confirmed_on="2024-10-15", confirmed_by="威海市立医院", from_on="2024-10-16")
    assert place.client.post(url, confirmed).status_code == 302
    assert Enrolment.objects.filter(resident=person, programme="hypertension", to_on=None).exists()
    assert Obligation.objects.filter(resident=person, programme="hypertension").exists()


def test_every_list_of_screening_opens(place: Township) -> None:
    place.patient("hypertension")
    first = place.client.get(reverse("web:screening")).content.decode()
    assert "35岁首诊测压" in first and "糖尿病高危" in first
    for name in ("hypertension_first_bp", "hypertension_high_risk", "diabetes_high", "diabetes_suspect",
                 "diabetes_before", "diabetes_high_risk"):  # fmt: skip
        assert place.client.get(reverse("web:screening") + f"?list={name}").status_code == 200
    assert place.client.get(reverse("web:screening") + "?list=other").status_code == 404


@pytest.mark.req("XC-06", "ELD-03", "ELD-12")
def test_three_years_of_exams_stand_beside_each_other_and_on_the_report(place: Township) -> None:
    person = place.patient()
    for year, glucose in ((2022, "5.2"), (2023, "5.6")):
        exam(place, person, dt.date(year, 5, 20), fasting_glucose=Decimal(glucose))
    last = exam(place, person, fasting_glucose=Decimal("8.4"), assessment=2, abnormal_1="空腹血糖偏高")
    page = place.client.get(reverse("web:record", args=["health_exam", last.pk])).content.decode()
    assert "体检三年对比" in page and "新出现异常" in page
    paper = place.client.get(reverse("web:exam_report", args=[last.pk])).content.decode()
    assert "空腹血糖偏高" in paper and "2022-05-20" in paper and "还没有反馈，2024-11-09 前告知" in paper


def test_an_exam_shows_its_parts_and_asks_for_the_items_of_the_persons_programmes(place: Township) -> None:
    young = place.patient(birth_date=dt.date(1990, 5, 1))
    old = place.patient(name="姜白露")
    ask = 'data-opts="elder_self_care" data-must'
    assert ask in place.client.get(new_url(old, "health_exam")).content.decode()
    page = place.client.get(new_url(young, "health_exam")).content.decode()
    assert ask not in page and "data-section=" in page


@pytest.mark.req("ELD-01")
def test_the_stations_of_an_examination_day_fill_one_draft_that_the_doctor_completes(place: Township) -> None:
    person = place.patient()
    page = place.client.get(reverse("web:exam_day")).content.decode()
    assert person.name in page
    station = reverse("web:exam_part", args=[person.pk, "measure"])
    kept = place.client.post(station, {"height": "165", "weight": "6600", "waist": "82"}).content.decode()
    assert "体重" in kept and "之间" in kept
    place.client.post(station, {"height": "165", "weight": "66", "waist": "82"})
    nurse = place.enter("public_health_a")
    nurse.post(
        reverse("web:exam_part", args=[person.pk, "pressure"]), {"bp_left_sys": "132", "bp_left_dia": "80"}
    )
    form = place.client.get(new_url(person, "health_exam")).content.decode()
    assert 'name="weight" value="66"' in form
    assert 'name="bp_left_sys" value="132"' in form
    assert not HealthExam.objects.filter(resident=person).exists()
