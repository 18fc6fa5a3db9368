"""The cohort and its criteria on PostgreSQL, from records and the obligations that follow from them."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Enrolment, HealthExam
from gongwei.catalogue.plans import parameter_history
from gongwei.catalogue.tables import tables
from gongwei.engine.compile import POSTGRES, compile_expression
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import PeriodDates, slot
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.expression import obligations_of
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.diabetes.measures import CRITERIA, MEASURES, STANDARD
from gongwei.programmes.diabetes.models import Card, Followup
from gongwei.programmes.diabetes.schedule import SCHEDULE

YEAR_END = dt.date(2024, 12, 31)
QUARTERS = (dt.date(2024, 2, 20), dt.date(2024, 5, 20), dt.date(2024, 8, 20), dt.date(2024, 11, 20))
SCREENS = {"hba1c_tested", "foot_screened", "eye_screened", "kidney_screened"}
HABITS: dict[str, Any] = {
    "symptoms": [1], "sbp": 130, "dbp": 80, "weight_cur": 66, "height": 158, "dorsalis_pedis": 1, "smoke_cur": 0,
    "smoke_target": 0, "drink_cur": 0, "drink_target": 0, "exercise_times_cur": 3, "exercise_min_cur": 20,
    "exercise_times_target": 5, "exercise_min_target": 30, "staple_cur": 300, "staple_target": 250,
    "psych_adjust": 1, "compliance_behavior": 1, "drug_adherence": 1, "adr_flag": 1, "hypoglycemia": 1,
    "visit_class": 1, "next_visit_date": dt.date(2025, 1, 1),
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
    return record(cast, Followup, resident, on, **{"mode": 1, "fbg": Decimal("6.4"), **HABITS, **values})


def patient(cast: Cast, from_on: dt.date = dt.date(2021, 3, 1)) -> Resident:
    resident = cast.register()
    Enrolment.objects.create(
        resident=resident, programme="diabetes", from_on=from_on, diagnosed_on=from_on,
        institution=cast.centre_a, found_by=5,
    )  # fmt: skip
    record(
        cast, Card, resident, from_on, diabetes_type=2, found_by=2, diagnosis_date=from_on, diagnosis_org="区人民医院",
        family_history=2, height=158, weight=66,
    )  # fmt: skip
    return resident


def managed_well(cast: Cast) -> Resident:
    resident = patient(cast)
    for day in QUARTERS:
        visit(cast, resident, day)
    record(cast, HealthExam, resident, dt.date(2024, 6, 3))
    return resident


def failed(resident: Resident, as_of: dt.date = YEAR_END) -> set[str]:
    refresh([resident.pk])
    values: dict[str, Any] = {"residents": [resident.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement("diabetes.managed", "postgres", True).text, values)
        [row] = cursor.fetchall()
    found = dict(zip(columns("diabetes.managed"), row, strict=True))
    return {criterion.id for criterion in CRITERIA if not found[criterion.id]}


@pytest.mark.req("NCD-06", "NCD-11")
def test_four_visits_with_glucose_and_an_exam_are_standard_management(cast: Cast) -> None:
    assert failed(managed_well(cast)) == {"hba1c_tested", "eye_screened", "kidney_screened"}


@pytest.mark.req("NCD-06")
def test_a_visit_without_glucose_leaves_a_test_owed(cast: Cast) -> None:
    resident = managed_well(cast)
    Followup.objects.filter(resident=resident, served_on=QUARTERS[1]).update(fbg=None)
    assert failed(resident) - SCREENS == {"enough_glucose", "visits_complete"}
    steps = Obligation.objects.filter(resident=resident, step="glucose", due_on__year=2024)
    assert steps.count() == 4
    assert list(steps.filter(met_on=None).values_list("due_on", flat=True)) == [dt.date(2024, 12, 31)]


def test_a_telephone_call_counts_neither_as_face_to_face_nor_as_a_gap_without_glucose(cast: Cast) -> None:
    resident = managed_well(cast)
    Followup.objects.filter(resident=resident, served_on=QUARTERS[3]).update(mode=3, fbg=None)
    assert failed(resident) - SCREENS == {"enough_face_to_face", "enough_glucose"}


@pytest.mark.parametrize(("days", "late"), [(14, False), (15, True)])
def test_a_visit_not_at_target_is_followed_within_fourteen_days(cast: Cast, days: int, late: bool) -> None:
    resident = managed_well(cast)
    Followup.objects.filter(resident=resident, served_on=QUARTERS[1]).update(
        fbg=Decimal("7.0"), visit_class=2
    )
    visit(cast, resident, QUARTERS[1] + dt.timedelta(days))
    assert failed(resident) - SCREENS == ({"rechecks_in_time"} if late else set())


@pytest.mark.req("NCD-10")
def test_glucose_control_is_judged_at_the_last_fasting_value(cast: Cast) -> None:
    resident = managed_well(cast)
    visit(cast, resident, dt.date(2024, 12, 1), fbg=Decimal("7.0"))
    visit(cast, resident, dt.date(2024, 12, 2), mode=3, fbg=None)
    visit(cast, resident, dt.date(2024, 11, 28), fbg=Decimal("6.0"))
    assert "glucose_controlled" in failed(resident)
    visit(cast, resident, dt.date(2024, 12, 10), fbg=Decimal("6.9"))
    assert "glucose_controlled" not in failed(resident)


def test_screening_counts_tests_wherever_they_were_recorded(cast: Cast) -> None:
    resident = managed_well(cast)
    visit(cast, resident, dt.date(2024, 12, 5), hba1c=Decimal("6.6"), hba1c_date=dt.date(2024, 12, 5))
    HealthExam.objects.filter(resident=resident).update(fundus=1, creatinine=Decimal("80"))
    assert failed(resident) == set()


def test_another_symptom_that_is_not_named_is_a_gap(cast: Cast) -> None:
    resident = managed_well(cast)
    visits = Followup.objects.filter(resident=resident, served_on=QUARTERS[0])
    visits.update(symptoms=[2, 10])
    assert failed(resident) - SCREENS == {"visits_complete"}
    visits.update(symptom_other="耳鸣")
    assert not failed(resident) - SCREENS


def test_managed_without_a_single_visit_counts_and_fails(cast: Cast) -> None:
    missing = {"enough_face_to_face", "enough_glucose", "exam_done", "examined", "glucose_controlled"}
    assert failed(patient(cast)) == missing | SCREENS


@pytest.mark.req("NCD-07", "AMB-49")
def test_monthly_glucose_is_owed_to_the_intensive_class_only_where_the_plan_says_so(cast: Cast) -> None:
    resident = patient(cast)
    visit(cast, resident, dt.date(2024, 9, 2), care_class=2)
    visit(cast, resident, dt.date(2024, 9, 20), care_class=1)
    assert monthly(resident, False) == []
    assert monthly(resident, True) == [(dt.date(2024, 10, 3), dt.date(2024, 9, 20))]
    refresh([resident.pk])
    assert not Obligation.objects.filter(resident=resident, step="monthly_glucose").exists()
    assert "monthly_glucose" not in {criterion.step for criterion in CRITERIA}


def monthly(resident: Resident, asked: bool) -> list[tuple[dt.date, dt.date | None]]:
    """(due_on, met_on) of the monthly glucose tests owed when the plan's parameter has that value."""

    def history(name: str) -> Any:
        return (
            [(dt.date(2017, 1, 1), asked)]
            if name == "diabetes.intensive_glucose"
            else parameter_history(name)
        )

    owed = obligations_of(SCHEDULE, "diabetes", tables(), Parameters("diabetes", history, slot("as_of")))
    owed = owed.filter(owed.step == "monthly_glucose").select("due_on", "met_on").order_by("due_on")
    text = compile_expression(owed, tables(), POSTGRES, narrowed=True).text
    dates = {"since": dt.date(2024, 1, 1), "horizon": YEAR_END, "as_of": YEAR_END}
    with connection.cursor() as cursor:
        cursor.execute(text, {"residents": [resident.pk], **dates})
        return [(dt.date(due.year, due.month, due.day), met) for due, met in cursor.fetchall()]


@pytest.mark.req("AMB-12", "NCD-11")
def test_the_standard_rate_is_declared_in_both_readings() -> None:
    [rate] = [measure for measure in MEASURES if measure.id == "diabetes.standard_rate"]
    assert rate.bases == ("cohort", "diabetes_task")
    assert rate.met == STANDARD
    assert not SCREENS & set(STANDARD)
