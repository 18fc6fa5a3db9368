"""How a course is counted: months, phases, visits and doses that should have been (spec 09 c)."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.programmes.tuberculosis.counting import (
    doses,
    intensive_end,
    longest_gap,
    phase_on,
    planned_end,
    treatment_month,
    visits_due,
)

P = {
    "intensive_months_new": 2, "intensive_months_again": 3, "intensive_months_resistant": 6, "course_months_new": 6,
    "course_months_again": 8, "course_months_resistant": 24, "family_days": 10, "month_interval": 1,
    "self_as_family": True,
}  # fmt: skip
START = dt.date(2024, 1, 31)


def days(first: dt.date, count: int, state: int) -> dict[dt.date, int]:
    return {first + dt.timedelta(each): state for each in range(count)}


@pytest.mark.parametrize(
    ("on", "month"),
    [
        (dt.date(2024, 1, 31), 1), (dt.date(2024, 2, 28), 1), (dt.date(2024, 2, 29), 2), (dt.date(2024, 3, 30), 2),
        (dt.date(2024, 3, 31), 3), (dt.date(2024, 7, 30), 6), (dt.date(2024, 7, 31), 7),
    ],
)  # fmt: skip
def test_a_month_of_treatment_is_complete_the_day_before_the_same_day(on: dt.date, month: int) -> None:
    assert treatment_month(START, on) == month


def test_phases_end_by_kind_of_course() -> None:
    assert [intensive_end(START, kind, P) for kind in (1, 2, 3)] == [
        dt.date(2024, 3, 31), dt.date(2024, 4, 30), dt.date(2024, 7, 31),
    ]  # fmt: skip
    assert phase_on(START, 1, dt.date(2024, 3, 30), P) == 1
    assert phase_on(START, 1, dt.date(2024, 3, 31), P) == 2
    assert planned_end(START, 1, P) == dt.date(2024, 7, 30)


@pytest.mark.req("TB-06")
@pytest.mark.parametrize(
    ("supervisor", "stop", "visits"),
    [
        (2, dt.date(2024, 6, 30), 10),
        (3, dt.date(2024, 6, 30), 10),
        (1, dt.date(2024, 6, 30), 6),
        (2, dt.date(2024, 2, 20), 5),
        (2, dt.date(2024, 1, 5), 1),
        (1, dt.date(2024, 1, 5), 1),
        (2, dt.date(2024, 3, 1), 7),
        (2, dt.date(2023, 12, 31), 0),
    ],
)
def test_visits_due_by_supervisor_and_phase(supervisor: int, stop: dt.date, visits: int) -> None:
    assert visits_due(dt.date(2024, 1, 1), stop, 1, supervisor, P) == visits


def test_alone_is_visited_monthly_where_so_decided() -> None:
    assert visits_due(dt.date(2024, 1, 1), dt.date(2024, 6, 30), 1, 3, {**P, "self_as_family": False}) == 6


@pytest.mark.req("TB-04")
def test_doses_taken_missed_stopped_and_unmarked_are_told_apart() -> None:
    first = dt.date(2024, 1, 1)
    marks = days(first, 20, 1) | days(dt.date(2024, 1, 21), 3, 2) | days(dt.date(2024, 1, 24), 5, 3)
    told = doses(first, dt.date(2024, 1, 31), marks, 1)
    assert (told.due, told.taken, told.missed, told.stopped, told.unmarked) == (26, 20, 3, 5, 3)
    assert told.rate == pytest.approx(20 * 100 / 26)


def test_an_intermittent_regimen_is_due_every_second_day() -> None:
    first = dt.date(2024, 1, 1)
    told = doses(first, dt.date(2024, 1, 10), days(first, 10, 1), 2)
    assert (told.due, told.taken) == (5, 5)
    assert doses(first, dt.date(2023, 12, 31), {}, 1).rate is None


@pytest.mark.req("TB-04")
def test_the_longest_gap_is_not_broken_by_days_that_the_doctor_stopped() -> None:
    first = dt.date(2024, 1, 1)
    marks = days(first, 4, 2) | days(dt.date(2024, 1, 5), 2, 3) | days(dt.date(2024, 1, 7), 3, 2)
    assert longest_gap(marks, marks) == 7
    marks[dt.date(2024, 1, 8)] = 1
    assert longest_gap(marks, marks) == 5
