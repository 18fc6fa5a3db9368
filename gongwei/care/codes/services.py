"""Code lists of enrolment, referral, findings, consent and the review of records."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

FOUND_BY = CodeList(
    "found_by", {1: "健康档案", 2: "首诊测压", 3: "普查", 4: "门诊", 5: "健康体检", 6: "外院转入", 9: "其他"}
)
CLOSED_REASON = CodeList(
    "closed_reason", {1: "死亡", 2: "迁出", 3: "失访", 4: "拒绝", 5: "排除诊断", 6: "完成管理", 9: "其他"}
)
REFERRAL_STATUS = CodeList("referral_status", {1: "已转出", 2: "已接诊", 3: "已处置", 4: "已回转"})
REFERRAL_OUTCOME = CodeList("referral_outcome", {1: "到位", 2: "不到位"})
HANDLING = CodeList(
    "handling",
    {1: "复查", 2: "转诊", 3: "纳入慢性病管理", 4: "健康指导", 5: "治疗", 8: "更正后不再异常", 9: "其他"},
    other=(9,),
)
CONSENT_SIGNER = CodeList("consent_signer", {1: "本人", 2: "监护人", 3: "本人和监护人"})
SECTION_CHECK = CodeList(
    "section_check", {1: "准确真实", 2: "有误，已更正", 3: "有误，未更正", 4: "无此内容"}
)
"""How one section of a record stood at its review; 3 keeps the record on the list."""
