"""The forms of 妊娠风险: an assessment by a hospital, and the file of a woman at high risk."""

from __future__ import annotations

from gongwei.programmes.maternal import checks, openings
from gongwei.programmes.maternal.case_form import one
from gongwei.programmes.maternal.models import CaseVisit, HighRiskCase, RiskAssessment
from gongwei.records.layout import Form, Group, Line

RISK = "maternal-risk-2017#二"

ASSESSMENT = Form(
    id="maternal_risk_assessment",
    label="妊娠风险评估分级记录",
    model=RiskAssessment,
    ref=RISK,
    programme="maternal",
    opening=openings.assessment,
    groups=(
        Group("", (
            one("评估日期", "served_on"),
            one("阶段", "stage"),
            one("孕周", "weeks", "days", join="＋"),
            one("筛查阳性项目", "risk_screening"),
            one("评估项目", "risk_items"),
            one("妊娠风险颜色", "risk_colour"),
            one("紫色（传染病）", "risk_purple"),
            one("风险因素说明", "risk_reason"),
            one("评估机构及医生", "assessed_by"),
            one("报告日期", "reported_on"),
            one("登记医生", "staff"),
        )),
    ),
    checks=(checks.a_woman, checks.colour_fits),
)  # fmt: skip

CASE = Form(
    id="maternal_high_risk_case",
    label="高危孕产妇专案",
    model=HighRiskCase,
    ref="maternal-risk-2017#三",
    programme="maternal",
    rows={"visits": CaseVisit},
    groups=(
        Group("", (
            one("建立日期", "served_on"),
            one("妊娠风险颜色", "risk_colour"),
            one("紫色（传染病）", "risk_purple"),
            one("风险因素", "risk_items"),
            one("报告日期", "reported_on"),
            one("报告机构", "reported_to"),
            one("管理（救治）机构", "managed_at"),
            one("管理方案", "plan"),
            one("专案联系人及电话", "contact"),
            Line("追踪", rows="visits"),
            one("状态", "state"),
            one("结案日期", "closed_on"),
            one("转归", "result"),
            one("登记医生", "staff"),
        )),
    ),
    carried=("managed_at", "contact"),
    checks=(checks.a_woman,),
)  # fmt: skip
