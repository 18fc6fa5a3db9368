"""The cohort and its criteria on PostgreSQL, from records and the obligations that follow from them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Encounter, Enrolment, HealthExam
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident, Standing
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.hypertension.measures import CRITERIA, MEASURES, STANDARD
from gongwei.programmes.hypertension.models import Card, FirstBp, Followup

YEAR_END = dt.date(2024, 12, 31)
QUARTERS = (dt.date(2024, 2, 20), dt.date(2024, 5, 20), dt.date(2024, 8, 20), dt.date(2024, 11, 20))
HABITS: dict[str, Any] = {
    "symptoms": [1], "weight_cur": 66, "height": 158, "heart_rate": 76, "smoke_cur": 0, "smoke_target": 0,
    "drink_cur": 0, "drink_target": 0, "exercise_times_cur": 3, "exercise_min_cur": 20, "exercise_times_target": 5,
    "exercise_min_target": 30, "salt_cur": 2, "salt_target": 1, "psych_adjust": 1, "compliance_behavior": 1,
    "drug_adherence": 1, "adr_flag": 1, "visit_class": 1, "next_visit_date": dt.date(2025, 1, 1),
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def visit(cast: Cast, resident: Resident, on: dt.date, **values: Any) -> Any:
    return record(cast, Followup, resident, on, **{"mode": 1, "sbp": 138, "dbp": 82, **HABITS, **values})


def patient(cast: Cast, from_on: dt.date = dt.date(2021, 3, 1), **about: Any) -> Resident:
    resident = cast.register(**about)
    Enrolment.objects.create(
        resident=resident, programme="hypertension", from_on=from_on, diagnosed_on=from_on,
        institution=cast.centre_a, found_by=2,
    )  # fmt: skip
    record(
        cast, Card, resident, from_on, diagnosis_date=from_on, diagnosis_org="区人民医院", found_by=2,
        family_history=2, height=158, weight=66, sbp=150, dbp=90,
    )  # fmt: skip
    return resident


def managed_well(cast: Cast, **about: Any) -> Resident:
    resident = patient(cast, **about)
    for day in QUARTERS:
        visit(cast, resident, day)
    record(cast, HealthExam, resident, dt.date(2024, 6, 3), bp_left_sys=138, bp_left_dia=82)
    return resident


def rows(cohort: str, *residents: Resident, as_of: dt.date = YEAR_END) -> dict[int, dict[str, Any]]:
    refresh([each.pk for each in residents])
    values: dict[str, Any] = {
        "residents": [each.pk for each in residents],
        **PeriodDates.year_to(as_of).values(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        found = [dict(zip(columns(cohort), row, strict=True)) for row in cursor.fetchall()]
    return {row["resident_id"]: row for row in found}


def failed(resident: Resident, as_of: dt.date = YEAR_END) -> list[str]:
    row = rows("hypertension.managed", resident, as_of=as_of)[resident.pk]
    return [criterion.id for criterion in CRITERIA if not row[criterion.id]]


@pytest.mark.req("NCD-06", "NCD-11")
def test_four_face_to_face_visits_and_an_exam_are_standard_management(cast: Cast) -> None:
    assert failed(managed_well(cast)) == []


@pytest.mark.req("NCD-06")
def test_a_telephone_call_is_kept_but_not_counted(cast: Cast) -> None:
    resident = managed_well(cast)
    Followup.objects.filter(resident=resident, served_on=QUARTERS[3]).update(mode=3)
    assert failed(resident) == ["enough_face_to_face"]
    assert Followup.objects.filter(resident=resident).count() == 4


def test_enrolled_in_the_third_quarter_two_visits_and_no_second_exam_are_owed(cast: Cast) -> None:
    resident = patient(cast, dt.date(2024, 8, 10))
    visit(cast, resident, QUARTERS[2])
    assert failed(resident) == ["enough_face_to_face", "exam_done", "examined"]
    visit(cast, resident, QUARTERS[3])
    record(cast, HealthExam, resident, dt.date(2024, 3, 3))
    assert failed(resident) == []


def test_enrolled_in_the_last_quarter_one_visit_and_no_exam_are_owed(cast: Cast) -> None:
    resident = patient(cast, dt.date(2024, 10, 2))
    assert failed(resident) == ["enough_face_to_face", "bp_controlled", "examined"]
    visit(cast, resident, QUARTERS[3])
    assert failed(resident) == ["examined"]


def test_the_exam_rate_counts_exams_and_not_those_who_owe_none() -> None:
    [rate] = [measure for measure in MEASURES if measure.id == "hypertension.exam_rate"]
    assert rate.met == ("examined",)
    assert "examined" not in STANDARD


@pytest.mark.parametrize(("days", "late"), [(13, False), (14, False), (15, True)])
def test_a_visit_not_at_target_is_followed_within_fourteen_days(cast: Cast, days: int, late: bool) -> None:
    resident = managed_well(cast)
    Followup.objects.filter(resident=resident, served_on=QUARTERS[1]).update(sbp=170, visit_class=2)
    visit(cast, resident, QUARTERS[1] + dt.timedelta(days))
    assert failed(resident) == (["rechecks_in_time"] if late else [])


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_a_referral_on_the_form_is_followed_within_fourteen_days(cast: Cast, days: int, late: bool) -> None:
    resident = managed_well(cast)
    sent = {"referral_reason": "出现新的并发症", "referral_org_dept": "区人民医院 心内科"}
    Followup.objects.filter(resident=resident, served_on=QUARTERS[1]).update(**sent)
    visit(cast, resident, QUARTERS[1] + dt.timedelta(days), mode=3)
    assert failed(resident) == (["referrals_closed"] if late else [])


def test_a_gap_in_a_form_or_card_is_named(cast: Cast) -> None:
    resident = managed_well(cast)
    Followup.objects.filter(resident=resident, served_on=QUARTERS[0]).update(drug_adherence=None)
    Card.objects.filter(resident=resident).update(family_history=None)
    assert failed(resident) == ["card_complete", "visits_complete"]


@pytest.mark.req("NCD-09")
def test_control_is_judged_at_the_last_follow_up_by_service_date(cast: Cast) -> None:
    resident = managed_well(cast)
    visit(cast, resident, dt.date(2024, 11, 25), sbp=150, dbp=80)
    visit(cast, resident, dt.date(2024, 11, 22), sbp=120, dbp=70)
    assert "bp_controlled" in failed(resident)
    assert "bp_controlled" not in failed(resident, dt.date(2024, 11, 24))


def test_a_voided_visit_and_a_call_without_pressure_do_not_decide_control(cast: Cast) -> None:
    resident = managed_well(cast)
    wrong = visit(cast, resident, dt.date(2024, 12, 1), sbp=180, dbp=100)
    visit(cast, resident, dt.date(2024, 12, 2), mode=3, sbp=None, dbp=None)
    assert "bp_controlled" in failed(resident)
    Followup.objects.filter(pk=wrong.pk).update(voided_at=now(), void_reason="录错人")
    assert failed(resident) == []


def test_control_follows_the_age_on_the_day_of_the_visit(cast: Cast) -> None:
    resident = managed_well(cast, birth_date=dt.date(1959, 11, 21))
    Followup.objects.filter(resident=resident, served_on=QUARTERS[3]).update(sbp=145)
    assert "bp_controlled" in failed(resident)
    visit(cast, resident, dt.date(2024, 11, 21), sbp=145)
    assert "bp_controlled" not in failed(resident)


def end_life(resident: Resident, state: str, on: dt.date) -> None:
    Standing.objects.filter(resident=resident, to_on=None).update(to_on=on)
    Standing.objects.create(
        resident=resident, state=state, from_on=on, reason="经查", evidence="村委会证明", cause_of_death="病故",
        destination="外省", handover="已交接",
    )  # fmt: skip


def test_the_lost_stay_in_the_denominator_and_are_not_at_target(cast: Cast) -> None:
    resident = managed_well(cast)
    end_life(resident, "lost", dt.date(2024, 12, 5))
    assert failed(resident) == ["bp_controlled"]


@pytest.mark.parametrize("state", ["died", "moved_out"])
def test_who_died_or_moved_away_is_counted_in_neither_part(cast: Cast, state: str) -> None:
    resident = managed_well(cast)
    end_life(resident, state, dt.date(2024, 12, 5))
    assert rows("hypertension.managed", resident) == {}
    assert list(rows("hypertension.managed", resident, as_of=dt.date(2024, 12, 4))) == [resident.pk]


@pytest.mark.req("NCD-11")
def test_ending_management_in_the_year_does_not_lower_what_the_year_owed(cast: Cast) -> None:
    resident = patient(cast)
    visit(cast, resident, QUARTERS[0])
    Enrolment.objects.filter(resident=resident).update(to_on=dt.date(2024, 3, 1), closed_reason=4)
    assert failed(resident) == ["enough_face_to_face", "exam_done", "examined"]


def test_an_earlier_day_is_judged_as_if_the_end_had_not_come_yet(cast: Cast) -> None:
    resident = patient(cast)
    for day in QUARTERS[:2]:
        visit(cast, resident, day)
    seen = failed(resident, dt.date(2024, 6, 30))
    Enrolment.objects.filter(resident=resident).update(to_on=dt.date(2024, 7, 5), closed_reason=1)
    end_life(resident, "died", dt.date(2024, 7, 5))
    assert failed(resident, dt.date(2024, 6, 30)) == seen == ["enough_face_to_face", "exam_done", "examined"]


def test_another_symptom_that_is_not_named_is_a_gap(cast: Cast) -> None:
    resident = managed_well(cast)
    visits = Followup.objects.filter(resident=resident, served_on=QUARTERS[0])
    visits.update(symptoms=[2, 10])
    assert failed(resident) == ["visits_complete"]
    visits.update(symptom_other="耳鸣")
    assert failed(resident) == []


def test_managed_without_a_single_visit_counts_and_fails(cast: Cast) -> None:
    resident = patient(cast)
    assert failed(resident) == ["enough_face_to_face", "exam_done", "bp_controlled", "examined"]


@pytest.mark.req("NCD-06")
def test_the_year_owes_a_visit_each_quarter_and_one_exam(cast: Cast) -> None:
    resident = patient(cast)
    refresh([resident.pk])
    owed = Obligation.objects.filter(resident=resident, programme="hypertension", due_on__year=2024)
    found = sorted(owed.values_list("step", "seq", "due_on"))
    assert [(step, due) for step, _, due in found] == [
        ("exam", dt.date(2024, 12, 31)),
        ("follow_up", dt.date(2024, 3, 31)),
        ("follow_up", dt.date(2024, 6, 30)),
        ("follow_up", dt.date(2024, 9, 30)),
        ("follow_up", dt.date(2024, 12, 31)),
    ]


@pytest.mark.req("NCD-01")
def test_first_visit_blood_pressure_counts_those_of_thirty_five_and_over(cast: Cast) -> None:
    day = dt.date(2024, 5, 6)
    measured, unmeasured, young = (
        cast.register(birth_date=dt.date(1989, 5, 6)),
        cast.register(birth_date=dt.date(1980, 1, 1)),
        cast.register(birth_date=dt.date(1989, 5, 7)),
    )
    for resident in (measured, unmeasured, young):
        record(cast, Encounter, resident, day)
    record(cast, FirstBp, measured, day, sbp=128, dbp=80, hypertension_history=2)
    found = rows("hypertension.seen_from_35", measured, unmeasured, young)
    assert {key: row["bp_measured"] for key, row in found.items()} == {
        measured.pk: True,
        unmeasured.pk: False,
    }


@pytest.mark.req("AMB-12", "NCD-11")
def test_the_standard_rate_is_declared_in_both_readings() -> None:
    [rate] = [measure for measure in MEASURES if measure.id == "hypertension.standard_rate"]
    assert rate.bases == ("cohort", "hypertension_task")
    assert rate.met == STANDARD
    assert {"enough_face_to_face", "exam_done", "rechecks_in_time", "referrals_closed"} <= set(STANDARD)


def test_every_criterion_names_what_is_lacking_and_a_step_that_exists() -> None:
    from_schedule = {"follow_up", "exam", "recheck", "referral_result"}
    assert {criterion.step for criterion in CRITERIA if criterion.step} == from_schedule
    assert all(criterion.lacking and criterion.ref for criterion in CRITERIA)
