"""慢阻肺患者健康服务: what is owed, declared; every number waits for the official text (spec 13 c)."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.care.members import enrolled
from gongwei.care.steps import referral_result
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, PerYear, Schedule, Step
from gongwei.programmes.copd import rules

VISITS = "copd-norm-2024#随访"
CONTENT = "copd-norm-2024#服务内容"
FORM = "copd-norm-2024#附件.随访服务记录表"
QUESTIONNAIRE = "copd-guideline#筛查问卷"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Confirmed patients under management (纳入管理); a suspicion owes nothing here."""
    return enrolled(t, "copd")


def counts(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A visit that counts: face to face, or any where the parameter says so."""
    return t.mode.isin(rules.FACE_TO_FACE).fill_null(False) | p.count_remote


def blown(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """A test that was really made."""
    return t.fev1.notnull() & t.fvc.notnull()


SCHEDULE = Schedule(
    members,
    (
        Step(
            "follow_up", "慢阻肺随访", PerYear("visits_per_year"), ("copd_followup",), VISITS, requires=counts
        ),
        Step(
            "recheck",
            "控制不满意或不良反应2周内随访",
            After("copd_followup", "recheck_days", rules.recheck_owed),
            ("copd_followup",),
            FORM,
        ),
        Step(
            "referral_check",
            "转诊后2周内随访",
            After("copd_followup", "referral_check_days", rules.referred),
            ("copd_followup", "referral_result"),
            VISITS,
        ),
        referral_result("copd", VISITS),
        Step(
            "exam",
            "年度健康体检",
            PerYear("exams_per_year", early=True, joined_by="exam_joined_by"),
            ("health_exam",),
            CONTENT,
        ),
        Step(
            "spirometry",
            "年度肺功能检查",
            PerYear("spirometry_per_year", early=True, joined_by="exam_joined_by"),
            ("copd_spirometry", "copd_followup"),
            CONTENT,
            requires=blown,
        ),
    ),
)
