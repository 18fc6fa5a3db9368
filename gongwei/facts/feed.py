"""The change feed: triggers that note every changed row in the saving transaction, and what a build takes from it.

The triggers stand on every table of the mart and are put there by the first full build of a version, before its
snapshot: what changed earlier is in that build, what changes later is noted. A bulk change is noted once, not per row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction

from gongwei.catalogue.tables import tables
from gongwei.engine.tables import Source
from gongwei.facts.snapshot import Snapshot

MANY = 5_000
"""A statement that changes more rows of a table is noted as one change of the whole table."""
LOCK_WAIT = "3s"
_EVENTS = {
    "insert": ("INSERT", "REFERENCING NEW TABLE AS changed"),
    "update": ("UPDATE", "REFERENCING NEW TABLE AS changed"),
    "delete": ("DELETE", "REFERENCING OLD TABLE AS changed"),
    "truncate": ("TRUNCATE", ""),
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION mart_note() RETURNS trigger LANGUAGE plpgsql AS $note$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO mart_change (table_name, born) VALUES (TG_TABLE_NAME, false);
    ELSIF TG_ARGV[0] = 'whole' THEN
        INSERT INTO mart_change (table_name, born) SELECT TG_TABLE_NAME, false FROM changed LIMIT 1;
    ELSIF (SELECT count(*) FROM (SELECT FROM changed LIMIT {MANY + 1}) AS few) > {MANY} THEN
        INSERT INTO mart_change (table_name, born) VALUES (TG_TABLE_NAME, false);
    ELSE
        INSERT INTO mart_change (table_name, row_id, born)
        SELECT TG_TABLE_NAME, changed.id::text, TG_OP = 'INSERT' FROM changed;
    END IF;
    RETURN NULL;
END $note$
"""


@dataclass
class Changes:
    """What a snapshot sees in the feed: rows by table (False: known to be new), tables that changed as a whole."""

    seen: list[int] = field(default_factory=list)
    rows: dict[str, dict[str, bool]] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.seen)


def by_row(source: Source) -> bool:
    """Whether single rows of a table can be replaced: those that have a number or uuid of their own."""
    return "id" in source.columns


def stand() -> bool:
    """Whether every table of the mart has its triggers."""
    return not _missing()


def put() -> list[str]:
    """Put the triggers on the tables that lack them, and return these tables; waits briefly for their writers."""
    missing = _missing()
    for name in missing:  # one at a time: no writer waits for more than his own table
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            cursor.execute(";".join((FUNCTION, *_triggers(tables().source(name)))))
    return missing


def read(seen: Snapshot) -> Changes:
    """Everything that the snapshot sees in the feed."""
    found = Changes()
    for key, table, row, born in seen.fetch("SELECT id, table_name, row_id, born FROM mart_change ORDER BY id"):
        found.seen.append(key)
        if row is None:
            found.whole.add(table)
        else:
            found.rows.setdefault(table, {}).setdefault(row, not born)  # its first change decides
    return found


def pending() -> bool:
    """Whether anything changed that no build holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM mart_change)")
        return bool(cursor.fetchone()[0])


def position() -> str | None:
    """The token of the build up to which this database's feed was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM mart_position")
        row = cursor.fetchone()
    return row[0] if row else None


def taken(seen: Collection[int], token: str) -> None:
    """A build holds these changes: they leave the feed, and the feed stands at that build."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM mart_change WHERE id = ANY(%s)", [list(seen)])
        cursor.execute(
            "INSERT INTO mart_position (id, token) VALUES (1, %s)"
            " ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token",
            [token],
        )


def _missing() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE tgname LIKE 'mart_note_%%'"
            " GROUP BY relname HAVING count(*) = %s", [len(_EVENTS)],
        )  # fmt: skip
        present = {name for (name,) in cursor.fetchall()}
    return [source.name for source in tables() if source.name not in present]


def _triggers(source: Source) -> Iterable[str]:
    given = "" if by_row(source) else "'whole'"
    for name, (event, transition) in _EVENTS.items():
        yield (
            f'CREATE OR REPLACE TRIGGER mart_note_{name} AFTER {event} ON "{source.name}" {transition}'
            f" FOR EACH STATEMENT EXECUTE FUNCTION mart_note({given})"
        )
