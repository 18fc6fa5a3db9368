"""牵头医院: the hospital's desk over its branches, the commission's scorecard, and what nobody else opens."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from gongwei.appraisal.checking import check
from gongwei.appraisal.hospitals import scorecard
from gongwei.appraisal.models import Round
from gongwei.appraisal.rounds import open_round
from gongwei.appraisal.sampling import draw_sample, drawn
from gongwei.appraisal.scoring import accept, submit
from gongwei.appraisal.tests.village_round import INSTITUTION
from gongwei.care.tests.samples import referral_values
from gongwei.care.verbs import record_arrival, refer
from gongwei.indicators.figures import Figure, Target
from gongwei.obligations.refresh import refresh
from gongwei.organisation import bodies, visiting
from gongwei.organisation.models import Body, Visit
from gongwei.people.models import Institution, Region, Staff, StaffRole
from gongwei.people.problems import Forbidden
from gongwei.people.reference import place_in_tree
from gongwei.people.tests.cast import START, TODAY, VILLAGE_A1, VILLAGE_B1, Cast, make_cast
from gongwei.programmes.elderly.tests.samples import assessment, exam
from gongwei.web.organisation import hospitals as pages
from gongwei.web.tests.people_pages import client_of, text

pytestmark = pytest.mark.django_db
SINCE, PAGE = dt.date(2024, 1, 1), "/desk/hospitals/"
CHAPTERS = ("hypertension", "diabetes", "elderly")


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return make_cast()


@pytest.fixture
def hospital(cast: Cast) -> Body:
    """A lead hospital with three items, whose one member uses the line's account."""
    return founded(cast, "HC-LH", "牵头医院", cast.staff["line"])


def founded(cast: Cast, code: str, name: str, member: Staff | None = None) -> Body:
    about = {"name": name, "kind": "lead_hospital", "region_id": "371002000000", "active_from": START}
    place = place_in_tree(Institution.objects.create(code=code, parent=cast.commission, **about))
    office, district = cast.staff["project_office"], Region.objects.get(pk="371002000000")
    body = bodies.found_body(place, name, "unit", by=office, on=SINCE)
    for item in CHAPTERS:
        bodies.charge(body, item, "clinical", district, by=office, on=SINCE)
    if member is not None:
        Staff.objects.filter(pk=member.pk).update(institution=place)
        member.refresh_from_db()
        bodies.join(body, by=office, staff=member, on=SINCE)
    return body


def referred(cast: Cast, to: Institution, on: dt.date, arrived: dt.date | None = None, programme: str = CHAPTERS[0],
             village: str = VILLAGE_A1) -> None:  # fmt: skip
    person = cast.register(village=village)
    by = cast.staff["public_health_b" if village == VILLAGE_B1 else "doctor"]
    values = referral_values(served_on=on)
    sent = refer(uuid.uuid4(), person.pk, values, actor=by, programme=programme, to_institution=to)
    if arrived is not None:
        doctor = Staff.objects.filter(institution=to, roles__role="doctor").first()
        if doctor is None:
            doctor = Staff.objects.create(name="谭清明", institution=to, active_from=START)
            StaffRole.objects.create(staff=doctor, role="doctor", institution=to, from_on=START)
        record_arrival(sent.pk, actor=doctor, on=arrived)


def controlled(cast: Cast, by: Staff) -> Round:
    """Two exam reports of the first township are drawn; one is faulty; the result is reported and taken."""
    for name in ("丛立春", "于白露"):
        person = cast.register(name, birth_date=dt.date(1950, 3, 1))
        assessment(cast, person)
        exam(cast, person)
        refresh([person.pk])
    made = open_round(uuid.uuid4(), INSTITUTION, "quality_elderly", by.institution, 2, by=by, seed=7)
    inspection = made.inspections.get(institution=cast.centre_a)
    draw_sample(inspection, by=by)
    first, second = drawn(inspection)
    check(first, "screen", "true", "心电图异常，写未见异常", ("exam_read",), by=by)
    check(second, "screen", "true", "", by=by)
    submit(inspection, by=by)
    accept(inspection, by=cast.staff["project_office"])
    return made


