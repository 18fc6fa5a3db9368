"""卫生监督协管: places patrolled, clues reported in time and answered, patrols of each institution. 规范三版 12 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import in_period, services_owed
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Count, Criterion, Measure, cohort
from gongwei.programmes.health_supervision import codes, rules
from gongwei.programmes.health_supervision.schedule import CENTRES, NEEDS, PATROLS, REPORTS

FIGURES = "national-spec-2017#12.五"
_FAR = (9999, 12, 31)


@cohort(
    "health_supervision.places", "登记在业的被监督单位", ref=PATROLS, of="case", unit="个单位",
    criteria=(
        Criterion("patrolled_enough", "巡查次数达到", "巡查次数不足", PATROLS),
        Criterion("base_checked", "本底资料当年核对", "本底资料当年没有核对", NEEDS),
    ),
)  # fmt: skip
def places(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every place in business on the as-of day; one registered during the year owes the parts that were left."""
    u, year = t.health_supervision_unit, p.at(period.start)
    open_until = ibis.coalesce(u.closed_on, ibis.date(*_FAR))
    working = u.filter(u.served_on <= period.as_of, open_until > period.as_of)
    done = in_period(t.health_supervision_patrol, period)
    counts = done.group_by(patroller="institution_id", place="unit_no").agg(
        patrols=done.count(), last_on=done.served_on.max()
    )
    found = working.left_join(counts, [working.institution_id == counts.patroller, working.number == counts.place])
    asked = services_owed(found.served_on, period, rules.patrols_asked(found, year))
    patrols = found.patrols.cast("int64").fill_null(0)
    checked = ibis.coalesce(found.checked_on, found.served_on)
    return found.select(
        "institution_id", subject_id="id", subject=found.number.cast("string") + " " + found.name.fill_null(""),
        patrols=patrols, patrolled_enough=patrols >= asked,
        patrolled_enough_lacking=ibis.greatest(asked - patrols, 0),
        base_checked=(checked >= period.start) & (checked <= period.as_of),
        last_value=found.last_on.cast("string"),
    )  # fmt: skip


@cohort(
    "health_supervision.clues", "当年发现的协管信息", ref=FIGURES, of="case", unit="条信息",
    criteria=(
        Criterion("was_reported", "已报告", "发现后没有报告", REPORTS),
        Criterion("reported_in_time", "在时限内报告", "没有在时限内报告", REPORTS),
        Criterion("answered", "已有反馈", "卫生监督机构没有反馈", REPORTS),
    ),
)  # fmt: skip
def clues(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every clue found in the period; what was reported or answered after the as-of day is not seen."""
    c = in_period(t.health_supervision_clue, period)
    outcome = rules.reported(c, p.at(c.served_on))
    seen = (c.reported_at.date() <= period.as_of).fill_null(False)
    subject = ibis.cases(*((c.subject == code, label) for code, label in codes.SUBJECT), else_="未分类")
    return c.select(
        "institution_id", subject_id="id", subject=c.served_on.cast("string") + " " + subject,
        was_reported=seen, reported_in_time=seen & (outcome == "in_time"),
        answered=(c.feedback_on <= period.as_of).fill_null(False),
    )  # fmt: skip


@cohort(
    "health_supervision.assistants", "承担协管的机构", ref=FIGURES, of="institution", unit="个机构",
    criteria=(
        Criterion("patrols_made", "当年开展过巡查", "当年没有巡查", PATROLS, "patrol"),
        Criterion("rules_and_staff", "有工作制度和协管员", "没有登记工作制度或协管员", NEEDS),
    ),
)  # fmt: skip
def assistants(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every centre with the number of its patrols, those of its stations apart."""
    i, papers = t.institution, t.health_supervision_papers
    open_until = ibis.coalesce(i.active_to, ibis.date(*_FAR))
    own = i.filter(i.kind.isin(CENTRES), i.active_from <= period.as_of, open_until > period.as_of)
    done = in_period(t.health_supervision_patrol, period)
    counts = done.group_by(patroller="institution_id").agg(patrols=done.count())
    valid = papers.filter(
        papers.served_on <= period.as_of, ibis.coalesce(papers.valid_until, ibis.date(*_FAR)) >= period.as_of
    )
    held = valid.group_by(holder="institution_id").agg(
        rules=ibis.ifelse((valid.kind == codes.RULE).fill_null(False), 1, 0).sum(),
        people=ibis.ifelse((valid.kind == codes.ASSISTANT).fill_null(False), 1, 0).sum(),
    )
    found = own.left_join(counts, own.id == counts.patroller)
    found = found.left_join(held, found.id == held.holder)
    patrols = found.patrols.cast("int64").fill_null(0)
    return found.select(
        institution_id="id", subject_id=found.id.cast("string"), subject="name", patrols=patrols,
        patrols_made=patrols > 0,
        rules_and_staff=((found.rules > 0) & (found.people > 0)).fill_null(False),
    )  # fmt: skip


MEASURES = (
    Measure("health_supervision.patrol_rate", "巡查覆盖率", places, ("patrolled_enough",), PATROLS,
            "当年巡查达到规定次数的登记单位 ÷ 在业登记单位；年内登记的单位按剩余期数计",
            counted=Count("patrols", "次")),
    Measure("health_supervision.timely_rate", "信息及时报告率", clues, ("reported_in_time",), REPORTS,
            "发现后在时限内报告的信息条数 ÷ 已报告的信息条数", among="was_reported"),
    Measure("health_supervision.report_rate", "卫生计生监督协管信息报告率", clues, ("was_reported",), FIGURES,
            "已报告的信息条数 ÷ 发现的信息条数"),
    Measure("health_supervision.answered_rate", "信息反馈率", clues, ("answered",), REPORTS,
            "卫生监督机构已反馈的信息条数 ÷ 已报告的信息条数", among="was_reported"),
    Measure("health_supervision.patrol_count", "协助开展巡查", assistants, ("patrols_made",), FIGURES,
            "当年开展过巡查的机构 ÷ 承担协管的镇卫生院、社区卫生服务中心；一个机构显示巡查次数",
            counted=Count("patrols", "次")),
    Measure("health_supervision.base_rate", "本底资料年度核对率", places, ("base_checked",), NEEDS,
            "本底资料当年核对过的登记单位 ÷ 在业登记单位"),
    Measure("health_supervision.staff_rate", "制度和人员落实率", assistants, ("rules_and_staff",), NEEDS,
            "登记了工作制度和协管员的机构 ÷ 承担协管的镇卫生院、社区卫生服务中心"),
)  # fmt: skip
