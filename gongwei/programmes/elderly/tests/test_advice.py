"""The panel right of an elder's exam and assessment, from real rule outcomes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongwei.care.tests.samples import exam_values
from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import plan, values_on
from gongwei.programmes.elderly.advice import ADVICE
from gongwei.programmes.elderly.tests.samples import LABORATORY
from gongwei.records.advice import Advice, Situation

DAY = dt.date(2024, 5, 20)


def advice(form: str, **values: Any) -> Advice:
    [outcome] = judge("elderly", [{"served_on": DAY, "birth_date": dt.date(1950, 1, 1), **values}])
    return ADVICE[form](Situation(DAY, values, outcome, values_on("elderly", DAY)))


def exam(**changes: Any) -> Advice:
    values = {**exam_values(**changes), **LABORATORY}
    columns = values.keys() - {"served_on"}
    return advice("health_exam", **{name: values[name] for name in columns})


def test_a_normal_exam_needs_no_guidance_but_feedback() -> None:
    found = exam()
    results, guidance, items, following = found.blocks
    assert (results.value, guidance.value, items.value) == ("未见异常", "0 无需", "已做全")
    assert following.value == "2024-06-19 前反馈"
    assert found.suggested == {"guidance": [0]}


def test_an_alarm_asks_for_referral_and_a_date() -> None:
    found = exam(bp_left_sys=190, bp_left_dia=112, fasting_glucose=Decimal("7.20"))
    results, guidance, _, following = found.blocks
    assert (results.value, results.tint, guidance.value) == ("有危急值", "overdue", "3 建议转诊")
    assert results.lines[0].text == "血压 左 190/112：危急值"
    assert results.lines[1].text == "空腹血糖 7.2：疑似异常"
    assert "2024-08-18 前复查" in following.lines[1].text
    assert found.suggested == {"guidance": [3]}


def test_what_is_not_measured_is_never_called_normal() -> None:
    found = advice("health_exam", bp_left_sys=128, bp_left_dia=78)
    results, guidance, items, _ = found.blocks
    assert (results.value, guidance.value) == ("还没测全", "测全后再定")
    assert items.value.startswith("还差")
    assert found.suggested == {}


def test_the_assessment_says_its_score_level_and_what_to_do() -> None:
    seven = advice("elderly_self_care", eating=1, grooming=2, dressing=1, toileting=2, mobility=3)
    assert [block.value for block in seven.blocks] == ["7 分，轻度依赖", "关注"]
    helpless = advice("elderly_self_care", eating=4, grooming=4, dressing=4, toileting=4, mobility=4)
    assert helpless.blocks[1].value == "上门服务，制定照护计划"
    open_yet = advice("elderly_self_care", eating=1)
    assert open_yet.blocks[0].value == "五项都选后才有总分"


@pytest.mark.req("ELD-08")
def test_an_impaired_screen_asks_for_the_upper_institution() -> None:
    impaired = advice("elderly_cognition", elder_cognition=2, education_level=2, elder_cognition_score=20)
    assert (impaired.blocks[0].value, impaired.blocks[0].tint) == ("认知受损，建议上级机构复查", "overdue")
    assert advice("elderly_cognition", elder_cognition=1).blocks[0].value == "粗筛阴性"
    assert advice("elderly_mood", elder_emotion=2, elder_emotion_score=21).blocks[0].tint == "overdue"


@pytest.mark.req("DIG-02")
def test_every_line_cites_a_clause_that_exists() -> None:
    library = plan().library
    shown = [exam(), exam(bp_left_sys=190), advice("elderly_self_care", eating=1), advice("elderly_mood")]
    lines = [line for found in shown for block in found.blocks for line in block.lines]
    assert len(lines) > 10
    assert [line.text for line in lines if not line.clause or library.complaint(line.clause)] == []
