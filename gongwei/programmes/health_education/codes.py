"""Code lists of health education; the official form is free text here, so digits are our own unless said otherwise."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList

ACTIVITY = CodeList(
    "he_activity",
    {
        1: "健康知识讲座", 2: "公众健康咨询活动", 3: "宣传栏更换", 4: "资料发放", 5: "音像播放", 6: "个体化健康教育",
        9: "其他",
    },
    other=(9,),
)  # fmt: skip
LECTURE, CONSULTATION = 1, 2
TOPIC = CodeList(
    "he_topic",
    {
        1: "健康素养基本知识与技能", 2: "重点人群健康教育", 3: "健康生活方式和可干预危险因素", 4: "重点疾病",
        5: "公共卫生问题", 6: "突发公共卫生事件应急处置、防灾减灾、家庭急救", 7: "医疗卫生法律法规及相关政策",
    },
)  # fmt: skip
THEME = CodeList(
    "he_theme",
    {
        1: "中医药", 2: "减盐、高血压防治", 3: "艾滋病", 4: "新冠", 5: "出生缺陷预防", 6: "体重管理年",
        7: "儿童眼保健、近视防控", 8: "结核病防治", 9: "科普干预",
    },
)  # fmt: skip
TCM = 1
AUDIENCE = CodeList(
    "he_audience",
    {
        1: "一般居民", 2: "青少年、学生", 3: "妇女", 4: "孕产妇", 5: "0~6岁儿童家长", 6: "0~6岁儿童", 7: "老年人",
        8: "残疾人", 9: "高血压患者", 10: "糖尿病患者", 11: "其他慢性病患者", 12: "流动人口、农民工", 13: "备孕夫妇",
        99: "其他",
    },
    other=(99,),
)  # fmt: skip
CHANNEL = CodeList(
    "he_channel",
    {
        1: "印刷资料", 2: "宣传栏、海报", 3: "电子屏", 4: "标语横幅", 5: "广播", 6: "电视", 7: "报刊", 8: "面对面讲解",
        11: "网站", 12: "微博", 13: "微信", 14: "短视频", 15: "手机短信",
    },
)  # fmt: skip
NEW_MEDIA = (11, 12, 13, 14, 15)
ARCHIVED = CodeList(
    "he_archived",
    {1: "书面材料", 2: "图片材料", 3: "印刷材料", 4: "影音材料", 5: "签到表", 6: "其他材料"},
    other=(6,),
)
SIGN_IN = 5
MATERIAL = CodeList("he_material", {1: "健康教育折页", 2: "健康教育处方", 3: "健康手册", 4: "音像资料"})
PRINTED, AUDIOVISUAL = (1, 2, 3), 4
MEDIUM = CodeList("he_medium", {1: "光盘", 2: "U盘或硬盘", 3: "网络视频", 4: "音频"})
STOCK = CodeList("he_stock", {1: "入库", 2: "发放", 3: "报废"})
RECEIVED, ISSUED = 1, 2
BOARD_AT = CodeList(
    "he_board_at",
    {1: "机构户外", 2: "健康教育室", 3: "候诊室", 4: "输液室", 5: "收费大厅", 9: "其他明显位置"},
    other=(9,),
)
BOARD = CodeList("he_board", {number: f"{number}号" for number in range(1, 13)})
"""The boards of one institution by their own numbers."""
PLAYED_AT = CodeList(
    "he_played_at", {1: "门诊候诊区", 2: "观察室", 3: "健康教育室", 4: "活动现场", 9: "其他"}, other=(9,)
)
DISEASE = CodeList(
    "he_disease", {1: "高血压", 2: "糖尿病", 3: "慢阻肺", 4: "心脑血管病", 5: "肥胖", 9: "其他"}, other=(9,)
)
CENTRE_KINDS = ("township_health_centre", "community_health_centre")
STATION_KINDS = ("village_clinic", "community_health_station")
