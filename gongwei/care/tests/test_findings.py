"""Abnormal findings: opened by an exam, closed only by a record that handles them (XC-05)."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.care.forms import ENCOUNTER, EXAM
from gongwei.care.models import Finding, HealthExam
from gongwei.care.tests.samples import EXAM_DAY, encounter_values, exam_values
from gongwei.care.verbs import close_finding, save_record, void_record
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast

DANGER = {"bp_left_sys": 190, "bp_left_dia": 112, "assessment": 2, "abnormal_1": "血压危急", "guidance": [3]}
SOFT = {"bp_left_sys:190", "bp_left_dia:112"}


def examine(cast: Cast, limits: dict[str, Any], resident_id: int, **changes: Any) -> HealthExam:
    saved: HealthExam = save_record(
        EXAM, uuid.uuid4(), resident_id, exam_values(**changes), actor=cast.staff["doctor"], confirmed=SOFT,
        facts={"parameters": limits},
    )  # fmt: skip
    return saved


def handle(cast: Cast, resident_id: int, day: dt.date = dt.date(2024, 5, 25)) -> Any:
    values = encounter_values(served_on=day)
    return save_record(ENCOUNTER, uuid.uuid4(), resident_id, values, actor=cast.staff["doctor"])


def test_a_normal_exam_opens_nothing(cast: Cast, limits: dict[str, Any]) -> None:
    examine(cast, limits, cast.register().pk)
    assert not Finding.objects.exists()


@pytest.mark.req("XC-05")
def test_each_abnormal_result_opens_a_finding_with_its_deadline(cast: Cast, limits: dict[str, Any]) -> None:
    exam = examine(cast, limits, cast.register().pk, **DANGER, ecg=2, ecg_other="房颤")
    found = {finding.kind: finding for finding in Finding.objects.filter(source_id=exam.pk)}
    assert set(found) == {"sbp_alarm", "dbp_alarm", "ecg"}
    assert (found["sbp_alarm"].value, found["sbp_alarm"].urgent) == ("190 mmHg", True)
    assert found["sbp_alarm"].due_on == EXAM_DAY + dt.timedelta(14)
    assert found["ecg"].value == "异常：房颤"
    assert found["ecg"].due_on == EXAM_DAY + dt.timedelta(90)


@pytest.mark.req("XC-05", "ELD-04")
def test_a_finding_stays_open_until_a_later_record_of_the_same_person_handles_it(
    cast: Cast, limits: dict[str, Any]
) -> None:
    resident, other = cast.register(), cast.register("王清明")
    exam = examine(cast, limits, resident.pk, **DANGER)
    finding = Finding.objects.get(source_id=exam.pk, kind="sbp_alarm")
    doctor = cast.staff["doctor"]

    def close(record_id: uuid.UUID, form: Any = ENCOUNTER, handling: int = 1, actor: Any = doctor) -> Finding:
        return close_finding(finding.pk, actor=actor, handling=handling, form=form, record_id=record_id)

    before = handle(cast, resident.pk, EXAM_DAY - dt.timedelta(1))
    for wrong in (uuid.uuid4(), handle(cast, other.pk).pk, before.pk):
        with pytest.raises(Invalid):
            close(wrong)
    with pytest.raises(Invalid):
        close(exam.pk, EXAM)
    visit = handle(cast, resident.pk)
    with pytest.raises(Invalid):
        close(visit.pk, handling=8)
    with pytest.raises(Forbidden):
        close(visit.pk, actor=cast.staff["public_health_b"])
    finding.refresh_from_db()
    assert finding.closed_on is None

    closed = close(visit.pk)
    assert (closed.closed_on, closed.handling, closed.handled_by) == (visit.served_on, 1, doctor)
    assert close(visit.pk).pk == closed.pk
    with pytest.raises(Conflict):
        close(handle(cast, resident.pk).pk)


@pytest.mark.req("XC-05")
def test_voiding_the_handling_record_opens_the_finding_again(cast: Cast, limits: dict[str, Any]) -> None:
    resident = cast.register()
    exam = examine(cast, limits, resident.pk, **DANGER)
    finding = Finding.objects.get(source_id=exam.pk, kind="dbp_alarm")
    visit = handle(cast, resident.pk)
    close_finding(finding.pk, actor=cast.staff["doctor"], handling=1, form=ENCOUNTER, record_id=visit.pk)
    void_record(ENCOUNTER, visit.pk, actor=cast.staff["doctor"], reason="录错人")
    finding.refresh_from_db()
    assert (finding.closed_on, finding.handled_id) == (None, None)


def test_a_correction_withdraws_and_reopens_findings(cast: Cast, limits: dict[str, Any]) -> None:
    exam = examine(cast, limits, cast.register().pk, **DANGER)
    doctor, facts = cast.staff["doctor"], {"parameters": limits}

    def correct(version: int, **values: Any) -> None:
        save_record(
            EXAM,
            exam.pk,
            exam.resident_id,
            values,
            actor=doctor,
            version=version,
            reason="抄错",
            confirmed=SOFT,
            facts=facts,
        )

    correct(1, bp_left_sys=128, bp_left_dia=78, assessment=1, abnormal_1=None, guidance=[0])
    assert set(Finding.objects.values_list("handling", flat=True)) == {8}
    correct(2, bp_left_sys=190, assessment=2, abnormal_1="血压高", guidance=[3])
    state = dict(Finding.objects.values_list("kind", "closed_on"))
    assert state["sbp_alarm"] is None
    assert state["dbp_alarm"] == EXAM_DAY
    void_record(EXAM, exam.pk, actor=doctor, reason="重复")
    assert not Finding.objects.filter(closed_on__isnull=True).exists()


def test_an_alarm_silences_the_mere_suspicion_of_the_same_value(cast: Cast, limits: dict[str, Any]) -> None:
    high = {"bp_left_sys": 150, "bp_left_dia": 95, "fasting_glucose": Decimal("7.00")}
    saved = save_record(
        EXAM, uuid.uuid4(), cast.register().pk, exam_values(**high), actor=cast.staff["doctor"],
        confirmed={"fasting_glucose:7"}, facts={"parameters": limits},
    )  # fmt: skip
    kinds = set(Finding.objects.filter(source_id=saved.pk).values_list("kind", flat=True))
    assert kinds == {"sbp_high", "dbp_high", "glucose_high"}


def test_the_database_refuses_a_closed_finding_without_a_record(cast: Cast, limits: dict[str, Any]) -> None:
    exam = examine(cast, limits, cast.register().pk, **DANGER)
    finding = Finding.objects.filter(source_id=exam.pk)[0]
    with pytest.raises(IntegrityError, match="finding_closed_by_a_record"), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(closed_on=EXAM_DAY, handling=1)


def test_an_exam_without_its_limits_is_a_mistake_of_the_program(cast: Cast) -> None:
    with pytest.raises(LookupError, match="alarm limits"):
        save_record(EXAM, uuid.uuid4(), cast.register().pk, exam_values(), actor=cast.staff["doctor"])
    assert not HealthExam.objects.exists()
