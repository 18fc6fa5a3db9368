"""Code lists of health-supervision assistance; 信息类别 1 to 5 as the forms of the 2017 book name them."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

SUBJECT = CodeList(
    "supervision_subject",
    {
        1: "食源性疾病", 2: "饮用水卫生", 3: "学校卫生", 4: "非法行医（采供血）", 5: "计划生育", 6: "职业卫生",
        7: "公共场所", 8: "其他",
    },
    other=(8,),
)  # fmt: skip
PATROLLED = (2, 3, 4, 5)
"""The subjects of the 2017 book for which places are patrolled; food is reported, not patrolled."""
UNIT = CodeList(
    "supervision_unit",
    {1: "供水单位", 2: "学校、托幼机构", 3: "医疗机构", 4: "公共场所", 5: "餐饮单位", 6: "职业病危害企业", 7: "其他"},
    other=(7,),
)
WATER_UNIT = 1
WATER = CodeList("supervision_water", {1: "农村集中式供水", 2: "城市二次供水", 3: "学校供水"})
STATUS = CodeList("supervision_status", {1: "在业", 2: "停业", 3: "注销"})
WORKING = 1
FOUND = CodeList("supervision_found", {1: "无", 2: "有"})
PROBLEM = 2
DISPOSAL = CodeList(
    "supervision_disposal", {1: "帮助整改", 2: "报告卫生监督机构", 3: "现场告知", 9: "其他"}, other=(9,)
)
REPORT_MODE = CodeList("supervision_report_mode", {1: "电话", 2: "网络", 3: "书面"})
ANSWER = CodeList("supervision_answer", {1: "查实，已处理", 2: "查实，整改中", 3: "未查实", 4: "不予受理"})
TEACHING = CodeList(
    "supervision_teaching",
    {
        1: "供水单位人员培训", 2: "校医（保健教师）培训", 3: "卫生监督协管员培训", 4: "公众宣传", 5: "检查督导",
        9: "其他",
    },
    other=(9,),
)  # fmt: skip
PAPERS = CodeList(
    "supervision_papers",
    {1: "工作制度", 2: "协管员聘任", 3: "培训合格证", 4: "签批汇总", 9: "其他"},
    other=(9,),
)
RULE, ASSISTANT, SUMMARY = 1, 2, 4
