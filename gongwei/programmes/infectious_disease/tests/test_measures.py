"""Report rate and timeliness over cases and events: recomputed by hand from a handful of cards."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import CHINA
from gongwei.obligations.verbs import withdraw_activity
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.infectious_disease.measures import MEASURES
from gongwei.programmes.infectious_disease.tests.samples import (
    CARD,
    ENTRY,
    EVENT,
    after,
    entry,
    event,
    save,
    save_card,
)

RATES = {measure.id.partition(".")[2]: measure for measure in MEASURES}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def rate(measure_id: str, as_of: dt.date = dt.date(2024, 12, 31)) -> tuple[int, int]:
    """(numerator, denominator) of a measure over everything."""
    measure = RATES[measure_id]
    names = columns(measure.cohort.id)
    with connection.cursor() as cursor:
        cursor.execute(
            statement(measure.cohort.id, "postgres", False).text, dict(PeriodDates.year_to(as_of).values())
        )
        rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    among = [row for row in rows if measure.among is None or row[measure.among]]
    return sum(all(row[name] for name in measure.met) for row in among), len(among)


@pytest.mark.req("IDR-03")
def test_reported_and_timely_are_counted_over_cases_in_the_books(cast: Cast) -> None:
    save_card(cast, reported_at=after(5))
    save_card(cast, reported_at=after(30), late_reason="网络故障")
    save_card(cast)
    save(cast, ENTRY, entry())
    save(cast, ENTRY, entry(no_card=1, name="已排除"))
    assert rate("disease_report_rate") == (2, 4)
    assert rate("disease_timely_rate") == (1, 2)


def test_an_entry_whose_card_exists_counts_once(cast: Cast) -> None:
    held = save_card(cast, reported_at=after(1))
    save(cast, ENTRY, entry(card=held.pk))
    assert rate("disease_report_rate") == (1, 1)


def test_corrections_other_years_and_voided_cards_do_not_count(cast: Cast) -> None:
    save_card(cast, card_type=2, corrects="371002-000001")
    gone = save_card(cast, reported_at=after(1))
    withdraw_activity(CARD, gone.pk, actor=cast.staff["public_health_a"], reason="误报")
    last_year = dt.datetime(2023, 10, 14, 9, tzinfo=CHINA)
    save_card(cast, diagnosed_at=last_year, onset_on=dt.date(2023, 10, 13), served_on=dt.date(2023, 10, 14))
    assert rate("disease_report_rate") == (0, 0)
    assert rate("disease_report_rate", dt.date(2023, 12, 31)) == (0, 1)


def test_a_card_reported_after_the_as_of_day_is_not_yet_reported(cast: Cast) -> None:
    save_card(cast, reported_at=after(20))
    assert rate("disease_report_rate", dt.date(2024, 10, 14)) == (0, 1)
    assert rate("disease_report_rate", dt.date(2024, 10, 15)) == (1, 1)


def test_checked_cards_are_complete_or_not(cast: Cast) -> None:
    for checked in (1, 1, 2, None):
        save_card(cast, checked=checked)
    assert rate("card_complete_rate") == (2, 3)


@pytest.mark.req("IDR-03")
def test_events_are_owed_within_two_hours_and_later_reports_are_not_events(cast: Cast) -> None:
    save(cast, EVENT, event(reported_at=after(2)))
    save(cast, EVENT, event(reported_at=after(3), late_reason="核实"))
    save(cast, EVENT, event())
    save(cast, EVENT, event(report_type=2, report_seq=1, reported_at=after(50), late_reason="进程"))
    assert rate("event_report_rate") == (1, 3) and rate("event_timely_rate") == (1, 2)


def test_no_case_is_no_rate(cast: Cast) -> None:
    assert cast.centre_a.pk and rate("disease_report_rate") == (0, 0)
