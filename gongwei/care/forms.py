"""The forms that all services share, in the order and words of the paper (规范三版 居民健康档案 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.care.exam_form import EXAM
from gongwei.care.models import (
    Consultant,
    Consultation,
    Encounter,
    ExamFeedback,
    Referral,
    ReferralBack,
    ReferralResult,
)
from gongwei.records.checks import goes_with, not_after_death, not_in_future
from gongwei.records.layout import Check, Form, Group, Line, Problem

CLINIC = 1
"""随访方式 门诊."""
_ANNEX = "national-spec-2017#1.附件"
REFERRAL_CLAUSE = f"{_ANNEX}.双向转诊单"


def _day(label: str) -> tuple[Check, Check]:
    return not_in_future("served_on", label), not_after_death(label=label)


def in_the_clinic(values: Mapping[str, Any]) -> dict[str, Any]:
    """接诊 is a visit to the clinic: a follow-up taken from it was face to face."""
    return {"mode": CLINIC}


def _one(label: str, *fields: str) -> Line:
    return Line(label, fields)


def next_after_feedback(values: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Problem]:
    """The next appointment lies after the day on which it is told."""
    planned, day = values.get("next_on"), values.get("served_on") or facts.get("served_on")
    if planned is None or day is None or planned > day:
        return []
    return [Problem("next_on", "hard", f"下一次服务时间 {planned} 应晚于反馈日期 {day}")]


FEEDBACK = Form(
    id="exam_feedback",
    label="体检结果反馈",
    model=ExamFeedback,
    ref="national-spec-2017#6.二（四）",
    programme="health_record",
    needs_enrolment=False,
    groups=(
        Group("结果反馈", (
            _one("反馈时间", "served_on"),
            _one("反馈方式", "way", "way_other"),
            _one("反馈内容和指导", "told"),
            _one("本人签字", "self_signature"),
            _one("家属签字", "family_signature"),
            _one("已在电子健康档案开放", "opened_in_record"),
            _one("下一次健康管理服务时间", "next_on"),
            _one("反馈人签字", "staff"),
        )),
    ),
    checks=(*_day("反馈时间"), next_after_feedback),
)  # fmt: skip

ENCOUNTER = Form(
    id="encounter",
    label="接诊记录表",
    model=Encounter,
    ref=f"{_ANNEX}.接诊记录表",
    programme="health_record",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("就诊者的主观资料", "subjective"),
            _one("就诊者的客观资料", "objective"),
            _one("评估", "assessment"),
            _one("处置计划", "plan"),
            _one("医生签字", "staff"),
            _one("接诊日期", "served_on"),
        )),
    ),
    checks=_day("接诊日期"),
    shared={"served_on": "served_on"},
    tells=in_the_clinic,
)  # fmt: skip


def somebody_consulted(values: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Problem]:
    """A consultation names at least one institution and its doctors."""
    if values.get("consultants"):
        return []
    return [Problem("consultants", "required", "请至少填一家会诊医疗机构和会诊医生")]


CONSULTATION = Form(
    id="consultation",
    label="会诊记录表",
    model=Consultation,
    ref=f"{_ANNEX}.会诊记录表",
    programme="health_record",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("会诊原因", "reason"),
            _one("会诊意见", "opinion"),
            Line("会诊医生及其所在医疗机构", rows="consultants"),
            _one("责任医生", "staff"),
            _one("会诊日期", "served_on"),
        )),
    ),
    checks=(*_day("会诊日期"), somebody_consulted),
    rows={"consultants": Consultant},
)  # fmt: skip

REFERRAL = Form(
    id="referral",
    label="双向转诊（转出）单",
    model=Referral,
    ref=REFERRAL_CLAUSE,
    programme="health_record",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("转诊日期", "served_on"),
            _one("转入单位", "to_org"),
            _one("科室", "to_dept"),
            _one("接诊医生", "to_doctor"),
            _one("初步印象", "initial_impression"),
            _one("主要现病史（转出原因）", "present_illness"),
            _one("主要既往史", "past_history"),
            _one("治疗经过", "treatment"),
            _one("转诊医生（签字）", "staff"),
            _one("联系电话", "doctor_phone"),
        )),
        Group("纸表以外", (
            _one("转诊原因", "reason"),
            _one("紧急转诊", "emergency"),
            _one("转诊状态", "status"),
        ), printed=False),
    ),
    checks=_day("转诊日期"),
    shared={
        "impression": "initial_impression", "referral_reason": "reason", "present_illness": "present_illness",
    },
)  # fmt: skip

REFERRAL_BACK = Form(
    id="referral_back",
    label="双向转诊（回转）单",
    model=ReferralBack,
    ref=REFERRAL_CLAUSE,
    programme="health_record",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("回转日期", "served_on"),
            _one("转回单位", "to_org"),
            _one("接诊医生", "to_doctor"),
            _one("病案号", "medical_record_no"),
            _one("诊断结果", "diagnosis"),
            _one("住院病案号", "inpatient_no"),
            _one("主要检查结果", "exam_results"),
            _one("治疗经过、下一步治疗方案及康复建议", "treatment_and_plan"),
            _one("转诊医生（签字）", "staff"),
            _one("联系电话", "doctor_phone"),
            _one("（机构名称）", "from_org"),
        )),
    ),
    checks=_day("回转日期"),
)  # fmt: skip

REFERRAL_RESULT = Form(
    id="referral_result",
    label="转诊结果追踪",
    model=ReferralResult,
    ref=REFERRAL_CLAUSE,
    programme="health_record",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("追踪日期", "served_on"),
            _one("追踪方式", "mode"),
            _one("转诊结果", "outcome"),
            _one("不到位原因", "not_arrived_reason"),
            _one("转诊后诊断", "diagnosis"),
            _one("处置和用药", "treatment"),
            _one("追踪人", "staff"),
        )),
    ),
    checks=(
        *_day("追踪日期"),
        goes_with("diagnosis", "outcome", "已写诊断，请选转诊结果"),
    ),
)  # fmt: skip

FORMS = (EXAM, FEEDBACK, ENCOUNTER, CONSULTATION, REFERRAL, REFERRAL_BACK, REFERRAL_RESULT)

__all__ = [
    "CONSULTATION",
    "ENCOUNTER",
    "EXAM",
    "FEEDBACK",
    "FORMS",
    "REFERRAL",
    "REFERRAL_BACK",
    "REFERRAL_RESULT",
]
