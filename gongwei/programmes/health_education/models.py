"""The tables of health education: the activity record and the registers from which its yearly minima are counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.programmes.health_education import codes
from gongwei.records.fields import Code, Codes, Day, Files, Flag, Integer, Long, Number, Text, Unless, When
from gongwei.records.models import VISIT_MODE, ActivityRecord, Row, ServiceRecord

EVIDENCE = ("image", "pdf")


class Activity(ActivityRecord):
    """健康教育活动记录表, in the order of the paper; 活动时间 is ``served_on`` with ``hours``, 填表人 is ``staff``."""

    hours = Text("时段", max_length=20, hint="如 09:00-10:30")
    venue = Text("活动地点", max_length=100, required=True)
    form = Code("活动形式", codes.ACTIVITY, required=True)
    form_other = Text("其他形式", max_length=50)
    theme = Text("活动主题", max_length=100, required=True)
    organizer = Text("组织者", max_length=50, required=True)
    speaker = Text("主讲人", max_length=50, required=When("form", codes.LECTURE), sure="?")
    audience = Codes("接受健康教育人员类别", codes.AUDIENCE, required=True)
    audience_other = Text("其他人员类别", max_length=50)
    audience_count = Integer("接受健康教育人数", unit="人", hard=(0, 100_000), soft=(1, 500), required=True)
    content = Long("活动内容", required=True)
    evaluation = Long("活动总结评价", required=True)
    archived = Codes("存档材料", codes.ARCHIVED, required=True)
    archived_other = Text("其他存档材料", max_length=50)
    leader = Text("负责人（签字）", max_length=50, required=True)
    filled_on = Day("填表时间", required=True)
    topics = Codes("内容类别", codes.TOPIC, required=True)
    themes = Codes("重点内容", codes.THEME)
    channels = Codes("传播方式", codes.CHANNEL, required=True)
    feedback = Text("现场反馈", max_length=500)
    evidence = Files("签到表、照片、资料样张", most=9, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_activity"
        verbose_name = "健康教育活动记录表"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.CheckConstraint(condition=Q(audience_count__gte=0), name="he_activity_count"),
        ]


class HandedOut(Row):
    """健康教育资料发放种类及数量: one kind of material that the activity handed out."""

    record = models.ForeignKey(Activity, models.CASCADE, related_name="handed_out")
    title = Text("资料名称", max_length=100, required=True)
    kind = Code("种类", codes.MATERIAL, required=True)
    copies = Integer("数量", unit="份", hard=(0, 100_000), soft=(1, 2000), required=True)

    class Meta(Row.Meta):
        db_table = "health_education_handed_out"
        verbose_name = "活动发放资料"


class Material(ActivityRecord):
    """资料登记: one title of the institution's library, printed or audio-visual; ``served_on`` is the day of entry."""

    title = Text("资料名称", max_length=100, required=True)
    kind = Code("种类", codes.MATERIAL, required=True)
    medium = Code("载体", codes.MEDIUM, required=When("kind", codes.AUDIOVISUAL))
    topics = Codes("内容类别", codes.TOPIC, required=True)
    themes = Codes("重点内容", codes.THEME)
    edition = Text("版本", max_length=50)
    approved_by = Text("审核人", max_length=50, required=True)
    minimum_stock = Integer("最低库存", unit="份", hard=(0, 100_000), hint="低于此数提醒补充，空则用参数")
    withdrawn_on = Day("停用日期")
    sample = Files("样张", most=3, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_material"
        verbose_name = "健康教育资料登记"


class Stock(ActivityRecord):
    """资料入库、发放登记: copies in and out on one day; kinds are counted by title."""

    movement = Code("登记内容", codes.STOCK, required=True)
    venue = Text("地点", max_length=100, required=When("movement", codes.ISSUED), hint="候诊区、诊室、咨询台")
    audience = Codes("发放对象", codes.AUDIENCE, required=When("movement", codes.ISSUED))
    audience_other = Text("其他对象", max_length=50)
    remark = Text("备注", max_length=200)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_stock"
        verbose_name = "健康教育资料入库发放登记"


class StockLine(Row):
    """One title and its copies."""

    record = models.ForeignKey(Stock, models.CASCADE, related_name="lines")
    title = Text("资料名称", max_length=100, required=True)
    copies = Integer("数量", unit="份", hard=(1, 1_000_000), required=True)

    class Meta(Row.Meta):
        db_table = "health_education_stock_line"
        verbose_name = "入库发放明细"


class Play(ActivityRecord):
    """音像资料播放记录: one title played on one day."""

    title = Text("资料名称", max_length=100, required=True)
    themes = Codes("重点内容", codes.THEME)
    played_at = Code("播放地点", codes.PLAYED_AT, required=True)
    played_at_other = Text("其他地点", max_length=50)
    hours = Text("播放时段", max_length=30, required=True, hint="如 08:00-11:30")
    minutes = Integer("播放时长", unit="分钟", hard=(1, 1440), soft=(10, 540), required=True)
    times = Integer("播放次数", unit="次", hard=(1, 500), required=True)
    in_hours = Flag("在正常开诊时间内", required=True)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_play"
        verbose_name = "音像资料播放记录"


class Board(ActivityRecord):
    """宣传栏登记: one board of the institution; ``served_on`` is the day from which it is in use."""

    number = Code("宣传栏编号", codes.BOARD, required=True)
    stands_at = Code("位置", codes.BOARD_AT, required=True)
    stands_at_other = Text("其他位置", max_length=50)
    area_m2 = Number("面积", unit="m²", places=2, hard=(0.1, 100), soft=(1, 20), required=True)
    centre_height_m = Number("中心距地面高度", unit="m", places=2, hard=(0.5, 5), soft=(1.2, 2), required=True)
    removed_on = Day("停用日期")
    photos = Files("照片", most=3, kinds=("image",))

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_board"
        verbose_name = "健康教育宣传栏登记"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["institution", "number"],
                condition=Q(voided_at__isnull=True, removed_on__isnull=True),
                name="he_board_number",
            ),
        ]


