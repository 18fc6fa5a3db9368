"""年度分级评估 of 高血压: what last year's grade asks for beyond the quarterly visits (NCD-04)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from gongwei.care.grading_opening import risk_factors, year_control
from gongwei.care.models import HealthExam
from gongwei.catalogue.plans import parameter_history, values_on
from gongwei.catalogue.tables import tables
from gongwei.engine.compile import POSTGRES, compile_expression
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import slot
from gongwei.obligations.expression import obligations_of
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.hypertension.advice import ADVICE
from gongwei.programmes.hypertension.models import Grading
from gongwei.programmes.hypertension.schedule import SCHEDULE
from gongwei.programmes.hypertension.tests.test_measures import cast, patient, record, visit
from gongwei.records.advice import Situation

__all__ = ["cast"]
GRADED = ("grading", "graded_visit", "graded_exam")
ILL = {"year_control": 3, "factors": [2, 3, 8], "damage": [2], "comorbid": [1], "grade": 3}
STEADY = ILL | {"year_control": 2, "grade": 2}


def owed(resident: Resident, ordered: int = 1) -> list[tuple[str, str, dt.date, dt.date | None]]:
    """(step, number, due, met) of what 2024 owes because of grades, with the switch of the plan on or off."""

    def history(name: str) -> Any:
        switch = name == "hypertension.gradings_per_year"
        return [(dt.date(2017, 1, 1), ordered)] if switch else parameter_history(name)

    rows = obligations_of(SCHEDULE, "hypertension", tables(), Parameters("hypertension", history, slot("as_of")))
    rows = rows.filter(rows.step.isin(GRADED)).select("step", "seq", "due_on", "met_on")
    dates = {"since": dt.date(2024, 1, 1), "horizon": dt.date(2024, 12, 31), "as_of": dt.date(2024, 12, 31)}
    with connection.cursor() as cursor:
        text = compile_expression(rows.order_by("step", "due_on", "seq"), tables(), POSTGRES, narrowed=True).text
        cursor.execute(text, {"residents": [resident.pk], **dates})
        return list(cursor.fetchall())


@pytest.mark.req("NCD-04")
def test_the_grade_of_one_year_sets_the_visits_of_the_next(cast: Cast) -> None:
    resident = patient(cast)
    record(cast, Grading, resident, dt.date(2023, 11, 1), **STEADY)
    assert [row[:3] for row in owed(resident)] == [
        ("graded_visit", "2024-1", dt.date(2024, 6, 30)), ("graded_visit", "2024-2", dt.date(2024, 12, 31)),
        ("grading", "2024", dt.date(2024, 12, 31)),
    ]  # fmt: skip
    assert owed(resident, ordered=0) == []
    record(cast, Grading, resident, dt.date(2023, 12, 5), **ILL)
    found = owed(resident)
    dues = [due for step, _, due, _ in found if step == "graded_visit"]
    assert [(due.month, due.day) for due in dues] == [
        (1, 31), (3, 31), (4, 30), (6, 30), (7, 31), (9, 30), (10, 31), (12, 31),
    ]  # fmt: skip
    assert [row[:3] for row in found if row[0] == "graded_exam"] == [("graded_exam", "2024-1", dt.date(2024, 12, 31))]


@pytest.mark.req("NCD-04")
def test_only_visits_beyond_the_quarterly_ones_are_extra_and_the_grading_itself_is_owed(cast: Cast) -> None:
    resident = patient(cast)
    record(cast, Grading, resident, dt.date(2023, 11, 1), **STEADY)

    def met() -> list[dt.date | None]:
        return [row[3] for row in owed(resident) if row[0] == "graded_visit"]

    visit(cast, resident, dt.date(2024, 4, 10))
    visit(cast, resident, dt.date(2024, 4, 20))
    assert met() == [None, None]  # the second one makes up for the first quarter
    visit(cast, resident, dt.date(2024, 5, 5), mode=3)
    assert met() == [None, None]  # by telephone
    visit(cast, resident, dt.date(2024, 5, 10))
    assert met() == [dt.date(2024, 5, 10), None]
    visit(cast, resident, dt.date(2024, 8, 1))
    visit(cast, resident, dt.date(2024, 9, 1))
    assert met() == [dt.date(2024, 5, 10), dt.date(2024, 9, 1)]
    record(cast, Grading, resident, dt.date(2024, 10, 8), **STEADY)
    assert owed(resident)[-1] == ("grading", "2024", dt.date(2024, 12, 31), dt.date(2024, 10, 8))


@pytest.mark.req("NCD-04")
def test_the_second_exam_of_the_year_is_the_extra_one(cast: Cast) -> None:
    resident = patient(cast)
    record(cast, Grading, resident, dt.date(2023, 12, 31), **ILL)

    def met() -> list[dt.date | None]:
        return [row[3] for row in owed(resident) if row[0] == "graded_exam"]

    record(cast, HealthExam, resident, dt.date(2024, 3, 4), bp_left_sys=138, bp_left_dia=82)
    assert met() == [None]
    record(cast, HealthExam, resident, dt.date(2024, 9, 4), bp_left_sys=138, bp_left_dia=82)
    assert met() == [dt.date(2024, 9, 4)]


def test_the_year_is_read_from_its_valid_measurements() -> None:
    assert year_control([]) == year_control(["missing", None]) == 9
    assert year_control(["controlled", "missing"]) == 1
    assert year_control(["uncontrolled", "controlled"]) == 2
    assert year_control(["controlled", "uncontrolled", "missing"]) == 3


def test_a_risk_factor_is_absent_only_when_its_record_says_so() -> None:
    limits = {"obese_bmi": 28, "tc_high": 6.2, "tg_high": 2.3, "ldl_c_high": 4.1, "hdl_c_low": 1.0,
              "risk_age_male": 55, "risk_age_female": 65}  # fmt: skip
    facts = {"parameters": limits, "age": 55, "sex": 1}
    healthy, sheet = {"smoke_cur": 0, "bmi_cur": 24}, {"family_cvd": 2, "tc": 5, "hdl_c": 1.0}
    assert risk_factors(healthy, sheet, {}, facts) == [1]
    assert risk_factors(healthy, {"family_cvd": 2}, {}, facts) == []  # lipids unknown
    assert risk_factors(healthy, {**sheet, "hdl_c": 0.99}, {}, facts) == [3]
    ill, older = {"smoke_cur": 1, "bmi_cur": 28}, {**facts, "age": 56}
    assert risk_factors(ill, sheet, {"risk_factors": [7]}, older) == [2, 5, 7, 8]


@pytest.mark.parametrize(("ordered", "said"), [(0, "只记录分级"), (1, "面对面随访 12 次，约每 1 个月一次")])
def test_the_panel_says_what_next_year_asks_for(ordered: int, said: str) -> None:
    day = dt.date(2024, 10, 16)
    limits = {**values_on("hypertension", day), "gradings_per_year": ordered}
    found = ADVICE["hypertension_grading"](Situation(day, {**ILL, "grade": None}, {"grade_proposed": 3}, limits))
    proposed, after = found.blocks
    assert (proposed.value, after.label, found.suggested["grade"]) == ("三级", "2025 年任务", 3)
    assert said in after.lines[0].text
    open_ = ADVICE["hypertension_grading"](Situation(day, {}, {"grade_proposed": None}, limits))
    assert "还缺 本年控制情况、心血管危险因素、靶器官损害、并发症和合并症" in open_.blocks[0].lines[0].text
    assert open_.facts == {"grade_proposed": None} and not open_.suggested
