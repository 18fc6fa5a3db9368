"""The forms of the chapter: words of the paper, conditions, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.people.tests.cast import TODAY
from gongwei.programmes.tuberculosis import rules
from gongwei.programmes.tuberculosis.checks import CHINA
from gongwei.programmes.tuberculosis.forms import (
    ATTEMPT,
    CASE,
    CLOSING,
    FIRST_VISIT,
    FOLLOWUP,
    FORMS,
    SUSPECT,
)
from gongwei.programmes.tuberculosis.models import FirstVisit, Followup
from gongwei.programmes.tuberculosis.tests.samples import FIRST, VISIT, notice
from gongwei.records.fields import described
from gongwei.records.layout import Form, Problem
from gongwei.records.shared import unknown_concepts
from gongwei.records.validate import validate

FACTS = {
    "today": TODAY, "diagnosed_on": dt.date(2024, 4, 8), "parameters": {"missed_days_report": 7},
}  # fmt: skip


def problems(form: Form, values: dict[str, Any], /, **changes: Any) -> list[tuple[str, str]]:
    found: list[Problem] = validate(form, {**values, **changes}, facts=FACTS)
    return [(problem.field, problem.severity) for problem in found]


def test_complete_forms_pass() -> None:
    assert problems(CASE, notice()) == problems(FIRST_VISIT, FIRST) == problems(FOLLOWUP, VISIT) == []


def words(form: Form) -> list[str]:
    return [line.label for group in form.groups if group.printed for line in group.lines]


def test_the_first_visit_prints_the_words_of_the_paper_in_its_order() -> None:
    assert words(FIRST_VISIT) == [
        "随访时间", "随访方式", "患者类型", "痰菌情况", "耐药情况", "症状及体征", "化疗方案", "用法", "药品剂型",
        "督导人员选择", "单独的居室", "通风情况", "吸烟", "饮酒", "取药地点、时间", "服药记录卡的填写",
        "服药方法及药品存放", "肺结核治疗疗程", "不规律服药危害", "服药后不良反应及处理", "治疗期间复诊查痰",
        "外出期间如何坚持服药", "生活习惯及注意事项", "密切接触者检查", "下次随访时间", "评估医生签名",
    ]  # fmt: skip


def test_the_followup_prints_the_words_of_the_paper_in_its_order() -> None:
    assert words(FOLLOWUP) == [
        "随访时间", "治疗月序", "督导人员", "随访方式", "症状及体征", "吸烟", "饮酒", "化疗方案", "用法", "药品剂型",
        "漏服药次数", "药物不良反应", "并发症或合并症", "科别", "原因", "2周内随访，随访结果", "处理意见",
        "下次随访时间", "随访医生签名",
    ]  # fmt: skip


def test_the_two_papers_number_their_symptoms_differently() -> None:
    lists = [
        {name: spec.codes for name, _, spec in described(model)}["symptoms"]
        for model in (FirstVisit, Followup)
    ]
    first, later = (codes.label(6) for codes in lists if codes)
    assert (first, later) == ("头痛失眠", "关节疼痛")


def test_every_column_of_each_form_stands_in_its_layout() -> None:
    for form in FORMS:
        columns = {name for name, _, _ in described(form.model)}
        assert columns <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table
        assert unknown_concepts(form) == []


def test_what_the_rule_calls_complete_is_what_the_form_requires() -> None:
    always = {name for name, _, spec in described(Followup) if spec.required is True}
    assert always == set(rules.REQUIRED)


@pytest.mark.parametrize("name", rules.REQUIRED)
def test_every_required_field_is_asked_for(name: str) -> None:
    assert (name, "required") in problems(FOLLOWUP, VISIT, **{name: None})


@pytest.mark.req("TB-01")
def test_who_is_referred_has_a_symptom() -> None:
    slip = {
        "served_on": TODAY, "found_in": 1, "groups": [2], "symptoms": [1, 4], "referral_org": "威海市结核病防治所",
    }  # fmt: skip
    assert problems(SUSPECT, slip) == []
    assert problems(SUSPECT, slip, symptoms=[0]) == [("symptoms", "hard")]
    assert problems(SUSPECT, slip, symptoms=[0, 1]) == [("symptoms", "hard")]


def test_the_days_of_a_notice_follow_one_another() -> None:
    assert problems(CASE, notice(), diagnosis_date=dt.date(2024, 4, 11)) == [
        ("diagnosis_date", "hard"),
        ("treatment_start", "hard"),
    ]
    assert problems(CASE, notice(), planned_end=dt.date(2024, 4, 9)) == [("planned_end", "hard")]
    other_day = dt.datetime(2024, 4, 11, 0, 10, tzinfo=CHINA)
    assert problems(CASE, notice(), notice_at=other_day) == [("notice_at", "hard")]


def test_rifampicin_resistance_is_asked_about_when_treated_as_sensitive() -> None:
    assert problems(CASE, notice(), pathogen=4) == [("course_kind", "soft")]
    assert problems(CASE, notice(), pathogen=4, course_kind=3) == []


@pytest.mark.req("TB-03")
def test_two_failed_attempts_are_reported() -> None:
    tried = {
        "served_on": dt.date(2024, 4, 12), "attempted_at": dt.datetime(2024, 4, 12, 10, tzinfo=CHINA),
        "attempt_no": 1, "result": 2,
    }  # fmt: skip
    assert problems(ATTEMPT, tried) == []
    assert problems(ATTEMPT, tried, attempt_no=2) == [
        ("reported_on", "required"),
        ("reported_to", "required"),
    ]
    assert problems(ATTEMPT, tried, attempt_no=2, result=1) == []
    told = {"reported_on": dt.date(2024, 4, 12), "reported_to": "威海市结核病防治所"}
    assert problems(ATTEMPT, tried, attempt_no=2, **told) == []


@pytest.mark.req("TB-04")
def test_a_week_without_medicine_is_reported() -> None:
    assert problems(FOLLOWUP, VISIT, missed_doses=6, missed_in_row=6) == []
    gap = {"missed_doses": 7, "missed_in_row": 7}
    assert problems(FOLLOWUP, VISIT, **gap) == [("reported_on", "required"), ("reported_to", "required")]
    assert problems(FOLLOWUP, VISIT, **gap, reported_on=VISIT["served_on"], reported_to="市结防所") == []


@pytest.mark.req("TB-06")
def test_a_closing_never_counts_more_doses_than_were_due() -> None:
    closing = {
        "served_on": TODAY, "stop_date": dt.date(2024, 10, 8), "stop_reason": 1, "should_visits": 10,
        "actual_visits": 11, "should_doses": 183, "actual_doses": 175,
    }  # fmt: skip
    assert problems(CLOSING, closing) == []
    assert problems(CLOSING, closing, actual_doses=184) == [("actual_doses", "hard")]
    assert problems(CLOSING, closing, stop_date=dt.date(2024, 10, 17)) == [("stop_date", "hard")]
    assert problems(CLOSING, closing, stop_reason=None) == [("stop_reason", "required")]
