"""Code lists of the forms of severe mental disorder; the digit on the paper is the digit in the database (spec 08)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

HOUSEHOLD_TYPE = CodeList("smi_household_type", {1: "城镇", 2: "农村"})
EMPLOYMENT = CodeList(
    "smi_employment",
    {
        1: "在岗工人", 2: "在岗管理者", 3: "农民", 4: "下岗或无业", 5: "在校学生", 6: "退休", 7: "专业技术人员",
        8: "其他", 9: "不详",
    },
)  # fmt: skip
CONSENT = CodeList("smi_consent", {1: "同意参加管理", 0: "不同意参加管理"})
_SYMPTOMS = {
    1: "幻觉", 2: "交流困难", 3: "猜疑", 4: "喜怒无常", 5: "行为怪异", 6: "兴奋话多", 7: "伤人毁物", 8: "悲观厌世",
    9: "无故外走", 10: "自语自笑", 11: "孤僻懒散", 12: "其他",
}  # fmt: skip
PAST_SYMPTOMS = CodeList("smi_past_symptoms", _SYMPTOMS, other=(12,))
SYMPTOMS = CodeList("smi_symptoms", {**_SYMPTOMS, 0: "无症状"}, none=0, other=(12,))
"""目前症状; the paper leaves the box empty where there is none, here 0 says so."""
LOCK = CodeList("smi_lock", {1: "无关锁", 2: "关锁", 3: "关锁已解除"})
PAST_OUTPATIENT = CodeList("smi_past_outpatient", {1: "未治", 2: "间断门诊治疗", 3: "连续门诊治疗"})
DIAGNOSIS = CodeList(
    "smi_diagnosis",
    {
        1: "精神分裂症", 2: "偏执性精神病", 3: "分裂情感性障碍", 4: "双相（情感）障碍", 5: "癫痫所致精神障碍",
        6: "精神发育迟滞伴发精神障碍", 9: "其他",
    },
    other=(9,),
)  # fmt: skip
ICD10 = {1: "F20", 2: "F22", 3: "F25", 4: "F31", 5: "F06", 6: "F79"}
"""The usual ICD-10 category of each of the six diseases."""
LAST_EFFECT = CodeList("smi_last_effect", {1: "临床痊愈", 2: "好转", 3: "无变化", 4: "加重"})
DANGER_ACTS = CodeList(
    "smi_danger_acts",
    {1: "轻度滋事", 2: "肇事", 3: "肇祸", 4: "其他危害行为", 5: "自伤", 6: "自杀未遂", 7: "无"},
    none=7,
)
ECONOMY = CodeList("smi_economy", {1: "贫困，在当地贫困线标准以下", 2: "非贫困"})
TARGET = CodeList("smi_visit_target", {1: "患者本人", 2: "患者家属、监护人", 3: "其他知情人"})
RESULT = CodeList("smi_visit_result", {1: "访到", 2: "失访", 3: "死亡"})
LOST = CodeList(
    "smi_lost_reason", {1: "外出打工", 2: "迁居他处", 3: "走失", 4: "连续3次未访到", 5: "其他"}, other=(5,)
)
DEATH = CodeList(
    "smi_death_cause",
    {1: "躯体疾病", 2: "自杀", 3: "他杀", 4: "意外", 5: "精神疾病相关并发症", 6: "其他"},
)
DEATH_PHYSICAL = CodeList(
    "smi_death_physical",
    {
        1: "传染病和寄生虫病", 2: "肿瘤", 3: "心脏病", 4: "脑血管病", 5: "呼吸系统疾病", 6: "消化系统疾病",
        7: "其他疾病", 8: "不详",
    },
)  # fmt: skip
DANGER = CodeList("smi_danger_level", {level: f"{level}级" for level in range(6)})
DANGER_MEANING = {
    0: "无符合以下1～5级中的任何行为",
    1: "口头威胁、喊叫，没有打砸行为",
    2: "有打砸行为，只在家里，只对财物，能被劝止",
    3: "明显打砸行为，不分场合，只对财物，不能劝止",
    4: "持续打砸行为，不分场合，对财物或人，不能劝止（含自伤、自杀）",
    5: "持管制性危险武器对人的暴力行为，或纵火、爆炸等",
}
"""What each level means, for the panel beside the form (规范三版 八 二（二）)."""
INSIGHT = CodeList("smi_insight", {1: "自知力完全", 2: "自知力不全", 3: "自知力缺失"})
GRADE = CodeList("smi_grade", {1: "良好", 2: "一般", 3: "较差"})
WORK = CodeList("smi_work", {1: "良好", 2: "一般", 3: "较差", 9: "此项不适用"})
INPATIENT = CodeList("smi_inpatient", {0: "未住院", 1: "目前正在住院", 2: "曾住院，现未住院"})
NONE_OR_SOME = CodeList("smi_none_or_some", {1: "无", 2: "有"})
ADHERENCE = CodeList("smi_adherence", {1: "按医嘱规律用药", 2: "间断用药", 3: "不用药", 4: "医嘱勿需用药"})
ADVERSE = CodeList("smi_adverse", {1: "无", 2: "有", 9: "此项不适用"})
EFFECT = CodeList("smi_effect", {1: "痊愈", 2: "好转", 3: "无变化", 4: "加重", 9: "此项不适用"})
NO_YES = CodeList("smi_no_yes", {1: "否", 2: "是"})
REHAB = CodeList(
    "smi_rehab", {1: "生活劳动能力", 2: "职业训练", 3: "学习能力", 4: "社会交往", 5: "其他"}, other=(5,)
)
STABILITY = CodeList("smi_visit_class", {1: "不稳定", 2: "基本稳定", 3: "稳定"})
PER = CodeList("smi_drug_per", {1: "日", 2: "月"})

LEAD_SOURCE = CodeList(
    "smi_lead_source",
    {1: "村（居）委会", 2: "派出所", 3: "家属", 4: "门诊或住院", 5: "健康档案", 6: "随访或体检", 9: "其他"},
)
LEAD_SIGNS = CodeList(
    "smi_lead_signs",
    {
        1: "曾住精神专科", 2: "曾被家人关锁", 3: "无故伤人或毁物", 4: "无故离家", 5: "举止明显反常", 6: "常自语自笑",
        7: "疑心重，觉得有人要害自己", 8: "过分兴奋、话多、惹事", 9: "冷漠孤僻、不能正常生活", 10: "有过自伤或自杀",
        11: "说看到或听到别人没有的东西",
    },
)  # fmt: skip
"""Eleven things asked of a lead, in our own words; the wording of the local list is still to be confirmed."""
LEAD_RESULT = CodeList("smi_lead_result", {0: "未确定", 1: "确诊", 2: "疑似", 3: "排除"})
ARRIVAL_KIND = CodeList("smi_arrival_kind", {1: "出院", 2: "国家系统转入", 3: "外地迁入", 9: "其他"})
ARRIVAL_ANSWER = CodeList("smi_arrival_answer", {0: "待接收", 1: "接收", 2: "退回"})
SIGNER = CodeList("smi_signer", {1: "本人", 2: "监护人", 3: "本人和监护人"})
ABLE = CodeList("smi_able", {1: "病情允许", 2: "病情不允许"})
AGREES = CodeList("smi_agrees", {1: "同意", 2: "不同意"})
CRISIS = CodeList(
    "smi_crisis", {1: "危害他人安全", 2: "自伤或自杀", 3: "急性或严重药物不良反应", 9: "其他"}, other=(9,)
)
CRISIS_END = CodeList(
    "smi_crisis_end", {1: "住院治疗", 2: "门诊或现场处置后缓解", 3: "转上级医院", 9: "其他"}, other=(9,)
)
