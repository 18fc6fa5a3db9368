"""卫生监督协管: what an institution with places to watch owes. 规范三版 12 二、四."""

from __future__ import annotations

import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, PerYear, Schedule, Step
from gongwei.programmes.health_supervision import rules

PATROLS = "national-spec-2017#12.二（二）"
REPORTS = "national-spec-2017#12.二（一）"
NEEDS = "national-spec-2017#12.四"
CENTRES = ("township_health_centre", "community_health_centre")


def members(t: Tables, p: Parameters) -> ir.Table:
    """Centres, and stations that have registered a place, while they work."""
    i = t.institution
    keepers = t.health_supervision_unit.select(keeper="institution_id").distinct()
    placed = i.left_join(keepers, i.id == keepers.keeper)
    found = placed.filter(placed.kind.isin(CENTRES) | placed.keeper.notnull())
    return found.select(
        institution_id="id", from_on="active_from", to_on="active_to", centre=found.kind.isin(CENTRES)
    )


SCHEDULE = Schedule(
    members,
    (
        Step(
            "patrol", "协管巡查", PerYear("patrol_rounds_per_year", apart=True),
            met_by=("health_supervision_patrol",), ref=PATROLS,
        ),
        Step(
            "summary", "协管工作汇总", PerYear("summaries_per_year"),
            met_by=("health_supervision_papers",), ref=NEEDS, requires=rules.summary, among="centre",
        ),
        Step(
            "report", "发现的信息要报告", After("health_supervision_clue", "report_days", rules.unreported),
            met_by=("health_supervision_clue",), ref=REPORTS, requires=rules.nothing,
        ),
        Step(
            "feedback", "报告的信息等反馈", After("health_supervision_clue", "feedback_days", rules.unanswered),
            met_by=("health_supervision_clue",), ref=REPORTS, requires=rules.nothing,
        ),
    ),
    of="institution",
)  # fmt: skip
