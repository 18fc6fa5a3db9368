"""健康检查记录表: three papers with a column per age (规范三版 4 附件)."""

from __future__ import annotations

from gongwei.programmes.child.checking import (
    day,
    haemoglobin_once,
    next_after,
    of_the_column,
    opening,
    spots_less_than_teeth,
    told_when_abnormal,
    vision_of_scale,
)
from gongwei.programmes.child.codes import CONTACT_1_8M, CONTACT_3_6Y, CONTACT_12_30M
from gongwei.programmes.child.models import Exam1To8, Exam3To6, Exam12To30
from gongwei.records.layout import Columns, Form, Group, Line

INFANT = "national-spec-2017#4.附件.1岁以内儿童健康检查记录表"
TODDLER = "national-spec-2017#4.附件.1~2岁儿童健康检查记录表"
PRESCHOOL = "national-spec-2017#4.附件.3~6岁儿童健康检查记录表"


def _one(label: str, *fields: str) -> Line:
    return Line(label, fields)


def _end(guidance: str = "guidance") -> tuple[Line, ...]:
    return (
        _one("转诊建议", "referral"),
        _one("原因", "referral_reason"),
        _one("机构及科室", "referral_org"),
        _one("指导", guidance),
        _one("下次随访日期", "next_date"),
        _one("随访医生签名", "staff"),
    )


ILLNESS = _one("两次随访间患病情况", "illness", "pneumonia_times", "diarrhoea_times", "injury_times")
CARRIED = ("outdoor_hours", "vitamin_d_iu", "guidance")

EXAM_1_8M = Form(
    id="child_exam_1_8m",
    label="1~8月龄儿童健康检查记录表",
    model=Exam1To8,
    ref=INFANT,
    programme="child",
    needs_enrolment=False,
    side_by_side=4,
    columns=Columns("contact", tuple(CONTACT_1_8M)),
    opening=opening(1, 3, 6, 8),
    groups=(
        Group("", (_one("月龄", "contact"),), printed=False),
        Group("", (
            _one("随访日期", "served_on"),
            _one("体重(kg)", "weight", "weight_grade"),
            _one("身长(cm)", "length", "length_grade"),
            _one("头围(cm)", "head_circumference"),
        )),
        Group("体格检查", (
            _one("面色", "complexion_young", "complexion"),
            _one("皮肤", "skin"),
            _one("前囟(cm×cm)", "fontanelle", "fontanelle_a", "fontanelle_b"),
            _one("颈部包块", "neck_mass"),
            _one("眼睛", "eyes"),
            _one("耳外观/耳", "ears"),
            _one("听力", "hearing"),
            _one("口腔/出牙数(颗)", "mouth", "teeth_count"),
            _one("胸部", "chest"),
            _one("腹部", "abdomen"),
            _one("脐部", "umbilicus_month", "umbilicus"),
            _one("四肢", "limbs"),
            _one("可疑佝偻病症状", "rickets_symptoms"),
            _one("可疑佝偻病体征", "rickets_signs_3m", "rickets_signs"),
            _one("肛门/外生殖器", "anus_genitalia"),
            _one("血红蛋白值(g/L)", "hemoglobin"),
        )),
        Group("", (
            _one("户外活动(小时/日)", "outdoor_hours"),
            _one("服用维生素D(IU/日)", "vitamin_d_iu"),
            _one("发育评估", "warning_3m", "warning_6m", "warning_8m"),
            ILLNESS,
            _one("其他", "other"),
            *_end(),
        )),
        Group("纸表以外", (_one("喂养方式", "feeding"), _one("评价所用标准", "growth_standard")), printed=False),
    ),
    headline=("weight", "length"),
    verdict=("problem", "problem"),
    carried=CARRIED,
    checks=(*day("随访日期"), of_the_column, next_after(), haemoglobin_once, told_when_abnormal),
    shared={"served_on": "served_on"},
)  # fmt: skip

