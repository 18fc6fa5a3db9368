"""The directory: groups with dated members, duties from the annex, rights that follow duties, empty roles flagged."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from gongwei import policy
from gongwei.catalogue.plans import published
from gongwei.organisation import bodies
from gongwei.organisation.models import Body, Duty, Membership, Paper
from gongwei.organisation.queries import desk_of, desks_of, slots
from gongwei.organisation.training import Content, plan_course
from gongwei.organisation.urging import About, days_late, urge
from gongwei.people.grants import allowed, may
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.reference import place_in_tree
from gongwei.people.tests.cast import START, TODAY, Cast, make_cast

pytestmark = pytest.mark.django_db
SINCE, LATER = dt.date(2024, 1, 1), dt.date(2024, 10, 31)
PLAN = published("huancui-2024")


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    Institution.objects.filter(pk=cast.commission.pk).update(aliases=["区卫生健康局"])
    Institution.objects.filter(code="D").update(aliases=["区疾病预防控制中心"])
    return cast


def district() -> Region:
    return Region.objects.get(pk="371002000000")


def outside(code: str, name: str) -> Institution:
    """A city body that no commission's tree holds."""
    return place_in_tree(
        Institution.objects.create(
            code=code, name=name, kind="professional", region_id="371000000000", active_from=START
        )
    )


def newcomer(at: Institution, name: str = "宫大暑") -> Staff:
    return Staff.objects.create(name=name, institution=at, active_from=START)


@pytest.mark.req("ORG-02", "ORG-03")
def test_the_leading_group_has_dated_members_whose_changes_are_announced_and_working_rules(cast: Cast) -> None:
    office = cast.staff["project_office"]
    group = bodies.found_body(cast.commission, "项目领导小组", "leading_group", by=office, on=SINCE)
    seat = bodies.found_body(
        cast.commission, "项目办公室", "office", by=office, told=bodies.Told(seat="基妇科"), on=SINCE
    )
    first = bodies.join(group, "leader", by=office, staff=newcomer(cast.commission), scope="全面负责", on=SINCE)
    bodies.join(group, by=office, unit=cast.centre_a, section="公卫科", scope="本院任务", on=SINCE)
    assert seat.seat == "基妇科" and group.members.count() == 2
    gone = bodies.end_membership(first, dt.date(2024, 6, 1), by=office)
    bodies.join(group, "leader", by=office, staff=newcomer(cast.commission, "鞠立夏"), on=dt.date(2024, 6, 1))
    assert gone.to_on == dt.date(2024, 6, 1)
    told = Paper.objects.filter(body=group, kind="change")
    assert told.count() == 4 and told.filter(words__contains="2024-06-01 起不再担任组长：宫大暑").exists()
    with pytest.raises(Conflict, match="已于 2024-06-01 退出"):
        bodies.end_membership(first, TODAY, by=office)
    key = uuid.uuid4()
    for _ in range(2):
        rule = bodies.issue(key, group, "rule", "领导小组工作规则", "每季度开会一次。", by=office, from_on=SINCE)
    assert Paper.objects.filter(kind="rule").count() == 1
    assert bodies.repeal(rule, TODAY, by=office).to_on == TODAY


@pytest.mark.req("ORG-01")
def test_what_a_member_may_see_follows_the_duties_of_the_section(cast: Cast) -> None:
    office, who = cast.staff["project_office"], cast.staff["doctor"]
    section = bodies.found_body(cast.commission, "妇幼健康科", "section", by=office, on=SINCE)
    duty = bodies.charge(section, "maternal", "owner", district(), by=office, on=SINCE)
    assert not allowed(who, "inspect", "maternal")
    member = bodies.join(section, by=office, staff=who, on=SINCE)
    again = Staff.objects.get(pk=who.pk)
    assert allowed(again, "inspect", "maternal") and not allowed(again, "inspect", "child")
    bodies.charge(section, "child", "owner", district(), by=office, on=SINCE)
    assert [desk.chapters for desk in desks_of(who, TODAY)] == [("child", "maternal")]
    bodies.discharge(duty, dt.date(2024, 10, 1), by=office)
    assert not may(cast.user("doctor"), "figures", "maternal", cast.centre_b)
    assert may(cast.user("doctor"), "figures", "child", cast.centre_b)
    bodies.end_membership(member, TODAY, by=office)
    assert [role.role for role in who.roles.filter(to_on=None)] == ["doctor"]


