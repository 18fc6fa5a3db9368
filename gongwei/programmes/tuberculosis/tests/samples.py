"""A patient, a notice and the visits of the tests: complete values that a test changes where it must."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.kernel.clock import now
from gongwei.kernel.dates import add_months
from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.tuberculosis.checks import CHINA
from gongwei.programmes.tuberculosis.forms import CASE
from gongwei.programmes.tuberculosis.models import Case, Dose, FirstVisit, Followup

NOTICED = dt.date(2024, 4, 10)


def notice(on: dt.date = NOTICED, **changes: Any) -> dict[str, Any]:
    """The notice of a new patient whose treatment began the day before."""
    start = on - dt.timedelta(1)
    return {
        "served_on": on, "notice_at": dt.datetime(on.year, on.month, on.day, 9, 30, tzinfo=CHINA),
        "notice_from": "威海市结核病防治所", "registration_no": "37100224001", "diagnosis_date": on - dt.timedelta(2),
        "patient_type": 1, "course_kind": 1, "pathogen": 1, "regimen": "2HRZE/4HR", "usage": 1,
        "treatment_start": start, "planned_end": add_months(start, 6) - dt.timedelta(1), **changes,
    }  # fmt: skip


TREATMENT: dict[str, Any] = {
    "regimen": "2HRZE/4HR", "usage": 1, "dosage_form": [1], "supervisor": 2, "smoke_cur": 0, "smoke_target": 0,
    "drink_cur": 0, "drink_target": 0,
}  # fmt: skip
FIRST: dict[str, Any] = {
    **TREATMENT, "served_on": dt.date(2024, 4, 12), "mode": 2, "patient_type": 1, "sputum": 1, "resistance": 2,
    "symptoms": [1], "single_room": 1, "ventilation": 1, "pickup_place": "威海市结核病防治所",
    "pickup_date": dt.date(2024, 5, 8), "edu_card": 1, "edu_method_storage": 1, "edu_course": 1,
    "edu_irregular_harm": 1, "edu_adr": 1, "edu_recheck": 1, "edu_travel": 1, "edu_lifestyle": 1, "edu_contacts": 1,
    "next_visit_date": dt.date(2024, 4, 22),
}  # fmt: skip
VISIT: dict[str, Any] = {
    **TREATMENT, "served_on": dt.date(2024, 5, 20), "treat_month": 2, "mode": 2, "symptoms": [0], "missed_doses": 0,
    "adr_flag": 1, "complication_flag": 1, "phase": 1, "next_visit_date": dt.date(2024, 5, 30),
}  # fmt: skip


def patient(cast: Cast, on: dt.date = NOTICED, **changes: Any) -> Resident:
    """Somebody of whom the institution was told: the notice takes them under management."""
    resident: Resident = cast.register()
    by = cast.staff["public_health_a"]
    record_service(CASE, uuid.uuid4(), resident.pk, notice(on, **changes), actor=by)
    return resident


def record(cast: Cast, model: Any, resident: Resident, on: dt.date, **values: Any) -> Any:
    """A stored record, written past the form."""
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def first_visit(cast: Cast, resident: Resident, on: dt.date, **values: Any) -> Any:
    """A stored first visit under the family's supervision unless told otherwise."""
    held = {**FIRST, **values}
    held.pop("served_on")
    return record(cast, FirstVisit, resident, on, **held)


def visit(cast: Cast, resident: Resident, on: dt.date, **values: Any) -> Any:
    """A stored follow-up in 强化期 unless told otherwise."""
    held = {**VISIT, **values}
    held.pop("served_on")
    return record(cast, Followup, resident, on, **held)


def mark(cast: Cast, resident: Resident, first: dt.date, days: int, state: int) -> None:
    """So many days of the calendar."""
    Dose.objects.bulk_create(
        Dose(
            resident=resident,
            day=first + dt.timedelta(each),
            state=state,
            staff=cast.staff["doctor"],
            marked_at=now(),
        )
        for each in range(days)
    )


def case_of(resident: Resident) -> Case:
    """The last notice of a patient."""
    return Case.objects.filter(resident=resident).latest("served_on")


def open_span(resident: Resident) -> Enrolment | None:
    """The course that is going on."""
    return Enrolment.objects.filter(resident=resident, programme="tuberculosis", to_on=None).first()
