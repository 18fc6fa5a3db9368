"""The forms of the chapter: words of the paper, conditions, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.people.tests.cast import TODAY
from gongwei.programmes.mental_disorder import rules
from gongwei.programmes.mental_disorder.forms import CHECKUP, FOLLOWUP, FORMS, INFO
from gongwei.programmes.mental_disorder.models import Visit
from gongwei.programmes.mental_disorder.tests.samples import SUPPLEMENT, TYPED
from gongwei.records.fields import When, described
from gongwei.records.layout import Form, Problem
from gongwei.records.shared import unknown_concepts
from gongwei.records.validate import validate

FACTS = {"today": TODAY, "birth_date": dt.date(1975, 3, 1), "diagnosed_on": dt.date(1999, 4, 2)}


def problems(form: Form = FOLLOWUP, more: dict[str, Any] | None = None, /, **changes: Any) -> list[Problem]:
    base = TYPED if form is FOLLOWUP else {"served_on": TODAY, **SUPPLEMENT}
    return validate(form, {**base, **changes}, facts={**FACTS, **(more or {})})


def fields(found: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.field, problem.severity) for problem in found]


def test_complete_forms_pass() -> None:
    assert problems() == problems(INFO) == []


def test_the_followup_prints_the_words_of_the_paper_in_its_order() -> None:
    words = [line.label for group in FOLLOWUP.groups if group.printed for line in group.lines]
    assert words == [
        "随访日期", "本次随访形式", "若失访，原因", "如死亡，日期和原因", "危险性评估", "目前症状", "自知力",
        "睡眠情况", "饮食情况", "个人生活料理", "家务劳动", "生产劳动及工作", "学习能力", "社会人际交往", "危险行为",
        "两次随访期间关锁情况", "两次随访期间住院情况", "实验室检查", "用药依从性", "药物不良反应", "治疗效果",
        "是否转诊", "用药情况", "用药指导", "康复措施", "本次随访分类", "下次随访日期", "随访医生签名",
    ]  # fmt: skip


def test_the_supplement_prints_the_words_of_the_paper_in_its_order() -> None:
    words = [line.label for group in INFO.groups for line in group.lines]
    assert words == [
        "监护人姓名", "与患者关系", "监护人住址", "监护人电话", "辖区村（居）委会联系人、电话", "户别", "就业情况",
        "知情同意", "初次发病时间", "既往主要症状", "既往关锁情况", "门诊", "住院", "诊断", "确诊医院", "确诊日期",
        "最近一次治疗效果", "危险行为", "经济状况", "专科医生的意见（如果有请记录）", "填表日期", "医生签字",
    ]  # fmt: skip


def test_every_column_of_each_form_stands_in_its_layout() -> None:
    for form in FORMS:
        columns = {name for name, _, _ in described(form.model)}
        assert columns <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table
        assert unknown_concepts(form) == []


def test_what_the_rule_calls_complete_is_what_the_form_requires() -> None:
    owed_when_met = {name for name, _, spec in described(Visit) if spec.required == When("visit_result", 1)}
    assert owed_when_met | {"mode"} == set(rules.REQUIRED)


@pytest.mark.parametrize("name", rules.REQUIRED)
def test_every_required_field_is_asked_for(name: str) -> None:
    assert (name, "required") in fields(problems(**{name: None}))


def test_who_was_not_met_is_asked_only_for_the_reason() -> None:
    lost = {name: None for name in rules.REQUIRED if name != "mode"}
    assert fields(problems(**lost, visit_result=2)) == [("lost_reason", "required")]
    assert problems(**lost, visit_result=2, lost_reason=1) == []
    dead = problems(**lost, visit_result=3)
    assert {name for name, _ in fields(dead)} == {"death_date", "death_cause"}
    assert problems(**lost, visit_result=3, death_date=dt.date(2024, 10, 1), death_cause=4) == []


def test_times_go_with_the_kind_of_act_that_is_ticked() -> None:
    assert fields(problems(danger_acts=[1])) == [("danger_1", "required")]
    assert problems(danger_acts=[1], danger_1=2) == []
    assert fields(problems(danger_acts=[1], danger_1=2, danger_3=1)) == [("danger_3", "hard")]
    assert fields(problems(danger_acts=[1, 7], danger_1=1)) == [("danger_acts", "hard")]


@pytest.mark.req("SMI-03")
def test_the_next_visit_later_than_the_class_allows_is_asked_about() -> None:
    due = {"next_due": dt.date(2024, 10, 30)}
    assert fields(problems(FOLLOWUP, due, next_visit_date=dt.date(2024, 10, 31))) == [
        ("next_visit_date", "soft")
    ]
    assert problems(FOLLOWUP, due, next_visit_date=dt.date(2024, 10, 30)) == []


def test_advice_to_refer_is_followed_or_answered() -> None:
    advised = {"referral_advised": "危险性评估 3 级"}
    assert fields(problems(FOLLOWUP, advised)) == [("referral", "hard")]
    assert problems(FOLLOWUP, advised, advice_declined="家属拒绝，已报派出所") == []
    sent = {"referral": 2, "referral_reason": "危险性评估 3 级", "referral_org_dept": "威海市精神卫生中心"}
    assert problems(FOLLOWUP, advised, **sent) == []


@pytest.mark.parametrize("text", ["1998", "1998-05", "1998-5", "1998-05-12"])
def test_of_the_first_onset_the_year_alone_may_be_known(text: str) -> None:
    assert problems(INFO, first_onset=text) == []


@pytest.mark.parametrize("text", ["98年", "1998-13", "2024-11", "1974"])
def test_an_impossible_onset_is_refused(text: str) -> None:
    assert fields(problems(INFO, first_onset=text)) == [("first_onset", "hard")]


def test_a_code_that_is_none_of_icd_10_is_refused() -> None:
    assert problems(INFO, icd10="F31.9") == []
    assert fields(problems(INFO, icd10="精分")) == [("icd10", "hard")]


@pytest.mark.req("SMI-05")
def test_an_exam_that_is_not_made_has_its_reason() -> None:
    asked = {"served_on": TODAY, "able": 1, "agrees": 1, "signer": 2, "signer_name": "王立秋"}
    assert validate(CHECKUP, asked, facts=FACTS) == []
    assert fields(validate(CHECKUP, {**asked, "agrees": 2}, facts=FACTS)) == [("reason", "required")]
    assert validate(CHECKUP, {**asked, "able": 2, "reason": "急性期住院"}, facts=FACTS) == []
