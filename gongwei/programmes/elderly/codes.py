"""Code lists of the elderly forms: the column of 老年人生活自理能力评估表 that was ticked, and the screens'."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

EATING = CodeList("self_care_eating", {1: "独立完成", 3: "需要协助，如切碎、搅拌食物等", 4: "完全需要帮助"})
GROOMING = CodeList(
    "self_care_grooming",
    {
        1: "独立完成",
        2: "能独立地洗头、梳头、洗脸、刷牙、剃须等；洗澡需要协助",
        3: "在协助下和适当的时间内，能完成部分梳洗活动",
        4: "完全需要帮助",
    },
)
DRESSING = CodeList(
    "self_care_dressing", {1: "独立完成", 3: "需要协助，在适当的时间内完成部分穿衣", 4: "完全需要帮助"}
)
TOILETING = CodeList(
    "self_care_toileting",
    {
        1: "不需协助，可自控",
        2: "偶尔失禁，但基本上能如厕或使用便具",
        3: "经常失禁，在很多提示和协助下尚能如厕或使用便具",
        4: "完全失禁，完全需要帮助",
    },
)
MOBILITY = CodeList(
    "self_care_mobility",
    {
        1: "独立完成所有活动",
        2: "借助较小的外力或辅助装置能完成站立、行走、上下楼梯等",
        3: "借助较大的外力才能完成站立、行走，不能上下楼梯",
        4: "卧床不起，活动完全需要帮助",
    },
)
"""Items 1 and 3 have no 轻度依赖 column: score 0 is column 1."""

SELF_CARE_LEVEL = CodeList("self_care_level", {1: "可自理", 2: "轻度依赖", 3: "中度依赖", 4: "不能自理"})
SCREEN = CodeList("screen", {1: "粗筛阴性", 2: "粗筛阳性"})
EDUCATION_LEVEL = CodeList("education_level", {1: "文盲", 2: "小学", 3: "中学及以上"})
MOOD_SCALE = CodeList("mood_scale", {1: "GDS-30", 2: "GDS-15", 9: "其他"}, other=(9,))
OUTREACH_WAY = CodeList(
    "outreach_way", {1: "电话", 2: "上门", 3: "经家属", 4: "经村（居）委会", 5: "经驻地单位", 9: "其他"}, other=(9,)
)
OUTREACH_RESULT = CodeList(
    "outreach_result",
    {
        1: "愿意来体检", 2: "已在其他渠道体检", 3: "行动不便，需上门体检", 4: "今年不在本地", 5: "不愿体检",
        6: "没有联系上",
    },
)  # fmt: skip
