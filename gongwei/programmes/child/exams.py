"""健康检查记录表 of 1~8, 12~30 months and 3~6 years; ``contact`` is the column of the paper (规范三版 4 附件)."""

from __future__ import annotations

from gongwei.programmes.child import codes
from gongwei.programmes.child.fields import (
    at,
    beside,
    finding,
    grade,
    guidance,
    haemoglobin,
    next_day,
    outdoor,
    stature,
    times,
    vitamin_d,
    warning,
    weight,
)
from gongwei.records.fields import Code, Codes, Integer, Number, Text, When
from gongwei.records.models import ServiceRecord


class Exam1To8(ServiceRecord):
    """1~8月龄儿童健康检查记录表: columns 满月, 3, 6, 8月龄."""

    contact = Code("月龄", codes.CONTACT_1_8M, required=True)
    weight = weight()
    weight_grade = grade("体重评价")
    length = stature("身长", 35, 90)
    length_grade = grade("身长评价")
    head_circumference = Number("头围", unit="cm", hard=(20, 60), soft=(32, 50), required=True, vital=True)
    complexion_young = Code("面色", codes.COMPLEXION_NEWBORN, required=True, only=at(1, 3))
    complexion_young_other = beside("其他面色")
    complexion = Code("面色", codes.COMPLEXION, required=True, only=at(6, 8))
    complexion_other = beside("其他面色")
    skin = finding("皮肤")
    skin_other = beside("皮肤异常")
    fontanelle = Code("前囟", codes.FONTANELLE, required=True)
    fontanelle_a = Number("前囟横径", unit="cm", hard=(0, 8), soft=(0, 4), required=When("fontanelle", 2))
    fontanelle_b = Number("前囟纵径", unit="cm", hard=(0, 8), soft=(0, 4), required=When("fontanelle", 2))
    neck_mass = Code("颈部包块", codes.NECK_MASS, required=True, only=at(1, 3, 6))
    eyes = finding("眼睛")
    eyes_other = beside("眼睛异常")
    ears = finding("耳外观")
    ears_other = beside("耳异常")
    hearing = Code("听力", codes.PASSED, required=True, only=at(6))
    mouth = finding("口腔", 1, 3)
    mouth_other = beside("口腔异常")
    teeth_count = Integer("出牙数", unit="颗", hard=(0, 20), required=True, only=at(6, 8))
    chest = finding("胸部")
    chest_other = beside("胸部异常")
    abdomen = finding("腹部")
    abdomen_other = beside("腹部异常")
    umbilicus_month = Code("脐部", codes.CORD, required=True, only=at(1))
    umbilicus_month_other = beside("其他脐部情况")
    umbilicus = finding("脐部", 3)
    umbilicus_other = beside("脐部异常")
    limbs = finding("四肢")
    limbs_other = beside("四肢异常")
    rickets_symptoms = Codes("可疑佝偻病症状", codes.RICKETS_SYMPTOMS, required=True, only=at(3, 6, 8))
    rickets_signs_3m = Codes("可疑佝偻病体征", codes.RICKETS_SIGNS_3M, required=True, only=at(3))
    rickets_signs = Codes("可疑佝偻病体征", codes.RICKETS_SIGNS_6M, required=True, only=at(6, 8))
    anus_genitalia = finding("肛门/外生殖器")
    anus_genitalia_other = beside("肛门、外生殖器异常")
    hemoglobin = haemoglobin(only=at(6, 8), hint="6~8月龄查一次")
    outdoor_hours = outdoor()
    vitamin_d_iu = vitamin_d()
    warning_3m = warning("3m", 3)
    warning_6m = warning("6m", 6)
    warning_8m = warning("8m", 8)
    illness = Codes("两次随访间患病情况", codes.ILLNESS, required=True)
    pneumonia_times = times("肺炎", 2)
    diarrhoea_times = times("腹泻", 3)
    injury_times = times("外伤", 4)
    illness_other = beside("其他疾病")
    other = Text("其他")
    referral = Code("转诊建议", codes.REFERRAL, required=True)
    referral_reason = Text("转诊原因", required=When("referral", 2))
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    guidance = guidance(codes.GUIDANCE)
    guidance_other = beside("其他指导")
    next_date = next_day()
    feeding = Code("喂养方式", codes.FEEDING, hint="纸表没有此项，供6月内纯母乳喂养率")
    growth_standard = Code("评价所用标准", codes.STANDARD, hint="纸表没有此项，随评价保存")

    class Meta(ServiceRecord.Meta):
        db_table = "child_exam_1_8m"
        verbose_name = "1~8月龄儿童健康检查记录表"