EXAM_12_30M = Form(
    id="child_exam_12_30m",
    label="12~30月龄儿童健康检查记录表",
    model=Exam12To30,
    ref=TODDLER,
    programme="child",
    needs_enrolment=False,
    side_by_side=4,
    columns=Columns("contact", tuple(CONTACT_12_30M)),
    opening=opening(12, 18, 24, 30),
    groups=(
        Group("", (_one("月龄", "contact"),), printed=False),
        Group("", (
            _one("随访日期", "served_on"),
            _one("体重(kg)", "weight", "weight_grade"),
            _one("身长(高)(cm)", "length", "length_grade"),
        )),
        Group("体格检查", (
            _one("面色", "complexion"),
            _one("皮肤", "skin"),
            _one("前囟(cm×cm)", "fontanelle", "fontanelle_a", "fontanelle_b"),
            _one("眼睛", "eyes"),
            _one("耳外观", "ears"),
            _one("听力", "hearing"),
            Line("出牙/龋齿数(颗)", ("teeth_count", "caries_count"), join="/"),
            _one("胸部", "chest"),
            _one("腹部", "abdomen"),
            _one("四肢", "limbs"),
            _one("步态", "gait"),
            _one("可疑佝偻病体征", "rickets_signs"),
            _one("血红蛋白值(g/L)", "hemoglobin"),
        )),
        Group("", (
            _one("户外活动(小时/日)", "outdoor_hours"),
            _one("服用维生素D(IU/日)", "vitamin_d_iu"),
            _one("发育评估", "warning_12m", "warning_18m", "warning_24m", "warning_30m"),
            ILLNESS,
            _one("其他", "other"),
            *_end(),
        )),
        Group("纸表以外", (_one("测量体位", "posture"), _one("评价所用标准", "growth_standard")), printed=False),
    ),
    headline=("weight", "length"),
    verdict=("problem", "problem"),
    carried=CARRIED,
    checks=(*day("随访日期"), of_the_column, next_after(), spots_less_than_teeth, told_when_abnormal),
    shared={"served_on": "served_on"},
)  # fmt: skip

EXAM_3_6Y = Form(
    id="child_exam_3_6y",
    label="3~6岁儿童健康检查记录表",
    model=Exam3To6,
    ref=PRESCHOOL,
    programme="child",
    needs_enrolment=False,
    side_by_side=4,
    columns=Columns("contact", tuple(CONTACT_3_6Y)),
    opening=opening(36, 48, 60, 72),
    groups=(
        Group("", (_one("年龄", "contact"),), printed=False),
        Group("", (
            _one("随访日期", "served_on"),
            _one("体重(kg)", "weight", "weight_grade"),
            _one("身高(cm)", "length", "length_grade"),
            _one("体重/身高", "proportion_grade"),
            _one("体格发育评价", "growth_evaluation"),
        )),
        Group("体格检查", (
            _one("视力（左、右）", "vision_scale", "vision_l", "vision_r"),
            _one("听力", "hearing"),
            Line("牙数/龋齿数(颗)", ("teeth_count", "caries_count"), join="/"),
            _one("胸部", "chest"),
            _one("腹部", "abdomen"),
            _one("血红蛋白值★(g/L)", "hemoglobin"),
            _one("其他", "other"),
        )),
        Group("", (
            _one("发育评估", "warning_3y", "warning_4y", "warning_5y", "warning_6y"),
            ILLNESS,
            *_end(),
        )),
        Group("纸表以外", (_one("评价所用标准", "growth_standard"),), printed=False),
    ),
    headline=("weight", "length"),
    verdict=("problem", "problem"),
    carried=("guidance", "vision_scale"),
    checks=(
        *day("随访日期"), of_the_column, next_after(), spots_less_than_teeth, vision_of_scale, told_when_abnormal,
    ),
    shared={"served_on": "served_on"},
)  # fmt: skip
