"""家庭医生签约: what only the agreement owes; all else that it promises is owed by its own chapter. spec 14 c.

Follow-ups, exams and checks promised in a package stay obligations of their chapters, so nothing is asked twice.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.tables import Tables
from gongwei.kernel.steps import Milestone, PerYear, Reckoned, Schedule, Step
from gongwei.programmes.family_doctor import rules

CONTRACT = "family-doctor-management-2018#协议"
SERVE = "family-doctor-management-2018#履约"
RENEW = "family-doctor-management-2018#续约"
INFORM = "guanyun-2018#一（三）"
COPD = "family-doctor-packages-2025#慢阻肺"
OWN = ("assessment", "inform", "copd_tcm", "home_care")
"""The steps that a package may promise and that this chapter owes itself."""
_FAR = (9999, 12, 31)


def members(t: Tables, p: Parameters) -> ir.Table:
    """Everybody while an agreement holds, until death or moving away; what it promises as yes/no columns."""
    a = t.family_doctor_agreement
    a = a.filter(a.until_on > a.begins_on)
    held = t.standing.filter(t.standing.state.isin(["active", "lost"])).select(
        holder="resident_id", state_from="from_on", state_to="to_on"
    )
    far = ibis.date(*_FAR)
    both = a.join(held, [
        a.resident_id == held.holder, held.state_from < a.until_on, a.begins_on < ibis.coalesce(held.state_to, far),
    ])  # fmt: skip
    return both.select(
        "resident_id",
        from_on=ibis.greatest(both.begins_on, both.state_from),
        to_on=ibis.least(both.until_on, ibis.coalesce(both.state_to, far)),
        begins_on="begins_on",
        **{name: both.services.contains(f"family_doctor.{name}") for name in OWN},
    )


def renewals(t: Tables, p: Parameters, m: ir.Table) -> ir.Table:
    """Each agreement that runs to its end asks for the next one, while renewal is open."""
    a = t.family_doctor_agreement
    ending = a.filter(a.until_on > a.ends_on)
    at = p.at(ending.ends_on)
    ending = ending.select(
        "resident_id", "begins_on", seq=ending.ends_on.cast("string"),
        opens_on=add_days(ending.ends_on, 0 - at.renewal_opens_days), due_on="ends_on",
        closes_on=add_days(ending.ends_on, at.renewal_grace_days),
    )  # fmt: skip
    following = a.filter(a.until_on > a.begins_on).select(
        holder="resident_id", starts="begins_on", signed="signed_on", record="id"
    )
    near = ending.left_join(following, [
        ending.resident_id == following.holder, following.starts > ending.begins_on,
        following.starts <= ending.closes_on,
    ])  # fmt: skip
    order = ibis.window(group_by=[near.resident_id, near.seq], order_by=[near.starts, near.record])
    first = near.mutate(turn=ibis.row_number().over(order))
    first = first.filter(first.turn == 0)
    return first.select(
        "resident_id", "seq", "opens_on", "due_on", "closes_on",
        met_on=ibis.ifelse(first.signed < first.opens_on, first.opens_on, first.signed), met_by="record",
    )  # fmt: skip


SCHEDULE = Schedule(members, (
    Step("inform", "告知并帮助查询健康档案", Milestone("begins_on", 0, "inform_days"), ("family_doctor_informing",),
         INFORM, among="inform"),
    Step("assessment", "签约健康评估和指导", PerYear("assessments_per_year", apart=True), ("family_doctor_service",),
         SERVE, requires=rules.assessed, among="assessment"),
    Step("copd_tcm", "慢阻肺中医药指导", PerYear("copd_tcm_per_year", apart=True), ("family_doctor_service",),
         COPD, requires=rules.copd_guided, among="copd_tcm"),
    Step("home_care", "医养结合上门服务", PerYear("home_care_per_year", apart=True), ("family_doctor_service",),
         SERVE, requires=rules.home_cared, among="home_care"),
    Step("renewal", "签约到期续约", Reckoned(renewals, ()), ("family_doctor_agreement",), RENEW),
))  # fmt: skip
