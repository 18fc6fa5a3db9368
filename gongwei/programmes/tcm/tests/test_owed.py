"""What elders and children are owed, what meets it, and who counts as served."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.people.models import Standing
from gongwei.people.tests.cast import Cast
from gongwei.programmes.tcm.measures import MEASURES
from gongwei.programmes.tcm.models import Told
from gongwei.programmes.tcm.tests.samples import DAY, YEAR_END, asked, criteria, owed, record, taught

ELDER = dt.date(1950, 1, 1)
BORN = dt.date(2023, 5, 16)


@pytest.mark.req("TCM-01", "TCM-06")
def test_an_elder_is_owed_one_identification_a_year_and_two_count_once(cast: Cast) -> None:
    person = cast.register(birth_date=ELDER)
    assert [each.due_on.year for each in owed(person, "elderly")] == [2023, 2024, 2025]
    first = asked(cast, person)
    asked(cast, person, dt.date(2024, 9, 1), occasion=4)
    assert [each.met_by for each in owed(person, "elderly")] == [None, first.pk, None]


def test_half_a_questionnaire_is_no_identification(cast: Cast) -> None:
    person = cast.register(birth_date=ELDER)
    asked(cast, person, q33_sublingual_vein=None)
    assert [each.met_on for each in owed(person, "elderly")] == [None, None, None]


@pytest.mark.parametrize(
    ("day", "met"), [(dt.date(2024, 8, 14), None), (dt.date(2024, 8, 15), dt.date(2024, 8, 15))]
)
def test_it_is_owed_from_the_65th_birthday(cast: Cast, day: dt.date, met: dt.date | None) -> None:
    person = cast.register(birth_date=dt.date(1959, 8, 15))
    asked(cast, person, day)
    assert [each.met_on for each in owed(person, "elderly")] == [met, None]


@pytest.mark.req("TCM-02")
def test_a_child_has_six_points_with_their_windows(cast: Cast) -> None:
    child = cast.register("姜白露", birth_date=BORN, created_on=BORN)
    windows = {age: owed(child, f"child_{age}")[0] for age in (6, 12, 18, 24)}
    assert [(each.opens_on, each.due_on, each.closes_on) for each in windows.values()] == [
        (dt.date(2023, 10, 16), dt.date(2023, 12, 16), dt.date(2024, 5, 15)),
        (dt.date(2024, 4, 16), dt.date(2024, 6, 16), dt.date(2024, 11, 15)),
        (dt.date(2024, 10, 16), dt.date(2024, 12, 16), dt.date(2025, 5, 15)),
        (dt.date(2025, 4, 16), dt.date(2025, 6, 16), dt.date(2025, 11, 15)),
    ]
    assert owed(child, "elderly") == []


@pytest.mark.req("TCM-02")
def test_a_record_meets_the_age_that_it_names(cast: Cast) -> None:
    child = cast.register("姜白露", birth_date=BORN, created_on=BORN)
    at_twelve = taught(cast, child, dt.date(2024, 5, 10), 12)
    assert owed(child, "child_6")[0].met_on is None
    assert owed(child, "child_12")[0].met_by == at_twelve.pk
    made_up = taught(cast, child, dt.date(2024, 5, 15), 6)
    assert owed(child, "child_6")[0].met_by == made_up.pk


def test_the_day_before_a_window_and_the_day_after_it_meet_nothing(cast: Cast) -> None:
    child = cast.register("姜白露", birth_date=BORN, created_on=BORN)
    taught(cast, child, dt.date(2024, 4, 15), 12)
    taught(cast, child, dt.date(2024, 11, 16), 12)
    assert owed(child, "child_12")[0].met_on is None


def test_an_adult_is_owed_nothing(cast: Cast) -> None:
    person = cast.register(birth_date=dt.date(1980, 1, 1))
    assert [owed(person, step) for step in ("elderly", "child_6", "child_36")] == [[], [], []]


@pytest.mark.req("TCM-03")
def test_an_elder_counts_with_record_identification_and_guidance(cast: Cast) -> None:
    person = cast.register(birth_date=ELDER)
    row = criteria("tcm.elderly", person)
    assert row is not None
    assert (row["filed"], row["identified"], row["advised"]) == (True, False, False)
    asked(cast, person, guide_balanced=None)
    row = criteria("tcm.elderly", person)
    assert row is not None and (row["identified"], row["advised"]) == (True, False)
    asked(cast, person, dt.date(2024, 6, 1))
    row = criteria("tcm.elderly", person)
    assert row is not None and (row["identified"], row["advised"]) == (True, True)
    before = criteria("tcm.elderly", person, dt.date(2024, 5, 31))
    assert before is not None and before["advised"] is False


def test_age_is_counted_on_31_december_and_the_dead_are_not(cast: Cast) -> None:
    assert criteria("tcm.elderly", cast.register("王清明", birth_date=dt.date(1959, 12, 31)), DAY) is not None
    assert criteria("tcm.elderly", cast.register("于谷雨", birth_date=dt.date(1960, 1, 1)), DAY) is None
    dead = cast.register(birth_date=ELDER)
    Standing.objects.filter(resident=dead).update(to_on=DAY)
    Standing.objects.create(
        resident=dead, state="died", from_on=DAY, cause_of_death="心梗", evidence="死亡证明"
    )
    assert criteria("tcm.elderly", dead) is None


@pytest.mark.req("TCM-03")
def test_a_child_counts_with_all_points_due_in_the_year(cast: Cast) -> None:
    child = cast.register("姜白露", birth_date=BORN, created_on=BORN)
    taught(cast, child, dt.date(2024, 5, 20), 12)
    year = criteria("tcm.children", child)
    assert year is not None and (year["all_points"], year["any_point"], year["served"]) == (
        False,
        True,
        False,
    )
    summer = criteria("tcm.children", child, dt.date(2024, 7, 1))
    assert summer is not None and summer["served"] is True
    taught(cast, child, dt.date(2024, 12, 1), 18)
    year = criteria("tcm.children", child, YEAR_END)
    assert year is not None and year["served"] is True


def test_a_child_without_a_point_in_the_year_is_not_counted(cast: Cast) -> None:
    assert (
        criteria(
            "tcm.children",
            cast.register("姜白露", birth_date=dt.date(2024, 7, 1), created_on=dt.date(2024, 7, 1)),
        )
        is None
    )


@pytest.mark.req("TCM-04")
def test_a_refusal_is_told_until_somebody_agrees(cast: Cast) -> None:
    person = cast.register(birth_date=ELDER)
    record(cast, Told, person, DAY, service=1, told_to=2, way=3, answer=2, reason="不需要")
    row = criteria("tcm.told", person)
    assert row is not None and row["refused"] is True
    record(cast, Told, person, dt.date(2024, 6, 1), service=1, told_to=1, way=3, answer=1)
    row = criteria("tcm.told", person)
    assert row is not None and row["refused"] is False


def test_the_ids_of_the_plan_exist() -> None:
    assert {"tcm.elderly_rate", "tcm.child_rate"} <= {measure.id for measure in MEASURES}
