"""健康体检表, fourth page: 现存主要健康问题, 健康评价 and 健康指导 (规范三版 居民健康档案 附件)."""

from __future__ import annotations

from django.db import models

from gongwei.care.codes import conclusion as codes
from gongwei.care.models.exam_condition import COMPLETE
from gongwei.records.fields import Code, Codes, Number, Text, When


class Problems(models.Model):
    """现存主要健康问题 by system."""

    cerebrovascular = Codes("脑血管疾病", codes.CEREBROVASCULAR, required=COMPLETE)
    cerebrovascular_other = Text("其他脑血管疾病", required=When("cerebrovascular", 6))
    kidney_disease = Codes("肾脏疾病", codes.KIDNEY, required=COMPLETE)
    kidney_disease_other = Text("其他肾脏疾病", required=When("kidney_disease", 6))
    heart_disease = Codes("心脏疾病", codes.HEART, required=COMPLETE)
    heart_disease_other = Text("其他心脏疾病", required=When("heart_disease", 7))
    vascular_disease = Codes("血管疾病", codes.VASCULAR, required=COMPLETE)
    vascular_disease_other = Text("其他血管疾病", required=When("vascular_disease", 4))
    eye_disease = Codes("眼部疾病", codes.EYE, required=COMPLETE)
    eye_disease_other = Text("其他眼部疾病", required=When("eye_disease", 5))
    neuro_disease = Code("神经系统疾病", codes.FOUND, required=COMPLETE)
    neuro_disease_other = Text("神经系统疾病说明", required=When("neuro_disease", 2))
    other_disease = Code("其他系统疾病", codes.FOUND, required=COMPLETE)
    other_disease_other = Text("其他系统疾病说明", required=When("other_disease", 2))

    class Meta:
        abstract = True


class Conclusion(models.Model):
    """健康评价 and 健康指导; ``无异常`` = nothing new found and known disease well controlled."""

    assessment = Code("健康评价", codes.ASSESSMENT, required=COMPLETE)
    abnormal_1 = Text("异常1", required=When("assessment", 2))
    abnormal_2 = Text("异常2")
    abnormal_3 = Text("异常3")
    abnormal_4 = Text("异常4")
    guidance = Codes("健康指导", codes.GUIDANCE, required=COMPLETE)
    risk_control = Codes("危险因素控制", codes.RISK_CONTROL)
    target_weight = Number("减体重目标", unit="kg", hard=(2, 300), required=When("risk_control", 5))
    vaccine_advice = Text("建议接种疫苗", required=When("risk_control", 6))
    risk_control_other = Text("其他危险因素控制", required=When("risk_control", 7))

    class Meta:
        abstract = True
