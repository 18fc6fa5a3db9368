"""The list behind a figure: everybody who fails and nobody else, with reason, clause and the last day that counts."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.catalogue.chapters import measures
from gongwei.facts import reader
from gongwei.facts.tests.population import TODAY, District
from gongwei.indicators.evaluation import evaluate
from gongwei.indicators.missing import missing
from gongwei.indicators.person import people, person
from gongwei.indicators.places import UNASSIGNED, Scope

STANDARD = "hypertension.standard_rate"


@pytest.mark.req("DATA-08")
@pytest.mark.parametrize("indicator", sorted(measures()))
def test_every_figure_opens_to_exactly_its_people(district: District, indicator: str) -> None:
    for figure in evaluate(TODAY, "institution", indicators=(indicator,)):
        found = missing(indicator, Scope(institution=figure.group_id), TODAY)
        assert len(found.people) == found.total == found.matching == figure.failing
        assert all(each.lacking for each in found.people)
    everybody = [each.subject_id for each in missing(indicator, as_of=TODAY).people]
    parts = [
        each.subject_id
        for village in evaluate(TODAY, "village", indicators=(indicator,))
        for each in missing(indicator, Scope(village=village.group_id), TODAY).people
    ]
    assert sorted(parts) == sorted(everybody)


def test_filters_narrow_the_list(district: District) -> None:
    whole = missing(STANDARD, as_of=TODAY)
    for reason in whole.reasons:
        found = missing(STANDARD, as_of=TODAY, criterion=reason.criterion.id)
        assert found.matching == reason.people == len(found.people) and found.total == whole.total
        assert all(reason.criterion.id in {each.criterion for each in one.lacking} for one in found.people)
    alone = missing(STANDARD, as_of=TODAY, only_one=True)
    assert alone.matching == whole.only_one > 0 and all(len(one.lacking) == 1 for one in alone.people)
    doctor = Scope(doctor=str(district.doctors[0].pk))
    assert {one.doctor for one in missing(STANDARD, doctor, TODAY).people} == {"丛甲1"}
    assert missing(STANDARD, Scope(institution=UNASSIGNED), TODAY).total == 0


def test_pages_follow_each_other_without_gap(district: District) -> None:
    whole = [one.resident_id for one in missing(STANDARD, as_of=TODAY).people]
    first = missing(STANDARD, as_of=TODAY, limit=10)
    second = missing(STANDARD, as_of=TODAY, limit=10, offset=10)
    assert [one.resident_id for one in (*first.people, *second.people)] == whole[:20]
    assert first.matching == len(whole)


def test_the_last_day_is_that_of_the_open_obligation(district: District) -> None:
    """A visit of a quarter can be made until the year ends; a recheck only in its two weeks.

    Whose management has ended cannot make up anything: no day is left.
    """
    found = missing(STANDARD, as_of=TODAY)
    lacking = [(one, each) for one in found.people for each in one.lacking]
    visits = [each for _, each in lacking if each.criterion == "enough_face_to_face" and each.count]
    assert {each.due_on for each in visits if not each.too_late} == {dt.date(2024, 12, 31)}
    rechecks = [each for _, each in lacking if each.criterion == "rechecks_in_time"]
    assert rechecks and all(each.due_on is None or each.due_on >= TODAY for each in rechecks)
    assert any(each.too_late for each in rechecks)
    days = [one.due_on or dt.date.max for one in found.people]
    assert days == sorted(days)


def test_a_count_of_what_is_owed_agrees_with_the_obligations(district: District) -> None:
    """Of whom is managed all year: open visits = visits lacking + visits that met none (a second one in a quarter)."""
    lacking = {
        person.resident_id: each.count for person in missing(STANDARD, as_of=TODAY).people
        for each in person.lacking if each.criterion == "enough_face_to_face" and each.count
    }  # fmt: skip
    rows = reader.connect().execute(
        "SELECT resident_id, count(*) FILTER (met_on IS NULL), count(ended_on), list(met_by) FROM obligation"
        " WHERE programme = 'hypertension' AND step = 'follow_up' AND year(due_on) = 2024 GROUP BY resident_id"
    ).fetchall()  # fmt: skip
    loose: dict[int, int] = {}
    for whose, done in reader.connect().execute(
        "SELECT resident_id, id FROM hypertension_followup WHERE year(served_on) = 2024 AND mode IN (1, 2)"
    ).fetchall():  # fmt: skip
        met: list[str] = next((row[3] for row in rows if row[0] == whose), [])
        loose[whose] = loose.get(whose, 0) + (done not in met)
    compared = [whose for whose, _, ended, _ in rows if whose in lacking and not ended]
    still_open = {row[0]: row[1] for row in rows}
    assert {key: still_open[key] for key in compared} == {key: lacking[key] + loose.get(key, 0) for key in compared}
    assert any(not loose.get(key) for key in compared) and any(loose.get(key) for key in compared)


@pytest.mark.parametrize("indicator", ["hypertension.standard_rate", "health_record.standard_coverage"])
def test_the_residents_page_says_the_same_as_the_list(district: District, indicator: str) -> None:
    measure = measures()[indicator][1]
    for one in missing(indicator, as_of=TODAY).people[:15]:
        standing = next(each for each in person(one.resident_id, TODAY) if each.cohort == measure.cohort.id)
        failed = {each.id for each in standing.lacking} & set(measure.met)
        assert failed == {each.criterion for each in one.lacking}


def test_a_village_is_read_in_one_go(district: District) -> None:
    ids = [resident.pk for resident in district.residents[:25]]
    together = sorted(people(ids, TODAY), key=lambda each: (each.resident_id, each.cohort))
    apart = sorted(
        (each for key in ids for each in person(key, TODAY)), key=lambda each: (each.resident_id, each.cohort)
    )
    assert together == apart
