"""What is owed to a child, from the first visit to the seventh birthday, and what meets it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from gongwei.people.models import Residence, Standing
from gongwei.people.tests.cast import Cast
from gongwei.programmes.child.models import BirthNotice, EyeExam, SpecialFile, SpecialVisit, VisionTransfer
from gongwei.programmes.child.tests.samples import born, exam, owed, record, visit
from gongwei.programmes.child.windows import contact_on, window

BIRTH = dt.date(2024, 2, 8)
LIMITS = {"month_1_opens_days": 28, "opens_3": 3, "opens_6": 6, "opens_8": 8, "opens_12": 11, "opens_18": 17,
          "opens_24": 23,
          "opens_30": 29, "opens_36": 35, "opens_48": 47, "opens_60": 59, "opens_72": 71}  # fmt: skip


@pytest.mark.req("CHILD-01")
def test_the_first_visit_is_due_seven_days_after_discharge_and_counts_until_day_28(cast: Cast) -> None:
    child = born(cast, BIRTH)
    [first] = owed(child, "newborn_visit")
    assert (first.opens_on, first.due_on) == (BIRTH, dt.date(2024, 2, 15))
    record(cast, BirthNotice, child, dt.date(2024, 2, 12), discharged_on=dt.date(2024, 2, 12))
    [first] = owed(child, "newborn_visit")
    assert (first.opens_on, first.due_on) == (dt.date(2024, 2, 12), dt.date(2024, 2, 19))
    visit(cast, child, dt.date(2024, 3, 8))
    assert owed(child, "newborn_visit")[0].met_on is None
    visit(cast, child, dt.date(2024, 3, 7))
    assert owed(child, "newborn_visit")[0].met_on == dt.date(2024, 3, 7)


@pytest.mark.req("CHILD-13")
def test_the_twelve_exams_follow_each_other_without_gap_or_overlap(cast: Cast) -> None:
    child = born(cast, dt.date(2023, 8, 31))
    exams = {each.seq: each for each in owed(child, "exam")}
    assert (exams["1"].opens_on, exams["1"].due_on, exams["1"].closes_on) == (
        dt.date(2023, 9, 28), dt.date(2023, 9, 30), dt.date(2023, 11, 29),
    )  # fmt: skip
    assert (exams["3"].opens_on, exams["6"].opens_on) == (dt.date(2023, 11, 30), dt.date(2024, 2, 29))
    ordered = sorted(exams.values(), key=lambda each: each.opens_on)
    for one, other in itertools.pairwise(ordered):
        assert one.closes_on is not None
        assert one.closes_on + dt.timedelta(days=1) == other.opens_on
        assert one.due_on <= one.closes_on


@pytest.mark.req("CHILD-13", "CHILD-12")
def test_an_exam_meets_the_one_contact_whose_window_holds_its_day(cast: Cast) -> None:
    child = born(cast, BIRTH)
    done = exam(cast, child, 8, dt.date(2024, 10, 16))
    met = {each.seq: each.met_by for each in owed(child, "exam") if each.met_by}
    assert met == {"8": done.pk}
    last_day = exam(cast, child, 6, dt.date(2024, 10, 7))
    met = {each.seq: each.met_by for each in owed(child, "exam") if each.met_by}
    assert met == {"8": done.pk, "6": last_day.pk}


@pytest.mark.req("CHILD-13")
def test_the_windows_of_the_form_are_those_of_the_schedule() -> None:
    assert contact_on(BIRTH, dt.date(2024, 3, 6), LIMITS) == 0
    assert contact_on(BIRTH, dt.date(2024, 3, 7), LIMITS) == 1
    assert contact_on(BIRTH, dt.date(2024, 5, 7), LIMITS) == 1
    assert contact_on(BIRTH, dt.date(2024, 5, 8), LIMITS) == 3
    assert contact_on(BIRTH, dt.date(2025, 1, 7), LIMITS) == 8
    assert contact_on(BIRTH, dt.date(2025, 1, 8), LIMITS) == 12
    assert contact_on(BIRTH, dt.date(2031, 2, 7), LIMITS) == 72
    assert contact_on(BIRTH, dt.date(2031, 2, 8), LIMITS) == -1
    assert window(BIRTH, 12, LIMITS) == (dt.date(2025, 1, 8), dt.date(2025, 7, 7))
    assert window(BIRTH, 72, LIMITS) == (dt.date(2030, 1, 8), dt.date(2031, 2, 7))


def test_nothing_is_owed_from_the_seventh_birthday_nor_to_visitors(cast: Cast) -> None:
    grown = born(cast, dt.date(2017, 3, 1))
    assert [each.ended_on for each in owed(grown, "eyes") if each.due_on.year == 2024] == [
        dt.date(2024, 3, 1)
    ]
    assert owed(born(cast, dt.date(2012, 3, 1), "王清明"), "exam") == []
    visitor = born(cast, BIRTH, "王谷雨")
    Residence.objects.filter(resident=visitor).update(permanent=False)
    assert owed(visitor, "exam") == []


def test_death_ends_what_is_not_yet_due(cast: Cast) -> None:
    child = born(cast, BIRTH)
    Standing.objects.filter(resident=child).update(to_on=dt.date(2024, 6, 1))
    Standing.objects.create(
        resident=child,
        state="died",
        from_on=dt.date(2024, 6, 1),
        cause_of_death="先天异常",
        evidence="死亡证明",
    )
    assert all(each.ended_on for each in owed(child, "exam") if each.due_on > dt.date(2024, 6, 1))


@pytest.mark.req("CHILD-05")
def test_eyes_are_owed_once_a_year(cast: Cast) -> None:
    child = born(cast, dt.date(2020, 5, 1))
    record(cast, EyeExam, child, dt.date(2024, 5, 20), contact=48, appearance=1)
    assert [each.met_on for each in owed(child, "eyes") if each.due_on.year == 2024] == [dt.date(2024, 5, 20)]


@pytest.mark.req("CHILD-06")
def test_the_vision_file_is_sent_between_five_years_eleven_months_and_seven(cast: Cast) -> None:
    child = born(cast, dt.date(2018, 3, 10))
    [due] = owed(child, "vision_transfer")
    assert (due.opens_on, due.due_on) == (dt.date(2024, 2, 10), dt.date(2025, 3, 9))
    record(cast, VisionTransfer, child, dt.date(2024, 9, 2), school="鲸园小学", school_year=2024, pages=6)
    assert owed(child, "vision_transfer")[0].met_on == dt.date(2024, 9, 2)


@pytest.mark.req("CHILD-07")
def test_an_abnormal_finding_asks_for_a_file_or_a_referral_within_two_weeks(cast: Cast) -> None:
    well, ill = born(cast, BIRTH), born(cast, BIRTH, "王清明")
    exam(cast, well, 8, dt.date(2024, 10, 9), hemoglobin=110)
    exam(cast, ill, 8, dt.date(2024, 10, 9), hemoglobin=109)
    assert owed(well, "handled") == []
    [asked] = owed(ill, "handled")
    assert (asked.due_on, asked.met_on) == (dt.date(2024, 10, 23), None)
    record(cast, SpecialFile, ill, dt.date(2024, 10, 9), reasons=[21], measures=[1, 2], referral=1)
    assert owed(ill, "handled")[0].met_on == dt.date(2024, 10, 9)


@pytest.mark.req("CHILD-08")
def test_a_special_file_is_followed_until_a_visit_closes_it(cast: Cast) -> None:
    child = born(cast, BIRTH)
    record(cast, SpecialFile, child, dt.date(2024, 8, 1), reasons=[1], measures=[1], referral=1)
    [first] = owed(child, "special")
    assert first.due_on == dt.date(2024, 9, 1)
    record(
        cast,
        SpecialVisit,
        child,
        dt.date(2024, 8, 28),
        reasons=[1],
        trend=1,
        measures=[1],
        referral=1,
        result=1,
    )
    first, second = owed(child, "special")
    assert (first.met_on, second.due_on) == (dt.date(2024, 8, 28), dt.date(2024, 10, 29))
    record(
        cast,
        SpecialVisit,
        child,
        dt.date(2024, 10, 10),
        reasons=[1],
        trend=1,
        measures=[1],
        referral=1,
        result=3,
    )
    assert [each.met_on for each in owed(child, "special")] == [dt.date(2024, 8, 28), dt.date(2024, 10, 10)]


@pytest.mark.req("CHILD-08")
def test_a_preterm_newborn_asks_for_a_file(cast: Cast) -> None:
    child = born(cast, BIRTH)
    visit(cast, child, dt.date(2024, 2, 14), gestational_weeks=36)
    assert [each.due_on for each in owed(child, "handled")] == [dt.date(2024, 2, 28)]


@pytest.mark.req("CHILD-11")
def test_the_class_of_the_eyes_sets_how_soon_they_are_seen_again(cast: Cast) -> None:
    at_risk, normal = born(cast, BIRTH), born(cast, BIRTH, "王清明")
    record(
        cast, EyeExam, normal, dt.date(2024, 5, 10), contact=3, appearance=1, visual_behaviour=1, eye_class=1
    )
    record(
        cast, EyeExam, at_risk, dt.date(2024, 5, 10), contact=3, appearance=1, visual_behaviour=1, eye_class=2
    )
    assert owed(normal, "eye_recheck") == []
    [again] = owed(at_risk, "eye_recheck")
    assert (again.due_on, again.met_on) == (dt.date(2024, 11, 9), None)
    record(
        cast, EyeExam, at_risk, dt.date(2024, 8, 10), contact=6, appearance=1, visual_behaviour=1, eye_class=3
    )
    found = {each.due_on: each.met_on for each in owed(at_risk, "eye_recheck")}
    assert found == {dt.date(2024, 11, 9): dt.date(2024, 8, 10), dt.date(2024, 9, 9): None}
