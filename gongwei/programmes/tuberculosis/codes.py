"""Code lists of the forms of tuberculosis; the digit on the paper is the digit in the database (spec 09)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

SUSPECT_SYMPTOMS = CodeList(
    "tb_suspect_symptoms",
    {
        1: "咳嗽、咳痰2周及以上", 2: "咯血", 3: "血痰", 4: "发热", 5: "盗汗", 6: "胸痛", 7: "不明原因消瘦",
        0: "没有可疑症状",
    },
    none=0,
)  # fmt: skip
GROUPS = CodeList(
    "tb_groups",
    {
        1: "活动性肺结核患者的密切接触者", 2: "65岁及以上老年人", 3: "糖尿病患者", 4: "学生",
        5: "2年内已治愈的肺结核患者", 6: "艾滋病病毒感染者", 7: "免疫受损者", 8: "不属于以上人群",
    },
    none=8,
)  # fmt: skip
"""The groups that are screened actively (TB-02)."""
SUSPECT_FOUND = CodeList("tb_suspect_found", {1: "门诊", 2: "健康体检", 3: "随访", 4: "主动筛查", 9: "其他"})
ATTENDED = CodeList("tb_attended", {1: "是", 2: "否"})
SUSPECT_RESULT = CodeList("tb_suspect_result", {1: "确诊肺结核", 2: "排除", 3: "未查"})
PATIENT_TYPE = CodeList("tb_patient_type", {1: "初治", 2: "复治"})
PATHOGEN = CodeList("tb_pathogen", {1: "病原学阳性", 2: "病原学阴性", 3: "病原学无结果", 4: "利福平耐药"})
SPUTUM = CodeList("tb_sputum", {1: "阳性", 2: "阴性", 3: "未查痰"})
RESISTANCE = CodeList("tb_resistance", {1: "耐药", 2: "非耐药", 3: "未检测"})
COURSE_KIND = CodeList("tb_course_kind", {1: "初治", 2: "复治", 3: "耐多药"})
HOME_MODE = CodeList("tb_first_mode", {1: "门诊", 2: "家庭"})
FIRST_SYMPTOMS = CodeList(
    "tb_first_symptoms",
    {
        0: "没有症状", 1: "咳嗽咳痰", 2: "低热盗汗", 3: "咯血或血痰", 4: "胸痛消瘦", 5: "恶心纳差", 6: "头痛失眠",
        7: "视物模糊", 8: "皮肤瘙痒、皮疹", 9: "耳鸣、听力下降", 10: "其他",
    },
    none=0,
    other=(10,),
)  # fmt: skip
SYMPTOMS = CodeList(
    "tb_symptoms",
    {
        0: "没有症状", 1: "咳嗽咳痰", 2: "低热盗汗", 3: "咯血或血痰", 4: "胸痛消瘦", 5: "恶心纳差", 6: "关节疼痛",
        7: "头痛失眠", 8: "视物模糊", 9: "皮肤瘙痒、皮疹", 10: "耳鸣、听力下降", 11: "其他",
    },
    none=0,
    other=(11,),
)  # fmt: skip
"""The follow-up prints another list than the first visit: 6 is 关节疼痛 here."""
USAGE = CodeList("tb_usage", {1: "每日", 2: "间歇"})
DOSAGE_FORM = CodeList("tb_dosage_form", {1: "固定剂量复合制剂", 2: "散装药", 3: "板式组合药", 4: "注射剂"})
SUPERVISOR = CodeList("tb_supervisor", {1: "医生", 2: "家属", 3: "自服药", 4: "其他"}, other=(4,))
ROOM = CodeList("tb_room", {1: "有", 2: "无"})
VENTILATION = CodeList("tb_ventilation", {1: "良好", 2: "一般", 3: "差"})
LEARNT = CodeList("tb_learnt", {1: "掌握", 2: "未掌握"})
NONE_OR_SOME = CodeList("tb_none_or_some", {1: "无", 2: "有"})
PHASE = CodeList("tb_phase", {1: "强化期（注射期）", 2: "继续期（非注射期）"})
IRREGULAR = CodeList("tb_irregular", {1: "不良反应", 2: "其他原因"})
STOP = CodeList("tb_stop_reason", {1: "完成疗程", 2: "死亡", 3: "丢失", 4: "转入耐多药治疗"})
OUTCOME = CodeList(
    "tb_outcome",
    {
        1: "治愈", 2: "完成治疗", 3: "治疗失败", 4: "死亡", 5: "失访", 6: "转入耐多药治疗", 7: "诊断变更",
        9: "不能评价",
    },
)  # fmt: skip
ATTEMPT = CodeList("tb_attempt", {1: "第1次", 2: "第2次"})
MET = CodeList("tb_met", {1: "见到", 2: "未见到"})
CONTACT_RESULT = CodeList(
    "tb_contact_result", {0: "未检查", 1: "未见异常", 2: "潜伏感染", 3: "肺结核", 4: "可疑，待查"}
)
DOSE = CodeList("tb_dose", {1: "已服", 2: "漏服", 3: "停药"})
"""A day of the dose calendar; a day without a mark is not yet filled."""
