"""Two-way referral: sent, arrived, treated, sent back, asked after (XC-01)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.care.forms import REFERRAL_BACK
from gongwei.care.models import Referral
from gongwei.care.referrals import arrival_overdue, outcome_overdue
from gongwei.care.tests.samples import EXAM_DAY, referral_values
from gongwei.care.verbs import record_arrival, record_result, record_treatment, refer, refer_back, void_record
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import Cast

BACK = {
    "served_on": dt.date(2024, 6, 1), "from_org": "温泉镇卫生院", "to_org": "羊亭中心卫生院", "diagnosis": "高血压3级",
    "exam_results": "心电图正常", "treatment_and_plan": "氨氯地平 5mg 每日一次，两周后复查",
}  # fmt: skip


def send(cast: Cast, **more: Any) -> Referral:
    resident = cast.register()
    return refer(
        uuid.uuid4(), resident.pk, referral_values(), actor=cast.staff["doctor"], programme="hypertension",
        to_institution=cast.centre_b, **more,
    )  # fmt: skip


@pytest.mark.req("XC-01")
def test_a_referral_goes_through_its_stations(cast: Cast) -> None:
    visit = uuid.uuid4()
    referral = send(cast, source=("hypertension_followup", visit))
    receiver = cast.staff["public_health_b"]
    assert (referral.status, referral.programme, referral.source_id) == (1, "hypertension", visit)
    assert record_arrival(referral.pk, actor=receiver, on=dt.date(2024, 5, 22)).status == 2
    assert record_arrival(referral.pk, actor=receiver, on=dt.date(2024, 5, 22)).version == 2
    assert record_treatment(referral.pk, actor=receiver, on=dt.date(2024, 5, 23)).status == 3
    refer_back(uuid.uuid4(), referral, BACK, actor=receiver)
    referral.refresh_from_db()
    assert (referral.status, referral.returned_on) == (4, dt.date(2024, 6, 1))


def test_reports_in_the_wrong_order_or_by_strangers_are_refused(cast: Cast) -> None:
    referral = send(cast)
    receiver = cast.staff["public_health_b"]
    for day in (EXAM_DAY - dt.timedelta(1), dt.date(2024, 10, 17)):
        with pytest.raises(Invalid):
            record_arrival(referral.pk, actor=receiver, on=day)
    with pytest.raises(Forbidden):
        record_arrival(referral.pk, actor=cast.staff["finance"], on=EXAM_DAY)
    record_arrival(referral.pk, actor=receiver, on=dt.date(2024, 5, 22))
    with pytest.raises(Conflict):
        record_arrival(referral.pk, actor=receiver, on=dt.date(2024, 5, 23))
    with pytest.raises(Invalid):
        refer_back(uuid.uuid4(), referral, {**BACK, "served_on": EXAM_DAY - dt.timedelta(3)}, actor=receiver)
    assert Referral.objects.get(pk=referral.pk).status == 2


@pytest.mark.req("XC-01")
def test_both_ends_have_their_overdue_list(cast: Cast) -> None:
    referral = send(cast)
    last_day, after = EXAM_DAY + dt.timedelta(14), EXAM_DAY + dt.timedelta(15)
    assert list(outcome_overdue(last_day, 14)) == []
    assert list(outcome_overdue(after, 14)) == [referral]
    assert list(arrival_overdue(after, 14)) == [referral]
    result = record_result(
        uuid.uuid4(), referral, {"served_on": last_day, "mode": 3, "outcome": 1}, actor=cast.staff["doctor"]
    )
    record_arrival(referral.pk, actor=cast.staff["public_health_b"], on=dt.date(2024, 5, 22))
    assert result.programme == "hypertension"
    assert list(outcome_overdue(after, 14)) == []
    assert list(arrival_overdue(after, 14)) == []


def test_not_arriving_asks_why(cast: Cast) -> None:
    referral = send(cast)
    values = {"served_on": dt.date(2024, 5, 30), "mode": 3, "outcome": 2}
    with pytest.raises(Invalid) as refused:
        record_result(uuid.uuid4(), referral, values, actor=cast.staff["doctor"])
    assert {problem.field for problem in refused.value.problems} == {"not_arrived_reason"}
    kept = record_result(
        uuid.uuid4(), referral, {**values, "not_arrived_reason": "家属不同意"}, actor=cast.staff["doctor"]
    )
    assert kept.outcome == 2


def test_voiding_the_slip_back_makes_the_referral_open_again(cast: Cast) -> None:
    referral, receiver = send(cast), cast.staff["public_health_b"]
    back = refer_back(uuid.uuid4(), referral, BACK, actor=receiver)
    void_record(REFERRAL_BACK, back.pk, actor=cast.staff["doctor"], reason="写错人")
    referral.refresh_from_db()
    assert (referral.returned_on, referral.status) == (None, 2)
