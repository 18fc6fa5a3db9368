"""The mart follows the records: rebuilt when behind, left alone when not, never read where a table is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import connection

from gongwei.facts import building, keeping, layout, reader
from gongwei.facts.tasks import keep_facts
from gongwei.facts.tests.population import District
from gongwei.kernel.errors import UserError


def settled() -> None:
    """Let PostgreSQL report what was written so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT 1")


def write(district: District) -> None:
    """One record changes."""
    person = district.residents[0]
    person.phone = "13900000000" if person.phone != "13900000000" else "13900000001"
    person.save()
    settled()


def test_a_build_is_made_once_and_again_only_after_records_changed(mart: Path, district: District) -> None:
    settled()
    made = keeping.keep()
    assert made is not None and reader.newest() == made.number
    assert keeping.keep() is None and reader.newest() == made.number
    write(district)
    keep_facts(timestamp=0)
    assert reader.newest() == made.number + 1


def test_another_version_or_plan_is_behind(mart: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled()
    keeping.keep()
    assert not keeping.behind()
    monkeypatch.setattr(building, "code", lambda: "0.0.0+older")
    assert keeping.behind()


def test_a_build_without_a_table_of_this_version_is_not_read(mart: Path) -> None:
    made = building.build()
    path = layout.folder_of(made.number) / layout.MANIFEST
    held = json.loads(path.read_text("utf8"))
    del held["tables"]["hypertension_followup"]
    path.write_text(json.dumps(held), "utf8")
    assert reader.readable() == [] and reader.freshness() is None
    with pytest.raises(UserError, match="facts build"):
        reader.newest()
    settled()
    again = keeping.keep()
    assert again is not None and reader.newest() == again.number
