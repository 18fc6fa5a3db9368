"""From a high reading to a managed patient, and the high-risk group."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from gongwei.care.models import Enrolment, HealthExam
from gongwei.care.verbs import save_record
from gongwei.catalogue.plans import values_on
from gongwei.kernel.clock import now
from gongwei.people.models import Resident
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.hypertension import screening
from gongwei.programmes.hypertension.forms import FIRST_BP, HIGH_RISK, SUSPECT
from gongwei.programmes.hypertension.models import Suspect

LIMITS = values_on("hypertension", TODAY)
SINCE = dt.date(2024, 1, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def save(cast: Cast, form: Any, resident: Resident, **values: Any) -> Any:
    return save_record(form, uuid.uuid4(), resident.pk, values, actor=cast.staff["doctor"])


def first_bp(cast: Cast, resident: Resident, on: dt.date, sbp: int, dbp: int) -> Any:
    return save(cast, FIRST_BP, resident, served_on=on, sbp=sbp, dbp=dbp, hypertension_history=2)


def suspect(cast: Cast, resident: Resident, **changes: Any) -> Suspect:
    values = {
        "served_on": dt.date(2024, 9, 20), "found_in": 1, "first_on": dt.date(2024, 9, 2), "sbp_1": 150, "dbp_1": 88,
        "second_on": dt.date(2024, 9, 9), "sbp_2": 144, "dbp_2": 92, "third_on": dt.date(2024, 9, 20), "sbp_3": 138,
        "dbp_3": 90, "referred_on": dt.date(2024, 9, 20), "referral_org": "区人民医院 心内科", "verify_result": 2,
    }  # fmt: skip
    saved: Suspect = save(cast, SUSPECT, resident, **{**values, **changes})
    return saved


def seen(cast: Cast) -> Any:
    return Resident.objects.visible_to(cast.user("doctor"))


@pytest.mark.req("NCD-01")
def test_whom_nobody_measured_this_year_is_due_from_thirty_five(cast: Cast) -> None:
    due = cast.register(birth_date=dt.date(1989, 10, 16))
    last_year, this_year = cast.register(), cast.register()
    cast.register(birth_date=dt.date(1989, 10, 17))
    first_bp(cast, last_year, dt.date(2023, 12, 31), 120, 78)
    first_bp(cast, this_year, dt.date(2024, 1, 1), 120, 78)
    found = set(screening.first_bp_due(seen(cast), LIMITS, TODAY))
    assert found == {due, last_year}


def test_a_managed_patient_is_not_asked_for_a_first_measurement(cast: Cast) -> None:
    resident = cast.register()
    Enrolment.objects.create(
        resident=resident, programme="hypertension", from_on=SINCE, institution=cast.centre_a
    )
    assert list(screening.first_bp_due(seen(cast), LIMITS, TODAY)) == []


@pytest.mark.req("NCD-02", "NCD-01")
def test_high_readings_become_candidates_until_somebody_follows_them_up(cast: Cast) -> None:
    high, normal, examined = cast.register(), cast.register(), cast.register()
    first_bp(cast, high, dt.date(2024, 9, 2), 140, 80)
    first_bp(cast, normal, dt.date(2024, 9, 2), 139, 89)
    by = cast.staff["doctor"]
    HealthExam.objects.create(
        id=uuid.uuid4(), resident=examined, institution=by.institution, staff=by, served_on=dt.date(2024, 9, 3),
        recorded_at=now(), recorded_by=by, bp_left_sys=128, bp_left_dia=84, bp_right_sys=130, bp_right_dia=90,
    )  # fmt: skip
    found = screening.candidates(seen(cast), LIMITS, SINCE, TODAY)
    assert [(one.resident_id, one.found_in, one.sbp, one.dbp) for one in found] == [
        (high.pk, 1, 140, 80), (examined.pk, 2, 130, 90),
    ]  # fmt: skip
    suspect(cast, high)
    assert [one.resident_id for one in screening.candidates(seen(cast), LIMITS, SINCE, TODAY)] == [
        examined.pk
    ]


def test_candidates_of_another_township_are_not_seen(cast: Cast) -> None:
    resident = cast.register()
    first_bp(cast, resident, dt.date(2024, 9, 2), 150, 90)
    other = Resident.objects.visible_to(cast.user("public_health_b"))
    assert screening.candidates(other, LIMITS, SINCE, TODAY) == []


def test_three_high_readings_on_three_days_are_a_preliminary_diagnosis(cast: Cast) -> None:
    assert screening.preliminary(suspect(cast, cast.register()), LIMITS)
    assert not screening.preliminary(suspect(cast, cast.register(), dbp_3=89), LIMITS)
    assert not screening.preliminary(
        suspect(cast, cast.register(), third_on=None, sbp_3=None, dbp_3=None), LIMITS
    )


def test_a_result_is_overdue_after_two_weeks(cast: Cast) -> None:
    one = suspect(cast, cast.register())
    assert list(screening.result_overdue(seen(cast), LIMITS, dt.date(2024, 10, 4))) == []
    assert list(screening.result_overdue(seen(cast), LIMITS, dt.date(2024, 10, 5))) == [one]


@pytest.mark.req("NCD-02")
def test_a_confirmed_suspect_is_taken_under_management_in_one_act(cast: Cast) -> None:
    one = suspect(cast, cast.register())
    told: dict[str, Any] = {
        "actor": cast.staff["doctor"],
        "confirmed_on": dt.date(2024, 9, 28),
        "confirmed_by": "区人民医院",
        "from_on": dt.date(2024, 10, 8),
    }
    enrolment = screening.confirm(one.pk, **told)
    assert (enrolment.programme, enrolment.diagnosed_on, enrolment.found_by) == (
        "hypertension", dt.date(2024, 9, 28), 2,
    )  # fmt: skip
    assert screening.confirm(one.pk, **told).pk == enrolment.pk
    assert list(screening.undecided(seen(cast))) == []
    assert Suspect.objects.get().verify_result == screening.CONFIRMED


def test_secondary_hypertension_is_referred_and_not_enrolled(cast: Cast) -> None:
    one = suspect(cast, cast.register(), secondary=True)
    with pytest.raises(Invalid, match="继发性"):
        screening.confirm(
            one.pk, actor=cast.staff["doctor"], confirmed_on=TODAY, confirmed_by="区人民医院", from_on=TODAY
        )
    assert not Enrolment.objects.exists()


def test_confirming_needs_the_right_to_write_and_leaves_nothing_half_done(cast: Cast) -> None:
    one = suspect(cast, cast.register())
    told: dict[str, Any] = {"confirmed_on": dt.date(2024, 9, 28), "confirmed_by": "区人民医院"}
    with pytest.raises(Forbidden):
        screening.confirm(one.pk, actor=cast.staff["public_health_b"], from_on=TODAY, **told)
    with pytest.raises(Invalid):
        screening.confirm(one.pk, actor=cast.staff["doctor"], from_on=dt.date(2024, 10, 17), **told)
    assert Suspect.objects.get().verify_result == 2
    assert not Enrolment.objects.exists()


def test_excluding_asks_for_the_grounds(cast: Cast) -> None:
    one = suspect(cast, cast.register())
    with pytest.raises(Invalid, match="依据"):
        screening.exclude(one.pk, actor=cast.staff["doctor"], reason=" ")
    screening.exclude(one.pk, actor=cast.staff["doctor"], reason="动态血压正常")
    assert list(screening.undecided(seen(cast))) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"sbp": 129, "dbp": 84}, []), ({"sbp": 130, "dbp": 80}, [1]), ({"sbp": 120, "dbp": 85}, [1]),
        ({"sbp": 139, "dbp": 89}, [1]), ({"sbp": 140, "dbp": 80}, []),
        ({"weight": Decimal("61.4"), "height": Decimal("160")}, []),
        ({"weight": Decimal("61.44"), "height": Decimal("160")}, [2]),
        ({"sex": 1, "waist": Decimal("89.9")}, []), ({"sex": 1, "waist": Decimal("90")}, [2]),
        ({"sex": 2, "waist": Decimal("85")}, [2]), ({"sex": 2, "waist": Decimal("84.9")}, []),
        ({"family_history": True}, [3]), ({"salty": True}, [4]),
        ({"alcohol_liang": Decimal("2"), "drinks_per_week": 5}, [5]),
        ({"alcohol_liang": Decimal("2"), "drinks_per_week": 4}, []),
        ({"alcohol_liang": Decimal("1.9"), "drinks_per_week": 7}, []),
        ({"age": 54}, []), ({"age": 55}, [6]), ({}, []),
    ],
)  # fmt: skip
def test_any_one_factor_makes_a_person_high_risk(values: dict[str, Any], expected: list[int]) -> None:
    assert screening.risk_factors(values, LIMITS) == expected


def test_the_high_risk_group_is_measured_every_six_months(cast: Cast) -> None:
    assert screening.next_measure_due(dt.date(2024, 8, 31), LIMITS) == dt.date(2025, 2, 28)
    resident = cast.register()
    due = dt.date(2024, 10, 15)
    first = {"served_on": dt.date(2024, 4, 15), "risk_factors": [6], "status": 1, "next_measure_due": due}
    one = save(cast, HIGH_RISK, resident, **first)
    assert list(screening.high_risk_due(seen(cast), due)) == [one]
    assert list(screening.high_risk_due(seen(cast), due - dt.timedelta(1))) == []
    save(cast, HIGH_RISK, resident, **{**first, "served_on": due, "next_measure_due": dt.date(2025, 4, 15)})
    assert list(screening.high_risk_due(seen(cast), due)) == []
