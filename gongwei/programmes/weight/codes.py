"""Code lists of weight management; all local (spec 15, no national form)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

SOURCE = CodeList("weight_source", {1: "体检", 2: "随访", 3: "自测", 4: "设备"})
METHODS = CodeList("weight_methods", {1: "膳食", 2: "运动", 3: "行为", 4: "心理", 5: "中医", 6: "药物转诊"})
STATUS = CodeList("weight_status", {1: "进行", 2: "达标", 3: "未达标", 4: "中止"})
YES_NO = CodeList("weight_yes_no", {1: "是", 2: "否"})
DONE = CodeList("weight_done", {1: "做到", 2: "部分做到", 3: "没有做到"})
FACTORS = CodeList(
    "weight_factors",
    {
        1: "无", 2: "高血压", 3: "糖尿病或糖调节受损", 4: "血脂异常", 5: "脂肪肝", 6: "睡眠呼吸暂停",
        7: "冠心病或脑卒中",
        8: "关节病", 9: "吸烟", 10: "过量饮酒", 11: "缺乏运动", 12: "家族史",
    },
    none=1,
)  # fmt: skip
SCREENS = CodeList(
    "weight_screens",
    {1: "无需", 2: "血压", 3: "血糖", 4: "血脂", 5: "肝脏B超", 6: "心电图", 7: "睡眠监测"},
    none=1,
)
LEVEL = CodeList("weight_level", {1: "一般", 2: "高危", 3: "已有并发症"})
