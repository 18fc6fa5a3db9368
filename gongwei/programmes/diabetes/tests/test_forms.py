"""The forms of the chapter: words of the paper, ranges, conditions, and what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongwei.programmes.diabetes import rules
from gongwei.programmes.diabetes.forms import FOLLOWUP, FORMS
from gongwei.programmes.diabetes.models import Card, Followup
from gongwei.programmes.hypertension.forms import FOLLOWUP as HYPERTENSION
from gongwei.records.chronic import glucose_from_mg_dl
from gongwei.records.fields import Unless, When, described
from gongwei.records.layout import Problem
from gongwei.records.shared import carried_over, unknown_concepts
from gongwei.records.validate import validate

TODAY = dt.date(2024, 10, 16)
FACTS = {"today": TODAY, "diagnosed_on": dt.date(2016, 5, 1)}
VISIT: dict[str, Any] = {
    "served_on": TODAY, "mode": 1, "symptoms": [1], "sbp": 138, "dbp": 82, "weight_cur": 66, "dorsalis_pedis": 1,
    "smoke_cur": 0, "smoke_target": 0, "drink_cur": 0, "drink_target": 0, "exercise_times_cur": 3,
    "exercise_min_cur": 20, "exercise_times_target": 5, "exercise_min_target": 30, "staple_cur": 300,
    "staple_target": 250, "psych_adjust": 1, "compliance_behavior": 1, "fbg": Decimal("6.4"), "drug_adherence": 1,
    "adr_flag": 1, "hypoglycemia": 1, "visit_class": 1, "next_visit_date": dt.date(2025, 1, 10),
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
        "随访日期", "随访方式", "症状", "血压(mmHg)", "体重(kg)", "体质指数(kg/m²)", "足背动脉搏动", "其他",
        "日吸烟量(支)", "日饮酒量(两)", "运动", "主食(克/天)", "心理调整", "遵医行为", "空腹血糖值(mmol/L)",
        "糖化血红蛋白(%)*", "检查日期", "其他检查*", "服药依从性", "药物不良反应", "低血糖反应", "此次随访分类",
        "药物名称", "胰岛素种类", "胰岛素用法和用量", "原因", "机构及科别", "下次随访日期", "随访医生签名",
    ]  # fmt: skip


def test_every_column_of_each_form_stands_in_its_layout() -> None:
    for form in FORMS:
        columns = {name for name, _, _ in described(form.model)}
        assert columns <= set(form.field_names()), form.id
        assert form.id == form.model._meta.db_table
    assert [unknown_concepts(form) for form in FORMS] == [[]] * len(FORMS)


def test_vitals_are_never_carried_over() -> None:
    vital = {name for name, _, spec in described(Followup) if spec.vital}
    assert {"sbp", "dbp", "weight_cur", "fbg"} <= vital
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
    assert conditional == {"symptom_other", "adr_text", "dorsalis_pedis_side"}


@pytest.mark.parametrize("name", rules.REQUIRED)
def test_every_required_field_is_asked_for(name: str) -> None:
    assert (name, "required") in fields(problems(None, **{name: None}))


def test_glucose_may_be_missing_only_by_telephone() -> None:
    assert fields(problems(fbg=None)) == [("fbg", "required")]
    assert problems(mode=3, fbg=None) == []


@pytest.mark.parametrize(
    ("field", "value", "severity"),
    [
        ("fbg", Decimal("0.4"), "hard"), ("fbg", Decimal("1.9"), "soft"), ("fbg", Decimal("30.1"), "soft"),
        ("sbp", 49, "hard"), ("dbp", 201, "hard"), ("hba1c", Decimal("2.9"), "hard"), ("staple_cur", 2001, "hard"),
        ("staple_cur", 601, "soft"), ("weight_cur", 19, "hard"),
    ],
)  # fmt: skip
def test_out_of_range_is_refused_or_asked_about(field: str, value: Any, severity: str) -> None:
    assert (field, severity) in fields(problems(None, **{field: value}))


def test_a_weak_pulse_names_its_side() -> None:
    assert fields(problems(dorsalis_pedis=2)) == [("dorsalis_pedis_side", "required")]
    assert problems(dorsalis_pedis=2, dorsalis_pedis_side=3) == []


def test_hba1c_names_its_day() -> None:
    assert fields(problems(hba1c=Decimal("7.1"))) == [("hba1c_date", "required")]
    assert problems(hba1c=Decimal("7.1"), hba1c_date=dt.date(2024, 9, 1)) == []
    assert fields(problems(hba1c=Decimal("7.1"), hba1c_date=dt.date(2024, 10, 17))) == [
        ("hba1c_date", "hard")
    ]


def test_milligrams_are_recognised() -> None:
    assert glucose_from_mg_dl(126) == Decimal("7.0")
    assert glucose_from_mg_dl(70) == Decimal("3.9")
    said = [problem.message for problem in problems(fbg=Decimal(126))]
    assert any("折合 7.0 mmol/L" in message for message in said)


@pytest.mark.req("NCD-17")
def test_a_combined_visit_asks_shared_things_once() -> None:
    done = {
        "served_on": TODAY, "mode": 2, "sbp": 138, "dbp": 82, "weight_cur": 66, "weight_target": 63, "height": 158,
        "smoke_cur": 0, "smoke_target": 0, "drink_cur": 0, "drink_target": 0, "exercise_times_cur": 3,
        "exercise_min_cur": 20, "exercise_times_target": 5, "exercise_min_target": 30, "psych_adjust": 1,
        "compliance_behavior": 1, "salt_cur": 2, "heart_rate": 76, "symptoms": [2], "waist": None,
    }  # fmt: skip
    brought = carried_over(HYPERTENSION, done, FOLLOWUP)
    assert brought == {
        name: value
        for name, value in done.items()
        if name not in ("salt_cur", "heart_rate", "symptoms", "waist")
    }
    left = {
        field
        for field, severity in fields(validate(FOLLOWUP, brought, facts=FACTS))
        if severity == "required"
    }
    assert left == {
        "symptoms", "dorsalis_pedis", "staple_cur", "staple_target", "fbg", "drug_adherence", "adr_flag",
        "hypoglycemia", "visit_class", "next_visit_date",
    }  # fmt: skip
