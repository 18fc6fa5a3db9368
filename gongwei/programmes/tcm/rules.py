"""中医药健康管理: the constitution that 33 answers say, with the limits as parameters. 规范三版 10 附件.

An item that is not answered is missing, never zero: what needs it cannot be said. A rule per constitution and score is
made from one definition, because the paper has one.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters
from gongwei.programmes.tcm.constitutions import (
    ALL,
    BALANCED,
    BALANCED_PLAIN,
    BALANCED_REVERSED,
    MEASURED,
    NAMES,
    REVERSED_SUM,
    TYPES,
)

Rule = Callable[[ir.Table, Parameters], ir.Value]


def _tenths(value: ir.Value) -> ir.IntegerValue:
    """A value of one decimal place as a whole number, so that limits are compared exactly in every engine."""
    return (value * 10).cast("int64")


def bmi_answer(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Item 9 by weight and height, on the unrounded index; NULL while either is missing."""
    scaled, square = _tenths(t.weight) * 1_000_000, _tenths(t.height) * _tenths(t.height)
    return ibis.cases(
        (scaled >= square * _tenths(p.bmi_5), 5),
        (scaled >= square * _tenths(p.bmi_4), 4),
        (scaled >= square * _tenths(p.bmi_3), 3),
        (scaled >= square * _tenths(p.bmi_2), 2),
        (scaled < square * _tenths(p.bmi_2), 1),
    )


def waist_answer(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """Item 28 by waist, on the raw value (gongwei-conventions#临床.中医腰围); NULL while it is missing."""
    waist = _tenths(t.waist)
    return ibis.cases(
        (waist > _tenths(p.waist_5), 5),
        (waist >= _tenths(p.waist_4), 4),
        (waist >= _tenths(p.waist_3), 3),
        (waist >= _tenths(p.waist_2), 2),
        (waist < _tenths(p.waist_2), 1),
    )


def _answer(t: ir.Table, p: Parameters, number: int) -> ir.IntegerValue:
    if number in MEASURED:
        return (bmi_answer(t, p) if number == 9 else waist_answer(t, p)).cast("int32")
    return t[NAMES[number]].cast("int32")


def _score(t: ir.Table, p: Parameters, kind: str) -> ir.IntegerValue:
    """The sum of the constitution's items; four of 平和质 count backwards; NULL while one is missing."""
    if kind == BALANCED:
        total = _answer(t, p, BALANCED_PLAIN)
        for number in BALANCED_REVERSED:
            total = total + (REVERSED_SUM - _answer(t, p, number))
        return total
    first, *rest = (_answer(t, p, number) for number in TYPES[kind][1])
    for other in rest:
        first = first + other
    return first


def _result(t: ir.Table, p: Parameters, kind: str) -> ir.StringValue:
    """A biased constitution: missing | yes (≥ 11) | tends (9, 10) | no (≤ 8)."""
    score = _score(t, p, kind)
    return ibis.cases(
        (score >= p.score_yes, "yes"),
        (score >= p.score_tends, "tends"),
        (score.notnull(), "no"),
        else_="missing",
    )


def identified(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """All 33 items are answered, so that the constitution can be told. 规范三版 10 老年人 二（一）."""
    total = _answer(t, p, BALANCED_PLAIN)
    for number in NAMES:
        if number != BALANCED_PLAIN:
            total = total + _answer(t, p, number)
    return total.notnull()


def _highest(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """The highest of the eight biased scores; only where all items are answered it may be asked."""
    return ibis.greatest(*(_score(t, p, kind) for kind in TYPES))


def balanced(t: ir.Table, p: Parameters) -> ir.StringValue:
    """平和质: missing | yes (≥ 17, all others ≤ 8) | tends (≥ 17, all others ≤ 10) | no.

    Its own items and those of the others are all 33, so it is missing exactly while one of them is.
    """
    return ibis.cases(
        (~identified(t, p), "missing"),
        (_score(t, p, BALANCED) < p.balanced_from, "no"),
        (_highest(t, p) <= p.others_yes, "yes"),
        (_highest(t, p) <= p.others_basically, "tends"),
        else_="no",
    )


def answered(t: ir.Table, p: Parameters) -> ir.IntegerValue:
    """How many of the 33 items have an answer, those by measurement included."""
    total = ibis.literal(0)
    for number in NAMES:
        asked = [t[name] for name in MEASURED.get(number, (NAMES[number],))]
        known = asked[0].notnull() if len(asked) == 1 else asked[0].notnull() & asked[1].notnull()
        total = total + ibis.ifelse(known, 1, 0)
    return total


def ask_again(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """All biased scores are low and yet 平和质 is not reached: no constitution; look at the answers again."""
    low = (_score(t, p, BALANCED) < p.balanced_from) & (_highest(t, p) < p.score_tends)
    return identified(t, p) & low.fill_null(False)


def advised(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """At least one guidance for each constitution that is not 否. 规范三版 10 老年人 二（二）.

    平和质 is guided, too, where nothing at all was found.
    """
    given, highest = identified(t, p), _highest(t, p)
    for kind in TYPES:
        given = given & (_ticked(t, kind) | (_score(t, p, kind) < p.score_tends))
    less = _score(t, p, BALANCED) < p.balanced_from
    other = (highest > p.others_basically) | (less & (highest >= p.score_tends))
    return (given & (_ticked(t, BALANCED) | other)).fill_null(False)


def _ticked(t: ir.Table, kind: str) -> ir.BooleanValue:
    return (t[f"guide_{kind}"].length() > 0).fill_null(False)


def complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Identified and advised, dated and signed by being a record at all. 规范三版 10 老年人 五."""
    return advised(t, p)


def child_taught(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """Food, daily life and the manipulation of the age were all taught. 规范三版 10 儿童 二."""
    return (t.services.contains(1) & t.services.contains(2) & t.services.contains(3)).fill_null(False)


def _made(kind: str) -> tuple[Rule, Rule]:
    """The two rules of a constitution, under the names that the form's columns have."""

    def score(t: ir.Table, p: Parameters) -> ir.Value:
        return _score(t, p, kind)

    def result(t: ir.Table, p: Parameters) -> ir.Value:
        return _result(t, p, kind)

    score.__name__, result.__name__ = f"points_{kind}", kind
    return score, result


POINTS = {kind: _made(kind)[0] for kind in ALL}
RESULTS = {kind: _made(kind)[1] for kind in TYPES}

RULES = (
    *POINTS.values(), *RESULTS.values(), balanced, bmi_answer, waist_answer, answered, identified, ask_again, advised,
    complete, child_taught,
)  # fmt: skip

_BIASED = {"missing": "未答全", "yes": "是", "tends": "倾向是", "no": "否"}
OUTCOMES = {
    **dict.fromkeys(TYPES, _BIASED),
    "balanced": {"missing": "未答全", "yes": "是", "tends": "基本是", "no": "否"},
}
