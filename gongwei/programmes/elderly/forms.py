"""The elderly forms in the order and words of the paper (规范三版 6 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.care.models import HealthExam
from gongwei.programmes.elderly.models import Cognition, Mood, Outreach, SelfCare
from gongwei.programmes.elderly.scale import SCORES, level_of
from gongwei.records.checks import not_after_death, not_in_future
from gongwei.records.layout import Check, Form, Group, Line, Problem

PAPER = "national-spec-2017#6.附件.老年人生活自理能力评估表"
SCREENING = "national-spec-2017#6.二（一）"
REACHED = "national-spec-2017#6.四"
Values = Mapping[str, Any]


def _day(label: str) -> tuple[Check, Check]:
    return not_in_future("served_on", label), not_after_death(label=label)


def equals_the_exam(values: Values, facts: Values) -> list[Problem]:
    """The level equals 老年人生活自理能力自我评估 of the exam of the same day (规范三版 6 附件)."""
    limits, resident = facts.get("parameters"), facts.get("resident_id")
    day = values.get("served_on")
    if limits is None or resident is None or day is None or any(values.get(item) is None for item in SCORES):
        return []
    level = level_of({item: values[item] for item in SCORES}, limits)
    exams = HealthExam.objects.filter(resident_id=resident, served_on=day, voided_at__isnull=True)
    told = exams.exclude(elder_self_care=None).values_list("elder_self_care", flat=True).first()
    if told is None or told == level:
        return []
    return [
        Problem("mobility", "hard", f"评估结果为第 {level} 级，同日健康体检表填的是第 {told} 级，请改一处")
    ]


def no_score_when_negative(flag: str, names: tuple[str, ...]) -> Check:
    """A scale is scored only after a positive rough screen."""

    def check(values: Values, facts: Values) -> list[Problem]:
        if values.get(flag) != 1:
            return []
        filled = [name for name in names if values.get(name) is not None]
        return [Problem(name, "hard", "粗筛阴性时不填量表评分，请清空") for name in filled]

    return check


SELF_CARE = Form(
    id="elderly_self_care",
    label="老年人生活自理能力评估表",
    model=SelfCare,
    ref=PAPER,
    programme="elderly",
    needs_enrolment=False,
    groups=(
        Group("", (Line("评估日期", ("served_on",)),)),
        Group("评估事项", (
            Line("（1）进餐", ("eating", "eating_score")),
            Line("（2）梳洗", ("grooming", "grooming_score")),
            Line("（3）穿衣", ("dressing", "dressing_score")),
            Line("（4）如厕", ("toileting", "toileting_score")),
            Line("（5）活动", ("mobility", "mobility_score")),
            Line("总评分", ("score",)),
        )),
        Group("", (Line("评估人", ("staff",)),)),
    ),
    headline=("score",),
    verdict=("self_care_risk", "home_service"),
    checks=(*_day("评估日期"), equals_the_exam),
)  # fmt: skip

COGNITION = Form(
    id="elderly_cognition",
    label="老年人认知功能筛查",
    model=Cognition,
    ref=SCREENING,
    programme="elderly",
    needs_enrolment=False,
    groups=(
        Group("", (Line("筛查日期", ("served_on",)), Line("认知功能粗筛", ("elder_cognition",)))),
        Group("简易智力状态检查", (
            Line("文化程度", ("education_level",)),
            Line("时间定向", ("orientation_time",)),
            Line("地点定向", ("orientation_place",)),
            Line("即刻记忆", ("registration",)),
            Line("注意与计算", ("attention",)),
            Line("回忆", ("recall",)),
            Line("语言与结构", ("language",)),
            Line("总分", ("elder_cognition_score",)),
        )),
        Group("", (Line("筛查人", ("staff",)),)),
    ),
    carried=("education_level",),
    checks=(
        *_day("筛查日期"),
        no_score_when_negative(
            "elder_cognition",
            ("orientation_time", "orientation_place", "registration", "attention", "recall", "language"),
        ),
    ),
)  # fmt: skip

MOOD = Form(
    id="elderly_mood",
    label="老年人情感状态筛查",
    model=Mood,
    ref=SCREENING,
    programme="elderly",
    needs_enrolment=False,
    groups=(
        Group("", (Line("筛查日期", ("served_on",)), Line("情感状态粗筛", ("elder_emotion",)))),
        Group("老年人抑郁评分检查", (
            Line("所用量表", ("scale", "scale_other")),
            Line("总分", ("elder_emotion_score",)),
        )),
        Group("", (Line("筛查人", ("staff",)),)),
    ),
    checks=(*_day("筛查日期"), no_score_when_negative("elder_emotion", ("scale", "elder_emotion_score"))),
)  # fmt: skip


def exam_elsewhere(values: Values, facts: Values) -> list[Problem]:
    """An exam elsewhere was done by the day of the contact and in its year; an appointment is not before it."""
    day, done, agreed = values.get("served_on"), values.get("other_on"), values.get("appointed_on")
    found = []
    if day and done and (done > day or done.year != day.year):
        message = f"外来体检日期 {done} 应在 {day.year} 年内、联系日期 {day} 当天或以前"
        found.append(Problem("other_on", "hard", message))
    if day and agreed and agreed < day:
        found.append(Problem("appointed_on", "hard", f"约定体检日期 {agreed} 早于联系日期 {day}，请填以后的日子"))
    return found


def exam_day_told(values: Values) -> dict[str, Any]:
    """The exam entered after the contact was done on the day that was told, not on the day of the call."""
    return {"served_on": values["other_on"]} if values.get("other_on") else {}


OUTREACH = Form(
    id="elderly_outreach",
    label="老年人主动联系记录",
    model=Outreach,
    ref=REACHED,
    programme="elderly",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("联系日期", ("served_on",)),
            Line("联系方式", ("way", "way_other")),
            Line("经谁联系", ("through",)),
            Line("联系结果", ("result",)),
            Line("健康状况", ("health",)),
            Line("约定体检日期", ("appointed_on",)),
        )),
        Group("其他渠道的体检", (Line("外来体检日期", ("other_on",)), Line("体检机构", ("other_org",)))),
        Group("", (Line("备注", ("remark",)), Line("联系人", ("staff",)))),
    ),
    tells=exam_day_told,
    headline=("result",),
    checks=(*_day("联系日期"), exam_elsewhere),
)  # fmt: skip

FORMS = (SELF_CARE, COGNITION, MOOD, OUTREACH)
