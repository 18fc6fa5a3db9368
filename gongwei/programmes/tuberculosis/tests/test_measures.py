"""The cohorts and their criteria on PostgreSQL, from records and the obligations that follow from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Enrolment
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.tuberculosis.checks import CHINA
from gongwei.programmes.tuberculosis.measures import MEASURES
from gongwei.programmes.tuberculosis.models import Closing, FirstVisit, Outcome, Screening, Suspect, Trace
from gongwei.programmes.tuberculosis.tests.samples import first_visit, patient, record, visit

YEAR_END = dt.date(2024, 12, 31)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def rows(cohort: str, *residents: Resident, as_of: dt.date = YEAR_END) -> dict[int, dict[str, Any]]:
    refresh([each.pk for each in residents])
    values: dict[str, Any] = {
        "residents": [each.pk for each in residents],
        **PeriodDates.year_to(as_of).values(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(f"tuberculosis.{cohort}", "postgres", True).text, values)
        found = [dict(zip(columns(f"tuberculosis.{cohort}"), row, strict=True)) for row in cursor.fetchall()]
    return {row["resident_id"]: row for row in found}


def case(resident: Resident, as_of: dt.date = YEAR_END) -> dict[str, Any]:
    return rows("notified", resident, as_of=as_of)[resident.pk]


@pytest.mark.req("TB-05")
def test_managed_is_visited_within_72_hours_and_followed_in_time(cast: Cast) -> None:
    resident = patient(cast)
    first_visit(cast, resident, dt.date(2024, 4, 13), supervisor=1)
    visit(cast, resident, dt.date(2024, 5, 13), supervisor=1)
    found = case(resident, dt.date(2024, 6, 13))
    assert (
        found["first_visited"] and found["first_in_time"] and found["followed"] and found["visits_complete"]
    )
    assert not case(resident, dt.date(2024, 6, 14))["followed"]


@pytest.mark.req("TB-03", "TB-05")
@pytest.mark.parametrize(
    ("hour", "in_time"), [((13, 9, 30), True), ((13, 9, 31), False), ((13, 0, 0), True), ((14, 0, 0), False)]
)
def test_the_clock_of_72_hours_is_judged_by_the_hour_where_it_is_known(
    cast: Cast, hour: tuple[int, int, int], in_time: bool
) -> None:
    day, at, minute = hour
    resident = patient(cast)
    moment = dt.datetime(2024, 4, day, at, minute, tzinfo=CHINA)
    first_visit(cast, resident, dt.date(2024, 4, day), visited_at=moment)
    assert case(resident)["first_in_time"] is in_time
    assert case(resident)["first_visited"]


def test_without_the_hour_the_third_day_is_in_time_and_the_fourth_is_not(cast: Cast) -> None:
    resident = patient(cast)
    made = first_visit(cast, resident, dt.date(2024, 4, 13))
    assert case(resident)["first_in_time"]
    FirstVisit.objects.filter(pk=made.pk).update(served_on=dt.date(2024, 4, 14))
    assert not case(resident)["first_in_time"]


def test_nobody_visited_is_not_managed(cast: Cast) -> None:
    resident = patient(cast)
    found = case(resident)
    assert not found["first_visited"] and not found["first_in_time"]


def ended(cast: Cast, resident: Resident, taken: int | None, reason: int = 1) -> None:
    record(
        cast, Closing, resident, dt.date(2024, 10, 10), stop_date=dt.date(2024, 10, 8), stop_reason=reason,
        should_visits=10, actual_visits=10, should_doses=180, actual_doses=taken,
    )  # fmt: skip


@pytest.mark.req("TB-05")
def test_regular_is_ninety_per_cent_of_the_doses_among_those_who_completed(cast: Cast) -> None:
    regular, irregular, unknown, died = (patient(cast) for _ in range(4))
    ended(cast, regular, 162)
    ended(cast, irregular, 161)
    ended(cast, unknown, None)
    ended(cast, died, 100, reason=2)
    found = rows("completed", regular, irregular, unknown, died)
    assert {key: row["regular"] for key, row in found.items()} == {
        regular.pk: True, irregular.pk: False, unknown.pk: False,
    }  # fmt: skip
    assert found[irregular.pk]["last_value"] == "服药率 89%"
    assert rows("completed", regular, as_of=dt.date(2024, 10, 9)) == {}
    record(
        cast, Outcome, regular, dt.date(2024, 10, 16), mode=3, attended=1, outcome=1, assessed_by="市结防所"
    )
    assert rows("completed", regular)[regular.pk]["outcome_known"]


@pytest.mark.req("TB-01")
def test_a_suspect_is_traced_within_a_week_and_arrives(cast: Cast) -> None:
    in_time, late, never = (cast.register() for _ in range(3))
    for resident in (in_time, late, never):
        record(
            cast, Suspect, resident, dt.date(2024, 9, 2), groups=[8], symptoms=[1], referral_org="市结防所"
        )
    record(cast, Trace, in_time, dt.date(2024, 9, 9), mode=3, attended=2, not_attended_reason="外出")
    record(
        cast, Trace, late, dt.date(2024, 9, 10), mode=3, attended=1, attended_on=dt.date(2024, 9, 9), result=2
    )
    found = rows("suspects", in_time, late, never)
    assert [(found[each.pk]["traced"], found[each.pk]["arrived"]) for each in (in_time, late, never)] == [
        (True, False),
        (False, True),
        (False, False),
    ]


@pytest.mark.req("TB-02")
def test_seven_groups_are_screened_actively(cast: Cast) -> None:
    elder, young, student, diabetic, cured = (
        cast.register(birth_date=birth) for birth in (dt.date(1958, 3, 1), *[dt.date(1990, 1, 1)] * 4)
    )
    set_tag(student.pk, "student", TODAY, source="学校", by=cast.staff["public_health_a"])
    Enrolment.objects.create(
        resident=diabetic, programme="diabetes", from_on=dt.date(2022, 1, 1), institution=cast.centre_a
    )
    ended(cast, cured, 180)
    record(cast, Screening, elder, dt.date(2024, 5, 6), groups=[2], symptoms=[0])
    found = rows("at_risk", elder, young, student, diabetic, cured)
    assert set(found) == {elder.pk, student.pk, diabetic.pk, cured.pk}
    assert [row["screened"] for row in (found[elder.pk], found[student.pk])] == [True, False]
    assert found[cured.pk]["cured"] and found[diabetic.pk]["diabetic"] and found[student.pk]["student"]


@pytest.mark.req("TB-05")
def test_the_indicators_of_the_plans_exist() -> None:
    found = {each.id: each for each in MEASURES}
    assert found["tuberculosis.managed_rate"].met == ("first_in_time", "followed")
    assert found["tuberculosis.regular_medication_rate"].met == ("regular",)
    assert sum(1 for each in MEASURES if each.among) == 7
