"""职责分工 pages: the keeper registers, a line works at its own desk, a township answers; strangers are refused."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from gongwei.care.verbs.enrolments import enrol
from gongwei.indicators.figures import Figure, Target
from gongwei.kernel.clock import now
from gongwei.organisation import bodies, posts
from gongwei.organisation.models import (
    Body,
    Contact,
    Course,
    Duty,
    Establishment,
    Holding,
    JointAction,
    Urging,
    Visit,
)
from gongwei.organisation.queries import desk_of
from gongwei.organisation.training import Content, coverage, hours_of, plan_course, record_course
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import Forbidden
from gongwei.people.tests.cast import VILLAGE_A1, Cast, make_cast
from gongwei.programmes.hypertension.models import Followup
from gongwei.web.organisation.lagging import behind, totals
from gongwei.web.tests.people_pages import client_of, sheet, text

pytestmark = pytest.mark.django_db
LARGEST_PAGE = 60_000
SINCE = dt.date(2024, 1, 1)
RATE = "hypertension.standard_rate"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def desk(cast: Cast) -> Body:
    """慢病科 of the CDC answers for hypertension; the line officer is its member."""
    office, district = cast.staff["project_office"], Region.objects.get(pk="371002000000")
    section = bodies.found_body(Institution.objects.get(code="D"), "慢病科", "section", by=office, on=SINCE)
    bodies.charge(section, "hypertension", "owner", district, by=office, on=SINCE)
    bodies.join(section, by=office, staff=cast.staff["line"], on=SINCE)
    return section


def shown(response: Any) -> str:
    assert response.status_code == 200 and len(response.content) < LARGEST_PAGE
    return text(response)


def send(client: Client, page: str, id: str, **typed: Any) -> Any:
    return client.post(page, sheet(id, **typed), follow=True)


def asked(cast: Cast, **changes: str) -> dict[str, str]:
    told = {
        "institution": str(cast.centre_a.pk), "indicator": RATE, "words": "请两周内补齐第三季度随访",
        "due_on": "2024-10-31",
    }  # fmt: skip
    return told | changes


def test_a_line_urges_an_institution_which_answers_and_the_line_closes(cast: Cast, desk: Body) -> None:
    line, centre = client_of(cast, "line"), client_of(cast, "public_health_a")
    front = shown(line.get("/desk/"))
    assert "条线工作台 · 环翠区疾病预防控制中心 慢病科" in front
    assert "今年还没去过：羊亭中心卫生院、温泉镇卫生院" in front
    wrong = send(line, "/desk/", "urge", **asked(cast, due_on="2024-10-01"))
    assert wrong.status_code == 422 and "期限：不能早于今天" in text(wrong) and "补齐第三季度" in text(wrong)
    assert "已发催办" in shown(send(line, "/desk/", "urge", **asked(cast)))
    urging = Urging.objects.get()
    page = f"/desk/urgings/{urging.pk}/"
    assert "待答复" in shown(centre.get("/desk/")) and "请两周内补齐" in shown(centre.get(page))
    assert "必须填写" in text(send(centre, page, "answer", answer=" "))
    assert "已补 12 人" in shown(send(centre, page, "answer", answer="已补 12 人"))
    shown(send(line, page, "close"))
    urging.refresh_from_db()
    assert urging.closed_by == cast.staff["line"] and urging.answered_by == cast.staff["public_health_a"]
    assert centre.post(page, sheet("answer", answer="再答")).status_code == 404


@pytest.mark.req("TRN-12")
def test_a_visit_is_planned_recorded_put_right_reported_and_answered(cast: Cast, desk: Body) -> None:
    line, centre, office = (client_of(cast, who) for who in ("line", "public_health_a", "project_office"))
    told = {"institution": str(cast.centre_a.pk), "chapters": "hypertension", "kind": "regular",
            "purpose": "三高共管和随访质量", "planned_on": "2024-10-10"}  # fmt: skip
    empty = send(line, "/desk/", "visit", **{**told, "chapters": ""})
    assert empty.status_code == 422 and "至少选一个" in text(empty)
    assert "未按期督导" in shown(send(line, "/desk/", "visit", **told))
    visit = Visit.objects.get()
    page = f"/desk/visits/{visit.pk}/"
    early = send(line, page, "record", done_on="2024-11-01", findings="随访间隔不足", advice="")
    assert early.status_code == 422 and "不能晚于今天" in text(early) and "随访间隔不足" in text(early)
    shown(send(line, page, "record", done_on="2024-10-12", findings="随访间隔不足", advice="按季安排",
               follow_due_on="2024-10-20"))  # fmt: skip
    assert "今年还没去过：温泉镇卫生院" in shown(line.get("/desk/"))
    shown(send(centre, page, "follow", follow_up="已重排随访表"))
    shown(send(line, page, "report"))
    assert "等区卫健局答复" in shown(office.get("/desk/"))
    assert "请在全区通报" in shown(send(office, page, "reply", reply="请在全区通报"))
    visit.refresh_from_db()
    assert visit.replied_by == cast.staff["project_office"] and visit.follow_up == "已重排随访表"


def test_what_is_not_ones_own_is_refused(cast: Cast, desk: Body) -> None:
    line = client_of(cast, "line")
    send(line, "/desk/", "urge", **asked(cast))
    page = f"/desk/urgings/{Urging.objects.get().pk}/"
    assert client_of(cast, "public_health_b").get(page).status_code == 404
    assert client_of(cast, "public_health_b").post(page, sheet("answer", answer="代答")).status_code == 404
    for role in ("village_doctor", "doctor", "finance"):
        assert client_of(cast, role).get("/desk/").status_code == 403
    other = bodies.found_body(cast.commission, "中医药科", "section", by=cast.staff["project_office"])
    assert line.get(f"/desk/?body={other.pk}").status_code == 404
    office = client_of(cast, "project_office")
    assert office.post(f"/desk/?body={desk.pk}", sheet("urge", **asked(cast))).status_code == 404
    foreign = send(line, "/desk/", "urge", **asked(cast, indicator="maternal.early_rate"))
    assert foreign.status_code == 422 and Urging.objects.count() == 1
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(cast.user("line"))
    assert guarded.post("/desk/", sheet("urge", **asked(cast))).status_code == 403


@pytest.mark.req("ORG-14")
def test_the_keeper_gives_a_section_an_item_that_the_annex_lacks(cast: Cast, desk: Body) -> None:
    office = client_of(cast, "project_office")
    page = shown(office.get("/organisation/"))
    assert "没有责任单位：" in page and "空缺" in page
    shown(send(office, "/organisation/", "found", institution=str(cast.commission.pk), name="医政医管科",
               kind="section", on="2024-01-01"))  # fmt: skip
    section = Body.objects.get(name="医政医管科")
    told = {"body": str(section.pk), "item": "disabled", "slot": "owner", "on": "2024-01-01"}
    assert "附加" in shown(send(office, "/organisation/", "charge", **told))
    assert Duty.objects.filter(body=section, chapter="disabled").exists()
    refused = send(office, "/organisation/", "annex")
    assert refused.status_code == 422 and "名录里没有" in text(refused) and Duty.objects.count() == 2
    page = f"/organisation/{section.pk}/"
    shown(send(office, page, "join", who=f"s{cast.staff['finance'].pk}", title="head", on="2024-01-01"))
    assert Staff.objects.get(pk=cast.staff["finance"].pk).roles.filter(role="line", programmes=["disabled"]).exists()
    shown(send(office, page, "discharge", duty=str(section.duties.get().pk), on="2024-10-16"))
    assert not cast.staff["finance"].roles.filter(role="line", to_on=None).exists()


def test_a_line_marks_a_doubtful_record_and_the_institution_is_asked(cast: Cast, desk: Body) -> None:
    person = cast.register()
    enrol(person.pk, "hypertension", actor=cast.staff["doctor"], from_on=dt.date(2023, 1, 1))
    record_id, by = uuid.uuid4(), cast.staff["doctor"]
    Followup.objects.create(
        id=record_id, resident=person, institution=cast.centre_a, staff=by, recorded_by=by, recorded_at=now(), mode=1,
        served_on=dt.date(2024, 9, 2), sbp=138, dbp=84,
    )  # fmt: skip
    line, page = client_of(cast, "line"), f"/desk/mark/hypertension_followup/{record_id}/"
    assert "标记质量问题" in text(line.get(f"/records/hypertension_followup/{record_id}/"))
    assert "由羊亭中心卫生院答复" in shown(line.get(page))
    told = {"words": "三次血压完全相同", "due_on": "2024-10-30"}
    assert line.post(page, sheet("mark", **{**told, "due_on": "2024-10-01"})).status_code == 422
    assert line.post(page, sheet("mark", **told)).status_code == 302
    marked = Urging.objects.get(kind="quality", record=record_id)
    assert marked.institution == cast.centre_a and marked.chapter == "hypertension"
    assert "看这条记录" in shown(client_of(cast, "public_health_a").get(f"/desk/urgings/{marked.pk}/"))
    assert client_of(cast, "project_office").get(page).status_code == 404
    assert client_of(cast, "public_health_b").get(page).status_code == 404


def test_others_read_the_directory_and_change_nothing(cast: Cast, desk: Body) -> None:
    for role in ("public_health_a", "line", "finance"):
        client = client_of(cast, role)
        assert "慢病科" in shown(client.get("/organisation/"))
        told = {"body": str(desk.pk), "item": "tcm", "slot": "owner", "on": "2024-01-01"}
        assert client.post("/organisation/", sheet("charge", **told)).status_code == 403
        assert client.post(f"/organisation/{desk.pk}/", sheet("join", who="s1")).status_code == 403
    assert client_of(cast, "line").get("/organisation/999999/").status_code == 404


@pytest.mark.req("ORG-31")
def test_posts_show_vacancies_and_certificates_that_run_out(cast: Cast) -> None:
    centre, who = client_of(cast, "public_health_a"), str(cast.staff["doctor"].pk)
    first = shown(centre.get("/organisation/posts/"))
    assert "空缺 4" in first and "温泉镇卫生院" not in first
    bare = send(centre, "/organisation/posts/", "name", staff=who, post="tcm", on="2024-01-01")
    assert bare.status_code == 422 and "要有证书" in text(bare)
    told = {"staff": who, "post": "tcm", "certificate": "ZY-1", "until": "2024-10-15", "on": "2024-01-01"}
    assert "证书已于 2024-10-15 过期" in shown(send(centre, "/organisation/posts/", "name", **told))
    assert "证书 2024-12-31 到期" in shown(
        send(centre, "/organisation/posts/", "name", **{**told, "until": "2024-12-31"})
    )
    shown(send(centre, "/organisation/posts/", "name", staff=who, post="reporter", part_time="1", on="2024-01-01"))
    assert Holding.objects.count() == 2 and not Holding.objects.get(post="reporter").full_time
    assert "兼职" in shown(centre.get("/organisation/posts/"))
    held = Holding.objects.get(post="tcm")
    shown(send(centre, "/organisation/posts/", "end", holding=str(held.pk), on="2024-10-16"))
    assert "空缺 3" in shown(client_of(cast, "public_health_a").get("/organisation/posts/?show=faults"))
    stranger = {**told, "staff": str(cast.staff["public_health_b"].pk)}
    assert send(centre, "/organisation/posts/", "name", **stranger).status_code == 422
    assert client_of(cast, "doctor").post("/organisation/posts/", sheet("name", **told)).status_code == 403


def test_approved_posts_with_their_vacancies_are_kept_by_the_commission(cast: Cast) -> None:
    office = client_of(cast, "project_office")
    told = {"used_by": str(cast.centre_a.pk), "managed_by": str(cast.commission.pk), "title": "公卫医师",
            "approved": "12", "filled": "9", "recruiting": "公开招聘"}  # fmt: skip
    over = send(office, "/organisation/posts/", "approve", **{**told, "filled": "13"})
    assert over.status_code == 422 and "核定数 12 之间" in text(over)
    assert "空编 3" in shown(send(office, "/organisation/posts/", "approve", **told))
    shown(send(office, "/organisation/posts/", "approve", **{**told, "filled": "12"}))
    assert Establishment.objects.get().vacant == 0
    assert client_of(cast, "public_health_a").post("/organisation/posts/", sheet("approve", **told)).status_code == 403


@pytest.mark.req("ORG-32", "PUB-11")
def test_an_institution_keeps_its_contacts_and_what_was_done_together(cast: Cast) -> None:
    centre, page = client_of(cast, "public_health_a"), "/organisation/contacts/"
    shown(send(centre, page, "add", kind="committee", name="大西庄村委会", village=VILLAGE_A1, person="丛立夏",
               phone="0631-5770001"))  # fmt: skip
    assert "今年还没有联合行动的 1 家" in shown(centre.get(page))
    told = {"contact": str(Contact.objects.get().pk), "on": "2024-10-12", "topic": "老年人体检动员"}
    late = send(centre, page, "act", **{**told, "on": "2024-10-30", "result": "入户 40 户"})
    assert late.status_code == 422 and "入户 40 户" in text(late)
    wrong = send(centre, page, "act", **told, result="入户 40 户", people="几个")
    assert wrong.status_code == 422 and "不是整数" in text(wrong)
    assert "入户 40 户" in shown(send(centre, page, "act", **told, result="入户 40 户", people="6"))
    action = JointAction.objects.get()
    assert action.people == 6 and Contact.objects.get().region_id == VILLAGE_A1
    assert "大西庄村委会" in shown(client_of(cast, "project_office").get(page))
    other = client_of(cast, "public_health_b")
    assert "大西庄" not in shown(other.get(page))
    assert send(other, page, "act", **told, result="冒名").status_code == 403 and JointAction.objects.count() == 1
    assert client_of(cast, "doctor").post(page, sheet("add", kind="unit", name="某厂")).status_code == 403


def test_a_principal_is_one_person_at_a_time(cast: Cast) -> None:
    centre, office = cast.centre_a, cast.staff["project_office"]
    posts.name_holder(centre, "principal", cast.staff["doctor"], by=office, on=SINCE)
    assert posts.principal_of(centre, dt.date(2024, 10, 16)) == cast.staff["doctor"]
    again = sheet("name", staff=str(cast.staff["public_health_a"].pk), post="principal", on="2024-10-01")
    refused = client_of(cast, "public_health_a").post("/organisation/posts/", {**again, "key": str(uuid.uuid4())})
    assert refused.status_code == 422 and "请先办理离任" in text(refused)


@pytest.mark.req("TRN-02", "TRN-04")
def test_each_level_trains_the_next_and_who_is_missing_is_named(cast: Cast, desk: Body) -> None:
    line, centre, page = client_of(cast, "line"), client_of(cast, "public_health_a"), "/organisation/training/"
    told = {"organiser": f"b{desk.pk}", "title": "规范（第三版）慢病管理", "chapters": "hypertension", "mode": "expert",
            "planned_on": "2024-10-12", "hours": "6", "pass_mark": "80", "invited": str(cast.centre_a.pk)}  # fmt: skip
    wrong = send(line, page, "course", **{**told, "hours": "半天"})
    assert wrong.status_code == 422 and "不是数" in text(wrong) and "慢病管理" in wrong.content.decode()
    shown(send(line, page, "course", **told))
    course = Course.objects.get()
    who = {seat.staff for seat in course.seats.all()}
    assert who == {cast.staff["doctor"], cast.staff["public_health_a"]}
    one, two, url = cast.staff["doctor"].pk, cast.staff["public_health_a"].pk, f"{page}{course.pk}/"
    typed = {"held_on": "2024-10-12", f"came-{one}": "1", f"score-{one}": "92", f"came-{two}": "1"}
    typed[f"score-{two}"] = "79"
    late = line.post(url, {**typed, "key": str(uuid.uuid4()), "held_on": "2024-10-30"})
    assert late.status_code == 422 and 'value="92"' in late.content.decode()
    assert "需补考" in shown(line.post(url, {**typed, "key": str(uuid.uuid4())}, follow=True))
    found = coverage([cast.centre_a], 2024)[0]
    assert (found.staff, found.trained, found.passed, found.complete) == (3, 2, 1, False)
    assert "毕谷雨" in shown(centre.get(page)), "the village doctor is still to be trained"
    below = {"organiser": f"i{cast.centre_a.pk}", "title": "随访要点", "mode": "backbone", "planned_on": "2024-10-14",
             "hours": "2"}  # fmt: skip
    shown(send(centre, page, "course", **below))
    own = Course.objects.get(institution=cast.centre_a)
    assert [seat.staff for seat in own.seats.all()] == [cast.staff["village_doctor"]]
    assert client_of(cast, "public_health_b").get(f"{page}{own.pk}/").status_code == 404
    assert centre.post(url, {**typed, "key": str(uuid.uuid4())}).status_code == 403
    assert client_of(cast, "doctor").get(page).status_code == 403


@pytest.mark.req("TRN-13")
def test_finance_trains_without_an_item(cast: Cast) -> None:
    office, finance = cast.staff["project_office"], cast.staff["finance"]
    section = bodies.found_body(cast.commission, "财务审计科", "section", by=office, on=SINCE)
    told = Content("项目资金专账和科目", "expert", dt.date(2024, 10, 15), Decimal(4))
    with pytest.raises(Forbidden, match="只有"):
        plan_course(uuid.uuid4(), section, told, by=finance, invited=[cast.centre_a])
    bodies.join(section, by=office, staff=finance, on=SINCE)
    course = plan_course(uuid.uuid4(), section, told, by=finance, invited=[cast.centre_a])
    record_course(course, dt.date(2024, 10, 15), {cast.staff["doctor"].pk: None}, by=finance)
    assert hours_of(cast.staff["doctor"], 2024) == 4 and course.seats.filter(came=True).count() == 1


def test_the_institutions_behind_are_named_far_behind_first_with_the_people_missing(cast: Cast, desk: Body) -> None:
    def figure(place: Institution, numerator: int, chapter: str = "hypertension") -> Figure:
        target = Target(Decimal(64))
        return Figure(RATE, "规范管理率", "%", chapter, "institution", str(place.pk), str(place), numerator, 100, "",
                      target)  # fmt: skip

    at = desk_of(desk, dt.date(2024, 10, 16))
    found = [figure(cast.centre_a, 48), figure(cast.centre_b, 20)]
    rows = behind(found, at)
    assert [(row.institution, row.far) for row in rows] == [(cast.centre_b, True), (cast.centre_a, False)]
    assert rows[0].words == "20/100，20.0%，目标 ≥64%，差 44 人"
    assert behind([figure(cast.centre_a, 64)], at) == []
    assert [(each.numerator, each.denominator, each.places) for each in totals(found)] == [(68, 200, 2)]
