"""What is owed to whom: consent decides, the class of the visit sets the next date (spec 08 c)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.care.models import HealthExam
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.mental_disorder.models import Arrival, Checkup
from gongwei.programmes.mental_disorder.tests.samples import patient, record, registered, says, visit
from gongwei.records.history import acting
from gongwei.records.models import History

Owed = list[tuple[str, dt.date, dt.date | None]]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def owed(resident: Resident, step: str, year: int = 2024) -> Owed:
    refresh([resident.pk])
    found = Obligation.objects.filter(resident=resident, programme="mental_disorder", step=step)
    rows = found.filter(due_on__year=year, ended_on=None).order_by("due_on")
    return [(each.step, each.due_on, each.met_on) for each in rows]


def dues(resident: Resident, step: str, year: int = 2024) -> list[dt.date]:
    return [due for _, due, _ in owed(resident, step, year)]


@pytest.mark.req("SMI-03")
def test_four_visits_a_year_are_owed_to_who_agreed(cast: Cast) -> None:
    ends = [dt.date(2024, month, day) for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))]
    assert dues(patient(cast), "follow_up") == ends


@pytest.mark.req("SMI-02")
def test_without_consent_the_patient_is_registered_and_nothing_is_owed(cast: Cast) -> None:
    resident = registered(cast)
    refresh([resident.pk])
    assert not Obligation.objects.filter(resident=resident, programme="mental_disorder").exists()


@pytest.mark.req("SMI-02")
def test_consent_is_a_dated_fact_from_the_day_it_is_given_to_the_day_it_is_withdrawn(cast: Cast) -> None:
    resident = registered(cast)
    says(cast, resident, dt.date(2024, 5, 10), True)
    assert dues(resident, "follow_up") == [dt.date(2024, 6, 30), dt.date(2024, 9, 30), dt.date(2024, 12, 31)]
    says(cast, resident, dt.date(2024, 9, 30), False)
    assert dues(resident, "follow_up") == [dt.date(2024, 6, 30)]
    says(cast, resident, dt.date(2024, 10, 8), True)
    assert dues(resident, "follow_up") == [dt.date(2024, 6, 30), dt.date(2024, 12, 31)]


@pytest.mark.req("SMI-03")
@pytest.mark.parametrize(
    ("visit_class", "step", "due"),
    [
        (1, "unstable", dt.date(2024, 6, 3)),
        (2, "basic", dt.date(2024, 6, 3)),
        (3, "stable", dt.date(2024, 8, 20)),
    ],
)
def test_the_class_of_the_visit_sets_the_next_date(
    cast: Cast, visit_class: int, step: str, due: dt.date
) -> None:
    resident = patient(cast)
    visit(cast, resident, dt.date(2024, 5, 20), visit_class=visit_class)
    assert owed(resident, step) == [(step, due, None)]
    for other in {"unstable", "basic", "basic_again", "stable"} - {step}:
        assert owed(resident, other) == []


@pytest.mark.req("SMI-03")
def test_still_basically_stable_is_seen_after_a_month(cast: Cast) -> None:
    resident = patient(cast)
    visit(cast, resident, dt.date(2024, 5, 20), visit_class=2)
    visit(cast, resident, dt.date(2024, 6, 1), visit_class=2)
    visit(cast, resident, dt.date(2024, 6, 28), visit_class=3)
    assert owed(resident, "basic") == [("basic", dt.date(2024, 6, 3), dt.date(2024, 6, 1))]
    assert owed(resident, "basic_again") == [("basic_again", dt.date(2024, 7, 1), dt.date(2024, 6, 28))]
    assert owed(resident, "stable") == [("stable", dt.date(2024, 9, 28), None)]


@pytest.mark.req("XC-04")
def test_every_class_keeps_its_day_and_a_corrected_one_its_history(cast: Cast) -> None:
    resident = patient(cast)
    first = visit(cast, resident, dt.date(2024, 2, 20), visit_class=3)
    second = visit(cast, resident, dt.date(2024, 5, 20), visit_class=1)
    assert owed(resident, "stable") == [("stable", dt.date(2024, 5, 20), second.served_on)]
    assert owed(resident, "unstable") == [("unstable", dt.date(2024, 6, 3), None)]
    with acting(str(cast.staff["doctor"].pk), "重新评估"):
        type(first).objects.filter(pk=first.pk).update(visit_class=2, version=2)
    assert owed(resident, "stable") == []
    assert owed(resident, "basic") == [("basic", dt.date(2024, 3, 5), second.served_on)]
    assert owed(resident, "unstable") == [("unstable", dt.date(2024, 6, 3), None)], "the later class holds from its day"
    kept = History.objects.get(table_name=type(first)._meta.db_table, row_id=str(first.pk))
    assert (kept.old["visit_class"], kept.reason) == (3, "重新评估")


def test_a_void_visit_between_two_changes_what_follows(cast: Cast) -> None:
    resident = patient(cast)
    first = visit(cast, resident, dt.date(2024, 5, 20), visit_class=2)
    visit(cast, resident, dt.date(2024, 6, 1), visit_class=2)
    type(first).objects.filter(pk=first.pk).update(voided_at=first.recorded_at, void_reason="录错人")
    assert owed(resident, "basic") == [("basic", dt.date(2024, 6, 15), None)]
    assert owed(resident, "basic_again") == []


@pytest.mark.parametrize("changed", [{"visit_result": 2, "lost_reason": 1}, {"mode": 3}])
def test_a_failed_attempt_meets_nothing_and_a_call_counts_where_the_parameter_says_so(
    cast: Cast, changed: dict[str, Any]
) -> None:
    resident = patient(cast)
    visit(cast, resident, dt.date(2024, 5, 20), visit_class=1)
    visit(cast, resident, dt.date(2024, 5, 28), **changed)
    met = owed(resident, "unstable")[0][2]
    assert met == (dt.date(2024, 5, 28) if "mode" in changed else None)


@pytest.mark.req("SMI-09")
def test_who_comes_home_from_hospital_is_visited_once_accepted(cast: Cast) -> None:
    resident = patient(cast)
    news = {"kind": 1, "from_org": "威海市精神卫生中心", "discharged_on": dt.date(2024, 9, 1)}
    arrival = record(cast, Arrival, resident, dt.date(2024, 9, 2), **news, answer=0)
    assert owed(resident, "discharge") == []
    Arrival.objects.filter(pk=arrival.pk).update(answer=1, answered_on=dt.date(2024, 9, 3))
    assert owed(resident, "discharge") == [("discharge", dt.date(2024, 9, 16), None)]
    visit(cast, resident, dt.date(2024, 9, 16))
    assert owed(resident, "discharge")[0][2] == dt.date(2024, 9, 16)


@pytest.mark.req("SMI-05")
def test_the_yearly_exam_is_met_by_an_exam_or_by_a_refusal_on_paper(cast: Cast) -> None:
    examined, refused, agreeing = patient(cast), patient(cast), patient(cast)
    record(cast, HealthExam, examined, dt.date(2024, 6, 3))
    asked = {"signer": 2, "signer_name": "王立秋"}
    record(cast, Checkup, refused, dt.date(2024, 6, 4), able=1, agrees=2, reason="拒绝抽血", **asked)
    record(cast, Checkup, agreeing, dt.date(2024, 6, 4), able=1, agrees=1, **asked)
    met = [owed(each, "exam")[0][2] for each in (examined, refused, agreeing)]
    assert met == [dt.date(2024, 6, 3), dt.date(2024, 6, 4), None]
