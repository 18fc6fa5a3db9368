"""方案对照 and 规则参数: what two plans ask side by side, and the values that rules run on."""

from __future__ import annotations

import pytest
from django.test import Client

from gongwei.people.tests.cast import Cast, make_cast
from gongwei.web.tests.people_pages import client_of, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.mark.req("PLAN-01", "PLAN-02")
def test_two_plans_stand_side_by_side_with_what_differs(cast: Cast) -> None:
    office = client_of(cast, "project_office")
    shown = text(office.get("/plan/compare/?a=huancui-2024&b=zhuji-2024"))
    assert "威环卫〔2024〕53号" in shown and "无文号 · 征求意见" in shown
    assert "老年人城乡社区规范健康管理服务率" in shown and "≥64%" in shown and "≥65%" in shown
    assert "≥107 元/人" in shown and "＝94 元/人" in shown
    assert office.get("/plan/compare/?a=huancui-2024&b=nowhere-2024").status_code == 404


@pytest.mark.req("PLAN-34")
def test_reported_facts_stand_apart_from_demands(cast: Cast) -> None:
    shown = text(client_of(cast, "finance").get("/plan/compare/?a=wuxi-2019&b=huancui-2024"))
    assert "实际数" in shown and "＝83.57%" in shown and "＝5,456,400 份" in shown


@pytest.mark.req("AMB-04")
def test_the_choices_of_the_plan_are_read_on_its_page_with_their_question_and_where_they_act(cast: Cast) -> None:
    office = client_of(cast, "project_office")
    page = office.get("/plan/")
    shown = text(page)
    assert "AMB-07 · 资金：到账后预拨村卫生室的金额" in shown and "方案未写，用默认" in shown
    assert "方案写明；默认：原十二类项目经费" in shown  # AMB-05: this plan reads the tasks
    assert "AMB-55 · 目前只有默认读法，不能改选" in shown
    both = page.content.decode()
    assert "原文“原则上不得少于40%”；第九部分（二）另说“40%左右”" in both and "村卫生室承担的任务比例" in shown


def test_parameters_are_shown_a_chapter_at_a_time_and_all_that_wait(cast: Cast) -> None:
    office = client_of(cast, "village_doctor")
    one = text(office.get("/plan/parameters/?chapter=hypertension"))
    assert "规则参数 · 高血压患者健康管理" in one and "mmHg" in one
    assert "待核的参数" in text(office.get("/plan/parameters/?chapter=unsure"))
    assert office.get("/plan/parameters/?chapter=nonsense").status_code == 404


def test_nobody_reads_them_without_logging_in() -> None:
    for address in ("/plan/compare/", "/plan/parameters/"):
        assert Client().get(address).status_code == 302
