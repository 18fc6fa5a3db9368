"""Code lists of the cover and 个人基本信息表 as the forms print them (规范三版 居民健康档案; spec 01 b2–b4)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

SEX = CodeList("sex", {1: "男", 2: "女", 9: "未说明的性别", 0: "未知的性别"})
ID_TYPE = CodeList(
    "id_type",
    {
        1: "居民身份证",
        2: "居民户口簿",
        3: "护照",
        4: "军官证",
        5: "驾驶证",
        6: "港澳居民来往内地通行证",
        7: "台湾居民来往内地通行证",
        99: "其他法定有效证件",
    },
)
RESIDENCE_TYPE = CodeList("residence_type", {1: "户籍", 2: "非户籍"})
BLOOD_TYPE_ABO = CodeList("blood_type_abo", {1: "A型", 2: "B型", 3: "O型", 4: "AB型", 5: "不详"})
BLOOD_TYPE_RH = CodeList("blood_type_rh", {1: "阴性", 2: "阳性", 3: "不详"})
EDUCATION = CodeList(
    "education",
    {
        1: "研究生",
        2: "大学本科",
        3: "大学专科和专科学校",
        4: "中等专业学校",
        5: "技工学校",
        6: "高中",
        7: "初中",
        8: "小学",
        9: "文盲或半文盲",
        10: "不详",
    },
)
OCCUPATION = CodeList(
    "occupation",
    {
        0: "国家机关、党群组织、企业、事业单位负责人",
        1: "专业技术人员",
        2: "办事人员和有关人员",
        3: "商业、服务业人员",
        4: "农、林、牧、渔、水利业生产人员",
        5: "生产、运输设备操作人员及有关人员",
        6: "军人",
        7: "不便分类的其他从业人员",
        8: "无职业",
    },
)
MARITAL_STATUS = CodeList(
    "marital_status", {1: "未婚", 2: "已婚", 3: "丧偶", 4: "离婚", 5: "未说明的婚姻状况"}
)
PAYMENT = CodeList(
    "payment_methods",
    {
        1: "城镇职工基本医疗保险",
        2: "城镇居民基本医疗保险",
        3: "新型农村合作医疗",
        4: "贫困救助",
        5: "商业医疗保险",
        6: "全公费",
        7: "全自费",
        8: "其他",
    },
    other=(8,),
)
DRUG_ALLERGY = CodeList(
    "drug_allergy", {1: "无", 2: "青霉素", 3: "磺胺", 4: "链霉素", 5: "其他"}, none=1, other=(5,)
)
EXPOSURE = CodeList("exposure_history", {1: "无", 2: "化学品", 3: "毒物", 4: "射线"}, none=1)

_DISEASES = {
    1: "无",
    2: "高血压",
    3: "糖尿病",
    4: "冠心病",
    5: "慢性阻塞性肺疾病",
    6: "恶性肿瘤",
    7: "脑卒中",
    8: "严重精神障碍",
    9: "结核病",
    10: "肝炎",
}
PAST_DISEASE = CodeList(
    "past_disease", {**_DISEASES, 11: "其他法定传染病", 12: "职业病", 13: "其他"}, none=1, other=(6, 12, 13)
)
FAMILY_DISEASE = CodeList("family_disease", {**_DISEASES, 11: "先天畸形", 12: "其他"}, none=1, other=(12,))
NONE_OR_SOME = CodeList("none_or_some", {1: "无", 2: "有"}, other=(2,))
DISABILITY = CodeList(
    "disability",
    {
        1: "无残疾",
        2: "视力残疾",
        3: "听力残疾",
        4: "言语残疾",
        5: "肢体残疾",
        6: "智力残疾",
        7: "精神残疾",
        8: "其他残疾",
    },
    none=1,
    other=(8,),
)
KITCHEN_EXHAUST = CodeList("kitchen_exhaust", {1: "无", 2: "油烟机", 3: "换气扇", 4: "烟囱"})
FUEL_TYPE = CodeList(
    "fuel_type", {1: "液化气", 2: "煤", 3: "天然气", 4: "沼气", 5: "柴火", 6: "其他"}, other=(6,)
)
DRINKING_WATER = CodeList(
    "drinking_water",
    {1: "自来水", 2: "经净化过滤的水", 3: "井水", 4: "河湖水", 5: "塘水", 6: "其他"},
    other=(6,),
)
TOILET = CodeList("toilet", {1: "卫生厕所", 2: "一格或二格粪池式", 3: "马桶", 4: "露天粪坑", 5: "简易棚厕"})
LIVESTOCK_PEN = CodeList("livestock_pen", {1: "无", 2: "单设", 3: "室内", 4: "室外"})

STATES = {
    "active": "正常",
    "died": "死亡",
    "moved_out": "迁出",
    "lost": "失访",
    "refused": "拒绝",
    "merged": "已合并",
}
"""Life and record states (spec 01 d); each day since filing has exactly one."""

SECTIONS = CodeList(
    "record_section",
    {1: "封面", 2: "个人基本信息", 3: "健康体检信息", 4: "健康管理记录", 5: "其他医疗卫生服务记录"},
)
"""The five parts of a record that are verified one by one (EHR-11)."""

TAGS = {
    "child": "0～6岁儿童",
    "pregnant": "孕产妇",
    "elderly": "65岁以上老年人",
    "hypertension": "高血压",
    "diabetes": "2型糖尿病",
    "copd": "慢阻肺",
    "mental_disorder": "严重精神障碍",
    "tuberculosis": "肺结核",
    "disabled": "持证残疾人",
    "lifted_from_poverty": "脱贫人口",
    "bereaved_family": "计生特殊家庭",
    "contact": "密切接触者",
    "student": "学生",
    "hiv": "艾滋病病毒感染者",
    "immunocompromised": "免疫功能低下者",
}
"""Group tags of EHR-16; each is set with its source and dates."""
