"""The tables of weight management: measurement, risk assessment, plan with prescriptions, follow-up (spec 15 §2)."""

from __future__ import annotations

from typing import Any

from gongwei.programmes.weight import codes
from gongwei.records import chronic
from gongwei.records.fields import Code, Codes, Day, Integer, Number, Text, When
from gongwei.records.models import VISIT_MODE, ServiceRecord


def _weight(label: str = "体重", **how: Any) -> Number:
    return Number(label, unit="kg", hard=(2, 300), soft=(30, 150), sure="?", **how)


class Measurement(ServiceRecord):
    """体重测量记录: weight and waist, wherever they were measured."""

    measured_by = Code("来源", codes.SOURCE, required=True, sure="?")
    height = Number("身高", unit="cm", hard=(45, 230), required=True, sure="?")
    weight = _weight(required=True, vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    waist = Number("腰围", unit="cm", hard=(30, 200), vital=True, sure="?")
    hip = Number("臀围", unit="cm", hard=(40, 200), vital=True, sure="?")
    body_fat = Number("体脂率", unit="%", hard=(2, 70), vital=True, sure="?")

    class Meta(ServiceRecord.Meta):
        db_table = "weight_measurement"
        verbose_name = "体重测量记录"


class Assessment(ServiceRecord):
    """健康危害因素综合风险评估: factors, complications, which screens are due, which class of service."""

    height = Number("身高", unit="cm", hard=(45, 230), required=True, sure="?")
    weight = _weight(required=True, vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    waist = Number("腰围", unit="cm", hard=(30, 200), required=True, vital=True, sure="?")
    factors = Codes("危险因素和并发症", codes.FACTORS, required=True, sure="?")
    weight_before = _weight("6个月前体重")
    intended = Code("体重下降是否有意", codes.YES_NO, sure="?")
    level = Code("分级", codes.LEVEL, required=True, sure="?")
    screens = Codes("应做的并发症筛查", codes.SCREENS, required=True, sure="?")
    service = Text("服务安排", required=True, sure="?")

    class Meta(ServiceRecord.Meta):
        db_table = "weight_assessment"
        verbose_name = "体重综合风险评估"


class Plan(ServiceRecord):
    """体重管理方案: start, target, exercise and nutrition prescriptions; saving it takes under management."""

    started_on = Day("开始日期", required=True)
    height = Number("身高", unit="cm", hard=(45, 230), required=True, sure="?")
    start_weight = _weight("起始体重", required=True, vital=True)
    target_weight = _weight("目标体重", required=True)
    target_on = Day("目标日期", required=True)
    methods = Codes("干预方式", codes.METHODS, required=True, sure="?")
    nutrition = Text("营养处方", max_length=500, required=When("methods", 1), sure="?")
    exercise = Text("运动处方", max_length=500, required=When("methods", 2), sure="?")
    referral_org = Text("转诊机构及科室", required=When("methods", 6), sure="?")
    status = Code("状态", codes.STATUS, required=True, sure="?")
    ended_on = Day("结束日期", required=When("status", 2, 3, 4))
    end_weight = _weight("结束时体重", required=When("status", 2, 3))

    class Meta(ServiceRecord.Meta):
        db_table = "weight_plan"
        verbose_name = "体重管理方案"


class Visit(ServiceRecord):
    """体重管理随访记录: weight, waist, how far the prescriptions were followed."""

    mode = Code("随访方式", VISIT_MODE, required=True)
    start_weight = _weight("起始体重", required=True)
    target_weight = _weight("目标体重", required=True)
    weight = _weight(required=True, vital=True)
    height = Number("身高", unit="cm", hard=(45, 230), sure="?")
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    waist = Number("腰围", unit="cm", hard=(30, 200), vital=True, sure="?")
    diet_ok = Code("营养处方执行", codes.DONE, required=True, sure="?")
    exercise_ok = Code("运动处方执行", codes.DONE, required=True, sure="?")
    exercise_min_week = Integer(
        "每周运动", unit="分钟", hard=(0, 3000), soft=(0, 900), required=True, sure="?"
    )
    advice = Text("指导", max_length=500, required=True, sure="?")
    next_on = Day("下次随访日期", required=True, sure="?")

    class Meta(ServiceRecord.Meta):
        db_table = "weight_visit"
        verbose_name = "体重管理随访记录"