@pytest.mark.req("ORG-30")
def test_the_annex_becomes_duties_and_an_item_without_owner_is_an_error(cast: Cast) -> None:
    office = cast.staff["project_office"]
    unknown = bodies.import_annex(PLAN, district(), by=office, on=SINCE)
    count = Duty.objects.count()
    assert bodies.import_annex(PLAN, district(), by=office, on=SINCE) == unknown and Duty.objects.count() == count
    assert "威海市结核病防治所" in unknown and "区疾病预防控制中心" not in unknown
    section = Body.objects.get(institution__code="D", name="慢病科")
    assert desk_of(section, TODAY).chapters == ("hypertension", "diabetes")
    found = {slot.chapter: slot for slot in slots(district(), TODAY)}
    assert found["tuberculosis"].ownerless and not found["hypertension"].ownerless
    assert Duty.objects.filter(subject="项目资金管理", chapter="", body__name="财务审计科").exists()


@pytest.mark.req("AMB-20", "AMB-22")
def test_the_annex_names_the_owner_and_who_guides_stands_beside_it(cast: Cast) -> None:
    office = cast.staff["project_office"]
    bodies.import_annex(PLAN, district(), by=office, on=SINCE)
    section = bodies.found_body(cast.commission, "疾病预防控制科", "section", by=office, on=SINCE)
    city = outside("WH-JW", "威海市精神卫生中心")
    centre = bodies.found_body(city, city.name, "unit", by=office, on=SINCE)
    owned = {item: _owners(item) for item in ("mental_disorder", "infectious_disease", "immunization")}
    for body, item in ((centre, "mental_disorder"), (section, "infectious_disease"), (section, "immunization")):
        bodies.charge(body, item, "technical", district(), by=office, on=SINCE)
    found = {slot.chapter: slot for slot in slots(district(), TODAY)}
    assert {item: _owners(item) for item in owned} == owned and all(owned.values())
    for item, body in (("mental_disorder", centre), ("infectious_disease", section), ("immunization", section)):
        assert [duty.body for duty in found[item].filled["technical"]] == [body]
    bodies.charge(centre, "mental_disorder", "owner", district(), by=office, on=SINCE)
    assert set(_owners("mental_disorder")) == {*owned["mental_disorder"], "威海市精神卫生中心"}, "several may own"


@pytest.mark.req("AMB-21")
def test_publicity_is_a_matter_of_its_own_and_not_health_education(cast: Cast) -> None:
    office = cast.staff["project_office"]
    bodies.import_annex(PLAN, district(), by=office, on=SINCE)
    assert _owners("health_education") == ["健康教育科", "政工科"]
    press = bodies.found_body(cast.commission, "宣教科", "section", by=office, on=SINCE)
    bodies.charge(press, "宣传报道", "owner", district(), by=office, on=SINCE)
    assert _owners("health_education") == ["健康教育科", "政工科"]
    assert desk_of(press, TODAY).chapters == ()


