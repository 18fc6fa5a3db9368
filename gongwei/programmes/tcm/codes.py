"""Code lists of the TCM forms as printed (规范三版 10 附件)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

HOW_OFTEN = CodeList("tcm_how_often", {1: "没有", 2: "很少", 3: "有时", 4: "经常", 5: "总是"})
COLDS = CodeList(
    "tcm_colds", {1: "一年<2次", 2: "一年2～4次", 3: "一年5～6次", 4: "一年8次以上", 5: "几乎每月"}
)
ALLERGY = CodeList(
    "tcm_allergy",
    {1: "从来没有", 2: "一年1、2次", 3: "一年3、4次", 4: "一年5、6次", 5: "每次遇到上述原因都过敏"},
)
BMI_BAND = CodeList("tcm_bmi", {1: "BMI<24", 2: "24≤BMI<25", 3: "25≤BMI<26", 4: "26≤BMI<28", 5: "BMI≥28"})
WAIST_BAND = CodeList(
    "tcm_waist",
    {1: "腹围<80 cm", 2: "腹围80～85 cm", 3: "腹围86～90 cm", 4: "腹围91～105 cm", 5: "腹围>105 cm"},
)
RESULT = CodeList("tcm_result", {1: "是", 2: "倾向是", 3: "否"})
BALANCED_RESULT = CodeList("tcm_balanced_result", {1: "是", 2: "基本是", 3: "否"})
GUIDANCE = CodeList(
    "tcm_guidance",
    {1: "情志调摄", 2: "饮食调养", 3: "起居调摄", 4: "运动保健", 5: "穴位保健", 6: "其他"},
    other=(6,),
)
OCCASION = CodeList(
    "tcm_occasion",
    {
        1: "老年人健康体检",
        2: "慢病随访",
        3: "日常诊疗",
        4: "家庭医生签约服务",
        5: "慢阻肺随访",
        9: "专门服务",
    },
)
AGE_POINT = CodeList(
    "tcm_age_point", {6: "6月龄", 12: "12月龄", 18: "18月龄", 24: "24月龄", 30: "30月龄", 36: "36月龄"}
)
CHILD_SERVICES = CodeList(
    "tcm_child_services",
    {1: "中医饮食调养指导", 2: "中医起居调摄指导", 3: "传授手法或穴位按揉", 4: "其他"},
    other=(4,),
)
CHILD_OCCASION = CodeList("tcm_child_occasion", {1: "儿童健康检查", 2: "预防接种", 3: "专门服务"})
TOLD_TO = CodeList("tcm_told_to", {1: "本人", 2: "家属"})
SERVICE = CodeList("tcm_service", {1: "老年人中医体质辨识", 2: "0～36个月儿童中医调养"})
ANSWER = CodeList("tcm_answer", {1: "同意", 2: "拒绝"})
HEARD_FROM = CodeList(
    "tcm_heard_from", {1: "宣传资料", 2: "讲座或咨询", 3: "医生当面告知", 4: "电话或短信", 9: "其他"}
)
