"""The tables of hypertension management: follow-up, first blood pressure, suspects, high-risk group, card.

Field for field the forms of national-spec-2017 item 7 (spec 07a); the ranges are advice of that file.
"""

from __future__ import annotations

from django.db import models

from gongwei.programmes.hypertension import codes
from gongwei.records import chronic
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Number, Text, Unless, When
from gongwei.records.grading import Grading as GradingSheet
from gongwei.records.models import VISIT_MODE, ServiceRecord
from gongwei.records.supplement import Supplement as Sheet

NOT_BY_PHONE = Unless("mode", 3)


class Followup(ServiceRecord):
    """高血压患者随访服务记录表: one follow-up visit (规范三版 七 高血压, 表1)."""

    mode = Code("随访方式", VISIT_MODE, required=True)
    symptoms = Codes("症状", codes.SYMPTOMS, required=True)
    symptom_other = Text("其他症状", required=When("symptoms", 10))
    danger_signs = Codes("危急症状", codes.DANGER_SIGNS, hint="纸表没有此项，供危急情况判断")
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), required=NOT_BY_PHONE, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), required=NOT_BY_PHONE, vital=True)
    weight_cur = Number("体重", unit="kg", hard=(20, 300), required=True, vital=True)
    weight_target = Number("目标体重", unit="kg", hard=(20, 300), hint="不需要改变时填现体重")
    height = Number("身高", unit="cm", hard=(100, 230), hint="取自最近一次健康体检")
    bmi_cur = chronic.bmi_field("体质指数", "weight_cur", "height")
    bmi_target = chronic.bmi_field("目标体质指数", "weight_target", "height")
    heart_rate = Integer("心率", unit="次/分钟", hard=(30, 220), soft=(50, 120), required=True, vital=True)
    sign_other = Text("其他体征", hint="阳性体征，没有可空")
    smoke_cur = Integer("日吸烟量", unit="支", hard=(0, 99), required=True, hint="不吸烟填 0")
    smoke_target = Integer("目标日吸烟量", unit="支", hard=(0, 99), required=True)
    drink_cur = Number("日饮酒量", unit="两", hard=(0, 20), required=True, hint=chronic.ALCOHOL_HINT)
    drink_target = Number("目标日饮酒量", unit="两", hard=(0, 20), required=True)
    exercise_times_cur = Integer("运动次数", unit="次/周", hard=(0, 21), required=True)
    exercise_min_cur = Integer("运动时间", unit="分钟/次", hard=(0, 300), required=True)
    exercise_times_target = Integer("目标运动次数", unit="次/周", hard=(0, 21), required=True)
    exercise_min_target = Integer("目标运动时间", unit="分钟/次", hard=(0, 300), required=True)
    salt_cur = Code("摄盐情况", codes.SALT, required=True)
    salt_target = Code("目标摄盐情况", codes.SALT, required=True)
    psych_adjust = Code("心理调整", chronic.PSYCH_ADJUST, required=True)
    compliance_behavior = Code("遵医行为", chronic.COMPLIANCE, required=True)
    aux_exam = Text("辅助检查", starred=True, hint="上次随访后做过的检查，包括在其他机构做的")
    drug_adherence = Code("服药依从性", chronic.DRUG_ADHERENCE, required=True)
    adr_flag = Code("药物不良反应", chronic.ADVERSE_REACTION, required=True)
    adr_text = Text("不良反应说明", required=When("adr_flag", 2))
    adr_hard = Flag("不良反应难以控制", hint="纸表没有此项，供转诊判断")
    complication = Code("新发或加重的并发症", chronic.COMPLICATION, hint="纸表没有此项，供分类和转诊判断")
    visit_class = Code("此次随访分类", chronic.VISIT_CLASS, required=True)
    referral_reason = Text("转诊原因")
    referral_org_dept = Text("转诊机构及科别")
    advice_declined = Text("未采纳建议的理由", hint="系统建议转诊而不转时写明")
    next_visit_date = Day("下次随访日期", required=True)
    next_step = Code("下一步管理措施", chronic.NEXT_STEP, sure="?")
    referral_contact = Text("联系人及电话", sure="?")
    referral_result = Code("转诊结果", chronic.REFERRAL_RESULT, sure="?")
    resident_sign = Text("居民签名", sure="?")
    remark = Text("备注", max_length=500, sure="?")
    waist = Number("腰围", unit="cm", hard=(40, 200), vital=True, sure="?")

    class Meta(ServiceRecord.Meta):
        verbose_name = "高血压患者随访服务记录表"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("hypertension_followup_pressure")]


class Medicine(chronic.DrugLine):
    """用药情况 of one follow-up."""

    record = models.ForeignKey(Followup, models.CASCADE, related_name="medicines", verbose_name="随访记录")

    class Meta(chronic.DrugLine.Meta):
        verbose_name = "用药情况"


class MedicineAdvice(chronic.DrugLine):
    """用药调整意见 of one follow-up (later 医防融合 version of the form)."""

    record = models.ForeignKey(Followup, models.CASCADE, related_name="med_adjust", verbose_name="随访记录")

    class Meta(chronic.DrugLine.Meta):
        db_table = "hypertension_medicine_advice"
        verbose_name = "用药调整意见"


