"""Certified residents: who belongs, what is owed and meets it, who counts, what the certificate says."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Encounter, ExamFeedback, HealthExam
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident, ResidentTag
from gongwei.people.tests.cast import Cast
from gongwei.people.verbs.tags import clear_tag, set_tag
from gongwei.programmes.disabled.advice import ADVICE
from gongwei.programmes.disabled.forms import (
    CERTIFICATE,
    DEMAND,
    EXAM_DAY,
    FORMS,
    SUPPORT_FORM,
    number_agrees,
)
from gongwei.programmes.disabled.measures import MEASURES
from gongwei.programmes.disabled.models import Assessment, Demand, Support
from gongwei.records.advice import Situation
from gongwei.records.fields import described
from gongwei.records.validate import validate

BORN = dt.date(1970, 1, 1)
SINCE = dt.date(2021, 3, 1)
DAY = dt.date(2024, 5, 20)
YEAR_END = dt.date(2024, 12, 31)


def certified(cast: Cast, name: str = "丛立春", since: dt.date = SINCE) -> Resident:
    """A resident of 54 who carries the tag."""
    person = cast.register(name, birth_date=BORN)
    set_tag(person.pk, "disabled", since, source="残疾人证", by=cast.staff["public_health_a"])
    return person


def record(cast: Cast, model: Any, person: Resident, on: dt.date, **values: Any) -> Any:
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def owed(person: Resident, step: str) -> list[Obligation]:
    refresh([person.pk])
    found = Obligation.objects.filter(resident=person, programme="disabled", step=step)
    return list(found.order_by("due_on"))


def row(cohort: str, person: Resident, as_of: dt.date = YEAR_END) -> dict[str, Any] | None:
    refresh([person.pk])
    values: dict[str, Any] = {"residents": [person.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        found = cursor.fetchall()
    return dict(zip(columns(cohort), found[0], strict=True)) if found else None


@pytest.mark.req("DIS-01")
def test_whoever_carries_the_tag_is_owed_an_exam_and_an_assessment_a_year(cast: Cast) -> None:
    person = certified(cast)
    assert [each.due_on.year for each in owed(person, "exam")] == [2023, 2024, 2025]
    done = record(cast, HealthExam, person, DAY)
    assert [each.met_by for each in owed(person, "exam")] == [None, done.pk, None]
    assert owed(cast.register("王清明", birth_date=BORN), "exam") == []


def test_belonging_begins_and_ends_with_the_tag(cast: Cast) -> None:
    late = certified(cast, since=dt.date(2024, 6, 1))
    assert [each.due_on.year for each in owed(late, "exam")] == [2024, 2025]
    clear_tag(late.pk, "disabled", dt.date(2024, 9, 1), by=cast.staff["public_health_a"], reason="注销")
    assert [each.ended_on for each in owed(late, "exam")] == [dt.date(2024, 9, 1)]


@pytest.mark.req("DIS-04")
def test_an_abnormal_result_is_looked_at_again(cast: Cast) -> None:
    person = certified(cast)
    record(cast, Assessment, person, DAY, exam_result=1)
    assert owed(person, "recheck") == []
    record(cast, Assessment, person, dt.date(2024, 6, 3), exam_result=2)
    [again] = owed(person, "recheck")
    assert (again.due_on, again.met_on) == (dt.date(2024, 9, 1), None)
    record(cast, Encounter, person, dt.date(2024, 8, 1))
    assert owed(person, "recheck")[0].met_on == dt.date(2024, 8, 1)


@pytest.mark.req("DIS-02")
def test_a_demand_is_answered_within_its_days(cast: Cast) -> None:
    person = certified(cast)
    record(cast, Demand, person, DAY, source=1, needs=[4])
    [asked] = owed(person, "demand")
    assert (asked.due_on, asked.met_on) == (dt.date(2024, 6, 19), None)
    record(cast, Support, person, dt.date(2024, 6, 1), services=[7], outcome=1)
    assert owed(person, "demand")[0].met_on == dt.date(2024, 6, 1)


@pytest.mark.req("DIS-01")
def test_exam_assessment_feedback_and_support_count(cast: Cast) -> None:
    person = certified(cast)
    done = record(cast, HealthExam, person, DAY)
    record(cast, HealthExam, person, dt.date(2024, 9, 1))
    first = row("disabled.certified", person)
    assert first is not None
    assert (first["examined"], first["exam_complete"], first["result_told"], first["has_need"]) == (
        True, False, False, False,
    )  # fmt: skip
    record(cast, ExamFeedback, person, dt.date(2024, 6, 1), exam=done, way=1, next_on=dt.date(2025, 5, 20))
    record(cast, Assessment, person, DAY, exam_result=1, rehab_need=[3])
    second = row("disabled.certified", person)
    assert second is not None
    assert (second["result_told"], second["assessed"], second["has_need"], second["supported"]) == (
        True, True, True, False,
    )  # fmt: skip
    record(cast, Support, person, dt.date(2024, 6, 1), services=[4], outcome=1)
    third = row("disabled.certified", person)
    assert third is not None and third["supported"] is True
    assert row("disabled.certified", cast.register("王清明", birth_date=BORN)) is None


@pytest.mark.req("DIS-04")
def test_three_years_are_there_to_compare(cast: Cast) -> None:
    person = certified(cast)
    for year in (2022, 2024):
        record(cast, HealthExam, person, dt.date(year, 5, 20))
    found = row("disabled.compared", person)
    assert found is not None and (found["years"], found["enough_years"]) == (2, False)
    record(cast, HealthExam, person, dt.date(2023, 5, 20))
    found = row("disabled.compared", person)
    assert found is not None and (found["years"], found["enough_years"]) == (3, True)
    new = certified(cast, "王清明", since=dt.date(2023, 1, 1))
    record(cast, HealthExam, new, DAY)
    assert row("disabled.compared", new) is None


@pytest.mark.req("DIS-01", "EHR-16")
def test_saving_a_certificate_sets_the_tag_with_its_source_and_date(cast: Cast) -> None:
    person = cast.register(birth_date=BORN)
    values = {
        "served_on": DAY, "cert_no": f"{person.id_no}43", "disability_types": [4], "level": 3,
        "issued_on": dt.date(2023, 2, 1),
    }  # fmt: skip
    record_service(CERTIFICATE, uuid.uuid4(), person.pk, values, actor=cast.staff["public_health_a"])
    tag = ResidentTag.objects.get(resident=person, tag="disabled")
    assert (tag.source, tag.from_on) == ("残疾人证", dt.date(2023, 2, 1))
    assert [each.due_on.year for each in owed(person, "exam")] == [2023, 2024, 2025]


@pytest.mark.req("DIS-02")
def test_a_demand_is_saved_with_who_told_it_and_owes_an_answer(cast: Cast) -> None:
    person = certified(cast)
    values = {"served_on": DAY, "told_by": 1, "needs": [3], "words": "希望上门做康复指导"}
    record_service(DEMAND, uuid.uuid4(), person.pk, values, actor=cast.staff["public_health_a"])
    held = Demand.objects.get(resident=person)
    assert (held.told_by, held.needs, held.source) == (1, [3], 1)
    assert [each.met_on for each in owed(person, "demand")] == [None]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"cert_no": "123"}, ["cert_no"]),
        ({"cert_no": "{}44"}, ["level"]),
        ({"cert_no": "{}13"}, ["disability_types"]),
        ({"cert_no": "37100219700101999X43"}, ["cert_no"]),
        ({"cert_no": "{}43B1"}, []),
    ],
)
def test_the_certificate_number_is_compared_and_never_refused(
    cast: Cast, changes: dict[str, str], fields: list[str]
) -> None:
    person = cast.register(birth_date=BORN)
    given = {"cert_no": f"{person.id_no}43", "disability_types": [4], "level": 3}
    given |= {name: text.format(person.id_no) for name, text in changes.items()}
    found = number_agrees(given, {"resident_id": person.pk})
    assert [each.field for each in found] == fields
    assert {each.severity for each in found} <= {"soft"}


def test_the_forms_hold_their_columns_and_ask_for_what_is_required() -> None:
    for form in FORMS:
        assert {name for name, _, _ in described(form.model)} <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table
    lacking = [each.field for each in validate(CERTIFICATE, {"served_on": DAY}, facts={"today": DAY})]
    assert lacking == ["cert_no", "disability_types", "level"]


def test_the_panel_says_what_an_abnormal_result_and_a_need_ask_for() -> None:
    values = {"exam_result": 2, "rehab_need": [4]}
    [outcome] = judge("disabled", [{"served_on": DAY, "birth_date": BORN, **values}])
    found = ADVICE["disabled_assessment"](Situation(DAY, values, outcome, values_on("disabled", DAY)))
    assert [block.value for block in found.blocks] == ["有异常", "有康复需求"]
    assert "2024-08-18 前复查" in found.blocks[0].lines[1].text
    [card] = judge(
        "disabled", [{"served_on": DAY, "birth_date": BORN, "level": 1, "valid_until": dt.date(2024, 5, 19)}]
    )
    said = ADVICE["disabled_certificate"](Situation(DAY, {}, card, values_on("disabled", DAY)))
    assert (said.blocks[0].value, said.blocks[0].lines[0].text) == ("重度（一、二级）", "已过期")


def test_the_ids_of_the_plan_exist() -> None:
    assert "disabled.comparison_years" in {measure.id for measure in MEASURES}


@pytest.mark.req("DIS-03")
def test_an_exam_day_says_how_people_come_and_support_says_what_became_of_the_demand() -> None:
    def lacking(form: Any, **values: Any) -> list[str]:
        return [each.field for each in validate(form, {"served_on": DAY, **values}, facts={"today": DAY})]

    assert lacking(EXAM_DAY) == ["kind", "venue", "expected", "transport", "access"]
    assert EXAM_DAY.of == "institution"
    assert lacking(SUPPORT_FORM) == ["services", "outcome"]
    assert lacking(SUPPORT_FORM, services=[4], outcome=4) == ["reason"]
