"""Coverage, timeliness and who is behind, counted again in plain Python from the forecaster, child by child."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.dates import add_months, add_years
from gongwei.people.tests.cast import Cast
from gongwei.programmes.immunization.forecaster import CONTRAINDICATED, Settings
from gongwei.programmes.immunization.histories import History, histories
from gongwei.programmes.immunization.tests.samples import TODAY
from gongwei.programmes.immunization.tests.test_ladder import a_history

YEAR = dt.date(TODAY.year, 1, 1)
Row = tuple[bool, bool]


def owed_by_hand(history: History) -> tuple[dict[str, Row], bool]:
    """Dose → (given, timely) of those whose age plus a month lies in the year; and whether anything is lacking."""
    born, found, behind = history.child.birth, dict[str, Row](), False
    lines = {line.series.id: line for line in history.forecast(TODAY, Settings())}
    never = {hold.series for hold in history.holds if hold.kind == CONTRAINDICATED}
    for line in lines.values():
        given = {each.number: each.given.on for each in line.judged if each.number}
        for number in range(1, line.needed + 1):
            rule, age = line.series.doses[number - 1], line.series.doses[number - 1].age
            if line.series.bridge and number == 1:
                age = line.series.bridge.rows[lines[line.series.bridge.series].done].age
            on = given.get(number)
            if line.series.id == "PolioII" or (on is None and line.series.group in never):
                continue
            counted = add_months(dt.date.fromordinal(age.after(born.toordinal())), 1)
            upper = dt.date.fromordinal(line.series.upper.after(born.toordinal()))
            behind |= on is None and counted <= TODAY < upper
            if YEAR <= counted <= TODAY and not (line.series.id == "DT" and number > 1):
                finish = dt.date.fromordinal(rule.finish.after(born.toordinal()))
                found[f"{line.series.id}-{number}"] = (on is not None, on is not None and on < finish)
    return found, behind


@pytest.mark.req("VAC-04", "VAC-10")
def test_coverage_and_timeliness_come_out_the_same(cast: Cast) -> None:
    dice = random.Random(7)
    residents = [a_history(cast, number, dice) for number in range(40)]
    known = {
        pk: history
        for pk, history in histories(residents).items()
        if add_years(history.child.birth, 7) > TODAY
    }
    dates = PeriodDates.year_to(TODAY).values()
    with connection.cursor() as cursor:
        cursor.execute(
            statement("immunization.doses", "postgres", True).text, {"residents": residents, **dates}
        )
        heads = columns("immunization.doses")
        told = [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute(
            statement("immunization.children", "postgres", True).text, {"residents": residents, **dates}
        )
        heads = columns("immunization.children")
        children = {
            row[heads.index("resident_id")]: row[heads.index("up_to_date")] for row in cursor.fetchall()
        }
    by_hand = {pk: owed_by_hand(history) for pk, history in known.items()}
    expected = {(pk, key): row for pk, (rows, _) in by_hand.items() for key, row in rows.items()}
    assert {
        (row["resident_id"], row["case_id"].split("/")[1]): (row["given"], row["timely"]) for row in told
    } == expected
    assert children == {pk: not behind for pk, (_, behind) in by_hand.items()}
    assert len(expected) > 60 and {given for given, _ in expected.values()} == {True, False}
