"""牵头医院's quality control: exam reports drawn per branch, scored, findings sent to be answered (ELD-09)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.appraisal.boards import by_place
from gongwei.appraisal.checking import check, points_for
from gongwei.appraisal.models import Inspection, Rectification, Round
from gongwei.appraisal.rectifying import late, recheck, report
from gongwei.appraisal.rounds import calendar, open_round
from gongwei.appraisal.sampling import draw_sample, drawn, same
from gongwei.appraisal.scoring import accept, submit
from gongwei.appraisal.supervising import quarter_scores
from gongwei.appraisal.tests.village_round import INSTITUTION
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Institution, Staff, StaffRole
from gongwei.people.problems import Forbidden
from gongwei.people.reference import place_in_tree
from gongwei.people.tests.cast import START, TODAY, Cast, make_cast
from gongwei.programmes.elderly.tests.samples import assessment, exam

pytestmark = pytest.mark.django_db
RULE = "quality_elderly"


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setenv("GONGWEI_TODAY", TODAY.isoformat())
    return make_cast()


@pytest.fixture
def controller(cast: Cast) -> Staff:
    """Somebody of the lead hospital, with an account."""
    about = {"name": "牵头医院", "kind": "lead_hospital", "region_id": "371002000000", "active_from": START}
    hospital = place_in_tree(Institution.objects.create(code="HC-LH", parent=cast.commission, **about))
    account = cast.user("line")
    Staff.objects.filter(account=account).update(account=None)
    made = Staff.objects.create(name="姜寒露", account=account, institution=hospital, active_from=START)
    StaffRole.objects.create(
        staff=made, role="line", institution=cast.commission, programmes=["elderly"], from_on=START
    )
    return made


def examined(cast: Cast) -> None:
    """Three elders of the first township with exams and assessments of the second quarter."""
    for name in ("丛立春", "于白露", "王小满"):
        person = cast.register(name, birth_date=dt.date(1950, 3, 1))
        assessment(cast, person)
        exam(cast, person)
        refresh([person.pk])


def opened(controller: Staff) -> Inspection:
    made = open_round(uuid.uuid4(), INSTITUTION, RULE, controller.institution, 2, by=controller, seed=7)
    found: Inspection = made.inspections.select_related("round", "institution").get(institution__code="A")
    return found


@pytest.mark.req("ELD-09")
def test_the_lead_hospital_draws_exam_reports_scores_them_and_the_branch_must_answer(
    cast: Cast, controller: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    examined(cast)
    inspection = opened(controller)
    made = draw_sample(inspection, by=controller)
    rows = drawn(inspection)
    assert [row.form for row in rows] == ["health_exam"] * 3 and same(made), "reports of exams, and no other record"
    assert {"exam_items", "exam_read", "exam_told"} <= {point.id for _, point in points_for(rows[0])}
    check(rows[0], "screen", "true", "心电图异常，健康评价写未见异常", ("exam_read",), by=controller)
    for row in rows[1:]:
        check(row, "screen", "true", "", by=controller)
    score = submit(inspection, by=controller).total.score
    assert score is not None and score < 100
    assert not Rectification.objects.exists(), "nothing is asked before the result is taken"
    accept(inspection, by=cast.staff["project_office"])
    order = Rectification.objects.get()
    assert "判读" in order.demand and "未见异常" in order.demand and order.issued_by == controller
    assert order.due_on == TODAY + dt.timedelta(10)
    with pytest.raises(Forbidden):
        report(order, "已重写", "补正的记录", by=cast.staff["public_health_b"])
    monkeypatch.setenv("GONGWEI_TODAY", "2024-10-27")
    assert late(order, dt.date(2024, 10, 27)), "a branch that does not answer is seen"
    order = report(order, "已请心电图医师复核并重写评价", "体检表第2版", by=cast.staff["public_health_a"])
    assert recheck(uuid.uuid4(), order, True, "抽查已改", by=controller).state == "closed"
    names, _ = by_place(cast.user("project_office"), ("quality",))
    assert any("质控" in name for name in names)
    assert all(RULE not in label and "质控" not in label for label, _ in quarter_scores(cast.centre_a, TODAY))


@pytest.mark.req("ELD-09")
def test_only_the_lead_hospital_opens_its_round_and_the_page_offers_it(cast: Cast, controller: Staff) -> None:
    examined(cast)
    for role in ("public_health_a", "doctor", "finance"):
        with pytest.raises(Forbidden):
            open_round(uuid.uuid4(), INSTITUTION, RULE, controller.institution, 2, by=cast.staff[role])
    asked = [slot.period for slot in calendar(TODAY, controller.institution) if slot.rule.id == RULE]
    assert asked == [1, 2, 3], "a quarter that nobody controlled is seen"
    client = Client()
    client.force_login(cast.user("line"))
    page = client.get(reverse("web:appraisal")).content.decode()
    name = f"{INSTITUTION}.{RULE}.{controller.institution_id}.2"
    assert "牵头医院老年人体检质控" in page and name in page
    typed = {"sheet": "open", "key": str(uuid.uuid4()), "slot": name, "members": ""}
    assert client.post(reverse("web:appraisal"), typed).status_code == 302
    made = Round.objects.get()
    assert made.kind == "quality" and made.inspections.count() == 2
    stranger = Client()
    stranger.force_login(cast.user("doctor"))
    row = made.inspections.get(institution__code="B")
    assert stranger.get(reverse("web:appraisal_inspection", args=[row.pk])).status_code in (403, 404)
