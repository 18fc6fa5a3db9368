"""高血压患者健康管理: what is owed, declared. 规范三版 七 高血压 二."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.care import gradings
from gongwei.care.members import enrolled
from gongwei.care.steps import referral_result
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import FACE_TO_FACE, After, PerYear, Schedule, Step
from gongwei.programmes.hypertension import rules

VISITS = "national-spec-2017#7.高血压.二（二）"
SORTING = "national-spec-2017#7.高血压.二（三）"
EXAM = "national-spec-2017#7.高血压.二（四）"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Confirmed primary hypertension under management (纳入管理)."""
    return enrolled(t, "hypertension")


SCHEDULE = Schedule(
    members,
    (
        Step(
            "follow_up",
            "面对面随访",
            PerYear("follow_ups_per_year"),
            met_by=("hypertension_followup",),
            ref=VISITS,
            modes=FACE_TO_FACE,
        ),
        Step(
            "recheck",
            "控制不满意2周内随访",
            After("hypertension_followup", "recheck_days", rules.needs_recheck),
            met_by=("hypertension_followup",),
            ref=SORTING,
        ),
        Step(
            "referral_check",
            "转诊后2周内随访",
            After("hypertension_followup", "referral_check_days", rules.referred),
            met_by=("hypertension_followup", "referral_result"),
            ref=SORTING,
        ),
        referral_result("hypertension", SORTING),
        Step(
            "exam",
            "年度健康体检",
            PerYear("exams_per_year", early=True, joined_by="exam_joined_by"),
            met_by=("health_exam",),
            ref=EXAM,
        ),
        *gradings.steps("hypertension"),
    ),
)
