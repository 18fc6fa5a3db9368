"""Changing a record: only what was typed, by one person at a time, with the former values kept."""

import datetime as dt
from typing import Any

import pytest

from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Conflict, Duplicate, Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, VILLAGE_A2, VILLAGE_B1, Cast, id_no
from gongwei.people.verbs.belonging import assign_doctor, move_village
from gongwei.people.verbs.past import PastLines
from gongwei.people.verbs.update import update_resident, verify_contact
from gongwei.records.models import History


def _change(resident: Resident, by: Staff, **typed: Any) -> Resident:
    return update_resident(resident.pk, typed, by=by, reason="电话核实", version=resident.version)


@pytest.fixture
def clerk(cast: Cast) -> Staff:
    return cast.staff["public_health_a"]


@pytest.mark.req("DATA-12")
def test_a_correction_keeps_old_value_person_time_and_reason(cast: Cast, clerk: Staff) -> None:
    resident = cast.register("王小雪", employer="渔场")
    _change(resident, clerk, employer="造船厂")
    kept = History.objects.filter(table_name="resident", row_id=str(resident.pk)).latest("at")
    assert (kept.old["employer"], kept.actor, kept.reason) == ("渔场", str(clerk.pk), "电话核实")
    resident.refresh_from_db()
    assert (resident.employer, resident.information_changed_on) == ("造船厂", TODAY)


def test_a_form_half_sent_changes_nothing_else(cast: Cast, clerk: Staff) -> None:
    resident = cast.register("王小雪", employer="渔场", education=6)
    _change(resident, clerk, education=7)
    resident.refresh_from_db()
    assert (resident.employer, resident.education, resident.name) == ("渔场", 7, "王小雪")


def test_an_empty_field_is_emptied_but_a_name_is_not(cast: Cast, clerk: Staff) -> None:
    resident = cast.register("王小雪", employer="渔场")
    assert _change(resident, clerk, employer="").employer is None
    with pytest.raises(Invalid, match="姓名：必须填写"):
        update_resident(resident.pk, {"name": " "}, by=clerk, reason="", version=2)


def test_of_two_people_at_once_the_second_is_told(cast: Cast, clerk: Staff) -> None:
    resident = cast.register("王小雪")
    _change(resident, clerk, employer="渔场")
    with pytest.raises(Conflict, match="刚刚被他人修改"):
        _change(resident, cast.staff["doctor"], employer="造船厂")
    resident.refresh_from_db()
    assert resident.employer == "渔场"


def test_a_new_name_is_found_by_its_pinyin(cast: Cast, clerk: Staff) -> None:
    assert _change(cast.register("王小雪"), clerk, name="单立夏").name_pinyin == "shanlixia"


def test_a_number_of_another_record_is_refused(cast: Cast, clerk: Staff) -> None:
    one, other = cast.register("王小雪"), cast.register("王小寒")
    with pytest.raises(Duplicate) as refused:
        _change(other, clerk, id_no=one.id_no)
    assert refused.value.residents == [one]


def test_a_number_against_birth_date_and_sex_is_refused(cast: Cast, clerk: Staff) -> None:
    with pytest.raises(Invalid) as refused:
        _change(cast.register(), clerk, id_no=id_no(dt.date(1960, 5, 5), 2))
    assert set(refused.value.by_field) == {"birth_date", "sex"}


def test_past_lines_are_replaced_and_the_former_kept(cast: Cast, clerk: Staff) -> None:
    resident = cast.register(past=PastLines(diseases=((2, "2019-05"),)))
    update_resident(
        resident.pk, {}, by=clerk, reason="更正", version=1, past=PastLines(diseases=((3, "2020-01"),))
    )
    assert list(resident.past_diseases.values_list("disease", flat=True)) == [3]
    assert History.objects.get(table_name="resident_past_disease").old["disease"] == 2


def test_a_changed_residence_type_is_a_dated_fact(cast: Cast, clerk: Staff) -> None:
    resident = cast.register(residence_type=2)
    _change(resident, clerk, residence_type=1)
    before, after = resident.residence_on(dt.date(2024, 10, 15)), resident.residence_on(TODAY)
    assert before is not None and after is not None
    assert (before.hukou, after.hukou) == (2, 1)


@pytest.mark.parametrize("role", ["public_health_b", "line", "project_office", "finance", "admin"])
def test_others_may_not_change_the_record(cast: Cast, role: str) -> None:
    with pytest.raises(Forbidden):
        _change(cast.register(), cast.staff[role], employer="x")


def test_a_checked_contact_is_noted(cast: Cast, clerk: Staff) -> None:
    assert verify_contact(cast.register().pk, by=clerk).verified_on == TODAY


def test_a_new_doctor_holds_from_the_day_on_and_the_past_stays(cast: Cast, clerk: Staff) -> None:
    doctor = cast.staff["doctor"]
    resident = assign_doctor(cast.register().pk, doctor.pk, dt.date(2024, 7, 1), by=clerk)
    assert resident.doctor_id == doctor.pk
    days = [resident.residence_on(dt.date(2024, *day)) for day in ((6, 30), (7, 1))]
    assert [row.doctor_id for row in days if row] == [None, doctor.pk]


def test_a_doctor_of_elsewhere_or_a_day_to_come_is_refused(cast: Cast, clerk: Staff) -> None:
    resident = cast.register()
    with pytest.raises(Invalid, match="在岗人员"):
        assign_doctor(resident.pk, cast.staff["public_health_b"].pk, TODAY, by=clerk)
    with pytest.raises(Invalid, match="晚于今天"):
        assign_doctor(resident.pk, None, TODAY + dt.timedelta(days=1), by=clerk)


def test_moving_inside_the_institution_keeps_the_record_number(cast: Cast, clerk: Staff) -> None:
    resident = cast.register()
    moved = move_village(resident.pk, VILLAGE_A2, TODAY, by=clerk, address="小西庄12号")
    assert (moved.record_no, moved.village_id, moved.current_address) == (
        resident.record_no,
        VILLAGE_A2,
        "小西庄12号",
    )


def test_moving_to_another_institutions_village_needs_a_transfer(cast: Cast, clerk: Staff) -> None:
    with pytest.raises(Invalid, match="请办理转出"):
        move_village(cast.register().pk, VILLAGE_B1, TODAY, by=clerk)
