"""The forms of health education in the order and words of the paper (规范三版 二 健康教育 附件)."""

from __future__ import annotations

from gongwei.programmes.health_education import checks
from gongwei.programmes.health_education.models import (
    Activity,
    Advice,
    Board,
    BoardChange,
    HandedOut,
    Material,
    Pilot,
    PlanItem,
    Play,
    Stock,
    StockLine,
    Training,
    YearPlan,
    YearSummary,
)
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Form, Group, Line

PAPER = "national-spec-2017#2.附件.健康教育活动记录表"
SERVICE = "national-spec-2017#2.二（二）"
NEEDS = "national-spec-2017#2.四"


def _form(id: str, label: str, model: type, *groups: Group, ref: str = SERVICE, **more: object) -> Form:
    return Form(
        id=f"health_education_{id}", label=label, model=model, groups=groups, ref=ref, programme="health_education",
        of="institution", needs_enrolment=False, **more,  # type: ignore[arg-type]
    )  # fmt: skip


ACTIVITY = _form(
    "activity", "健康教育活动记录表", Activity,
    Group("", (
        Line("活动时间", ("served_on", "hours")),
        Line("活动地点", ("venue",)),
        Line("活动形式", ("form",)),
        Line("活动主题", ("theme",)),
        Line("组织者", ("organizer",)),
        Line("主讲人", ("speaker",)),
        Line("接受健康教育人员类别", ("audience",)),
        Line("接受健康教育人数", ("audience_count",)),
        Line("健康教育资料发放种类及数量", rows="handed_out"),
        Line("活动内容", ("content",)),
        Line("活动总结评价", ("evaluation",)),
        Line("存档材料请附后", ("archived",)),
        Line("填表人（签字）", ("staff",)),
        Line("负责人（签字）", ("leader",)),
        Line("填表时间", ("filled_on",)),
    )),
    Group("纸表以外", (
        Line("内容类别", ("topics",)),
        Line("重点内容", ("themes",)),
        Line("传播方式", ("channels",)),
        Line("现场反馈", ("feedback",)),
        Line("附件", ("evidence",), hint="签到表、照片、资料样张；照片里的位置会去掉"),
    ), printed=False),
    ref=PAPER, rows={"handed_out": HandedOut}, headline=("theme", "audience_count"),
    carried=("organizer", "leader", "venue"),
    checks=(
        checks.filled_after, not_in_future("filled_on", "填表时间"), checks.nobody_came,
        checks.titles_registered("handed_out"),
    ),
)  # fmt: skip

BOARD = _form(
    "board", "宣传栏登记", Board,
    Group("", (
        Line("启用日期", ("served_on",)),
        Line("编号", ("number",)),
        Line("位置", ("stands_at",)),
        Line("面积(m²)", ("area_m2",)),
        Line("中心距地面高度(m)", ("centre_height_m",)),
        Line("停用日期", ("removed_on",)),
        Line("照片", ("photos",)),
        Line("登记人", ("staff",)),
    )),
    headline=("number", "area_m2"), checks=(checks.board_number_is_free, not_in_future("removed_on", "停用日期")),
)  # fmt: skip

BOARD_CHANGE = _form(
    "board_change", "宣传栏更换记录", BoardChange,
    Group("", (
        Line("更换日期", ("served_on",)),
        Line("更换的宣传栏", ("boards",)),
        Line("期号", ("issue",)),
        Line("主题", ("theme",)),
        Line("内容类别", ("topics",)),
        Line("重点内容", ("themes",)),
        Line("原件已存档", ("kept_original",)),
        Line("更换后照片", ("photos",)),
        Line("更换人", ("staff",)),
    )),
    headline=("issue", "theme"), carried=("boards",), checks=(checks.boards_exist,),
)  # fmt: skip

MATERIAL = _form(
    "material", "健康教育资料登记", Material,
    Group("", (
        Line("登记日期", ("served_on",)),
        Line("资料名称", ("title",)),
        Line("种类", ("kind", "medium")),
        Line("内容类别", ("topics",)),
        Line("重点内容", ("themes",)),
        Line("版本", ("edition",)),
        Line("审核人", ("approved_by",)),
        Line("最低库存", ("minimum_stock",)),
        Line("停用日期", ("withdrawn_on",)),
        Line("样张", ("sample",)),
        Line("登记人", ("staff",)),
    )),
    headline=("title",), carried=("approved_by",),
)  # fmt: skip

