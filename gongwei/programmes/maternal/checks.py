"""What the maternal forms refuse or ask over several fields; ``facts`` say who she is and on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.programmes.maternal import codes, dating
from gongwei.programmes.maternal.pregnancies import delivery_before, pregnancy_on
from gongwei.records.layout import Problem

Values = Mapping[str, Any]
LAST_PERIOD_DAYS = 300
BIRTH, LIVE = 1, 1
VIABLE = 28


def a_woman(values: Values, facts: Values) -> list[Problem]:
    """Only women are pregnant; an age outside 10–60 is a slip of the record."""
    if facts.get("sex") not in (2, None, 0, 9):
        return [Problem("served_on", "hard", "此人性别登记为男，不能填孕产妇表单；请核对人员或更正性别")]
    return []


def dated(values: Values, facts: Values) -> list[Problem]:
    """The chosen basis must be there, and neither day may lie after the visit or too long before it."""
    day = values.get("served_on")
    by, lmp, scan = values.get("dated_by"), values.get("lmp"), values.get("scan_on")
    found = []
    if by == 1 and lmp is None:
        found.append(
            Problem("dated_by", "hard", "孕周依据选了末次月经，但末次月经没有填；请填写，或改用超声")
        )
    if day is not None and lmp is not None and lmp > day:
        found.append(Problem("lmp", "hard", f"末次月经 {lmp} 晚于填表日期 {day}，请核对"))
    if day is not None and scan is not None and scan > day:
        found.append(Problem("scan_on", "hard", f"超声日期 {scan} 晚于填表日期 {day}，请核对"))
    return found + _edd(values)


def recent_period(values: Values, facts: Values) -> list[Problem]:
    """At the first visit the last period lies at most 300 days back (spec 05 b1)."""
    day, lmp = values.get("served_on"), values.get("lmp")
    if day is None or lmp is None or (day - lmp).days <= LAST_PERIOD_DAYS:
        return []
    return [Problem("lmp", "hard", f"末次月经 {lmp} 在填表日期 {LAST_PERIOD_DAYS} 天以前，请核对")]


def _edd(values: Values) -> list[Problem]:
    start, edd = ruling_day(values), values.get("edd")
    if start is None or edd is None:
        return []
    expected = expected_day(values)
    if edd == expected:
        return []
    return [Problem("edd", "soft", f"预产期 {edd} 与推算的 {expected} 不同，请核对")]


def ruling_day(values: Values) -> dt.date | None:
    """The day from which weeks are counted, by the basis chosen."""
    if values.get("dated_by") == 2:
        scan, weeks = values.get("scan_on"), values.get("scan_weeks")
        return dating.by_scan(scan, weeks, values.get("scan_days")) if scan and weeks is not None else None
    return values.get("lmp")


def expected_day(values: Values) -> dt.date | None:
    """预产期: Naegele from the last period, or the ruling day of the scan plus 280 days."""
    start = ruling_day(values)
    if start is None:
        return None
    return start + dt.timedelta(dating.TERM_DAYS) if values.get("dated_by") == 2 else dating.naegele(start)


def weeks_of_form(values: Values, facts: Values) -> list[Problem]:
    """The weeks typed on the first visit agree with the basis chosen beside them."""
    return _weeks(values, ruling_day(values))


def weeks_of_case(values: Values, facts: Values) -> list[Problem]:
    """The weeks typed agree with the pregnancy's ruling day; without a case she is booked first."""
    day, resident = values.get("served_on"), facts.get("resident_id")
    if day is None or resident is None:
        return []
    held = pregnancy_on(resident, day)
    if held is None:
        said = f"{day} 没有对应的孕产妇专案；请先填第1次产前检查，或登记转入的专案"
        unbooked = "；分娩前确实没有建册的请确认，保存时补建"
        birth = "outcome" in values
        return [Problem("served_on", "soft" if birth else "hard", said + unbooked if birth else said)]
    return _weeks(values, held.starts_on)


def _weeks(values: Values, start: dt.date | None) -> list[Problem]:
    day, weeks = values.get("served_on"), values.get("weeks")
    if start is None or day is None or weeks is None or day < start:
        return []
    right = dating.weeks_on(start, day)
    if (weeks, values.get("days") or 0) == right:
        return []
    said = dating.shown(weeks, values.get("days"))
    return [Problem("weeks", "soft", f"孕周 {said} 与推算的 {dating.shown(*right)} 不同，请核对日期")]


def own_age(values: Values, facts: Values) -> list[Problem]:
    """孕妇年龄 agrees with the birth date."""
    given, age = values.get("mother_age"), facts.get("age")
    if given is None or age is None or given == age:
        return []
    return [Problem("mother_age", "soft", f"孕妇年龄 {given} 岁与出生日期算出的 {age} 岁不同，请核对")]


def births_fit(values: Values, facts: Values) -> list[Problem]:
    """Earlier births are fewer than pregnancies (a twin birth is one)."""
    pregnancies = values.get("gravidity")
    births = (values.get("parity_vaginal") or 0) + (values.get("parity_cesarean") or 0)
    if pregnancies is None or births <= pregnancies - 1:
        return []
    said = f"产次合计 {births} 多于本次以前的孕次 {pregnancies - 1}，请核对"
    return [Problem("parity_vaginal", "hard", said)]


