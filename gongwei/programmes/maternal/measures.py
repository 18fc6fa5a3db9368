"""孕产妇健康管理: its indicators by birth, not by person; one row per live birth of the period. 规范三版 5 五.

A twin birth is two live births. The formula divides 产妇人数 by 活产数, so by default only the first live child of a
birth can meet the criteria (parameter ``mothers_once``).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by
from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.kernel.steps import FACE_TO_FACE
from gongwei.programmes.maternal import rules
from gongwei.programmes.maternal.schedule import (
    BIRTH,
    CASE,
    COLOURED,
    DAY_42,
    EARLY,
    HOME,
    LATE,
    VISIT,
    courses,
)

FORMULA = "national-spec-2017#5.五"
LIVE, IN_HOSPITAL, URGED = 1, 1, 2
_FAR = (9999, 12, 31)

BIRTHS = (
    Criterion(
        "counted_once", "本次分娩计入分子的活产", "多胎其余活产：公式分子按产妇人数计，无须补做", FORMULA
    ),
    Criterion("booked_early", "孕13周前建册", "孕13周以后才建册", EARLY, step="first_check"),
    Criterion(
        "checked_early", "孕13周前做第1次产前检查", "孕13周前没有做第1次产前检查", EARLY, step="first_check"
    ),
    Criterion("enough_checks", "产前检查达到次数", "产前检查次数不足", LATE),
    Criterion("born_in_hospital", "住院分娩（新法接生）", "不在助产机构分娩", FORMULA),
    Criterion(
        "visited", "出院后28天内接受产后访视", "出院后28天内没有产后访视", FORMULA, step="postnatal_visit"
    ),
    Criterion(
        "visited_effective", "首次访视有效（当面、7天内、项目齐全）", "首次访视不是当面、超过7天或缺项", HOME
    ),
    Criterion("examined_42", "做了产后42天检查", "没有做产后42天检查", DAY_42, step="postnatal_42"),
    Criterion("exam_42_if_needed", "系统管理所需的产后42天检查", "本地口径要求产后42天检查，没有做", DAY_42),
    Criterion("tested", "查过艾滋病、梅毒和乙肝", "艾滋病、梅毒、乙肝没有查全", EARLY),
    Criterion("screened", "做过产前筛查", "没有产前筛查结果", EARLY),
)


def _inside(course: ir.Table, form: ir.Table, last: str) -> ir.Table:
    """Records of a form within each course: from the ruling day to the day in that column."""
    form = form.mutate(holder=form.resident_id).drop("resident_id")
    return course.select("case_id", "resident_id", "starts_on", last).join(form, [
        ibis._.resident_id == form.holder, form.served_on >= ibis._.starts_on, form.served_on <= ibis._[last],
    ])  # fmt: skip


def _firsts(t: Tables, course: ir.Table) -> ir.Table:
    """Per case: the day of the first antenatal visit, how many, and whether the three infections were tested."""
    f = t.maternal_antenatal_first.select("resident_id", "served_on", "hiv", "syphilis", "hbsag")
    found = _inside(course, f, "ended_on")
    whole = found.hiv.notnull() & found.syphilis.notnull() & found.hbsag.notnull()
    return found.group_by("case_id").agg(
        first_on=found.served_on.min(), firsts=found.count(), tests=ibis.ifelse(whole, 1, 0).sum()
    )


def _visits(t: Tables, p: Parameters, course: ir.Table) -> ir.Table:
    """Per case: antenatal visits that count, and prenatal screenings."""
    v = t[VISIT].select("resident_id", "served_on", "kind", "prenatal_screening")
    found = _inside(course, v, "ended_on")
    counts = (found.kind != URGED) | p.urged_counts
    screened = found.prenatal_screening.isin([2, 3]).fill_null(False)
    return found.group_by("case_id").agg(
        visits=ibis.ifelse(counts, 1, 0).sum(), screenings=ibis.ifelse(screened, 1, 0).sum()
    )


def _after_birth(t: Tables, p: Parameters, course: ir.Table, period: Period) -> ir.Table:
    """Per case: postnatal visits within 28 days of discharge, and whether the first of all was an effective one."""
    v = t.maternal_postnatal_visit
    v = v.select(
        "served_on", "mode", mother="resident_id", visit="id", complete=rules.postnatal_complete(v, p)
    )
    held = course.select("case_id", "resident_id", "ended_on", "home_on").join(v, [
        ibis._.resident_id == v.mother, v.served_on >= ibis._.ended_on, v.served_on <= period.as_of,
        v.served_on <= add_days(ibis._.home_on, p.postnatal_counts),
    ])  # fmt: skip
    in_person = held["mode"].isin(FACE_TO_FACE).fill_null(False)
    turn = ibis.window(group_by=held.case_id, order_by=[held.served_on, held.visit])
    first = ibis.row_number().over(turn) == 0
    held = held.mutate(
        counts=in_person | p.phone_visit_counts,
        effective=first
        & in_person
        & held.complete
        & (held.served_on <= add_days(held.home_on, p.postnatal_due)),
    )
    return held.group_by("case_id").agg(
        home_visits=ibis.ifelse(held.counts, 1, 0).sum(),
        effective_visits=ibis.ifelse(held.effective, 1, 0).sum(),
    )


def _exams(t: Tables, p: Parameters, course: ir.Table, period: Period) -> ir.Table:
    """Per case: examinations from the 42nd day on."""
    e = t.maternal_postnatal_42.select("served_on", mother="resident_id")
    held = course.select("case_id", "resident_id", "ended_on").join(e, [
        ibis._.resident_id == e.mother, e.served_on >= add_days(ibis._.ended_on, p.exam_42_opens),
        e.served_on <= add_days(ibis._.ended_on, p.exam_42_closes), e.served_on <= period.as_of,
    ])  # fmt: skip
    return held.group_by("case_id").agg(exams=held.count())


def _births(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Courses with a birth in the period whose mothers belong to the denominator."""
    course = courses(t)
    course = course.filter(
        (course.outcome == BIRTH).fill_null(False),
        course.ended_on >= period.start,
        course.ended_on <= period.as_of,
    )
    course = course.mutate(
        home_on=ibis.coalesce(course.discharge_date, add_days(course.ended_on, p.default_stay_days))
    )
    r = t.residence.filter(t.residence.permanent).select(holder="resident_id", since="from_on", until="to_on")
    here = course.select("case_id", "resident_id", "ended_on").join(r, [
        ibis._.resident_id == r.holder, r.since <= ibis._.ended_on,
        ibis.coalesce(r.until, ibis.date(*_FAR)) > ibis._.ended_on,
    ])  # fmt: skip
    living = here.select("case_id").distinct().mutate(permanent=True)
    gone = gone_by(t, period).mutate(gone=True)
    for part, key in ((living, "case_id"), (gone, "resident_id"), (_away(t, course), "case_id")):
        course = course.left_join(part, key).drop(f"{key}_right")
    return course.filter(
        course.permanent.fill_null(False) | ~p.permanent_only,
        course.gone.isnull() | p.count_leavers,
        course.away.isnull() | p.count_away,
    )


