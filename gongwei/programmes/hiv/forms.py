"""The forms of the AIDS register (our own design, IDR-08)."""

from __future__ import annotations

from gongwei.programmes.hiv.models import Case, Followup
from gongwei.programmes.hiv.schedule import DUTY, VISITS
from gongwei.records.checks import next_visit, not_after_death, not_in_future
from gongwei.records.layout import Form, Group, Line


def _one(label: str, *fields: str) -> Line:
    return Line(label, fields)


CASE = Form(
    id="hiv_case",
    label="艾滋病感染者和病人登记",
    model=Case,
    ref=DUTY,
    programme="hiv",
    needs_enrolment=False,
    enrols="confirmed_on",
    groups=(Group("", (
        _one("登记日期", "served_on"), _one("报告卡编号", "card_no"), _one("确证日期", "confirmed_on"),
        _one("确证机构", "confirmed_by"), _one("类别", "stage"), _one("感染途径", "route", "route_other"),
        _one("首次CD4(个/µL)", "first_cd4"), _one("告知和知情同意情况", "agreed"), _one("登记人", "staff"),
    )),),
    headline=("stage",),
    checks=(not_in_future("confirmed_on", "确证日期"), not_after_death(label="登记日期")),
)  # fmt: skip

FOLLOWUP = Form(
    id="hiv_followup",
    label="艾滋病随访记录",
    model=Followup,
    ref=VISITS,
    programme="hiv",
    side_by_side=4,
    groups=(Group("", (
        _one("随访日期", "served_on"), _one("随访方式", "mode"), _one("随访情况", "reached", "unreached_why"),
        _one("类别", "stage"), _one("抗病毒治疗", "treatment", "untreated_why"), _one("近7天漏服(次)", "missed_doses"),
        _one("CD4(个/µL)", "cd4"), _one("病毒载量(拷贝/mL)", "viral_load"), _one("结核病筛查", "tb_screen"),
        _one("配偶或固定性伴检测", "partner"), _one("健康指导", "advice"), _one("下次随访日期", "next_on"),
        _one("随访人", "staff"),
    )),),
    headline=("cd4",),
    listed=("stage", "treatment", "cd4", "next_on"),
    carried=("stage", "treatment"),
    checks=(not_after_death(label="随访日期"), next_visit("next_on")),
    shared={"served_on": "served_on", "mode": "mode"},
)  # fmt: skip

FORMS = (CASE, FOLLOWUP)
