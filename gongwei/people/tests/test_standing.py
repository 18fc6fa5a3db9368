"""Ending and reopening records: evidence is required, and every denominator follows by date."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongwei.people.models import Resident, Staff, Standing
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, Cast
from gongwei.people.verbs.standing import Closing, close_record, reopen

DEATH = {"cause_of_death": "脑卒中", "evidence": "居民死亡医学证明书"}
MOVED = {"destination": "青岛市市南区", "handover": "纸质档案交本人，电子档案转市南区"}
LOST = {"reason": "三次电话未接，入户无人", "evidence": "村委会证明 2024-05"}
SAID: dict[str, dict[str, str]] = {"died": DEATH, "moved_out": MOVED, "lost": LOST, "refused": LOST}
DAY = dt.timedelta(days=1)
CREATED = dt.date(2020, 1, 10)


@pytest.fixture
def clerk(cast: Cast) -> Staff:
    return cast.staff["public_health_a"]


def _close(resident: Resident, state: str, on: dt.date, by: Staff, **changes: str) -> Standing:
    return close_record(resident.pk, Closing(state, on, **{**SAID[state], **changes}), by=by)


def _counted(on: dt.date) -> int:
    return Resident.objects.population_on(on).count()


@pytest.mark.req("EHR-12")
@pytest.mark.parametrize(
    ("state", "counted_after"), [("died", 0), ("moved_out", 0), ("lost", 1), ("refused", 0)]
)
def test_leaving_the_denominator_by_date(cast: Cast, clerk: Staff, state: str, counted_after: int) -> None:
    resident, on = cast.register(), dt.date(2024, 5, 3)
    _close(resident, state, on, clerk)
    resident.refresh_from_db()
    assert not resident.living
    assert (_counted(on - DAY), _counted(on), _counted(TODAY)) == (1, counted_after, counted_after)
    days = [resident.standing_on(day) for day in (on - DAY, on)]
    assert [row.state for row in days if row] == ["active", state]


@pytest.mark.req("EHR-12")
def test_a_reopened_record_counts_again_from_its_day(cast: Cast, clerk: Staff) -> None:
    resident = cast.register()
    _close(resident, "moved_out", dt.date(2024, 3, 1), clerk)
    reopen(resident.pk, dt.date(2024, 8, 1), by=clerk, reason="返回居住")
    months = [_counted(dt.date(2024, month, 1)) for month in (2, 3, 7, 8)]
    assert months == [1, 0, 0, 1]
    resident.refresh_from_db()
    assert resident.living


def test_a_mistaken_death_reopened_on_its_own_day_never_was(cast: Cast, clerk: Staff) -> None:
    resident, on = cast.register(), dt.date(2024, 3, 1)
    _close(resident, "died", on, clerk)
    reopen(resident.pk, on, by=clerk, reason="同名误报")
    assert [_counted(day) for day in (on - DAY, on, TODAY)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("state", "field"),
    [
        ("died", "cause_of_death"),
        ("died", "evidence"),
        ("moved_out", "destination"),
        ("moved_out", "handover"),
        ("lost", "reason"),
        ("lost", "evidence"),
        ("refused", "evidence"),
    ],
)
def test_what_must_be_said_is_asked_for_by_its_field(
    cast: Cast, clerk: Staff, state: str, field: str
) -> None:
    resident = cast.register()
    with pytest.raises(Invalid) as refused:
        _close(resident, state, TODAY, clerk, **{field: " "})
    assert set(refused.value.by_field) == {field}
    assert resident.standings.get().state == "active"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"on": TODAY + DAY}, "on"),
        ({"on": dt.date(2020, 1, 9)}, "on"),
        ({"state": "asleep"}, "state"),
        ({"evidence": "证" * 501}, "evidence"),
        ({"evidence": "证\x00"}, "evidence"),
    ],
)
def test_impossible_closings_are_refused(
    cast: Cast, clerk: Staff, change: dict[str, Any], field: str
) -> None:
    resident = cast.register()
    with pytest.raises(Invalid) as refused:
        close_record(resident.pk, Closing(**{"state": "died", "on": TODAY, **DEATH, **change}), by=clerk)
    assert set(refused.value.by_field) == {field}
    resident.refresh_from_db()
    assert resident.living


def test_the_same_closing_sent_twice_changes_nothing(cast: Cast, clerk: Staff) -> None:
    resident = cast.register()
    first = _close(resident, "died", TODAY, clerk)
    assert _close(resident, "died", TODAY, clerk) == first
    assert resident.standings.count() == 2


def test_a_dead_person_cannot_die_or_move_again_but_a_lost_one_may_be_found_dead(
    cast: Cast, clerk: Staff
) -> None:
    dead, lost = cast.register("王小雪"), cast.register("王小寒")
    _close(dead, "died", dt.date(2024, 3, 1), clerk)
    with pytest.raises(Invalid, match="请先恢复档案"):
        _close(dead, "moved_out", TODAY, clerk)
    _close(lost, "lost", dt.date(2024, 3, 1), clerk)
    assert _close(lost, "died", dt.date(2024, 4, 1), clerk).state == "died"


def test_reopening_needs_a_reason_and_a_closed_record(cast: Cast, clerk: Staff) -> None:
    resident = cast.register()
    with pytest.raises(Invalid, match="恢复原因"):
        reopen(resident.pk, TODAY, by=clerk, reason=" ")
    with pytest.raises(Invalid, match="无需恢复"):
        reopen(resident.pk, TODAY, by=clerk, reason="误操作")


@pytest.mark.parametrize("role", ["village_doctor", "public_health_b", "line", "finance", "admin"])
def test_others_may_not_close_a_record(cast: Cast, role: str) -> None:
    resident = cast.register()
    with pytest.raises(Forbidden):
        _close(resident, "died", TODAY, cast.staff[role])
    assert resident.standings.get().state == "active"


moves = st.lists(st.tuples(st.sampled_from([*SAID, "active"]), st.integers(0, 400)), max_size=6)


@given(moves)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_after_any_verbs_each_day_since_filing_has_exactly_one_state(
    cast: Cast, clerk: Staff, moves: list[tuple[str, int]]
) -> None:
    resident = cast.register()
    for state, days in moves:
        on = min(CREATED + days * DAY, TODAY)
        try:
            if state == "active":
                reopen(resident.pk, on, by=clerk, reason="恢复")
            else:
                _close(resident, state, on, clerk)
        except Invalid:
            continue
    rows = list(resident.standings.order_by("from_on"))
    assert rows[0].from_on == resident.created_on
    assert [row.to_on for row in rows] == [*(row.from_on for row in rows[1:]), None]
    resident.refresh_from_db()
    assert resident.living == (rows[-1].state == "active")
