"""Code lists of 健康体检表: symptoms, general condition, habits, organ function (规范三版 一 附件)."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

NO_YES = CodeList("no_yes", {1: "无", 2: "有"}, other=(2,))
NO_YES_PLAIN = CodeList("no_yes_plain", {1: "无", 2: "有"})
NORMAL = CodeList("normal_abnormal", {1: "正常", 2: "异常"}, other=(2,))
NO_FINDING = CodeList("no_finding", {1: "未见异常", 2: "异常"}, other=(2,))
NEGATIVE = CodeList("negative_positive", {1: "阴性", 2: "阳性"})
IS_NOT = CodeList("is_not", {1: "否", 2: "是"})
YES_NO = CodeList("yes_no", {1: "是", 2: "否"})

SYMPTOMS = CodeList(
    "exam_symptoms",
    dict(
        enumerate(
            [
                "无症状",
                "头痛",
                "头晕",
                "心悸",
                "胸闷",
                "胸痛",
                "慢性咳嗽",
                "咳痰",
                "呼吸困难",
                "多饮",
                "多尿",
                "体重下降",
                "乏力",
                "关节肿痛",
                "视力模糊",
                "手脚麻木",
                "尿急",
                "尿痛",
                "便秘",
                "腹泻",
                "恶心呕吐",
                "眼花",
                "耳鸣",
                "乳房胀痛",
                "其他",
            ],
            start=1,
        )
    ),
    none=1,
    other=(25,),
)
SELF_HEALTH = CodeList(
    "elder_self_health", {1: "满意", 2: "基本满意", 3: "说不清楚", 4: "不太满意", 5: "不满意"}
)
SELF_CARE = CodeList(
    "elder_self_care",
    {1: "可自理（0~3分）", 2: "轻度依赖（4~8分）", 3: "中度依赖（9~18分）", 4: "不能自理（≥19分）"},
)
COGNITION = CodeList("elder_cognition", {1: "粗筛阴性", 2: "粗筛阳性，简易智力状态检查"})
EMOTION = CodeList("elder_emotion", {1: "粗筛阴性", 2: "粗筛阳性，老年人抑郁评分检查"})

EXERCISE = CodeList("exercise_frequency", {1: "每天", 2: "每周一次以上", 3: "偶尔", 4: "不锻炼"})
DIET = CodeList("diet_habits", {1: "荤素均衡", 2: "荤食为主", 3: "素食为主", 4: "嗜盐", 5: "嗜油", 6: "嗜糖"})
SMOKING = CodeList("smoking_status", {1: "从不吸烟", 2: "已戒烟", 3: "吸烟"})
DRINKING = CodeList("drinking_frequency", {1: "从不", 2: "偶尔", 3: "经常", 4: "每天"})
QUIT_DRINKING = CodeList("quit_drinking", {1: "未戒酒", 2: "已戒酒"})
DRINKS = CodeList("drink_types", {1: "白酒", 2: "啤酒", 3: "红酒", 4: "黄酒", 5: "其他"}, other=(5,))

LIPS = CodeList("lips", {1: "红润", 2: "苍白", 3: "发绀", 4: "皲裂", 5: "疱疹"})
TEETH = CodeList("teeth", {1: "正常", 2: "缺齿", 3: "龋齿", 4: "义齿（假牙）"}, none=1)
PHARYNX = CodeList("pharynx", {1: "无充血", 2: "充血", 3: "淋巴滤泡增生"})
HEARING = CodeList("hearing", {1: "听见", 2: "听不清或无法听见"})
MOTOR = CodeList("motor_function", {1: "可顺利完成", 2: "无法独立完成任何一个动作"})

SKIN = CodeList(
    "skin",
    {1: "正常", 2: "潮红", 3: "苍白", 4: "发绀", 5: "黄染", 6: "色素沉着", 7: "其他"},
    other=(7,),
)
SCLERA = CodeList("sclera", {1: "正常", 2: "黄染", 3: "充血", 4: "其他"}, other=(4,))
LYMPH = CodeList("lymph_nodes", {1: "未触及", 2: "锁骨上", 3: "腋窝", 4: "其他"}, other=(4,))
RALES = CodeList("rales", {1: "无", 2: "干罗音", 3: "湿罗音", 4: "其他"}, other=(4,))
RHYTHM = CodeList("heart_rhythm", {1: "齐", 2: "不齐", 3: "绝对不齐"})
EDEMA = CodeList("leg_edema", {1: "无", 2: "单侧", 3: "双侧不对称", 4: "双侧对称"})
DORSALIS = CodeList(
    "dorsalis_pedis", {1: "未触及", 2: "触及双侧对称", 3: "触及左侧弱或消失", 4: "触及右侧弱或消失"}
)
RECTAL = CodeList(
    "rectal_exam", {1: "未及异常", 2: "触痛", 3: "包块", 4: "前列腺异常", 5: "其他"}, other=(5,)
)
BREAST = CodeList(
    "breast", {1: "未见异常", 2: "乳房切除", 3: "异常泌乳", 4: "乳腺包块", 5: "其他"}, none=1, other=(5,)
)
