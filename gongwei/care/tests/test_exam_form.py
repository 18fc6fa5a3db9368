"""健康体检表: the paper, and what it refuses."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongwei.care.exam_form import EXAM
from gongwei.care.forms import FORMS
from gongwei.care.tests.samples import EXAM_DAY, exam_values
from gongwei.records.fields import described
from gongwei.records.validate import validate

FACTS = {"age": 66, "sex": 1, "today": dt.date(2024, 10, 16), "served_on": EXAM_DAY}


def found(values: dict[str, Any], severity: str, rows: Any = None, **facts: Any) -> set[str]:
    """Fields with problems of a severity."""
    problems = validate(EXAM, values, rows=rows, facts={**FACTS, **facts})
    return {problem.field for problem in problems if problem.severity == severity}


def test_the_groups_stand_in_the_order_of_the_paper() -> None:
    printed = [group.label for group in EXAM.groups if group.printed and group.label]
    assert printed == [
        "症状", "一般状况", "生活方式", "脏器功能", "查体", "辅助检查", "现存主要健康问题", "住院治疗情况",
        "主要用药情况", "非免疫规划预防接种史", "健康评价", "健康指导", "危险因素控制",
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_field_of_the_table_is_asked_on_its_form(form: Any) -> None:
    asked = set(form.field_names())
    reported = {"arrived_on", "treated_on", "returned_on"}  # by the receiving side, not on the slip
    missing = {name for name, _, _ in described(form.model)} - asked - reported
    assert missing == set()


def test_a_complete_exam_has_no_problem() -> None:
    assert validate(EXAM, exam_values(), facts=FACTS) == []


def test_an_exam_may_be_saved_in_parts_but_not_called_finished() -> None:
    partly = {"served_on": EXAM_DAY, "bp_left_sys": 130, "bp_left_dia": 80}
    assert found({**partly, "unfinished": True}, "required") == set()
    lacking = found(partly, "required")
    assert {"symptoms", "height", "weight", "assessment", "guidance"} <= lacking


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bp_left_sys": 80, "bp_left_dia": 80}, "bp_left_dia"),
        ({"bp_right_sys": 80, "bp_right_dia": 120}, "bp_right_dia"),
        ({"temperature": Decimal("44")}, "temperature"),
        ({"height": Decimal("16.5")}, "height"),
        ({"diet_habits": [1, 2]}, "diet_habits"),
        ({"symptoms": [1, 2]}, "symptoms"),
        ({"guidance": [0, 2]}, "guidance"),
        ({"exercise_minutes": 30}, "exercise_minutes"),
        ({"cigarettes_per_day": 10}, "cigarettes_per_day"),
        ({"drink_types": [1]}, "drink_types"),
        ({"occ_job": "矿工"}, "occ_job"),
        ({"teeth_missing_lu": 2}, "teeth"),
        ({"teeth": [2], "teeth_missing_lu": 9}, "teeth_missing_lu"),
        ({"fasting_glucose_mgdl": Decimal("180")}, "fasting_glucose"),
        ({"abnormal_1": "高血压"}, "assessment"),
        ({"elder_cognition_score": 20}, "elder_cognition_score"),
        ({"breast": [1]}, "breast"),
        ({"cervical_smear": 1}, "cervical_smear"),
        ({"skin": 9}, "skin"),
        ({"served_on": dt.date(2024, 10, 17)}, "served_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str) -> None:
    assert field in found(exam_values(**changes), "hard")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"bp_left_dia": None}, "bp_left_dia"),
        ({"bp_left_sys": None, "bp_left_dia": None}, "bp_left_sys"),
        ({"skin": 7}, "skin_other"),
        ({"ecg": 2}, "ecg_other"),
        ({"symptoms": [25]}, "symptoms_other"),
        ({"teeth": [3]}, "teeth_caries_lu"),
        ({"smoking_status": 3}, "cigarettes_per_day"),
        ({"smoking_status": 2, "cigarettes_per_day": 5, "smoking_start_age": 20}, "quit_smoking_age"),
        ({"assessment": 2}, "abnormal_1"),
        ({"elder_cognition": 2}, "elder_cognition_score"),
        ({"elder_emotion": 2}, "elder_emotion_score"),
        ({"risk_control": [5]}, "target_weight"),
        ({"risk_control": [6]}, "vaccine_advice"),
    ],
)
def test_what_an_answer_asks_for_is_required(changes: dict[str, Any], field: str) -> None:
    assert field in found(exam_values(**changes), "required")


def test_ages_of_habits_are_in_order_and_not_above_the_present_age() -> None:
    smoker = {"smoking_status": 2, "cigarettes_per_day": 10, "smoking_start_age": 20, "quit_smoking_age": 40}
    assert found(exam_values(**smoker), "hard") == set()
    assert found(exam_values(**{**smoker, "quit_smoking_age": 19}), "hard") == {"quit_smoking_age"}
    assert found(exam_values(**{**smoker, "quit_smoking_age": 67}), "hard") == {"quit_smoking_age"}
    assert found(exam_values(**{**smoker, "smoking_status": 3}), "hard") == {"quit_smoking_age"}


def test_a_woman_has_her_items_and_a_man_not() -> None:
    women = {
        "breast": [1],
        "vulva": 1,
        "vagina": 1,
        "cervix": 1,
        "corpus_uteri": 1,
        "adnexa": 1,
        "cervical_smear": 1,
    }
    assert found(exam_values(**women), "hard", sex=2) == set()
    assert found(exam_values(**women), "hard", sex=1) == set(women)


def test_stays_in_hospital_end_after_they_begin_and_before_the_exam() -> None:
    stay = {
        "admitted_on": dt.date(2024, 3, 1),
        "discharged_on": dt.date(2024, 3, 9),
        "reason": "肺炎",
        "institution_name": "威海市立医院",
    }
    assert found(exam_values(), "hard", {"admissions": [stay]}) == set()
    turned = {**stay, "discharged_on": dt.date(2024, 2, 29)}
    assert found(exam_values(), "hard", {"admissions": [stay, turned]}) == {"admissions-1-discharged_on"}
    later = {**stay, "discharged_on": dt.date(2024, 5, 21)}
    assert found(exam_values(), "hard", {"admissions": [later]}) == {"admissions-0-discharged_on"}
    old = {**stay, "admitted_on": dt.date(2023, 5, 1), "discharged_on": dt.date(2023, 5, 19)}
    assert found(exam_values(), "soft", {"admissions": [old]}) == {"admissions-0-discharged_on"}


def test_a_vaccine_after_the_exam_is_refused() -> None:
    shot = {"name": "流感疫苗", "given_on": dt.date(2024, 5, 21)}
    assert found(exam_values(), "hard", {"non_nip_vaccines": [shot]}) == {"non_nip_vaccines-0-given_on"}


def test_a_doubtful_value_is_asked_about_and_passes_once_confirmed() -> None:
    values = exam_values(pulse=115)
    assert found(values, "soft") == {"pulse"}
    assert validate(EXAM, values, facts=FACTS, confirmed={"pulse:115"}) == []


def test_items_of_the_persons_own_programmes_are_asked_for() -> None:
    items = {"exam_items": {"dorsalis_pedis": "足背动脉搏动", "ecg": "心电图"}}
    assert found(exam_values(), "required", **items) == {"dorsalis_pedis"}
    assert found(exam_values(unfinished=True), "required", **items) == set()
    assert found(exam_values(dorsalis_pedis=2), "required", **items) == set()


def test_the_exam_says_the_same_self_care_level_as_the_assessment_of_the_day() -> None:
    assert found(exam_values(elder_self_care=1), "hard", self_care_level=2) == {"elder_self_care"}
    assert found(exam_values(elder_self_care=2), "hard", self_care_level=2) == set()


def test_glucose_in_both_units_must_be_one_measurement() -> None:
    assert found(exam_values(fasting_glucose_mgdl=Decimal("93.6")), "hard") == set()
    assert found(exam_values(fasting_glucose_mgdl=Decimal("97")), "hard") == {"fasting_glucose"}
