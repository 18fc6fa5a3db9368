"""Certificates, coverage, timeliness, information: who counts and who fails what."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import CHINA, now
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.immunization.measures import MEASURES
from gongwei.programmes.immunization.models import (
    Aefi,
    Campaign,
    CampaignTarget,
    Dose,
    Inquiry,
    Roster,
    RosterChild,
)
from gongwei.programmes.immunization.tests.samples import TODAY, card, child, dose, record

BORN = dt.date(2024, 1, 10)


def rows(cohort: str, *residents: Resident, as_of: dt.date = TODAY) -> list[dict[str, Any]]:
    values: dict[str, Any] = {
        "residents": [each.pk for each in residents],
        **PeriodDates.year_to(as_of).values(),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement(f"immunization.{cohort}", "postgres", True).text, values)
        found = cursor.fetchall()
    return [dict(zip(columns(f"immunization.{cohort}"), row, strict=True)) for row in found]


@pytest.mark.req("VAC-03", "VAC-07")
def test_a_certificate_and_complete_information_are_told_per_child(cast: Cast) -> None:
    with_, without = child(cast, born=BORN), child(cast, "王白露", BORN)
    card(cast, with_, BORN)
    dose(cast, with_, "HepB", 1, BORN)
    found = {row["resident_id"]: row for row in rows("children", with_, without)}
    assert (found[with_.pk]["has_certificate"], found[with_.pk]["information_complete"]) == (True, True)
    assert (found[without.pk]["has_certificate"], found[without.pk]["information_complete"]) == (False, False)
    Dose.objects.filter(resident=with_).update(lot_no=None)
    assert rows("children", with_)[0]["information_complete"] is False
    Dose.objects.filter(resident=with_).update(elsewhere=True, elsewhere_at="某市妇幼保健院")
    assert rows("children", with_)[0]["information_complete"] is True


@pytest.mark.req("VAC-04", "VAC-10")
def test_a_dose_is_due_a_month_after_its_age_and_timely_before_its_finishing_age(cast: Cast) -> None:
    resident = child(cast, born=BORN)
    dose(cast, resident, "BCG", 1, dt.date(2024, 4, 9))
    dose(cast, resident, "HepB", 1, dt.date(2024, 1, 14))
    by_key = {row["case_id"].split("/")[1]: row for row in rows("doses", resident)}
    assert by_key["BCG-1"]["given"] and by_key["BCG-1"]["timely"]
    assert by_key["HepB-1"]["given"] and not by_key["HepB-1"]["timely"]
    assert not by_key["DTaP-3"]["given"]
    assert "MMR-1" in by_key and "MPSV-A-2" not in by_key
    assert by_key["BCG-1"]["is_bcg_1"] and not by_key["BCG-1"]["is_hepb_1"]
    before = {row["case_id"].split("/")[1] for row in rows("doses", resident, as_of=dt.date(2024, 10, 9))}
    assert "MMR-1" not in before


def test_a_child_of_seven_and_a_mover_are_not_counted(cast: Cast) -> None:
    seven = child(cast, born=dt.date(2017, 10, 16))
    six = child(cast, "王白露", dt.date(2017, 10, 17))
    assert [row["resident_id"] for row in rows("children", seven, six)] == [six.pk]


@pytest.mark.req("VAC-05")
def test_the_entry_check_counts_what_was_checked_reissued_and_caught_up(cast: Cast) -> None:
    by = cast.staff["doctor"]
    roster = Roster.objects.create(
        id=uuid.uuid4(), institution=by.institution, staff=by, school="立夏幼儿园", school_kind=2, school_year=2024,
        term_on=dt.date(2024, 9, 1), checked_on=dt.date(2024, 9, 10), recorded_at=now(),
    )  # fmt: skip
    one, other = child(cast), child(cast, "王白露")
    about = {"roster": roster, "has_certificate": True, "result": 2, "missing": ["MMR-2"]}
    RosterChild.objects.create(position=1, resident=one, name=one.name, **about)
    RosterChild.objects.create(position=2, resident=other, name=other.name, **{**about, "result": None})
    found = {row["resident_id"]: row for row in rows("entry", one, other)}
    assert (found[one.pk]["checked"], found[one.pk]["to_catch_up"], found[one.pk]["caught_up"]) == (
        True,
        True,
        False,
    )
    assert found[other.pk]["checked"] is False
    RosterChild.objects.filter(resident=one).update(caught_up_on=dt.date(2024, 9, 30))
    assert rows("entry", one)[0]["caught_up"] is True


def test_a_reaction_is_measured_by_its_clocks(cast: Cast) -> None:
    resident = child(cast)
    found_at = dt.datetime(2024, 5, 1, 8, tzinfo=CHINA)
    about = {
        "onset_on": dt.date(2024, 5, 1), "found_at": found_at, "course": "发热", "fever": 2, "redness": 4,
        "induration": 4,
        "hospitalised": 2, "outcome": 1, "first_class": 2, "urgent": [0], "found_how": 1, "reporter_org": "甲",
        "reporter": "于立夏",
    }  # fmt: skip
    made = record(
        cast, Aefi, resident, dt.date(2024, 5, 1), reported_at=found_at + dt.timedelta(hours=48), **about
    )
    [row] = rows("reactions", resident)
    assert (row["reported_in_time"], row["needs_inquiry"], row["inquired_in_time"]) == (True, True, False)
    begun = made.reported_at + dt.timedelta(hours=49)
    record(cast, Inquiry, resident, begun.date(), aefi=made, begun_at=begun, investigators="甲")
    assert rows("reactions", resident)[0]["inquired_in_time"] is False
    Inquiry.objects.update(begun_at=begun - dt.timedelta(hours=1))
    assert rows("reactions", resident)[0]["inquired_in_time"] is True


@pytest.mark.req("VAC-06", "VAC-11")
def test_a_campaign_reaches_who_got_its_vaccine_in_its_span(cast: Cast) -> None:
    by = cast.staff["doctor"]
    campaign = Campaign.objects.create(
        id=uuid.uuid4(), institution=by.institution, staff=by, title="水痘应急接种", kind=1, vaccine=26,
        from_on=dt.date(2024, 5, 1), to_on=dt.date(2024, 5, 10),
    )  # fmt: skip
    resident = child(cast)
    CampaignTarget.objects.create(campaign=campaign, resident=resident)
    dose(cast, resident, "VarV", 1, dt.date(2024, 4, 30))
    assert [(row["reached"], row["emergency"], row["livelihood"]) for row in rows("targets", resident)] == [
        (False, True, False)
    ]
    dose(cast, resident, "VarV", 2, dt.date(2024, 5, 10))
    assert rows("targets", resident)[0]["reached"] is True


def test_the_plan_finds_its_indicators() -> None:
    ids = {measure.id for measure in MEASURES}
    assert {
        f"immunization.{each}_rate" for each in ("certificate", "coverage", "information", "timely")
    } <= ids
    assert len([each for each in ids if each.endswith("_rate")]) == len(MEASURES) == 34