class Exam12To30(ServiceRecord):
    """12~30月龄儿童健康检查记录表: columns 12, 18, 24, 30月龄."""

    contact = Code("月龄", codes.CONTACT_12_30M, required=True)
    weight = weight()
    weight_grade = grade("体重评价")
    length = stature("身长(高)", 55, 120)
    length_grade = grade("身长(高)评价")
    complexion = Code("面色", codes.COMPLEXION, required=True)
    complexion_other = beside("其他面色")
    skin = finding("皮肤")
    skin_other = beside("皮肤异常")
    fontanelle = Code("前囟", codes.FONTANELLE, required=True, only=at(12, 18, 24))
    fontanelle_a = Number("前囟横径", unit="cm", hard=(0, 8), soft=(0, 4), required=When("fontanelle", 2))
    fontanelle_b = Number("前囟纵径", unit="cm", hard=(0, 8), soft=(0, 4), required=When("fontanelle", 2))
    eyes = finding("眼睛")
    eyes_other = beside("眼睛异常")
    ears = finding("耳外观")
    ears_other = beside("耳外观异常")
    hearing = Code("听力", codes.PASSED, required=True, only=at(12, 24))
    teeth_count = Integer("出牙数", unit="颗", hard=(0, 28), required=True)
    caries_count = Integer("龋齿数", unit="颗", hard=(0, 28), required=True)
    chest = finding("胸部")
    chest_other = beside("胸部异常")
    abdomen = finding("腹部")
    abdomen_other = beside("腹部异常")
    limbs = finding("四肢")
    limbs_other = beside("四肢异常")
    gait = finding("步态", 18, 24, 30)
    gait_other = beside("步态异常")
    rickets_signs = Codes(
        "可疑佝偻病体征", codes.RICKETS_SIGNS_12M, required=When("contact", 12, 18, 24), sure="?"
    )
    hemoglobin = haemoglobin(required=True, only=at(18, 30))
    outdoor_hours = outdoor()
    vitamin_d_iu = vitamin_d(12, 18, 24)
    warning_12m = warning("12m", 12)
    warning_18m = warning("18m", 18)
    warning_24m = warning("24m", 24)
    warning_30m = warning("30m", 30)
    illness = Codes("两次随访间患病情况", codes.ILLNESS, required=True)
    pneumonia_times = times("肺炎", 2)
    diarrhoea_times = times("腹泻", 3)
    injury_times = times("外伤", 4)
    illness_other = beside("其他疾病")
    other = Text("其他")
    referral = Code("转诊建议", codes.REFERRAL, required=True)
    referral_reason = Text("转诊原因", required=When("referral", 2))
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    guidance = guidance(codes.GUIDANCE)
    guidance_other = beside("其他指导")
    next_date = next_day()
    posture = Code("测量体位", codes.POSTURE, hint="纸表没有此项；不足2岁卧位，2岁起立位，相反时相差0.7 cm")
    growth_standard = Code("评价所用标准", codes.STANDARD, hint="纸表没有此项，随评价保存")

    class Meta(ServiceRecord.Meta):
        db_table = "child_exam_12_30m"
        verbose_name = "12~30月龄儿童健康检查记录表"


class Exam3To6(ServiceRecord):
    """3~6岁儿童健康检查记录表: columns 3, 4, 5, 6岁."""

    contact = Code("年龄", codes.CONTACT_3_6Y, required=True)
    weight = weight()
    weight_grade = grade("体重评价")
    length = stature("身高", 70, 150)
    length_grade = grade("身高评价")
    proportion_grade = grade("体重/身高评价")
    growth_evaluation = Codes("体格发育评价", codes.GROWTH, required=True, sure="?")
    vision_scale = Code("视力记录法", codes.VISION_SCALE, required=True, only=at(48, 60, 72))
    vision_l = Number("左眼视力", places=2, hard=(0.02, 5.3), required=True, only=at(48, 60, 72), vital=True)
    vision_r = Number("右眼视力", places=2, hard=(0.02, 5.3), required=True, only=at(48, 60, 72), vital=True)
    hearing = Code("听力", codes.PASSED, required=True, only=at(36))
    teeth_count = Integer("牙数", unit="颗", hard=(0, 28), required=True)
    caries_count = Integer("龋齿数", unit="颗", hard=(0, 28), required=True)
    chest = finding("胸部")
    chest_other = beside("胸部异常")
    abdomen = finding("腹部")
    abdomen_other = beside("腹部异常")
    hemoglobin = haemoglobin(required=True, starred=True, only=at(48, 60, 72))
    other = Text("其他")
    warning_3y = warning("3y", 36)
    warning_4y = warning("4y", 48)
    warning_5y = warning("5y", 60)
    warning_6y = warning("6y", 72)
    illness = Codes("两次随访间患病情况", codes.ILLNESS, required=True)
    pneumonia_times = times("肺炎", 2)
    diarrhoea_times = times("腹泻", 3)
    injury_times = times("外伤", 4)
    illness_other = beside("其他疾病")
    referral = Code("转诊建议", codes.REFERRAL, required=True)
    referral_reason = Text("转诊原因", required=When("referral", 2))
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    guidance = guidance(codes.GUIDANCE_PRESCHOOL)
    guidance_other = beside("其他指导")
    next_date = next_day()
    growth_standard = Code("评价所用标准", codes.STANDARD, hint="纸表没有此项，随评价保存")

    class Meta(ServiceRecord.Meta):
        db_table = "child_exam_3_6y"
        verbose_name = "3~6岁儿童健康检查记录表"
