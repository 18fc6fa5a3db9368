"""Code lists of the AIDS register; no public form exists, so digits are our own (IDR-08)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

STAGE = CodeList("hiv_stage", {1: "艾滋病病毒感染者", 2: "艾滋病病人"})
INFECTED, ILL = 1, 2
ROUTE = CodeList("hiv_route", {1: "性接触", 2: "注射", 3: "输血或血制品", 4: "母婴", 5: "不详", 9: "其他"}, other=(9,))
REACHED = CodeList("hiv_reached", {1: "见到本人", 2: "联系到本人", 3: "未联系到"})
UNREACHED = 3
TREATMENT = CodeList("hiv_treatment", {1: "在治疗", 2: "未治疗", 3: "已停药"})
TREATED, UNTREATED = 1, (2, 3)
PARTNER = CodeList("hiv_partner", {1: "阴性", 2: "阳性", 3: "未检测", 4: "没有配偶或固定性伴"})
SCREENED = CodeList("hiv_tb_screen", {1: "未见异常", 2: "可疑，已转诊", 3: "未筛查"})
