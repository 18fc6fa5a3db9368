"""Code lists of the COPD forms; the numbers of the official lists are still to be checked (spec 13 b2)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

VISIT_MODE = CodeList("copd_visit_mode", {1: "门诊", 2: "家庭", 3: "电话", 4: "网络"})
SYMPTOMS = CodeList(
    "copd_symptoms",
    {
        1: "无症状",
        2: "咳嗽",
        3: "咳痰",
        4: "呼吸困难（气促）",
        5: "喘息",
        6: "胸闷",
        7: "发热",
        8: "其他",
    },
    none=1,
    other=(8,),
)
DANGER_SIGNS = CodeList(
    "copd_danger_signs",
    {1: "静息时呼吸困难明显加重", 2: "意识改变", 3: "新出现的紫绀", 4: "严重水肿"},
)
COMORBIDITIES = CodeList(
    "copd_comorbidities",
    {
        1: "无",
        2: "心血管疾病",
        3: "骨质疏松",
        4: "焦虑抑郁",
        5: "肺癌",
        6: "感染",
        7: "代谢综合征/糖尿病",
        8: "胃食管反流",
        9: "其他",
    },
    none=1,
    other=(9,),
)
PRESENT = CodeList("copd_present", {1: "无", 2: "有"})
YES_NO = CodeList("copd_yes_no", {1: "是", 2: "否"})
VACCINES = CodeList(
    "copd_vaccines", {1: "流感疫苗", 2: "肺炎（球菌）疫苗", 3: "新冠病毒疫苗", 4: "其他"}, other=(4,)
)
INHALER_SKILL = CodeList("copd_inhaler_skill", {1: "熟练", 2: "不熟练", 3: "未掌握", 9: "未使用"})
CHANGE = CodeList("copd_change", {1: "减轻", 2: "稳定", 3: "加重"})
MMRC = CodeList(
    "mmrc",
    {
        0: "只在剧烈活动时感到呼吸困难",
        1: "平地快走或上缓坡时气短",
        2: "平地行走比同龄人慢或需停下来休息",
        3: "平地走约100米或数分钟后需停下喘气",
        4: "因气短不能离家，或穿脱衣服时气短",
    },
)
RISK_FACTORS = CodeList(
    "copd_risk_factors",
    {
        1: "吸烟/二手烟",
        2: "职业粉尘",
        3: "化学物质",
        4: "生物燃料",
        5: "儿童期严重呼吸道感染（14岁前）",
        6: "肺部手术/其他肺病",
        7: "室内外空气污染",
        8: "家族史",
    },
)
FOUND_BY = CodeList("copd_found_by", {1: "医院反馈", 2: "门诊", 3: "健康体检", 4: "筛查", 9: "其他"})
GOLD_GRADE = CodeList(
    "gold_grade", {1: "GOLD 1 轻度", 2: "GOLD 2 中度", 3: "GOLD 3 重度", 4: "GOLD 4 极重度"}
)
LEVEL = CodeList("copd_level", {1: "稳定期低风险", 2: "稳定期高风险", 3: "急性加重期"})
TCM_GUIDANCE = CodeList(
    "copd_tcm_guidance",
    {1: "情志调摄", 2: "饮食调养", 3: "起居调摄", 4: "运动保健", 5: "穴位保健", 6: "其他"},
)
DYSPNEA = CodeList("copd_sq_dyspnea", {1: "没有气促", 2: "平地急行或上小坡时气促", 3: "平地正常行走时气促"})
REFERRED = CodeList("copd_screening_referral", {1: "无", 2: "未转诊", 3: "已转诊"})
QUALITY = CodeList("spirometry_quality", {1: "A", 2: "B", 3: "C", 4: "D", 5: "E", 6: "F"})
REHAB_KIND = CodeList(
    "copd_rehab_kind",
    {1: "呼吸训练（缩唇、腹式）", 2: "有氧运动", 3: "力量训练", 4: "排痰训练", 5: "健康教育", 9: "其他"},
    other=(9,),
)
REHAB_OUTCOME = CodeList("copd_rehab_outcome", {1: "好转", 2: "稳定", 3: "变差", 4: "未完成"})
EQUIPMENT = CodeList(
    "copd_equipment", {1: "肺功能仪", 2: "指脉氧仪", 3: "雾化器", 4: "吸入装置训练器", 5: "制氧机"}
)
MEDICINES = CodeList(
    "copd_medicines",
    {
        1: "短效支气管舒张剂",
        2: "长效β2受体激动剂（LABA）",
        3: "长效抗胆碱能药物（LAMA）",
        4: "吸入糖皮质激素复方（ICS/LABA）",
        5: "LABA/LAMA 复方",
        6: "三联复方",
        7: "祛痰药",
        8: "茶碱类",
    },
)
REFERRAL_REASONS = (
    "连续两次控制不满意",
    "药物不良反应难以控制",
    "出现新的并发症",
    "原有并发症加重",
    "危急情况",
)
"""Suggested words for 转诊原因, as the other chronic chapters have them; the field itself is free text."""
