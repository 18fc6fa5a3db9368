"""家庭医生签约: signing by key group, renewal, households, fulfilment, informing, coverage. spec 14 e."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.care.cohorts import gone_by, joined, present_on
from gongwei.care.key_groups import KEY_GROUPS, key_people
from gongwei.engine.dates import add_days
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import Period
from gongwei.engine.tables import Tables
from gongwei.kernel.measures import Criterion, Measure, cohort
from gongwei.programmes.family_doctor.codes import HOUSEHOLD
from gongwei.programmes.family_doctor.schedule import INFORM, RENEW, SERVE

PLAN = "huancui-2024#七"
_FAR = (9999, 12, 31)


def holding(t: Tables, day: ir.DateValue) -> ir.Table:
    """Agreements that hold on the day; a person has one at most."""
    a = t.family_doctor_agreement
    return a.filter(a.begins_on <= day, a.until_on > day)


@cohort(
    "family_doctor.key_people",
    "重点人群",
    ref=PLAN,
    criteria=(
        Criterion("signed", "有有效的签约协议", "没有签约", PLAN, step="renewal"),
        Criterion("by_household", "以家庭为单位签约", "没有以家庭为单位签约", PLAN),
    ),
)
def key(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Everybody of a key group once, with the groups as columns; lost persons stay in and count by their agreement."""
    people = key_people(t, p.at(period.as_of), period.as_of)
    a = holding(t, period.as_of)
    held = a.select("resident_id", signed=ibis.literal(True), by_household=a.sign_unit == HOUSEHOLD)
    people = joined(people, held)
    return people.select(
        "resident_id",
        *(group.id for group in KEY_GROUPS),
        signed=people.signed.fill_null(False),
        by_household=people.by_household.fill_null(False),
    )


