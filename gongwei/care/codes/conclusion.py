"""Code lists of 健康体检表: present problems, medicines, assessment, guidance; and its result feedback."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList


def _problems(id: str, words: str) -> CodeList:
    """Diseases of one system as printed: the first excludes the others, the last asks which."""
    items = dict(enumerate(words.split(), start=1))
    return CodeList(id, items, none=1, other=(len(items),))


CEREBROVASCULAR = _problems(
    "cerebrovascular", "未发现 缺血性卒中 脑出血 蛛网膜下腔出血 短暂性脑缺血发作 其他"
)
KIDNEY = _problems("kidney_disease", "未发现 糖尿病肾病 肾功能衰竭 急性肾炎 慢性肾炎 其他")
HEART = _problems("heart_disease", "未发现 心肌梗死 心绞痛 冠状动脉血运重建 充血性心力衰竭 心前区疼痛 其他")
VASCULAR = _problems("vascular_disease", "未发现 夹层动脉瘤 动脉闭塞性疾病 其他")
EYE = _problems("eye_disease", "未发现 视网膜出血或渗出 视乳头水肿 白内障 其他")
FOUND = _problems("found_disease", "未发现 有")

COMPLIANCE = CodeList("compliance", {1: "规律", 2: "间断", 3: "不服药"})
ASSESSMENT = CodeList("exam_assessment", {1: "体检无异常", 2: "有异常"})
GUIDANCE = CodeList(
    "exam_guidance",
    {0: "无需", 1: "纳入慢性病患者健康管理", 2: "建议复查", 3: "建议转诊"},
    none=0,
)
"""0 无需 is ours: a healthy person needs no false tick (conventions, Clinical rules)."""
RISK_CONTROL = CodeList(
    "risk_control",
    {
        1: "戒烟",
        2: "健康饮酒",
        3: "饮食",
        4: "锻炼",
        5: "减体重",
        6: "建议接种疫苗",
        7: "其他",
    },
    other=(7,),
)
FEEDBACK_WAY = CodeList(
    "feedback_way", {1: "当面", 2: "入户", 3: "电话", 4: "短信或公众号", 5: "家属转交", 9: "其他"}, other=(9,)
)