@pytest.mark.req("APR-28")
def test_the_scorecard_counts_guidance_control_and_referrals_of_each_branch(cast: Cast, hospital: Body) -> None:
    line, to = cast.staff["line"], hospital.institution
    controlled(cast, line)
    visit = visiting.plan_visit(
        uuid.uuid4(), hospital, cast.centre_a, ["hypertension"], "三高共管", dt.date(2024, 10, 8), by=line
    )
    visiting.record_visit(visit, dt.date(2024, 10, 9), "未发现问题", "", by=line)
    visiting.plan_visit(uuid.uuid4(), hospital, cast.centre_b, ["diabetes"], "三高共管", dt.date(2024, 11, 8), by=line)
    referred(cast, to, dt.date(2024, 9, 2), dt.date(2024, 9, 3))
    referred(cast, to, dt.date(2024, 9, 2), dt.date(2024, 9, 7))
    referred(cast, to, dt.date(2024, 9, 2), village=VILLAGE_B1)
    referred(cast, to, dt.date(2024, 10, 15), village=VILLAGE_B1)
    referred(cast, to, dt.date(2024, 9, 2), programme="maternal")
    referred(cast, cast.centre_b, dt.date(2024, 9, 2))
    a, b = scorecard(to, TODAY, 14).branches
    assert (a.place, b.place) == (cast.centre_a, cast.centre_b)
    assert (a.visited, a.planned, a.sampled, a.checked, a.faults, a.unanswered) == (1, 1, 2, 2, 1, 1)
    assert (b.visited, b.planned, b.sampled, b.checked, b.faults, b.unanswered) == (0, 1, 0, 0, 0, 0)
    assert (a.sent, a.arrived, a.wait, a.late) == (2, 2, 3.0, 0), "its own items, sent to it, the median"
    assert (b.sent, b.arrived, b.wait, b.late) == (2, 0, None, 1), "the recent one still has time"
    whole = scorecard(to, TODAY, 14)
    assert (whole.guided, whole.controlled, whole.of("sent"), whole.wait) == (1, 1, 4, 3.0)
    assert scorecard(to, dt.date(2024, 9, 5), 14).of("arrived") == 1, "as it stood on a day"
    page = text(client_of(cast, "project_office").get(PAGE))
    assert "督导到过 1/2 家" in page and "转入接诊 2/4 人" in page and "超过 14 天未接诊 1 人" in page
    book = client_of(cast, "project_office").get(f"{PAGE}?part=all")
    assert book.status_code == 200 and PAGE in client_of(cast, "project_office").get(PAGE).content.decode()
    assert "没有接诊" in page, "a branch without a patient has no median of nought"


@pytest.mark.req("PLAN-37", "ORG-26")
def test_the_hospital_works_at_its_desk_targets_findings_and_referrals_and_reports(
    cast: Cast, hospital: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    figure = Figure(
        "hypertension.standard_rate", "规范管理率", "%", "hypertension", "institution", str(cast.centre_a.pk), "羊亭",
        10, 100, "", Target(Decimal(64)),
    )  # fmt: skip
    controlled(cast, cast.staff["line"])
    monkeypatch.setattr(pages, "figures", lambda user, desk: [figure])
    monkeypatch.setattr("gongwei.web.organisation.lagging.as_of_day", lambda: TODAY)
    line = client_of(cast, "line")
    page = text(line.get(PAGE))
    assert "落后于目标的分院" in page and "10/100" in page, "targets"
    assert "心电图异常" in page or "判读" in page, "what its control found"
    assert "转入的病人" in page and "计划和记录督导" in page
    visit = visiting.plan_visit(
        uuid.uuid4(), hospital, cast.centre_a, ["elderly"], "体检质量", dt.date(2024, 10, 8), by=cast.staff["line"]
    )
    visiting.record_visit(visit, dt.date(2024, 10, 9), "判读不规范", "请复核", by=cast.staff["line"])
    visiting.report(visit, by=cast.staff["line"])
    assert "判读不规范" in text(client_of(cast, "project_office").get("/desk/")), "reported to the commission"
    with pytest.raises(Forbidden):
        visiting.plan_visit(
            uuid.uuid4(), hospital, cast.centre_a, ["maternal"], "越界", dt.date(2024, 10, 20), by=cast.staff["line"]
        )
    assert Visit.objects.count() == 1


def test_a_card_is_the_hospitals_own_and_the_commissions(cast: Cast, hospital: Body) -> None:
    founded(cast, "HC-LH2", "第二牵头医院")
    assert "第二牵头医院" in text(client_of(cast, "project_office").get(PAGE))
    own = text(client_of(cast, "line").get(PAGE))
    assert "第二牵头医院" not in own and "牵头医院" in own
    for role in ("public_health_a", "doctor", "village_doctor", "finance", "disabled_federation", "admin"):
        assert client_of(cast, role).get(PAGE).status_code == 403, role


def test_a_line_of_another_body_is_refused_and_sees_no_link(cast: Cast) -> None:
    section = bodies.found_body(
        Institution.objects.get(code="D"), "慢病科", "section", by=cast.staff["project_office"], on=SINCE
    )
    district = Region.objects.get(pk="371002000000")
    bodies.charge(section, "hypertension", "owner", district, by=cast.staff["project_office"], on=SINCE)
    bodies.join(section, by=cast.staff["project_office"], staff=cast.staff["line"], on=SINCE)
    line = client_of(cast, "line")
    assert line.get(PAGE).status_code == 403 and PAGE not in line.get("/desk/").content.decode()
    assert PAGE in client_of(cast, "project_office").get("/desk/").content.decode()


def test_a_hospital_without_duties_says_so(cast: Cast) -> None:
    about = {"name": "新牵头医院", "kind": "lead_hospital", "region_id": "371002000000", "active_from": START}
    place_in_tree(Institution.objects.create(code="HC-LH3", parent=cast.commission, **about))
    assert "还没有登记这家医院的职责" in text(client_of(cast, "project_office").get(PAGE))
