"""Who is counted in the child indicators, and what each criterion asks."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.people.models import Standing
from gongwei.people.tests.cast import Cast
from gongwei.programmes.child.models import BirthNotice, EyeExam
from gongwei.programmes.child.tests.samples import born, criteria, exam, record, visit

BIRTH = dt.date(2024, 2, 8)


@pytest.mark.req("CHILD-01", "CHILD-15")
@pytest.mark.parametrize(
    ("on", "visited", "in_time"),
    [(dt.date(2024, 2, 15), True, True), (dt.date(2024, 2, 16), True, False), (dt.date(2024, 3, 7), True, False),
     (dt.date(2024, 3, 8), False, False)],
)  # fmt: skip
def test_a_birth_counts_as_visited_until_day_28_and_in_time_until_seven_days(
    cast: Cast, on: dt.date, visited: bool, in_time: bool
) -> None:
    child = born(cast, BIRTH)
    visit(cast, child, on)
    row = criteria("child.births", child)
    assert row is not None
    assert (row["visited"], row["in_time"]) == (visited, in_time)


@pytest.mark.req("CHILD-01")
def test_the_seven_days_run_from_discharge(cast: Cast) -> None:
    child = born(cast, BIRTH)
    record(cast, BirthNotice, child, dt.date(2024, 2, 14), discharged_on=dt.date(2024, 2, 14))
    visit(cast, child, dt.date(2024, 2, 21))
    row = criteria("child.births", child)
    assert row is not None and row["in_time"]


@pytest.mark.req("CHILD-01")
def test_early_deaths_stay_among_the_births_and_stand_apart(cast: Cast) -> None:
    child = born(cast, BIRTH)
    Standing.objects.filter(resident=child).update(to_on=dt.date(2024, 2, 12))
    Standing.objects.create(
        resident=child, state="died", from_on=dt.date(2024, 2, 12), cause_of_death="早产", evidence="死亡证明"
    )
    row = criteria("child.births", child)
    assert row is not None
    assert (row["visited"], row["alive_week"]) == (False, False)


def test_births_of_another_year_are_not_counted(cast: Cast) -> None:
    assert criteria("child.births", born(cast, dt.date(2023, 12, 31))) is None
    assert criteria("child.births", born(cast, dt.date(2024, 1, 1), "王清明")) is not None


@pytest.mark.req("CHILD-02", "CHILD-03")
def test_a_child_is_managed_by_an_exam_and_followed_by_a_visit_too(cast: Cast) -> None:
    visited, examined = born(cast, BIRTH), born(cast, BIRTH, "王清明")
    visit(cast, visited, dt.date(2024, 2, 14))
    exam(cast, examined, 8, dt.date(2024, 10, 10))
    one, other = criteria("child.under_seven", visited), criteria("child.under_seven", examined)
    assert one is not None and other is not None
    assert (one["examined"], one["followed"]) == (False, True)
    assert (other["examined"], other["followed"]) == (True, True)


@pytest.mark.req("CHILD-03", "AMB-16")
def test_the_day_of_the_seventh_birthday_is_out(cast: Cast) -> None:
    assert criteria("child.under_seven", born(cast, dt.date(2017, 10, 17))) is not None
    assert criteria("child.under_seven", born(cast, dt.date(2017, 10, 16), "王清明")) is None


def test_an_exam_of_last_year_or_after_the_day_does_not_count(cast: Cast) -> None:
    child = born(cast, dt.date(2022, 1, 10))
    exam(cast, child, 18, dt.date(2023, 7, 10))
    exam(cast, child, 30, dt.date(2024, 10, 17))
    row = criteria("child.under_seven", child)
    assert row is not None and not row["examined"]


@pytest.mark.req("CHILD-05")
def test_eyes_count_when_the_items_of_the_age_were_done(cast: Cast) -> None:
    half, whole = (
        born(cast, dt.date(2020, 5, 1)),
        born(cast, dt.date(2020, 5, 1), "王清明"),
    )
    record(cast, EyeExam, half, dt.date(2024, 5, 20), contact=48, appearance=1, visual_behaviour=1)
    record(cast, EyeExam, whole, dt.date(2024, 5, 20), contact=48, appearance=1, visual_behaviour=1, vision_scale=1,
           vision_l="4.9", vision_r="5.0")  # fmt: skip
    one, other = criteria("child.under_seven", half), criteria("child.under_seven", whole)
    assert one is not None and other is not None
    assert (one["eye_checked"], other["eye_checked"]) == (False, True)


@pytest.mark.req("CHILD-04")
def test_under_three_needs_as_many_exams_as_its_age_asks_and_have_fallen_due(cast: Cast) -> None:
    child = born(cast, dt.date(2023, 8, 8))
    exam(cast, child, 6, dt.date(2024, 2, 8))
    row = criteria("child.under_three", child)
    assert row is not None
    assert (row["system_managed"], row["system_managed_lacking"]) == (False, 1)
    exam(cast, child, 8, dt.date(2024, 4, 8))
    row = criteria("child.under_three", child)
    assert row is not None
    assert (row["system_managed"], row["every_contact"]) == (True, False)
    exam(cast, child, 12, dt.date(2024, 8, 8))
    row = criteria("child.under_three", child)
    assert row is not None and row["every_contact"]


@pytest.mark.req("CHILD-04")
def test_an_exam_without_weight_does_not_count_and_an_unseen_child_is_not_managed(cast: Cast) -> None:
    child, unseen = (
        born(cast, dt.date(2022, 2, 1)),
        born(cast, dt.date(2024, 10, 10), "王清明"),
    )
    exam(cast, child, 24, dt.date(2024, 2, 1), weight=None)
    row, other = criteria("child.under_three", child), criteria("child.under_three", unseen)
    assert row is not None and not row["system_managed"]
    assert other is not None and not other["system_managed"]


@pytest.mark.req("CHILD-07")
def test_the_last_exam_says_what_was_found(cast: Cast) -> None:
    child = born(cast, dt.date(2023, 2, 10))
    exam(cast, child, 12, dt.date(2024, 2, 20), weight_grade=3)
    exam(cast, child, 18, dt.date(2024, 8, 20), hemoglobin=104, warning_18m=[2])
    row = criteria("child.examined", child)
    assert row is not None
    assert (row["tested"], row["anaemic"], row["underweight"], row["warned"]) == (True, True, False, True)
