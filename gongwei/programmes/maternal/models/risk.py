"""妊娠风险: assessments by a hospital between the visits, and the file of a woman at high risk."""

from __future__ import annotations

from django.db import models

from gongwei.programmes.maternal import codes, risk
from gongwei.programmes.maternal.models.parts import Coloured
from gongwei.records.fields import Code, Codes, Day, Integer, Text, Unless
from gongwei.records.models import Row, ServiceRecord


class RiskAssessment(Coloured, ServiceRecord):
    """妊娠风险评估分级记录: the items of the assessment list, the colour confirmed, and when it was reported."""

    stage = Code("阶段", codes.STAGE, required=True)
    weeks = Integer("孕周", unit="周", hard=(0, 45), required=Unless("stage", 3))
    days = Integer("孕周（天）", unit="天", hard=(0, 6), required=Unless("stage", 3))
    risk_screening = Codes("筛查阳性项目", risk.SCREENING)
    risk_items = Codes("评估项目", risk.ASSESSMENT)
    assessed_by = Text("评估机构及医生", max_length=100, required=True)
    reported_on = Day("报告日期", hint="橙色3日内、红色24小时内报妇幼保健机构")

    class Meta(ServiceRecord.Meta):
        db_table = "maternal_risk_assessment"
        verbose_name = "妊娠风险评估分级记录"


class HighRiskCase(ServiceRecord):
    """高危孕产妇专案: found, registered, reported, managed and treated one by one (国卫办妇幼发〔2017〕35号)."""

    risk_colour = Code("妊娠风险颜色", codes.COLOUR, required=True)
    risk_purple = Code("紫色（传染病）", codes.PURPLE, required=True)
    risk_items = Codes("风险因素", risk.ASSESSMENT, required=True)
    reported_on = Day("报告日期", required=True)
    reported_to = Text("报告机构", max_length=100, required=True)
    managed_at = Text("管理（救治）机构", max_length=100, required=True)
    plan = Text("管理方案", max_length=500, required=True)
    contact = Text("专案联系人及电话", max_length=100, required=True)
    state = Code("状态", codes.CASE_STATE, required=True)
    closed_on = Day("结案日期", required=Unless("state", 1))
    result = Text("转归", max_length=500, required=Unless("state", 1))

    class Meta(ServiceRecord.Meta):
        db_table = "maternal_high_risk_case"
        verbose_name = "高危孕产妇专案"


class CaseVisit(Row):
    """One contact of a 专案: when, what was found, what was done."""

    record = models.ForeignKey(HighRiskCase, models.CASCADE, related_name="visits", verbose_name="专案")
    on = Day("日期", required=True)
    found = Text("情况", required=True)
    measure = Text("处理")

    class Meta(Row.Meta):
        db_table = "maternal_case_visit"
        verbose_name = "专案追踪"

    def __str__(self) -> str:
        return f"{self.on} {self.found}"
