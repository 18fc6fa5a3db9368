"""The forms of diabetes management in the order and words of the paper (规范三版 七 2型糖尿病 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.care.grading_opening import opens
from gongwei.programmes.diabetes.models import (
    Card,
    Followup,
    Grading,
    HighRisk,
    Medicine,
    MedicineAdvice,
    Supplement,
    Suspect,
)
from gongwei.records.checks import (
    answers_referral_advice,
    below,
    goes_with,
    in_order,
    next_visit,
    not_in_future,
)
from gongwei.records.chronic import glucose_from_mg_dl, told_to_referral
from gongwei.records.grading import grading
from gongwei.records.layout import Curve, Form, Group, Line, Problem
from gongwei.records.supplement import supplement

PAPER = "national-spec-2017#7.糖尿病.附件.2型糖尿病患者随访服务记录表"
SCREENING = "national-spec-2017#7.糖尿病.二（一）"
HABITS = (
    "smoke_cur", "smoke_target", "drink_cur", "drink_target", "exercise_times_cur", "exercise_min_cur",
    "exercise_times_target", "exercise_min_target", "staple_cur", "staple_target",
)  # fmt: skip
LARGEST_MMOL = 50


def glucose_in_mg(values: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Problem]:
    """A glucose that is impossible in mmol/L but usual in mg/dL is guessed at: divided by 18 (spec 07b b)."""
    found = []
    for name, label in (("fbg", "空腹血糖值"), ("pbg", "餐后2小时血糖"), ("rbg", "随机血糖")):
        value = values.get(name)
        if value is not None and value > LARGEST_MMOL:
            meant = glucose_from_mg_dl(value)
            found.append(
                Problem(name, "hard", f"{label} {value} 像是 mg/dL，折合 {meant} mmol/L，是不是 {meant}？")
            )
    return found


FOLLOWUP = Form(
    id="diabetes_followup",
    label="2型糖尿病患者随访服务记录表",
    model=Followup,
    ref=PAPER,
    programme="diabetes",
    side_by_side=4,
    headline=("fbg",),
    verdict=("control", "uncontrolled"),
    curves=(Curve("空腹血糖", "mmol/L", (("fbg", "fbg_target"),)),),
    groups=(
        Group("", (Line("随访日期", ("served_on",)), Line("随访方式", ("mode",)))),
        Group("症状", (Line("症状", ("symptoms", "symptom_other")),)),
        Group(
            "体征",
            (
                Line("血压(mmHg)", ("sbp", "dbp"), join="/"),
                Line("体重(kg)", ("weight_cur", "weight_target"), join="/"),
                Line("体质指数(kg/m²)", ("bmi_cur", "bmi_target"), join="/"),
                Line("足背动脉搏动", ("dorsalis_pedis", "dorsalis_pedis_side")),
                Line("其他", ("sign_other",)),
            ),
        ),
        Group(
            "生活方式指导",
            (
                Line("日吸烟量(支)", ("smoke_cur", "smoke_target"), join="/"),
                Line("日饮酒量(两)", ("drink_cur", "drink_target"), join="/"),
                Line(
                    "运动",
                    (
                        "exercise_times_cur",
                        "exercise_min_cur",
                        "exercise_times_target",
                        "exercise_min_target",
                    ),
                    join="/",
                ),
                Line("主食(克/天)", ("staple_cur", "staple_target"), join="/"),
                Line("心理调整", ("psych_adjust",)),
                Line("遵医行为", ("compliance_behavior",)),
            ),
        ),
        Group(
            "辅助检查",
            (
                Line("空腹血糖值(mmol/L)", ("fbg",)),
                Line("糖化血红蛋白(%)*", ("hba1c",)),
                Line("检查日期", ("hba1c_date",)),
                Line("其他检查*", ("aux_other",)),
            ),
        ),
        Group(
            "",
            (
                Line("服药依从性", ("drug_adherence",)),
                Line("药物不良反应", ("adr_flag", "adr_text")),
                Line("低血糖反应", ("hypoglycemia",)),
                Line("此次随访分类", ("visit_class",)),
            ),
        ),
        Group(
            "用药情况",
            (
                Line("药物名称", rows="medicines"),
                Line("胰岛素种类", ("insulin_type",)),
                Line("胰岛素用法和用量", ("insulin_usage",)),
            ),
        ),
        Group("转诊", (Line("原因", ("referral_reason",)), Line("机构及科别", ("referral_org_dept",)))),
        Group("", (Line("下次随访日期", ("next_visit_date",)), Line("随访医生签名", ("staff",)))),
        Group(
            "纸表以外",
            (
                Line("餐后2小时血糖(mmol/L)", ("pbg",)),
                Line("随机血糖(mmol/L)", ("rbg",)),
                Line("血糖标本", ("sample",)),
                Line("危急症状", ("danger_signs",)),
                Line("新发或加重的并发症", ("complication",)),
                Line("不良反应难以控制", ("adr_hard",)),
                Line("未采纳建议的理由", ("advice_declined",)),
                Line("身高(cm)", ("height",)),
                Line("腰围(cm)", ("waist",)),
                Line("管理类别", ("care_class",)),
                Line("下一步管理措施", ("next_step",)),
                Line("用药调整意见", rows="med_adjust"),
                Line("联系人及电话", ("referral_contact",)),
                Line("转诊结果", ("referral_result",)),
                Line("居民签名", ("resident_sign",)),
                Line("备注", ("remark",)),
            ),
            printed=False,
        ),
    ),
    carried=(*HABITS, "weight_target", "height", "insulin_type", "insulin_usage", "care_class", "medicines"),
    checks=(
        below("dbp", "sbp", "舒张压应低于收缩压，请核对两个数是否填反"),
        not_in_future("hba1c_date", "糖化血红蛋白检查日期"),
        next_visit(),
        glucose_in_mg,
        goes_with("hba1c", "hba1c_date", "已填糖化血红蛋白，请填检查日期"),
        answers_referral_advice(),
        goes_with("referral_reason", "referral_org_dept", "已写转诊原因，请写转诊机构及科别"),
        goes_with("referral_org_dept", "referral_reason", "已写转诊机构，请写转诊原因"),
    ),
    rows={"medicines": Medicine, "med_adjust": MedicineAdvice},
    tells=told_to_referral("糖尿病"),
    shared={
        "served_on": "served_on",
        "mode": "mode",
        "sbp": "sbp",
        "dbp": "dbp",
        "weight": "weight_cur",
        "weight_target": "weight_target",
        "height": "height",
        "waist": "waist",
        "smoke": "smoke_cur",
        "smoke_target": "smoke_target",
        "drink": "drink_cur",
        "drink_target": "drink_target",
        "exercise_times": "exercise_times_cur",
        "exercise_minutes": "exercise_min_cur",
        "exercise_times_target": "exercise_times_target",
        "exercise_minutes_target": "exercise_min_target",
        "psych_adjust": "psych_adjust",
        "compliance_behavior": "compliance_behavior",
        "fasting_glucose": "fbg",
    },
)

SUSPECT = Form(
    id="diabetes_suspect",
    label="疑似2型糖尿病核实",
    model=Suspect,
    ref=SCREENING,
    programme="diabetes",
    needs_enrolment=False,
    groups=(
        Group(
            "",
            (
                Line("登记日期", ("served_on",)),
                Line("发现途径", ("found_in",)),
                Line("有典型症状", ("typical_symptoms",)),
            ),
        ),
        Group(
            "首次检测",
            (
                Line("日期", ("first_on",)),
                Line("空腹 / 餐后2小时 / 随机血糖(mmol/L)", ("fbg_1", "pbg_1", "rbg_1"), join="/"),
                Line("糖化血红蛋白(%)", ("hba1c_1",)),
            ),
        ),
        Group(
            "另日复查",
            (
                Line("日期", ("second_on",)),
                Line("空腹 / 餐后2小时 / 随机血糖(mmol/L)", ("fbg_2", "pbg_2", "rbg_2"), join="/"),
                Line("糖化血红蛋白(%)", ("hba1c_2",)),
            ),
        ),
        Group("转诊", (Line("建议转诊日期", ("referred_on",)), Line("机构及科别", ("referral_org",)))),
        Group(
            "核实",
            (
                Line("核实结果", ("verify_result",)),
                Line("糖尿病分型", ("diabetes_type",)),
                Line("确诊日期", ("confirmed_on",)),
                Line("确诊机构", ("confirmed_by",)),
                Line("登记医生", ("staff",)),
            ),
        ),
    ),
    checks=(
        in_order(("first_on", "second_on"), "复查应在首次检测之后的另一天"),
        not_in_future("second_on", "复查日期"),
    ),
)

HIGH_RISK = Form(
    id="diabetes_high_risk",
    label="2型糖尿病高危人群登记",
    model=HighRisk,
    ref=SCREENING,
    programme="diabetes",
    needs_enrolment=False,
    groups=(
        Group(
            "",
            (
                Line("登记日期", ("served_on",)),
                Line("高危因素", ("risk_factors",)),
                Line("糖尿病前期", ("prediabetes",)),
                Line("空腹血糖值(mmol/L)", ("fbg",)),
                Line("餐后2小时血糖(mmol/L)", ("pbg",)),
                Line("状态", ("status",)),
                Line("下次测血糖日期", ("next_measure_due",)),
                Line("转归", ("outcome",)),
                Line("登记医生", ("staff",)),
            ),
        ),
    ),
    carried=("risk_factors", "prediabetes"),
    checks=(glucose_in_mg, next_visit("next_measure_due")),
    shared={"served_on": "served_on", "fasting_glucose": "fbg"},
)

CARD = Form(
    id="diabetes_card",
    label="2型糖尿病患者专项档案",
    model=Card,
    ref=SCREENING,
    programme="diabetes",
    enrols="diagnosis_date",
    groups=(
        Group(
            "",
            (
                Line("建档日期", ("served_on",)),
                Line("糖尿病分型", ("diabetes_type",)),
                Line("来源", ("found_by",)),
                Line("确诊日期", ("diagnosis_date",)),
                Line("确诊机构", ("diagnosis_org",)),
                Line("糖尿病家族史", ("family_history",)),
                Line("建卡时空腹血糖(mmol/L)", ("fbg_at_enrol",)),
                Line("建卡时餐后2小时血糖(mmol/L)", ("pbg_at_enrol",)),
                Line("身高(cm)", ("height",)),
                Line("体重(kg)", ("weight",)),
                Line("体质指数(kg/m²)", ("bmi",)),
                Line("并发症", ("complications",)),
                Line("责任医生", ("staff",)),
            ),
        ),
    ),
    carried=("diabetes_type", "found_by", "diagnosis_date", "diagnosis_org", "family_history", "height"),
    checks=(not_in_future("diagnosis_date", "确诊日期"),),
    shared={"served_on": "served_on", "weight": "weight", "height": "height"},
)

SUPPLEMENT = supplement("diabetes", "2型糖尿病", Supplement)
ILLS = {4: 4, 5: 5, 6: 6, 7: 2, 8: 7, 9: 7}
"""并发症 of the card → 并发症和合并症 of the yearly grading."""
GRADING = grading(
    "diabetes", "2型糖尿病", Grading, opens("diabetes", "hypertension", ILLS),
    reads=("diabetes_followup", "diabetes_supplement", "diabetes_card"),
)  # fmt: skip

FORMS = (FOLLOWUP, SUSPECT, HIGH_RISK, CARD, SUPPLEMENT, GRADING)
