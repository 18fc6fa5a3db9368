"""One pregnancy is one case: opened, dated, ended; a birth files its children with what they are owed at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.care.models import Enrolment
from gongwei.obligations.models import Obligation
from gongwei.obligations.verbs import void_service
from gongwei.people.models import HouseholdMember, Resident
from gongwei.people.problems import Invalid
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.maternal.forms import DELIVERY, FIRST, FOLLOWUP, PREGNANCY
from gongwei.programmes.maternal.models import Newborn, Pregnancy
from gongwei.programmes.maternal.pregnancies import pregnancy_on
from gongwei.programmes.maternal.tests.visits import (
    BOY,
    DAY,
    GIRL,
    LMP,
    booked,
    delivered,
    examined,
    mother,
    save,
    seen_at_home,
    visited,
)

EARLY = LMP + 70 * DAY
BIRTH = LMP + 275 * DAY


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def woman(cast: Cast) -> Resident:
    return mother(cast)


def owed(woman: Resident, step: str) -> Obligation | None:
    return Obligation.objects.filter(resident=woman, programme="maternal", step=step).first()


def steps(woman: Resident) -> dict[str, tuple[dt.date, dt.date]]:
    found = Obligation.objects.filter(resident=woman, programme="maternal", ended_on=None)
    return {each.step: (each.opens_on, each.due_on) for each in found}


@pytest.mark.req("MAT-01")
def test_the_first_visit_opens_the_case_and_owes_the_windows_of_the_paper(
    cast: Cast, woman: Resident
) -> None:
    booked(cast, woman, EARLY)
    case = Pregnancy.objects.get()
    assert (case.starts_on, case.booked_on, case.origin) == (LMP, EARLY, 1)
    assert Enrolment.objects.get(resident=woman).from_on == EARLY
    windows = steps(woman)
    assert windows["visit_2"] == (LMP + 112 * DAY, LMP + 146 * DAY)
    assert windows["visit_3"] == (LMP + 147 * DAY, LMP + 174 * DAY)
    assert windows["visit_4"] == (LMP + 196 * DAY, LMP + 258 * DAY)
    assert windows["visit_5"] == (LMP + 259 * DAY, LMP + 286 * DAY)
    check = owed(woman, "first_check")
    assert check is not None and (check.due_on, check.met_on) == (LMP + 90 * DAY, EARLY)


@pytest.mark.parametrize(("days", "late"), [(89, False), (90, False), (91, True)])
def test_twelve_weeks_and_six_days_is_the_last_early_day(
    cast: Cast, woman: Resident, days: int, late: bool
) -> None:
    booked(cast, woman, LMP + days * DAY)
    check = owed(woman, "first_check")
    assert check is not None and check.met_on is not None and (check.met_on > check.due_on) is late


def test_windows_that_had_closed_before_booking_are_not_owed(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, LMP + 150 * DAY)
    assert {"visit_3", "visit_4", "visit_5", "first_check"} <= set(steps(woman))
    assert "visit_2" not in steps(woman)


def test_an_ultrasound_moves_every_window_and_both_days_are_kept(cast: Cast, woman: Resident) -> None:
    scan: dict[str, Any] = {
        "scan_on": EARLY,
        "scan_weeks": 8,
        "scan_days": 3,
        "dated_by": 2,
        "edd": EARLY + 221 * DAY,
    }
    booked(cast, woman, EARLY, **scan, weeks=8, days=3)
    case = Pregnancy.objects.get()
    assert (case.lmp, case.starts_on) == (LMP, EARLY - 59 * DAY)
    assert steps(woman)["visit_2"][0] == EARLY - 59 * DAY + 112 * DAY


def test_correcting_the_last_period_moves_the_windows(cast: Cast, woman: Resident) -> None:
    first = booked(cast, woman, EARLY)
    later = LMP + 5 * DAY
    booked(cast, woman, EARLY, lmp=later, record_id=first.pk, version=1, reason="末次月经记错")
    assert Pregnancy.objects.get().starts_on == later
    assert steps(woman)["visit_2"] == (later + 112 * DAY, later + 146 * DAY)


def test_voiding_the_first_visit_takes_the_case_back(cast: Cast, woman: Resident) -> None:
    first = booked(cast, woman, EARLY)
    void_service(FIRST, first.pk, actor=cast.staff["doctor"], reason="录错人")
    assert not Pregnancy.objects.filter(voided_at=None).exists()
    assert Enrolment.objects.get(resident=woman).to_on == EARLY
    assert not Obligation.objects.filter(resident=woman, programme="maternal").exists()


def test_a_visit_keeps_the_column_of_its_weeks_and_meets_its_window(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    visited(cast, woman, LMP + 120 * DAY)
    met = owed(woman, "visit_2")
    assert met is not None and met.met_on == LMP + 120 * DAY
    late = visited(cast, woman, LMP + 180 * DAY)
    assert late.visit_column == 3
    third = owed(woman, "visit_3")
    assert third is not None and third.met_on is not None and third.met_on > third.due_on


def test_a_visit_without_a_case_is_refused(cast: Cast, woman: Resident) -> None:
    with pytest.raises(Invalid, match=r"纳入管理|专案"):
        visited(cast, woman, LMP + 120 * DAY)
    assert not FOLLOWUP.model._default_manager.exists()


@pytest.mark.req("MAT-04")
def test_a_birth_files_the_child_with_mother_household_and_obligations(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    delivered(cast, woman, BIRTH, children=[{**BOY, "birth_certificate_no": "T370123456"}])
    link = Newborn.objects.get()
    child = Resident.objects.get(pk=link.child_id)
    assert (link.mother_id, child.name, child.birth_date) == (woman.pk, "于清明之子", BIRTH)
    assert (child.birth_certificate_no, child.id_no) == ("T370123456", None)
    assert (child.village_id, child.doctor_id, child.contact_name) == (
        woman.village_id,
        woman.doctor_id,
        "于清明",
    )
    woman.refresh_from_db()
    assert child.household_id == woman.household_id is not None
    assert HouseholdMember.objects.get(resident=child).relation == 20
    assert child.standing_on(BIRTH) is not None
    owed_child = Obligation.objects.filter(resident=child, programme="child")
    assert owed_child.filter(step="newborn_visit").exists(), list(owed_child.values_list("step", flat=True))


def test_the_birth_ends_what_it_makes_impossible_and_owes_the_mother_two_visits(
    cast: Cast, woman: Resident
) -> None:
    booked(cast, woman, EARLY)
    delivered(cast, woman, LMP + 230 * DAY)
    now_owed = steps(woman)
    birth = LMP + 230 * DAY
    assert "visit_5" not in now_owed
    assert now_owed["postnatal_visit"] == (birth + 3 * DAY, birth + 10 * DAY)
    assert now_owed["postnatal_42"] == (birth + 42 * DAY, birth + 56 * DAY)
    fourth = owed(woman, "visit_4")
    assert fourth is not None and fourth.ended_on == birth


@pytest.mark.req("MAT-07")
def test_twins_are_two_residents_and_a_stillborn_child_is_none(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    delivered(cast, woman, BIRTH, children=[BOY, GIRL, {**BOY, "born": 3}])
    names = sorted(Resident.objects.filter(birth_date=BIRTH).values_list("name", flat=True))
    assert names == ["于清明之女乙", "于清明之子甲"]
    assert Newborn.objects.count() == 2


def test_the_same_delivery_twice_and_a_correction_file_nobody_again(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    first = delivered(cast, woman, BIRTH)
    delivered(cast, woman, BIRTH, record_id=first.pk)
    delivered(
        cast,
        woman,
        BIRTH,
        record_id=first.pk,
        version=1,
        reason="补体重",
        children=[{**BOY, "weight_g": 3400}],
    )
    assert Resident.objects.filter(birth_date=BIRTH).count() == Newborn.objects.count() == 1


def test_a_child_already_in_the_records_is_linked(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    known = cast.register(
        name="宫小寒", birth_date=BIRTH, birth_certificate_no="T370123456", id_no="", created_on=BIRTH
    )
    delivered(cast, woman, BIRTH, children=[{**BOY, "birth_certificate_no": "T370123456"}])
    assert Newborn.objects.get().child_id == known.pk
    assert Resident.objects.filter(birth_date=BIRTH).count() == 1


def test_nothing_is_written_when_the_child_cannot_be_filed(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    with pytest.raises(Invalid):
        delivered(cast, woman, BIRTH, children=[{**BOY, "birth_certificate_no": "37"}])
    assert not DELIVERY.model._default_manager.exists()
    assert not Newborn.objects.exists()


@pytest.mark.parametrize("outcome", [2, 3, 4])
def test_an_early_end_closes_the_case_and_owes_nothing_more(
    cast: Cast, woman: Resident, outcome: int
) -> None:
    booked(cast, woman, EARLY)
    day = LMP + 100 * DAY
    delivered(cast, woman, day, outcome=outcome, children=[], delivery_place=None, delivery_mode=None)
    assert Enrolment.objects.get(resident=woman).to_on == day
    assert not Obligation.objects.filter(
        resident=woman, programme="maternal", met_on=None, ended_on=None
    ).exists()


def test_the_examination_after_42_days_closes_and_taken_back_opens_again(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY)
    delivered(cast, woman, BIRTH)
    seen_at_home(cast, woman, BIRTH + 6 * DAY, BIRTH)
    exam = examined(cast, woman, BIRTH + 45 * DAY, BIRTH)
    assert Enrolment.objects.get(resident=woman).to_on == BIRTH + 45 * DAY
    met = owed(woman, "postnatal_42")
    assert met is not None and met.met_on == BIRTH + 45 * DAY
    changes: dict[str, Any] = {
        "category": 2,
        "disposition": 2,
        "referral_reason": "恶露不净",
        "referral_org_dept": "市立医院妇产科",
    }
    examined(cast, woman, BIRTH + 45 * DAY, BIRTH, record_id=exam.pk, version=1, reason="未恢复", **changes)
    assert Enrolment.objects.get(resident=woman).to_on is None


def test_two_pregnancies_of_one_woman_are_two_cases(cast: Cast, woman: Resident) -> None:
    earlier = LMP - 500 * DAY
    booked(cast, woman, earlier + 60 * DAY, lmp=earlier)
    delivered(cast, woman, earlier + 275 * DAY, lmp=earlier)
    booked(cast, woman, EARLY, gravidity=2, parity_vaginal=1)
    assert Pregnancy.objects.filter(resident=woman).count() == 2
    found = pregnancy_on(woman.pk, LMP + 100 * DAY)
    assert found is not None and found.starts_on == LMP
    spans = Enrolment.objects.filter(resident=woman).order_by("from_on")
    assert [each.to_on for each in spans] == [LMP, None]


def test_a_woman_who_moves_in_late_owes_only_what_is_still_to_come(cast: Cast, woman: Resident) -> None:
    day = LMP + 220 * DAY
    save(
        cast, PREGNANCY, woman, day, origin=2, booked_on=LMP + 60 * DAY, booking_org="外区卫生院", gravidity=1, lmp=LMP,
        lmp_certain=1, dated_by=1, edd=LMP + 281 * DAY, first_check_on=LMP + 60 * DAY, checks_elsewhere=4,
    )  # fmt: skip
    assert set(steps(woman)) == {"visit_4", "visit_5", "outcome"}


def test_a_birth_of_a_woman_never_booked_makes_the_case(cast: Cast, woman: Resident) -> None:
    delivered(cast, woman, BIRTH)
    case = Pregnancy.objects.get()
    assert (case.origin, case.booked_on, case.starts_on) == (4, BIRTH, LMP)
    assert "postnatal_visit" in steps(woman)
    assert "first_check" not in steps(woman)


@pytest.mark.req("MAT-05")
def test_orange_owes_a_file_in_three_days_and_red_in_one(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY, risk_colour=3)
    assert steps(woman)["orange_case"] == (EARLY, EARLY + 3 * DAY)
    assert steps(woman)["risk_follow"] == (EARLY + DAY, EARLY + 14 * DAY)
    other = mother(cast, name="姜白露")
    booked(cast, other, EARLY, risk_colour=4)
    assert steps(other)["red_case"] == (EARLY, EARLY + DAY)
    assert steps(other)["risk_follow"] == (EARLY + DAY, EARLY + 7 * DAY)


def test_a_referral_on_the_form_is_asked_for_within_two_weeks(cast: Cast, woman: Resident) -> None:
    booked(cast, woman, EARLY, referral=2, referral_reason="贫血", referral_org_dept="市立医院产科")
    assert steps(woman)["referral_check"] == (EARLY + DAY, EARLY + 14 * DAY)


def test_a_man_is_not_pregnant(cast: Cast) -> None:
    with pytest.raises(Invalid, match="男"):
        booked(cast, cast.register(), EARLY)
    assert not Pregnancy.objects.exists()
