"""传染病和突发事件报告: rates over cases and events, not over people. 规范三版 11.五; huancui-2024#五（十一）."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.infectious_disease import rules
from gongwei.programmes.infectious_disease.codes import NOT_OWED

FORMULA = "national-spec-2017#11.五"
DISTRICT = "huancui-2024#五（十一）"
LIMIT = "national-spec-2017#11.二（三）"
FIRST_REPORT, SUSPECTED, COMPLETE = 1, 1, 1

CARDS = (
    Criterion("reported", "已网络报告", "登记了但没有网络报告", FORMULA),
    Criterion("in_time", "在时限内网络报告", "超过时限才报告", LIMIT),
    Criterion("complete", "报告卡完整准确", "核查发现缺项或错误", FORMULA),
)
EVENTS = (
    Criterion("reported", "已网络报告", "知道了但没有报告", FORMULA),
    Criterion("in_time", "2小时内网络报告", "超过2小时才报告", LIMIT),
)


@cohort("infectious_disease.cases", "登记传染病病例", ref=FORMULA, criteria=CARDS, of="case", unit="例")
def registered_cases(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Cases in the books, diagnosed in the period: first report cards, and entries of the register without a card."""
    return ibis.union(_cards(t, p, period), _entries(t, period), distinct=False)


def _cards(t: Tables, p: Parameters, period: Period) -> ir.Table:
    cards = t.infectious_disease_card
    found = cards.filter(
        cards.card_type == FIRST_REPORT,
        cards.diagnosed_on >= period.start,
        cards.diagnosed_on <= period.as_of,
    )
    at = p.at(found.diagnosed_on)
    found = found.filter(at.suspected_counts | (found.case_class != SUSPECTED).fill_null(True))
    reported = (found.reported_on <= period.as_of).fill_null(False)
    return found.select(
        "institution_id", subject_id=found.id, subject=found.name,
        reported=reported, in_time=reported & (rules.report(found, at) == "in_time"),
        complete=(found.checked == COMPLETE).fill_null(False), was_reported=reported,
        was_checked=found.checked.notnull(),
    )  # fmt: skip


def _entries(t: Tables, period: Period) -> ir.Table:
    """Diagnoses of the register without a card, unless none is owed (ruled out, a second visit, reported elsewhere)."""
    entries = t.infectious_disease_entry
    found = entries.filter(
        entries.diagnosed_on >= period.start, entries.diagnosed_on <= period.as_of,
        ~entries.no_card.isin(NOT_OWED).fill_null(False),
    )  # fmt: skip
    found = found.anti_join(t.infectious_disease_card, found.card == t.infectious_disease_card.id)
    no = ibis.literal(False)
    return found.select(
        "institution_id", subject_id=found.id, subject=found.name, reported=no, in_time=no, complete=no,
        was_reported=no, was_checked=no,
    )  # fmt: skip


@cohort(
    "infectious_disease.events",
    "突发公共卫生事件相关信息",
    ref=FORMULA,
    criteria=EVENTS,
    of="case",
    unit="起",
)
def events(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Event information that the institution was told of in the period: its first report of each event."""
    cards = t.infectious_disease_event
    found = cards.filter(
        cards.report_type == FIRST_REPORT,
        cards.notified_on >= period.start,
        cards.notified_on <= period.as_of,
    )
    at = p.at(found.notified_on)
    reported = (found.reported_on <= period.as_of).fill_null(False)
    return found.select(
        "institution_id", subject_id=found.id, subject=found.event_name, reported=reported,
        in_time=reported & (rules.event_report(found, at) == "in_time"), was_reported=reported,
    )  # fmt: skip


MEASURES = (
    Measure(
        "infectious_disease.disease_report_rate", "传染病疫情报告率", registered_cases, ("reported",), FORMULA,
        "网络报告的传染病病例数 ÷ 登记传染病病人数 × 100%",
    ),
    Measure(
        "infectious_disease.disease_timely_rate", "传染病疫情报告及时率", registered_cases, ("in_time",), FORMULA,
        "报告及时的病例数 ÷ 报告传染病病例数 × 100%", among="was_reported",
    ),
    Measure(
        "infectious_disease.event_report_rate", "突发公共卫生事件相关信息报告率", events, ("in_time",), DISTRICT,
        "及时报告的突发公共卫生事件相关信息数 ÷ 应报告的信息数 × 100%",
    ),
    Measure(
        "infectious_disease.event_timely_rate", "突发公共卫生事件相关信息报告及时率", events, ("in_time",), FORMULA,
        "及时报告的信息数 ÷ 已报告的信息数 × 100%", among="was_reported",
    ),
    Measure(
        "infectious_disease.card_complete_rate", "传染病报告卡完整准确率", registered_cases, ("complete",), FORMULA,
        "完整准确的报告卡数 ÷ 核查的报告卡数 × 100%", among="was_checked",
    ),
)  # fmt: skip
