"""Keeps the mart near the records: built anew after a new version, and within the half hour after records changed."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import connection

from gongwei.catalogue.plans import plan
from gongwei.catalogue.tables import tables
from gongwei.facts import building, layout, reader
from gongwei.facts.layout import Manifest
from gongwei.kernel.errors import UserError

_WRITTEN = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables WHERE relname = ANY(%s)
"""


def keep() -> Manifest | None:
    """Build if the newest build is behind; None when it is not, or when somebody else builds just now."""
    written = _written()
    if not behind(written):
        return None
    try:
        made = building.build()
    except UserError:
        return None
    _noted().write_text(json.dumps({"build": made.number, "written": written}), encoding="utf8")
    return made


def behind(written: int | None = None) -> bool:
    """No build that this version can read, another code or plan since, or rows written since it was made."""
    try:
        number = reader.newest()
    except UserError:
        return True
    manifest = layout.read_manifest(number)
    if (manifest.code, manifest.plan) != (building.code(), plan().id):
        return True
    return _last_noted() != (number, _written() if written is None else written)


def _written() -> int:
    """Rows inserted, changed and removed so far in the tables of the mart, as PostgreSQL counts them."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, [[source.name for source in tables()]])
        return int(cursor.fetchone()[0])


def _noted() -> Path:
    return layout.mart() / "noted.json"


def _last_noted() -> tuple[int, int] | None:
    try:
        held = json.loads(_noted().read_text(encoding="utf8"))
        return int(held["build"]), int(held["written"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
