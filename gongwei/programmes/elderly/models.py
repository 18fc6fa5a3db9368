"""The tables of elderly health management: self-care assessment, cognition and mood screens, outreach (规范三版 6)."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Expression, F, Q, Value, When

from gongwei.programmes.elderly import codes
from gongwei.programmes.elderly.scale import SCORES
from gongwei.records.fields import Code, Computed, Day, Integer, Text
from gongwei.records.fields import When as If
from gongwei.records.models import ServiceRecord


def _score(item: str) -> Case:
    """The printed score of the column ticked for an item; NULL while it is not assessed."""
    return Case(
        *(When(**{item: code}, then=Value(score)) for code, score in SCORES[item].items()),
        default=Value(None),
    )


def _printed(label: str, expression: Expression | Case) -> Computed:
    return Computed(label, unit="分", expression=expression, output_field=models.SmallIntegerField())


def _total() -> Expression:
    total: Expression = _score("eating")
    for item in ("grooming", "dressing", "toileting", "mobility"):
        total = total + _score(item)
    return total


class SelfCare(ServiceRecord):
    """老年人生活自理能力评估表: five items told by the person, scored and graded as printed.

    评估日期 is ``served_on`` and the assessor is ``staff``. The total and the level are the paper's own; the rules
    (with the limits as parameters) say the same.
    """

    eating = Code("进餐", codes.EATING, required=True, hint="使用餐具将饭菜送入口、咀嚼、吞咽等活动")
    grooming = Code("梳洗", codes.GROOMING, required=True, hint="梳头、洗脸、刷牙、剃须、洗澡等活动")
    dressing = Code("穿衣", codes.DRESSING, required=True, hint="穿衣裤、袜子、鞋子等活动")
    toileting = Code("如厕", codes.TOILETING, required=True, hint="小便、大便等活动及自控")
    mobility = Code("活动", codes.MOBILITY, required=True, hint="站立、室内行走、上下楼梯、户外活动")
    eating_score = _printed("进餐评分", _score("eating"))
    grooming_score = _printed("梳洗评分", _score("grooming"))
    dressing_score = _printed("穿衣评分", _score("dressing"))
    toileting_score = _printed("如厕评分", _score("toileting"))
    mobility_score = _printed("活动评分", _score("mobility"))
    score = _printed("总评分", _total())

    class Meta(ServiceRecord.Meta):
        db_table = "elderly_self_care"
        verbose_name = "老年人生活自理能力评估表"


class Cognition(ServiceRecord):
    """认知功能: the rough screen and, when positive, 简易智力状态检查 (MMSE, 0–30) by its six parts."""

    elder_cognition = Code(
        "认知功能粗筛",
        codes.SCREEN,
        required=True,
        hint="告诉三件物品名称，立即复述，过一分钟再复述；有一件说不出即为阳性",
    )
    education_level = Code("文化程度", codes.EDUCATION_LEVEL, required=If("elder_cognition", 2))
    orientation_time = Integer("时间定向", unit="分", hard=(0, 5), required=If("elder_cognition", 2))
    orientation_place = Integer("地点定向", unit="分", hard=(0, 5), required=If("elder_cognition", 2))
    registration = Integer("即刻记忆", unit="分", hard=(0, 3), required=If("elder_cognition", 2))
    attention = Integer("注意与计算", unit="分", hard=(0, 5), required=If("elder_cognition", 2))
    recall = Integer("回忆", unit="分", hard=(0, 3), required=If("elder_cognition", 2))
    language = Integer("语言与结构", unit="分", hard=(0, 9), required=If("elder_cognition", 2))
    elder_cognition_score = _printed(
        "简易智力状态检查总分",
        F("orientation_time")
        + F("orientation_place")
        + F("registration")
        + F("attention")
        + F("recall")
        + F("language"),
    )

    class Meta(ServiceRecord.Meta):
        db_table = "elderly_cognition"
        verbose_name = "老年人认知功能筛查"


class Mood(ServiceRecord):
    """情感状态: the rough screen and, when positive, the total of 老年人抑郁评分检查 (0–30)."""

    elder_emotion = Code(
        "情感状态粗筛", codes.SCREEN, required=True, hint="问“你经常感到伤心或抑郁吗”“你的情绪怎么样”"
    )
    scale = Code("所用量表", codes.MOOD_SCALE, required=If("elder_emotion", 2), sure="?")
    scale_other = Text("其他量表", required=If("scale", 9))
    elder_emotion_score = Integer(
        "老年人抑郁评分检查总分", unit="分", hard=(0, 30), required=If("elder_emotion", 2)
    )

    class Meta(ServiceRecord.Meta):
        db_table = "elderly_mood"
        verbose_name = "老年人情感状态筛查"
        constraints = [
            *ServiceRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(elder_emotion_score__isnull=True) | Q(elder_emotion_score__range=(0, 30)),
                name="mood_score_range",
            ),
        ]


class Outreach(ServiceRecord):
    """老年人主动联系记录: who did not come to the exam is asked how he is and where else he was examined (ELD-07).

    联系日期 is ``served_on`` and 联系人 is ``staff``.
    """

    way = Code("联系方式", codes.OUTREACH_WAY, required=True)
    way_other = Text("其他联系方式", required=If("way", 9))
    through = Text("经谁联系", max_length=50, required=If("way", 3, 4, 5), hint="家属、村干部或单位联系人的姓名")
    result = Code("联系结果", codes.OUTREACH_RESULT, required=True)
    health = Text("健康状况", max_length=500, required=If("result", 1, 2, 3, 4, 5), hint="近况、患病、用药、最近就诊")
    appointed_on = Day("约定体检日期", required=If("result", 1))
    other_on = Day("外来体检日期", required=If("result", 2))
    other_org = Text("体检机构", max_length=100, required=If("result", 2), hint="医院、体检中心或单位")
    remark = Text("备注", max_length=500)

    class Meta(ServiceRecord.Meta):
        db_table = "elderly_outreach"
        verbose_name = "老年人主动联系记录"
