"""The lines of the annex at work: what each section may see, urge, teach, score and decide, and nothing beside it."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from gongwei.appraisal.authority import judging
from gongwei.appraisal.rounds import open_round
from gongwei.catalogue.plans import published
from gongwei.organisation import bodies
from gongwei.organisation.models import Body
from gongwei.organisation.queries import desk_of
from gongwei.organisation.rolling import sign_roll_up
from gongwei.organisation.training import Content, plan_course
from gongwei.organisation.urging import About, urge
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import Forbidden
from gongwei.people.reference import place_in_tree
from gongwei.people.tests.cast import START, TODAY, Cast, make_cast
from gongwei.planning import drafting
from gongwei.policy.problems import Key

pytestmark = pytest.mark.django_db
SINCE, LATER = dt.date(2024, 1, 1), dt.date(2024, 10, 31)
PLAN = published("huancui-2024")
SCHEME = "huancui-2024-institution"


@pytest.fixture
def cast() -> Cast:
    """The annex taken over; the county has a CDC and a maternal and child centre."""
    cast = make_cast()
    Institution.objects.filter(pk=cast.commission.pk).update(aliases=["区卫生健康局"])
    Institution.objects.filter(code="D").update(code="HC-CDC", aliases=["区疾病预防控制中心"])
    place_in_tree(Institution.objects.create(
        code="HC-FY", name="区妇幼保健计划生育服务中心", kind="professional", parent=cast.commission,
        region_id="371002000000", active_from=START,
    ))  # fmt: skip
    bodies.import_annex(PLAN, Region.objects.get(pk="371002000000"), by=cast.staff["project_office"], on=SINCE)
    return cast


def section(name: str, at: str = "") -> Body:
    held = Body.objects.filter(name=name)
    return held.get(institution__code=at) if at else held.get()


def sitting(cast: Cast, body: Body, name: str) -> Staff:
    """A new colleague of the body's institution who becomes its member."""
    who = Staff.objects.create(name=name, institution=body.institution, active_from=START)
    bodies.join(body, by=cast.staff["project_office"], staff=who, on=SINCE)
    return Staff.objects.get(pk=who.pk)


@pytest.mark.req("ORG-17")
def test_disease_control_sees_its_six_items_urges_them_and_assists_in_rounds(cast: Cast) -> None:
    office, held = cast.staff["project_office"], section("疾病预防控制科")
    district = Region.objects.get(pk="371002000000")
    assert set(desk_of(held, TODAY).chapters) == {"hypertension", "diabetes", "mental_disorder"}, "as the annex names"
    for item in ("infectious_disease", "immunization", "hiv", "tuberculosis"):
        bodies.charge(held, item, "technical", district, by=office, on=SINCE)
    items = {"infectious_disease", "immunization", "hypertension", "diabetes", "mental_disorder", "hiv", "tuberculosis"}
    who = sitting(cast, held, "鞠小暑")
    assert set(desk_of(held, TODAY).chapters) == items
    assert all(allowed(who, "figures", each, cast.centre_a) for each in items)
    assert not any(allowed(who, "figures", each) for each in ("tcm", "child", "elderly"))
    for each in items:
        assert urge(uuid.uuid4(), held, cast.centre_b, About(each), "请按季完成", LATER, by=who).chapter == each
    with pytest.raises(Forbidden, match="不负责这个项目"):
        urge(uuid.uuid4(), held, cast.centre_b, About("tcm"), "请按季完成", LATER, by=who)
    half = open_round(uuid.uuid4(), SCHEME, "half_year", cast.commission, 1, by=office, members=[who])
    assert judging(who, half) and not judging(cast.staff["line"], half)
    with pytest.raises(Forbidden):
        open_round(uuid.uuid4(), SCHEME, "half_year", cast.commission, 2, by=who)


