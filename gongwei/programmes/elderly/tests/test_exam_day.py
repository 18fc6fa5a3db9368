"""An elder's exam through the outer verb: ★ items of the chapter, findings, obligations, in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.care.exam_form import EXAM
from gongwei.care.models import Finding, HealthExam
from gongwei.care.tests.samples import exam_values
from gongwei.obligations.exam_items import exam_items
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service, void_service
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.elderly.tests.samples import EXAM_DAY, LABORATORY, owed


def elder(cast: Cast, born: dt.date = dt.date(1950, 1, 1)) -> Resident:
    resident = cast.register(birth_date=born)
    refresh([resident.pk])
    return resident


def examine(cast: Cast, resident: Resident, record_id: uuid.UUID | None = None, **how: Any) -> HealthExam:
    values = how.pop("values", {**exam_values(), **LABORATORY})
    saved: HealthExam = record_service(
        EXAM, record_id or uuid.uuid4(), resident.pk, values, actor=cast.staff["doctor"], **how
    )
    return saved


def test_an_elder_needs_the_items_of_the_chapter_and_a_younger_person_does_not(cast: Cast) -> None:
    resident = elder(cast)
    with pytest.raises(Invalid) as refused:
        examine(cast, resident, values=exam_values())
    assert {problem.field for problem in refused.value.problems} == set(LABORATORY)
    assert examine(cast, resident, values=exam_values(unfinished=True)).unfinished is True
    young = cast.register("王清明", birth_date=dt.date(1980, 1, 1))
    refresh([young.pk])
    assert examine(cast, young, values=exam_values()).version == 1


def test_the_items_of_2025_are_asked_for_from_new_year_on(cast: Cast) -> None:
    resident = elder(cast)
    assert not {"chest_xray", "hba1c"} & set(exam_items(resident.pk, dt.date(2024, 12, 31)))
    assert {"chest_xray", "hba1c"} <= set(exam_items(resident.pk, dt.date(2025, 1, 1)))


@pytest.mark.req("ELD-01", "XC-05")
def test_one_save_meets_the_year_and_opens_the_findings_and_voiding_undoes_both(cast: Cast) -> None:
    resident = elder(cast)
    danger = {"bp_left_sys": 190, "assessment": 2, "abnormal_1": "血压危急", "guidance": [3]}
    exam = examine(
        cast, resident, values={**exam_values(**danger), **LABORATORY}, confirmed=["bp_left_sys:190"]
    )
    assert [each.met_by for each in owed(resident, "exam")][1] == exam.pk
    assert Finding.objects.get(source_id=exam.pk).kind == "sbp_alarm"
    void_service(EXAM, exam.pk, actor=cast.staff["doctor"], reason="重复")
    assert [each.met_by for each in owed(resident, "exam")] == [None, None, None]
    assert not Finding.objects.filter(closed_on__isnull=True).exists()


def test_a_correction_need_not_say_the_day_again(cast: Cast) -> None:
    resident = elder(cast)
    exam = examine(cast, resident)
    changed = examine(cast, resident, exam.pk, values={"pulse": 80}, version=1, reason="抄错")
    assert (changed.version, changed.pulse, changed.served_on) == (2, 80, EXAM_DAY)
