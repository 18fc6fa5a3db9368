"""The forms of health-supervision assistance in the order and words of the paper (规范三版 十二 附件)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.health_supervision import checks
from gongwei.programmes.health_supervision.models import Clue, Papers, Patrol, Teaching, Unit
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Form, Group, Line

REPORT_PAPER = "national-spec-2017#12.附件.卫生计生监督协管信息报告登记表"
PATROL_PAPER = "national-spec-2017#12.附件.卫生计生监督协管巡查登记表"
NEEDS = "national-spec-2017#12.四"


def numbered(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A new row continues the institution's numbers of the year."""
    return {"seq_no": facts["next_no"]}


def first_free(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A new place gets the number after the institution's last one."""
    last = Unit.objects.filter(institution=facts["institution_id"]).order_by("-number").first()
    return {"number": (last.number or 0) + 1 if last else 1}


def _form(id: str, label: str, model: type, *groups: Group, ref: str, **more: object) -> Form:
    return Form(
        id=f"health_supervision_{id}", label=label, model=model, groups=groups, ref=ref,
        programme="health_supervision", of="institution", needs_enrolment=False, **more,  # type: ignore[arg-type]
    )  # fmt: skip


PATROL = _form(
    "patrol", "卫生计生监督协管巡查登记表", Patrol,
    Group("", (
        Line("序号", ("seq_no",)),
        Line("巡查地点", ("unit_no", "venue")),
        Line("信息类别", ("subject",)),
        Line("巡查内容", ("content",)),
        Line("发现的主要问题", ("found", "problem")),
        Line("巡查日期", ("served_on",)),
        Line("巡查人", ("patrollers",)),
        Line("备注", ("disposal", "remark"), hint="发现问题时写处置"),
    )),
    Group("纸表以外", (
        Line("现场照片", ("photos",)),
        Line("登记人", ("staff",)),
    ), printed=False),
    ref=PATROL_PAPER, headline=("venue",), carried=("patrollers", "content"), opening=numbered,
    checks=(checks.unit_is_known, checks.problem_said),
)  # fmt: skip

CLUE = _form(
    "clue", "卫生计生监督协管信息报告登记表", Clue,
    Group("", (
        Line("序号", ("seq_no",)),
        Line("发现日期", ("served_on",)),
        Line("发现时间", ("found_at",)),
        Line("信息类别", ("subject",)),
        Line("信息内容", ("content",)),
        Line("报告时间", ("reported_at",)),
        Line("报告人", ("reporter",)),
    )),
    Group("纸表以外", (
        Line("突发事件", ("urgent",)),
        Line("报告对象、方式", ("report_to", "report_mode")),
        Line("处理结果", ("answer",)),
        Line("反馈内容", ("result",)),
        Line("反馈日期", ("feedback_on",)),
        Line("附件", ("evidence",)),
        Line("登记人", ("staff",)),
    ), printed=False),
    ref=REPORT_PAPER, headline=("content",), carried=("report_to", "report_mode", "reporter"),
    opening=numbered,
    checks=(checks.clock_runs_forward, checks.report_said, not_in_future("feedback_on", "反馈日期")),
)  # fmt: skip

UNIT = _form(
    "unit", "单位本底资料登记", Unit,
    Group("", (
        Line("登记日期", ("served_on",)),
        Line("单位编号", ("number",)),
        Line("单位名称", ("name",)),
        Line("单位类别", ("kind",)),
        Line("供水类型", ("water",)),
        Line("地址", ("address",)),
        Line("联系人、电话", ("contact", "phone")),
        Line("许可证号", ("licence_no",)),
        Line("状态", ("status", "closed_on")),
        Line("本底资料核对日期", ("checked_on",)),
        Line("登记人", ("staff",)),
    )),
    ref=PATROL_PAPER, headline=("number", "name"), opening=first_free,
    checks=(
        checks.unit_number_is_free, not_in_future("closed_on", "停业或注销日期"),
        not_in_future("checked_on", "核对日期"),
    ),
)  # fmt: skip

TEACHING = _form(
    "teaching", "培训、宣传和督导登记", Teaching,
    Group("", (
        Line("日期", ("served_on",)),
        Line("类别", ("kind",)),
        Line("主题", ("theme",)),
        Line("地点", ("venue",)),
        Line("人数", ("people",)),
        Line("举办或督导单位", ("given_by",)),
        Line("内容", ("content",)),
        Line("发现的问题和意见", ("result",)),
        Line("签到表、照片", ("evidence",)),
        Line("登记人", ("staff",)),
    )),
    ref=NEEDS, headline=("theme", "people"), carried=("given_by",),
)  # fmt: skip

PAPERS = _form(
    "papers", "制度、协管员和汇总登记", Papers,
    Group("", (
        Line("日期", ("served_on",)),
        Line("类别", ("kind",)),
        Line("名称", ("title",)),
        Line("协管员", ("person", "full_time")),
        Line("负责的村（居）", ("area",)),
        Line("有效期至", ("valid_until",)),
        Line("文件", ("document",)),
        Line("登记人", ("staff",)),
    )),
    ref=NEEDS, headline=("title",),
)  # fmt: skip

FORMS = (PATROL, CLUE, UNIT, TEACHING, PAPERS)