class BoardChange(ActivityRecord):
    """宣传栏更换记录: which boards got new content on one day."""

    boards = Codes("更换的宣传栏", codes.BOARD, required=True)
    issue = Text("期号", max_length=30, required=True, hint="如 2024年第5期")
    theme = Text("主题", max_length=100, required=True)
    topics = Codes("内容类别", codes.TOPIC, required=True)
    themes = Codes("重点内容", codes.THEME)
    kept_original = Flag("原件已存档", required=True)
    photos = Files("更换后照片", most=6, kinds=("image",))

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_board_change"
        verbose_name = "健康教育宣传栏更换记录"


class YearPlan(ActivityRecord):
    """健康教育年度计划: what the institution means to do in which month."""

    year = Integer("年度", hard=(2009, 2060), required=True)
    goal = Long("工作目标", required=True)
    leader = Text("负责人（签字）", max_length=50, required=True)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_year_plan"
        verbose_name = "健康教育年度计划"


class PlanItem(Row):
    """One activity of the yearly plan."""

    record = models.ForeignKey(YearPlan, models.CASCADE, related_name="items")
    month = Integer("月份", unit="月", hard=(1, 12), required=True)
    form = Code("活动形式", codes.ACTIVITY, required=True)
    theme = Text("主题", max_length=100, required=True)
    owner = Text("负责人", max_length=50)

    class Meta(Row.Meta):
        db_table = "health_education_plan_item"
        verbose_name = "年度计划安排"


class YearSummary(ActivityRecord):
    """健康教育年度总结: what was done in the year and what it brought."""

    year = Integer("年度", hard=(2009, 2060), required=True)
    result = Long("完成情况", required=True)
    evaluation = Long("效果评价", required=True)
    leader = Text("负责人（签字）", max_length=50, required=True)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_year_summary"
        verbose_name = "健康教育年度总结"


class Training(ActivityRecord):
    """健康教育人员培训登记: hours of one member of staff; ≥8 学时/年 each."""

    person = Text("人员姓名", max_length=50, required=True)
    full_time = Flag("专职")
    subject = Text("培训内容", max_length=200, required=True)
    hours_taught = Number("学时", unit="学时", places=1, hard=(0.5, 200), soft=(1, 24), required=True)
    organised_by = Text("举办单位", max_length=100, required=True)
    certificate = Files("证明材料", most=3, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_training"
        verbose_name = "健康教育人员培训登记"


class Pilot(ActivityRecord):
    """科普干预项目: an education programme of one's own for a disease group, with figures before and after."""

    name = Text("项目名称", max_length=100, required=True)
    disease = Code("病种", codes.DISEASE, required=True)
    disease_other = Text("其他病种", max_length=50)
    people = Integer("干预人数", unit="人", hard=(1, 100_000), required=True)
    measured = Text("评价指标", max_length=100, required=True, hint="如 知晓率、血压控制率")
    before = Number("干预前", unit="%", places=1, hard=(0, 100), required=True)
    after = Number("干预后", unit="%", places=1, hard=(0, 100), required=When("finished", True))
    finished = Flag("已结束", required=True)
    method = Long("干预方式", required=True)
    result = Long("结果", max_length=1000, required=When("finished", True))

    class Meta(ActivityRecord.Meta):
        db_table = "health_education_pilot"
        verbose_name = "科普干预项目"


class Advice(ServiceRecord):
    """个体化健康教育: what one resident was told at a clinic or home visit."""

    mode = Code("方式", VISIT_MODE, required=True)
    topics = Codes("内容类别", codes.TOPIC, required=True)
    themes = Codes("重点内容", codes.THEME)
    group = Codes("人员类别", codes.AUDIENCE, required=True)
    group_other = Text("其他人员类别", max_length=50)
    advice = Long("指导内容", max_length=1000, required=True)
    material = Text("发放资料", max_length=200)
    understood = Flag("能复述要点", required=Unless("mode", 3))

    class Meta(ServiceRecord.Meta):
        db_table = "health_education_individual"
        verbose_name = "个体化健康教育记录"
