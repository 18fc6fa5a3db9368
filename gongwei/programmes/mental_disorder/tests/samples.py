"""A patient, a supplement and a visit of the tests: complete values that a test changes where it must."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.kernel.clock import now
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, Cast
from gongwei.programmes.mental_disorder.models import Consent, Info, Visit

SINCE = dt.date(2021, 3, 1)
SUPPLEMENT: dict[str, Any] = {
    "guardian_name": "王立秋", "guardian_relation": "父亲", "guardian_address": "大西庄村12号",
    "guardian_phone": "13806310012", "committee_contact": "刘处暑", "committee_phone": "06315810000",
    "household_type": 2, "employment": 4, "consent": 1, "consent_sign": "王立秋", "consent_date": SINCE,
    "first_onset": "1998", "past_symptoms": [1, 3], "past_lock": 1, "past_outpatient": 2,
    "first_antipsychotic": "1999-04", "past_inpatient_times": 2, "diagnosis": 1, "icd10": "F20",
    "diagnosis_org": "威海市精神卫生中心", "diagnosis_date": dt.date(1999, 4, 2),
    "last_effect": 2, "danger_acts": [7], "economy": 2,
}  # fmt: skip
VISIT: dict[str, Any] = {
    "mode": 1, "visit_result": 1, "danger_level": 0, "symptoms": [0], "insight": 1, "sleep": 1, "diet": 1,
    "func_self_care": 1, "func_housework": 1, "func_work": 2, "func_study": 2, "func_social": 2, "danger_acts": [7],
    "lock_status": 1, "inpatient_status": 0, "lab_flag": 1, "drug_adherence": 1, "adr_flag": 1, "effect": 2,
    "referral": 1, "rehab": [1, 4], "visit_class": 3, "next_visit_date": dt.date(2025, 1, 10),
}  # fmt: skip
TYPED = {"served_on": TODAY, **VISIT}


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """A stored record, written past the form."""
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def visit(cast: Cast, resident: Resident, on: dt.date, **values: Any) -> Any:
    """A stored visit, stable unless told otherwise."""
    return record(cast, Visit, resident, on, **{**VISIT, **values})


def registered(cast: Cast, since: dt.date = SINCE, **about: Any) -> Resident:
    """在册: enrolled, and nobody has asked for consent yet."""
    resident: Resident = cast.register(**about)
    Enrolment.objects.create(
        resident=resident, programme="mental_disorder", from_on=since, diagnosed_on=since, institution=cast.centre_a,
        found_by=6,
    )  # fmt: skip
    return resident


def patient(cast: Cast, since: dt.date = SINCE, **about: Any) -> Resident:
    """在管: enrolled with the supplement, in which the guardian agrees."""
    resident = registered(cast, since, **about)
    record(cast, Info, resident, since, **{**SUPPLEMENT, "consent_date": since})
    return resident


def says(cast: Cast, resident: Resident, on: dt.date, agrees: bool) -> Any:
    """A consent form of a later day."""
    reason = None if agrees else "家属不愿意"
    return record(
        cast, Consent, resident, on, agrees=int(agrees), signer=2, signer_name="王立秋", reason=reason
    )
