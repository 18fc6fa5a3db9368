"""家庭医生签约: where an agreement stands on a day, whether it may be renewed, which age group. spec 14 a, c, d.

``t`` holds the columns of one agreement, the person's birth date, and ``served_on``: the day that is asked about.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.dates import add_days, age_years
from gongwei.engine.parameters import Parameters


def standing(t: ir.Table, p: Parameters) -> ir.StringValue:
    """On the day: missing | not_yet | stopped | expired | expiring (renewal is open) | valid; last day included."""
    opens = add_days(t.ends_on, 0 - p.renewal_opens_days)
    return ibis.cases(
        (t.begins_on.isnull() | t.ends_on.isnull() | t.until_on.isnull(), "missing"),
        ((t.until_on <= t.ends_on) & (t.until_on <= t.served_on), "stopped"),
        (t.served_on > t.ends_on, "expired"),
        (t.served_on < t.begins_on, "not_yet"),
        (t.served_on >= opens, "expiring"),
        else_="valid",
    )


def renewable(t: ir.Table, p: Parameters) -> ir.StringValue:
    """Renewal on the day: missing | early | open | late | stopped (an ended agreement is signed anew)."""
    return ibis.cases(
        (t.ends_on.isnull() | t.until_on.isnull(), "missing"),
        (t.until_on <= t.ends_on, "stopped"),
        (t.served_on < add_days(t.ends_on, 0 - p.renewal_opens_days), "early"),
        (t.served_on > add_days(t.ends_on, p.renewal_grace_days), "late"),
        else_="open",
    )


def age_group(t: ir.Table, p: Parameters) -> ir.StringValue:
    """missing | child (0～6) | elderly (of age by the end of the year) | neither."""
    year_end = ibis.date(t.served_on.year().cast("int32"), 12, 31)
    return ibis.cases(
        (t.birth_date.isnull(), "missing"),
        (age_years(t.birth_date, t.served_on) < p.child_until_age, "child"),
        (age_years(t.birth_date, year_end) >= p.elderly_age, "elderly"),
        else_="neither",
    )


def term(t: ir.Table, p: Parameters) -> ir.StringValue:
    """The agreed years: missing | too_short | too_long | fits."""
    return ibis.cases(
        (t.years.isnull(), "missing"),
        (t.years < p.least_years, "too_short"),
        (t.years > p.most_years, "too_long"),
        else_="fits",
    )


def assessed(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The service record holds the health assessment."""
    return t.guidance.contains(1).fill_null(False)


def home_cared(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Medical-nursing care given at home (NEW-21)."""
    return (t.guidance.contains(7) & (t.mode == 2)).fill_null(False)


def copd_guided(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Traditional medicine guidance for COPD (COPD-06)."""
    return t.guidance.contains(8).fill_null(False)


RULES = (standing, renewable, age_group, term, assessed, home_cared, copd_guided)

OUTCOMES = {
    "standing": {
        "missing": "日期未填", "not_yet": "未开始", "valid": "有效", "expiring": "即将到期", "expired": "已到期",
        "stopped": "已解约",
    },
    "renewable": {
        "missing": "日期未填", "early": "未到续约期", "open": "可以续约", "late": "已过续约期",
        "stopped": "已解约，应重新签约",
    },
    "age_group": {"missing": "出生日期未填", "child": "0～6岁儿童", "elderly": "老年人", "neither": "其他年龄"},
    "term": {"missing": "周期未填", "too_short": "短于最短周期", "too_long": "长于最长周期", "fits": "周期合规"},
}  # fmt: skip
