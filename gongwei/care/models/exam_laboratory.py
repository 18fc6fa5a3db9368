"""健康体检表, third page: 辅助检查, every item ★ (规范三版 居民健康档案 附件; ranges are input checks)."""

from __future__ import annotations

from django.db import models

from gongwei.care.codes import exam as codes
from gongwei.records.fields import Bound, Code, Number, Text, When

_DIP = "－ ± ＋ ＋＋ ＋＋＋ ＋＋＋＋，或数值"


def _value(
    label: str, unit: str, hard: tuple[Bound, Bound], soft: tuple[Bound, Bound] | None = None, places: int = 1
) -> Number:
    return Number(label, unit=unit, places=places, hard=hard, soft=soft, starred=True, vital=True)


def _dipstick(label: str) -> Text:
    return Text(label, max_length=20, starred=True, hint=_DIP)


class Laboratory(models.Model):
    """辅助检查: blood, urine, glucose, organs, lipids, images."""

    hemoglobin = _value("血红蛋白", "g/L", (20, 250), (110, 170))
    wbc = _value("白细胞", "×10⁹/L", (0.1, 200), (3.5, 9.5), places=2)
    platelet = _value("血小板", "×10⁹/L", (1, 2000), (100, 350))
    cbc_other = Text("血常规其他")
    urine_protein = _dipstick("尿蛋白")
    urine_glucose = _dipstick("尿糖")
    urine_ketone = _dipstick("尿酮体")
    urine_blood = _dipstick("尿潜血")
    urine_other = Text("尿常规其他")
    fasting_glucose = _value("空腹血糖", "mmol/L", (0.5, 50), (3.9, 6.1), places=2)
    fasting_glucose_mgdl = _value("空腹血糖（毫克）", "mg/dL", (9, 900), (70, 110))
    ecg = Code("心电图", codes.NORMAL, starred=True)
    ecg_other = Text("心电图异常", required=When("ecg", 2))
    urine_microalbumin = _value("尿微量白蛋白", "mg/dL", (0, 1000), places=2)
    fecal_occult_blood = Code("大便潜血", codes.NEGATIVE, starred=True)
    hba1c = _value("糖化血红蛋白", "%", (2, 20), (4, 6.5))
    hbsag = Code("乙型肝炎表面抗原", codes.NEGATIVE, starred=True)
    alt = _value("血清谷丙转氨酶", "U/L", (0, 20000), (0, 50))
    ast = _value("血清谷草转氨酶", "U/L", (0, 20000), (0, 40))
    albumin = _value("白蛋白", "g/L", (5, 100), (35, 55))
    total_bilirubin = _value("总胆红素", "μmol/L", (0, 2000), (0, 23))
    direct_bilirubin = _value("结合胆红素", "μmol/L", (0, 2000), (0, 8))
    creatinine = _value("血清肌酐", "μmol/L", (5, 5000), (40, 111))
    urea = _value("血尿素", "mmol/L", (0.1, 100), (1.8, 9.5), places=2)
    potassium = _value("血钾浓度", "mmol/L", (1, 12), (3.5, 5.5), places=2)
    sodium = _value("血钠浓度", "mmol/L", (80, 220), (135, 147))
    tc = _value("总胆固醇", "mmol/L", (0.1, 30), (2.8, 6.2), places=2)
    tg = _value("甘油三酯", "mmol/L", (0.1, 30), (0.3, 2.3), places=2)
    ldl_c = _value("血清低密度脂蛋白胆固醇", "mmol/L", (0.1, 30), (0.5, 4.1), places=2)
    hdl_c = _value("血清高密度脂蛋白胆固醇", "mmol/L", (0.1, 30), (0.8, 3), places=2)
    chest_xray = Code("胸部X线片", codes.NORMAL, starred=True)
    chest_xray_other = Text("胸部X线片异常", required=When("chest_xray", 2))
    abdominal_us = Code("腹部B超", codes.NORMAL, starred=True)
    abdominal_us_other = Text("腹部B超异常", required=When("abdominal_us", 2))
    other_us = Code("其他B超", codes.NORMAL, starred=True)
    other_us_other = Text("其他B超异常", required=When("other_us", 2))
    cervical_smear = Code("宫颈涂片", codes.NORMAL, starred=True)
    cervical_smear_other = Text("宫颈涂片异常", required=When("cervical_smear", 2))
    aux_other = Text("辅助检查其他", max_length=500, starred=True)

    class Meta:
        abstract = True
