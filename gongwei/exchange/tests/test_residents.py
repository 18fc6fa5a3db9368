"""A list of residents: the fate of every row, taken in as one act, taken back as one act."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from gongwei.exchange.steps import start
from gongwei.exchange.tests.lists import BIRTH, fates, line, sent, through, why
from gongwei.obligations.models import Obligation
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_B1, Cast, id_no, make_cast
from gongwei.people.verbs.update import update_resident
from gongwei.records.models import History

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def test_a_new_person_is_filed_as_by_hand(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    by_hand = cast.register(name="丛立春", ethnicity=1, past_disease=[2, 3])
    held = sent(staff, [line()])
    assert fates(held) == ["new"] and Resident.objects.count() == 1
    held = through(start(held, "importing"), staff)
    made = Resident.objects.get(name="于清明")
    assert held.state == "imported" and fates(held) == ["done"]
    assert (made.sex, made.birth_date, made.ethnicity, made.past_disease) == (1, BIRTH, 1, [2, 3])
    assert made.record_no == str(int(by_hand.record_no or 0) + 1)
    assert (made.name_initials, made.village_id, made.institution) == ("yqm", VILLAGE_A1, cast.centre_a)
    assert (made.created_by, made.created_on, made.version) == (staff, dt.date(2024, 10, 16), 1)
    assert made.residences.get().village_id == VILLAGE_A1 and made.standings.get().state == "active"
    assert Obligation.objects.filter(resident=made, programme="elderly").exists()


def test_rows_compared_with_the_records_that_exist(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    known = cast.register(name="丛立春", phone="13806310001", ethnicity=1)
    other = cast.register(name="王立夏", village=VILLAGE_B1)
    number = known.id_no or ""
    same = {"姓名": "丛立春", "身份证号码": number, "联系电话": "13806310001", "既往史·疾病": ""}
    held = sent(
        staff,
        [
            line(**same),
            line(1, 身份证号码=other.id_no or ""),
            line(2, 姓名="丛立春", 联系电话="13806310001"),
            line(3, 姓名="丛立春", 出生日期="1958-03-01", 身份证号码="", 联系电话=""),
        ],
    )
    assert fates(held) == ["same", "error", "doubt", "doubt"]
    assert "已在温泉镇卫生院建档" in why(held, 1) and "王立夏" not in why(held, 1)
    assert "姓名和电话相同" in why(held, 2) and (known.record_no or "?") in why(held, 2)
    changed = sent(staff, [line(**{**same, "联系电话": "13900000001"})])
    assert fates(changed) == ["changed"] and (changed.rows.get().before or {})["phone"] == "13806310001"
    through(start(changed, "importing"), staff)
    known.refresh_from_db()
    assert (known.phone, known.version) == ("13900000001", 2)
    through(start(changed, "undoing"), staff)
    known.refresh_from_db()
    assert known.phone == "13806310001" and fates(changed) == ["undone"]


def test_only_the_villages_one_serves(cast: Cast) -> None:
    row = [line(村居="虎口村"), line(1, 村居=VILLAGE_B1), line(2, 村居="小西庄村委会")]
    assert fates(sent(cast.staff["public_health_a"], row)) == ["error", "error", "new"]
    own = sent(cast.staff["village_doctor"], row)
    assert fates(own) == ["error", "error", "error"] and "不是您服务的村（居）" in why(own, 2)


def test_the_same_file_twice_makes_nobody_twice(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    rows = [line(1), line(1), line(2), line(2, 联系电话="13911112222")]
    held = sent(staff, rows)
    assert fates(held) == ["new", "same", "new", "error"] and "与第 4 行是同一号码" in why(held, 3)
    through(start(held, "importing"), staff)
    assert fates(sent(staff, rows[:3])) == ["same", "same", "same"] and Resident.objects.count() == 2


def test_bad_cells_are_named_with_what_to_do(cast: Cast) -> None:
    good = id_no(BIRTH, 1, 101)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in good)
    held = sent(
        cast.staff["public_health_a"],
        [
            line(0, 身份证号码="371002********1234"),
            line(2, 身份证号码="3.71002E+17"),
            line(3, 身份证号码=good[:-1] + ("0" if good[-1] != "0" else "1")),
            line(4, 性别="3"),
            line(5, 出生日期="1958年3月32日"),
            line(1, 身份证号码=wide, 出生日期="1958年3月1日", 性别="１"),
            line(7, 身份证号码="371002580301247", 出生日期="21245"),
            line(8, 姓名=""),
            line(9, 身份证号码=""),
            line(10)[:4],
        ],
    )
    expected = [*["error"] * 5, "new", "new", "error", "doubt", "error"]
    assert fates(held) == expected
    said = [
        "星号", "科学计数", "校验码不符", "没有代码 3", "不是真实的日期", "", "", "姓名：必须填写", "未填写",
        "只有 4 格",
    ]  # fmt: skip
    assert [part in why(held, place) for place, part in enumerate(said)] == [True] * len(said)
    upgraded = held.rows.order_by("line")[6]
    assert upgraded.number is not None and upgraded.number.startswith("37100219580301247")
    assert held.rows.order_by("line")[5].number == good


def test_what_is_taken_back_is_kept_in_history_and_may_come_again(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    held = through(start(sent(staff, [line(1), line(2)]), "importing"), staff)
    worked = Resident.objects.get(name="于清明2")
    update_resident(worked.pk, {"employer": "渔港"}, by=staff, reason="核对", version=1, confirmed=True)
    gone = Resident.objects.get(name="于清明1")
    held = through(start(held, "undoing"), staff)
    assert fates(held) == ["undone", "kept"] and "工作过" in why(held, 1)
    assert [each.name for each in Resident.objects.all()] == ["于清明2"]
    kept = History.objects.get(table_name="resident", row_id=str(gone.pk))
    assert kept.old["id_no"] == gone.id_no and kept.reason == "撤销导入：名单.csv"
    assert fates(sent(staff, [line(1)])) == ["new"]


def test_a_number_filed_meanwhile_stops_only_its_own_row(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    held = sent(staff, [line(1), line(2), line(3)])
    cast.register(name="于清明2", id_no=id_no(BIRTH, 1, 102))
    held = through(start(held, "importing"), staff)
    assert fates(held) == ["done", "error", "done"] and "检查之后已由他人建档" in why(held, 1)


def test_a_row_that_the_database_refuses_stops_only_itself(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    held = sent(staff, [line(1), line(2), line(3)])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE import_row SET filed_on = '1950-01-01' WHERE name = '于清明2'")
    held = through(start(held, "importing"), staff)
    assert fates(held) == ["done", "error", "done"] and "出生日期晚于建档日期" in why(held, 1)
    assert sorted(str(each.record_no)[-1] for each in Resident.objects.all()) == ["1", "2"]


def test_a_doubt_goes_in_only_when_it_was_looked_at(cast: Cast) -> None:
    staff = cast.staff["public_health_a"]
    rows = [line(1), line(2, 身份证号码="")]
    held = through(start(sent(staff, rows), "importing"), staff)
    assert fates(held) == ["done", "doubt"]
    held = through(start(sent(staff, rows), "importing", doubtful=True), staff)
    assert fates(held) == ["same", "done"] and Resident.objects.count() == 2
