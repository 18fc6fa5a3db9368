"""预防接种: its indicators; children, doses, entry checks, reactions and campaigns as tables of rows. 规范三版 3 五."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import in_period, present_on
from gongwei.care.members import with_person
from gongwei.engine.dates import add_months, at_least
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Ground, Measure, cohort
from gongwei.programmes.immunization import rules
from gongwei.programmes.immunization.ladder import NIP, kids_of, ladder
from gongwei.programmes.immunization.schedule import CARD, DOSE, INQUIRY

CLAUSE = "national-spec-2017#3.五"
PAPER = "national-spec-2017#3.六"
ROUTINE = ("HepB", "BCG", "Polio", "DTaP", "DT", "MMR", "JE-L", "MPSV-A", "MPSV-AC", "HepA-L")
"""The 22 doses of the routine schedule whose coverage is told one by one."""

CHILD_CRITERIA = (
    Criterion("has_certificate", "已建预防接种证", "没有建预防接种证", CARD, step="card"),
    Criterion("up_to_date", "应种剂次都已接种", "有应种未种的剂次", DOSE, step="dose"),
    Criterion("information_complete", "接种信息完整", "接种卡或接种记录缺必填项", PAPER),
)
DOSE_CRITERIA = (
    Criterion("given", "已接种", "应种未种", DOSE, step="dose"),
    Criterion("timely", "在推荐年龄内接种", "超过推荐年龄才接种，或未种", DOSE, step="dose"),
)
ENTRY_CRITERIA = (
    Criterion("checked", "已查验", "没有查验", "entry-check-2021#查验"),
    Criterion("certified", "有证或已补证", "无证且没有补证", "entry-check-2021#查验"),
    Criterion("caught_up", "已补种", "应补种未补种", "entry-check-2021#补种"),
)
AEFI_CRITERIA = (
    Criterion("reported_in_time", "按时限报告", "报告超过时限", "aefi-monitoring#报告"),
    Criterion("inquired_in_time", "按时限调查", "没有按时限开始调查", INQUIRY, step="aefi_inquiry"),
)
TARGET_CRITERIA = (Criterion("reached", "活动期间已接种", "活动期间没有接种", "vaccine-law-2019#应急接种"),)


def _children(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents under seven on the as-of day, born by then."""
    present = present_on(t, period.as_of)
    grown = at_least(present.birth_date, p.at(period.as_of).child_age, period.as_of)
    return present.filter(~grown, present.birth_date <= period.as_of)


