"""A follow-up form as chapters declare one, for tests of reading, checking, showing and printing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models

from gongwei.kernel.codes import CodeList
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Number, Text, Unless, When
from gongwei.records.layout import Form, Group, Line, Problem
from gongwei.records.models import VISIT_MODE, Row

SYMPTOMS = CodeList(
    "symptoms",
    {1: "无症状", 2: "头痛头晕", 3: "恶心呕吐", 4: "眼花耳鸣", 5: "呼吸困难", 6: "心悸胸闷",
     7: "鼻衄出血不止", 8: "四肢发麻", 9: "下肢水肿", 10: "其他"},
    none=1,
    other=(10,),
)  # fmt: skip
SALT = CodeList("salt", {1: "轻", 2: "中", 3: "重"})
MOOD = CodeList("mood", {1: "良好", 2: "一般", 3: "差"})
ADHERENCE = CodeList("adherence", {1: "规律", 2: "间断", 3: "不服药"})
REACTION = CodeList("reaction", {1: "无", 2: "有"})
CLASS = CodeList("visit_class", {1: "控制满意", 2: "控制不满意", 3: "不良反应", 4: "并发症"})


class Visit(models.Model):
    """A follow-up of a made-up chapter."""

    served_on = models.DateField("随访日期")
    mode = Code("随访方式", codes=VISIT_MODE, required=True)
    symptoms = Codes("症状", codes=SYMPTOMS, required=True)
    symptoms_other = Text("其他症状", max_length=20)
    sbp = Integer(
        "收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), required=Unless("mode", 3), vital=True
    )
    dbp = Integer(
        "舒张压", unit="mmHg", hard=(30, 200), soft=(50, 130), required=Unless("mode", 3), vital=True
    )
    weight_cur = Number("体重", unit="kg", hard=(20, 300), soft=(30, 150), required=Unless("mode", 3))
    weight_goal = Number("目标体重", unit="kg", hard=(20, 300))
    bmi = Number("体质指数", computed=True)
    heart_rate = Integer("心率", unit="次/分钟", hard=(20, 250), soft=(50, 120), vital=True)
    signs_other = Text("其他体征", hint="阳性体征，没有可空")
    smoking_now = Integer("日吸烟量", unit="支", hard=(0, 100), required=True)
    smoking_goal = Integer("目标吸烟量", unit="支", hard=(0, 100))
    salt_now = Code("摄盐情况", codes=SALT)
    salt_goal = Code("目标摄盐", codes=SALT)
    mood = Code("心理调整", codes=MOOD)
    adherence = Code("服药依从性", codes=ADHERENCE, required=True)
    reaction = Code("药物不良反应", codes=REACTION)
    reaction_text = Text("不良反应名称", required=When("reaction", 2))
    visit_class = Code("此次随访分类", codes=CLASS, required=True)
    referred = Flag("转诊")
    referral_reason = Text("转诊原因", required=When("referred", True))
    next_on = Day("下次随访日期", required=True)
    recorded_at = models.DateTimeField("录入时间", null=True, blank=True)

    class Meta:
        app_label = "sample"
        managed = False

    def __str__(self) -> str:
        return f"随访 {self.served_on}"


class VisitMedicine(Row):
    """A medicine of the visit."""

    record = models.ForeignKey(Visit, models.CASCADE, related_name="medicines")
    name = Text("药物名称", required=True)
    times = Integer("每日次数", unit="次", hard=(1, 12))
    dose = Number("每次剂量", unit="mg", hard=(0, 5000), soft=(0, 2000))

    class Meta(Row.Meta):
        app_label = "sample"
        managed = False


def pressure_gap(values: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Problem]:
    """收缩压应高于舒张压."""
    high, low = values.get("sbp"), values.get("dbp")
    if high is not None and low is not None and high <= low:
        return [Problem("dbp", "hard", f"舒张压 {low} 不应高于收缩压 {high}，是不是填反了？")]
    return []


FORM = Form(
    id="sample_visit",
    label="高血压患者随访服务记录表",
    model=Visit,
    ref="sample",
    programme="hypertension",
    side_by_side=4,
    carried=("smoking_now", "smoking_goal", "salt_now", "salt_goal", "weight_goal", "medicines"),
    checks=(pressure_gap,),
    rows={"medicines": VisitMedicine},
    groups=(
        Group("", (Line("随访日期", ("served_on",)), Line("随访方式", ("mode",)))),
        Group("症状", (Line("症状", ("symptoms",)),)),
        Group(
            "体征",
            (
                Line("血压(mmHg)", ("sbp", "dbp"), join="/"),
                Line("体重(kg) 现 / 目标", ("weight_cur", "weight_goal"), join="/"),
                Line("体质指数(BMI)(kg/m²)", ("bmi",)),
                Line("心率(次/分钟)", ("heart_rate",)),
                Line("其他", ("signs_other",)),
            ),
        ),
        Group(
            "生活方式指导",
            (
                Line("日吸烟量(支)", ("smoking_now", "smoking_goal"), join="/"),
                Line("摄盐情况(咸淡)", ("salt_now", "salt_goal"), join="/"),
                Line("心理调整", ("mood",)),
            ),
        ),
        Group(
            "",
            (
                Line("服药依从性", ("adherence",)),
                Line("药物不良反应", ("reaction", "reaction_text")),
                Line("此次随访分类", ("visit_class",)),
            ),
        ),
        Group("用药情况", (Line("药物", rows="medicines"),)),
        Group("转诊", (Line("转诊", ("referred",)), Line("原因", ("referral_reason",)))),
        Group("", (Line("下次随访日期", ("next_on",)),)),
    ),
)

COMPLETE: dict[str, Any] = {
    "served_on": "2024-10-16", "mode": "2", "symptoms": ["2", "10"], "symptoms_other": "耳后胀痛",
    "sbp": "164", "dbp": "96",
    "weight_cur": "66.5", "weight_goal": "63.0", "heart_rate": "80", "smoking_now": "0", "smoking_goal": "0",
    "salt_now": "2",
    "adherence": "2", "reaction": "1", "visit_class": "2", "referred": "0", "next_on": "+14",
    "medicines-0-name": "苯磺酸氨氯地平片", "medicines-0-times": "1", "medicines-0-dose": "5",
}  # fmt: skip
