"""Code lists of chapter 11 as its cards print them (spec 11 b1, b2)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList
from gongwei.programmes.infectious_disease.diseases import disease_list

DISEASE = disease_list()
CARD_TYPE = CodeList("card_type", {1: "初次报告", 2: "订正报告"})
SEX = CodeList("card_sex", {1: "男", 2: "女"})
AGE_UNIT = CodeList("age_unit", {1: "岁", 2: "月", 3: "天"})
ID_TYPE = CodeList(
    "card_id_type", {1: "居民身份证", 2: "护照", 3: "港澳台通行证", 4: "其他证件", 9: "无证件"}
)
ORIGIN = CodeList(
    "patient_origin",
    {1: "本县区", 2: "本市其他县区", 3: "本省其他地市", 4: "外省", 5: "港澳台", 6: "外籍"},
)
OCCUPATION = CodeList(
    "card_occupation",
    {1: "幼托儿童", 2: "散居儿童", 3: "学生（大中小学）", 4: "教师", 5: "保育员及保姆", 6: "餐饮食品业",
     7: "商业服务", 8: "医务人员", 9: "工人", 10: "民工", 11: "农民", 12: "牧民", 13: "渔（船）民",
     14: "干部职员", 15: "离退人员", 16: "家务及待业", 17: "其他", 18: "不详"},
    other=(17,),
)  # fmt: skip
CASE_CLASS = CodeList("case_class", {1: "疑似病例", 2: "临床诊断病例", 3: "确诊病例", 4: "病原携带者"})
CASE_COURSE = CodeList("case_course", {1: "急性", 2: "慢性", 0: "未分型"})
AUDIT = CodeList("audit_status", {0: "待审核", 1: "同意", 2: "不同意"})
CHECKED = CodeList("card_checked", {1: "完整准确", 2: "有缺项", 3: "有错误"})
BOOK = CodeList(
    "register_book", {1: "门诊日志", 2: "住院登记", 3: "检验登记", 4: "放射登记", 5: "其他"}, other=(5,)
)
NO_CARD = CodeList(
    "no_card_reason",
    {1: "诊断已排除", 2: "同次发病重复就诊", 3: "首诊机构已报告", 4: "慢性病例既往已报告", 5: "尚未报告"},
)
NOT_OWED = (1, 2, 3, 4)
EVENT_REPORT = CodeList("event_report_type", {1: "初步报告", 2: "进程报告", 3: "结案报告"})
INFO_CLASS = CodeList(
    "event_class",
    {1: "传染病", 2: "食物中毒", 3: "职业中毒", 4: "其他中毒事件", 5: "环境卫生", 6: "免疫接种",
     7: "群体性不明原因疾病", 8: "医疗机构内感染", 9: "放射性卫生", 10: "其他公共卫生"},
)  # fmt: skip
LEVEL = CodeList(
    "event_level", {1: "特别重大", 2: "重大", 3: "较大", 4: "一般", 5: "未分级", 6: "非突发事件"}
)
PLACE = CodeList(
    "event_place",
    {1: "学校", 2: "医疗卫生机构", 3: "家庭", 4: "宾馆饭店写字楼", 5: "餐饮服务单位", 6: "交通运输工具",
     7: "菜场商场超市", 8: "车站码头机场", 9: "党政机关办公场所", 10: "企事业单位办公场所",
     11: "大型厂矿企业生产场所", 12: "中小型厂矿企业生产场所", 13: "城市住宅小区", 14: "城市其他公共场所",
     15: "农村村庄", 16: "农村农田野外", 17: "其他重要公共场所"},
)  # fmt: skip
MED_ORG = CodeList(
    "event_med_org",
    {1: "公办医疗机构", 2: "疾病预防控制机构", 3: "采供血机构", 4: "检验检疫机构", 5: "其他及私立机构"},
)
MED_DEPT = CodeList(
    "event_med_dept",
    {
        1: "病房",
        2: "手术室",
        3: "门诊",
        4: "化验室",
        5: "药房",
        6: "办公室",
        7: "治疗室",
        8: "特殊检查室",
        9: "其他场所",
    },
)
SCHOOL = CodeList(
    "event_school", {1: "托幼机构", 2: "小学", 3: "中学", 4: "大、中专院校", 5: "综合类学校", 6: "其他"}
)
SOURCE = CodeList(
    "event_source",
    {1: "属地医疗机构", 2: "外地医疗机构", 3: "报纸", 4: "电视", 5: "特服号电话95120", 6: "互联网",
     7: "市民电话报告", 8: "上门直接报告", 9: "本系统自动预警", 10: "广播", 11: "填报单位人员目睹", 12: "其他"},
    other=(12,),
)  # fmt: skip
SYMPTOM = CodeList(
    "event_symptom",
    {1: "呼吸道", 2: "胃肠道", 3: "神经系统", 4: "皮肤粘膜", 5: "精神症状", 6: "其他"},
    other=(6,),
)
MEASURE = CodeList(
    "handling_kind",
    {1: "医疗救治", 2: "隔离与医学观察", 3: "密切接触者管理", 4: "流行病学调查", 5: "疫点疫区消毒处理",
     6: "应急接种", 7: "预防性服药", 8: "宣传教育", 9: "其他"},
    other=(9,),
)  # fmt: skip
OUTCOME = CodeList("case_outcome", {1: "治愈", 2: "好转", 3: "未愈", 4: "死亡", 5: "失访"})
FOOD_PLACE = CodeList(
    "food_place",
    {1: "家庭", 2: "餐馆", 3: "食堂", 4: "街头摊点", 5: "农村宴席", 6: "外卖", 7: "其他"},
    other=(7,),
)
FOOD_SYMPTOM = CodeList(
    "food_symptom",
    {1: "发热", 2: "恶心", 3: "呕吐", 4: "腹痛", 5: "腹泻", 6: "头晕头痛", 7: "皮疹", 8: "其他"},
    other=(8,),
)
SAMPLE = CodeList("food_sample", {1: "粪便", 2: "肛拭子", 3: "呕吐物", 4: "食品", 5: "未采集"}, none=5)
KEPT = CodeList(
    "readiness_kind",
    {1: "报告管理制度", 2: "专（兼）职报告人员", 3: "技能培训", 4: "应急预案", 5: "应急演练",
     6: "应急物资与设备", 7: "预检分诊与发热筛查", 8: "漏报自查", 9: "专业机构指导"},
)  # fmt: skip