def _away(t: Tables, course: ir.Table) -> ir.Table:
    """Cases whose mother spent the time after discharge outside the district (孕产妇居住变动): case_id, away."""
    s = t.maternal_stay
    s = s.filter(s["where"] == 2, s.kind.isin([1, 2])).select(
        holder="resident_id", since="from_on", until="to_on"
    )
    held = course.select("case_id", "resident_id", "home_on").join(s, [
        ibis._.resident_id == s.holder, s.since <= ibis._.home_on,
        ibis.coalesce(s.until, ibis.date(*_FAR)) > ibis._.home_on,
    ])  # fmt: skip
    return held.select("case_id").distinct().mutate(away=True)


def _needed(course: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Checks that system management asks for; of an early birth only those possible, where the parameter says so."""
    day, start = course.ended_on, course.starts_on
    possible = ibis.literal(1)
    for opens in (p.visit_2_opens, p.visit_3_opens, p.visit_4_opens, p.visit_5_opens):
        possible = possible + ibis.ifelse(add_days(start, opens) <= day, 1, 0)
    return ibis.ifelse(p.early_birth_needs_all, p.checks_needed, ibis.least(p.checks_needed, possible))


def _delivered(t: Tables, p: Parameters, period: Period) -> ir.Table:
    d = t.maternal_delivery
    return d.filter(d.served_on >= period.start, d.served_on <= period.as_of)


@cohort("maternal.births", "期内活产（按产妇）", ref=FORMULA, criteria=BIRTHS, candidates=_delivered)
def births(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """One row per live birth of permanent residents in the period, with what its mother was given."""
    year = p.at(period.start)
    course = _births(t, year, period)
    parts = (
        _firsts(t, course), _visits(t, year, course), _after_birth(t, year, course, period),
        _exams(t, year, course, period),
    )  # fmt: skip
    for part in parts:
        course = course.left_join(part, "case_id").drop("case_id_right")
    child = t.maternal_child.filter(t.maternal_child.born == LIVE).select(birth="record_id", nth="position")
    rows = course.join(child, course.delivery_id == child.birth)
    turn = ibis.window(group_by=rows.birth, order_by=[rows.nth, rows.case_id])
    rows = rows.mutate(once=ibis.row_number().over(turn) == 0)
    zero, limit = ibis.literal(0), add_days(rows.starts_on, year.early_days)
    first_on = ibis.least(
        ibis.coalesce(rows.first_on, ibis.date(*_FAR)), ibis.coalesce(rows.first_check_on, ibis.date(*_FAR))
    )
    checks = rows.firsts.fill_null(zero) + rows.visits.fill_null(zero)
    checks = checks + ibis.coalesce(rows.checks_elsewhere, 0)
    needed, examined = _needed(rows, year), rows.exams.fill_null(zero) > 0
    return rows.select(
        "resident_id",
        case_id=rows.case_id + "-" + rows.nth.cast("string"),
        counted_once=rows.once | ~year.mothers_once,
        booked_early=(rows.booked_on <= limit).fill_null(False),
        checked_early=first_on <= limit,
        enough_checks=checks >= needed,
        born_in_hospital=(rows.delivery_place == IN_HOSPITAL).fill_null(False),
        visited=rows.home_visits.fill_null(zero) > 0,
        visited_effective=rows.effective_visits.fill_null(zero) > 0,
        examined_42=examined,
        exam_42_if_needed=examined | ~year.systematic_needs_42,
        tested=rows.tests.fill_null(zero) > 0,
        screened=rows.screenings.fill_null(zero) > 0,
        enough_checks_lacking=ibis.greatest(needed - checks, zero),
        last_value=ibis.literal("分娩 ") + rows.ended_on.cast("string"),
    )


HIGH_RISK = (
    Criterion("case_open", "已建高危专案", "没有建立高危专案", CASE, step="orange_case"),
    Criterion("case_in_time", "按时限建专案并报告", "建专案或报告超过时限", CASE, step="orange_case"),
)


@cohort("maternal.high_risk", "期内橙色、红色、紫色孕产妇", ref=CASE, criteria=HIGH_RISK)
def high_risk(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """One row per pregnancy that was first coloured 橙, 红 or 紫 in the period, and whether its file was opened."""
    year, course = p.at(period.start), courses(t)
    course = course.mutate(until=add_days(course.starts_on, 420))
    shown = []
    for name in COLOURED:
        form = t[name]
        bad = form.filter(rules.orange_case(form, p) | rules.red_case(form, p))
        shown.append(bad.select("resident_id", "served_on", red=rules.red_case(bad, p)))
    alarms = _inside(course, ibis.union(*shown, distinct=False), "until")
    found = alarms.group_by("case_id", "resident_id", "starts_on").agg(
        on=alarms.served_on.min(), red_on=ibis.ifelse(alarms.red, alarms.served_on, ibis.null("date")).min()
    )
    found = found.filter(found.on >= period.start, found.on <= period.as_of)
    within = ibis.ifelse(
        (found.red_on == found.on).fill_null(False), year.red_case_days, year.orange_case_days
    )
    found = found.mutate(latest=add_days(found.on, within), last=add_days(found.starts_on, 420))
    c = t.maternal_high_risk_case.select("resident_id", "served_on", "reported_on")
    opened = _inside(found, c, "last")
    opened = opened.filter(opened.served_on <= period.as_of)
    files = opened.group_by("case_id").agg(
        opened_on=opened.served_on.min(), reported_on=opened.reported_on.min()
    )
    rows = found.left_join(files, "case_id").drop("case_id_right")
    rows = rows.anti_join(gone_by(t, period), "resident_id")
    in_time = (rows.opened_on <= rows.latest) & (rows.reported_on <= rows.latest)
    return rows.select(
        "resident_id", "case_id", case_open=rows.opened_on.notnull(), case_in_time=in_time.fill_null(False)
    )


SYSTEMATIC = (
    "counted_once", "booked_early", "checked_early", "enough_checks", "born_in_hospital", "visited",
    "exam_42_if_needed",
)  # fmt: skip
BASES = ("cohort", "maternal_live_births")


def _of_births(id: str, label: str, met: tuple[str, ...], definition: str, ref: str = FORMULA) -> Measure:
    return Measure(
        f"maternal.{id}",
        label,
        births,
        met=met,
        ref=ref,
        definition=f"{definition} ÷ 期内活产数",
        bases=BASES,
    )


MEASURES = (
    _of_births("early_registration_rate", "早孕建册率", ("counted_once", "booked_early", "checked_early"),
               "孕13周之前建册并做第一次产前检查的产妇人数"),
    _of_births("systematic_rate", "孕产妇系统管理率", SYSTEMATIC,
               "早孕检查、产前检查5次及以上、住院分娩、出院后28天内访视都做到的产妇人数"),
    _of_births("postpartum_visit_rate", "产后访视率", ("counted_once", "visited"),
               "出院后28天内接受过产后访视的产妇人数"),
    _of_births("first_effective_visit_rate", "产后首次有效访视率", ("counted_once", "visited_effective"),
               "首次访视当面、出院后7天内且项目齐全的产妇人数", HOME),
    _of_births("exam_42_rate", "产后42天健康检查率", ("counted_once", "examined_42"), "做过产后42天检查的产妇人数",
               DAY_42),
    _of_births("hospital_delivery_rate", "住院分娩率", ("born_in_hospital",), "在助产机构分娩的活产数"),
    _of_births("testing_rate", "艾滋病、梅毒、乙肝检测率", ("counted_once", "tested"), "三项都查过的产妇人数", EARLY),
    _of_births("prenatal_screening_rate", "产前筛查率", ("counted_once", "screened"), "有产前筛查结果的产妇人数",
               EARLY),
    Measure("maternal.high_risk_managed_rate", "高危孕产妇管理率", high_risk, met=("case_open",), ref=CASE,
            definition="已建专案的橙、红、紫色孕产妇 ÷ 期内首次评为橙、红、紫色的孕产妇"),
)  # fmt: skip
