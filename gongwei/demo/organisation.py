"""Who answers for what in the demo's district: annex 1 with its people, a leading group, urging, guidance, posts."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import plan
from gongwei.funds.instalments import derived
from gongwei.kernel.clock import now
from gongwei.organisation import bodies, guiding, posts
from gongwei.organisation.models import Body, JointAction, Paper, Urging, Visit
from gongwei.people.models import Institution, InstitutionVillage, Region, Staff

SINCE, CHANGED = dt.date(2024, 1, 2), dt.date(2024, 7, 1)
SHOWN = "桥头镇卫生院"
ASKED = "请按季补齐未做的面对面随访，先做连续两季未访的人，完成后答复人数和做法"
RATE = "hypertension.standard_rate"
GUIDED = "连续两次未达标的没有按时转诊，请两周内复核，用药按指南逐级加量"
CASE = "三种降压药足量四周，血压仍在 160/96 左右，无明显诱因；现用方案是否调整，要不要上转查继发性高血压？"


def organise() -> None:
    """The directory first, then what the lines did this year."""
    with transaction.atomic():
        office = Staff.objects.filter(roles__role="project_office", active_to=None).order_by("pk")[0]
        district = Region.objects.get(pk=plan().file.region.ljust(12, "0"))
        _sections(office, district)
        _group(office)
        _beyond(office, district)
        _line(Body.objects.get(institution__code="HC-CDC", name="慢病科"))
        places = list(Institution.objects.responsible().order_by("position", "pk"))
        for number, place in enumerate(places):
            _posts(place, number, office)
        shown = next(each for each in places if each.name == SHOWN)
        _contacts(shown)
        _chief(office, shown)


def _sections(office: Staff, district: Region) -> None:
    """Annex 1, and the people of the lines in their sections: their rights now follow the duties."""
    bodies.import_annex(plan(), district, by=office, on=SINCE)
    for who in Staff.objects.filter(roles__role="line", active_to=None).order_by("pk"):
        for section in Body.objects.filter(institution=who.institution, name__in=who.title.split("、")):
            bodies.join(section, "head", by=office, staff=who, on=SINCE)


def _chief(office: Staff, place: Institution) -> None:
    """A chief of the line guides one township, whose doctor asked him about a patient; the answer still waits."""
    lines = Staff.objects.filter(institution__code="HC-CDC", roles__role="line", account__isnull=False)
    chief = lines.order_by("pk")[0]
    guiding.appoint(chief, place, SINCE, by=office)
    done = guiding.guide(derived("demo", "guided"), place, CHANGED, "高血压随访质量", GUIDED, by=chief)
    health = Staff.objects.filter(institution=place, roles__role="public_health", active_to=None).order_by("pk")[0]
    guiding.answer_guidance(done, "已通知各站，连续两次未达标的两周内复核转诊。", by=health)
    doctor = Staff.objects.filter(institution=place, roles__role="doctor", account__isnull=False).first()
    patients = Enrolment.objects.filter(
        programme="hypertension", to_on=None, resident__institution=place, resident__living=True
    )
    first = patients.order_by("resident").first()
    if doctor is not None and first is not None:
        guiding.submit_case(derived("demo", "asked"), first.resident, "hypertension", CASE, by=doctor)


def _group(office: Staff) -> None:
    """The leading group and its office; one member changed in the summer."""
    at = office.institution
    group = bodies.found_body(at, "基本公共卫生服务项目领导小组", "leading_group", by=office, on=SINCE)
    bodies.found_body(
        at, "项目办公室", "office", by=office, told=bodies.Told(seat="基层卫生与药政科"), on=SINCE
    )
    people = list(Staff.objects.filter(institution=at, roles__role="line", active_to=None).order_by("pk")[:3])
    first = bodies.join(group, "leader", by=office, staff=people[0], scope="全面负责", on=SINCE)
    bodies.join(group, "deputy", by=office, staff=people[1], scope="资金和督导", on=SINCE)
    for unit, scope in (("区财政局", "资金安排和监督"), ("区残联", "残疾人项目"), ("区疾控中心", "技术指导"),
                        ("区妇幼中心", "妇幼项目")):  # fmt: skip
        bodies.join(group, by=office, unit=Institution.objects.named(unit).get(), scope=scope, on=SINCE)
    bodies.end_membership(first, CHANGED, by=office)
    bodies.join(group, "leader", by=office, staff=people[2], scope="全面负责", on=CHANGED)
    words = "每季度召开一次会议；议定事项由项目办记录和督办；成员变动及时公告。"
    bodies.issue(derived("demo", "rule"), group, "rule", "领导小组工作规则", words, by=office, from_on=SINCE)


def _beyond(office: Staff, district: Region) -> None:
    """No mental hospital in the district; the lead hospital for the three highs; institutions serve."""
    for name, items, slot in (
        ("市精卫中心", ("mental_disorder",), "technical"),
        ("牵头医院", ("hypertension", "diabetes"), "clinical"),
    ):
        unit = Institution.objects.named(name).get()
        body = bodies.found_body(unit, str(unit), "unit", by=office, on=SINCE)
        for item in items:
            bodies.charge(body, item, slot, district, by=office, on=SINCE)
    served = bodies.found_body(office.institution, "各基层医疗卫生机构", "unit", by=office, on=SINCE)
    for duty in list(Body.objects.filter(duties__slot="owner").exclude(duties__chapter="").values_list(
        "duties__chapter", "institution__kind", "pk"
    )):  # fmt: skip
        chapter, kind, pk = duty
        bodies.charge(served, chapter, "service", district, by=office, on=SINCE)
        if kind == "professional":
            bodies.charge(Body.objects.get(pk=pk), chapter, "technical", district, by=office, on=SINCE)


def _line(body: Body) -> None:
    """What 慢病科 urged and where it went: answered in time, answered late, waiting, overdue."""
    by = body.members.get(to_on=None).staff
    assert by is not None
    places = list(Institution.objects.responsible().order_by("position", "pk"))
    for number, (sent, due, answered, closed) in enumerate((
        ((2024, 7, 8), (2024, 7, 22), (2024, 7, 19), (2024, 7, 23)),
        ((2024, 8, 5), (2024, 8, 19), (2024, 8, 27), None),
        ((2024, 9, 9), (2024, 9, 30), None, None),
        ((2024, 10, 10), (2024, 10, 31), None, None),
    )):  # fmt: skip
        place = places[number] if number < 3 else next(each for each in places if each.name == SHOWN)
        reader = _officer(place)
        Urging.objects.create(
            id=derived("demo", "urging", number), body=body, kind="progress", chapter="hypertension", indicator=RATE,
            figure="高血压患者基层规范管理服务率低于序时进度", institution=place, words=ASKED, due_on=dt.date(*due),
            sent_by=by, sent_on=dt.date(*sent), answer="已逐村核对名单，补访完成" if answered else "",
            answered_by=reader if answered else None, answered_on=dt.date(*answered) if answered else None,
            closed_by=by if closed else None, closed_on=dt.date(*closed) if closed else None,
        )  # fmt: skip
    for number, place in enumerate(places[:6]):
        done = dt.date(2024, 4 + number, 11) if number < 5 else None
        Visit.objects.create(
            id=derived("demo", "visit", number), body=body, institution=place, chapters=["hypertension", "diabetes"],
            kind="regular", purpose="慢病随访质量季度督导", planned_on=dt.date(2024, 4 + number, 10), planned_by=by,
            done_on=done, findings="个别随访没有写用药依从性，转诊后两周内未追踪" if done else "",
            advice="按表逐项填写，转诊后两周内电话追踪" if done else "", done_by=by if done else None,
            follow_due_on=done + dt.timedelta(days=30) if done else None,
            follow_up="已培训并补正" if done and number < 3 else "",
            followed_by=_officer(place) if done and number < 3 else None,
            followed_on=done + dt.timedelta(days=20) if done and number < 3 else None,
            reported_on=done + dt.timedelta(days=25) if done and number < 2 else None,
        )  # fmt: skip
    Paper.objects.create(
        id=derived("demo", "norm"), body=body, kind="norm", title="慢病随访技术要点", from_on=SINCE, issued_by=by,
        words="血压测两次取平均；两次间隔不少于一分钟；控制不满意两周内复查。", issued_at=now(),
    )  # fmt: skip


def _officer(place: Institution) -> Staff:
    return Staff.objects.filter(roles__role="public_health", institution=place, active_to=None).order_by("pk")[0]


def _posts(place: Institution, number: int, office: Staff) -> None:
    """A principal everywhere; here and there a vacancy, a certificate that has run out or soon will."""
    people = list(Staff.objects.filter(institution=place, active_to=None).order_by("pk"))
    posts.name_holder(place, "principal", _officer(place), by=office, on=SINCE)
    if number % 4 != 3:
        posts.name_holder(place, "reporter", people[-1], by=office, full_time=number % 2 == 0, on=SINCE)
    for post, ends in (("supervision_assistant", 700 - 90 * number), ("tcm", 300 + 40 * number)):
        if (number, post) != (5, "tcm"):
            posts.name_holder(
                place, post, people[-1 - number % 2], by=office, certificate=f"{post[:3].upper()}-{number + 1:03d}",
                certificate_until=dt.date(2024, 6, 30) + dt.timedelta(days=ends), on=SINCE,
            )  # fmt: skip
    posts.approve(place, office.institution, "公卫医师", len(people) + number % 3, len(people), by=office,
                  recruiting="公开招聘" if number % 3 else "")  # fmt: skip


def _contacts(place: Institution) -> None:
    """The shown township's government and two committees, and what they did together."""
    by = _officer(place)
    posts.add_contact(place, "government", place.region.name + "人民政府", by=by, person="社会事务办")
    villages = InstitutionVillage.objects.filter(institution=place, to_on=None).select_related("village")
    for number, row in enumerate(villages.order_by("village")[:2]):
        made = posts.add_contact(place, "committee", row.village.name, by=by, region=row.village, person="村文书")
        JointAction.objects.create(
            id=derived("demo", "joint", number), contact=made, on=dt.date(2024, 9, 3 + number),
            topic="老年人体检动员", people=6 + number, result="入户通知，次日到检人数增加", by=by,
        )  # fmt: skip