@cohort(
    "family_doctor.signed",
    "有有效协议的常住居民",
    ref=SERVE,
    criteria=(
        Criterion("all_done", "到期应做的约定服务全部完成", "有到期未做的约定服务", SERVE),
        Criterion("informed", "已告知查询健康档案", "没有告知查询健康档案", INFORM, step="inform"),
        Criterion("paid_package", "签有个性化（有偿）服务", "没有签个性化服务", SERVE),
    ),
)
def signed(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Permanent residents with an agreement on the as-of day: what it promised and was due since it began this year."""
    a = holding(t, period.as_of)
    here = present_on(t, period.as_of).select(person="resident_id")
    people = a.join(here, a.resident_id == here.person).select(
        "resident_id", "begins_on", "services", paid_package=a.fee_resident > 0
    )
    told = t.family_doctor_informing
    told = told.filter(told.served_on <= period.as_of).select("resident_id").distinct().mutate(told=True)
    people = joined(people, told, _fulfilled(t, people, period))
    zero = ibis.literal(0, type="int64")
    due, done = people.due.fill_null(zero), people.done.fill_null(zero)
    return people.select(
        "resident_id",
        "paid_package",
        all_done=done >= due,
        informed=people.told.fill_null(False),
        owing=due > 0,
        services_due=due,
        services_done=done,
    )


def _fulfilled(t: Tables, people: ir.Table, period: Period) -> ir.Table:
    """Per person: promised services that fell due in the year since the agreement began, and those done by the day."""
    o = t.obligation
    o = o.filter(o.due_on >= period.start, o.due_on <= period.as_of, o.ended_on.isnull())
    o = o.select("due_on", "met_on", owner="resident_id", service=o.programme + "." + o.step)
    rows = people.join(o, [people.resident_id == o.owner, o.due_on >= people.begins_on])
    own = (rows.met_on >= rows.begins_on).fill_null(True)  # what was done before was not done under it
    rows = rows.filter(own, rows.services.contains(rows.service))
    met = (rows.met_on <= period.as_of).fill_null(False)
    return rows.group_by("resident_id").agg(due=rows.count(), done=ibis.ifelse(met, 1, 0).sum())


@cohort(
    "family_doctor.expired",
    "期内到期的协议",
    ref=RENEW,
    criteria=(Criterion("renewed", "已续约", "到期没有续约", RENEW, step="renewal"),),
    unit="份",
)
def expired(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Agreements that ran to their end in the period, one row each; those of the dead and departed are left out."""
    a = t.family_doctor_agreement
    ran = a.filter(a.until_on > a.ends_on, a.ends_on >= period.start, a.ends_on < period.as_of)
    at = p.at(ran.ends_on)
    ran = ran.select(
        "resident_id", "begins_on", case_id="id", last=add_days(ran.ends_on, at.renewal_grace_days)
    )
    ran = ran.anti_join(gone_by(t, period), "resident_id")
    following = a.filter(a.signed_on <= period.as_of, a.until_on > a.begins_on).select(
        holder="resident_id", starts="begins_on"
    )
    pairs = ran.join(following, [
        ran.resident_id == following.holder, following.starts > ran.begins_on, following.starts <= ran.last,
    ])  # fmt: skip
    again = pairs.select("case_id").distinct().mutate(again=ibis.literal(True))
    rows = ran.left_join(again, "case_id")
    return rows.select("resident_id", "case_id", renewed=rows.again.fill_null(False))


@cohort(
    "family_doctor.villages",
    "村（居）",
    ref=PLAN,
    criteria=(Criterion("served", "有签约居民", "没有一份有效协议", PLAN),),
    of="case",
    unit="个村（居）",
)
def villages(t: Tables, p: Parameters, period: Period) -> ir.Table:
    """Villages that an institution serves on the as-of day: whether anybody living there has an agreement (AMB-38)."""
    v, r = t.institution_village, t.residence
    v = v.filter(v.from_on <= period.as_of, ibis.coalesce(v.to_on, ibis.date(*_FAR)) > period.as_of)
    names = t.region.select(place="code", name="name")
    rows = v.join(names, v.village_id == names.place)
    a = holding(t, period.as_of).select(person="resident_id")
    living = r.filter(r.from_on <= period.as_of, ibis.coalesce(r.to_on, ibis.date(*_FAR)) > period.as_of)
    some = living.join(a, living.resident_id == a.person).select(home="village_id").distinct()
    rows = rows.left_join(some, rows.village_id == some.home)
    return rows.select(
        "institution_id", "village_id", subject_id="village_id", subject="name", served=rows.home.notnull()
    )


GROUP_IDS = {
    "elderly": ("elderly_rate", "老年人签约率"),
    "hypertension": ("hypertension_rate", "高血压患者签约率"),
    "diabetes": ("diabetes_rate", "2型糖尿病患者签约率"),
    "child": ("child_rate", "0-6岁儿童签约率"),
    "maternal": ("maternal_rate", "孕产妇签约率"),
    "disabled": ("disabled_rate", "持证残疾人签约率"),
    "lifted_from_poverty": ("out_of_poverty_rate", "脱贫人口签约率"),
    "bereaved_family": ("special_family_rate", "计生特殊家庭签约率"),
    "mental_disorder": ("mental_disorder_rate", "严重精神障碍患者签约率"),
    "tuberculosis": ("tuberculosis_rate", "肺结核患者签约率"),
    "copd": ("copd_rate", "慢阻肺患者签约率"),
}
"""Group → the indicator that the plans name, and its label."""

MEASURES = (
    Measure(
        "family_doctor.population_rate", "常住居民签约率", signed, (), PLAN,
        "有有效协议的常住居民数 ÷ 辖区服务人口数", base="population",
    ),
    Measure(
        "family_doctor.population_rate_increase", "全人群签约率（与基线年比）", signed, (), PLAN,
        "有有效协议的常住居民数 ÷ 辖区服务人口数；目标为方案锁定的基线年实际数加规定的百分点，基线未录入时不判断",
        base="population",
    ),
    Measure(
        "family_doctor.key_rate", "重点人群签约率", key, ("signed",), PLAN,
        "有有效协议的重点人群 ÷ 重点人群；属几类人群也只计一次",
    ),
    *(
        Measure(
            f"family_doctor.{name}", label, key, ("signed",), PLAN,
            f"有有效协议的{label.removesuffix('签约率')} ÷ {label.removesuffix('签约率')}总数（截至当日）", among=group,
        )
        for group, (name, label) in GROUP_IDS.items()
    ),
    Measure(
        "family_doctor.household_rate", "重点人群以家庭为单位签约服务率", key, ("by_household",), PLAN,
        "以家庭为单位签约的重点人群 ÷ 重点人群",
    ),
    Measure(
        "family_doctor.renewal_rate", "续约率", expired, ("renewed",), RENEW,
        "到期后宽限期内新协议已签的份数 ÷ 年内到期的协议份数；死亡、迁出的不计（宽限天数待核）",
    ),
    Measure(
        "family_doctor.perform_rate", "签约服务履约率（人）", signed, ("all_done",), SERVE,
        "到期应做的约定服务全部完成的签约居民 ÷ 有到期应做服务的签约居民（口径待核）", among="owing",
    ),
    Measure(
        "family_doctor.informed_rate", "签约居民查询告知率", signed, ("informed",), INFORM,
        "已告知并帮助查询健康档案的签约居民 ÷ 签约居民",
    ),
    Measure(
        "family_doctor.paid_rate", "有偿签约率", signed, ("paid_package",), SERVE,
        "个人承担费用的签约居民 ÷ 签约居民（口径待核）",
    ),
    Measure(
        "family_doctor.full_coverage", "签约全覆盖", villages, ("served",), PLAN,
        "有签约居民的村（居） ÷ 机构服务的村（居）（按“每村有人服务”理解）",
    ),
)  # fmt: skip
