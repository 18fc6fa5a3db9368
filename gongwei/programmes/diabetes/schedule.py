"""2型糖尿病患者健康管理: what is owed, declared. 规范三版 七 2型糖尿病 二."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.care import gradings
from gongwei.care.members import enrolled
from gongwei.care.steps import referral_result
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import FACE_TO_FACE, After, PerYear, Schedule, Step
from gongwei.programmes.diabetes import rules

VISITS = "national-spec-2017#7.糖尿病.二（二）"
SORTING = "national-spec-2017#7.糖尿病.二（三）"
EXAM = "national-spec-2017#7.糖尿病.二（四）"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Confirmed type 2 diabetes under management (纳入管理)."""
    return enrolled(t, "diabetes")


SCHEDULE = Schedule(
    members,
    (
        Step(
            "follow_up",
            "面对面随访",
            PerYear("follow_ups_per_year"),
            met_by=("diabetes_followup",),
            ref=VISITS,
            modes=FACE_TO_FACE,
        ),
        Step(
            "glucose",
            "免费空腹血糖检测",
            PerYear("glucose_tests_per_year"),
            met_by=("diabetes_followup",),
            ref=VISITS,
            requires=rules.glucose_measured,
        ),
        Step(
            "recheck",
            "控制不满意2周内随访",
            After("diabetes_followup", "recheck_days", rules.needs_recheck),
            met_by=("diabetes_followup",),
            ref=SORTING,
        ),
        Step(
            "referral_check",
            "转诊后2周内随访",
            After("diabetes_followup", "referral_check_days", rules.referred),
            met_by=("diabetes_followup", "referral_result"),
            ref=SORTING,
        ),
        referral_result("diabetes", SORTING),
        Step(
            "exam",
            "年度健康体检",
            PerYear("exams_per_year", early=True, joined_by="exam_joined_by"),
            met_by=("health_exam",),
            ref=EXAM,
        ),
        Step(
            "monthly_glucose",
            "强化患者每月空腹血糖",
            After("diabetes_followup", "intensive_glucose_days", rules.intensive),
            met_by=("diabetes_followup",),
            ref=VISITS,
            requires=rules.glucose_measured,
        ),
        *gradings.steps("diabetes"),
    ),
)
