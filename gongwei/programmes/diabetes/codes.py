"""Code lists that only the diabetes forms print; the digit on the paper is the digit in the database."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

SYMPTOMS = CodeList(
    "diabetes_symptoms",
    {
        1: "无症状",
        2: "多饮",
        3: "多食",
        4: "多尿",
        5: "视力模糊",
        6: "感染",
        7: "手脚麻木",
        8: "下肢浮肿",
        9: "体重明显下降",
        10: "其他",
    },
    none=1,
    other=(10,),
)
DANGER_SIGNS = CodeList(
    "diabetes_danger_signs",
    {
        1: "意识或行为改变",
        2: "呼气有烂苹果样丙酮味",
        3: "心悸",
        4: "出汗",
        5: "食欲减退",
        6: "恶心",
        7: "呕吐",
        8: "多饮",
        9: "多尿",
        10: "腹痛",
        11: "有深大呼吸",
        12: "皮肤潮红",
        13: "持续性心动过速（心率超过100次/分钟）",
        14: "体温超过39℃",
        15: "视力骤降",
        16: "妊娠期或哺乳期血糖高于正常",
        17: "存在不能处理的其他疾病",
    },
)
DORSALIS_PEDIS = CodeList("followup_dorsalis_pedis", {1: "触及正常", 2: "减弱", 3: "消失"})
SIDE = CodeList("side", {1: "双侧", 2: "左侧", 3: "右侧"})
HYPOGLYCEMIA = CodeList("hypoglycemia", {1: "无", 2: "偶尔", 3: "频繁"})
SAMPLE = CodeList("glucose_sample", {1: "末梢血", 2: "血浆"})
CARE_CLASS = CodeList("diabetes_care_class", {1: "常规", 2: "强化"})
DIABETES_TYPE = CodeList("diabetes_type", {1: "1型", 2: "2型", 9: "其他"})
CARD_SOURCE = CodeList(
    "diabetes_card_source", {1: "健康档案", 2: "社区门诊", 3: "流调", 4: "病房", 5: "社区", 99: "其他"}
)
COMPLICATIONS = CodeList(
    "diabetes_complications",
    {
        1: "酮症酸中毒",
        2: "高渗",
        3: "乳酸酸中毒",
        4: "肾脏",
        5: "视网膜",
        6: "神经",
        7: "心脑血管",
        8: "下肢血管",
        9: "糖尿病足",
    },
)
RISK_FACTORS = CodeList(
    "diabetes_high_risk_factors",
    {
        1: "有糖调节受损史",
        2: "年龄≥45岁",
        3: "超重或肥胖（体质指数≥24和/或腰围男≥90 cm、女≥85 cm）",
        4: "一级亲属有2型糖尿病",
        5: "高危种族",
        6: "巨大儿（≥4 kg）生产史或妊娠糖尿病史",
        7: "高血压（≥140/90 mmHg）或正在服降压药",
        8: "高密度脂蛋白胆固醇≤0.91和/或甘油三酯≥2.22 mmol/L，或正在服调脂药",
        9: "心脑血管疾病",
        10: "一过性类固醇糖尿病史",
        11: "多囊卵巢综合征且体质指数≥28",
        12: "严重精神病或长期服抗抑郁药",
        13: "静坐生活方式",
    },
)
HIGH_RISK_OUTCOME = CodeList(
    "diabetes_high_risk_outcome", {1: "转糖尿病", 2: "搬迁", 3: "死亡", 4: "拒绝", 5: "其他"}
)
VERIFY_RESULT = CodeList("diabetes_verify_result", {0: "未确定", 1: "确诊", 2: "疑似", 3: "排除"})
SUSPECT_SOURCE = CodeList(
    "diabetes_suspect_source", {2: "健康体检", 3: "接诊", 4: "高危人群测血糖", 9: "其他"}
)
REFERRAL_REASONS = (
    "连续两次空腹血糖控制不满意",
    "药物不良反应难以控制",
    "出现新的并发症",
    "原有并发症加重",
    "危急情况",
)
"""Suggested words for 转诊原因; the field itself is free text."""
