"""The tables of TCM health management: the elders' 33 questions, the children's points, who was told, who does it.

Scores and results are computed by the database exactly as the paper adds them up; an item that is not answered leaves
every score that needs it empty, never zero.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from gongwei.programmes.tcm import codes
from gongwei.programmes.tcm.constitutions import (
    BALANCED_PLAIN,
    BALANCED_REVERSED,
    BMI_FROM,
    NAMES,
    PRINTED,
    REVERSED_SUM,
    TYPES,
    WAIST_ABOVE,
    WAIST_FROM,
)
from gongwei.records.fields import Code, Codes, Computed, Day, Integer, Number, Text
from gongwei.records.fields import When as If
from gongwei.records.models import ActivityRecord, ServiceRecord

SMALL = models.SmallIntegerField()


def _number(value: int | Decimal) -> Value:
    return Value(value, output_field=models.DecimalField(max_digits=12, decimal_places=2))


def _bmi_answer() -> Case:
    """Item 9 by weight and height, on the unrounded index; NULL while either is missing."""
    scaled, square = F("weight") * _number(Decimal(10000)), F("height") * F("height")
    steps = [
        When(GreaterThanOrEqual(scaled, square * _number(Decimal(start))), then=Value(answer))
        for answer, start in reversed(list(enumerate(BMI_FROM, 2)))
    ]
    return Case(
        *steps,
        When(LessThan(scaled, square * _number(Decimal(BMI_FROM[0]))), then=Value(1)),
        output_field=SMALL,
    )


def _waist_answer() -> Case:
    """Item 28 by waist, on the raw value (gongwei-conventions#临床.中医腰围); NULL while it is missing."""
    steps = [
        When(waist__gte=Decimal(start), then=Value(answer))
        for answer, start in reversed(list(enumerate(WAIST_FROM, 2)))
    ]
    over = When(waist__gt=Decimal(WAIST_ABOVE), then=Value(5))
    return Case(over, *steps, When(waist__lt=Decimal(WAIST_FROM[0]), then=Value(1)), output_field=SMALL)


def _answer(number: int) -> Any:
    return {9: _bmi_answer, 28: _waist_answer}.get(number, lambda: F(NAMES[number]))()


def _sum(kind: str) -> Any:
    first, *rest = (_answer(number) for number in TYPES[kind][1])
    for other in rest:
        first = first + other
    return first


def _balanced() -> Any:
    total: Any = _answer(BALANCED_PLAIN)
    for number in BALANCED_REVERSED:
        total = total + (Value(REVERSED_SUM) - _answer(number))
    return total


def _score(label: str, expression: Any) -> Computed:
    return Computed(label, unit="分", expression=expression, output_field=models.SmallIntegerField())


def _result(label: str, kind: str) -> Computed:
    """1 是 from 11 points, 2 倾向是 from 9, 3 否 below; NULL without a score."""
    total = _sum(kind)
    decided = Case(
        When(GreaterThanOrEqual(total, Value(PRINTED.yes)), then=Value(1)),
        When(GreaterThanOrEqual(total, Value(PRINTED.tends)), then=Value(2)),
        When(LessThan(total, Value(PRINTED.tends)), then=Value(3)),
        output_field=SMALL,
    )
    return Computed(label, expression=decided, output_field=models.SmallIntegerField(), codes=codes.RESULT)


def _balanced_result() -> Computed:
    """1 是, 2 基本是, 3 否: by its own score and by all eight others; NULL while one of the nine is missing."""
    own = _balanced()
    yes = [LessThanOrEqual(_sum(kind), Value(PRINTED.others_yes)) for kind in TYPES]
    nearly = [LessThanOrEqual(_sum(kind), Value(PRINTED.others_basically)) for kind in TYPES]
    known = [GreaterThan(_sum(kind), Value(0)) for kind in TYPES]
    enough = GreaterThanOrEqual(own, Value(PRINTED.balanced))
    decided = Case(
        When(Q(enough, *yes), then=Value(1)),
        When(Q(enough, *nearly), then=Value(2)),
        When(Q(GreaterThan(own, Value(0)), *known), then=Value(3)),
        output_field=SMALL,
    )
    return Computed(
        "平和质结果", expression=decided, output_field=models.SmallIntegerField(), codes=codes.BALANCED_RESULT
    )


def _ask(label: str, **more: Any) -> Code:
    return Code(label, more.pop("codes", codes.HOW_OFTEN), required=True, **more)


def _guide(label: str) -> Codes:
    return Codes(f"{label}保健指导", codes.GUIDANCE)


class Elderly(ServiceRecord):
    """老年人中医药健康管理服务记录表: 33 questions about the last year, nine scores, guidance for what was found."""

    height = Number("身高", unit="cm", hard=(100, 230), hint="取自最近一次健康体检")
    weight = Number("体重", unit="kg", hard=(20, 300), vital=True)
    waist = Number("腹围", unit="cm", hard=(40, 200), vital=True)
    q01_energetic = _ask("精力充沛")
    q02_fatigue = _ask("容易疲乏")
    q03_short_breath = _ask("容易气短")
    q04_weak_voice = _ask("说话声音低弱无力")
    q05_depressed = _ask("闷闷不乐、情绪低沉")
    q06_nervous = _ask("容易精神紧张、焦虑不安")
    q07_lonely = _ask("孤独、失落")
    q08_scared = _ask("容易害怕或受惊吓")
    q09_overweight = Computed(
        "身体超重不轻松",
        expression=_bmi_answer(),
        output_field=models.SmallIntegerField(),
        codes=codes.BMI_BAND,
    )
    q10_dry_eyes = _ask("眼睛干涩")
    q11_cold_limbs = _ask("手脚发凉")
    q12_cold_abdomen_back = _ask("胃脘、背部、腰膝怕冷")
    q13_cold_intolerance = _ask("比一般人耐受不了寒冷")
    q14_catch_cold = _ask("容易患感冒", codes=codes.COLDS, hint="一年7次按4填（待核）")
    q15_runny_nose = _ask("没感冒也鼻塞、流鼻涕")
    q16_sticky_mouth_snore = _ask("口粘口腻，或睡眠打鼾")
    q17_allergy = _ask("容易过敏", codes=codes.ALLERGY)
    q18_urticaria = _ask("皮肤容易起荨麻疹")
    q19_bruise = _ask("青紫瘀斑、皮下出血")
    q20_dermographism = _ask("皮肤一抓就红、出现抓痕")
    q21_dry_skin_lips = _ask("皮肤或口唇干")
    q22_numb_fixed_pain = _ask("肢体麻木或固定部位疼痛")
    q23_oily_face = _ask("面部或鼻部油腻、发亮")
    q24_dark_face = _ask("面色或目眶晦黯，或褐色斑块、斑点")
    q25_eczema_boil = _ask("皮肤湿疹、疮疖")
    q26_dry_mouth = _ask("口干咽燥、总想喝水")
    q27_bitter_mouth = _ask("口苦或嘴里有异味")
    q28_belly = Computed(
        "腹部肥大",
        expression=_waist_answer(),
        output_field=models.SmallIntegerField(),
        codes=codes.WAIST_BAND,
    )
    q29_cold_food = _ask("吃（喝）凉的不舒服或怕凉")
    q30_sticky_stool = _ask("大便黏滞不爽、解不尽")
    q31_dry_stool = _ask("容易大便干燥")
    q32_thick_coating = _ask("舌苔厚腻", hint="可由检查者观察后填写")
    q33_sublingual_vein = _ask("舌下静脉瘀紫或增粗", hint="可由检查者观察后填写")
    score_qi_def = _score("气虚质得分", _sum("qi_def"))
    score_yang_def = _score("阳虚质得分", _sum("yang_def"))
    score_yin_def = _score("阴虚质得分", _sum("yin_def"))
    score_phlegm_damp = _score("痰湿质得分", _sum("phlegm_damp"))
    score_damp_heat = _score("湿热质得分", _sum("damp_heat"))
    score_blood_stasis = _score("血瘀质得分", _sum("blood_stasis"))
    score_qi_stagnation = _score("气郁质得分", _sum("qi_stagnation"))
    score_special = _score("特禀质得分", _sum("special"))
    score_balanced = _score("平和质得分", _balanced())
    result_qi_def = _result("气虚质结果", "qi_def")
    result_yang_def = _result("阳虚质结果", "yang_def")
    result_yin_def = _result("阴虚质结果", "yin_def")
    result_phlegm_damp = _result("痰湿质结果", "phlegm_damp")
    result_damp_heat = _result("湿热质结果", "damp_heat")
    result_blood_stasis = _result("血瘀质结果", "blood_stasis")
    result_qi_stagnation = _result("气郁质结果", "qi_stagnation")
    result_special = _result("特禀质结果", "special")
    result_balanced = _balanced_result()
    guide_qi_def = _guide("气虚质")
    guide_yang_def = _guide("阳虚质")
    guide_yin_def = _guide("阴虚质")
    guide_phlegm_damp = _guide("痰湿质")
    guide_damp_heat = _guide("湿热质")
    guide_blood_stasis = _guide("血瘀质")
    guide_qi_stagnation = _guide("气郁质")
    guide_special = _guide("特禀质")
    guide_balanced = _guide("平和质")
    guide_other = Text("其他指导")
    occasion = Code("服务时机", codes.OCCASION, hint="与体检、慢病随访或日常诊疗结合；纸表没有此项")

    class Meta(ServiceRecord.Meta):
        verbose_name = "老年人中医药健康管理服务记录表"


class Child(ServiceRecord):
    """0～36个月儿童中医药健康管理服务记录表: one of the six ages (规范三版 10 儿童 二)."""

    age_point = Code("月龄", codes.AGE_POINT, required=True)
    services = Codes("中医药健康管理服务", codes.CHILD_SERVICES, required=True)
    service_other = Text("其他", required=If("services", 4))
    occasion = Code("服务时机", codes.CHILD_OCCASION, hint="与儿童健康检查或预防接种结合；纸表没有此项")
    next_visit_date = Day("下次随访日期", hint="36月龄以后不再约")

    class Meta(ServiceRecord.Meta):
        verbose_name = "0～36个月儿童中医药健康管理服务记录表"


class Told(ServiceRecord):
    """告知与意愿: the client or the family was told what the service is and agreed or refused (zhuji-2024 中医药)."""

    service = Code("服务", codes.SERVICE, required=True)
    told_to = Code("告知对象", codes.TOLD_TO, required=True)
    way = Code("告知方式", codes.HEARD_FROM, required=True)
    answer = Code("意愿", codes.ANSWER, required=True)
    reason = Text("拒绝原因", required=If("answer", 2))
    signed_by = Text("签名")

    class Meta(ServiceRecord.Meta):
        verbose_name = "中医药服务告知与意愿"


class Staffing(ActivityRecord):
    """中医药人员: who in the institution may do it and who is responsible, counted on a day (TCM-05)."""

    physicians = Integer("中医类别医师", unit="人", hard=(0, 500), required=True)
    trained = Integer("经中医药知识培训的其他类别医师", unit="人", hard=(0, 500), required=True)
    responsible = Text("专业负责人", max_length=30, hint="没有指定时空着，区里看得到")
    phone = Text("联系电话", max_length=20)
    training_on = Day("最近一次培训日期")
    remark = Text("备注", max_length=500)

    class Meta(ActivityRecord.Meta):
        verbose_name = "中医药人员和负责人"
