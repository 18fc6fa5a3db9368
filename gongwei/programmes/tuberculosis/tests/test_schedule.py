"""What is owed: the suspect's call, the 72 hours, the visits by supervisor and phase, the end (spec 09 c)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import record_service, void_service
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.tuberculosis import course
from gongwei.programmes.tuberculosis.forms import CASE, CLOSING
from gongwei.programmes.tuberculosis.models import Closing, Outcome, Suspect, Trace
from gongwei.programmes.tuberculosis.tests.samples import (
    NOTICED,
    first_visit,
    mark,
    notice,
    open_span,
    patient,
    record,
    visit,
)

ENDED: dict[str, Any] = {
    "served_on": dt.date(2024, 10, 10), "stop_date": dt.date(2024, 10, 8), "stop_reason": 1, "should_visits": 10,
    "actual_visits": 10, "should_doses": 183, "actual_doses": 175,
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def owed(resident: Resident, step: str) -> list[tuple[dt.date, dt.date | None]]:
    refresh([resident.pk])
    found = Obligation.objects.filter(resident=resident, programme="tuberculosis", step=step, ended_on=None)
    return list(found.order_by("due_on").values_list("due_on", "met_on"))


@pytest.mark.req("TB-03")
def test_a_notice_takes_under_management_and_starts_the_72_hours(cast: Cast) -> None:
    resident = patient(cast)
    span = open_span(resident)
    assert span is not None and span.from_on == NOTICED
    assert owed(resident, "first_visit") == [(dt.date(2024, 4, 13), None)]
    first_visit(cast, resident, dt.date(2024, 4, 12))
    assert owed(resident, "first_visit") == [(dt.date(2024, 4, 13), dt.date(2024, 4, 12))]


@pytest.mark.req("TB-01")
def test_a_suspect_is_called_within_a_week(cast: Cast) -> None:
    resident = cast.register()
    slip = {"found_in": 1, "groups": [8], "symptoms": [1], "referral_org": "威海市结核病防治所"}
    record(cast, Suspect, resident, dt.date(2024, 9, 2), **slip)
    assert owed(resident, "suspect_check") == [(dt.date(2024, 9, 9), None)]
    record(cast, Trace, resident, dt.date(2024, 9, 9), mode=3, attended=2, not_attended_reason="外出")
    assert owed(resident, "suspect_check") == [(dt.date(2024, 9, 9), dt.date(2024, 9, 9))]
    assert owed(resident, "first_visit") == []


@pytest.mark.req("TB-03")
def test_the_family_supervises_every_ten_days_then_monthly(cast: Cast) -> None:
    resident = patient(cast)
    first_visit(cast, resident, dt.date(2024, 4, 12))
    visit(cast, resident, dt.date(2024, 4, 22))
    visit(cast, resident, dt.date(2024, 6, 11), phase=2)
    ten = owed(resident, "ten_days")
    assert ten == [
        (dt.date(2024, 4, 22), dt.date(2024, 4, 22)),
        (dt.date(2024, 5, 2), dt.date(2024, 6, 11)),
    ]
    assert owed(resident, "monthly") == [(dt.date(2024, 7, 11), None)]


@pytest.mark.req("TB-03")
def test_the_doctor_supervises_and_records_monthly(cast: Cast) -> None:
    resident = patient(cast)
    first_visit(cast, resident, dt.date(2024, 4, 12), supervisor=1)
    assert owed(resident, "ten_days") == []
    assert owed(resident, "monthly") == [(dt.date(2024, 5, 12), None)]


def test_a_referral_is_followed_within_two_weeks(cast: Cast) -> None:
    resident = patient(cast)
    visit(
        cast, resident, dt.date(2024, 5, 20), adr_flag=2, adr_text="肝功异常", referral_reason="药物不良反应",
        referral_dept="结核门诊",
    )  # fmt: skip
    assert owed(resident, "referral_check") == [(dt.date(2024, 6, 3), None)]


@pytest.mark.req("TB-06")
def test_the_end_of_the_course_owes_a_closing_and_then_the_outcome(cast: Cast) -> None:
    resident = patient(cast)
    assert owed(resident, "closing") == [(dt.date(2024, 10, 22), None)]
    by = cast.staff["public_health_a"]
    record_service(CLOSING, uuid.uuid4(), resident.pk, ENDED, actor=by)
    assert open_span(resident) is None
    assert owed(resident, "outcome") == [(dt.date(2024, 10, 22), None)]
    asked = {"mode": 3, "attended": 1, "outcome": 1, "assessed_by": "威海市结核病防治所"}
    record(cast, Outcome, resident, dt.date(2024, 10, 16), **asked)
    assert owed(resident, "outcome") == [(dt.date(2024, 10, 22), dt.date(2024, 10, 16))]


@pytest.mark.req("TB-06")
def test_a_voided_closing_lets_the_course_go_on(cast: Cast) -> None:
    resident, by = patient(cast), cast.staff["public_health_a"]
    saved = record_service(CLOSING, uuid.uuid4(), resident.pk, ENDED, actor=by)
    void_service(CLOSING, saved.pk, actor=by, reason="填错人")
    span = open_span(resident)
    assert span is not None and span.from_on == NOTICED
    assert owed(resident, "closing") == [(dt.date(2024, 10, 22), None)]


@pytest.mark.req("TB-03")
def test_a_second_treatment_is_a_second_course(cast: Cast) -> None:
    resident, by = patient(cast), cast.staff["public_health_a"]
    record_service(CLOSING, uuid.uuid4(), resident.pk, {**ENDED, "stop_reason": 4}, actor=by)
    again = notice(dt.date(2024, 10, 14), patient_type=2, course_kind=3, planned_end=dt.date(2026, 10, 12))
    record_service(CASE, uuid.uuid4(), resident.pk, again, actor=by)
    assert owed(resident, "first_visit") == [(dt.date(2024, 4, 13), None), (dt.date(2024, 10, 17), None)]
    held = course.course_on(resident.pk, TODAY)
    assert held is not None and (held.kind, held.start) == (3, dt.date(2024, 10, 13))


def test_a_follow_up_outside_a_course_is_refused(cast: Cast) -> None:
    resident = cast.register()
    with pytest.raises(Invalid, match="没有纳入管理"):
        record_service(CLOSING, uuid.uuid4(), resident.pk, ENDED, actor=cast.staff["doctor"])
    assert not Closing.objects.exists()


PARAMETERS = {
    "intensive_months_new": 2, "family_days": 10, "month_interval": 1, "self_as_family": True,
}  # fmt: skip


@pytest.mark.req("TB-04", "TB-06")
def test_the_closing_opens_with_what_the_records_and_the_calendar_say(cast: Cast) -> None:
    resident = patient(cast)
    first_visit(cast, resident, dt.date(2024, 4, 12))
    for day in (dt.date(2024, 4, 22), dt.date(2024, 5, 2)):
        visit(cast, resident, day)
    mark(cast, resident, dt.date(2024, 4, 9), 170, 1)
    mark(cast, resident, dt.date(2024, 9, 26), 5, 2)
    facts = {"resident_id": resident.pk, "served_on": TODAY, "parameters": PARAMETERS}
    opened = course.closing_opens(facts)
    assert opened == {
        "stop_date": dt.date(2024, 10, 8), "stop_reason": 1, "should_visits": 10, "actual_visits": 3,
        "should_doses": 183, "actual_doses": 170,
    }  # fmt: skip


@pytest.mark.req("TB-04")
def test_a_follow_up_opens_with_the_doses_missed_since_the_last_one(cast: Cast) -> None:
    resident = patient(cast)
    first_visit(cast, resident, dt.date(2024, 4, 12))
    mark(cast, resident, dt.date(2024, 4, 9), 8, 1)
    mark(cast, resident, dt.date(2024, 4, 17), 3, 2)
    facts = {"resident_id": resident.pk, "served_on": dt.date(2024, 4, 22), "parameters": PARAMETERS}
    opened = course.followup_opens(facts)
    assert opened == {"treat_month": 1, "phase": 1, "missed_doses": 3, "missed_in_row": 3}
