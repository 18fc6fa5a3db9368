"""The panel right of the form, from real rule outcomes: the visit of picture 03 and its neighbours."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from gongwei.catalogue.judging import judge
from gongwei.catalogue.plans import plan, refs_of, values_on
from gongwei.planning.drafting import judged
from gongwei.programmes.hypertension.advice import advise
from gongwei.records.advice import Advice, Past, Situation

BORN = dt.date(1956, 3, 1)
TODAY = dt.date(2024, 10, 16)


def visit(on: dt.date, last: str | None = None, **values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    given = {"served_on": on, "birth_date": BORN, **values}
    [outcome] = judge("hypertension", [{**given, "last_control": last}])
    return values, outcome


def advice(*, former: tuple[tuple[dt.date, dict[str, Any]], ...] = (), **values: Any) -> Advice:
    past = tuple(Past(on, said, visit(on, **said)[1]) for on, said in former)
    last = past[0].outcome["control"] if past else None
    typed, outcome = visit(TODAY, last, **values)
    return advise(Situation(TODAY, {**typed, "age": 68}, outcome, values_on("hypertension", TODAY), past))


FORMER = (
    (dt.date(2024, 9, 20), {"sbp": 162, "dbp": 94, "drug_adherence": 2}),
    (dt.date(2024, 7, 9), {"sbp": 156, "dbp": 92, "drug_adherence": 2}),
    (dt.date(2024, 4, 12), {"sbp": 148, "dbp": 86, "drug_adherence": 1}),
)


def texts(found: Advice, block: int) -> list[str]:
    return [line.text for line in found.blocks[block].lines]


def test_the_third_visit_in_a_row_not_at_target_reads_as_in_the_picture() -> None:
    found = advice(former=FORMER, sbp=164, dbp=96, symptoms=[2], drug_adherence=2)
    sorting, action, danger, following = found.blocks
    assert sorting.value == "2 控制不满意"
    assert texts(found, 0) == ["164/96，目标 <150 且 <90（≥65岁）", "连续第 3 次未达标（09-20、07-09）"]
    assert action.value == "建议转诊上级医院"
    assert texts(found, 1) == [
        "连续两次控制不满意",
        "转诊后 14 天内追踪结果，自动进清单",
        "服药间断 3 次，先问原因",
    ]
    assert danger.lines[0].text == "目前没有（≥180 或 ≥110 即危急）"
    assert "头痛头晕" in danger.lines[1].text
    assert following.value == "2024-10-30 前"
    assert found.suggested == {
        "next_visit_date": dt.date(2024, 10, 30),
        "next_step": 3,
        "visit_class": 2,
        "referral_reason": "连续两次控制不满意",
    }
    assert found.facts == {"next_due": dt.date(2024, 10, 30), "referral_advised": "连续两次控制不满意"}


@pytest.mark.req("DIG-02")
def test_every_line_cites_a_clause_that_exists() -> None:
    library = plan().library
    shown = [
        advice(former=FORMER, sbp=190, dbp=112, symptoms=[2], adr_flag=2, adr_hard=True, complication=3),
        advice(sbp=138, dbp=80),
        advice(),
    ]
    lines = [line for found in shown for block in found.blocks for line in block.lines]
    assert len(lines) > 12
    assert [line.text for line in lines if not line.clause or library.complaint(line.clause)] == []


@pytest.mark.req("NCD-05")
def test_a_critical_sign_prompts_urgent_referral_at_once() -> None:
    found = advice(sbp=138, dbp=80, danger_signs=[2])
    assert found.blocks[1].value == "紧急转诊"
    assert (found.blocks[2].value, found.blocks[2].tint) == ("危急", "overdue")
    assert found.suggested["referral_reason"] == "危急情况"
    assert found.suggested["next_step"] == 4


def test_the_most_urgent_reason_comes_first() -> None:
    found = advice(former=FORMER, sbp=186, dbp=96, complication=2, adr_flag=2, adr_hard=True)
    assert found.facts["referral_advised"].split("、") == [
        "危急情况", "出现新的并发症", "药物不良反应难以控制", "连续两次控制不满意",
    ]  # fmt: skip


def test_a_visit_at_target_is_booked_in_three_months() -> None:
    found = advice(former=FORMER, sbp=148, dbp=86)
    assert found.blocks[0].value == "1 控制满意"
    assert found.blocks[1].value == "按期随访"
    assert texts(found, 3) == ["3 个月内"]
    assert found.blocks[3].value == "2025-01-16 前"
    assert found.facts["referral_advised"] == ""


def test_nothing_measured_is_said_and_not_classified() -> None:
    found = advice()
    assert found.blocks[0].value == "还不能分类"
    assert found.blocks[1].value == "请测量血压"
    assert "还不能判断" in found.blocks[2].lines[0].text
    assert "visit_class" not in found.suggested


@pytest.mark.req("NCD-18")
def test_weight_is_advised_on_only_when_it_should_change() -> None:
    heavy = advice(sbp=138, dbp=80, weight_cur=Decimal("66.5"), height=Decimal(158))
    assert (heavy.blocks[4].value, texts(heavy, 4)) == (
        "超重",
        ["建议减重，体质指数目标 18.5～24（不含 24）"],
    )
    assert len(advice(sbp=138, dbp=80, weight_cur=Decimal(55), height=Decimal(158)).blocks) == 4
    assert len(advice(sbp=138, dbp=80, weight_cur=Decimal(90)).blocks) == 4


GUIDELINE = """
documents:
  - id: htn-guideline-2025
    title: 国家基层高血压防治管理指南（2025版）
    issuers: [国家心血管病中心]
    date: 2025-01-01
    level: nation
    region: "000000"
    status: issued
    clauses: {血压目标: 65岁及以上的目标, 转诊: 危急值}
parameters:
  hypertension.sbp_limit_elderly:
    - {from: 2025-03-01, value: 140, ref: htn-guideline-2025#血压目标, sure: K}

targets:
"""


@pytest.mark.req("NCD-25")
@pytest.mark.parametrize(("on", "said", "source"), [
    (dt.date(2025, 2, 28), "目标 <150", "national-spec-2017#7.高血压.二（三）"),
    (dt.date(2025, 3, 1), "目标 <140", "htn-guideline-2025#血压目标"),
])  # fmt: skip
def test_a_newer_guideline_is_attached_in_the_plan_and_cited_from_its_day(
    monkeypatch: pytest.MonkeyPatch, on: dt.date, said: str, source: str
) -> None:
    text = plan().path.read_text("utf-8").replace("\ntargets:\n", GUIDELINE, 1)
    made, problems = judged(plan().path.stem, text)
    assert made is not None, problems
    values = {name: each.on(on) for name, each in made.parameters.of("hypertension").items()}
    typed, outcome = visit(on, sbp=145, dbp=80, symptoms=[1])
    found = advise(Situation(on, {**typed, "age": 68}, outcome, values, (), refs_of(made, "hypertension", on)))
    first = found.blocks[0].lines[0]
    assert said in first.text and first.clause == source
    assert found.blocks[2].lines[0].clause == "national-spec-2017#7.高血压.二（二）", "what it leaves alone stays"
