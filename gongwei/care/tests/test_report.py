"""Three years beside each other, and the report given to the person."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from gongwei.care.comparison import compare_years
from gongwei.care.exam_report import exam_report
from gongwei.care.forms import EXAM, FEEDBACK
from gongwei.care.models import HealthExam
from gongwei.care.tests.samples import exam_values
from gongwei.care.verbs import save_record, void_record
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast

LIPIDS = {"tc": Decimal("4.50"), "tg": Decimal("1.20")}


def examine(cast: Cast, limits: dict[str, Any], resident_id: int, day: dt.date, **changes: Any) -> HealthExam:
    values = exam_values(served_on=day, **changes)
    soft = {f"{name}:{value.normalize():f}" for name, value in changes.items() if isinstance(value, Decimal)}
    saved: HealthExam = save_record(
        EXAM,
        uuid.uuid4(),
        resident_id,
        values,
        actor=cast.staff["doctor"],
        confirmed=soft,
        facts={"parameters": limits},
    )
    return saved


@pytest.mark.req("XC-06", "ELD-12")
def test_three_years_are_compared_with_what_changed(cast: Cast, limits: dict[str, Any]) -> None:
    resident = cast.register()
    examine(cast, limits, resident.pk, dt.date(2021, 5, 1), **LIPIDS)
    examine(cast, limits, resident.pk, dt.date(2022, 5, 1), **LIPIDS, alt=Decimal("60.0"))
    wrong = examine(cast, limits, resident.pk, dt.date(2023, 4, 1), tc=Decimal("9.00"))
    void_record(EXAM, wrong.pk, actor=cast.staff["doctor"], reason="他人结果")
    examine(cast, limits, resident.pk, dt.date(2023, 5, 1), tc=Decimal("5.00"), alt=Decimal("30.0"))
    examine(
        cast, limits, resident.pk, dt.date(2024, 5, 1), tc=Decimal("7.00"), alt=Decimal("31.0"),
        weight=Decimal("58.0"), ecg=2, ecg_other="早搏",
    )  # fmt: skip
    compared = compare_years(resident.pk, 2024)
    changes = {item.name: item.change for item in compared.items}
    assert compared.enough
    assert [exam.served_on.year for exam in compared.exams] == [2022, 2023, 2024]
    assert {name: changes[name] for name in ("tc", "tg", "alt", "ecg", "weight", "heart_rate")} == {
        "tc": "new_abnormal", "tg": "missing", "alt": "rising", "ecg": "new_abnormal", "weight": "falling",
        "heart_rate": "same",
    }  # fmt: skip
    assert next(item.values for item in compared.items if item.name == "tc") == (
        Decimal("4.50"), Decimal("5.00"), Decimal("7.00"),
    )  # fmt: skip


@pytest.mark.req("AMB-56")
def test_two_years_are_not_enough_and_an_unmeasured_item_is_left_out(
    cast: Cast, limits: dict[str, Any]
) -> None:
    resident = cast.register()
    examine(cast, limits, resident.pk, dt.date(2023, 5, 1), alt=Decimal("60.0"))
    examine(cast, limits, resident.pk, dt.date(2024, 5, 1), alt=Decimal("30.0"))
    compared = compare_years(resident.pk, 2024)
    assert not compared.enough
    assert {item.name: item.change for item in compared.items}["alt"] == "back_to_normal"
    assert "tc" not in {item.name for item in compared.items}


@pytest.mark.req("ELD-03")
def test_the_report_flags_the_abnormal_and_knows_when_it_was_told(cast: Cast, limits: dict[str, Any]) -> None:
    resident = cast.register()
    exam = examine(
        cast, limits, resident.pk, dt.date(2024, 5, 20), ecg=2, ecg_other="早搏", assessment=2, abnormal_1="心电图早搏",
        guidance=[2], risk_control=[1, 5], target_weight=Decimal("58.0"),
    )  # fmt: skip
    report = exam_report(exam, limits)
    assert [result.kind for result in report.abnormal] == ["ecg"]
    assert (report.written, report.guidance) == (("心电图早搏",), ("建议复查",))
    assert report.risk_control == ("戒烟", "减体重（目标 58.0 kg）")
    assert report.feedback_due_on == dt.date(2024, 6, 19)
    assert not report.feedback_late(dt.date(2024, 6, 19))
    assert report.feedback_late(dt.date(2024, 6, 20))
    told = {"served_on": dt.date(2024, 6, 19), "way": 1, "next_on": dt.date(2025, 5, 20), "exam": exam}
    save_record(FEEDBACK, uuid.uuid4(), resident.pk, told, actor=cast.staff["doctor"])
    assert not exam_report(exam, limits).feedback_late(dt.date(2024, 7, 30))


def test_feedback_belongs_to_the_persons_own_exam_and_follows_it(cast: Cast, limits: dict[str, Any]) -> None:
    resident, other = cast.register(), cast.register("王清明")
    exam = examine(cast, limits, resident.pk, dt.date(2024, 5, 20))
    told = {"served_on": dt.date(2024, 5, 25), "way": 1, "next_on": dt.date(2025, 5, 20), "exam": exam}
    for resident_id, values in (
        (other.pk, told),
        (resident.pk, {**told, "served_on": dt.date(2024, 5, 19)}),
        (resident.pk, {**told, "next_on": dt.date(2024, 5, 25)}),
    ):
        with pytest.raises(Invalid):
            save_record(FEEDBACK, uuid.uuid4(), resident_id, values, actor=cast.staff["doctor"])
    assert not exam.feedbacks.exists()
