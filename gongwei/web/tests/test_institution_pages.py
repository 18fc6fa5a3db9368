"""机构与人员 on the page: the tree, owners of items, staff, roles, accounts, the access log; the list of residents."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from gongwei.care.verbs.enrolments import enrol
from gongwei.people.models import AccessLog, Institution, Resident, Staff
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.web.office import institutions
from gongwei.web.tests.people_pages import client_of, sheet, text
from gongwei.web.tests.releasing import PURPOSE, taken_out


@pytest.fixture
def cast(db: None) -> Cast:
    """The small cast of people."""
    return make_cast()


@pytest.mark.req("ORG-01")
def test_the_tree_has_types_and_only_ones_own(cast: Cast) -> None:
    office = text(client_of(cast, "project_office").get("/institutions/"))
    assert "温泉镇卫生院" in office and "乡镇卫生院" in office and "1 个站室" in office
    mine = text(client_of(cast, "doctor").get("/institutions/", {"open": str(cast.centre_a.pk)}))
    assert "大西庄村卫生室" in mine and "温泉镇卫生院" not in mine
    assert client_of(cast, "doctor").get(f"/institutions/{cast.centre_b.pk}/").status_code == 404


def test_who_reads_no_records_begins_at_the_figures_or_at_the_institutions(cast: Cast) -> None:
    for role, first in (("admin", "/institutions/"), ("finance", "/indicators/")):
        assert client_of(cast, role).get("/").headers["Location"] == first


@pytest.mark.req("ORG-30")
def test_owners_come_from_the_plan_and_a_missing_one_is_an_error(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Institution.objects.filter(pk=cast.commission.pk).update(aliases=["区卫生健康局"])
    lines = {line.item: line for line in institutions.owners()}
    assert lines["建立居民健康档案"].units == (("区卫生健康局", cast.commission.pk),)
    unnamed = ["艾滋病患者健康管理", "家庭医生签约服务", "残疾人健康体检", "新划入的基本公共卫生服务"]
    assert institutions.ownerless() == unnamed  # annex 1 names nobody for them
    monkeypatch.setattr(institutions, "owners", list)
    assert "没有责任单位：居民健康档案管理" in text(client_of(cast, "project_office").get("/institutions/"))


@pytest.mark.req("DATA-02")
def test_an_administrator_makes_staff_roles_and_accounts(cast: Cast) -> None:
    admin = client_of(cast, "admin")
    admin.post(
        f"/institutions/{cast.centre_a.pk}/staff/new/",
        sheet("add", name="刘寒露", on="2024-10-01", title="护士"),
    )
    who = Staff.objects.get(name="刘寒露")
    page = f"/staff/{who.pk}/"
    admin.post(page, sheet("grant", role="doctor", over=str(cast.centre_a.pk), on="2024-10-01"))
    opened = admin.post(page, sheet("open", username="liuhanlu"))
    found = re.search(r"<b class=\"num\">([a-z0-9-]{19})</b>", opened.content.decode())
    assert found is not None and found[1] not in admin.get(page).content.decode()
    enters = admin.__class__()
    assert enters.post("/login/", {"username": "liuhanlu", "password": found[1]}).status_code == 302
    assert enters.get("/residents/").status_code == 200
    taken = admin.post(f"/staff/{cast.staff['doctor'].pk}/", sheet("open", username="liuhanlu"))
    assert taken.status_code in (302, 422)
    admin.post(page, sheet("shut"))
    assert enters.get("/residents/").status_code == 302
    admin.post(page, sheet("reopen"))
    role = who.roles.get()
    admin.post(page, sheet("end", role=str(role.pk), on="2024-10-10"))
    role.refresh_from_db()
    assert role.to_on == dt.date(2024, 10, 10)
    admin.post(page, sheet("leave", on="2024-10-16"))
    who.refresh_from_db()
    assert who.active_to == TODAY and "已离岗" in text(admin.get(f"/institutions/{cast.centre_a.pk}/"))


def test_reset_password_is_shown_once(cast: Cast) -> None:
    reset = client_of(cast, "admin").post(f"/staff/{cast.staff['doctor'].pk}/", sheet("reset"))
    found = re.search(r"<b class=\"num\">([a-z0-9-]{19})</b>", reset.content.decode())
    assert found is not None and cast.user("doctor").check_password(found[1])


def test_nobody_grants_to_himself_or_beyond_his_reach(cast: Cast) -> None:
    admin = client_of(cast, "admin")
    own = admin.post(
        f"/staff/{cast.staff['admin'].pk}/",
        sheet("grant", role="project_office", over=str(cast.commission.pk), on="2024-10-01"),
    )
    assert own.status_code == 422 and "不能给自己授予角色" in text(own)
    for role in ("doctor", "project_office", "public_health_a"):
        refused = client_of(cast, role).post(f"/staff/{cast.staff['doctor'].pk}/", sheet("reset"))
        assert refused.status_code == 403 and "管理员" in text(refused)
    assert client_of(cast, "doctor").get(f"/institutions/{cast.centre_a.pk}/staff/new/").status_code == 403
    assert client_of(cast, "doctor").get(f"/staff/{cast.staff['public_health_b'].pk}/").status_code == 404


def test_institutions_are_corrected_and_added_by_the_administrator(cast: Cast) -> None:
    admin, at = client_of(cast, "admin"), cast.centre_a
    facts = {
        "name": at.name,
        "kind": at.kind,
        "aliases": "羊亭、羊亭中心",
        "phone": "0631-5770000",
        "short_name": "羊亭",
    }
    admin.post(f"/institutions/{at.pk}/", sheet("facts", **facts))
    at.refresh_from_db()
    assert (at.aliases, at.phone) == (["羊亭", "羊亭中心"], "0631-5770000")
    new = sheet("below", code="A9", name="小西庄村卫生室", kind="village_clinic", region=VILLAGE_A2)
    admin.post(f"/institutions/{at.pk}/", new)
    admin.post(f"/institutions/{at.pk}/", new)
    assert Institution.objects.get(code="A9").path.startswith(at.path)
    wrong = admin.post(
        f"/institutions/{at.pk}/", sheet("below", code="B", name="另一个", kind="other", region="1")
    )
    assert wrong.status_code == 422 and "机构代码" in text(wrong)
    assert (
        client_of(cast, "public_health_a")
        .post(f"/institutions/{at.pk}/", sheet("facts", **facts))
        .status_code
        == 403
    )


@pytest.mark.req("DATA-02", "DATA-16")
def test_the_access_log_is_for_those_with_the_right(cast: Cast) -> None:
    person = cast.register("丛立春")
    client_of(cast, "doctor").get(f"/residents/{person.pk}/home/")
    office = text(client_of(cast, "public_health_a").get("/looks/"))
    assert "查看档案首页" in office and "于白露" in office and "丛立春" in office
    admin = text(client_of(cast, "admin").get("/looks/"))
    assert "查看档案首页" in admin and "丛立春" not in admin and f"居民 #{person.pk}" in admin
    assert "查看档案首页" not in text(client_of(cast, "public_health_b").get("/looks/"))
    assert client_of(cast, "doctor").get("/looks/").status_code == 403


def test_the_list_filters_sorts_and_stays_in_reach(cast: Cast) -> None:
    one = cast.register("丛立春", VILLAGE_A1)
    cast.register("姜小满", VILLAGE_A2, sex=2)
    cast.register("外乡人", VILLAGE_B1)
    enrol(one.pk, "hypertension", actor=cast.staff["doctor"], from_on=dt.date(2022, 1, 1))
    doctor = client_of(cast, "doctor")

    def names(**query: str) -> list[str]:
        return re.findall(r"data-resident>([^<]+)<", doctor.get("/residents/", query).content.decode())

    assert names() == ["丛立春", "姜小满"] and names(sort="-name") == ["姜小满", "丛立春"]
    assert names(village=VILLAGE_A2) == ["姜小满"] and names(programme="hypertension") == ["丛立春"]
    assert names(q="jxm") == ["姜小满"] and names(q="外乡人") == []
    assert names(complete="no") == ["丛立春", "姜小满"] and names(complete="yes") == []
    assert names(reviewed="yes") == [] and names(state="died") == [] and names(state="unfiled") == []
    assert names(village=VILLAGE_B1) == ["丛立春", "姜小满"]
    assert "外乡人" not in doctor.get("/residents/", {"state": "all"}).content.decode()
    nothing = text(doctor.get("/residents/", {"q": "没有此人"}))
    assert "没有找到“没有此人”" in nothing and "用身份证新建档案" in nothing


@pytest.mark.req("DATA-16")
def test_export_is_exactly_the_list_logged_and_masked(cast: Cast) -> None:
    person = cast.register("丛立春", VILLAGE_A1)
    cast.register("姜小满", VILLAGE_A2)
    url = f"/residents/export/?village={VILLAGE_A1}"
    workbook = taken_out(client_of(cast, "doctor"), client_of(cast, "public_health_a"), url)
    assert workbook.status_code == 200 and workbook["Content-Type"].endswith("sheet")
    logged = AccessLog.objects.get(action="export")
    assert (logged.resident, logged.purpose) == (person, f"导出居民名单：{PURPOSE}")
    assert client_of(cast, "village_doctor").get("/residents/export/").status_code == 403
    assert Resident.objects.count() == 2
