"""健康体检表, second page: 脏器功能 and 查体 (规范三版 居民健康档案 附件)."""

from __future__ import annotations

from django.db import models

from gongwei.care.codes import exam as codes
from gongwei.care.models.exam_condition import COMPLETE
from gongwei.records.fields import Code, Codes, Integer, Number, Text, When


def _teeth(label: str) -> Integer:
    return Integer(label, unit="颗", hard=(0, 8))


class Organs(models.Model):
    """脏器功能: mouth with teeth by quadrant, sight on the logarithmic chart, hearing, movement."""

    lips = Code("口唇", codes.LIPS, required=COMPLETE)
    teeth = Codes("齿列", codes.TEETH, required=COMPLETE)
    teeth_missing_lu = _teeth("缺齿左上")
    teeth_missing_ru = _teeth("缺齿右上")
    teeth_missing_ll = _teeth("缺齿左下")
    teeth_missing_rl = _teeth("缺齿右下")
    teeth_caries_lu = _teeth("龋齿左上")
    teeth_caries_ru = _teeth("龋齿右上")
    teeth_caries_ll = _teeth("龋齿左下")
    teeth_caries_rl = _teeth("龋齿右下")
    teeth_denture_lu = _teeth("义齿左上")
    teeth_denture_ru = _teeth("义齿右上")
    teeth_denture_ll = _teeth("义齿左下")
    teeth_denture_rl = _teeth("义齿右下")
    pharynx = Code("咽部", codes.PHARYNX, required=COMPLETE)
    vision_l = Number("左眼视力", hard=(3, 5.3), required=COMPLETE, hint="对数视力表，五分记录")
    vision_r = Number("右眼视力", hard=(3, 5.3), required=COMPLETE, hint="对数视力表，五分记录")
    vision_corr_l = Number("矫正视力左眼", hard=(3, 5.3))
    vision_corr_r = Number("矫正视力右眼", hard=(3, 5.3))
    hearing = Code("听力", codes.HEARING, required=COMPLETE, hint="耳旁轻声问“你叫什么名字”，不让看见口形")
    motor_function = Code(
        "运动功能", codes.MOTOR, required=COMPLETE, hint="双手触枕后、捡起笔、站起走几步、转身坐下"
    )

    class Meta:
        abstract = True


class Body(models.Model):
    """查体: skin to legs, and the ★ items that only some people need."""

    fundus = Code("眼底", codes.NORMAL, starred=True)
    fundus_other = Text("眼底异常", required=When("fundus", 2))
    skin = Code("皮肤", codes.SKIN, required=COMPLETE)
    skin_other = Text("皮肤其他", required=When("skin", 7))
    sclera = Code("巩膜", codes.SCLERA, required=COMPLETE)
    sclera_other = Text("巩膜其他", required=When("sclera", 4))
    lymph_nodes = Code("淋巴结", codes.LYMPH, required=COMPLETE)
    lymph_nodes_other = Text("淋巴结其他", required=When("lymph_nodes", 4))
    barrel_chest = Code("桶状胸", codes.IS_NOT, required=COMPLETE)
    breath_sounds = Code("呼吸音", codes.NORMAL, required=COMPLETE)
    breath_sounds_other = Text("呼吸音异常", required=When("breath_sounds", 2))
    rales = Code("罗音", codes.RALES, required=COMPLETE)
    rales_other = Text("罗音其他", required=When("rales", 4))
    heart_rate = Integer(
        "心率", unit="次/分钟", hard=(20, 250), soft=(50, 110), required=COMPLETE, vital=True
    )
    heart_rhythm = Code("心律", codes.RHYTHM, required=COMPLETE)
    heart_murmur = Code("杂音", codes.NO_YES, required=COMPLETE)
    heart_murmur_other = Text("杂音说明", required=When("heart_murmur", 2))
    abd_tenderness = Code("压痛", codes.NO_YES, required=COMPLETE)
    abd_tenderness_other = Text("压痛说明", required=When("abd_tenderness", 2))
    abd_mass = Code("包块", codes.NO_YES, required=COMPLETE)
    abd_mass_other = Text("包块说明", required=When("abd_mass", 2))
    hepatomegaly = Code("肝大", codes.NO_YES, required=COMPLETE)
    hepatomegaly_other = Text("肝大说明", required=When("hepatomegaly", 2))
    splenomegaly = Code("脾大", codes.NO_YES, required=COMPLETE)
    splenomegaly_other = Text("脾大说明", required=When("splenomegaly", 2))
    shifting_dullness = Code("移动性浊音", codes.NO_YES, required=COMPLETE)
    shifting_dullness_other = Text("移动性浊音说明", required=When("shifting_dullness", 2))
    leg_edema = Code("下肢水肿", codes.EDEMA, required=COMPLETE)
    dorsalis_pedis = Code("足背动脉搏动", codes.DORSALIS, starred=True)
    rectal_exam = Code("肛门指诊", codes.RECTAL, starred=True)
    rectal_exam_other = Text("肛门指诊其他", required=When("rectal_exam", 5))
    breast = Codes("乳腺", codes.BREAST, starred=True)
    breast_other = Text("乳腺其他", required=When("breast", 5))
    vulva = Code("外阴", codes.NO_FINDING, starred=True)
    vulva_other = Text("外阴异常", required=When("vulva", 2))
    vagina = Code("阴道", codes.NO_FINDING, starred=True)
    vagina_other = Text("阴道异常", required=When("vagina", 2))
    cervix = Code("宫颈", codes.NO_FINDING, starred=True)
    cervix_other = Text("宫颈异常", required=When("cervix", 2))
    corpus_uteri = Code("宫体", codes.NO_FINDING, starred=True)
    corpus_uteri_other = Text("宫体异常", required=When("corpus_uteri", 2))
    adnexa = Code("附件", codes.NO_FINDING, starred=True)
    adnexa_other = Text("附件异常", required=When("adnexa", 2))
    other_findings = Text("查体其他", max_length=500, starred=True)

    class Meta:
        abstract = True
