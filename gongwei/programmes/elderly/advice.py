"""What an elder's exam, assessment or screen means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from gongwei.programmes.elderly.rules import ITEMS, OUTCOMES
from gongwei.programmes.elderly.schedule import ASSESSMENT, EXAM, TOLD
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint

PAPER = "national-spec-2017#6.附件.老年人生活自理能力评估表"
GUIDANCE = {3: "建议转诊", 2: "建议复查", 0: "无需"}
SIGNS = {
    "blood_pressure": "血压",
    "glucose": "空腹血糖",
    "heart_rate": "心率",
    "blood_tests": "血红蛋白、肌酐",
    "images": "心电图、B超、胸片",
}
TINTS: dict[str, Tint] = {
    "alarm": "overdue",
    "abnormal": "due",
    "suspect": "due",
    "none": "done",
    "missing": "",
}


def measured(now: Situation) -> dict[str, str]:
    """Sign → the values that decided it, as read; a dash where nothing was measured."""
    v = now.values
    left, right = (_pair(v.get(f"bp_{side}_sys"), v.get(f"bp_{side}_dia")) for side in ("left", "right"))
    return {
        "blood_pressure": "，".join(f"{side} {pair}" for side, pair in (("左", left), ("右", right)) if pair)
        or "—",
        "glucose": _number(v.get("fasting_glucose")),
        "heart_rate": _number(v.get("heart_rate")),
        "blood_tests": f"{_number(v.get('hemoglobin'))} / {_number(v.get('creatinine'))}",
        "images": "",
    }


def exam(now: Situation) -> Advice:
    """The panel of 健康体检表: abnormal results, guidance, what is still to be done, deadlines."""
    code = now.outcome["suggested_guidance"]
    suggested: dict[str, Any] = {} if code is None else {"guidance": [code]}
    return Advice((_results(now), _guidance(now, code), _complete(now), _following(now, code)), suggested)


def _results(now: Situation) -> AdviceBlock:
    read, lines = measured(now), []
    worst: Tint = "done"
    for sign, label in SIGNS.items():
        outcome = now.outcome[sign]
        words = f"{label} {read[sign]}：{OUTCOMES[sign][outcome]}".replace(" ：", "：")
        lines.append(AdviceLine(words, clause=TOLD, tint=TINTS[outcome]))
    outcomes = {now.outcome[sign] for sign in SIGNS}
    if "alarm" in outcomes:
        value, worst = "有危急值", "overdue"
    elif now.outcome["abnormal"]:
        value, worst = "有异常", "due"
    elif "missing" in outcomes:
        value, worst = "还没测全", ""
    else:
        value = "未见异常"
    return AdviceBlock("检查结果", value, worst, tuple(lines), note="危急值待核")


def _guidance(now: Situation, code: int | None) -> AdviceBlock:
    if code is None:
        return AdviceBlock(
            "健康指导", "测全后再定", lines=(AdviceLine("关键项目未测，还不能建议", clause=TOLD),)
        )
    band = now.outcome["bmi_band"]
    lines = [
        AdviceLine(f"体质指数：{OUTCOMES['bmi_band'][band]}", clause="national-spec-2017#1.附件.健康体检表")
    ]
    if band != "missing":
        lines.append(
            AdviceLine(f"老年人：{OUTCOMES['bmi_suitable'][now.outcome['bmi_suitable']]}", clause=TOLD)
        )
    return AdviceBlock("健康指导", f"{code} {GUIDANCE[code]}", "due" if code else "done", tuple(lines))


def _complete(now: Situation) -> AdviceBlock:
    asked = now.parameters["exam_item_set"] or ()
    lacking = [name for name in ITEMS if name in asked and now.values.get(name) in (None, "", [])]
    if now.outcome["exam_complete"]:
        return AdviceBlock(
            "体检项目", "已做全", "done", (AdviceLine(f"必查 {len(asked)} 项，血压一侧", clause=EXAM),)
        )
    return AdviceBlock(
        "体检项目", f"还差 {len(lacking)} 项", "due", (AdviceLine("缺项不计入体检完整", clause=EXAM),)
    )


def _following(now: Situation, code: int | None) -> AdviceBlock:
    told = now.on + dt.timedelta(int(now.parameters["feedback_days"]))
    lines = [AdviceLine("体检结果反馈本人或家属，并约下次时间", clause=TOLD)]
    if code:
        again = now.on + dt.timedelta(int(now.parameters["recheck_days"]))
        lines.append(AdviceLine(f"异常结果 {again} 前复查或转诊，自动进清单", clause=TOLD))
    return AdviceBlock("下一步", f"{told} 前反馈", lines=tuple(lines))


def self_care(now: Situation) -> Advice:
    """The panel of 老年人生活自理能力评估表: total, level, what the level asks for."""
    level, score = now.outcome["self_care_level"], now.outcome["self_care_score"]
    if level == "missing":
        block = AdviceBlock(
            "评估结果", "五项都选后才有总分", lines=(AdviceLine("有一项没选，不给总分", clause=PAPER),)
        )
        return Advice((block,))
    p = now.parameters
    limits = (
        f"0～{p['independent_max']} 可自理，～{p['mild_max']} 轻度，～{p['moderate_max']} 中度，以上不能自理"
    )
    tint: Tint = "done" if level == "independent" else "due"
    found = AdviceBlock(
        "评估结果",
        f"{score} 分，{OUTCOMES['self_care_level'][level]}",
        tint,
        (AdviceLine(limits, clause=PAPER),),
    )
    risk = OUTCOMES["self_care_risk"][now.outcome["self_care_risk"]]
    asks = AdviceBlock("建议", risk, tint, (AdviceLine("与同日健康体检表的自理能力一致", clause=PAPER),))
    return Advice((found, asks))


def cognition(now: Situation) -> Advice:
    """The panel of the cognition screen."""
    return _screen("认知功能", "cognition_screen", now, "impaired")


def mood(now: Situation) -> Advice:
    """The panel of the mood screen."""
    return _screen("情感状态", "mood", now, "severe")


def _screen(label: str, rule: str, now: Situation, serious: str) -> Advice:
    outcome = now.outcome[rule]
    tint: Tint = "overdue" if outcome == serious else "due" if outcome in ("untested", "mild") else ""
    lines = (AdviceLine("粗筛阳性须做量表；界值为规范以外的常用值，待核", clause=ASSESSMENT),)
    return Advice((AdviceBlock(label, OUTCOMES[rule][outcome], tint, lines),))


def _pair(systolic: Any, diastolic: Any) -> str:
    return "" if systolic is None and diastolic is None else f"{_number(systolic)}/{_number(diastolic)}"


def _number(value: Any) -> str:
    return "—" if value is None else f"{Decimal(str(value)).normalize():f}"


ADVICE = {
    "health_exam": exam,
    "elderly_self_care": self_care,
    "elderly_cognition": cognition,
    "elderly_mood": mood,
}
