"""What is owed to a person of 65 and over, and what meets it."""

from __future__ import annotations

import datetime as dt

import pytest

from gongwei.care.models import Encounter, Referral, ReferralResult
from gongwei.people.models import Residence, Standing
from gongwei.people.tests.cast import Cast
from gongwei.programmes.elderly.tests.samples import assessment, exam, owed, record, told


@pytest.mark.req("ELD-01")
def test_one_exam_and_one_assessment_a_year(cast: Cast) -> None:
    resident = cast.register(birth_date=dt.date(1950, 1, 1))
    assert [each.due_on for each in owed(resident, "exam")] == [
        dt.date(year, 12, 31) for year in (2023, 2024, 2025)
    ]
    done, second = exam(cast, resident), exam(cast, resident, dt.date(2024, 9, 1))
    assert second.pk != done.pk
    assessment(cast, resident)
    assert [each.met_by for each in owed(resident, "exam")] == [None, done.pk, None]
    assert [each.met_on for each in owed(resident, "self_care")] == [None, done.served_on, None]


@pytest.mark.req("ELD-06", "AMB-17")
def test_whoever_turns_65_is_owed_from_the_birthday_and_not_before(cast: Cast) -> None:
    resident = cast.register(birth_date=dt.date(1959, 8, 15))
    assert [each.opens_on for each in owed(resident, "exam")] == [dt.date(2024, 8, 15), dt.date(2025, 1, 1)]
    exam(cast, resident, dt.date(2024, 8, 14))
    assert [each.met_on for each in owed(resident, "exam")] == [None, None]
    exam(cast, resident, dt.date(2024, 8, 15))
    assert [each.met_on for each in owed(resident, "exam")] == [dt.date(2024, 8, 15), None]


@pytest.mark.parametrize(
    ("born", "years"), [(dt.date(1959, 12, 31), [2024, 2025]), (dt.date(1960, 1, 1), [2025])]
)
def test_the_31_december_still_counts_for_the_year(cast: Cast, born: dt.date, years: list[int]) -> None:
    resident = cast.register(birth_date=born)
    assert [each.due_on.year for each in owed(resident, "exam")] == years


def test_nothing_is_owed_to_the_young_and_to_visitors(cast: Cast) -> None:
    assert owed(cast.register(birth_date=dt.date(1970, 1, 1)), "exam") == []
    visitor = cast.register("王清明", birth_date=dt.date(1950, 1, 1))
    Residence.objects.filter(resident=visitor).update(permanent=False)
    assert owed(visitor, "exam") == []


def test_death_ends_what_is_not_yet_due(cast: Cast) -> None:
    resident = cast.register(birth_date=dt.date(1950, 1, 1))
    Standing.objects.filter(resident=resident).update(to_on=dt.date(2024, 6, 1))
    Standing.objects.create(
        resident=resident,
        state="died",
        from_on=dt.date(2024, 6, 1),
        cause_of_death="心梗",
        evidence="死亡证明",
    )
    assert [(each.due_on.year, each.ended_on) for each in owed(resident, "exam")] == [
        (2023, None), (2024, dt.date(2024, 6, 1)),
    ]  # fmt: skip


@pytest.mark.req("ELD-03")
def test_the_result_is_told_within_its_deadline(cast: Cast) -> None:
    resident = cast.register(birth_date=dt.date(1950, 1, 1))
    done = exam(cast, resident)
    [feedback] = owed(resident, "feedback")
    assert (feedback.seq, feedback.due_on, feedback.met_on) == (str(done.pk), dt.date(2024, 6, 19), None)
    told(cast, done)
    assert owed(resident, "feedback")[0].met_on == dt.date(2024, 5, 30)


@pytest.mark.req("ELD-04", "ELD-12")
def test_an_abnormal_result_is_checked_again(cast: Cast) -> None:
    well, ill = (
        cast.register(birth_date=dt.date(1950, 1, 1)),
        cast.register("王清明", birth_date=dt.date(1950, 1, 1)),
    )
    exam(cast, well)
    exam(cast, ill, bp_left_sys=190)
    assert owed(well, "recheck") == []
    [recheck] = owed(ill, "recheck")
    assert (recheck.due_on, recheck.met_on) == (dt.date(2024, 8, 18), None)
    record(
        cast,
        Encounter,
        ill,
        dt.date(2024, 6, 3),
        subjective="复查",
        objective="150/90",
        assessment="好转",
        plan="随访",
    )
    assert owed(ill, "recheck")[0].met_on == dt.date(2024, 6, 3)


@pytest.mark.req("ELD-08", "XC-01")
def test_a_referral_of_this_chapter_is_asked_after(cast: Cast) -> None:
    resident = cast.register(birth_date=dt.date(1950, 1, 1))
    slip = {
        "to_org": "市立医院",
        "to_dept": "神经内科",
        "initial_impression": "认知受损",
        "present_illness": "x",
        "reason": "复查",
    }
    other = record(cast, Referral, resident, dt.date(2024, 5, 2), programme="hypertension", **slip)
    mine = record(cast, Referral, resident, dt.date(2024, 5, 21), programme="elderly", **slip)
    [asked] = owed(resident, "referral_result")
    assert (asked.seq, asked.due_on) == (str(mine.pk), dt.date(2024, 6, 4))
    record(
        cast,
        ReferralResult,
        resident,
        dt.date(2024, 5, 25),
        referral=other,
        programme="hypertension",
        mode=3,
        outcome=1,
    )
    assert owed(resident, "referral_result")[0].met_on is None
    record(
        cast,
        ReferralResult,
        resident,
        dt.date(2024, 6, 1),
        referral=mine,
        programme="elderly",
        mode=3,
        outcome=1,
    )
    assert owed(resident, "referral_result")[0].met_on == dt.date(2024, 6, 1)
