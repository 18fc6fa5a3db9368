"""A doctor's day for the tests of the pages: a township, patients under management, and what is typed on a visit."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from gongwei.care.verbs import enrol
from gongwei.obligations.verbs import obligations_kept
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_B1, Cast, make_cast

PRESSURE = {
    "served_on": TODAY.isoformat(), "mode": "2", "symptoms": "1", "sbp": "138", "dbp": "82", "weight_cur": "66",
    "weight_target": "63", "height": "160", "heart_rate": "76", "smoke_cur": "0", "smoke_target": "0",
    "drink_cur": "0", "drink_target": "0", "exercise_times_cur": "3", "exercise_min_cur": "20",
    "exercise_times_target": "5", "exercise_min_target": "30", "salt_cur": "2", "salt_target": "1",
    "psych_adjust": "1", "compliance_behavior": "1", "drug_adherence": "1", "adr_flag": "1", "visit_class": "1",
    "next_visit_date": "2025-01-10", "medicines-0-name": "苯磺酸氨氯地平片", "medicines-0-times_per_day": "1",
}  # fmt: skip
FOLLOWUP = "hypertension_followup"
SUGAR = "diabetes_followup"


@dataclass
class Township:
    """Two townships; the doctor of the first is logged in."""

    cast: Cast
    client: Client

    def patient(self, *programmes: str, village: str = VILLAGE_A1, **about: Any) -> Resident:
        """A resident under management since two years, with what that owes."""
        resident = self.cast.register(village=village, **about)
        by = self.cast.staff["public_health_b" if village == VILLAGE_B1 else "public_health_a"]
        with obligations_kept(resident.pk):
            for programme in programmes:
                enrol(
                    resident.pk, programme, actor=by, from_on=dt.date(2022, 11, 1), diagnosed_on=dt.date(2022, 10, 20),
                    doctor=self.cast.staff["doctor"],
                )  # fmt: skip
        return resident

    def enter(self, role: str) -> Client:
        """A browser in which somebody of the role is logged in."""
        client = Client()
        client.force_login(self.cast.user(role))
        return client


def township() -> Township:
    """The place, with the responsible doctor of the first township logged in."""
    cast = make_cast()
    place = Township(cast, Client())
    place.client.force_login(cast.user("doctor"))
    return place


def typed(known: Mapping[str, Any] = PRESSURE, /, **changes: Any) -> dict[str, Any]:
    """A request of the follow-up form under a new UUID; None takes a field out."""
    found = {"id": str(uuid.uuid4()), "version": "0", **known, **changes}
    return {name: value for name, value in found.items() if value is not None}


def new_url(resident: Resident, form: str = FOLLOWUP) -> str:
    """Where a new record of the person is typed."""
    return reverse("web:record_new", args=[resident.pk, form])


def record_url(record: Any, form: str = FOLLOWUP) -> str:
    """Where a stored record is shown and corrected."""
    return reverse("web:record", args=[form, record.pk])
