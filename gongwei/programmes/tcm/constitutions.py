"""The paper itself: 33 items, which of them make which constitution, and the limits it prints (规范三版 10 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

TYPES = {
    "qi_def": ("气虚质", (2, 3, 4, 14)),
    "yang_def": ("阳虚质", (11, 12, 13, 29)),
    "yin_def": ("阴虚质", (10, 21, 26, 31)),
    "phlegm_damp": ("痰湿质", (9, 16, 28, 32)),
    "damp_heat": ("湿热质", (23, 25, 27, 30)),
    "blood_stasis": ("血瘀质", (19, 22, 24, 33)),
    "qi_stagnation": ("气郁质", (5, 6, 7, 8)),
    "special": ("特禀质", (15, 17, 18, 20)),
}
"""The eight biased constitutions: label and the items whose answers add up to the score."""

BALANCED = "balanced"
BALANCED_LABEL = "平和质"
BALANCED_PLAIN = 1
BALANCED_REVERSED = (2, 4, 5, 13)
"""平和质: item 1, and these four counted backwards (1→5 … 5→1)."""
REVERSED_SUM = 6

ALL = (*TYPES, BALANCED)
LABELS = {**{name: label for name, (label, _) in TYPES.items()}, BALANCED: BALANCED_LABEL}


@dataclass(frozen=True)
class Limits:
    """The printed limits of the decision table; the same numbers are parameters of the chapter."""

    yes: int = 11
    tends: int = 9
    balanced: int = 17
    others_yes: int = 8
    others_basically: int = 10


PRINTED = Limits()


@dataclass(frozen=True)
class Item:
    """One question: its number, its column, the words of the paper."""

    number: int
    name: str
    words: str
    hint: str = ""


ITEMS = (
    Item(1, "q01_energetic", "精力充沛", "精神头足、乐于做事"),
    Item(2, "q02_fatigue", "容易疲乏", "体力如何，稍微活动一下或做点家务就感到累"),
    Item(3, "q03_short_breath", "容易气短", "呼吸短促、接不上气"),
    Item(4, "q04_weak_voice", "说话声音低弱无力", "说话没有力气"),
    Item(5, "q05_depressed", "闷闷不乐、情绪低沉", "心情不愉快"),
    Item(6, "q06_nervous", "容易精神紧张、焦虑不安", "遇事心情紧张"),
    Item(7, "q07_lonely", "因生活状态改变而感到孤独、失落"),
    Item(8, "q08_scared", "容易感到害怕或受到惊吓"),
    Item(9, "q09_overweight", "身体超重不轻松", "按体质指数（体重÷身高²）判断"),
    Item(10, "q10_dry_eyes", "眼睛干涩"),
    Item(11, "q11_cold_limbs", "手脚发凉", "不包含因周围温度低或穿得少导致的"),
    Item(12, "q12_cold_abdomen_back", "胃脘部、背部或腰膝部怕冷", "上腹部、背部、腰部或膝关节等"),
    Item(13, "q13_cold_intolerance", "比一般人耐受不了寒冷", "比别人容易怕冷"),
    Item(14, "q14_catch_cold", "容易患感冒", "每年感冒的次数；一年7次按4填（待核）"),
    Item(15, "q15_runny_nose", "没有感冒时也会鼻塞、流鼻涕"),
    Item(16, "q16_sticky_mouth_snore", "有口粘口腻，或睡眠打鼾"),
    Item(17, "q17_allergy", "容易过敏", "对药物、食物、气味、花粉，或在季节交替、气候变化时"),
    Item(18, "q18_urticaria", "皮肤容易起荨麻疹", "风团、风疹块、风疙瘩"),
    Item(19, "q19_bruise", "皮肤在不知不觉中出现青紫瘀斑、皮下出血", "没有外伤"),
    Item(20, "q20_dermographism", "皮肤一抓就红，并出现抓痕"),
    Item(21, "q21_dry_skin_lips", "皮肤或口唇干"),
    Item(22, "q22_numb_fixed_pain", "有肢体麻木或固定部位疼痛的感觉"),
    Item(23, "q23_oily_face", "面部或鼻部有油腻感或油亮发光", "脸上或鼻子"),
    Item(24, "q24_dark_face", "面色或目眶晦黯，或出现褐色斑块、斑点"),
    Item(25, "q25_eczema_boil", "有皮肤湿疹、疮疖"),
    Item(26, "q26_dry_mouth", "感到口干咽燥、总想喝水"),
    Item(27, "q27_bitter_mouth", "感到口苦或嘴里有异味", "口苦或口臭"),
    Item(28, "q28_belly", "腹部肥大", "按腹围判断"),
    Item(29, "q29_cold_food", "吃（喝）凉的东西会感到不舒服或怕吃（喝）凉的东西"),
    Item(30, "q30_sticky_stool", "有大便黏滞不爽、解不尽的感觉"),
    Item(31, "q31_dry_stool", "容易大便干燥"),
    Item(32, "q32_thick_coating", "舌苔厚腻或有舌苔厚厚的感觉", "可由检查者观察后填写"),
    Item(33, "q33_sublingual_vein", "舌下静脉瘀紫或增粗", "可由检查者观察后填写"),
)
NAMES = {item.number: item.name for item in ITEMS}
MEASURED = {9: ("weight", "height"), 28: ("waist",)}
"""Items that nobody answers: by body-mass index and by waist."""

BMI_FROM = (24, 25, 26, 28)
"""Where answers 2 to 5 of item 9 begin."""
WAIST_FROM = (80, 86, 91)
"""Where answers 2 to 4 of item 28 begin; 5 lies above WAIST_ABOVE."""
WAIST_ABOVE = 105


def main_types(scores: Mapping[str, int | None], limits: Limits = PRINTED) -> tuple[str, ...]:
    """For lists: the biased constitutions with the highest score that are not 否; else 平和质 where it is reached.

    Empty while a score is missing, and where nothing holds.
    """
    if any(scores.get(kind) is None for kind in ALL):
        return ()
    known = {kind: score for kind, score in scores.items() if score is not None}
    highest = max(known[kind] for kind in TYPES)
    if highest >= limits.tends:
        return tuple(kind for kind in TYPES if known[kind] == highest)
    return (BALANCED,) if known[BALANCED] >= limits.balanced else ()
