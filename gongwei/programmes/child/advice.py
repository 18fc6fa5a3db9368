"""What a child's visit or exam means in words, for the panel right of the form (DIG-02)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.kernel.dates import add_months
from gongwei.programmes.child.codes import CONTACT
from gongwei.programmes.child.growth import STANDARD, Growth, growth
from gongwei.programmes.child.pictures import pictures
from gongwei.programmes.child.rules import OUTCOMES
from gongwei.programmes.child.schedule import ABNORMAL, EYES, HOME, SPECIAL
from gongwei.programmes.child.windows import AGES, LAST, window
from gongwei.records.advice import Advice, AdviceBlock, AdviceLine, Situation, Tint

GROWTH = "child-service-norm#生长标准"
NORM = "child-service-norm#访视技术"
EYE_NORM = "child-service-norm#眼保健"
GRADES = {1: "上", 2: "中", 3: "下"}
EVALUATION = {1: "正常", 2: "低体重", 3: "消瘦", 4: "生长迟缓", 5: "超重", 6: "肥胖"}
NORMAL, YES = 1, 2


def number(value: Any) -> float | None:
    """A measured value as a number."""
    return None if value is None else float(value)


def born(now: Situation) -> dt.date:
    """The birthday, from the day of the visit and the days of life."""
    return now.on - dt.timedelta(days=int(now.outcome["days"] or 0))


def judged(now: Situation) -> Growth:
    """The growth of this visit."""
    v = now.values
    standing = {1: False, 2: True}.get(v.get("posture") or 0)
    return growth(
        int(v.get("sex") or 0), int(now.outcome["days"] or 0), number(v.get("weight")), number(v.get("length")),
        number(v.get("head_circumference")), standing=standing, posture_cm=float(now.parameters["posture_cm"]),
    )  # fmt: skip


def exam(now: Situation) -> Advice:
    """The panel of the three exam papers."""
    found = judged(now)
    reasons = referral_reasons(now)
    blocks = (_conclusion(now, found, reasons), _growth(now, found), _care(now), _next(now))
    suggested: dict[str, Any] = {
        "weight_grade": found.grade("weight", now.parameters),
        "length_grade": found.grade("length", now.parameters),
        "referral": YES if reasons else NORMAL,
        "next_date": next_date(now),
        "growth_standard": STANDARD,
    }
    if "proportion_grade" in now.values:
        evaluation = found.evaluation(now.parameters)
        suggested["proportion_grade"] = found.grade("proportion", now.parameters)
        suggested["growth_evaluation"] = evaluation[0] if len(evaluation) == 1 else None
    facts: dict[str, Any] = {"hemoglobin_owed": _haemoglobin_owed(now)}
    if reasons:
        facts["referral_advised"] = "、".join(reasons)
    return Advice(blocks, {name: value for name, value in suggested.items() if value is not None}, facts)


def referral_reasons(now: Situation) -> list[str]:
    """Why the rules advise referral, in words (spec 04 d6)."""
    o = now.outcome
    said = (
        (o["anaemia_referral"], OUTCOMES["anaemia"][o["anaemia"]]),
        (o["development"] == "warning", OUTCOMES["development"]["warning"]),
        (o["rickets_signs_found"], "可疑佝偻病体征"),
        (o["hearing_failed"], "听力未通过"),
        (o["poor_vision"], OUTCOMES["vision"][o["vision"]]),
        (o["caries"], "龋齿"),
    )
    return [words for holds, words in said if holds]


def _haemoglobin_owed(now: Situation) -> bool:
    if now.values.get("contact") != 8:
        return False
    return not any(
        past.values.get("contact") == 6 and past.values.get("hemoglobin") is not None for past in now.past
    )


def _conclusion(now: Situation, found: Growth, reasons: list[str]) -> AdviceBlock:
    """The worst finding as the heading, and what follows from each."""
    o, lines, heads = now.outcome, [], []
    if o["anaemic"]:
        heads.append(f"{OUTCOMES['anaemia'][o['anaemia']]} · 血红蛋白 {now.values['hemoglobin']} g/L")
        days = now.parameters["anaemia_recheck_days"]
        lines.append(
            AdviceLine(f"登记营养性疾病专案，补铁指导，{now.on + dt.timedelta(int(days))} 前复查", SPECIAL)
        )
    if o["development"] == "warning":
        heads.append(OUTCOMES["development"]["warning"])
        lines.append(AdviceLine("一条阳性即提示偏异：登记专案并转诊", ABNORMAL))
    if o["rickets"] == "suspected":
        heads.append(OUTCOMES["rickets"]["suspected"])
        lines.append(AdviceLine("确认维生素D是否每天服用；有体征者查钙、碱性磷酸酶或转诊", SPECIAL))
    evaluation = [EVALUATION[code] for code in found.evaluation(now.parameters) if code != NORMAL]
    if evaluation:
        heads.append("、".join(evaluation))
        lines.append(AdviceLine("找原因，喂养和运动指导，登记专案", GROWTH))
    others = [words for words in reasons if not any(words in head for head in heads)]
    if others:
        heads.append("、".join(others))
    if reasons:
        lines.append(AdviceLine(f"及时转诊并追踪结果：{'、'.join(reasons)}", ABNORMAL))
    if not heads:
        measured = o["measured"] and o["development"] != "missing"
        return AdviceBlock(
            "评价（系统建议）", "未见异常" if measured else "还没填全", "done" if measured else ""
        )
    tint: Tint = "overdue" if reasons else "due"
    return AdviceBlock("评价（系统建议）", "；".join(heads), tint, tuple(lines))


def _growth(now: Situation, found: Growth) -> AdviceBlock:
    """Grades and z-scores, the way since the last visit, and the curves."""
    labels = (("weight", "体重"), ("length", "身长（高）"), ("proportion", "体重/身高"), ("head", "头围"))
    said = []
    for measure, label in labels:
        z, grade = getattr(found, measure), found.grade(measure, now.parameters)
        if z is not None and grade is not None:
            said.append(f"{label} {GRADES[grade]}（{z:+.1f} SD）")
    lines = [AdviceLine(words, GROWTH) for words in said] + [
        AdviceLine(words, GROWTH) for words in _trend(now, found)
    ]
    return AdviceBlock(
        "体格生长", note="按 WHO 2006/2007；WS/T 423—2022 的数据录入后改用", lines=tuple(lines), small=True,
        pictures=pictures(now.values.get("sex"), born(now), _points(now)),
    )  # fmt: skip


def _points(now: Situation) -> list[tuple[dt.date, Any]]:
    return [*((past.on, past.values) for past in reversed(now.past)), (now.on, now.values)]


def _trend(now: Situation, found: Growth) -> list[str]:
    """No gain or a loss since the last visit; a fall across two main lines (spec 04 d1)."""
    if not now.past:
        return []
    last, said = now.past[0], []
    before, weight = number(last.values.get("weight")), number(now.values.get("weight"))
    if before is not None and weight is not None:
        gain = weight - before
        said.append(
            f"比上次{gain:+.2f} kg" if gain > 0 else f"比上次{gain:+.2f} kg：体重没有增长，查喂养和疾病"
        )
    sex, birth = int(now.values.get("sex") or 0), born(now)
    earlier = growth(sex, (last.on - birth).days, before, number(last.values.get("length")))
    if (
        earlier.weight is not None
        and found.weight is not None
        and earlier.weight - found.weight >= 2 * 1.036433
    ):
        said.append("体重曲线下跨两条主百分位线，须查原因")
    return said


def _care(now: Situation) -> AdviceBlock:
    o, p, lines = now.outcome, now.parameters, []
    if o["vitamin_d"] == "low":
        lines.append(
            AdviceLine(f"维生素D每日 {p['vitamin_d']} IU；早产等前3个月 {p['vitamin_d_preterm']} IU", SPECIAL)
        )
    if o["outdoor"] == "low":
        lines.append(AdviceLine(f"户外活动每日至少 {p['outdoor_min']} 小时", SPECIAL))
    if o["poor_vision"]:
        lines.append(AdviceLine(f"{p['vision_recheck_days']} 天内复查视力，仍异常则转诊", EYE_NORM))
    if o["hearing_failed"]:
        lines.append(AdviceLine("听力行为未通过：转诊做听力检查", ABNORMAL))
    lines.append(AdviceLine("先体检，后接种：核对今日应种疫苗和禁忌", "national-spec-2017#4.二（三）"))
    lines.append(AdviceLine("眼保健项目随本次体检一并做", EYES))
    return AdviceBlock("指导", "保健要点", lines=tuple(lines), small=True)


def next_date(now: Situation) -> dt.date | None:
    """The day of the next contact: the next age, or none after the last."""
    birth, contact = born(now), now.values.get("contact")
    later = [age for age in AGES if contact is not None and age > contact]
    day = add_months(birth, later[0]) if later else None
    return day if day is not None and day > now.on else None


def _next(now: Situation) -> AdviceBlock:
    birth, contact = born(now), now.values.get("contact")
    later = [age for age in AGES if contact is not None and age > contact]
    if not later:
        return AdviceBlock(
            "下一次", f"{add_months(birth, LAST)} 满7岁", lines=(AdviceLine("入学前转移视力档案", EYES),)
        )
    first, last = window(birth, later[0], now.parameters)
    return AdviceBlock(
        "下一次", CONTACT.label(later[0]), lines=(AdviceLine(f"窗口 {first} ～ {last}"),), small=True
    )


def newborn(now: Situation) -> Advice:
    """The panel of 新生儿家庭访视记录表."""
    o, p = now.outcome, now.parameters
    outcome = o["newborn_referral"]
    tint: Tint = {"at_once": "overdue", "suggest": "due", "none": "done"}.get(outcome, "")  # type: ignore[assignment]
    limits = f"体温 ≥{p['temperature_high']} 或 ≤{p['temperature_low']}，呼吸、心率超界，黄疸到手足，前囟膨隆或凹陷"
    first = AdviceBlock(
        "转诊（系统建议）",
        OUTCOMES["newborn_referral"][outcome],
        tint,
        (AdviceLine(f"立即转诊：{limits}", NORM),),
    )
    lines = []
    if o["weight_loss"] in ("excessive", "not_regained"):
        lines.append(AdviceLine(f"{OUTCOMES['weight_loss'][o['weight_loss']]}：查喂养，增加访视", NORM))
    if o["high_risk_newborn"]:
        days = now.on + dt.timedelta(int(p["problem_days"]))
        lines.append(AdviceLine(f"高危新生儿：{days} 前登记高危儿专案，增加访视", HOME))
    if o["rescreen_hearing"]:
        again = born(now) + dt.timedelta(int(p["hearing_recheck_days"]))
        lines.append(AdviceLine(f"听力筛查未通过或未做：{again} 前复筛，3个月内诊断", NORM))
    if o["screen_disease"]:
        lines.append(AdviceLine("疾病筛查未进行：督促补做", NORM))
    if now.values.get("bcg") is False or now.values.get("hepb1") is False:
        lines.append(AdviceLine("卡介苗或乙肝第1剂未种：提醒补种", NORM))
    blocks = [first]
    if lines:
        blocks.append(AdviceBlock("要跟进的", f"{len(lines)} 项", "due", tuple(lines)))
    month = add_months(born(now), 1)
    blocks.append(
        AdviceBlock(
            "下一次", "满月健康管理", lines=(AdviceLine("出生后28～30天，接种乙肝疫苗第2剂时"),), small=True
        )
    )
    suggested: dict[str, Any] = {"referral": YES if outcome in ("at_once", "suggest") else NORMAL}
    if month > now.on:
        suggested["next_date"] = born(now) + dt.timedelta(int(p["month_1_due_days"]))
    facts = {"referral_advised": OUTCOMES["newborn_referral"][outcome]} if outcome == "at_once" else {}
    return Advice(tuple(blocks), suggested, facts)


def eyes(now: Situation) -> Advice:
    """The panel of 眼保健及视力检查记录: outcome, class, acuity limits."""
    o, p = now.outcome, now.parameters
    outcome = o["eye_problem"]
    tint: Tint = {"problem": "overdue", "risk": "due", "none": "done"}.get(outcome, "")  # type: ignore[assignment]
    lines = [
        AdviceLine(
            f"4岁 ≤{p['vision_limit_4']}、5岁起 ≤{p['vision_limit_5']} 或相差 {p['vision_lines']} 行：复查，仍异常转诊",
            EYE_NORM,
        )
    ]
    if not o["eye_covered"]:
        lines.append(AdviceLine("该年龄的项目还没查全，不计入覆盖", EYES))
    if o["eye_watched"]:
        lines.append(AdviceLine(f"分类管理：{o['eye_days']} 天内复查；可选中医药服务（耳穴、按揉）", EYES))
    block = AdviceBlock("眼保健（系统建议）", OUTCOMES["eye_problem"][outcome], tint, tuple(lines))
    found = {"problem": 3, "risk": 2, "none": 1}.get(outcome)
    suggested: dict[str, Any] = {"eye_class": found, "referral": YES if outcome == "problem" else NORMAL}
    suggested["next_date"] = now.on + dt.timedelta(int(o["eye_days"])) if o["eye_watched"] else next_date(now)
    return Advice((block,), {name: value for name, value in suggested.items() if value is not None})


def special(now: Situation) -> Advice:
    """The panel of a special file and its visits: when the next one is due."""
    due = now.on + dt.timedelta(int(now.outcome["special_days"]))
    if not now.outcome["file_open"]:
        return Advice(
            (
                AdviceBlock(
                    "专案", "结案", "done", (AdviceLine("转归为痊愈、纠正或其他原因，不再随访", SPECIAL),)
                ),
            )
        )
    said = AdviceLine("高危儿不足6月龄每月、以后每2个月；贫血4周内复查；其他每季", SPECIAL)
    return Advice((AdviceBlock("专案", f"{due} 前再访", "due", (said,)),), {"next_date": due})


ADVICE = {
    "child_newborn_visit": newborn,
    "child_exam_1_8m": exam,
    "child_exam_12_30m": exam,
    "child_exam_3_6y": exam,
    "child_eye_exam": eyes,
    "child_special_file": special,
    "child_special_visit": special,
}
