"""0~6岁儿童健康管理: what is owed, declared. 规范三版 4 二."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.members import permanent_residents
from gongwei.care.steps import referral_result
from gongwei.engine.dates import add_years
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import After, Days, Milestone, Milestones, PerYear, Point, Schedule, Step
from gongwei.programmes.child import rules
from gongwei.programmes.child.newborn_rules import high_risk_newborn

HOME = "national-spec-2017#4.二（一）"
MONTH = "national-spec-2017#4.二（二）"
INFANT = "national-spec-2017#4.二（三）"
PRESCHOOL = "national-spec-2017#4.二（四）"
ABNORMAL = "national-spec-2017#4.二（五）"
EYES = "huancui-2024#五（五）"
SPECIAL = "child-service-norm#营养性疾病"
EXAMS = ("child_exam_1_8m", "child_exam_12_30m", "child_exam_3_6y")
_FAR = (9999, 12, 31)


def members(t: Tables, p: Parameters) -> ir.Table:
    """Permanent residents with an active record until the day before the 7th birthday (规范三版 4 一).

    ``discharged_on`` is the day of discharge that the birth hospital or the first visit told, else the birthday.
    """
    spans = permanent_residents(t)
    turns = add_years(spans.birth_date, p.served_years)
    young = spans.filter(turns > spans.from_on)
    turns = add_years(young.birth_date, p.served_years)
    young = young.mutate(to_on=ibis.least(ibis.coalesce(young.to_on, ibis.date(*_FAR)), turns.cast("date")))
    notice, visit = t.child_birth_notice, t.child_newborn_visit
    told = ibis.union(
        notice.filter(notice.discharged_on.notnull()).select("resident_id", "discharged_on"),
        visit.filter(visit.discharged_on.notnull()).select("resident_id", "discharged_on"),
        distinct=False,
    )
    first = told.group_by(child="resident_id").agg(told_on=told.discharged_on.min())
    joined = young.left_join(first, young.resident_id == first.child).drop("child")
    left_hospital = ibis.greatest(ibis.coalesce(joined.told_on, joined.birth_date), joined.birth_date)
    return joined.mutate(discharged_on=left_hospital).drop("told_on")


def found(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """An exam, an eye record or a newborn visit with something that is entered into a special file or referred."""
    if "birth_mode" in t.columns:
        return high_risk_newborn(t, p)
    whole: ir.Table = rules.Whole(t)
    return rules.eye_needs_action(whole, p) if "eye_class" in t.columns else rules.needs_file(whole, p)


def watched(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The child's vision is classified as at risk or abnormal."""
    return rules.eye_watched(t, p)


def goes_on(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The special file stays open after this record."""
    whole: ir.Table = rules.Whole(t)
    return rules.file_open(whole, p)


INFANT_PAPER, TODDLER_PAPER, PRESCHOOL_PAPER = EXAMS
CONTACTS = (
    Point(1, "满月健康管理", Days("month_1_opens_days"), Days("month_1_due_days"), INFANT_PAPER),
    *(Point(age, f"{age}月龄健康检查", f"opens_{age}", f"due_{age}", INFANT_PAPER) for age in (3, 6, 8)),
    *(
        Point(age, f"{age}月龄健康检查", f"opens_{age}", f"due_{age}", TODDLER_PAPER)
        for age in (12, 18, 24, 30)
    ),
    *(
        Point(age, f"{age // 12}岁健康检查", f"opens_{age}", f"due_{age}", PRESCHOOL_PAPER)
        for age in (36, 48, 60, 72)
    ),
)

SCHEDULE = Schedule(members, (
    Step("newborn_visit", "新生儿家庭访视", Milestone("discharged_on", 0, "newborn_visit_days", "newborn_period_days"),
         ("child_newborn_visit",), HOME, requires=rules.newborn),
    Step("exam", "健康检查", Milestones("birth_date", CONTACTS, 84), EXAMS, INFANT),
    Step("eyes", "眼保健和视力检查", PerYear("eyes_per_year"), ("child_eye_exam",), EYES),
    Step("eye_recheck", "眼病高危、异常儿童复查", After("child_eye_exam", rules.eye_days, watched),
         ("child_eye_exam",), EYES),
    Step("vision_transfer", "入学转移视力档案",
         Milestone("birth_date", "vision_transfer_opens", 84, unit="months", until=84),
         ("child_vision_transfer",), EYES),
    Step("handled", "异常发现登记专案或转诊",
         After((*EXAMS, "child_eye_exam", "child_newborn_visit"), "problem_days", found, same_day=True),
         ("child_special_file", "child_special_visit", "referral"), ABNORMAL),
    Step("special", "专案随访", After(("child_special_file", "child_special_visit"), rules.special_days, goes_on),
         ("child_special_visit",), SPECIAL),
    referral_result("child", ABNORMAL),
))  # fmt: skip
