"""The tables of health-supervision assistance: places, patrols, reports, teaching and papers of an institution."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.programmes.health_supervision import codes
from gongwei.records.fields import Code, Day, Files, Flag, Integer, Long, Moment, Text, When
from gongwei.records.models import ActivityRecord

EVIDENCE = ("image", "pdf")


class Unit(ActivityRecord):
    """本底资料: one registered place in the area; ``served_on`` is the day of registration."""

    number = Integer("单位编号", hard=(1, 99_999), required=True)
    name = Text("单位名称", max_length=100, required=True)
    kind = Code("单位类别", codes.UNIT, required=True)
    kind_other = Text("其他类别", max_length=50)
    water = Code("供水类型", codes.WATER, required=When("kind", codes.WATER_UNIT))
    address = Text("地址", max_length=200, required=True)
    contact = Text("联系人", max_length=50)
    phone = Text("联系电话", max_length=30)
    licence_no = Text("许可证号", max_length=60)
    status = Code("状态", codes.STATUS, required=True)
    checked_on = Day("本底资料核对日期")
    closed_on = Day("停业或注销日期", required=When("status", 2, 3))

    class Meta(ActivityRecord.Meta):
        db_table = "health_supervision_unit"
        verbose_name = "卫生监督协管单位本底资料"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["institution", "number"], condition=Q(voided_at__isnull=True), name="supervision_unit_number"
            ),
        ]


class Patrol(ActivityRecord):
    """卫生计生监督协管巡查登记表: one row of the paper; 巡查日期 is ``served_on``."""

    seq_no = Integer("序号", hard=(1, 99_999), required=True)
    unit_no = Integer("被巡查单位编号", hard=(1, 99_999), hint="本底资料里的编号；没有登记的地点可空")
    subject = Code("信息类别", codes.SUBJECT, required=True)
    subject_other = Text("其他类别", max_length=50)
    venue = Text("巡查地点", max_length=200, required=True)
    content = Long("巡查内容", max_length=1000, required=True)
    found = Code("发现问题", codes.FOUND, required=True)
    problem = Long("发现的主要问题", max_length=1000, required=True)
    patrollers = Text("巡查人", max_length=100, required=True, hint="通常两人")
    disposal = Code("处置", codes.DISPOSAL, required=When("found", codes.PROBLEM))
    disposal_other = Text("其他处置", max_length=100)
    remark = Long("备注", max_length=500)
    photos = Files("现场照片", most=6, kinds=("image",), location=True)

    class Meta(ActivityRecord.Meta):
        db_table = "health_supervision_patrol"
        verbose_name = "卫生计生监督协管巡查登记表"


class Clue(ActivityRecord):
    """卫生计生监督协管信息报告登记表: one clue; ``served_on`` is the day of 发现时间."""

    seq_no = Integer("序号", hard=(1, 99_999), required=True)
    found_at = Moment("发现时间", required=True, hint="如 2024-10-16 08:30")
    subject = Code("信息类别", codes.SUBJECT, required=True)
    subject_other = Text("其他类别", max_length=50)
    content = Long("信息内容", max_length=1000, required=True)
    urgent = Flag("食物中毒或饮用水污染等突发事件", required=True)
    reported_at = Moment("报告时间", hint="还没有报告可空")
    reporter = Text("报告人", max_length=50, required=True)
    report_to = Text("报告对象", max_length=100)
    report_mode = Code("报告方式", codes.REPORT_MODE)
    answer = Code("处理结果", codes.ANSWER)
    result = Long("反馈内容", max_length=1000, required=When("answer", 1, 2, 3, 4))
    feedback_on = Day("反馈日期", required=When("answer", 1, 2, 3, 4))
    evidence = Files("附件", most=6, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        db_table = "health_supervision_clue"
        verbose_name = "卫生计生监督协管信息报告登记表"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reported_at__isnull=True) | Q(reported_at__gte=models.F("found_at")),
                name="supervision_report_after_finding",
            ),
        ]


class Teaching(ActivityRecord):
    """培训、宣传和督导登记."""

    kind = Code("类别", codes.TEACHING, required=True)
    kind_other = Text("其他类别", max_length=50)
    theme = Text("主题", max_length=100, required=True)
    venue = Text("地点", max_length=100, required=True)
    people = Integer("人数", unit="人", hard=(0, 10_000), soft=(1, 300), required=True)
    given_by = Text("举办或督导单位", max_length=100, required=True)
    content = Long("内容", max_length=1000, required=True)
    result = Long("发现的问题和意见", max_length=1000, required=When("kind", 5))
    evidence = Files("签到表、照片", most=6, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        db_table = "health_supervision_teaching"
        verbose_name = "卫生监督协管培训宣传登记"


class Papers(ActivityRecord):
    """制度、协管员和证书: the rules in force, who assists in which village, certificates, signed summaries."""

    kind = Code("类别", codes.PAPERS, required=True)
    kind_other = Text("其他类别", max_length=50)
    title = Text("名称", max_length=100, required=True)
    person = Text("协管员姓名", max_length=50, required=When("kind", 2, 3))
    full_time = Flag("专职", required=When("kind", 2))
    area = Text("负责的村（居）", max_length=200, required=When("kind", 2))
    valid_until = Day("有效期至")
    document = Files("文件", most=6, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        db_table = "health_supervision_papers"
        verbose_name = "卫生监督协管制度人员登记"
