"""What is counted: distinct contents of the library, every board in every window, themes; recomputed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gongwei.catalogue.chapters import measures
from gongwei.catalogue.plans import plan, values_on
from gongwei.people.tests.cast import Cast
from gongwei.programmes.health_education import forms
from gongwei.programmes.health_education.tests.samples import (
    TITLES,
    activity,
    board,
    change,
    figures,
    lecture,
    material,
    owed,
    save,
)

TODAY = dt.date(2024, 10, 16)
CENTRES = "health_education.centres"


def issue(cast: Cast, titles: tuple[str, ...], on: dt.date) -> None:
    """Hand out some copies of these titles at the desk."""
    values = {"served_on": on, "movement": 2, "venue": "候诊区", "audience": [1]}
    lines = [{"title": title, "copies": 20} for title in titles]
    confirmed = tuple(f"lines-{place}-title:{title}" for place, title in enumerate(titles))
    save(cast, forms.STOCK, values, rows={"lines": lines}, confirmed=confirmed)


@pytest.mark.req("HE-02")
def test_kinds_are_distinct_contents_of_the_year_that_the_library_holds(cast: Cast) -> None:
    for title in TITLES:
        save(cast, forms.MATERIAL, material(title))
    issue(cast, TITLES[:6], dt.date(2024, 3, 1))
    issue(cast, TITLES[:6], dt.date(2024, 4, 1))
    issue(cast, ("没有登记的折页",), dt.date(2024, 4, 2))
    issue(cast, TITLES[12:], dt.date(2023, 12, 20))
    row = figures(CENTRES, TODAY)[cast.centre_a.name]
    assert (row["print_kinds"], row["enough_print"], row["enough_print_lacking"]) == (6, False, 6)
    handed = [{"title": title, "kind": 1, "copies": 30} for title in TITLES[6:12]]
    save(cast, forms.ACTIVITY, activity(dt.date(2024, 5, 3), form=2), rows={"handed_out": handed})
    row = figures(CENTRES, TODAY)[cast.centre_a.name]
    assert (row["print_kinds"], row["enough_print"]) == (12, True)
    assert figures(CENTRES, TODAY)[cast.centre_b.name]["print_kinds"] == 0


@pytest.mark.req("HE-04")
def test_a_video_counts_once_and_only_in_clinic_hours(cast: Cast) -> None:
    for title, in_hours in (("控烟", True), ("控烟", True), ("减盐", False)):
        save(cast, forms.MATERIAL, material(title, kind=4)) if in_hours else None
        values = {"served_on": dt.date(2024, 3, 4), "title": title, "played_at": 1, "hours": "08:00-11:30",
                  "minutes": 210, "times": 6, "in_hours": in_hours}  # fmt: skip
        save(cast, forms.PLAY, values, confirmed=(f"title:{title}",))
    assert figures(CENTRES, TODAY)[cast.centre_a.name]["audiovisual_kinds"] == 1


@pytest.mark.req("HE-05")
def test_each_board_needs_new_content_in_each_window_that_has_ended(cast: Cast) -> None:
    save(cast, forms.BOARD, board(1))
    save(cast, forms.BOARD, board(2, area_m2=Decimal("1.99")))
    for month in (1, 3, 5, 7):
        save(cast, forms.BOARD_CHANGE, change(dt.date(2024, month, 15), [1, 2]))
    save(cast, forms.BOARD_CHANGE, change(dt.date(2024, 8, 31), [1]))
    before, after = dt.date(2024, 8, 31), dt.date(2024, 11, 1)
    assert figures(CENTRES, before)[cast.centre_a.name]["boards_changed"] is True
    late = figures(CENTRES, after)[cast.centre_a.name]
    assert (late["boards_changed"], late["boards_changed_lacking"], late["boards"]) == (False, 2, 2)
    save(cast, forms.BOARD_CHANGE, change(dt.date(2024, 10, 2), [2]))
    assert figures(CENTRES, after)[cast.centre_a.name]["boards_changed_lacking"] == 1
    boards = figures("health_education.board_list", TODAY)
    fits = {words[-2:]: row["large_enough"] for words, row in boards.items()}
    assert fits == {"1号": True, "2号": False}


def test_no_board_is_not_a_board_that_was_changed(cast: Cast) -> None:
    row = figures(CENTRES, TODAY)[cast.centre_b.name]
    assert (row["boards"], row["enough_boards"], row["boards_changed"]) == (0, False, False)


@pytest.mark.req("HE-06", "HE-07")
def test_lectures_are_judged_by_months_that_have_ended(cast: Cast) -> None:
    for month in range(1, 10):
        lecture(cast, dt.date(2024, month, 20))
    for place in (cast.centre_a, cast.centre_b, cast.clinic):
        owed(place, "lecture")
    found = figures(CENTRES, TODAY)
    assert found[cast.centre_a.name]["lecture_each_month"] is True and found[cast.centre_a.name]["lectures"] == 9
    assert found[cast.centre_b.name]["lecture_each_month_lacking"] == 9
    assert figures(CENTRES, dt.date(2024, 11, 1))[cast.centre_a.name]["lecture_each_month_lacking"] == 1
    assert figures("health_education.stations", TODAY)[cast.clinic.name]["lecture_each_window_lacking"] == 4


@pytest.mark.req("HE-09")
def test_shares_of_the_asked_themes_and_tcm_in_every_way(cast: Cast) -> None:
    lecture(cast, dt.date(2024, 2, 20), themes=[2])
    lecture(cast, dt.date(2024, 3, 20), themes=[8])
    lecture(cast, dt.date(2023, 3, 20), themes=[8])
    events = figures("health_education.events", TODAY)
    assert sorted(row["asked_theme"] for row in events.values()) == [False, True]
    assert figures(CENTRES, TODAY)[cast.centre_a.name]["tcm_in_each_way"] is False
    lecture(cast, dt.date(2024, 4, 20), themes=[1])
    assert figures(CENTRES, TODAY)[cast.centre_a.name]["tcm_in_each_way"] is True


def test_everybody_in_training_needs_his_hours(cast: Cast) -> None:
    for person, hours in (("于白露", "8.0"), ("王小满", "7.5")):
        values = {"served_on": dt.date(2024, 4, 1), "person": person, "subject": "健康传播",
                  "hours_taught": Decimal(hours), "organised_by": "区疾控中心"}  # fmt: skip
        save(cast, forms.TRAINING, values)
    assert figures(CENTRES, TODAY)[cast.centre_a.name]["everybody_trained"] is False
    assert figures(CENTRES, TODAY)[cast.centre_b.name]["everybody_trained"] is False


def test_what_the_plan_demands_is_what_the_parameters_ask() -> None:
    """The printed numbers of the plan and the parameters by which institutions are judged are the same."""
    demanded = {each.indicator: each.value for each in plan().targets_on(dt.date(2024, 12, 31))}
    asked = values_on("health_education", dt.date(2024, 12, 31))
    pairs = {
        "print_kinds_institution": "print_kinds", "print_kinds_village": "print_kinds_station",
        "audiovisual_kinds_institution": "audiovisual_kinds", "audiovisual_kinds_village": "audiovisual_kinds_station",
        "boards_institution": "boards", "boards_village": "boards_station", "board_area": "board_area",
        "consultations_institution": "consultations_per_year",
    }  # fmt: skip
    for indicator, parameter in pairs.items():
        assert Decimal(str(demanded[f"health_education.{indicator}"])) == Decimal(str(asked[parameter]))
    of_ours = {name for name in demanded if name.startswith("health_education.")}
    assert of_ours <= set(measures())
