"""Places are patrolled, clues reported by the clock and answered; what is still open stays on the list."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.obligations.models import InstitutionObligation
from gongwei.obligations.refresh import rebuild, refresh_institutions
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.health_supervision import forms
from gongwei.programmes.health_supervision.models import Clue, Patrol
from gongwei.programmes.health_supervision.tests.samples import at, clue, patrol, save, unit

TODAY = dt.date(2024, 10, 16)


def figures(cohort: str, as_of: dt.date = TODAY) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", False).text, dict(PeriodDates.year_to(as_of).values()))
        return [dict(zip(columns(cohort), row, strict=True)) for row in cursor.fetchall()]


def owed(cast: Cast, step: str) -> list[InstitutionObligation]:
    found = InstitutionObligation.objects.filter(institution=cast.centre_a, step=step, due_on__year=2024)
    return list(found.order_by("due_on"))


@pytest.mark.req("SUPV-04")
def test_a_place_needs_its_patrols_of_the_year_and_water_more(cast: Cast) -> None:
    unit(cast, 1)
    unit(cast, 2, kind=1, name="村水厂")
    unit(cast, 3, status=3, closed_on=dt.date(2024, 2, 1))
    for number, months in ((1, (3, 9)), (2, (3, 5, 9))):
        for month in months:
            patrol(cast, dt.date(2024, month, 12), number)
    patrol(cast, dt.date(2023, 12, 12), 2)
    by_name = {row["subject"]: row for row in figures("health_supervision.places")}
    assert set(by_name) == {"1 第1小学", "2 村水厂"}
    assert by_name["1 第1小学"]["patrolled_enough"] and by_name["1 第1小学"]["patrols"] == 2
    water = by_name["2 村水厂"]
    assert (water["patrolled_enough"], water["patrolled_enough_lacking"], water["patrols"]) == (False, 1, 3)


@pytest.mark.parametrize(("registered", "enough"), [(dt.date(2024, 6, 30), False), (dt.date(2024, 7, 1), True)])
def test_a_place_registered_during_the_year_owes_what_was_left(
    cast: Cast, registered: dt.date, enough: bool
) -> None:
    unit(cast, 1, on=registered)
    patrol(cast, dt.date(2024, 9, 12), 1)
    assert [row["patrolled_enough"] for row in figures("health_supervision.places")] == [enough]


@pytest.mark.req("SUPV-03")
def test_an_unreported_clue_is_owed_until_it_says_when_it_was_reported(cast: Cast) -> None:
    saved = save(cast, forms.CLUE, clue("2024-10-08 09:00", None))
    [open_one] = owed(cast, "report")
    assert (open_one.seq, open_one.due_on, open_one.met_on) == (str(saved.pk), dt.date(2024, 10, 9), None)
    told = {"reported_at": at("2024-10-10 09:00"), "report_to": "区卫生监督所"}
    save(cast, forms.CLUE, told, id=saved.pk, version=1, reason="补报告时间")
    assert not owed(cast, "report")
    [waiting] = owed(cast, "feedback")
    assert waiting.due_on == dt.date(2024, 11, 7)
    answer = {"answer": 1, "result": "已取缔", "feedback_on": dt.date(2024, 10, 15)}
    save(cast, forms.CLUE, answer, id=saved.pk, version=2, reason="登记反馈")
    assert not owed(cast, "feedback")


@pytest.mark.req("SUPV-04")
def test_clues_are_judged_by_hours_and_an_event_by_two(cast: Cast) -> None:
    """Recomputed by hand: in time, the last minute, a minute late, an event after three hours, not reported."""
    for number, (reported, urgent) in enumerate((
        ("2024-10-08 15:00", False), ("2024-10-09 09:00", False), ("2024-10-09 09:01", False),
        ("2024-10-08 12:00", True), (None, False),
    ), 1):  # fmt: skip
        save(cast, forms.CLUE, clue("2024-10-08 09:00", reported, urgent=urgent, seq_no=number))
    rows = figures("health_supervision.clues")
    assert [sum(row[name] for row in rows) for name in ("was_reported", "reported_in_time")] == [4, 2]
    before = figures("health_supervision.clues", dt.date(2024, 10, 8))
    assert [sum(row[name] for row in before) for name in ("was_reported", "reported_in_time")] == [2, 1]


def test_a_quarter_without_patrol_stays_missed(cast: Cast) -> None:
    patrol(cast, dt.date(2024, 3, 31), None)
    patrol(cast, dt.date(2024, 7, 1), None)
    refresh_institutions([cast.centre_a.pk])
    assert [each.seq for each in owed(cast, "patrol") if each.met_on] == ["2024Q1", "2024Q3"]


def test_the_projection_is_the_same_either_way(cast: Cast) -> None:
    unit(cast, 1)
    patrol(cast, dt.date(2024, 3, 31))
    save(cast, forms.CLUE, clue("2024-10-08 09:00", None))
    refresh_institutions([cast.centre_a.pk, cast.centre_b.pk, cast.clinic.pk])
    names = ("institution_id", "programme", "step", "seq", "opens_on", "due_on", "met_by")
    ours = InstitutionObligation.objects.filter(programme="health_supervision")
    refreshed = sorted(ours.values_list(*names), key=repr)
    rebuild(["health_supervision"])
    assert sorted(ours.values_list(*names), key=repr) == refreshed and len(refreshed) > 20


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reported_at": at("2024-10-08 08:59")}, "reported_at"),
        ({"found_at": at("2024-10-07 09:00")}, "found_at"),
        ({"report_to": None}, "report_to"),
        ({"answer": 1}, "result"),
        ({"reported_at": at("2024-10-18 09:00")}, "reported_at"),
    ],
)
def test_a_clock_that_runs_backwards_is_refused(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(cast, forms.CLUE, clue(**{"on": "2024-10-08 09:00", **changes}))
    assert field in refused.value.by_field and not Clue.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"found": 2, "problem": "无"}, "problem"),
        ({"found": 2, "problem": "消毒记录不全"}, "disposal"),
        ({"unit_no": 9}, "unit_no"),
        ({"problem": ""}, "problem"),
    ],
)
def test_a_found_problem_says_what_and_how_it_was_handled(
    cast: Cast, changes: dict[str, Any], field: str
) -> None:
    unit(cast, 1)
    with pytest.raises(Invalid) as refused:
        patrol(cast, dt.date(2024, 9, 3), **changes)
    assert field in refused.value.by_field and not Patrol.objects.exists()


@pytest.mark.req("SUPV-02")
def test_places_have_numbers_of_their_own_institution(cast: Cast) -> None:
    unit(cast, 1)
    with pytest.raises(Invalid, match="已用于"):
        unit(cast, 1)
    other = {"served_on": dt.date(2022, 3, 1), "number": 1, "name": "水厂", "kind": 7, "kind_other": "水库",
             "address": "温泉镇", "status": 1}  # fmt: skip
    save(cast, forms.UNIT, other, cast.centre_b)
    assert {row["subject"] for row in figures("health_supervision.places")} == {"1 第1小学", "1 水厂"}


@pytest.mark.req("SUPV-01")
def test_rules_and_assistants_in_force_are_counted(cast: Cast) -> None:
    save(cast, forms.PAPERS, {"served_on": dt.date(2024, 1, 5), "kind": 1, "title": "协管工作制度"})
    assistant = {"served_on": dt.date(2024, 1, 5), "kind": 2, "title": "聘任", "person": "毕谷雨", "full_time": False,
                 "area": "大西庄", "valid_until": dt.date(2024, 10, 15)}  # fmt: skip
    save(cast, forms.PAPERS, assistant)
    of = {row["subject"]: row["rules_and_staff"] for row in figures("health_supervision.assistants")}
    assert of[cast.centre_a.name] is False
    last_day = figures("health_supervision.assistants", dt.date(2024, 10, 15))
    of = {row["subject"]: row["rules_and_staff"] for row in last_day}
    assert (of[cast.centre_a.name], of[cast.centre_b.name]) == (True, False)


def test_the_same_request_twice_is_one_clue_and_others_may_not_write(cast: Cast) -> None:
    record_id = uuid.uuid4()
    for _ in range(2):
        save(cast, forms.CLUE, clue(), id=record_id)
    assert Clue.objects.get().version == 1
    for role in ("line", "finance", "public_health_b", "village_doctor"):
        with pytest.raises(Forbidden):
            save(cast, forms.CLUE, clue(), actor=cast.staff[role])
