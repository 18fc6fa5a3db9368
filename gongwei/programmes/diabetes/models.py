"""The tables of diabetes management: follow-up form, suspects, high-risk and prediabetes register, card.

Field for field the forms of national-spec-2017 item 7 (spec 07b); the ranges are advice of that file.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from gongwei.programmes.diabetes import codes
from gongwei.records import chronic
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Number, Text, Unless, When
from gongwei.records.grading import Grading as GradingSheet
from gongwei.records.models import VISIT_MODE, ServiceRecord
from gongwei.records.supplement import Supplement as Sheet


def _glucose(label: str, **more: Any) -> Number:
    return Number(label, unit="mmol/L", hard=(0.5, 50), soft=(2, 30), vital=True, **more)


class Followup(ServiceRecord):
    """2型糖尿病患者随访服务记录表: one follow-up visit (规范三版 七 2型糖尿病, 表1)."""

    mode = Code("随访方式", VISIT_MODE, required=True)
    symptoms = Codes("症状", codes.SYMPTOMS, required=True)
    symptom_other = Text("其他症状", required=When("symptoms", 10))
    danger_signs = Codes("危急症状", codes.DANGER_SIGNS, hint="纸表没有此项，供危急情况判断")
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), required=True, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), required=True, vital=True)
    weight_cur = Number("体重", unit="kg", hard=(20, 300), required=True, vital=True)
    weight_target = Number("目标体重", unit="kg", hard=(20, 300), hint="不需要改变时填现体重")
    height = Number("身高", unit="cm", hard=(100, 230), hint="取自最近一次健康体检")
    bmi_cur = chronic.bmi_field("体质指数", "weight_cur", "height")
    bmi_target = chronic.bmi_field("目标体质指数", "weight_target", "height")
    dorsalis_pedis = Code("足背动脉搏动", codes.DORSALIS_PEDIS, required=True)
    dorsalis_pedis_side = Code("足背动脉搏动部位", codes.SIDE, required=When("dorsalis_pedis", 2, 3))
    sign_other = Text("其他体征", hint="阳性体征，没有可空")
    smoke_cur = Integer("日吸烟量", unit="支", hard=(0, 99), required=True, hint="不吸烟填 0")
    smoke_target = Integer("目标日吸烟量", unit="支", hard=(0, 99), required=True)
    drink_cur = Number("日饮酒量", unit="两", hard=(0, 20), required=True, hint=chronic.ALCOHOL_HINT)
    drink_target = Number("目标日饮酒量", unit="两", hard=(0, 20), required=True)
    exercise_times_cur = Integer("运动次数", unit="次/周", hard=(0, 21), required=True)
    exercise_min_cur = Integer("运动时间", unit="分钟/次", hard=(0, 300), required=True)
    exercise_times_target = Integer("目标运动次数", unit="次/周", hard=(0, 21), required=True)
    exercise_min_target = Integer("目标运动时间", unit="分钟/次", hard=(0, 300), required=True)
    staple_cur = Integer(
        "主食", unit="克/天", hard=(0, 2000), soft=(100, 600), required=True, hint="米、面、杂粮之和"
    )
    staple_target = Integer("目标主食", unit="克/天", hard=(0, 2000), soft=(100, 600), required=True)
    psych_adjust = Code("心理调整", chronic.PSYCH_ADJUST, required=True)
    compliance_behavior = Code("遵医行为", chronic.COMPLIANCE, required=True)
    fbg = _glucose("空腹血糖值", required=Unless("mode", 3), hint="空腹8小时以上；mg/dL 除以 18")
    pbg = _glucose("餐后2小时血糖", sure="?")
    rbg = _glucose("随机血糖", sure="?")
    sample = Code("血糖标本", codes.SAMPLE, sure="?")
    hba1c = Number("糖化血红蛋白", unit="%", hard=(3, 20), starred=True, vital=True)
    hba1c_date = Day("糖化血红蛋白检查日期", starred=True)
    aux_other = Text("其他检查", starred=True)
    drug_adherence = Code("服药依从性", chronic.DRUG_ADHERENCE, required=True)
    adr_flag = Code("药物不良反应", chronic.ADVERSE_REACTION, required=True)
    adr_text = Text("不良反应说明", required=When("adr_flag", 2))
    adr_hard = Flag("不良反应难以控制", hint="纸表没有此项，供转诊判断")
    hypoglycemia = Code("低血糖反应", codes.HYPOGLYCEMIA, required=True)
    complication = Code("新发或加重的并发症", chronic.COMPLICATION, hint="纸表没有此项，供分类和转诊判断")
    visit_class = Code("此次随访分类", chronic.VISIT_CLASS, required=True)
    insulin_type = Text("胰岛素种类")
    insulin_usage = Text("胰岛素用法和用量", hint="单位 IU")
    referral_reason = Text("转诊原因")
    referral_org_dept = Text("转诊机构及科别")
    advice_declined = Text("未采纳建议的理由", hint="系统建议转诊而不转时写明")
    next_visit_date = Day("下次随访日期", required=True)
    care_class = Code("管理类别", codes.CARE_CLASS, hint="强化患者建议每月1次免费空腹血糖", sure="?")
    next_step = Code("下一步管理措施", chronic.NEXT_STEP, sure="?")
    referral_contact = Text("联系人及电话", sure="?")
    referral_result = Code("转诊结果", chronic.REFERRAL_RESULT, sure="?")
    resident_sign = Text("居民签名", sure="?")
    remark = Text("备注", max_length=500, sure="?")
    waist = Number("腰围", unit="cm", hard=(40, 200), vital=True, sure="?")

    class Meta(ServiceRecord.Meta):
        verbose_name = "2型糖尿病患者随访服务记录表"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("diabetes_followup_pressure")]


class Medicine(chronic.DrugLine):
    """用药情况 of one follow-up."""

    record = models.ForeignKey(Followup, models.CASCADE, related_name="medicines", verbose_name="随访记录")

    class Meta(chronic.DrugLine.Meta):
        verbose_name = "用药情况"


class MedicineAdvice(chronic.DrugLine):
    """用药调整意见 of one follow-up (later 医防融合 version of the form)."""

    record = models.ForeignKey(Followup, models.CASCADE, related_name="med_adjust", verbose_name="随访记录")

    class Meta(chronic.DrugLine.Meta):
        db_table = "diabetes_medicine_advice"
        verbose_name = "用药调整意见"


class Suspect(ServiceRecord):
    """疑似2型糖尿病核实: a high glucose, repeated on another day, then confirmed or excluded."""

    found_in = Code("发现途径", codes.SUSPECT_SOURCE, required=True)
    typical_symptoms = Flag("有典型症状", hint="多饮、多尿、多食、体重下降；无症状者须另日复查")
    first_on = Day("首次检测日期", required=True)
    fbg_1 = _glucose("首次空腹血糖")
    pbg_1 = _glucose("首次餐后或糖负荷后2小时血糖")
    rbg_1 = _glucose("首次随机血糖")
    hba1c_1 = Number("首次糖化血红蛋白", unit="%", hard=(3, 20), vital=True)
    second_on = Day("复查日期")
    fbg_2 = _glucose("复查空腹血糖")
    pbg_2 = _glucose("复查餐后或糖负荷后2小时血糖")
    rbg_2 = _glucose("复查随机血糖")
    hba1c_2 = Number("复查糖化血红蛋白", unit="%", hard=(3, 20), vital=True)
    referred_on = Day("建议转诊日期")
    referral_org = Text("转诊机构及科别")
    verify_result = Code("核实结果", codes.VERIFY_RESULT, required=True)
    diabetes_type = Code("糖尿病分型", codes.DIABETES_TYPE, required=When("verify_result", 1))
    confirmed_on = Day("确诊日期", required=When("verify_result", 1))
    confirmed_by = Text("确诊机构", required=When("verify_result", 1))

    class Meta(ServiceRecord.Meta):
        verbose_name = "疑似2型糖尿病核实"


class HighRisk(ServiceRecord):
    """2型糖尿病高危人群和糖尿病前期登记: fasting glucose at least once a year and guidance."""

    risk_factors = Codes("高危因素", codes.RISK_FACTORS, required=True)
    prediabetes = Flag("糖尿病前期", hint="空腹血糖 6.1～6.9 mmol/L", sure="?")
    fbg = _glucose("空腹血糖值")
    pbg = _glucose("餐后2小时血糖")
    status = Code("状态", chronic.HIGH_RISK_STATUS, required=True)
    next_measure_due = Day("下次测血糖日期")
    outcome = Code("转归", codes.HIGH_RISK_OUTCOME)

    class Meta(ServiceRecord.Meta):
        db_table = "diabetes_high_risk"
        verbose_name = "2型糖尿病高危人群登记"


class Card(ServiceRecord):
    """2型糖尿病患者专项档案: opened at enrolment; 责任医生, 状态 and 结案 live in the enrolment itself."""

    diabetes_type = Code("糖尿病分型", codes.DIABETES_TYPE, required=True)
    found_by = Code("来源", codes.CARD_SOURCE, required=True)
    diagnosis_date = Day("确诊日期", required=True)
    diagnosis_org = Text("确诊机构", required=True)
    family_history = Code("糖尿病家族史", chronic.FAMILY_HISTORY, required=True)
    fbg_at_enrol = _glucose("建卡时空腹血糖")
    pbg_at_enrol = _glucose("建卡时餐后2小时血糖")
    height = Number("身高", unit="cm", hard=(100, 230), required=True)
    weight = Number("体重", unit="kg", hard=(20, 300), required=True, vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    complications = Codes("并发症", codes.COMPLICATIONS, sure="?")

    class Meta(ServiceRecord.Meta):
        verbose_name = "2型糖尿病患者专项档案"


class Supplement(Sheet):
    """2型糖尿病患者医防融合信息补充表: the county's sheet, filled with the patient's file (环翠2024 六（一）)."""

    class Meta(Sheet.Meta):
        verbose_name = "2型糖尿病患者医防融合信息补充表"


class Grading(GradingSheet):
    """2型糖尿病患者年度分级评估: the grade that sets how often the patient is seen next year (诸暨2024 五（七）)."""

    class Meta(GradingSheet.Meta):
        verbose_name = "2型糖尿病患者年度分级评估"
