"""健康教育: what an institution of each kind owes in each month, two-month window and year. 规范三版 2 二（二）、四."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import PerYear, Schedule, Step
from gongwei.programmes.health_education import codes, rules

FORMS = "national-spec-2017#2.二（二）"
NEEDS = "national-spec-2017#2.四"


def members(t: Tables, p: Parameters) -> ir.Table:
    """Centres (镇卫生院、社区卫生服务中心) and stations (村卫生室、社区卫生服务站) while they work."""
    i = t.institution
    found = i.filter(i.kind.isin([*codes.CENTRE_KINDS, *codes.STATION_KINDS]))
    return found.select(
        institution_id="id",
        from_on="active_from",
        to_on="active_to",
        centre=found.kind.isin(codes.CENTRE_KINDS),
        station=found.kind.isin(codes.STATION_KINDS),
    )


SCHEDULE = Schedule(
    members,
    (
        Step(
            "lecture", "健康知识讲座", PerYear("lectures_per_year", apart=True),
            met_by=("health_education_activity",), ref=FORMS, requires=rules.lecture, among="centre",
        ),
        Step(
            "lecture_station", "健康知识讲座", PerYear("lectures_per_year_station", apart=True),
            met_by=("health_education_activity",), ref=FORMS, requires=rules.lecture, among="station",
        ),
        Step(
            "consultation", "公众健康咨询活动", PerYear("consultations_per_year"),
            met_by=("health_education_activity",), ref=FORMS, requires=rules.consultation, among="centre",
        ),
        Step(
            "board_change", "更换宣传栏", PerYear("board_changes_per_year", apart=True),
            met_by=("health_education_board_change",), ref=FORMS,
        ),
        Step(
            "year_plan", "健康教育年度计划", PerYear("plans_per_year"),
            met_by=("health_education_year_plan",), ref=NEEDS,
        ),
        Step(
            "year_summary", "健康教育年度总结", PerYear("plans_per_year"),
            met_by=("health_education_year_summary",), ref=NEEDS,
        ),
    ),
    of="institution",
)  # fmt: skip