def _rungs(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Every dose of the children as the as-of day sees it."""
    doses = t.immunization_dose.filter(t.immunization_dose.served_on <= period.as_of)
    now = p.at(period.as_of)
    rows = ladder(t, now, kids_of(t, _children(t, p, period)), doses)
    rows = rows.filter(~rows.stopped | rows.met_on.notnull())
    return rows.select(
        "resident_id", "series", "number", "key", "finish_on", "upper_on", "met_on",
        counted_on=add_months(rows.age_on, now.coverage_grace_months),
    )  # fmt: skip


RUNGS = Ground("immunization_rungs", _rungs)


@cohort(
    "immunization.children", "0～6岁常住儿童", ref=CLAUSE, criteria=CHILD_CRITERIA, candidates=_children, rests_on=RUNGS
)
def children(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Children of 0 to 6 on the as-of day with their certificate, what they lack, and their information.

    Lost children stay in and meet nothing (conventions, Population).
    """
    people = _children(t, p, period)
    cards = t.immunization_card.filter(t.immunization_card.served_on <= period.as_of)
    cards = cards.group_by(holder=cards.resident_id).agg(
        issued=cards.certificate_issued.fill_null(False).any(),
        card_complete=rules.card_complete(cards, p).any(),
    )
    doses = t.immunization_dose.filter(t.immunization_dose.served_on <= period.as_of)
    complete = doses.group_by(given_to=doses.resident_id).agg(
        doses_complete=rules.dose_complete(doses, p).all()
    )
    rungs = RUNGS(t, p, period)
    owed = rungs.filter(
        rungs.met_on.isnull(), rungs.counted_on <= period.as_of, rungs.upper_on > period.as_of
    )
    lacking = owed.filter(owed.series != "PolioII").select(lacks="resident_id").distinct()
    lacking = lacking.mutate(behind=ibis.literal(True))
    rows = people.left_join(cards, people.resident_id == cards.holder)
    rows = rows.left_join(complete, rows.resident_id == complete.given_to)
    rows = rows.left_join(lacking, rows.resident_id == lacking.lacks)
    here = ~rows.lost
    return rows.select(
        "resident_id",
        has_certificate=rows.issued.fill_null(False) & here,
        up_to_date=~rows.behind.fill_null(False) & here,
        information_complete=rows.card_complete.fill_null(False) & rows.doses_complete.fill_null(True) & here,
    )


@cohort(
    "immunization.doses", "应种剂次", ref=CLAUSE, criteria=DOSE_CRITERIA, candidates=_children, rests_on=RUNGS
)
def doses(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Doses whose age was reached in the period (plus the grace of ``coverage_grace_months``), one row each.

    A dose that is contraindicated is not owed; the child must live here on the as-of day.
    """
    rows = RUNGS(t, p, period)
    rows = rows.filter(
        rows.counted_on >= period.start, rows.counted_on <= period.as_of, rows.series != "PolioII",
        (rows.series != "DT") | (rows.number == 1),
    )  # fmt: skip
    flags = {_flag(key): rows.key == key for key in _keys()}
    return rows.select(
        "resident_id",
        case_id=rows.resident_id.cast("string") + "/" + rows.key,
        given=rows.met_on.notnull(),
        timely=(rows.met_on < rows.finish_on).fill_null(False),
        **flags,
    )


def _keys() -> list[str]:
    return [
        f"{each}-{number}"
        for each in ROUTINE
        for number in range(1, (1 if each == "DT" else len(NIP.of(each).doses)) + 1)
    ]


def _flag(key: str) -> str:
    return "is_" + key.lower().replace("-", "_")


@cohort("immunization.entry", "入托入学儿童", ref="entry-check-2021#查验", criteria=ENTRY_CRITERIA)
def entry(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Children on the rosters of the period, found among the residents."""
    c = t.immunization_roster_child.filter(t.immunization_roster_child.resident_id.notnull())
    r = t.immunization_roster.select(list_id="id", term_on="term_on")
    rows = c.join(r, c.roster_id == r.list_id)
    rows = rows.filter(rows.term_on >= period.start, rows.term_on <= period.as_of)
    without = (~rows.has_certificate).fill_null(False)
    return rows.select(
        "resident_id",
        case_id=rows.roster_id + "/" + rows.position.cast("string"),
        checked=rows.result.notnull(),
        certified=rows.has_certificate.fill_null(False) | (rows.reissued_on <= period.as_of).fill_null(False),
        caught_up=(rows.caught_up_on <= period.as_of).fill_null(False),
        without_certificate=without,
        to_catch_up=(rows.result == 2).fill_null(False),
    )


@cohort("immunization.reactions", "疑似预防接种异常反应", ref="aefi-monitoring#报告", criteria=AEFI_CRITERIA)
def reactions(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Report cards of the period against their clocks of reporting and inquiry."""
    cards = in_period(with_person(t.immunization_aefi, t), period)
    inquiries = t.immunization_aefi_inquiry.filter(t.immunization_aefi_inquiry.served_on <= period.as_of)
    first = inquiries.group_by(card=inquiries.aefi_id).agg(begun_at=inquiries.begun_at.min())
    rows = cards.left_join(first, cards.id == first.card)
    now = p.at(rows.served_on)
    waited = rows.begun_at.epoch_seconds().cast("int64") - rows.reported_at.epoch_seconds().cast("int64")
    return rows.select(
        "resident_id",
        case_id="id",
        reported_in_time=rules.aefi_report(rows, now) == "in_time",
        inquired_in_time=(waited <= now.aefi_inquiry_hours.cast("int64") * 3600).fill_null(False),
        needs_inquiry=rules.aefi_needs_inquiry(rows, now),
    )


@cohort("immunization.targets", "接种活动对象", ref="vaccine-law-2019#应急接种", criteria=TARGET_CRITERIA)
def targets(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """People on the lists of campaigns begun in the period; reached by a dose of the vaccine within the span."""
    c = t.immunization_campaign.select(
        campaign_key="id", kind="kind", wanted="vaccine", from_on="from_on", to_on="to_on"
    )
    people = t.immunization_campaign_target
    rows = people.join(c, people.campaign_id == c.campaign_key)
    rows = rows.filter(rows.from_on >= period.start, rows.from_on <= period.as_of)
    given = t.immunization_dose.select(to_whom="resident_id", given="vaccine", given_on="served_on")
    hits = rows.join(given, [
        rows.resident_id == given.to_whom, rows.wanted == given.given, given.given_on >= rows.from_on,
        given.given_on <= rows.to_on, given.given_on <= period.as_of,
    ])  # fmt: skip
    hits = hits.select(hit="id").distinct().mutate(reached=ibis.literal(True))
    joined = rows.left_join(hits, rows.id == hits.hit)
    return joined.select(
        "resident_id",
        case_id=joined.id.cast("string"),
        reached=joined.reached.fill_null(False),
        livelihood=joined.kind == 4,
        emergency=joined.kind == 1,
    )


def _coverage(key: str) -> Measure:
    series, _, number = key.rpartition("-")
    label = f"{NIP.of(series).label}第{number}剂"
    name = f"immunization.{_flag(key).removeprefix('is_')}_rate"
    words = f"已种{label}的儿童数 ÷ 年内满应种月龄的儿童数（禁忌除外）"
    return Measure(name, f"{label}接种率", doses, ("given",), CLAUSE, words, among=_flag(key))


MEASURES = (
    Measure(
        "immunization.certificate_rate", "0～6岁儿童预防接种建证率", children, ("has_certificate",), CLAUSE,
        "已建立预防接种证的0～6岁儿童数 ÷ 辖区内应建立预防接种证的0～6岁儿童数",
        bases=("cohort", "children_0_6_years"),
    ),
    Measure(
        "immunization.coverage_rate", "适龄儿童国家免疫规划疫苗接种率", doses, ("given",), CLAUSE,
        "年内满应种月龄的各剂次中已接种的剂次 ÷ 应种剂次（各苗各剂合计，禁忌除外）",
    ),
    Measure(
        "immunization.information_rate", "0～6岁儿童接种信息完整率", children, ("information_complete",), CLAUSE,
        "接种卡和接种记录必填项完整的0～6岁儿童数 ÷ 0～6岁儿童数",
    ),
    Measure(
        "immunization.timely_rate", "免疫规划疫苗及时接种率", doses, ("given", "timely"), CLAUSE,
        "在推荐年龄内接种的剂次 ÷ 应种剂次",
    ),
    Measure(
        "immunization.fully_rate", "按程序全程接种率", children, ("up_to_date",), CLAUSE,
        "没有应种未种剂次的0～6岁儿童数 ÷ 0～6岁儿童数",
    ),
    *(_coverage(key) for key in _keys()),
    Measure(
        "immunization.entry_check_rate", "入托入学查验率", entry, ("checked",), "entry-check-2021#查验",
        "已查验预防接种证的儿童数 ÷ 新入托、入学、转学的儿童数",
    ),
    Measure(
        "immunization.entry_reissue_rate", "入托入学补证率", entry, ("certified",), "entry-check-2021#查验",
        "已补证的儿童数 ÷ 查验时无证的儿童数", among="without_certificate",
    ),
    Measure(
        "immunization.entry_catch_up_rate", "入托入学补种率", entry, ("caught_up",), "entry-check-2021#补种",
        "已补种的儿童数 ÷ 查验时需补种的儿童数", among="to_catch_up",
    ),
    Measure(
        "immunization.aefi_report_rate", "疑似预防接种异常反应48小时报告率", reactions, ("reported_in_time",),
        "aefi-monitoring#报告", "按时限报告的个案数 ÷ 发现的个案数",
    ),
    Measure(
        "immunization.aefi_inquiry_rate", "疑似预防接种异常反应48小时调查率", reactions, ("inquired_in_time",),
        INQUIRY, "报告后按时限开始调查的个案数 ÷ 应调查的个案数", among="needs_inquiry",
    ),
    Measure(
        "immunization.livelihood_rate", "民生实事项目疫苗任务完成率", targets, ("reached",),
        "vaccine-law-2019#应急接种", "已接种人数 ÷ 任务名单人数", among="livelihood",
    ),
    Measure(
        "immunization.emergency_rate", "应急接种覆盖率", targets, ("reached",),
        "vaccine-law-2019#应急接种", "已接种人数 ÷ 应急接种名单人数", among="emergency",
    ),
)  # fmt: skip