@pytest.mark.req("AMB-23")
def test_an_item_that_the_annex_leaves_out_has_an_owner_of_its_own(cast: Cast) -> None:
    office = cast.staff["project_office"]
    bodies.import_annex(PLAN, district(), by=office, on=SINCE)
    lacking = {slot.chapter for slot in slots(district(), TODAY) if slot.ownerless}
    assert {"disabled", "hiv"} <= lacking
    section = bodies.found_body(cast.commission, "疾病预防控制科", "section", by=office, on=SINCE)
    for item in ("disabled", "hiv", "育龄妇女健康管理"):
        bodies.charge(section, item, "owner", district(), by=office, on=SINCE)
    assert not {"disabled", "hiv"} & {slot.chapter for slot in slots(district(), TODAY) if slot.ownerless}
    assert Duty.objects.filter(subject="育龄妇女健康管理", chapter="", slot="owner", body=section).exists()


@pytest.mark.req("AMB-40")
def test_the_supervision_office_has_its_duty_though_no_member_list_names_it(cast: Cast) -> None:
    office = cast.staff["project_office"]
    zhuji = policy.load("zhuji-2024")
    assert "卫生监督所" in bodies.import_annex(zhuji, district(), by=office, on=SINCE)
    outside("ZJ-JDS", "卫生监督所")
    assert "卫生监督所" not in bodies.import_annex(zhuji, district(), by=office, on=SINCE)
    assert _owners("health_supervision") == ["卫生监督所"]


def _owners(item: str) -> list[str]:
    held = Duty.objects.filter(chapter=item, slot="owner", to_on=None)
    return sorted(held.values_list("body__name", flat=True))


@pytest.mark.req("ORG-04", "ORG-06")
def test_each_role_of_an_item_is_filled_at_district_or_city_level_and_an_empty_one_is_named(cast: Cast) -> None:
    office = cast.staff["project_office"]
    city = bodies.found_body(outside("WH-CDC", "威海市疾控中心"), "慢病所", "section", by=office)
    centre = bodies.found_body(cast.centre_a, "羊亭中心卫生院", "unit", by=office)
    bodies.charge(city, "hypertension", "technical", district(), by=office)
    bodies.charge(centre, "hypertension", "service", district(), by=office)
    slot = next(each for each in slots(district(), TODAY) if each.chapter == "hypertension")
    assert slot.empty == ("责任单位", "临床支持（综合医院）")
    assert slot.filled["technical"][0].body.institution.region.level == "city"
    assert desks_of(cast.staff["public_health_a"], TODAY) == [], "具体服务 gives no desk"


@pytest.mark.req("ORG-23", "ORG-25")
def test_a_body_from_outside_owns_an_item_and_its_members_see_only_that(cast: Cast) -> None:
    office = cast.staff["project_office"]
    institute = outside("WH-JW", "威海市精神卫生中心")
    line = bodies.found_body(institute, institute.name, "unit", by=office, on=SINCE)
    bodies.charge(line, "mental_disorder", "owner", district(), by=office, on=SINCE)
    guest = newcomer(institute)
    bodies.join(line, by=office, staff=guest, on=SINCE)
    guest = Staff.objects.get(pk=guest.pk)
    assert allowed(guest, "figures", "mental_disorder", cast.centre_a)
    assert not allowed(guest, "figures", "tuberculosis", cast.centre_a)
    assert not allowed(guest, "write", "mental_disorder")
    slot = next(each for each in slots(district(), TODAY) if each.chapter == "mental_disorder")
    assert slot.outside and not slot.ownerless
    with pytest.raises(Invalid, match="没有卫生健康局"):
        bodies.charge(line, "mental_disorder", "owner", Region.objects.get(pk="371000000000"), by=office)


