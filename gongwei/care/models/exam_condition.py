"""健康体检表, first page: 症状, 一般状况 and 生活方式 (规范三版 居民健康档案 附件)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import NullIf, Round

from gongwei.care.codes import exam as codes
from gongwei.records.fields import Code, Codes, Computed, Flag, Integer, Number, Text, Unless, When

COMPLETE = Unless("unfinished", True)
"""Items marked R: needed once the exam is declared finished; it is filled over stations and days."""

_SQUARE = NullIf(F("height") * F("height"), Value(Decimal(0)))


class Condition(models.Model):
    """症状 and 一般状况, with the four self-reports of people of 65 and over (★)."""

    unfinished = Flag("尚有待补项目", hint="先存已做的项目，做完后去掉此勾")
    symptoms = Codes("症状", codes.SYMPTOMS, required=COMPLETE)
    symptoms_other = Text("其他症状", required=When("symptoms", 25))
    temperature = Number("体温", unit="℃", hard=(34, 43), soft=(35.5, 37.5), required=COMPLETE, vital=True)
    pulse = Integer("脉率", unit="次/分钟", hard=(20, 250), soft=(50, 110), required=COMPLETE, vital=True)
    respiration = Integer(
        "呼吸频率", unit="次/分钟", hard=(5, 60), soft=(12, 24), required=COMPLETE, vital=True
    )
    bp_left_sys = Integer("左侧收缩压", unit="mmHg", hard=(50, 300), soft=(90, 180), vital=True)
    bp_left_dia = Integer("左侧舒张压", unit="mmHg", hard=(30, 200), soft=(50, 110), vital=True)
    bp_right_sys = Integer("右侧收缩压", unit="mmHg", hard=(50, 300), soft=(90, 180), vital=True)
    bp_right_dia = Integer("右侧舒张压", unit="mmHg", hard=(30, 200), soft=(50, 110), vital=True)
    height = Number("身高", unit="cm", hard=(50, 250), soft=(130, 200), required=COMPLETE, vital=True)
    weight = Number("体重", unit="kg", hard=(2, 300), soft=(30, 120), required=COMPLETE, vital=True)
    waist = Number("腰围", unit="cm", hard=(30, 200), soft=(55, 120), required=COMPLETE, vital=True)
    bmi = Computed(
        "体质指数",
        unit="kg/m²",
        expression=Round(F("weight") * Value(Decimal(10000)) / _SQUARE, precision=1),
        output_field=models.DecimalField(max_digits=8, decimal_places=1),
    )
    elder_self_health = Code("老年人健康状态自我评估", codes.SELF_HEALTH, starred=True)
    elder_self_care = Code("老年人生活自理能力自我评估", codes.SELF_CARE, starred=True)
    elder_cognition = Code("老年人认知功能", codes.COGNITION, starred=True)
    elder_cognition_score = Integer(
        "简易智力状态检查总分", unit="分", hard=(0, 30), required=When("elder_cognition", 2)
    )
    elder_emotion = Code("老年人情感状态", codes.EMOTION, starred=True)
    elder_emotion_score = Integer(
        "老年人抑郁评分检查总分", unit="分", hard=(0, 30), required=When("elder_emotion", 2)
    )

    class Meta:
        abstract = True


class Habits(models.Model):
    """生活方式: exercise, diet, tobacco, alcohol; voluntary exercise only, alcohol in 两 of spirits."""

    exercise_frequency = Code("锻炼频率", codes.EXERCISE, required=COMPLETE)
    exercise_minutes = Integer("每次锻炼时间", unit="分钟", hard=(0, 600), soft=(5, 180))
    exercise_years = Number("坚持锻炼时间", unit="年", hard=(0, 80))
    exercise_type = Text("锻炼方式", required=When("exercise_frequency", 1, 2, 3))
    diet_habits = Codes("饮食习惯", codes.DIET, required=COMPLETE)
    smoking_status = Code("吸烟状况", codes.SMOKING, required=COMPLETE)
    cigarettes_per_day = Integer(
        "日吸烟量", unit="支", hard=(0, 100), soft=(1, 60), required=When("smoking_status", 2, 3)
    )
    smoking_start_age = Integer(
        "开始吸烟年龄", unit="岁", hard=(0, 120), required=When("smoking_status", 2, 3)
    )
    quit_smoking_age = Integer("戒烟年龄", unit="岁", hard=(0, 120), required=When("smoking_status", 2))
    drinking_frequency = Code(
        "饮酒频率", codes.DRINKING, required=COMPLETE, hint="偶尔：每周不到3次；经常：每周3次及以上"
    )
    alcohol_liang = Number(
        "日饮酒量",
        unit="两",
        hard=(0, 20),
        required=When("drinking_frequency", 2, 3, 4),
        hint="白酒1两＝葡萄酒4两＝黄酒半斤＝啤酒1瓶＝果酒4两",
    )
    quit_drinking = Code("是否戒酒", codes.QUIT_DRINKING, required=When("drinking_frequency", 2, 3, 4))
    quit_age = Integer("戒酒年龄", unit="岁", hard=(0, 120), required=When("quit_drinking", 2))
    start_age = Integer(
        "开始饮酒年龄", unit="岁", hard=(0, 120), required=When("drinking_frequency", 2, 3, 4)
    )
    drunk_last_year = Code("近一年内是否曾醉酒", codes.YES_NO, required=When("drinking_frequency", 2, 3, 4))
    drink_types = Codes("饮酒种类", codes.DRINKS, required=When("drinking_frequency", 2, 3, 4))
    drink_types_other = Text("其他酒类", required=When("drink_types", 5))

    class Meta:
        abstract = True


class Exposure(models.Model):
    """职业病危害因素接触史: job, years, and protection against each kind of hazard."""

    occ_exposure = Code("职业病危害因素接触史", codes.NO_YES_PLAIN, required=COMPLETE)
    occ_job = Text("工种", required=When("occ_exposure", 2))
    occ_years = Number("从业时间", unit="年", hard=(0, 80), required=When("occ_exposure", 2))
    occ_dust = Text("粉尘")
    occ_dust_protection = Code("粉尘防护措施", codes.NO_YES)
    occ_dust_protection_other = Text("粉尘防护措施说明", required=When("occ_dust_protection", 2))
    occ_radiation = Text("放射物质")
    occ_radiation_protection = Code("放射物质防护措施", codes.NO_YES)
    occ_radiation_protection_other = Text(
        "放射物质防护措施说明", required=When("occ_radiation_protection", 2)
    )
    occ_physical = Text("物理因素")
    occ_physical_protection = Code("物理因素防护措施", codes.NO_YES)
    occ_physical_protection_other = Text("物理因素防护措施说明", required=When("occ_physical_protection", 2))
    occ_chemical = Text("化学物质")
    occ_chemical_protection = Code("化学物质防护措施", codes.NO_YES)
    occ_chemical_protection_other = Text("化学物质防护措施说明", required=When("occ_chemical_protection", 2))
    occ_other = Text("其他毒物")
    occ_other_protection = Code("其他毒物防护措施", codes.NO_YES)
    occ_other_protection_other = Text("其他毒物防护措施说明", required=When("occ_other_protection", 2))

    class Meta:
        abstract = True
