"""Papers, duties and key work on their pages: what is refused stands at its field; strangers are refused."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongwei.people.tests.cast import VILLAGE_A1, Cast, make_cast
from gongwei.planning.models import Demand, Filing, Milestone, Owner, Start, Work

pytestmark = pytest.mark.django_db
PAPERS, DUTIES, WORKS = "/plan/papers/", "/plan/duties/", "/plan/works/"
LARGEST_PAGE = 60_000


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


def press(client: Client, url: str, **more: Any) -> Any:
    return client.post(url, {"key": str(uuid.uuid4()), **more}, follow=True)


def asked(cast: Cast, **more: str) -> Demand:
    press(enter(cast, "project_office"), PAPERS, sheet="ask", **{"kind": "rules", "due_on": "2024-10-25", **more})
    return Demand.objects.get(kind=more.get("kind", "rules"))


@pytest.mark.req("PLAN-22", "PLAN-23")
def test_a_paper_from_the_demand_to_the_approval(cast: Cast) -> None:
    office, centre = enter(cast, "project_office"), enter(cast, "public_health_a")
    press(office, PAPERS, sheet="ask", kind="four", due_on="2024-10-25")
    assert Demand.objects.count() == 4
    demand = Demand.objects.get(kind="rules")
    assert "管理制度：10-25 前报送" in centre.get("/plan/tasks/").content.decode()
    url = reverse("web:plan_paper_write", args=[demand.pk])
    assert "岗位职责" in centre.get(url).content.decode()
    wrong = centre.post(url, {"key": str(uuid.uuid4()), "words": "写了一半",
                              "file": SimpleUploadedFile("a.exe", b"MZ")})  # fmt: skip
    assert wrong.status_code == 422 and "写了一半" in wrong.content.decode() and not Filing.objects.exists()
    press(centre, url, words="一、岗位职责……")
    paper = reverse("web:plan_paper", args=[Filing.objects.get().pk])
    shown = office.get(PAPERS).content.decode()
    assert "待审" in shown and "未报" in shown and len(shown) < LARGEST_PAGE
    empty = press(office, paper, sheet="back", reason="")
    assert empty.status_code == 422 and "必须填写" in empty.content.decode()
    press(office, paper, sheet="back", reason="没有档案管理制度")
    assert "没有档案管理制度" in centre.get(PAPERS).content.decode()
    press(centre, url, words="一、岗位职责；二、档案管理")
    press(office, reverse("web:plan_paper", args=[Filing.objects.get(version=2).pk]), sheet="approve")
    assert Filing.objects.get(version=2).state == "approved"


def test_papers_of_others_are_not_there(cast: Cast) -> None:
    demand = asked(cast)
    write = reverse("web:plan_paper_write", args=[demand.pk])
    press(enter(cast, "public_health_a"), write, words="一、岗位职责")
    paper = reverse("web:plan_paper", args=[Filing.objects.get().pk])
    other = enter(cast, "public_health_b")
    assert other.get(paper).status_code == 404 and other.get(paper + "file/").status_code == 404
    assert other.get(f"{PAPERS}{uuid.uuid4()}/").status_code == 404
    assert press(enter(cast, "public_health_a"), paper, sheet="approve").status_code == 403
    assert press(other, PAPERS, sheet="ask", kind="rules", due_on="2024-10-25").status_code == 403
    for role in ("village_doctor", "admin"):
        assert enter(cast, role).get(PAPERS).status_code == 403
    assert enter(cast, "doctor").get(write).status_code == 403
    unsafe = enter(cast, "public_health_a", checked=True)
    assert unsafe.post(write, {"key": str(uuid.uuid4()), "words": "无令牌"}).status_code == 403


@pytest.mark.req("PLAN-24", "PLAN-25")
def test_owners_and_shares_on_one_page_then_the_start(cast: Cast) -> None:
    centre, doctor = enter(cast, "public_health_a"), enter(cast, "village_doctor")
    early = press(centre, DUTIES, do="start")
    assert early.status_code == 422 and "没有责任人" in early.content.decode()
    wrong = press(centre, DUTIES, do="owners", item="elderly", **{f"o-{VILLAGE_A1}": "查无此人"})
    assert wrong.status_code == 422 and 'value="查无此人"' in wrong.content.decode()
    press(centre, DUTIES, do="owners", item="elderly", **{f"o-{VILLAGE_A1}": "毕谷雨"})
    assert Owner.objects.get().staff == cast.staff["village_doctor"]
    press(centre, DUTIES, do="fill", item="elderly")
    bad = press(centre, DUTIES, do="shares", **{"s-elderly": "五十"})
    said = bad.content.decode()
    assert bad.status_code == 422 and "“五十”不是整数" in said and 'value="五十"' in said
    page = press(centre, DUTIES, do="shares", **{"s-elderly": "30"}).content.decode()
    assert "低于方案的 40" in page and len(page) < LARGEST_PAGE
    press(centre, DUTIES, do="start")
    assert Start.objects.get().institution == cast.centre_a
    office = enter(cast, "project_office").get(DUTIES).content.decode()
    assert "王小满" in office and "未启动" in office
    assert "我负责的项目" in doctor.get("/plan/mine/").content.decode()


def test_duties_of_another_institution_are_not_there(cast: Cast) -> None:
    other = enter(cast, "public_health_b")
    assert other.get(f"{DUTIES}?institution={cast.centre_a.pk}").status_code == 404
    office = enter(cast, "project_office")
    assert press(office, f"{DUTIES}?institution={cast.centre_a.pk}", do="fill").status_code == 403
    assert enter(cast, "admin").get(DUTIES).status_code == 403


@pytest.mark.req("PLAN-32")
def test_key_work_is_defined_carried_on_and_seen_by_all_who_see_figures(cast: Cast) -> None:
    office, line = enter(cast, "project_office"), enter(cast, "line")
    assert "基层慢病管理医防融合" in office.get(WORKS).content.decode()
    owner = str(cast.staff["line"].pk)
    wrong = press(office, WORKS, sheet="define", label="基层慢病管理医防融合", owner="0")
    assert wrong.status_code == 422 and 'value="基层慢病管理医防融合"' in wrong.content.decode()
    press(office, WORKS, sheet="define", label="基层慢病管理医防融合", owner=owner)
    work = str(Work.objects.get().pk)
    press(line, WORKS, sheet="add", work=work, label="试点启动", due_on="2024-10-01")
    assert "逾期" in enter(cast, "public_health_a").get(WORKS).content.decode()
    step = str(Milestone.objects.get().pk)
    press(line, WORKS, sheet="finish", milestone=step, done_on="2024-10-10", evidence="会议纪要")
    shown = office.get(WORKS).content.decode()
    assert "已完成" in shown and "会议纪要" in shown and re.search("1/1", shown) and len(shown) < LARGEST_PAGE
    assert press(line, WORKS, sheet="define", label="别的", owner=owner).status_code == 403
    finance = enter(cast, "finance")
    assert press(finance, WORKS, sheet="add", work=work, label="x", due_on="2024-10-01").status_code == 403
    assert enter(cast, "admin").get(WORKS).status_code == 403
