"""The tables of COPD: card, follow-up, questionnaire, lung-function test, rehabilitation, equipment (spec 13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import NullIf, Round

from gongwei.programmes.copd import codes
from gongwei.records import chronic
from gongwei.records.fields import Code, Codes, Computed, Day, Flag, Integer, Number, Text, Unless, When
from gongwei.records.models import ActivityRecord, ServiceRecord

SEEN = Unless("mode", 3, 4)
"""What only somebody who sees the patient can find; by telephone and over the net it may be missing."""


def ratio(label: str, fev1: str, fvc: str) -> Computed:
    """FEV1/FVC in per cent, one decimal, kept by the database."""
    return Computed(
        label,
        unit="%",
        expression=Round(F(fev1) * Decimal(100) / NullIf(F(fvc), Value(Decimal(0))), precision=1),
        output_field=models.DecimalField(max_digits=6, decimal_places=1),
    )


def blows(name: str, fev1: str, fvc: str) -> CheckConstraint:
    """What is blown out in one second is never more than what is blown out at all. A missing value passes."""
    return CheckConstraint(condition=Q(**{f"{fev1}__lte": F(fvc)}), name=name)


def _fev1(label: str = "FEV1", **more: Any) -> Number:
    return Number(label, unit="L", places=2, hard=(Decimal("0.2"), 8), vital=True, **more)


def _fvc(label: str = "FVC", **more: Any) -> Number:
    return Number(label, unit="L", places=2, hard=(Decimal("0.3"), 10), vital=True, **more)


def _predicted(label: str = "FEV1占预计值", **more: Any) -> Number:
    return Number(label, unit="%", hard=(5, 150), vital=True, **more)


class Card(ServiceRecord):
    """慢阻肺病专项档案: opened at enrolment; 责任医生, 管理状态 and 结案 live in the enrolment itself."""

    diagnosis_date = Day("确诊日期", required=True)
    diagnosis_org = Text("确诊机构", required=True)
    family_history = Code("家族史", chronic.FAMILY_HISTORY, required=True)
    risk_factors = Codes("危险因素", codes.RISK_FACTORS)
    height = Number("身高", unit="cm", hard=(100, 230), required=True)
    weight = Number("体重", unit="kg", hard=(20, 300), required=True, vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    found_by = Code("发现途径", codes.FOUND_BY, required=True, sure="?")
    post_fev1 = _fev1("FEV1（舒张后）")
    post_fvc = _fvc("FVC（舒张后）")
    fev1_fvc = ratio("FEV1/FVC（舒张后）", "post_fev1", "post_fvc")
    fev1_pred = _predicted()
    gold_grade = Code("气流受限分级", codes.GOLD_GRADE, hint="系统建议，医生可改", sure="K")
    level = Code("管理级别", codes.LEVEL, hint="系统建议，医生可改")

    class Meta(ServiceRecord.Meta):
        verbose_name = "慢阻肺病专项档案"
        constraints = [*ServiceRecord.Meta.constraints, blows("copd_card_blows", "post_fev1", "post_fvc")]


class Followup(ServiceRecord):
    """慢性阻塞性肺疾病患者随访服务记录表: one follow-up visit (spec 13 b2)."""

    mode = Code("随访方式", codes.VISIT_MODE, required=True, sure="?")
    symptoms = Codes("症状", codes.SYMPTOMS, required=True, sure="?")
    symptom_other = Text("其他症状", required=When("symptoms", 8))
    cyanosis = Code("口唇紫绀", codes.PRESENT, required=SEEN)
    edema = Code("外周水肿", codes.PRESENT, required=SEEN)
    resp_rate = Integer("呼吸频率", unit="次/分", hard=(5, 60), soft=(10, 30), required=SEEN, vital=True)
    heart_rate = Integer("心率", unit="次/分", hard=(30, 220), soft=(50, 120), required=SEEN, vital=True)
    weight_cur = Number("体重", unit="kg", hard=(20, 300), required=SEEN, vital=True)
    height = Number("身高", unit="cm", hard=(100, 230), hint="取自最近一次健康体检")
    bmi = chronic.bmi_field("体质指数", "weight_cur", "height")
    sign_other = Text("其他体征", hint="阳性体征，没有可空")
    comorbid = Codes("合并症", codes.COMORBIDITIES, required=True, sure="?")
    comorbid_other = Text("其他合并症", required=When("comorbid", 9))
    smoke_cur = Integer("日吸烟量", unit="支", hard=(0, 99), required=True, hint="不吸烟填 0")
    smoke_target = Integer("目标日吸烟量", unit="支", hard=(0, 99), required=True)
    exercise_times_cur = Integer("运动次数", unit="次/周", hard=(0, 21), required=True)
    exercise_min_cur = Integer("运动时间", unit="分钟/次", hard=(0, 300), required=True)
    exercise_times_target = Integer("目标运动次数", unit="次/周", hard=(0, 21), required=True)
    exercise_min_target = Integer("目标运动时间", unit="分钟/次", hard=(0, 300), required=True)
    psych_adjust = Code("心理调整", chronic.PSYCH_ADJUST, required=True)
    compliance_behavior = Code("遵医行为", chronic.COMPLIANCE, required=True)
    vaccine_flag = Code("疫苗免疫史", codes.PRESENT, required=True)
    vaccines = Codes("接种的疫苗", codes.VACCINES, required=When("vaccine_flag", 2))
    vaccine_other = Text("其他疫苗", required=When("vaccines", 4))
    spo2 = Integer("SpO₂", unit="%", hard=(50, 100), soft=(93, 100), required=SEEN, vital=True)
    fev1 = _fev1()
    fvc = _fvc()
    fev1_fvc = ratio("FEV1/FVC", "fev1", "fvc")
    fev1_pred = _predicted()
    cat = Integer("CAT 得分", unit="分", hard=(0, 40), vital=True)
    mmrc = Code("mMRC 分级", codes.MMRC, vital=True)
    exac_times = Integer("年内急性加重次数", unit="次", hard=(0, 50))
    exac_admissions = Integer("因急性加重住院次数", unit="次", hard=(0, 50))
    inhaler_skill = Code("吸入装置使用", codes.INHALER_SKILL)
    drug_adherence = Code("服药依从性", chronic.DRUG_ADHERENCE, required=True)
    adr_flag = Code("药物不良反应", chronic.ADVERSE_REACTION, required=True)
    adr_text = Text("不良反应说明", required=When("adr_flag", 2))
    o2_hours = Number("家庭氧疗时间", unit="小时/天", hard=(0, 24))
    o2_flow = Number("家庭氧疗流量", unit="L/分", hard=(0, 15))
    o2_problem = Code("家庭氧疗问题", codes.PRESENT)
    o2_problem_text = Text("家庭氧疗问题说明", required=When("o2_problem", 2))
    niv_hours = Number("无创呼吸机使用时间", unit="小时/天", hard=(0, 24))
    niv_setting = Text("无创呼吸机参数")
    niv_problem = Code("无创呼吸机问题", codes.PRESENT)
    niv_problem_text = Text("无创呼吸机问题说明", required=When("niv_problem", 2))
    visit_class = Code("随访评价结果", chronic.VISIT_CLASS, required=True)
    next_step = Code("下一步管理措施", chronic.NEXT_STEP, required=True)
    referral_reason = Text("转诊原因")
    referral_org_dept = Text("转诊机构及科室")
    referral_contact = Text("联系人及电话")
    referral_result = Code("转诊结果", chronic.REFERRAL_RESULT)
    remark = Text("备注", max_length=500)
    next_visit_date = Day("下次随访日期", required=True)
    resident_sign = Text("居民签字")
    danger_signs = Codes("危急症状", codes.DANGER_SIGNS, hint="纸表没有此项，供危急情况判断", sure="?")
    change = Code("与上次相比", codes.CHANGE, hint="纸表没有此项，供分类判断", sure="?")
    exac_since = Integer("上次随访以来急性加重次数", unit="次", hard=(0, 20), hint="供分类判断", sure="?")
    adr_hard = Flag("不良反应难以控制", hint="纸表没有此项，供转诊判断")
    complication = Code("新发或加重的并发症", chronic.COMPLICATION, hint="纸表没有此项，供分类和转诊判断")
    tcm_guidance = Codes("中医药指导", codes.TCM_GUIDANCE, hint="签约团队给予的中医药指导")
    advice_declined = Text("未采纳建议的理由", hint="系统建议转诊而不转时写明")

    class Meta(ServiceRecord.Meta):
        verbose_name = "慢性阻塞性肺疾病患者随访服务记录表"
        constraints = [*ServiceRecord.Meta.constraints, blows("copd_followup_blows", "fev1", "fvc")]


class Medicine(chronic.DrugLine):
    """用药情况 of one follow-up."""

    record = models.ForeignKey(Followup, models.CASCADE, related_name="medicines", verbose_name="随访记录")

    class Meta(chronic.DrugLine.Meta):
        verbose_name = "用药情况"


class MedicineAdvice(chronic.DrugLine):
    """用药调整意见 of one follow-up."""

    record = models.ForeignKey(Followup, models.CASCADE, related_name="med_adjust", verbose_name="随访记录")

    class Meta(chronic.DrugLine.Meta):
        db_table = "copd_medicine_advice"
        verbose_name = "用药调整意见"


class Screening(ServiceRecord):
    """慢阻肺筛查问卷 (COPD-SQ): seven items, what else is known, and what became of the suspicion (spec 13 a)."""

    cigarettes = Integer(
        "日吸烟量", unit="支", hard=(0, 99), required=True, hint="从不吸烟填 0，已戒烟填戒烟前"
    )
    smoke_years = Integer("吸烟年数", unit="年", hard=(0, 90), required=True, hint="从不吸烟填 0")
    pack_years = Computed(
        "吸烟量",
        unit="包年",
        expression=Round(F("cigarettes") * F("smoke_years") / Decimal("20.0"), precision=1),
        output_field=models.DecimalField(max_digits=6, decimal_places=1),
    )
    height = Number("身高", unit="cm", hard=(100, 230), required=True)
    weight = Number("体重", unit="kg", hard=(20, 300), required=True, vital=True)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    cough = Code("没感冒时是否经常咳嗽", codes.YES_NO, required=True)
    dyspnea = Code("平时是否感觉气促", codes.DYSPNEA, required=True)
    biomass = Code("主要使用过生物燃料烹饪", codes.YES_NO, required=True)
    family_history = Code(
        "父母、兄弟姐妹、子女有支气管哮喘、慢支、肺气肿或慢阻肺", codes.YES_NO, required=True
    )
    dust_exposure = Code("粉尘或化学物质接触", codes.YES_NO)
    referral = Code("转诊", codes.REFERRED, required=True)
    referral_org = Text("转诊机构", required=When("referral", 3))
    confirmed = Code("是否确诊", codes.YES_NO, hint="追踪到结果后填写")
    confirmed_on = Day("确诊日期", required=When("confirmed", 1))
    confirmed_by = Text("确诊机构", required=When("confirmed", 1))

    class Meta(ServiceRecord.Meta):
        verbose_name = "慢阻肺筛查问卷"


class Spirometry(ServiceRecord):
    """肺功能检查: before and after the bronchodilator, with the grade of quality, wherever it was done (COPD-04)."""

    done_at = Text("检查机构", required=True)
    device = Text("肺功能仪型号")
    quality = Code("质量等级", codes.QUALITY, required=True)
    fev1 = _fev1("FEV1（舒张前）")
    fvc = _fvc("FVC（舒张前）")
    fev1_fvc = ratio("FEV1/FVC（舒张前）", "fev1", "fvc")
    bronchodilator = Text("支气管舒张剂及剂量")
    post_fev1 = _fev1("FEV1（舒张后）")
    post_fvc = _fvc("FVC（舒张后）")
    post_ratio = ratio("FEV1/FVC（舒张后）", "post_fev1", "post_fvc")
    fev1_pred = _predicted("FEV1占预计值（舒张后）")
    contraindication = Text("禁忌证或未做原因")
    conclusion = Text("报告结论", max_length=500)

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺功能检查记录"
        constraints = [
            *ServiceRecord.Meta.constraints,
            blows("copd_spirometry_before", "fev1", "fvc"),
            blows("copd_spirometry_after", "post_fev1", "post_fvc"),
        ]


class Rehabilitation(ServiceRecord):
    """肺康复: the plan and each session with what it achieved (COPD-05)."""

    plan = Text("康复计划", max_length=500, required=True)
    kinds = Codes("训练内容", codes.REHAB_KIND, required=True)
    kind_other = Text("其他训练内容", required=When("kinds", 9))
    minutes = Integer("训练时间", unit="分钟", hard=(1, 240), required=True)
    walk_before = Integer("6分钟步行距离（前）", unit="米", hard=(0, 1000))
    walk_after = Integer("6分钟步行距离（后）", unit="米", hard=(0, 1000))
    lowest_spo2 = Integer("训练中最低 SpO₂", unit="%", hard=(50, 100), soft=(90, 100), vital=True)
    outcome = Code("效果", codes.REHAB_OUTCOME, required=True)
    next_session = Day("下次训练日期")

    class Meta(ServiceRecord.Meta):
        verbose_name = "肺康复记录"


class Resource(ActivityRecord):
    """慢阻肺诊疗设备和药品: what an institution has on the day it counted (COPD-03)."""

    equipment = Codes("诊疗设备", codes.EQUIPMENT, required=True)
    spirometers = Integer("肺功能仪", unit="台", hard=(0, 50), required=True)
    trained = Integer("会做肺功能检查的人员", unit="人", hard=(0, 200))
    medicines = Codes("长期治疗用药", codes.MEDICINES, required=True)
    lacking = Text("缺口", max_length=500)

    class Meta(ActivityRecord.Meta):
        verbose_name = "慢阻肺诊疗设备和药品登记"
