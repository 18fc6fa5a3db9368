"""The clinic, its lots, and a child who moves away."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.obligations.verbs import record_activity, withdraw_activity
from gongwei.people.models import Institution, Standing
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.immunization.models import Clinic
from gongwei.programmes.immunization.place_forms import CLINIC, STOCK
from gongwei.programmes.immunization.stocking import lots
from gongwei.programmes.immunization.tests.samples import TODAY, child, code, dose, owed

BORN = dt.date(2024, 1, 10)


def receipt(**changes: Any) -> dict[str, Any]:
    return {
        "served_on": dt.date(2024, 3, 1), "kind": 1, "vaccine": code("HepB"), "manufacturer": "立春生物",
        "lot_no": "HepB-2024", "expiry_on": dt.date(2026, 3, 1), "quantity": 20, **changes,
    }  # fmt: skip


@pytest.mark.req("VAC-01")
def test_a_clinic_and_its_staff_are_registered_and_a_child_belongs_to_one_by_residence(cast: Cast) -> None:
    by = cast.staff["public_health_a"]
    values = {
        "served_on": TODAY, "clinic_code": "3710020101", "kind": 1, "approved_on": dt.date(2020, 1, 1),
        "staff_names": "王小满、于白露", "staff_count": 2,
    }  # fmt: skip
    record_activity(CLINIC, uuid.uuid4(), cast.centre_a.pk, values, actor=by)
    clinic = Clinic.objects.get()
    assert (clinic.institution, clinic.staff_count) == (cast.centre_a, 2)
    assert child(cast).institution_id == clinic.institution_id


def test_the_balance_of_a_lot_is_what_came_in_less_what_was_given_and_lost(cast: Cast) -> None:
    by = cast.staff["public_health_a"]
    first, lost = uuid.uuid4(), uuid.uuid4()
    record_activity(STOCK, first, cast.centre_a.pk, receipt(), actor=by)
    record_activity(STOCK, lost, cast.centre_a.pk, receipt(kind=2, quantity=3), actor=by)
    given = dose(cast, child(cast), "HepB", 1, dt.date(2024, 4, 1))
    dose(cast, child(cast, "王白露"), "HepB", 1, dt.date(2024, 4, 1), elsewhere=True, elsewhere_at="x")
    [lot] = lots(Institution.objects.filter(pk=cast.centre_a.pk))
    assert (lot.received, lot.lost, lot.used, lot.balance) == (20, 3, 1, 16)
    assert lot.standing(TODAY, 60) == "good"
    assert (
        lot.standing(dt.date(2026, 1, 1), 60) == "expiring"
        and lot.standing(dt.date(2026, 3, 2), 60) == "expired"
    )
    withdraw_activity(STOCK, first, actor=by, reason="重复")
    [lot] = lots(Institution.objects.filter(pk=cast.centre_a.pk))
    assert (lot.balance, lot.standing(TODAY, 60), given.lot_no) == (-4, "unknown", "HepB-2024")


def test_an_expired_lot_is_not_received(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        record_activity(
            STOCK, uuid.uuid4(), cast.centre_a.pk, receipt(expiry_on=dt.date(2024, 2, 29)),
            actor=cast.staff["public_health_a"],
        )  # fmt: skip
    assert [problem.field for problem in refused.value.problems] == ["expiry_on"]


def test_a_child_who_moved_away_is_owed_nothing_more(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    dose(cast, resident, "HepB", 1, BORN)
    assert "HepB-2" in owed(resident)
    left = dt.date(2024, 2, 1)
    Standing.objects.filter(resident=resident).update(to_on=left)
    Standing.objects.create(resident=resident, state="moved_out", from_on=left, destination="x", handover="x")
    rows = owed(resident)
    assert "HepB-2" not in rows and rows["HepB-1"].met_on == BORN
    assert rows["BCG-1"].ended_on == left
