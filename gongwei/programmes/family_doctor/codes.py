"""Code lists of agreements, teams and fulfilment (spec 14 b)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

SIGN_UNIT = CodeList("contract_sign_unit", {1: "家庭", 2: "个人"})
HOUSEHOLD, PERSON = 1, 2
STOP_REASON = CodeList(
    "contract_stop_reason",
    {1: "失访", 2: "迁出", 3: "死亡", 4: "本人要求", 5: "改签", 6: "发票作废", 99: "其他"},
    other=(99,),
)
LOST, MOVED, DIED, OWN_WISH, CHANGED, INVOICE_VOID = 1, 2, 3, 4, 5, 6
ORIGIN = CodeList("contract_origin", {1: "新签", 2: "续约", 3: "改签"})
NEW, RENEWED, RESIGNED = 1, 2, 3
PAY_WAY = CodeList("contract_pay_way", {1: "现金", 2: "医保个人账户"})
ROLE = CodeList(
    "contract_team_role",
    {1: "家庭医生", 2: "公共卫生人员", 3: "护士", 4: "乡村医生", 5: "药师", 6: "上级专家", 7: "其他"},
    other=(7,),
)
MEASURE = CodeList(
    "contract_publicity",
    {
        1: "上门宣传",
        2: "门诊宣传",
        3: "讲座、咨询活动",
        4: "电话、短信",
        5: "微信、网站",
        6: "残联或村（居）动员",
    },
)
ANSWER = CodeList("contract_offer_answer", {1: "同意签约", 2: "考虑", 3: "不同意"})
REFUSED = 3
WHY_NOT = CodeList(
    "contract_refusal",
    {1: "不了解", 2: "觉得不需要", 3: "已在外地签约", 4: "常年外出", 5: "对服务不满意", 6: "费用", 7: "其他"},
    other=(7,),
)
MODE = CodeList("contract_service_mode", {1: "门诊", 2: "家庭", 3: "电话", 4: "网络", 5: "机构集中"})
GUIDANCE = CodeList(
    "contract_guidance",
    {
        1: "健康评估",
        2: "生活方式指导",
        3: "用药指导",
        4: "长处方",
        5: "预约转诊",
        6: "健康教育",
        7: "医养结合服务",
        8: "慢阻肺中医药指导",
    },
)
ASSESSED = 1
TOLD = CodeList(
    "contract_record_query",
    {
        1: "已告知查询方式",
        2: "已帮助在网站注册",
        3: "已帮助在手机程序注册",
        4: "已帮助关注微信公众号",
        5: "本人不愿注册",
    },
)
SATISFIED = CodeList("contract_satisfaction", {5: "很满意", 4: "满意", 3: "一般", 2: "不满意", 1: "很不满意"})
PAYER = {
    "resident": "居民个人",
    "insurance": "医保基金",
    "programme": "基本公共卫生服务经费",
    "disabled_federation": "残联",
}
"""Who pays a part of the fee; the parts of a package add up to its price (FD-10)."""
