"""The forms of the chapter: words of the paper, ranges, conditions, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gongwei.programmes.hypertension import rules
from gongwei.programmes.hypertension.forms import CARD, FIRST_BP, FOLLOWUP, FORMS, SUSPECT
from gongwei.programmes.hypertension.models import Card, Followup
from gongwei.records.fields import Unless, When, described
from gongwei.records.layout import Problem
from gongwei.records.shared import unknown_concepts
from gongwei.records.validate import validate

TODAY = dt.date(2024, 10, 16)
FACTS = {"today": TODAY, "diagnosed_on": dt.date(2016, 5, 1)}
VISIT: dict[str, Any] = {
    "served_on": TODAY, "mode": 2, "symptoms": [1], "sbp": 138, "dbp": 82, "weight_cur": 66, "heart_rate": 76,
    "smoke_cur": 0, "smoke_target": 0, "drink_cur": 0, "drink_target": 0, "exercise_times_cur": 3,
    "exercise_min_cur": 20, "exercise_times_target": 5, "exercise_min_target": 30, "salt_cur": 2, "salt_target": 1,
    "psych_adjust": 1, "compliance_behavior": 1, "drug_adherence": 1, "adr_flag": 1, "visit_class": 1,
    "next_visit_date": dt.date(2025, 1, 10),
}  # fmt: skip


def problems(more: dict[str, Any] | None = None, /, **changes: Any) -> list[Problem]:
    return validate(FOLLOWUP, {**VISIT, **changes}, facts={**FACTS, **(more or {})})


def fields(found: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.field, problem.severity) for problem in found]


def test_a_complete_visit_passes() -> None:
    assert problems() == []


def test_the_followup_prints_the_words_of_the_paper_in_its_order() -> None:
    words = [line.label for group in FOLLOWUP.groups if group.printed for line in group.lines]
    assert words == [
        "随访日期", "随访方式", "症状", "血压(mmHg)", "体重(kg)", "体质指数(BMI)(kg/m²)", "心率(次/分钟)", "其他",
        "日吸烟量(支)", "日饮酒量(两)", "运动", "摄盐情况(咸淡)", "心理调整", "遵医行为", "辅助检查*",
        "服药依从性", "药物不良反应", "此次随访分类", "药物名称", "原因", "机构及科别", "下次随访日期",
        "随访医生签名",
    ]  # fmt: skip
    assert [group.label for group in FOLLOWUP.groups if group.label and group.printed] == [
        "症状", "体征", "生活方式指导", "用药情况", "转诊",
    ]  # fmt: skip


def test_every_column_of_each_form_stands_in_its_layout() -> None:
    for form in FORMS:
        columns = {name for name, _, _ in described(form.model)}
        assert columns <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table


def test_shared_concepts_exist() -> None:
    assert [unknown_concepts(form) for form in FORMS] == [[]] * len(FORMS)


def test_vitals_are_never_carried_over() -> None:
    vital = {name for name, _, spec in described(Followup) if spec.vital}
    assert {"sbp", "dbp", "weight_cur", "heart_rate"} <= vital
    assert not vital & set(FOLLOWUP.carried)


def test_what_the_rule_calls_complete_is_what_the_form_requires() -> None:
    always = {name for name, _, spec in described(Followup) if spec.required is True}
    assert always == set(rules.REQUIRED)
    assert {name for name, _, spec in described(Card) if spec.required is True} == set(rules.CARD_REQUIRED)
    conditional = {
        name
        for name, _, spec in described(Followup)
        if isinstance(spec.required, When) and not isinstance(spec.required, Unless)
    }
    assert conditional == {"symptom_other", "adr_text"}


@pytest.mark.parametrize("name", rules.REQUIRED)
def test_every_required_field_is_asked_for(name: str) -> None:
    assert (name, "required") in fields(problems(None, **{name: None}))


def test_blood_pressure_may_be_missing_only_by_telephone() -> None:
    assert fields(problems(sbp=None, dbp=None)) == [("sbp", "required"), ("dbp", "required")]
    assert problems(mode=3, sbp=None, dbp=None) == []


@pytest.mark.parametrize(
    ("field", "value", "severity"),
    [
        ("sbp", 49, "hard"), ("sbp", 301, "hard"), ("sbp", 221, "soft"),
        ("dbp", 29, "hard"), ("dbp", 39, "soft"),
        ("weight_cur", 665, "hard"), ("heart_rate", 29, "hard"), ("heart_rate", 121, "soft"),
        ("smoke_cur", 100, "hard"), ("drink_cur", 21, "hard"), ("exercise_times_cur", 22, "hard"),
        ("exercise_min_cur", 301, "hard"), ("visit_class", 5, "hard"),
    ],
)  # fmt: skip
def test_out_of_range_is_refused_or_asked_about(field: str, value: int, severity: str) -> None:
    assert (field, severity) in fields(problems(None, **{field: value}))


def test_diastolic_must_lie_below_systolic() -> None:
    assert fields(problems(sbp=82, dbp=82)) == [("dbp", "hard")]
    assert fields(problems(sbp=83, dbp=82)) == []


def test_no_symptom_excludes_the_others() -> None:
    assert fields(problems(symptoms=[1, 2])) == [("symptoms", "hard")]
    assert problems(symptoms=[2, 6]) == []


def test_other_symptom_and_adverse_reaction_ask_for_words() -> None:
    assert ("symptom_other", "required") in fields(problems(symptoms=[10]))
    assert ("adr_text", "required") in fields(problems(adr_flag=2))
    assert problems(symptoms=[10], symptom_other="牙痛", adr_flag=2, adr_text="干咳") == []


def test_the_next_visit_follows_this_one_and_is_asked_about_when_late() -> None:
    assert fields(problems(next_visit_date=TODAY)) == [("next_visit_date", "hard")]
    due = {"next_due": dt.date(2024, 10, 30)}
    assert fields(problems(due, next_visit_date=dt.date(2024, 10, 31))) == [("next_visit_date", "soft")]
    assert problems(due, next_visit_date=dt.date(2024, 10, 30)) == []


def test_a_referral_names_reason_and_place() -> None:
    assert fields(problems(referral_reason="危急情况")) == [("referral_org_dept", "required")]
    assert fields(problems(referral_org_dept="区人民医院 心内科")) == [("referral_reason", "required")]
    assert problems(referral_reason="危急情况", referral_org_dept="区人民医院 心内科") == []


@pytest.mark.req("NCD-08", "DIG-02")
def test_advice_to_refer_is_followed_or_answered_with_a_reason() -> None:
    advised = {"referral_advised": "连续两次控制不满意"}
    found = problems(advised)
    assert fields(found) == [("referral_reason", "required")]
    assert "连续两次控制不满意" in found[0].message
    assert problems(advised, advice_declined="患者拒绝转诊，已签字") == []
    assert (
        problems(advised, referral_reason="连续两次控制不满意", referral_org_dept="区人民医院 心内科") == []
    )


def test_first_blood_pressure_and_card_refuse_reversed_values() -> None:
    day = {"served_on": TODAY}
    found = validate(FIRST_BP, {**day, "sbp": 80, "dbp": 120, "hypertension_history": 2}, facts=FACTS)
    assert fields(found) == [("dbp", "hard")]
    card = {
        **day, "diagnosis_date": dt.date(2016, 5, 1), "diagnosis_org": "区人民医院", "found_by": 2,
        "family_history": 2, "height": 158, "weight": 66, "sbp": 150, "dbp": 90,
    }  # fmt: skip
    assert validate(CARD, card, facts=FACTS) == []
    late = validate(CARD, {**card, "diagnosis_date": dt.date(2024, 10, 17)}, facts=FACTS)
    assert fields(late) == [("diagnosis_date", "hard")]


def test_three_measurements_fall_on_different_days() -> None:
    suspect = {
        "served_on": TODAY, "found_in": 1, "first_on": dt.date(2024, 10, 1), "sbp_1": 150, "dbp_1": 92,
        "second_on": dt.date(2024, 10, 1), "sbp_2": 148, "dbp_2": 90, "verify_result": 0,
    }  # fmt: skip
    assert fields(validate(SUSPECT, suspect, facts=FACTS)) == [("second_on", "hard")]
    assert validate(SUSPECT, {**suspect, "second_on": dt.date(2024, 10, 3)}, facts=FACTS) == []
