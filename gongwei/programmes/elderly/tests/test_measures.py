"""Who counts as an elder and as managed, on PostgreSQL."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gongwei.care.abnormal import abnormal_results
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.people.models import Resident, Standing
from gongwei.people.tests.cast import Cast
from gongwei.programmes.elderly.measures import CRITERIA, MEASURES, STANDARD
from gongwei.programmes.elderly.tests.samples import EXAM_DAY, assessment, criteria, exam, told

COHORT = "elderly.residents"


def elder(cast: Cast, name: str = "丛立春", born: dt.date = dt.date(1950, 1, 1)) -> Resident:
    return cast.register(name, birth_date=born)


def failed(resident: Resident, as_of: dt.date = dt.date(2024, 12, 31)) -> list[str]:
    row = criteria(COHORT, resident, as_of)
    assert row is not None, "not counted"
    return [criterion.id for criterion in CRITERIA if not row[criterion.id]]


@pytest.mark.req("ELD-02", "ELD-05")
def test_exam_assessment_guidance_and_feedback_are_standard_management(cast: Cast) -> None:
    resident = elder(cast)
    assert set(failed(resident)) == set(STANDARD)
    done = exam(cast, resident)
    assert failed(resident) == ["result_told"]
    told(cast, done)
    assert failed(resident) == []


@pytest.mark.req("ELD-02")
def test_without_lifestyle_or_a_laboratory_item_the_exam_is_not_complete(cast: Cast) -> None:
    for name, item in (("丛立春", "smoking_status"), ("王清明", "abdominal_us"), ("于谷雨", "urea")):
        resident = elder(cast, name)
        told(cast, exam(cast, resident, EXAM_DAY, **{item: None}))
        assert failed(resident) == ["exam_complete"]


def test_the_official_form_counts_where_the_exam_has_no_self_care(cast: Cast) -> None:
    resident = elder(cast)
    done = exam(cast, resident, elder_self_care=None)
    told(cast, done)
    assert failed(resident) == ["exam_complete", "self_care_assessed"]
    assessment(cast, resident)
    assert failed(resident) == ["exam_complete"]


@pytest.mark.req("ELD-06", "AMB-17")
def test_age_is_counted_on_31_december(cast: Cast) -> None:
    assert criteria(COHORT, elder(cast, born=dt.date(1959, 12, 31)), dt.date(2024, 10, 16)) is not None
    assert criteria(COHORT, elder(cast, "王清明", born=dt.date(1960, 1, 1)), dt.date(2024, 10, 16)) is None


def test_an_exam_at_64_is_no_exam_of_an_elder(cast: Cast) -> None:
    resident = elder(cast, born=dt.date(1959, 8, 15))
    exam(cast, resident, dt.date(2024, 8, 14))
    assert "examined" in failed(resident)
    exam(cast, resident, dt.date(2024, 8, 15))
    assert "examined" not in failed(resident)


def test_only_what_was_done_by_the_day_and_in_the_year_counts(cast: Cast) -> None:
    resident = elder(cast)
    exam(cast, resident, dt.date(2023, 12, 31))
    assert "examined" in failed(resident)
    exam(cast, resident)
    assert "examined" in failed(resident, EXAM_DAY - dt.timedelta(1))
    assert "examined" not in failed(resident, EXAM_DAY)


def test_the_dead_and_departed_are_not_counted_and_the_lost_meet_nothing(cast: Cast) -> None:
    for name, state in (("丛立春", "died"), ("王清明", "moved_out"), ("于谷雨", "lost")):
        resident = elder(cast, name)
        told(cast, exam(cast, resident))
        Standing.objects.filter(resident=resident).update(to_on=dt.date(2024, 7, 1))
        Standing.objects.create(
            resident=resident, state=state, from_on=dt.date(2024, 7, 1), reason="x", evidence="x", cause_of_death="x",
            destination="x", handover="x",
        )  # fmt: skip
        assert failed(resident, dt.date(2024, 6, 30)) == []
        if state == "lost":
            assert failed(resident) == [criterion.id for criterion in CRITERIA]
        else:
            assert criteria(COHORT, resident) is None


def test_every_measure_asks_for_criteria_that_exist() -> None:
    known = {criterion.id for criterion in CRITERIA}
    assert {name for measure in MEASURES for name in measure.met} <= known
    assert {measure.among for measure in MEASURES} <= {None, "examined"}


@pytest.mark.django_db
def test_the_findings_of_an_exam_say_what_the_rules_say(cast: Cast) -> None:
    limits = values_on("elderly", EXAM_DAY)
    for changes, expected in (
        ({"bp_left_sys": 179, "bp_left_dia": 109}, {"blood_pressure": "suspect", "alarm": False}),
        ({"bp_left_sys": 180}, {"blood_pressure": "alarm", "alarm": True}),
        ({"fasting_glucose": Decimal("3.90")}, {"glucose": "alarm", "alarm": True}),
        ({"fasting_glucose": Decimal("16.69")}, {"glucose": "suspect", "alarm": False}),
        ({"heart_rate": 120}, {"heart_rate": "none", "alarm": False}),
        ({"heart_rate": 121}, {"heart_rate": "alarm", "alarm": True}),
        ({"hemoglobin": Decimal("89.9")}, {"blood_tests": "alarm", "alarm": True}),
        ({"creatinine": Decimal("111.1")}, {"blood_tests": "abnormal", "alarm": False}),
        ({"abdominal_us": 2}, {"images": "abnormal", "alarm": False}),
        ({}, {"blood_pressure": "none", "alarm": False, "abnormal": False}),
    ):
        done = exam(cast, elder(cast, f"丛{len(str(changes))}"), **changes)
        found = abnormal_results(done, limits)
        columns = (
            "bp_left_sys",
            "bp_left_dia",
            "fasting_glucose",
            "heart_rate",
            "hemoglobin",
            "creatinine",
            "ecg",
            "abdominal_us",
        )
        given = {name: getattr(done, name) for name in columns}
        [outcome] = judge("elderly", [{"served_on": EXAM_DAY, "birth_date": dt.date(1950, 1, 1), **given}])
        assert {name: outcome[name] for name in expected} == expected
        assert outcome["alarm"] == any(result.urgent for result in found)
        assert outcome["abnormal"] == bool(found)
