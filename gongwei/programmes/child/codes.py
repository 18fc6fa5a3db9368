"""Code lists that only the child forms print; the digit on the paper is the digit in the database (spec 04)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

FINDING = CodeList("child_finding", {1: "未见异常", 2: "异常"}, other=(2,))
NONE_SOME = CodeList("child_none_some", {1: "无", 2: "有"}, other=(2,))
GRADE = CodeList("child_grade", {1: "上", 2: "中", 3: "下"})
PASSED = CodeList("child_passed", {1: "通过", 2: "未通过"})

MOTHER_DISEASE = CodeList(
    "child_mother_disease", {1: "无", 2: "糖尿病", 3: "妊娠期高血压", 4: "其他"}, none=1, other=(4,)
)
BIRTH_MODE = CodeList(
    "child_birth_mode",
    {1: "顺产", 2: "胎头吸引", 3: "产钳", 4: "剖宫", 5: "双多胎", 6: "臀位", 7: "其他"},
    other=(7,),
)
HEARING_SCREEN = CodeList("child_hearing_screen", {1: "通过", 2: "未通过", 3: "未筛查", 4: "不详"})
DISEASE_SCREEN = CodeList(
    "child_disease_screen",
    {1: "未进行", 2: "检查均阴性", 3: "甲低", 4: "苯丙酮尿症", 5: "其他遗传代谢病"},
    other=(5,),
)
FEEDING = CodeList("child_feeding", {1: "纯母乳", 2: "混合", 3: "人工"})
VOMITING = CodeList("child_vomiting", {1: "无", 2: "有"})
HBSAG = CodeList("child_hbsag", {1: "阴性", 2: "阳性", 3: "未查"})
STOOL = CodeList("child_stool", {1: "糊状", 2: "稀", 3: "其他"}, other=(3,))
COMPLEXION_NEWBORN = CodeList("child_complexion_newborn", {1: "红润", 2: "黄染", 3: "其他"}, other=(3,))
COMPLEXION = CodeList("child_complexion", {1: "红润", 2: "其他"}, other=(2,))
JAUNDICE = CodeList("child_jaundice", {1: "无", 2: "面部", 3: "躯干", 4: "四肢", 5: "手足"}, none=1)
FONTANELLE_NEWBORN = CodeList(
    "child_fontanelle_newborn", {1: "正常", 2: "膨隆", 3: "凹陷", 4: "其他"}, other=(4,)
)
FONTANELLE = CodeList("child_fontanelle", {1: "闭合", 2: "未闭"})
SKIN_NEWBORN = CodeList(
    "child_skin_newborn", {1: "未见异常", 2: "湿疹", 3: "糜烂", 4: "其他"}, none=1, other=(4,)
)
CORD = CodeList("child_cord", {1: "未脱", 2: "脱落", 3: "脐部有渗出", 4: "其他"}, other=(4,))
NECK_MASS = CodeList("child_neck_mass", {1: "有", 2: "无"})
"""1~8月龄 prints 有 first; the newborn form prints 无 first."""
REFERRAL = CodeList("child_referral", {1: "无", 2: "有"})
GUIDANCE_NEWBORN = CodeList(
    "child_guidance_newborn",
    {1: "喂养指导", 2: "发育指导", 3: "防病指导", 4: "预防伤害指导", 5: "口腔保健指导", 6: "其他"},
    other=(6,),
)
GUIDANCE = CodeList(
    "child_guidance",
    {1: "科学喂养", 2: "生长发育", 3: "疾病预防", 4: "预防伤害", 5: "口腔保健", 6: "其他"},
    other=(6,),
)
GUIDANCE_PRESCHOOL = CodeList(
    "child_guidance_preschool",
    {1: "合理膳食", 2: "生长发育", 3: "疾病预防", 4: "预防伤害", 5: "口腔保健", 6: "其他"},
    other=(6,),
)
RICKETS_SYMPTOMS = CodeList("child_rickets_symptoms", {1: "无", 2: "夜惊", 3: "多汗", 4: "烦躁"}, none=1)
RICKETS_SIGNS_3M = CodeList("child_rickets_signs_3m", {1: "无", 2: "颅骨软化"}, none=1)
RICKETS_SIGNS_6M = CodeList(
    "child_rickets_signs_6m",
    {1: "无", 2: "肋串珠", 3: "肋软骨沟", 4: "鸡胸", 5: "手足镯", 6: "颅骨软化", 7: "方颅"},
    none=1,
)
RICKETS_SIGNS_12M = CodeList(
    "child_rickets_signs_12m",
    {1: "无", 2: "肋串珠", 3: "肋软骨沟", 4: "鸡胸", 5: "手足镯", 6: "“O”型腿", 7: "“X”型腿"},
    none=1,
)
ILLNESS = CodeList("child_illness", {1: "无", 2: "肺炎", 3: "腹泻", 4: "外伤", 5: "其他"}, none=1, other=(5,))
GROWTH = CodeList(
    "child_growth",
    {1: "正常", 2: "低体重", 3: "消瘦", 4: "生长迟缓", 5: "超重", 6: "肥胖"},
    none=1,
)
"""6 肥胖 is ours: the paper prints five (spec 04, open point 2)."""
POSTURE = CodeList("child_posture", {1: "卧位", 2: "立位"})
STANDARD = CodeList("child_growth_standard", {1: "WHO 2006/2007", 2: "WS/T 423—2022"})
VISION_SCALE = CodeList("child_vision_scale", {1: "五分记录", 2: "小数记录"})

_PASS = {0: "通过"}
WARNINGS: dict[str, CodeList] = {
    name: CodeList(f"child_warning_{name}", _PASS | dict(enumerate(signs, start=1)), none=0)
    for name, signs in {
        "3m": ("对很大声音没有反应", "逗引时不发音或不会微笑", "不注视人脸，不追视移动人或物品", "俯卧时不会抬头"),
        "6m": ("发音少，不会笑出声", "不会伸手抓物", "紧握拳松不开", "不能扶坐"),
        "8m": ("听到声音无应答", "不会区分生人和熟人", "双手间不会传递玩具", "不会独坐"),
        "12m": ("呼唤名字无反应", "不会模仿“再见”或“欢迎”动作", "不会用拇食指对捏小物品", "不会扶物站立"),
        "18m": ("不会有意识叫“爸爸”或“妈妈”", "不会按要求指人或物", "与人无目光交流", "不会独走"),
        "24m": ("不会说3个物品的名称", "不会按吩咐做简单事情", "不会用勺吃饭", "不会扶栏上楼梯/台阶"),
        "30m": ("不会说2~3个字的短语", "兴趣单一、刻板", "不会示意大小便", "不会跑"),
        "3y": ("不会说自己的名字", "不会玩“拿棍当马骑”等假想游戏", "不会模仿画圆", "不会双脚跳"),
        "4y": ("不会说带形容词的句子", "不能按要求等待或轮流", "不会独立穿衣", "不会单脚站立"),
        "5y": ("不能简单叙说事情经过", "不知道自己的性别", "不会用筷子吃饭", "不会单脚跳"),
        "6y": ("不会表达自己的感受或想法", "不会玩角色扮演的集体游戏", "不会画方形", "不会奔跑"),
    }.items()
}  # fmt: skip
"""发育评估 by age; 0 says that all four were asked and none was found."""

CONTACT = CodeList(
    "child_contact",
    {
        0: "新生儿访视", 1: "满月", 3: "3月龄", 6: "6月龄", 8: "8月龄", 12: "12月龄", 18: "18月龄", 24: "24月龄",
        30: "30月龄", 36: "3岁", 48: "4岁", 60: "5岁", 72: "6岁",
    },
)  # fmt: skip
"""The contacts by the age in months at which they are due."""
CONTACT_1_8M = CodeList("child_contact_1_8m", {code: CONTACT.items[code] for code in (1, 3, 6, 8)})
CONTACT_12_30M = CodeList("child_contact_12_30m", {code: CONTACT.items[code] for code in (12, 18, 24, 30)})
CONTACT_3_6Y = CodeList("child_contact_3_6y", {code: CONTACT.items[code] for code in (36, 48, 60, 72)})

EYE_ITEM = CodeList("child_eye_item", {1: "未见异常/通过", 2: "异常/未通过", 3: "未查"})
EYE_RISKS = CodeList(
    "child_eye_risks",
    {
        1: "无",
        2: "新生儿重症监护病房住院超过7天并有连续吸氧史",
        3: "有遗传性眼病家族史",
        4: "宫内感染",
        5: "颅面形态畸形、大面积颜面血管瘤或哭闹时眼球外凸",
        6: "出生难产、器械助产",
        7: "眼部持续流泪、有大量分泌物",
        8: "早产或出生体重<2000 g",
    },
    none=1,
)
EYE_CLASS = CodeList("child_eye_class", {1: "正常", 2: "高危", 3: "异常"})
EYE_ADVICE = CodeList(
    "child_eye_advice",
    {1: "科学用眼", 2: "户外活动", 3: "屏幕时间", 4: "预防眼外伤", 5: "营养睡眠", 6: "中医药服务"},
)
"""Topics of eye guidance; 6 is the Chinese-medicine service that may go with it (CHILD-11)."""
RECEIPT = CodeList("child_receipt", {1: "已回执", 2: "退回"})

SPECIAL_REASONS = CodeList(
    "child_special_reasons",
    {
        1: "早产", 2: "低出生体重", 3: "双多胎", 4: "新生儿窒息", 5: "缺氧缺血性脑病", 6: "颅内出血", 7: "严重感染",
        8: "高胆红素血症", 9: "遗传代谢病", 10: "出生缺陷", 11: "听力高危", 12: "母亲感染或妊娠期疾病",
        21: "缺铁性贫血", 22: "维生素D缺乏性佝偻病", 23: "低体重", 24: "生长迟缓", 25: "消瘦", 26: "超重", 27: "肥胖",
        31: "心理行为发育偏异", 32: "疑似孤独症", 33: "视力异常或可疑眼病", 34: "听力异常", 35: "龋齿及口腔异常",
        39: "其他",
    },
    other=(39,),
)  # fmt: skip
"""1–12 高危儿, 21–27 营养性疾病, 31–39 other findings that are followed up (spec 04 d6)."""
SPECIAL_RESULT = CodeList(
    "child_special_result",
    {
        1: "好转，继续管理",
        2: "未好转，继续管理",
        3: "痊愈或纠正，结案",
        4: "转诊，继续管理",
        5: "其他原因结案",
    },
)
CLOSING = (3, 5)
MEASURES_TAKEN = CodeList(
    "child_measures_taken",
    {
        1: "喂养/膳食指导",
        2: "补充铁剂",
        3: "补充维生素D",
        4: "运动指导",
        5: "早期发展干预",
        6: "复查血红蛋白",
        7: "转诊",
        8: "其他",
    },
    other=(8,),
)
TREND = CodeList("child_trend", {1: "好转", 2: "无变化", 3: "加重"})
SUPPORT = CodeList("child_support", {1: "现场指导", 2: "培训", 3: "质量检查"})
