"""Code lists of the registers of newly included items; national line norms are not in the repository: all local."""

from __future__ import annotations

from gongwei.kernel.codes import CodeList
from gongwei.programmes.new_items.slots import ITEM

SEX = CodeList("new_item_sex", {1: "男", 2: "女"})
RESULT = CodeList("new_item_result", {1: "未见异常", 2: "异常", 3: "待出结果"})
FOLLOWED = CodeList("new_item_followed", {1: "已确诊", 2: "已排除", 3: "已转诊待结果", 4: "失访"})
CERVICAL = CodeList(
    "cervical_result", {1: "阴性", 2: "HPV高危阳性", 3: "细胞学异常", 4: "HPV和细胞学均异常", 5: "未做"}
)
BREAST = CodeList(
    "breast_result", {1: "BI-RADS 1-2级", 2: "BI-RADS 3级", 3: "BI-RADS 4-5级", 4: "临床触诊异常", 5: "未做"}
)
DIAGNOSIS = CodeList(
    "two_cancer_diagnosis",
    {1: "未见病变", 2: "良性病变", 3: "宫颈癌前病变", 4: "宫颈癌", 5: "乳腺癌", 6: "待诊断", 7: "失访"},
)
RISK = CodeList("preconception_risk", {1: "一般人群", 2: "高风险人群"})
DEVICE = CodeList(
    "contraceptive",
    {1: "避孕套", 2: "短效口服避孕药", 3: "长效避孕针", 4: "外用避孕药", 5: "宫内节育器", 6: "皮下埋植剂"},
)
MOVEMENT = CodeList("contraceptive_movement", {1: "入库", 2: "发放", 3: "过期报废"})
TEETH = CodeList("first_molar", {16: "右上16", 26: "左上26", 36: "左下36", 46: "右下46"})
KEPT = CodeList("sealant_kept", {1: "完好", 2: "部分脱落", 3: "全部脱落", 4: "未复查"})
WORK = CodeList(
    "new_item_work",
    {
        1: "监测",
        2: "调查",
        3: "干预处置",
        4: "培训演练",
        5: "宣传",
        6: "物资储备",
        7: "服务对象走访",
        8: "其他",
    },
    other=(8,),
)

__all__ = [
    "BREAST", "CERVICAL", "DEVICE", "DIAGNOSIS", "FOLLOWED", "ITEM", "KEPT", "MOVEMENT", "RESULT", "RISK", "SEX",
    "TEETH", "WORK",
]  # fmt: skip
