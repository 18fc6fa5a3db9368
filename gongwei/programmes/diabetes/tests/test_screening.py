"""From a high glucose to a managed patient, and the register of those at risk."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest

from gongwei.care.models import Enrolment, HealthExam
from gongwei.care.verbs import save_record
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import values_on
from gongwei.kernel.clock import now
from gongwei.people.models import Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import TODAY, Cast, make_cast
from gongwei.programmes.diabetes import screening
from gongwei.programmes.diabetes.forms import HIGH_RISK, SUSPECT
from gongwei.programmes.diabetes.models import Suspect

LIMITS = values_on("diabetes", TODAY)
SINCE = dt.date(2024, 1, 1)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def exam(cast: Cast, resident: Resident, **values: Any) -> None:
    by = cast.staff["doctor"]
    HealthExam.objects.create(
        id=uuid.uuid4(), resident=resident, institution=by.institution, staff=by, served_on=dt.date(2024, 9, 3),
        recorded_at=now(), recorded_by=by, **values,
    )  # fmt: skip


def save(cast: Cast, form: Any, resident: Resident, **values: Any) -> Any:
    return save_record(form, uuid.uuid4(), resident.pk, values, actor=cast.staff["doctor"])


def suspect(cast: Cast, resident: Resident) -> Suspect:
    saved: Suspect = save(
        cast, SUSPECT, resident, served_on=dt.date(2024, 9, 10), found_in=2, first_on=dt.date(2024, 9, 3),
        fbg_1=Decimal("7.4"), second_on=dt.date(2024, 9, 10), fbg_2=Decimal("7.2"), referred_on=dt.date(2024, 9, 10),
        referral_org="区人民医院 内分泌科", verify_result=2,
    )  # fmt: skip
    return saved


def seen(cast: Cast) -> Any:
    return Resident.objects.visible_to(cast.user("doctor"))


@pytest.mark.req("NCD-02")
def test_high_values_become_candidates_and_lower_ones_the_prediabetes_register(cast: Cast) -> None:
    high, by_hba1c, before, normal = (cast.register() for _ in range(4))
    exam(cast, high, fasting_glucose=Decimal("7.00"))
    exam(cast, by_hba1c, hba1c=Decimal("6.5"))
    exam(cast, before, fasting_glucose=Decimal("6.99"))
    exam(cast, normal, fasting_glucose=Decimal("6.09"))
    assert {one.resident_id for one in screening.candidates(seen(cast), LIMITS, SINCE, TODAY)} == {
        high.pk,
        by_hba1c.pk,
    }
    assert [one.resident_id for one in screening.prediabetic(seen(cast), LIMITS, SINCE, TODAY)] == [before.pk]
    suspect(cast, high)
    Enrolment.objects.create(
        resident=by_hba1c, programme="diabetes", from_on=SINCE, institution=cast.centre_a
    )
    assert screening.candidates(seen(cast), LIMITS, SINCE, TODAY) == []


@pytest.mark.parametrize(
    "values",
    [{"fbg": "6.0"}, {"fbg": "6.1"}, {"fbg": "7.0"}, {"pbg": "7.8"}, {"pbg": "11.1"}, {"hba1c": "6.5"}, {}],
)
def test_python_and_the_rule_say_the_same(values: dict[str, str]) -> None:
    given = {name: Decimal(value) for name, value in values.items()}
    [outcome] = judge("diabetes", [{"served_on": TODAY, "birth_date": dt.date(1970, 1, 1), **given}])
    said = screening.judged(LIMITS, **given)
    assert said == (outcome["suspect"] if outcome["suspect"] in ("suspected", "prediabetes") else "")


@pytest.mark.req("NCD-02")
def test_a_confirmed_suspect_is_taken_under_management_in_one_act(cast: Cast) -> None:
    one = suspect(cast, cast.register())
    told: dict[str, Any] = {
        "actor": cast.staff["doctor"],
        "confirmed_on": dt.date(2024, 9, 28),
        "confirmed_by": "区人民医院",
        "from_on": dt.date(2024, 10, 8),
    }
    with pytest.raises(Invalid, match="2型"):
        screening.confirm(one.pk, **told, diabetes_type=1)
    assert not Enrolment.objects.exists()
    enrolment = screening.confirm(one.pk, **told)
    assert (enrolment.programme, enrolment.diagnosed_on, enrolment.found_by) == (
        "diabetes",
        dt.date(2024, 9, 28),
        5,
    )
    assert list(screening.undecided(seen(cast))) == []


def test_a_result_is_overdue_after_two_weeks_and_an_exclusion_ends_it(cast: Cast) -> None:
    one = suspect(cast, cast.register())
    assert list(screening.result_overdue(seen(cast), LIMITS, dt.date(2024, 9, 24))) == []
    assert list(screening.result_overdue(seen(cast), LIMITS, dt.date(2024, 9, 25))) == [one]
    with pytest.raises(Invalid, match="依据"):
        screening.exclude(one.pk, actor=cast.staff["doctor"], reason="")
    screening.exclude(one.pk, actor=cast.staff["doctor"], reason="糖耐量正常")
    assert list(screening.undecided(seen(cast))) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"fbg": Decimal("6.1")}, [1]), ({"fbg": Decimal("7.0")}, []), ({"age": 44}, []), ({"age": 45}, [2]),
        ({"weight": Decimal("61.44"), "height": Decimal("160")}, [3]),
        ({"weight": Decimal("61.43"), "height": Decimal("160")}, []),
        ({"sex": 2, "waist": Decimal("85")}, [3]), ({"family_history": True}, [4]),
        ({"sbp": 139, "dbp": 89}, []), ({"sbp": 140}, [7]), ({"on_bp_drugs": True}, [7]),
        ({"hdl_c": Decimal("0.91")}, [8]), ({"hdl_c": Decimal("0.92")}, []), ({"tg": Decimal("2.22")}, [8]), ({}, []),
    ],
)  # fmt: skip
def test_factors_that_follow_from_measurements(values: dict[str, Any], expected: list[int]) -> None:
    assert screening.risk_factors(values, LIMITS) == expected


def test_the_high_risk_group_is_measured_every_year(cast: Cast) -> None:
    due = screening.next_measure_due(dt.date(2023, 10, 16), LIMITS)
    assert due == TODAY
    told = {"served_on": dt.date(2023, 10, 16), "risk_factors": [1], "prediabetes": True, "status": 1}
    one = save(cast, HIGH_RISK, cast.register(), **told, next_measure_due=due)
    assert list(screening.high_risk_due(seen(cast), TODAY)) == [one]
    assert list(screening.high_risk_due(seen(cast), TODAY - dt.timedelta(1))) == []