@pytest.mark.req("ORG-10")
def test_the_primary_care_section_edits_the_catalogue_opens_rounds_and_owns_records_and_elderly(
    cast: Cast, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGWEI_PLANS", str(tmp_path))
    held = section("基层卫生与药政科")
    who = Staff.objects.create(name="宫寒露", institution=cast.commission, active_from=START)
    who.roles.create(role="project_office", institution=cast.commission, from_on=START)
    bodies.join(held, "head", by=cast.staff["project_office"], staff=who, on=SINCE)
    who = Staff.objects.get(pk=who.pk)
    assert set(desk_of(held, TODAY).chapters) == {"health_record", "elderly"}
    draft = drafting.begin(uuid.uuid4(), "371002-huancui-2024", 2025, by=who)
    items = [item.chapter for item in PLAN.file.items]
    contract = ("items", items.index("family_doctor"), "label")
    told: dict[Key, str] = {contract: "家庭医生签约（含个性化包）", ("items", 0, "label"): "居民健康档案"}
    draft = drafting.change(draft, told, 1, by=who)
    assert "家庭医生签约（含个性化包）" in draft.text and draft.version == 2
    for rule in ("half_year", "year_end"):
        assert open_round(uuid.uuid4(), SCHEME, rule, cast.commission, 1, by=who).inspections.count() == 2
    member = sitting(cast, held, "鞠立冬")
    with pytest.raises(Forbidden):
        drafting.change(draft, {("items", 0, "label"): "档案"}, 2, by=member)


@pytest.mark.req("ORG-24")
def test_the_maternal_and_child_centre_sees_its_items_teaches_scores_and_marks_quality(cast: Cast) -> None:
    held = section("妇幼保健科", "HC-FY")
    who = sitting(cast, held, "刘谷雨")
    assert set(desk_of(held, TODAY).chapters) == {"child", "maternal"}
    assert all(allowed(who, "figures", each, cast.centre_b) for each in ("child", "maternal"))
    assert not allowed(who, "figures", "hypertension")
    told = Content("孕产妇健康管理规范", "expert", TODAY, Decimal(6))
    course = plan_course(uuid.uuid4(), held, told, by=who, invited=[cast.centre_a])
    assert course.body == held and course.seats.exists()
    quarter = open_round(uuid.uuid4(), SCHEME, "quarter_mch", held.institution, 1, by=who)
    assert quarter.inspections.count() == 2 and judging(who, quarter)
    doubt = About("maternal", form="maternal_visit", record=uuid.uuid4(), figure="产前随访 2024-09-02")
    assert urge(uuid.uuid4(), held, cast.centre_a, doubt, "体重与上次完全相同", LATER, by=who).kind == "quality"
    with pytest.raises(Forbidden):
        plan_course(uuid.uuid4(), section("慢病科"), told, by=who, invited=[cast.centre_a])


@pytest.mark.req("ORG-22")
def test_disease_control_writes_norms_leads_its_rounds_sees_its_items_and_signs_the_roll_up(cast: Cast) -> None:
    office, district = cast.staff["project_office"], Region.objects.get(pk="371002000000")
    centre = Institution.objects.get(code="HC-CDC")
    held = bodies.found_body(centre, "业务管理科", "section", by=office, on=SINCE)
    items = ("immunization", "infectious_disease", "hypertension", "diabetes", "health_supervision")
    for item in items:
        bodies.charge(held, item, "technical", district, by=office, on=SINCE)
    who, stranger = sitting(cast, held, "鞠小寒"), cast.staff["public_health_a"]
    norm = bodies.issue(uuid.uuid4(), held, "norm", "随访技术规范", "两次测量取平均", by=who)
    assert norm.issued_by == who and norm.kind == "norm"
    for kind, by in (("rule", who), ("norm", stranger)):
        with pytest.raises(Forbidden):
            bodies.issue(uuid.uuid4(), held, kind, "越权", "不可以", by=by)
    assert all(allowed(who, "figures", each, place) for each in items for place in (cast.centre_a, cast.centre_b))
    assert not allowed(who, "figures", "tcm", cast.centre_a)
    led = open_round(uuid.uuid4(), SCHEME, "quarter_cdc", centre, 2, by=who)
    assert led.inspections.count() == 2 and judging(who, led)
    with pytest.raises(Forbidden):
        open_round(uuid.uuid4(), SCHEME, "half_year", cast.commission, 1, by=who)
    span = (dt.date(2024, 9, 1), dt.date(2024, 9, 30))
    sums = {str(cast.centre_a.pk): {"patrols": 3}}
    signed = sign_roll_up(uuid.uuid4(), held, "health_supervision", span, sums, by=who)
    assert signed.signed_by == who and signed.sums == sums
    with pytest.raises(Forbidden):
        sign_roll_up(uuid.uuid4(), held, "health_supervision", span, sums, by=stranger)
