"""The paper of a record: cover and 个人基本信息表 as one layout, for the page that asks and the sheet that prints."""

from __future__ import annotations

from gongwei.people.models import PastDisease, Resident, Surgery, Transfusion, Trauma
from gongwei.records.layout import Form, Group, Line

REF = "national-spec-2017#1.附件.个人基本信息表"
PAST = {"past_diseases": PastDisease, "surgeries": Surgery, "traumas": Trauma, "transfusions": Transfusion}


def _one(label: str, *fields: str, hint: str = "") -> Line:
    return Line(label, fields, hint=hint)


IDENTITY = Group(
    "",
    (
        _one("姓名", "name"),
        _one("性别", "sex"),
        _one("出生日期", "birth_date"),
        _one("证件类别", "id_type"),
        _one("身份证号", "id_no"),
        _one("出生医学证明号", "birth_certificate_no"),
    ),
)
COVER = Group(
    "封面",
    (
        _one("现住址", "current_address"),
        _one("户籍地址", "registered_address"),
        _one("本人电话", "phone"),
    ),
)
ABOUT = (
    _one("工作单位", "employer"),
    _one("联系人姓名", "contact_name"),
    _one("联系人电话", "contact_phone"),
    _one("常住类型", "residence_type"),
    _one("民族", "ethnicity"),
    _one("血型", "blood_type_abo"),
    _one("RH", "blood_type_rh"),
    _one("文化程度", "education"),
    _one("职业", "occupation"),
    _one("婚姻状况", "marital_status"),
    _one("医疗费用支付方式", "payment_methods", "payment_other"),
    _one("药物过敏史", "drug_allergy", "drug_allergy_other"),
    _one("暴露史", "exposure_history"),
)
DISEASES = _one("疾病", "past_disease", "past_cancer", "past_occupational", "past_other")
EVENTS = (
    _one("手术", "surgery"),
    Line("手术名称", rows="surgeries"),
    _one("外伤", "trauma"),
    Line("外伤名称", rows="traumas"),
    _one("输血", "transfusion"),
    Line("输血原因", rows="transfusions"),
)
HISTORY = Group("既往史", (DISEASES, *EVENTS))
PRINTED_HISTORY = Group("既往史", (DISEASES, Line("确诊疾病", rows="past_diseases"), *EVENTS))
FAMILY = Group(
    "家族史",
    (
        _one("父亲", "family_father"),
        _one("母亲", "family_mother"),
        _one("兄弟姐妹", "family_siblings"),
        _one("子女", "family_children"),
        _one("其他疾病", "family_other"),
    ),
)
LAST = Group(
    "",
    (
        _one("遗传病史", "genetic_disease", "genetic_disease_name"),
        _one("残疾情况", "disability", "disability_other"),
    ),
)
HOME = Group(
    "生活环境★",
    (
        _one("厨房排风设施", "kitchen_exhaust"),
        _one("燃料类型", "fuel_type", "fuel_other"),
        _one("饮水", "drinking_water", "water_other"),
        _one("厕所", "toilet"),
        _one("禽畜栏", "livestock_pen"),
    ),
)

FILING = Form(
    "resident",
    "封面与个人基本信息表",
    Resident,
    (IDENTITY, COVER, Group("", ABOUT), HISTORY, FAMILY, LAST, HOME),
    REF,
    "health_record",
    needs_enrolment=False,
    rows={name: model for name, model in PAST.items() if name != "past_diseases"},
)
"""The page: what the cover asks first, then 个人基本信息表; the month of diagnosis stands beside each disease."""

BASIC = Form(
    "personal_info",
    "个人基本信息表",
    Resident,
    (
        Group(
            "",
            (
                _one("性别", "sex"),
                _one("出生日期", "birth_date"),
                _one("身份证号", "id_no"),
                *ABOUT[:1],
                _one("本人电话", "phone"),
                *ABOUT[1:],
            ),
        ),
        PRINTED_HISTORY,
        FAMILY,
        LAST,
        HOME,
    ),
    REF,
    "health_record",
    needs_enrolment=False,
    rows=PAST,
)
"""The paper sheet that is printed."""