def column_fits(values: Values, facts: Values) -> list[Problem]:
    """The column follows the weeks; another choice is asked about."""
    column, weeks = values.get("visit_column"), values.get("weeks")
    if column is None or weeks is None or column in (9, dating.column_of(weeks)):
        return []
    right = codes.COLUMN.label(dating.column_of(weeks))
    said = f"孕{weeks}周属{right}，填在了{codes.COLUMN.label(column)}，请核对"
    return [Problem("visit_column", "soft", said)]


def colour_fits(values: Values, facts: Values) -> list[Problem]:
    """A colour below what the values show is asked about; the doctor decides."""
    chosen, found = values.get("risk_colour"), facts.get("colour_found")
    problems = []
    if chosen is not None and found is not None and chosen < found:
        said = (
            f"按填写的数值至少为{codes.COLOUR.label(found)}色，您选了{codes.COLOUR.label(chosen)}色，请核对"
        )
        problems.append(Problem("risk_colour", "soft", said))
    if values.get("risk_purple") == 1 and facts.get("purple_found"):
        problems.append(Problem("risk_purple", "soft", "传染病筛查有阳性，应并标紫色，请核对"))
    return problems


def referral_fits(values: Values, facts: Values) -> list[Problem]:
    """Where the rules advise referral and none is made, the doctor confirms."""
    why = facts.get("referral_advised")
    if not why or values.get("referral") != 1:
        return []
    return [Problem("referral", "soft", f"系统建议转诊（{why}），您选了无，请核对")]


def next_after(values: Values, facts: Values) -> list[Problem]:
    """The next visit lies after this one."""
    planned, day = values.get("next_date"), values.get("served_on")
    if planned is None or day is None or planned > day:
        return []
    return [Problem("next_date", "hard", f"下次随访日期 {planned} 应晚于本次日期 {day}")]


def order_of_days(values: Values, facts: Values) -> list[Problem]:
    """Delivery, discharge and visit follow one another, and agree with the delivery record."""
    day, born, left = (values.get(name) for name in ("served_on", "delivery_date", "discharge_date"))
    found = []
    if born is not None and left is not None and left < born:
        found.append(Problem("discharge_date", "hard", f"出院日期 {left} 早于分娩日期 {born}，请核对"))
    if day is not None and born is not None and day < born:
        found.append(Problem("served_on", "hard", f"日期 {day} 早于分娩日期 {born}，请核对"))
    resident = facts.get("resident_id")
    known = delivery_before(resident, day) if resident is not None and day is not None else None
    if known is None and resident is not None and day is not None:
        found.append(Problem("delivery_date", "soft", "还没有分娩记录，请先登记分娩；确实没有的请确认"))
    elif known is not None and born is not None and born != known.served_on:
        found.append(
            Problem("delivery_date", "soft", f"分娩日期 {born} 与分娩记录 {known.served_on} 不同，请核对")
        )
    return found


def forty_two_days(values: Values, facts: Values) -> list[Problem]:
    """The examination comes 42 days after the birth or later."""
    day, born = values.get("served_on"), values.get("delivery_date")
    if day is None or born is None or (day - born).days >= 42:
        return []
    return [Problem("served_on", "soft", f"分娩后才 {(day - born).days} 天，产后42天检查提前了，请核对")]


def outcome_fits(values: Values, facts: Values) -> list[Problem]:
    """A birth names its children; an early end has none; discharge does not come before."""
    outcome, weeks, day = values.get("outcome"), values.get("weeks"), values.get("served_on")
    children, left = values.get("children") or (), values.get("discharge_date")
    found = []
    if outcome == BIRTH and not children:
        found.append(Problem("children", "required", "分娩：请逐个填写新生儿（含死胎、死产）"))
    if outcome not in (None, BIRTH) and any(each.get("born") == LIVE for each in children):
        found.append(Problem("outcome", "hard", "有活产的妊娠结局应选“分娩”"))
    if outcome == BIRTH and weeks is not None and weeks < VIABLE:
        found.append(Problem("weeks", "soft", f"孕{weeks}周（不满{VIABLE}周）的分娩，请核对孕周和结局"))
    if outcome in (2, 4) and weeks is not None and weeks >= VIABLE:
        found.append(Problem("outcome", "soft", f"孕满{VIABLE}周的自然流产或异位妊娠少见，请核对结局"))
    if left is not None and day is not None and left < day:
        found.append(Problem("discharge_date", "hard", f"出院日期 {left} 早于分娩日期 {day}，请核对"))
    if left is not None and facts.get("today") is not None and left > facts["today"]:
        found.append(Problem("discharge_date", "hard", f"出院日期 {left} 在今天之后，没出院的请留空"))
    return found


def stay_in_order(values: Values, facts: Values) -> list[Problem]:
    """A stay ends after it began."""
    start, end = values.get("from_on"), values.get("to_on")
    if start is None or end is None or end > start:
        return []
    return [Problem("to_on", "hard", f"止 {end} 应晚于起 {start}")]
