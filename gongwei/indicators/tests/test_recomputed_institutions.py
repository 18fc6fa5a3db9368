"""Health education and supervision from `gongwei export` in plain Python, written from the spec (02 d, e; 12 d, e)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import ceil
from typing import Any

import pandas as pd
import pytest

from gongwei.facts.tests.population import District
from gongwei.indicators.tests.recomputing import FAR, assert_subjects_agree, records

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 2, 29), dt.date(2023, 12, 31)]
CENTRES = ("township_health_centre", "community_health_centre")
STATIONS = ("village_clinic", "community_health_station")
ASKED = {2023: {1}, 2024: {1, 2, 3, 4}}
"""中医药 since 2017; 减盐, 艾滋病 and 新冠 by the plan of 2024."""
Rows = list[dict[str, Any]]
Tables = dict[str, pd.DataFrame]


class Year:
    """The export as one institution's year so far, seen from a day."""

    def __init__(self, tables: Tables, place: int, as_of: dt.date) -> None:
        self.tables, self.place, self.as_of = tables, place, as_of

    def all(self, name: str) -> Rows:
        """Everything of the institution in a table of either programme."""
        return records(self.tables[name][self.tables[name]["institution_id"] == self.place])

    def so_far(self, name: str) -> Rows:
        """What was done this year up to the day."""
        first = dt.date(self.as_of.year, 1, 1)
        return [row for row in self.all(name) if first <= row["served_on"] <= self.as_of]

    def lines(self, name: str, of: Rows) -> set[str]:
        """The titles on the lines of some records."""
        keys = {row["id"] for row in of}
        return {row["title"] for row in records(self.tables[name]) if row["record_id"] in keys}

    def windows(self, months: int) -> list[tuple[dt.date, dt.date]]:
        """First and last day of the windows of the year that ended before the day."""
        found = []
        for start in range(1, 13, months):
            after = start + months
            following = dt.date(self.as_of.year + after // 13, (after - 1) % 12 + 1, 1)
            found.append((dt.date(self.as_of.year, start, 1), following - dt.timedelta(1)))
        return [window for window in found if window[1] < self.as_of]

    def boards(self) -> Rows:
        """The boards in use on the day."""
        rows = self.all("health_education_board")
        return [row for row in rows if row["served_on"] <= self.as_of < (row["removed_on"] or FAR)]


def _kinds(year: Year) -> tuple[int, int]:
    """Printed titles handed out and films played in clinic hours, both known to the library, each title once."""
    library = year.all("health_education_material")
    events = year.lines("health_education_handed_out", year.so_far("health_education_activity"))
    desk = [row for row in year.so_far("health_education_stock") if row["movement"] == 2]
    given = events | year.lines("health_education_stock_line", desk)
    played = {row["title"] for row in year.so_far("health_education_play") if row["in_hours"]}
    printed = {row["title"] for row in library if row["kind"] in (1, 2, 3)}
    films = {row["title"] for row in library if row["kind"] == 4}
    unnamed = {None}
    return len(given & printed - unnamed), len(played & films - unnamed)


def _untouched(year: Year) -> int:
    """Boards × ended windows of two months, begun with the board, without new content."""
    changes = year.all("health_education_board_change")
    return sum(
        not any(first <= row["served_on"] <= last and board["number"] in (row["boards"] or ()) for row in changes)
        for board in year.boards()
        for first, last in year.windows(2)
        if board["served_on"] <= first
    )


def _missed(year: Year, months: int) -> int:
    """Ended windows without a lecture."""
    held = [row["served_on"] for row in year.all("health_education_activity") if row["form"] == 1]
    return sum(not any(first <= on <= last for on in held) for first, last in year.windows(months))


def _judged(year: Year, station: bool) -> dict[str, Any]:
    """What both kinds of institution are judged by."""
    printed, played = _kinds(year)
    boards = len({row["number"] for row in year.boards()} - {None})
    missed = _missed(year, 2 if station else 1)
    return {
        "print_kinds": printed, "audiovisual_kinds": played, "boards": boards,
        "enough_print": printed >= 12, "enough_audiovisual": played >= 6,
        "enough_boards": boards >= (1 if station else 2),
        "boards_changed": boards > 0 and _untouched(year) == 0,
        "lecture_each_window" if station else "lecture_each_month": missed == 0,
        "lectures": sum(row["form"] == 1 for row in year.so_far("health_education_activity")),
        "changes": len(year.so_far("health_education_board_change")),
    }  # fmt: skip


def _trained(year: Year) -> bool:
    """Somebody is on record, and everybody who is has eight hours."""
    hours: dict[Any, Decimal] = {}
    for row in year.so_far("health_education_training"):
        hours[row["person"]] = hours.get(row["person"], Decimal(0)) + Decimal(str(row["hours_taught"] or 0))
    return bool(hours) and min(hours.values()) >= 8


def _tcm_everywhere(year: Year) -> bool:
    """Each way that was used carried 中医药 at least once."""
    ways = [year.so_far(f"health_education_{name}") for name in ("activity", "board_change", "play")]
    return all(any(1 in (row["themes"] or ()) for row in way) for way in ways if way)


def _working(tables: Tables, kinds: tuple[str, ...], as_of: dt.date) -> list[int]:
    return [
        row["id"] for row in records(tables["institution"])
        if row["kind"] in kinds and row["active_from"] <= as_of < (row["active_to"] or FAR)
    ]  # fmt: skip


@pytest.mark.req("HE-02", "HE-03", "HE-04", "HE-05", "HE-06", "HE-07")
@pytest.mark.parametrize("as_of", DAYS)
def test_centres_and_stations_agree_to_the_count(
    district: District, exported: Tables, as_of: dt.date
) -> None:
    """Kinds, boards, changes, lectures, consultations, training and TCM of every institution."""
    centres, stations = {}, {}
    for place in _working(exported, CENTRES, as_of):
        year = Year(exported, place, as_of)
        held = sum(row["form"] == 2 for row in year.so_far("health_education_activity"))
        centres[str(place)] = {
            **_judged(year, station=False), "consultations": held, "enough_consultations": held >= 9,
            "everybody_trained": _trained(year), "tcm_in_each_way": _tcm_everywhere(year),
        }  # fmt: skip
    for place in _working(exported, STATIONS, as_of):
        stations[str(place)] = _judged(Year(exported, place, as_of), station=True)
    assert_subjects_agree("health_education.centres", as_of, centres)
    assert_subjects_agree("health_education.stations", as_of, stations)
    if as_of == DAYS[0]:
        for name in ("enough_print", "lecture_each_month", "everybody_trained"):
            assert {row[name] for row in centres.values()} == {True, False}
        assert all(row["boards_changed"] and row["lecture_each_window"] for row in stations.values())


@pytest.mark.req("HE-05", "HE-09")
@pytest.mark.parametrize("as_of", DAYS)
def test_boards_and_events_agree_one_by_one(district: District, exported: Tables, as_of: dt.date) -> None:
    """Two square metres; the themes that the plan of the day asks for; papers with summary and sign-in sheet."""
    boards, events = {}, {}
    for place in _working(exported, CENTRES, as_of):
        for row in Year(exported, place, as_of).boards():
            boards[row["id"]] = {"large_enough": row["area_m2"] is not None and row["area_m2"] >= 2}
    for row in records(exported["health_education_activity"]):
        if dt.date(as_of.year, 1, 1) <= row["served_on"] <= as_of:
            said = (row["evaluation"] or "").strip() != ""
            known = row["form"] is not None and row["archived"] is not None
            events[row["id"]] = {
                "asked_theme": row["topics"] is not None and bool(ASKED[as_of.year] & set(row["themes"] or ())),
                "papers_complete": known and said and (row["form"] != 1 or 5 in row["archived"]),
            }
    assert_subjects_agree("health_education.board_list", as_of, boards)
    assert_subjects_agree("health_education.events", as_of, events)


@pytest.mark.req("SUPV-04")
@pytest.mark.parametrize("as_of", DAYS)
def test_places_agree_one_by_one(district: District, exported: Tables, as_of: dt.date) -> None:
    """Twice a year, water four times; who registered during the year owes the parts that were left."""
    first, theirs = dt.date(as_of.year, 1, 1), {}
    patrols = [row for row in records(exported["health_supervision_patrol"]) if first <= row["served_on"] <= as_of]
    for row in records(exported["health_supervision_unit"]):
        if not row["served_on"] <= as_of < (row["closed_on"] or FAR):
            continue
        asked = 4 if row["kind"] == 1 else 2
        if row["served_on"] >= first:
            asked = asked - ceil(row["served_on"].month * asked / 12) + 1
        made = sum(
            row["number"] is not None
            and (each["institution_id"], each["unit_no"]) == (row["institution_id"], row["number"])
            for each in patrols
        )
        checked = row["checked_on"] or row["served_on"]
        theirs[row["id"]] = {
            "patrols": made, "patrolled_enough": made >= asked, "base_checked": first <= checked <= as_of,
        }  # fmt: skip
    assert_subjects_agree("health_supervision.places", as_of, theirs)
    if as_of == DAYS[0]:
        assert {row["patrolled_enough"] for row in theirs.values() if row["patrols"]} == {True, False}


@pytest.mark.req("SUPV-04")
@pytest.mark.parametrize("as_of", DAYS)
def test_clues_and_assistants_agree_one_by_one(district: District, exported: Tables, as_of: dt.date) -> None:
    """Told within 24 hours, an event within two; rules and an assistant in force, and a patrol of the year."""
    first, clues, places = dt.date(as_of.year, 1, 1), {}, {}
    for row in records(exported["health_supervision_clue"]):
        if first <= row["served_on"] <= as_of:
            told = row["reported_at"] is not None and row["reported_at"].date() <= as_of
            hours = dt.timedelta(hours=2 if row["urgent"] else 24)
            known = told and row["found_at"] is not None
            clues[row["id"]] = {
                "was_reported": told,
                "reported_in_time": known and row["reported_at"] - row["found_at"] <= hours,
                "answered": row["feedback_on"] is not None and row["feedback_on"] <= as_of,
            }
    for place in _working(exported, CENTRES, as_of):
        year = Year(exported, place, as_of)
        papers = [
            row["kind"] for row in year.all("health_supervision_papers")
            if row["served_on"] <= as_of <= (row["valid_until"] or FAR)
        ]  # fmt: skip
        made = len(year.so_far("health_supervision_patrol"))
        places[str(place)] = {
            "patrols": made, "patrols_made": made > 0, "rules_and_staff": {1, 2} <= set(papers),
        }  # fmt: skip
    assert_subjects_agree("health_supervision.clues", as_of, clues)
    assert_subjects_agree("health_supervision.assistants", as_of, places)
    if as_of == DAYS[0]:
        assert {row["reported_in_time"] for row in clues.values() if row["was_reported"]} == {True, False}
