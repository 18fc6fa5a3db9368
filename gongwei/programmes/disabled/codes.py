"""Code lists of the forms for certified disabled residents; no national record form exists (spec 15 §1)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

TYPES = CodeList(
    "disability_certificate_types",
    {1: "视力", 2: "听力", 3: "言语", 4: "肢体", 5: "智力", 6: "精神", 7: "多重"},
)
LEVEL = CodeList("disability_level", {1: "一级", 2: "二级", 3: "三级", 4: "四级"})
CAUSE = CodeList("disability_cause", {1: "先天", 2: "疾病", 3: "意外伤害", 4: "中毒", 5: "其他"}, other=(5,))
PARTS = CodeList("disability_parts", {1: "左上肢", 2: "右上肢", 3: "左下肢", 4: "右下肢", 5: "躯干"})
PAST_CARE = CodeList(
    "disability_past_care",
    {1: "手术", 2: "药物", 3: "传统方法", 4: "理疗", 5: "康复训练", 6: "辅助器具", 7: "其他"},
    other=(7,),
)
DEVICES = CodeList(
    "assistive_devices",
    {1: "无", 2: "轮椅", 3: "拐杖", 4: "助听器", 5: "假肢", 6: "其他"},
    none=1,
    other=(6,),
)
CARE_LEVEL = CodeList("disability_care_level", {1: "自理", 2: "部分自理", 3: "不能自理"})
NEEDS = CodeList(
    "rehabilitation_needs", {1: "无", 2: "医疗康复", 3: "训练", 4: "辅具", 5: "心理", 6: "护理"}, none=1
)
LIMB_DIAGNOSIS = CodeList(
    "limb_diagnosis",
    {1: "偏瘫", 2: "截瘫", 3: "脑瘫", 4: "截肢", 5: "儿麻后遗症", 6: "骨关节疾病", 7: "其他"},
    other=(7,),
)
ALSO = CodeList("limb_with_other", {1: "视力", 2: "智力", 3: "听力语言", 4: "精神"})
EXAM_RESULT = CodeList("disabled_exam_result", {1: "正常", 2: "异常"})
LIFESTYLE = CodeList(
    "disabled_lifestyle_risks",
    {1: "无", 2: "吸烟", 3: "饮酒过量", 4: "缺少活动", 5: "饮食不合理", 6: "长期卧床"},
    none=1,
)
YES_NO = CodeList("disabled_yes_no", {1: "是", 2: "否"})
TOLD_BY = CodeList("disability_demand_source", {1: "残联推送", 2: "签约团队了解", 3: "本人或监护人提出"})
SERVICES = CodeList(
    "disabled_support_services",
    {
        1: "建立健康档案",
        2: "健康体检",
        3: "健康评估和指导",
        4: "康复指导",
        5: "用药指导",
        6: "上门服务",
        7: "辅具转介",
        8: "心理支持",
        9: "转诊",
    },
)
OUTCOME = CodeList(
    "disabled_demand_outcome", {1: "已满足", 2: "部分满足", 3: "转介残联或其他机构", 4: "未满足"}
)
ACCESS = CodeList(
    "disabled_exam_access", {1: "无障碍坡道", 2: "轮椅", 3: "手语或文字沟通", 4: "陪同人员", 5: "优先通道"}
)
KIND_OF_DAY = CodeList("disabled_exam_day_kind", {1: "集中体检", 2: "残疾人体检日", 3: "上门体检"})