class FirstBp(ServiceRecord):
    """35岁首诊测压: the year's first blood pressure of a resident of 35 and over (huancui-2024#五（七）)."""

    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), required=True, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), required=True, vital=True)
    hypertension_history = Code("高血压病史", chronic.YES_NO_UNKNOWN, required=True)
    first_abnormal = Code("首次发现血压异常", chronic.YES_NO_UNKNOWN)
    height = Number("身高", unit="cm", hard=(100, 230))
    weight = Number("体重", unit="kg", hard=(20, 300), vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")

    class Meta(ServiceRecord.Meta):
        db_table = "hypertension_first_bp"
        verbose_name = "35岁首诊测压登记"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("hypertension_first_bp_pressure")]


class Suspect(ServiceRecord):
    """疑似高血压核实: a high reading, measured again on three different days, then confirmed or excluded."""

    found_in = Code("发现途径", codes.SUSPECT_SOURCE, required=True)
    first_on = Day("第1次测量日期", required=True)
    sbp_1 = Integer("第1次收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), required=True, vital=True)
    dbp_1 = Integer("第1次舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), required=True, vital=True)
    second_on = Day("第2次测量日期")
    sbp_2 = Integer("第2次收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), vital=True)
    dbp_2 = Integer("第2次舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), vital=True)
    third_on = Day("第3次测量日期")
    sbp_3 = Integer("第3次收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), vital=True)
    dbp_3 = Integer("第3次舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), vital=True)
    referred_on = Day("建议转诊日期")
    referral_org = Text("转诊机构及科别")
    verify_result = Code("核实结果", codes.VERIFY_RESULT, required=True)
    confirmed_on = Day("确诊日期", required=When("verify_result", 1))
    confirmed_by = Text("确诊机构", required=When("verify_result", 1))
    secondary = Flag("可疑继发性高血压", hint="立即转诊，不纳入管理")

    class Meta(ServiceRecord.Meta):
        verbose_name = "疑似高血压核实"


class HighRisk(ServiceRecord):
    """高血压高危人群: blood pressure at least every six months and guidance on the way of living."""

    risk_factors = Codes("高危因素", codes.RISK_FACTORS, required=True)
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), vital=True)
    status = Code("状态", chronic.HIGH_RISK_STATUS, required=True)
    next_measure_due = Day("下次测压日期")
    outcome = Code("转归", codes.HIGH_RISK_OUTCOME)

    class Meta(ServiceRecord.Meta):
        db_table = "hypertension_high_risk"
        verbose_name = "高血压高危人群登记"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("hypertension_high_risk_pressure")]


class Card(ServiceRecord):
    """高血压患者专项档案: opened at enrolment; 责任医生, 管理状态 and 结案 live in the enrolment itself."""

    diagnosis_date = Day("确诊日期", required=True)
    diagnosis_org = Text("确诊机构", required=True)
    found_by = Code("发现途径", codes.FOUND_BY, required=True)
    family_history = Code("高血压家族史", chronic.FAMILY_HISTORY, required=True)
    height = Number("身高", unit="cm", hard=(100, 230), required=True)
    weight = Number("体重", unit="kg", hard=(20, 300), required=True, vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220), required=True, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(40, 130), required=True, vital=True)
    risk_factors = Codes("心血管危险因素", chronic.RISK_FACTORS, sure="?")
    target_organ_damage = Codes("靶器官损害", chronic.ORGAN_DAMAGE, sure="?")
    complications = Codes("并发症", codes.COMPLICATIONS, sure="?")
    risk_level = Code("危险分层", codes.RISK_LEVEL, hint="系统建议，医生可改")

    class Meta(ServiceRecord.Meta):
        verbose_name = "高血压患者专项档案"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("hypertension_card_pressure")]


class Supplement(Sheet):
    """高血压患者医防融合信息补充表: the county's sheet, filled with the patient's file (环翠2024 六（一）)."""

    class Meta(Sheet.Meta):
        verbose_name = "高血压患者医防融合信息补充表"


class Grading(GradingSheet):
    """高血压患者年度分级评估: the grade that sets how often the patient is seen next year (诸暨2024 五（七）)."""

    class Meta(GradingSheet.Meta):
        verbose_name = "高血压患者年度分级评估"


class HType(ServiceRecord):
    """H型高血压登记: one homocysteine value and its day (灌云2018 一（二）); the 规范 has no sheet of it."""

    hcy = Number("血同型半胱氨酸", unit="μmol/L", hard=(1, 300), soft=(3, 60), required=True, vital=True, sure="?")
    test_org = Text("检测机构", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "hypertension_h_type"
        verbose_name = "H型高血压登记"


class Supply(ServiceRecord):
    """H型高血压补服发放登记: what was handed to the patient, how much, for how many days; by whom is the staff."""

    drug = Code("药品", codes.H_TYPE_DRUG, required=True, sure="?")
    drug_other = Text("其他药品", required=When("drug", 9))
    quantity = Integer("数量", hard=(1, 1000), soft=(1, 100), required=True)
    pack = Code("单位", codes.DRUG_PACK, required=True)
    days = Integer("可服天数", unit="天", hard=(1, 366), soft=(7, 100), required=True)

    class Meta(ServiceRecord.Meta):
        verbose_name = "H型高血压补服发放登记"
