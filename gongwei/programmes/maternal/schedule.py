"""孕产妇健康管理: what is owed, declared. 规范三版 5 二; 国卫办妇幼发〔2017〕35号.

A pregnancy has two spans: from booking to its outcome (antenatal contacts), and from the birth on (postnatal ones).
The anchors of one are empty in the other, so that a birth ends the contacts that it makes impossible.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.steps import referral_result
from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import FACE_TO_FACE, After, Milestone, Schedule, Step
from gongwei.programmes.maternal import rules

EARLY = "national-spec-2017#5.二（一）"
MIDDLE = "national-spec-2017#5.二（二）"
LATE = "national-spec-2017#5.二（三）"
HOME = "national-spec-2017#5.二（四）"
DAY_42 = "national-spec-2017#5.二（五）"
CASE = "maternal-risk-2017#三"
WATCH = "maternal-risk-2017#二"

BOOKED_HERE, BIRTH, COMPLETED = 1, 1, 6
LONGEST = 330
"""Days from the ruling day within which a pregnancy ends."""
COURSE = 420
"""Days from the ruling day within which management of the same pregnancy may begin anew."""
_FAR = (9999, 12, 31)
VISIT = "maternal_antenatal_followup"
COLOURED = ("maternal_antenatal_first", VISIT, "maternal_risk_assessment")


def courses(t: Tables) -> ir.Table:
    """One row per pregnancy that can be dated, with its outcome: the first one within the longest time.

    Columns: resident_id, case_id, from_on, starts_on, origin, booked_on, first_check_on, checks_elsewhere, delivery_id,
    outcome, ended_on, discharge_date, delivery_place.
    """
    g = t.maternal_pregnancy
    g = g.filter(g.starts_on.notnull()).select(
        "resident_id", "starts_on", "origin", "booked_on", "first_check_on", "checks_elsewhere", "gravidity",
        case_id="id", from_on="served_on",
    )  # fmt: skip
    d = t.maternal_delivery.select(
        "outcome",
        "discharge_date",
        "delivery_place",
        delivery_id="id",
        mother="resident_id",
        ended_on="served_on",
    )
    near = [
        g.resident_id == d.mother,
        d.ended_on >= g.starts_on,
        d.ended_on < add_days(g.starts_on, LONGEST),
    ]
    joined = g.left_join(d, near).drop("mother")
    first = ibis.window(group_by=joined.case_id, order_by=[joined.ended_on, joined.delivery_id])
    ranked = joined.mutate(turn=ibis.row_number().over(first))
    return ranked.filter(ranked.turn == 0).drop("turn")


def _stops(t: Tables, course: ir.Table) -> ir.Table:
    """Per case the day after which it is no longer managed here (dead, moved, lost, refused): case_id, stop."""
    e = t.enrolment.filter(t.enrolment.programme == "maternal")
    stop = ibis.ifelse(
        e.closed_reason == COMPLETED, ibis.date(*_FAR), ibis.coalesce(e.to_on, ibis.date(*_FAR))
    )
    e = e.select(holder="resident_id", since="from_on", stop=stop)
    held = course.join(e, [
        course.resident_id == e.holder, e.since >= course.starts_on, e.since < add_days(course.starts_on, COURSE),
    ])  # fmt: skip
    return held.group_by("case_id").agg(stop=held.stop.max())


def _alarms(t: Tables, p: Parameters, course: ir.Table) -> ir.Table:
    """Per case the first day on which its colour asked for a 专案: case_id, orange_on, red_on."""
    parts = []
    for name in COLOURED:
        form = t[name]
        shown = form.filter(rules.orange_case(form, p) | rules.red_case(form, p))
        parts.append(shown.select(holder="resident_id", on="served_on", red=rules.red_case(shown, p)))
    found = ibis.union(*parts, distinct=False)
    inside = course.join(found, [
        course.resident_id == found.holder, found.on >= course.starts_on,
        found.on < add_days(course.starts_on, COURSE),
    ])  # fmt: skip
    orange = ibis.ifelse(inside.red, ibis.null("date"), inside.on)
    red = ibis.ifelse(inside.red, inside.on, ibis.null("date"))
    return inside.group_by("case_id").agg(orange_on=orange.min(), red_on=red.min())


def members(t: Tables, p: Parameters) -> ir.Table:
    """Both spans of every pregnancy, with the days from which its contacts are counted (规范三版 5 一)."""
    course = courses(t)
    for part in (_stops(t, course), _alarms(t, p, course)):
        course = course.left_join(part, "case_id").drop("case_id_right")
    far, none = ibis.date(*_FAR), ibis.null("date")
    stop = ibis.coalesce(course.stop, far)
    over = ibis.coalesce(course.ended_on, far)
    born = (course.outcome == BIRTH).fill_null(False)

    def while_open(closes: ir.IntegerValue) -> ir.DateValue:
        """The ruling day, unless the window had closed before she was booked."""
        return ibis.ifelse(add_days(course.starts_on, closes) >= course.from_on, course.starts_on, none)

    red_first = course.red_on <= ibis.coalesce(course.orange_on, far)
    antenatal = course.select(
        "resident_id", "from_on",
        to_on=ibis.least(over, stop).nullif(far),
        booked_from=ibis.ifelse(course.origin == BOOKED_HERE, course.starts_on, none),
        second_from=while_open(p.visit_2_closes), third_from=while_open(p.visit_3_closes),
        fourth_from=while_open(p.visit_4_closes), pregnant_from=course.starts_on,
        orange_from=ibis.ifelse(red_first.fill_null(False), none, course.orange_on),
        red_from=ibis.ifelse(red_first.fill_null(False), course.red_on, none),
        home_from=none, born_on=none,
    )  # fmt: skip
    births = course.filter(born)
    postnatal = births.select(
        "resident_id", from_on=ibis.greatest(births.from_on, births.ended_on),
        to_on=ibis.coalesce(births.stop, far).nullif(far),
        booked_from=none, second_from=none, third_from=none, fourth_from=none, pregnant_from=none, orange_from=none,
        red_from=none,
        home_from=ibis.coalesce(births.discharge_date, add_days(births.ended_on, p.default_stay_days)),
        born_on=births.ended_on,
    )  # fmt: skip
    return ibis.union(antenatal, postnatal, distinct=False)


SCHEDULE = Schedule(
    members,
    (
        Step("first_check", "早孕建册、第1次产前检查", Milestone("booked_from", 0, "early_days"),
             met_by=("maternal_antenatal_first",), ref=EARLY),
        Step("visit_2", "第2次产前随访（孕16～20周）",
             Milestone("second_from", "visit_2_opens", "visit_2_due", "visit_2_closes"), met_by=(VISIT,), ref=MIDDLE),
        Step("visit_3", "第3次产前随访（孕21～24周）",
             Milestone("third_from", "visit_3_opens", "visit_3_due", "visit_3_closes"), met_by=(VISIT,), ref=MIDDLE),
        Step("visit_4", "第4次产前随访（孕28～36周）",
             Milestone("fourth_from", "visit_4_opens", "visit_4_due", "visit_4_closes"), met_by=(VISIT,), ref=LATE),
        Step("visit_5", "第5次产前随访（孕37～40周）", Milestone("pregnant_from", "visit_5_opens", "visit_5_due"),
             met_by=(VISIT,), ref=LATE),
        Step("outcome", "追踪妊娠结局", Milestone("pregnant_from", "outcome_opens", "outcome_due"),
             met_by=("maternal_delivery",), ref=HOME),
        Step("postnatal_visit", "产后访视", Milestone("home_from", 0, "postnatal_due", "postnatal_counts"),
             met_by=("maternal_postnatal_visit",), ref=HOME, modes=FACE_TO_FACE),
        Step("postnatal_42", "产后42天健康检查",
             Milestone("born_on", "exam_42_opens", "exam_42_due", "exam_42_closes"),
             met_by=("maternal_postnatal_42",), ref=DAY_42),
        Step("orange_case", "橙色（紫色）建专案并报告", Milestone("orange_from", 0, "orange_case_days"),
             met_by=("maternal_high_risk_case",), ref=CASE),
        Step("red_case", "红色建专案并报告", Milestone("red_from", 0, "red_case_days"),
             met_by=("maternal_high_risk_case",), ref=CASE),
        Step("risk_follow", "高危孕妇再次评估随访",
             After(COLOURED, rules.follow_days, rules.watched),
             met_by=(VISIT, "maternal_risk_assessment"), ref=WATCH),
        Step("referral_check", "转诊后2周内随访结果",
             After(("maternal_antenatal_first", VISIT, "maternal_postnatal_visit"), "referral_check_days",
                   rules.referred),
             met_by=(VISIT, "maternal_risk_assessment", "maternal_postnatal_visit", "maternal_postnatal_42",
                     "referral_result"), ref=EARLY),
        referral_result("maternal", EARLY),
    ),
)  # fmt: skip
