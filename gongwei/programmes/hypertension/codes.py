"""Code lists that only the hypertension forms print; the digit on the paper is the digit in the database."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

H_TYPE_REF = "guanyun-2018#一（二）"
"""The notice that asks for H型高血压查漏补服."""
SYMPTOMS = CodeList(
    "hypertension_symptoms",
    {
        1: "无症状",
        2: "头痛头晕",
        3: "恶心呕吐",
        4: "眼花耳鸣",
        5: "呼吸困难",
        6: "心悸胸闷",
        7: "鼻衄出血不止",
        8: "四肢发麻",
        9: "下肢水肿",
        10: "其他",
    },
    none=1,
    other=(10,),
)
DANGER_SIGNS = CodeList(
    "hypertension_danger_signs",
    {
        1: "意识改变",
        2: "剧烈头痛或头晕",
        3: "恶心呕吐",
        4: "视力模糊",
        5: "眼痛",
        6: "心悸",
        7: "胸闷",
        8: "喘憋不能平卧",
        9: "妊娠期或哺乳期血压高于正常",
        10: "存在不能处理的其他疾病",
    },
)
SALT = CodeList("salt", {1: "轻", 2: "中", 3: "重"})
FOUND_BY = CodeList("hypertension_found_by", {1: "健康档案", 2: "首诊测压", 3: "普查", 4: "门诊", 5: "体检"})
VERIFY_RESULT = CodeList("hypertension_verify_result", {0: "未确定", 1: "确诊", 2: "疑似", 3: "排除"})
SUSPECT_SOURCE = CodeList(
    "hypertension_suspect_source", {1: "首诊测压", 2: "健康体检", 3: "接诊", 4: "高危人群测压", 9: "其他"}
)
RISK_FACTORS = CodeList(
    "hypertension_high_risk_factors",
    {
        1: "血压高值（收缩压130～139 mmHg和/或舒张压85～89 mmHg）",
        2: "超重或肥胖，和（或）腹型肥胖",
        3: "高血压家族史（一、二级亲属）",
        4: "长期膳食高盐",
        5: "长期过量饮酒（每日饮白酒≥100 mL）",
        6: "年龄≥55岁",
    },
)
HIGH_RISK_OUTCOME = CodeList(
    "hypertension_high_risk_outcome", {1: "转高血压", 2: "搬迁", 3: "死亡", 4: "拒绝", 5: "其他"}
)
RISK_LEVEL = CodeList("hypertension_risk_level", {1: "低危", 2: "中危", 3: "高危", 4: "很高危"})
COMPLICATIONS = CodeList(
    "hypertension_complications",
    {
        1: "无",
        2: "脑血管病",
        3: "心脏疾病",
        4: "肾脏疾病（CKD 4期及以上）",
        5: "外周血管病",
        6: "视网膜病变",
        7: "糖尿病（无并发症）",
        8: "糖尿病（有并发症）",
        9: "CKD 3期（无并发症）",
    },
    none=1,
)
REFERRAL_REASONS = (
    "连续两次控制不满意",
    "药物不良反应难以控制",
    "出现新的并发症",
    "原有并发症加重",
    "危急情况",
)
"""Suggested words for 转诊原因, in the order of their local codes 1–5; the field itself is free text."""
H_TYPE_DRUG = CodeList("h_type_drug", {1: "马来酸依那普利叶酸片", 2: "叶酸片（与降压药同服）", 9: "其他"}, other=(9,))
DRUG_PACK = CodeList("drug_pack", {1: "盒", 2: "瓶", 3: "片"})