@pytest.mark.req("ORG-23")
def test_one_body_may_serve_several_districts_each_by_its_own_duty(cast: Cast) -> None:
    office = cast.staff["project_office"]
    Region.objects.create(code="371003000000", name="文登区", level="county", parent_id="371000000000")
    other = place_in_tree(
        Institution.objects.create(
            code="WD", name="文登区卫生健康局", kind="county_health_commission", region_id="371003000000",
            active_from=START,
        )
    )  # fmt: skip
    line = bodies.found_body(outside("WH-JF", "威海市结核病防治所"), "信息科", "section", by=office, on=SINCE)
    bodies.charge(line, "tuberculosis", "owner", district(), by=office, on=SINCE)
    guest = newcomer(line.institution)
    bodies.join(line, by=office, staff=guest, on=SINCE)
    with pytest.raises(Forbidden):
        bodies.charge(line, "tuberculosis", "owner", other.region, by=office, on=SINCE)
    there = Staff.objects.create(name="丛处暑", institution=other, active_from=START)
    there.roles.create(role="project_office", institution=other, from_on=START)
    bodies.charge(line, "tuberculosis", "owner", other.region, by=there, on=SINCE)
    held = {role.institution.code: role.programmes for role in guest.roles.filter(to_on=None)}
    assert held == {"C": ["tuberculosis"], "WD": ["tuberculosis"]}


@pytest.mark.req("ORG-05")
def test_the_guidance_centre_has_experts_activities_and_its_own_money(cast: Cast) -> None:
    office = cast.staff["project_office"]
    centre = bodies.found_body(cast.commission, "市级技术指导中心", "guidance_centre", by=office, on=SINCE)
    bodies.join(centre, "expert", by=office, staff=cast.staff["doctor"], on=SINCE)
    line = bodies.budget(centre, 2024, Decimal(200_000), "市财政", by=office)
    again = bodies.budget(centre, 2024, Decimal(200_000), "市财政", by=office, spent=Decimal(65_000))
    assert again.pk == line.pk and again.spent == 65_000 and centre.members.get().title == "expert"
    told = Content("三基培训", "expert", TODAY, Decimal(6))
    activity = plan_course(uuid.uuid4(), centre, told, by=cast.staff["doctor"], invited=[cast.centre_b])
    assert activity in centre.courses.all() and activity.seats.get().staff == cast.staff["public_health_b"]
    with pytest.raises(Invalid, match="已支出"):
        bodies.budget(centre, 2024, Decimal(200_000), "市财政", by=office, spent=Decimal(200_001))


@pytest.mark.req("ORG-15", "ORG-18")
def test_a_section_of_the_annex_urges_about_its_items_and_no_others(cast: Cast) -> None:
    bodies.import_annex(PLAN, district(), by=cast.staff["project_office"], on=SINCE)
    for name, items, other in (("中医药科", ("tcm",), "child"), ("妇幼健康科", ("child", "maternal"), "tcm")):
        section, who = Body.objects.get(name=name), newcomer(cast.commission, name)
        bodies.join(section, by=cast.staff["project_office"], staff=who, on=SINCE)
        who = Staff.objects.get(pk=who.pk)
        assert desk_of(section, TODAY).chapters == items and all(allowed(who, "figures", each) for each in items)
        assert not allowed(who, "figures", other)
        sent = urge(uuid.uuid4(), section, cast.centre_a, About(items[0]), "请按时完成", LATER, by=who)
        assert sent.institution == cast.centre_a and days_late(sent, dt.date(2024, 11, 3)) == 3
        with pytest.raises(Forbidden, match="不负责这个项目"):
            urge(uuid.uuid4(), section, cast.centre_a, About(other), "请按时完成", LATER, by=who)


def test_nobody_else_keeps_the_directory_and_nobody_makes_himself_a_member(cast: Cast) -> None:
    office = cast.staff["project_office"]
    section = bodies.found_body(cast.commission, "中医药科", "section", by=office)
    for role in ("public_health_a", "line", "finance", "village_doctor"):
        with pytest.raises(Forbidden):
            bodies.charge(section, "tcm", "owner", district(), by=cast.staff[role])
        with pytest.raises(Forbidden):
            bodies.join(section, by=cast.staff[role], staff=cast.staff["doctor"])
    with pytest.raises(Invalid, match="不能把自己"):
        bodies.join(section, by=office, staff=office)
    assert not Duty.objects.exists() and not Membership.objects.exists()
