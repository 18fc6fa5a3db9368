"""What institutions owe: each month or window by itself, right after every save, correction and void (HE-07)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from gongwei.obligations.models import InstitutionObligation
from gongwei.obligations.refresh import rebuild
from gongwei.obligations.verbs import withdraw_activity
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import Cast
from gongwei.programmes.health_education.forms import ACTIVITY, BOARD, BOARD_CHANGE
from gongwei.programmes.health_education.models import Activity
from gongwei.programmes.health_education.tests.samples import activity, board, change, lecture, owed, save

MET = "met_on"


@pytest.mark.req("HE-07", "HE-16")
def test_a_centre_owes_a_lecture_each_month_and_a_clinic_one_each_two_months(cast: Cast) -> None:
    centre, clinic = owed(cast.centre_a, "lecture"), owed(cast.clinic, "lecture_station")
    assert [each.seq for each in centre] == [f"2024-{month:02d}" for month in range(1, 13)]
    assert [each.seq for each in clinic] == [f"2024B{number}" for number in range(1, 7)]
    assert (centre[1].opens_on, centre[1].due_on) == (dt.date(2024, 2, 1), dt.date(2024, 2, 29))
    assert not owed(cast.centre_a, "lecture_station") and not owed(cast.clinic, "lecture")
    assert not owed(cast.commission, "lecture")


@pytest.mark.req("HE-07")
def test_a_lecture_counts_only_in_its_own_month(cast: Cast) -> None:
    """Twelve lectures in one month are one month's lecture."""
    for day in range(1, 13):
        lecture(cast, dt.date(2024, 9, day))
    met = [each.seq for each in owed(cast.centre_a, "lecture") if each.met_on]
    assert met == ["2024-09"]


def test_the_first_and_last_day_of_a_month_belong_to_it(cast: Cast) -> None:
    lecture(cast, dt.date(2024, 1, 31))
    lecture(cast, dt.date(2024, 3, 1))
    assert [each.seq for each in owed(cast.centre_a, "lecture") if each.met_on] == ["2024-01", "2024-03"]


def test_a_consultation_is_no_lecture_and_nine_a_year_may_be_made_up_late(cast: Cast) -> None:
    for day in (2, 3, 4):
        save(cast, ACTIVITY, activity(dt.date(2024, 9, day), form=2))
    assert not any(each.met_on for each in owed(cast.centre_a, "lecture"))
    consultations = owed(cast.centre_a, "consultation")
    assert len(consultations) == 9 and [bool(each.met_on) for each in consultations[:4]] == [True, True, True, False]


def test_void_and_correction_owe_it_again(cast: Cast) -> None:
    held = lecture(cast, dt.date(2024, 9, 3))
    assert owed(cast.centre_a, "lecture")[8].met_by == held.pk
    save(cast, ACTIVITY, {"served_on": dt.date(2024, 8, 30)}, id=held.pk, version=1, reason="日期写错")
    by_month = owed(cast.centre_a, "lecture")
    assert by_month[7].met_on == dt.date(2024, 8, 30) and by_month[8].met_on is None
    withdraw_activity(ACTIVITY, held.pk, actor=cast.staff["public_health_a"], reason="重复登记")
    assert not any(each.met_on for each in owed(cast.centre_a, "lecture"))
    assert Activity.objects.get().void_reason == "重复登记"


def test_the_projection_is_the_same_either_way(cast: Cast) -> None:
    """Refreshed institution by institution, or rebuilt for all (decision 0004)."""
    lecture(cast, dt.date(2024, 3, 5))
    lecture(cast, dt.date(2024, 4, 5), cast.clinic)
    save(cast, BOARD, board())
    save(cast, BOARD_CHANGE, change(dt.date(2024, 5, 9), [1]))
    for place in (cast.centre_a, cast.centre_b, cast.clinic):
        owed(place, "lecture")
    columns = ("institution_id", "programme", "step", "seq", "opens_on", "due_on", "closes_on", "met_on", "met_by")
    refreshed = sorted(InstitutionObligation.objects.values_list(*columns), key=repr)
    rebuild(["health_education"])
    assert sorted(InstitutionObligation.objects.values_list(*columns), key=repr) == refreshed
    assert len(refreshed) > 50


def test_the_same_request_twice_is_one_activity(cast: Cast) -> None:
    record_id = uuid.uuid4()
    for _ in range(2):
        save(cast, ACTIVITY, activity(dt.date(2024, 9, 3)), id=record_id)
    assert Activity.objects.get().version == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"theme": ""}, "theme"),
        ({"speaker": None}, "speaker"),
        ({"served_on": dt.date(2024, 10, 17)}, "served_on"),
        ({"served_on": dt.date(2008, 12, 31)}, "served_on"),
        ({"filled_on": dt.date(2024, 9, 2)}, "filled_on"),
        ({"audience_count": 600}, "audience_count"),
        ({"archived": []}, "archived"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save(cast, ACTIVITY, activity(dt.date(2024, 9, 3), **changes))
    assert field in refused.value.by_field and not Activity.objects.exists()


def test_a_doubtful_number_passes_once_confirmed(cast: Cast) -> None:
    values = activity(dt.date(2024, 9, 3), audience_count=600)
    assert save(cast, ACTIVITY, values, confirmed=("audience_count:600",)).audience_count == 600


@pytest.mark.parametrize("actor", ["line", "finance", "public_health_b", "project_office", "village_doctor"])
def test_only_the_institutions_own_staff_write_its_work(cast: Cast, actor: str) -> None:
    """A village doctor writes for the clinic, never for the centre above it."""
    with pytest.raises(Forbidden):
        save(cast, ACTIVITY, activity(dt.date(2024, 9, 3)), actor=cast.staff[actor])
    assert not Activity.objects.exists()


def test_the_village_doctor_writes_for_his_clinic_and_the_centre_may_too(cast: Cast) -> None:
    save(cast, ACTIVITY, activity(dt.date(2024, 9, 3)), cast.clinic, actor=cast.staff["village_doctor"])
    save(cast, ACTIVITY, activity(dt.date(2024, 7, 3)), cast.clinic)
    assert {each.institution for each in Activity.objects.all()} == {cast.clinic}


def test_a_board_has_one_number_and_only_registered_boards_change(cast: Cast) -> None:
    first = save(cast, BOARD, board(1))
    with pytest.raises(Invalid, match="已登记"):
        save(cast, BOARD, board(1))
    with pytest.raises(Invalid, match="没有登记"):
        save(cast, BOARD_CHANGE, change(dt.date(2024, 5, 9), [1, 2]))
    save(cast, BOARD, {"removed_on": dt.date(2024, 6, 1)}, id=first.pk, version=1, reason="拆除")
    assert save(cast, BOARD, board(1, dt.date(2024, 6, 2))).number == 1