STOCK = _form(
    "stock", "健康教育资料入库发放登记", Stock,
    Group("", (
        Line("日期", ("served_on",)),
        Line("登记内容", ("movement",)),
        Line("地点", ("venue",)),
        Line("发放对象", ("audience",)),
        Line("资料", rows="lines"),
        Line("备注", ("remark",)),
        Line("经手人", ("staff",)),
    )),
    rows={"lines": StockLine}, headline=("venue",), checks=(checks.titles_registered("lines"),),
)  # fmt: skip

PLAY = _form(
    "play", "音像资料播放记录", Play,
    Group("", (
        Line("播放日期", ("served_on",)),
        Line("资料名称", ("title",)),
        Line("重点内容", ("themes",)),
        Line("播放地点", ("played_at",)),
        Line("播放时段", ("hours",)),
        Line("播放时长、次数", ("minutes", "times")),
        Line("在正常开诊时间内", ("in_hours",)),
        Line("播放人", ("staff",)),
    )),
    headline=("title", "minutes"), carried=("played_at", "hours", "minutes", "times", "in_hours"),
    checks=(checks.title_registered,),
)  # fmt: skip

YEAR_PLAN = _form(
    "year_plan", "健康教育年度计划", YearPlan,
    Group("", (
        Line("制订日期", ("served_on",)),
        Line("年度", ("year",)),
        Line("工作目标", ("goal",)),
        Line("活动安排", rows="items"),
        Line("负责人（签字）", ("leader",)),
        Line("制订人", ("staff",)),
    )),
    ref=NEEDS, rows={"items": PlanItem}, headline=("year",), carried=("leader",),
)  # fmt: skip

YEAR_SUMMARY = _form(
    "year_summary", "健康教育年度总结", YearSummary,
    Group("", (
        Line("总结日期", ("served_on",)),
        Line("年度", ("year",)),
        Line("完成情况", ("result",)),
        Line("效果评价", ("evaluation",)),
        Line("负责人（签字）", ("leader",)),
        Line("总结人", ("staff",)),
    )),
    ref=NEEDS, headline=("year",), carried=("leader",),
)  # fmt: skip

TRAINING = _form(
    "training", "健康教育人员培训登记", Training,
    Group("", (
        Line("培训日期", ("served_on",)),
        Line("人员姓名", ("person", "full_time")),
        Line("培训内容", ("subject",)),
        Line("学时", ("hours_taught",)),
        Line("举办单位", ("organised_by",)),
        Line("证明材料", ("certificate",)),
        Line("登记人", ("staff",)),
    )),
    ref=NEEDS, headline=("person", "hours_taught"), carried=("organised_by",),
)  # fmt: skip

PILOT = _form(
    "pilot", "科普干预项目", Pilot,
    Group("", (
        Line("开始日期", ("served_on",)),
        Line("项目名称", ("name",)),
        Line("病种", ("disease",)),
        Line("干预人数", ("people",)),
        Line("干预方式", ("method",)),
        Line("评价指标", ("measured",)),
        Line("干预前/后(%)", ("before", "after"), join="/"),
        Line("已结束", ("finished",)),
        Line("结果", ("result",)),
        Line("负责人", ("staff",)),
    )),
    headline=("name", "people"),
)  # fmt: skip

INDIVIDUAL = Form(
    id="health_education_individual", label="个体化健康教育记录", model=Advice, ref=SERVICE,
    programme="health_education", needs_enrolment=False,
    groups=(
        Group("", (
            Line("日期", ("served_on",)),
            Line("方式", ("mode",)),
            Line("人员类别", ("group",)),
            Line("内容类别", ("topics",)),
            Line("重点内容", ("themes",)),
            Line("指导内容", ("advice",)),
            Line("发放资料", ("material",)),
            Line("能复述要点", ("understood",)),
            Line("指导人", ("staff",)),
        )),
    ),
    headline=("advice",), carried=("group",), shared={"served_on": "served_on", "mode": "mode"},
)  # fmt: skip

FORMS = (
    ACTIVITY, BOARD, BOARD_CHANGE, MATERIAL, STOCK, PLAY, YEAR_PLAN, YEAR_SUMMARY, TRAINING, PILOT, INDIVIDUAL,
)  # fmt: skip
