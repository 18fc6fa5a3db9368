"""Code lists that the maternal forms print; the digit on the paper is the digit in the database (规范三版 5 附件)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

ORIGIN = CodeList(
    "maternal_origin",
    {1: "本辖区建册", 2: "孕期由外区转入", 3: "产后转入（坐月子）", 4: "分娩前没有建册，补建"},
)
LMP_CERTAIN = CodeList("maternal_lmp_certain", {1: "准确", 2: "不准或月经不规律", 3: "不详"})
DATED_BY = CodeList("maternal_dated_by", {1: "末次月经", 2: "超声"})
PAST = CodeList(
    "maternal_past_history",
    {
        1: "无",
        2: "心脏病",
        3: "肾脏疾病",
        4: "肝脏疾病",
        5: "高血压",
        6: "贫血",
        7: "糖尿病",
        8: "其他",
    },
    none=1,
    other=(8,),
)
FAMILY = CodeList(
    "maternal_family_history", {1: "无", 2: "遗传性疾病史", 3: "精神疾病史", 4: "其他"}, none=1, other=(4,)
)
PERSONAL = CodeList(
    "maternal_personal_history",
    {
        1: "无特殊",
        2: "吸烟",
        3: "饮酒",
        4: "服用药物",
        5: "接触有毒有害物质",
        6: "接触放射线",
        7: "其他",
    },
    none=1,
    other=(7,),
)
NONE_SOME = CodeList("maternal_none_some", {1: "无", 2: "有"}, other=(2,))
FINDING = CodeList("maternal_finding", {1: "未见异常", 2: "异常"}, other=(2,))
GYNAECOLOGY = CodeList("maternal_gynaecology", {1: "未见异常", 2: "异常", 3: "未查（本人拒绝）"}, other=(2,))
ABO = CodeList("maternal_abo", {1: "A型", 2: "B型", 3: "O型", 4: "AB型"})
RH = CodeList("maternal_rh", {1: "阴性", 2: "阳性"})
DISCHARGE = CodeList(
    "maternal_discharge",
    {1: "未见异常", 2: "滴虫", 3: "假丝酵母菌", 4: "其他"},
    none=1,
    other=(4,),
)
CLEANLINESS = CodeList("maternal_cleanliness", {1: "Ⅰ度", 2: "Ⅱ度", 3: "Ⅲ度", 4: "Ⅳ度"})
SIGN = CodeList("maternal_sign", {1: "阴性", 2: "阳性"})
GUIDANCE_FIRST = CodeList(
    "maternal_guidance_first",
    {
        1: "生活方式",
        2: "心理",
        3: "营养",
        4: "避免致畸因素和疾病对胚胎的不良影响",
        5: "产前筛查宣传告知",
        6: "其他",
    },
    other=(6,),
)
COLUMN = CodeList("maternal_column", {2: "第2次", 3: "第3次", 4: "第4次", 5: "第5次", 9: "增加的随访"})
VISIT_KIND = CodeList("maternal_visit_kind", {1: "随访", 2: "督促"})
POSITION = CodeList(
    "maternal_fetal_position",
    {
        1: "头位",
        2: "左枕前LOA",
        3: "右枕前ROA",
        4: "左枕后LOP",
        5: "右枕后ROP",
        6: "左枕横LOT",
        7: "右枕横ROT",
        8: "臀位",
        9: "肩位（横位）",
        10: "不详",
    },
)
PROTEIN = CodeList("maternal_urine_protein", {1: "−", 2: "±", 3: "＋", 4: "＋＋", 5: "＋＋＋", 6: "＋＋＋＋"})
GUIDANCE_2 = CodeList(
    "maternal_guidance_2", {1: "生活方式", 2: "营养", 3: "心理", 4: "运动", 5: "其他"}, other=(5,)
)
GUIDANCE_3 = CodeList(
    "maternal_guidance_3",
    {1: "生活方式", 2: "营养", 3: "心理", 4: "运动", 5: "自我监护", 6: "母乳喂养", 7: "其他"},
    other=(7,),
)
GUIDANCE_4 = CodeList(
    "maternal_guidance_4",
    {
        1: "生活方式",
        2: "营养",
        3: "心理",
        4: "运动",
        5: "自我监测",
        6: "分娩准备",
        7: "母乳喂养",
        8: "其他",
    },
    other=(8,),
)
"""Each column of the paper prints its own list; columns 4 and 5 print the same."""
CONDITION = CodeList("maternal_postnatal_category", {1: "未见异常", 2: "异常"}, other=(2,))
GUIDANCE_POSTNATAL = CodeList(
    "maternal_guidance_postnatal",
    {1: "个人卫生", 2: "心理", 3: "营养", 4: "母乳喂养", 5: "新生儿护理与喂养", 6: "其他"},
    other=(6,),
)
RECOVERED = CodeList("maternal_recovered", {1: "已恢复", 2: "未恢复"})
GUIDANCE_42 = CodeList(
    "maternal_guidance_42",
    {1: "心理保健", 2: "性保健与避孕", 3: "婴儿喂养", 4: "产妇营养", 5: "其他"},
    other=(5,),
)
DISPOSITION = CodeList("maternal_disposition", {1: "结案", 2: "转诊"})
OUTCOME = CodeList(
    "maternal_outcome", {1: "分娩", 2: "自然流产", 3: "人工终止妊娠", 4: "异位妊娠", 9: "其他"}, other=(9,)
)
PLACE = CodeList("maternal_place", {1: "助产机构（住院分娩）", 2: "家中", 3: "途中", 9: "其他"}, other=(9,))
DELIVERY_MODE = CodeList(
    "maternal_delivery_mode", {1: "阴道自然分娩", 2: "阴道助产", 3: "剖宫产", 4: "臀位助产"}
)
MOTHER = CodeList("maternal_mother", {1: "存活", 2: "死亡"})
BORN = CodeList("maternal_born", {1: "活产", 2: "死胎", 3: "死产"})
COLOUR = CodeList("maternal_colour", {1: "绿", 2: "黄", 3: "橙", 4: "红"})
PURPLE = CodeList("maternal_purple", {1: "否", 2: "是（传染病）"})
STAGE = CodeList("maternal_stage", {1: "筛查", 2: "评估", 3: "产后"})
SCREENED = CodeList("maternal_screened", {1: "未做", 2: "低风险", 3: "高风险", 4: "拒绝"})
CASE_STATE = CodeList(
    "maternal_case_state", {1: "在管", 2: "风险解除", 3: "分娩后结案", 4: "转出", 5: "失访"}
)
STAY = CodeList("maternal_stay", {1: "外出待产", 2: "外出坐月子", 3: "来本辖区待产", 4: "来本辖区坐月子"})
STAY_PLACE = CodeList("maternal_stay_place", {1: "本区其他机构辖区", 2: "外区"})
PRECONCEPTION = CodeList("maternal_preconception", {1: "已做", 2: "未做", 9: "不详"})
GIVEN = CodeList("maternal_given", {1: "门诊", 2: "入户", 3: "电话", 4: "集体讲座"})
CHILDBEARING_TOPICS = CodeList(
    "maternal_childbearing_topics",
    {1: "备孕与优生", 2: "叶酸", 3: "避孕节育", 4: "两癌筛查", 5: "营养与运动", 6: "心理", 7: "其他"},
    other=(7,),
)
