"""A visit on its way into the database: refused, asked about, saved once, with its obligations (issue: bad input)."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.hypertension.forms import FOLLOWUP
from gongwei.programmes.hypertension.models import Followup, Medicine
from gongwei.programmes.hypertension.tests.test_forms import VISIT
from gongwei.records.chronic import body_mass_index
from gongwei.records.history import acting

DRUGS = {
    "medicines": [{"name": "氨氯地平片", "times_per_day": 1, "dose_each": Decimal(5), "dose_unit": "mg"}]
}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def patient(cast: Cast) -> Resident:
    resident = cast.register()
    since = dt.date(2021, 3, 1)
    Enrolment.objects.create(
        resident=resident,
        programme="hypertension",
        from_on=since,
        diagnosed_on=since,
        institution=cast.centre_a,
    )
    return resident


def save(cast: Cast, patient: Resident, record_id: uuid.UUID | None = None, **changes: Any) -> Any:
    values = {**VISIT, "height": Decimal("158"), "weight_target": Decimal("63"), **changes}
    by = cast.staff["village_doctor"]
    return record_service(FOLLOWUP, record_id or uuid.uuid4(), patient.pk, values, actor=by, rows=DRUGS)


def test_the_body_mass_index_is_computed_by_the_database(cast: Cast, patient: Resident) -> None:
    saved = save(cast, patient)
    assert saved.bmi_cur == body_mass_index(66, Decimal("158")) == Decimal("26.4")
    assert saved.bmi_target == Decimal("25.2")
    assert save(cast, patient, height=None).bmi_cur is None


@pytest.mark.req("NCD-05", "NCD-06")
def test_a_visit_not_at_target_owes_another_within_two_weeks_at_once(cast: Cast, patient: Resident) -> None:
    save(cast, patient, sbp=164, dbp=96, visit_class=2, next_visit_date=TODAY + dt.timedelta(14))
    [recheck] = Obligation.objects.filter(resident=patient, step="recheck")
    assert (recheck.due_on, recheck.met_on) == (dt.date(2024, 10, 30), None)
    quarter = Obligation.objects.get(resident=patient, step="follow_up", due_on=dt.date(2024, 12, 31))
    assert quarter.met_on is None
    assert Medicine.objects.get().name == "氨氯地平片"


def test_the_same_request_twice_is_one_visit(cast: Cast, patient: Resident) -> None:
    record_id = uuid.uuid4()
    assert save(cast, patient, record_id).pk == save(cast, patient, record_id).pk
    assert Followup.objects.count() == Medicine.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sbp": 82, "dbp": 96}, "dbp"),
        ({"served_on": dt.date(2024, 10, 17)}, "served_on"),
        ({"served_on": dt.date(2021, 2, 28)}, "served_on"),
        ({"weight_cur": 665}, "weight_cur"),
        ({"symptoms": [1, 2]}, "symptoms"),
        ({"sign_other": "长" * 201}, "sign_other"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_written(
    cast: Cast, patient: Resident, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save(cast, patient, **changes)
    assert field in refused.value.by_field
    assert not Followup.objects.exists()
    assert not Medicine.objects.exists()


def test_the_database_refuses_reversed_pressure_too(cast: Cast, patient: Resident) -> None:
    saved = save(cast, patient)
    with (
        pytest.raises(IntegrityError, match="hypertension_followup_pressure"),
        transaction.atomic(),
        acting("test"),
    ):
        Followup.objects.filter(pk=saved.pk).update(sbp=80, dbp=90)
    saved.refresh_from_db()
    assert (saved.sbp, saved.dbp) == (138, 82)


@pytest.mark.req("NCD-08", "DIG-02")
def test_advised_referral_is_answered_before_the_visit_is_saved(cast: Cast, patient: Resident) -> None:
    by = cast.staff["village_doctor"]
    facts = {"referral_advised": "连续两次控制不满意", "next_due": dt.date(2024, 10, 30)}
    values = {**VISIT, "sbp": 164, "dbp": 96, "visit_class": 2, "next_visit_date": dt.date(2024, 10, 30)}
    with pytest.raises(Invalid, match="系统建议转诊"):
        record_service(FOLLOWUP, uuid.uuid4(), patient.pk, values, actor=by, facts=facts)
    answered = {**values, "advice_declined": "患者拒绝转诊"}
    saved = record_service(FOLLOWUP, uuid.uuid4(), patient.pk, answered, actor=by, facts=facts)
    assert saved.advice_declined == "患者拒绝转诊"
