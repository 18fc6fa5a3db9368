"""Weight management: what the forms ask, what a plan owes, who is counted."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Enrolment, HealthExam
from gongwei.care.tests.samples import exam_values
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.weight.advice import measured
from gongwei.programmes.weight.forms import PLAN, VISIT, of_the_plan
from gongwei.programmes.weight.models import Assessment, Measurement, Plan
from gongwei.records.advice import Situation

DAY = dt.date(2024, 5, 20)
AS_OF = dt.date(2024, 10, 16)
WANTED = {
    "served_on": DAY, "started_on": DAY, "height": Decimal("170.0"), "start_weight": Decimal("82.0"),
    "target_weight": Decimal("77.0"), "target_on": dt.date(2024, 11, 20), "methods": [1, 2], "nutrition": "控油控糖",
    "exercise": "快走每周150分钟", "status": 1,
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    """Two health centres, a clinic and one member of staff for each role."""
    return make_cast()


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """One row of any form."""
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def criteria(cohort: str, resident: Resident) -> dict[str, Any] | None:
    """The person's row of a cohort on PostgreSQL; None when not counted."""
    refresh([resident.pk])
    values: dict[str, Any] = {"residents": [resident.pk], **PeriodDates.year_to(AS_OF).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        rows = cursor.fetchall()
    return dict(zip(columns(cohort), rows[0], strict=True)) if rows else None


def planned(cast: Cast, resident: Resident, **changes: Any) -> Plan:
    """A plan saved by the doctor."""
    made: Plan = record_service(
        PLAN, uuid.uuid4(), resident.pk, {**WANTED, **changes}, actor=cast.staff["doctor"]
    )
    return made


@pytest.mark.req("WGT-03")
def test_a_plan_enrols_and_owes_visits_at_one_three_six_and_twelve_months(cast: Cast) -> None:
    person = cast.register(birth_date=dt.date(1980, 3, 1))
    planned(cast, person)
    assert Enrolment.objects.filter(resident=person, programme="weight", from_on=DAY).exists()
    owed = Obligation.objects.filter(resident=person, programme="weight", step="visit").order_by("due_on")
    assert [(each.seq, each.due_on) for each in owed] == [
        ("1", dt.date(2024, 6, 19)), ("3", dt.date(2024, 8, 19)), ("6", dt.date(2024, 11, 19)), ("12",
        dt.date(2025, 5, 20)),
    ]  # fmt: skip
    opened = of_the_plan({"resident_id": person.pk})
    assert (opened["start_weight"], opened["target_weight"]) == (Decimal("82.0"), Decimal("77.0"))
    values = {**opened, "served_on": dt.date(2024, 6, 18), "mode": 1, "weight": Decimal("80.5"),
    "diet_ok": 1, "exercise_ok": 2,
              "exercise_min_week": 120, "advice": "继续", "next_on": dt.date(2024, 8, 18)}  # fmt: skip
    record_service(VISIT, uuid.uuid4(), person.pk, values, actor=cast.staff["doctor"])
    owed = Obligation.objects.filter(resident=person, programme="weight", step="visit").order_by("due_on")
    assert [each.met_on for each in owed][:2] == [dt.date(2024, 6, 18), None]


def test_a_target_above_the_start_is_refused(cast: Cast) -> None:
    person = cast.register(birth_date=dt.date(1980, 3, 1))
    with pytest.raises(Invalid, match="目标体重应低于起始体重"):
        planned(cast, person, target_weight=Decimal("90.0"))


@pytest.mark.req("WGT-01", "WGT-02")
def test_whoever_was_weighed_anywhere_in_the_year_is_measured_and_classed(cast: Cast) -> None:
    examined, measured, nobody = (
        cast.register(name, birth_date=dt.date(1980, 3, 1)) for name in ("丛立春", "王清明", "于谷雨")
    )
    values = {**exam_values(served_on=DAY), "height": 170, "weight": 70, "waist": 84}
    values.pop("served_on")
    record(cast, HealthExam, examined, DAY, **values)
    record(cast, Measurement, measured, DAY, measured_by=3, height=160, weight=80, waist=95)
    one, other, none = (criteria("weight.adults", each) for each in (examined, measured, nobody))
    assert one is not None and other is not None and none is not None
    assert (one["measured"], one["overweight"], one["obese"]) == (True, True, False)
    assert (other["obese"], other["central"], other["guided"]) == (True, True, False)
    assert (none["measured"], none["weighed"]) == (False, False)


def test_children_are_not_among_the_adults(cast: Cast) -> None:
    assert criteria("weight.adults", cast.register(birth_date=dt.date(2006, 10, 17))) is None
    assert criteria("weight.adults", cast.register("王清明", birth_date=dt.date(2006, 10, 16))) is not None


@pytest.mark.req("WGT-01")
def test_a_plan_that_ended_reached_its_goal_by_target_or_five_per_cent(cast: Cast) -> None:
    person = cast.register(birth_date=dt.date(1980, 3, 1))
    assert criteria("weight.plans", person) is None
    planned(cast, person, status=2, ended_on=dt.date(2024, 9, 20), end_weight=Decimal("77.9"))
    row = criteria("weight.plans", person)
    assert row is not None and row["reached"]
    guided = criteria("weight.adults", person)
    assert guided is not None and guided["guided"]


@pytest.mark.req("WGT-05", "WGT-06")
def test_an_assessment_gives_class_service_and_referral(cast: Cast) -> None:
    values = {"weight": Decimal("84.0"), "height": Decimal("160.0"), "waist": Decimal("96.0"), "factors": [2]}
    row = {**values, "birth_date": dt.date(1980, 3, 1), "sex": 2, "served_on": DAY}
    said = measured(Situation(DAY, values, judge("weight", [row])[0], values_on("weight", DAY)))
    assert said.suggested == {"level": 3, "service": "制定减重方案并转诊或会诊，合并疾病同步管理"}
    assert [block.value for block in said.blocks] == ["肥胖", "制定体重管理方案", "建议转诊"]
    person = cast.register(birth_date=dt.date(1980, 3, 1), sex=2)
    planned(cast, person)
    record(cast, Assessment, person, DAY, **values, level=3, screens=[2, 3], service="转诊")
    refresh([person.pk])
    due = Obligation.objects.get(resident=person, programme="weight", step="referral")
    assert due.due_on == dt.date(2024, 6, 3)
