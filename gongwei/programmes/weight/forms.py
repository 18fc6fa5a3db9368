"""The forms of weight management (local design, spec 15 §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.weight.models import Assessment, Measurement, Plan, Visit
from gongwei.records.checks import below, next_visit, not_after_death, not_in_future
from gongwei.records.layout import Check, Curve, Form, Group, Line

GUIDE = "weight-guide-2024#干预"


def _day(label: str) -> tuple[Check, Check]:
    return not_in_future("served_on", label), not_after_death(label=label)


def _one(label: str, *fields: str) -> Line:
    return Line(label, fields)


def of_the_plan(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A visit opens with the start and the target of the plan that is under way."""
    plans = Plan.objects.filter(resident_id=facts["resident_id"], voided_at=None).order_by("-started_on")
    plan = plans.values("start_weight", "target_weight", "height").first()
    return dict(plan) if plan is not None else {}


MEASUREMENT = Form(
    id="weight_measurement",
    label="体重测量记录",
    model=Measurement,
    ref="weight-guide-2024#成人",
    programme="weight",
    needs_enrolment=False,
    groups=(Group("", (
        _one("测量日期", "served_on"), _one("来源", "measured_by"), _one("身高(cm)", "height"),
        _one("体重(kg)", "weight"),
        _one("体质指数(kg/m²)", "bmi"), _one("腰围(cm)", "waist"), _one("臀围(cm)", "hip"),
        _one("体脂率(%)", "body_fat"),
        _one("测量人", "staff"),
    )),),
    headline=("bmi",),
    verdict=("needs_plan", "yes"),
    carried=("height",),
    curves=(Curve("体质指数", "kg/m²", (("bmi", "overweight_limit"),)),),
    checks=_day("测量日期"),
    shared={"served_on": "served_on", "weight": "weight", "height": "height", "waist": "waist"},
)  # fmt: skip

ASSESSMENT = Form(
    id="weight_assessment",
    label="体重综合风险评估",
    model=Assessment,
    ref=GUIDE,
    programme="weight",
    needs_enrolment=False,
    groups=(Group("", (
        _one("评估日期", "served_on"), _one("身高(cm)", "height"), _one("体重(kg)", "weight"),
        _one("体质指数(kg/m²)", "bmi"),
        _one("腰围(cm)", "waist"), _one("危险因素和并发症", "factors"), _one("6个月前体重(kg)", "weight_before"),
        _one("体重下降是否有意", "intended"), _one("分级", "level"), _one("应做的并发症筛查", "screens"),
        _one("服务安排", "service"), _one("评估人", "staff"),
    )),),
    headline=("bmi",),
    carried=("height", "factors"),
    checks=_day("评估日期"),
    shared={"served_on": "served_on", "weight": "weight", "height": "height", "waist": "waist"},
)  # fmt: skip

PLAN = Form(
    id="weight_plan",
    label="体重管理方案",
    model=Plan,
    ref=GUIDE,
    programme="weight",
    needs_enrolment=False,
    enrols="started_on",
    groups=(Group("", (
        _one("制定日期", "served_on"), _one("开始日期", "started_on"), _one("身高(cm)", "height"),
        Line("起始/目标体重(kg)", ("start_weight", "target_weight"), join="/"), _one("目标日期", "target_on"),
        _one("干预方式", "methods"), _one("营养处方", "nutrition"), _one("运动处方", "exercise"),
        _one("转诊机构及科室", "referral_org"), _one("状态", "status"),
        _one("结束日期、体重(kg)", "ended_on", "end_weight"),
        _one("制定人", "staff"),
    )),),
    checks=(*_day("制定日期"), below("target_weight", "start_weight", "减重方案的目标体重应低于起始体重")),
)  # fmt: skip

VISIT = Form(
    id="weight_visit",
    label="体重管理随访记录",
    model=Visit,
    ref=GUIDE,
    programme="weight",
    side_by_side=4,
    opening=of_the_plan,
    groups=(Group("", (
        _one("随访日期", "served_on"), _one("随访方式", "mode"),
        Line("起始/目标体重(kg)", ("start_weight", "target_weight"), join="/"), _one("体重(kg)", "weight"),
        _one("身高(cm)", "height"), _one("体质指数(kg/m²)", "bmi"), _one("腰围(cm)", "waist"),
        _one("营养处方执行", "diet_ok"), _one("运动处方执行", "exercise_ok"),
        _one("每周运动(分钟)", "exercise_min_week"),
        _one("指导", "advice"), _one("下次随访日期", "next_on"), _one("随访医生", "staff"),
    )),),
    headline=("weight",),
    carried=("height", "start_weight", "target_weight"),
    checks=(*_day("随访日期"), next_visit("next_on")),
    shared={"served_on": "served_on", "mode": "mode", "weight": "weight", "weight_target": "target_weight",
            "height": "height", "waist": "waist"},
)  # fmt: skip

FORMS = (MEASUREMENT, ASSESSMENT, PLAN, VISIT)
