"""The cohorts and their criteria on PostgreSQL, from records and the obligations that follow from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import HealthExam
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.programmes.mental_disorder.measures import CRITERIA, MEASURES, STANDARD
from gongwei.programmes.mental_disorder.models import Check, Checkup, Difference, Match
from gongwei.programmes.mental_disorder.tests.samples import patient, record, registered, says, visit

YEAR_END = dt.date(2024, 12, 31)
DAYS = (dt.date(2024, 2, 1), dt.date(2024, 4, 30), dt.date(2024, 7, 28), dt.date(2024, 10, 20))
NOT_IN_STANDARD = ("caused_incident",)


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
        cursor.execute(statement(cohort, "postgres", True).text, values)
        found = [dict(zip(columns(cohort), row, strict=True)) for row in cursor.fetchall()]
    return {row["resident_id"]: row for row in found}


def row(resident: Resident, as_of: dt.date = YEAR_END) -> dict[str, Any]:
    return rows("mental_disorder.registered", resident, as_of=as_of)[resident.pk]


def failed(resident: Resident, as_of: dt.date = YEAR_END) -> list[str]:
    found = row(resident, as_of)
    return [each.id for each in CRITERIA if each.id not in NOT_IN_STANDARD and not found[each.id]]


def managed_well(cast: Cast) -> Resident:
    resident = patient(cast)
    for day in DAYS:
        visit(cast, resident, day)
    record(cast, HealthExam, resident, dt.date(2024, 6, 3))
    return resident


@pytest.mark.req("SMI-03", "SMI-06", "SMI-08")
def test_four_visits_in_time_and_an_exam_are_standard_management(cast: Cast) -> None:
    assert failed(managed_well(cast)) == []


@pytest.mark.req("SMI-02", "SMI-08")
def test_who_does_not_agree_stays_in_the_denominator(cast: Cast) -> None:
    resident = managed_well(cast)
    says(cast, resident, dt.date(2024, 11, 1), False)
    assert failed(resident) == ["consented"]
    assert not row(resident)["managed"]
    assert set(failed(registered(cast))) >= {"consented", "enough_visits", "visited", "seen", "settled"}


def test_a_visit_past_its_date_is_late(cast: Cast) -> None:
    resident = patient(cast)
    for day in (dt.date(2024, 2, 1), dt.date(2024, 5, 2), dt.date(2024, 8, 1), dt.date(2024, 10, 31)):
        visit(cast, resident, day)
    assert "visits_in_time" in failed(resident)
    assert row(resident)["enough_visits"]


@pytest.mark.req("SMI-04")
def test_regular_medicine_means_at_every_visit(cast: Cast) -> None:
    resident = managed_well(cast)
    last = visit(cast, resident, dt.date(2024, 12, 1), drug_adherence=2)
    assert failed(resident) == ["takes_drugs_regularly"]
    type(last).objects.filter(pk=last.pk).update(drug_adherence=3)
    assert failed(resident) == ["takes_drugs", "takes_drugs_regularly"]
    type(last).objects.filter(pk=last.pk).update(drug_adherence=4)
    assert failed(resident) == ["takes_drugs"]
    assert not row(resident)["owes_drugs"]


@pytest.mark.req("SMI-04")
def test_the_last_class_says_whether_the_illness_is_settled(cast: Cast) -> None:
    resident = managed_well(cast)
    visit(cast, resident, dt.date(2024, 12, 20), visit_class=2, danger_level=1)
    assert row(resident)["settled"] and row(resident)["last_value"] == "基本稳定，危险性1"
    visit(cast, resident, dt.date(2024, 12, 25), visit_class=1, danger_level=3, danger_acts=[2], danger_2=1)
    found = row(resident)
    assert not found["settled"] and found["caused_incident"]


def test_calls_and_failed_attempts_are_not_seen_face_to_face(cast: Cast) -> None:
    resident = patient(cast)
    visit(cast, resident, dt.date(2024, 2, 1), mode=3)
    visit(cast, resident, dt.date(2024, 4, 1), visit_result=2, lost_reason=1)
    found = row(resident)
    assert found["visited"] and not found["seen"]


@pytest.mark.req("SMI-05", "AMB-57")
def test_a_refusal_on_paper_excuses_from_standard_and_leaves_the_second_denominator(cast: Cast) -> None:
    resident = managed_well(cast)
    HealthExam.objects.filter(resident=resident).update(served_on=dt.date(2023, 6, 3))
    assert failed(resident) == ["exam_handled", "examined"]
    record(
        cast,
        Checkup,
        resident,
        dt.date(2024, 6, 4),
        able=2,
        agrees=1,
        reason="住院",
        signer=1,
        signer_name="丛",
    )
    assert failed(resident) == ["examined"]
    assert row(resident)["managed"] and not row(resident)["able"]


def compared(cast: Cast, resident: Resident, *fields: str, on: dt.date = dt.date(2024, 9, 1)) -> Match:
    by = cast.staff["public_health_a"]
    check = Check.objects.create(institution=cast.centre_a, checked_on=on, staff=by, source="名单", listed=1)
    match = Match.objects.create(
        reconciliation=check, resident=resident, checked_on=on, name=resident.name, here=True, there=True
    )
    for field in fields:
        Difference.objects.create(match=match, resident=resident, field=field, ours="甲", theirs="乙")
    return match


@pytest.mark.req("SMI-10", "DATA-06", "AMB-52")
def test_consistent_is_who_has_no_open_difference_in_the_last_comparison(cast: Cast) -> None:
    same, other, never = patient(cast), patient(cast), patient(cast)
    compared(cast, same, "diagnosis", on=dt.date(2024, 3, 1))
    compared(cast, same)
    match = compared(cast, other, "diagnosis", "guardian_phone")
    found = rows("mental_disorder.reconciled", same, other, never)
    assert [found[each.pk]["consistent"] for each in (same, other, never)] == [True, False, False]
    assert [found[each.pk]["checked"] for each in (same, other, never)] == [True, True, False]
    solved = {"solved_on": dt.date(2024, 10, 1), "solved_how": 1, "solved_by": cast.staff["public_health_a"]}
    Difference.objects.filter(match=match).update(**solved)
    assert rows("mental_disorder.reconciled", other)[other.pk]["consistent"]
    early = rows("mental_disorder.reconciled", other, as_of=dt.date(2024, 9, 30))
    assert not early[other.pk]["consistent"]


@pytest.mark.req("SMI-06", "SMI-07", "SMI-08", "SMI-10", "AMB-19")
def test_the_indicators_of_the_plans_exist_with_their_bases() -> None:
    found = {each.id.partition(".")[2]: each for each in MEASURES}
    assert {"detection_rate", "managed_rate", "consistency_rate", "standard_rate", "exam_rate"} <= set(found)
    assert (found["detection_rate"].base, found["detection_rate"].unit) == ("population", "‰")
    assert found["standard_rate"].met == STANDARD != found["managed_rate"].met  # two codes: ≥90% there, ≥80% here
    assert (found["exam_rate"].among, found["able_exam_rate"].among) == ("managed", "able")


@pytest.mark.req("AMB-18")
def test_the_dead_and_the_departed_are_not_detected(cast: Cast) -> None:
    here, dead, gone = patient(cast), patient(cast), patient(cast)
    by, day = cast.staff["doctor"], dt.date(2024, 10, 16)
    close_record(dead.pk, Closing("died", day, evidence="死亡医学证明", cause_of_death="心肌梗死"), by=by)
    close_record(gone.pk, Closing("moved_out", day, destination="外省", handover="已寄出"), by=by)
    assert set(rows("mental_disorder.registered", here, dead, gone)) == {here.pk}
    assert {here.pk, dead.pk, gone.pk} == set(
        rows("mental_disorder.registered", here, dead, gone, as_of=dt.date(2024, 9, 30))
    )


def test_every_criterion_says_what_is_lacking() -> None:
    assert {each.step for each in CRITERIA if each.step} == {"follow_up", "exam"}
    assert all(each.lacking and each.ref for each in CRITERIA)


@pytest.mark.req("SMI-12")
def test_persons_managed_to_standard_are_counted_for_each_year(cast: Cast) -> None:
    well, badly = managed_well(cast), patient(cast)

    def standard(as_of: dt.date) -> int:
        found = rows("mental_disorder.registered", well, badly, as_of=as_of)
        return sum(all(row[name] for name in STANDARD) for row in found.values())

    assert (standard(YEAR_END), standard(dt.date(2023, 12, 31))) == (1, 0)
