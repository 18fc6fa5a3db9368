"""A resident is asked only about the chapters and cohorts that can concern them, and nothing is lost by that."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from gongwei.facts.tests.population import District
from gongwei.indicators.person import cohorts_of, person, rows
from gongwei.indicators.statements import groups
from gongwei.obligations import refresh

TODAY = dt.date(2024, 10, 16)
ROW = """INSERT INTO obligation (resident_id, programme, step, seq, opens_on, due_on, responsible_id)
         SELECT id, 'hypertension', 'follow_up', 'x', '2024-01-01', '2024-03-31', institution_id
         FROM resident WHERE id = %s"""


def read(sql: str, *given: Any) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def test_whatever_is_owed_is_owed_by_a_chapter_that_concerns_the_resident(district: District) -> None:
    owed: dict[int, set[str]] = {}
    for resident, programme in read("SELECT DISTINCT resident_id, programme FROM obligation"):
        owed.setdefault(resident, set()).add(programme)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM obligation")
    asked = {each.pk: set(refresh.concerned([each.pk])) for each in district.residents}
    assert all(owed.get(resident, set()) <= chapters for resident, chapters in asked.items())
    assert sum(map(len, asked.values())) < len(asked) * len(set.union(*asked.values()))
    refresh.rebuild()
    assert {(r, p) for r, found in owed.items() for p in found} == set(
        read("SELECT DISTINCT resident_id, programme FROM obligation")
    )


def test_what_a_chapter_owed_to_a_former_member_is_taken_back(district: District) -> None:
    stranger = next(each for each in district.residents if "hypertension" not in refresh.concerned([each.pk]))
    with connection.cursor() as cursor:
        cursor.execute(ROW, [stranger.pk])
    assert "hypertension" in refresh.concerned([stranger.pk])
    refresh.refresh([stranger.pk])
    assert not read("SELECT 1 FROM obligation WHERE resident_id = %s AND seq = 'x'", stranger.pk)


def test_a_rebuild_writes_only_what_changed(district: District) -> None:
    before = read("SELECT id, ctid::text FROM obligation ORDER BY id")
    counted = refresh.rebuild()
    assert read("SELECT id, ctid::text FROM obligation ORDER BY id") == before
    assert sum(counted.values()) >= len(before) > 0
    wrong = before[0][0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE obligation SET due_on = due_on + 1 WHERE id = %s", [wrong])
    refresh.rebuild()
    after = read("SELECT id, ctid::text FROM obligation ORDER BY id")
    assert [row[0] for row in after] == [row[0] for row in before]
    assert {row[0] for row in set(after) - set(before)} == {wrong}


def test_a_resident_stands_in_exactly_the_cohorts_that_count_them(district: District) -> None:
    people = [name for name, group in groups().items() if group.cohort.of == "resident"]
    asked = 0
    for resident in district.residents[:60]:
        counted = [name for name in people if rows(name, [resident.pk], TODAY)]
        candidates = cohorts_of([resident.pk], TODAY)
        asked += len(candidates)
        assert set(counted) <= set(candidates)
        assert list(dict.fromkeys(each.cohort for each in person(resident.pk, TODAY))) == counted
    assert asked < 60 * len(people) / 2
