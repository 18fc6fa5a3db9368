"""Code lists of the vaccination forms; the vaccines and protections come from the schedule's own files."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList
from gongwei.programmes.immunization.nip import schedule

VACCINE = CodeList(
    "vaccine",
    {each.code: each.label for each in schedule().vaccines},
    other=(schedule().vaccine("Other").code,),
)
ALL = 0
PROTECTION = CodeList(
    "protection",
    {ALL: "全部疫苗"}
    | {
        schedule().vaccine(each.doses[0].give[0]).code: each.label
        for each in schedule().series
        if each.same_as is None and each.id != "PolioII"
    },
)
"""What a deferral or contraindication speaks of: the code of the first vaccine of a series."""

SITE = CodeList("vaccination_site", {1: "左上臂", 2: "右上臂", 3: "左大腿", 4: "右大腿", 5: "口服"})
ROUTE = CodeList("vaccination_route", {1: "肌内注射", 2: "皮下注射", 3: "皮内注射", 4: "口服", 5: "皮上划痕"})
ORGANISED = CodeList("vaccination_organised", {1: "常规", 2: "临时", 3: "群体性", 4: "应急"})
PROGRAMME = CodeList("vaccination_programme", {1: "免疫规划", 2: "非免疫规划"})
HEALTH_STATE = CodeList("vaccination_health_state", {1: "健康", 2: "有不适"})
CONTRAINDICATION = CodeList("vaccination_contraindication", {1: "无", 2: "有"})
CHECKED = CodeList("vaccination_checked", {1: "三查", 2: "七对", 3: "一验证"})
CONSENT = CodeList("vaccination_consent", {1: "已告知并签字", 2: "已告知，口头同意", 3: "不同意"})
OBSERVED = CodeList("vaccination_observed", {1: "满30分钟，无异常", 2: "满30分钟，有异常", 3: "提前离开"})
RELATION = CodeList("guardian_relation", {1: "母亲", 2: "父亲", 9: "其他"}, other=(9,))
REGISTERED_ADDRESS = CodeList("registered_address", {1: "同家庭现住址", 2: "其他"}, other=(2,))
MOTHER_HBSAG = CodeList("mother_hbsag", {1: "阴性", 2: "阳性", 3: "不详"})
HIV_EXPOSURE = CodeList("hiv_exposure", {1: "无", 2: "暴露，未排除感染", 3: "暴露，已排除感染", 4: "感染"})
HOLD = CodeList("vaccination_hold", {1: "暂缓", 2: "禁忌，不再接种", 3: "监护人拒绝"})
STOCK_KIND = CodeList(
    "vaccine_stock_kind", {1: "入库", 2: "报废", 3: "退回", 4: "调出", 5: "盘盈", 6: "盘亏"}
)
STOCK_SIGN = {1: 1, 2: -1, 3: -1, 4: -1, 5: 1, 6: -1}
CLINIC_KIND = CodeList(
    "vaccination_clinic_kind",
    {1: "预防接种门诊", 2: "产科接种室", 3: "犬伤处置门诊", 4: "成人接种门诊", 9: "其他"},
    other=(9,),
)
ENTRY_RESULT = CodeList("entry_check_result", {1: "全程完成", 2: "需补种"})
SCHOOL_KIND = CodeList("school_kind", {1: "托育机构", 2: "幼儿园", 3: "小学"})
ENTRY_KIND = CodeList("entry_kind", {1: "新入", 2: "转入", 3: "插班"})
CAMPAIGN_KIND = CodeList(
    "vaccination_campaign", {1: "应急接种", 2: "群体性接种", 3: "补充免疫", 4: "民生实事项目"}
)

FEVER = CodeList("aefi_fever", {1: "37.1～37.5", 2: "37.6～38.5", 3: "≥38.6", 4: "无"})
SWELLING = CodeList("aefi_swelling", {1: "≤2.5", 2: "2.6～5.0", 3: ">5.0", 4: "无"})
OUTCOME = CodeList("aefi_outcome", {1: "痊愈", 2: "好转", 3: "后遗症", 4: "死亡", 5: "不详"})
FIRST_CLASS = CodeList("aefi_first_class", {1: "一般反应", 2: "待定"})
FOUND_HOW = CodeList("aefi_found_how", {1: "被动监测报告", 2: "主动监测报告"})
YES_NO = CodeList("aefi_yes_no", {1: "是", 2: "否"})
URGENT = CodeList(
    "aefi_urgent", {0: "无", 1: "死亡", 2: "严重残疾", 3: "群体性", 4: "对社会有重大影响"}, none=0
)
FINAL_CLASS = CodeList(
    "aefi_class",
    {1: "一般反应", 2: "异常反应", 3: "疫苗质量事故", 4: "接种事故", 5: "偶合症", 6: "心因性反应", 7: "待定"},
)
