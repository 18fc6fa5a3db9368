"""The mart follows the records: refreshed when behind, left alone when not, never read where a table is missing."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from gongwei.facts import building, keeping, layout, reader
from gongwei.facts.tasks import keep_facts
from gongwei.facts.tests.population import District
from gongwei.kernel.errors import UserError


def write(district: District) -> str:
    """One record changes."""
    person = district.residents[0]
    phone = "13900000000" if person.phone != "13900000000" else "13900000001"
    person.phone = phone
    person.save()
    return phone


def test_a_build_is_made_once_and_again_only_after_records_changed(mart: Path, district: District) -> None:
    made = keeping.keep()
    assert made is not None and reader.newest() == made.number
    assert keeping.keep() is None and reader.newest() == made.number
    write(district)
    keep_facts(timestamp=0)
    assert reader.newest() == made.number + 1
    assert layout.read_manifest(made.number + 1).base == made.number  # refreshed, not built anew


def test_another_version_or_plan_is_behind(mart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.keep()
    assert not keeping.behind()
    monkeypatch.setattr(building, "code", lambda: "0.0.0+older")
    assert keeping.behind()
    made = keeping.keep()
    assert made is not None and made.base == made.number


def test_a_build_without_a_table_of_this_version_is_not_read(mart: Path) -> None:
    made = building.build()
    path = layout.folder_of(made.number) / layout.MANIFEST
    held = json.loads(path.read_text("utf8"))
    del held["tables"]["hypertension_followup"]
    path.write_text(json.dumps(held), "utf8")
    assert reader.readable() == [] and reader.freshness() is None
    with pytest.raises(UserError, match="facts build"):
        reader.newest()
    again = keeping.keep()
    assert again is not None and reader.newest() == again.number


def test_a_save_is_in_the_mart_within_five_seconds_and_pages_follow_its_figures(
    mart: Path, district: District
) -> None:
    """A keeper runs as in `serve`; pages go on with the former build until the new one's figures are reckoned."""
    first = building.build()
    reckoned, stopped, may_reckon = list[int](), threading.Event(), threading.Event()
    refreshed, shown = threading.Event(), threading.Event()

    def reckon(build: int) -> None:
        if build > first.number:
            refreshed.set()
            assert may_reckon.wait(10)
        reckoned.append(build)
        if build == first.number:
            shown.set()

    keeper = threading.Thread(target=keeping.keep_on, args=(reckon, stopped))
    keeper.start()
    try:
        assert shown.wait(5)
        phone = write(district)
        assert refreshed.wait(5), "not in the mart after five seconds"
        newest = reader.newest_readable()
        found = reader.connect(newest).execute(
            "SELECT phone FROM resident WHERE id = ?", [district.residents[0].pk]
        ).fetchone()  # fmt: skip
        assert found == (phone,) and reader.newest() == first.number
    finally:
        may_reckon.set()
        stopped.set()
        keeper.join()
    assert reckoned == [first.number, newest] and reader.newest() == newest


def test_pages_that_wait_for_figures_read_nothing_until_these_are_there(mart: Path) -> None:
    made = building.build()
    reader.prepare()
    assert reader.freshness() is None
    with pytest.raises(UserError, match="正在准备"):
        reader.newest()
    assert not keeping.show_reckoned(lambda build: False)
    assert keeping.show_reckoned(lambda build: build == made.number)
    fresh = reader.freshness()
    assert fresh is not None and fresh.number == reader.newest() == made.number


def test_another_processs_figures_are_followed(mart: Path, district: District) -> None:
    first, known, stopped = building.build(), set[int](), threading.Event()
    known.add(first.number)
    follower = threading.Thread(target=keeping.follow, args=(known.__contains__, stopped))
    assert keeping.show_reckoned(known.__contains__)
    follower.start()
    try:
        write(district)
        second = keeping.keep()
        assert second is not None and reader.newest() == first.number
        known.add(second.number)
        for _ in range(100):
            if reader.newest() == second.number:
                break
            stopped.wait(0.1)
    finally:
        stopped.set()
        follower.join()
    assert reader.newest() == second.number
