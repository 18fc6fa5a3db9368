"""Taking an import back: records that it made and nobody has touched since are removed, each kept whole in history.

The one place where rows of people are deleted (decision 0011): a record that was made by mistake in bulk would else
hold its number for ever, and the corrected file could never be imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pgtrigger
from django.db import connection

from gongwei.exchange.models import Import, ImportRow
from gongwei.people.models import Resident
from gongwei.records.history import acting

OWN = ("residence", "standing", "obligation")
"""What an untouched record has by itself."""
# pgtrigger's word to the database goes with positional parameters only.
IGNORED = ("people.Resident:no_delete", "people.Residence:no_delete", "people.Standing:no_delete")

KEPT = """
UPDATE import_row SET fate = 'kept', problems = jsonb_build_array(jsonb_build_object(
    'column', '', 'message', '导入后已有人在这份档案上工作过，没有撤销'))
WHERE id = ANY(%s) AND resident_id <> ALL(%s)
"""
HISTORY = """
INSERT INTO history (table_name, row_id, at, actor, reason, old)
SELECT '{table}', x.id::text, clock_timestamp(), current_setting('gongwei.actor'), current_setting('gongwei.reason'),
       to_jsonb(x) FROM {table} x WHERE x.{key} = ANY(%s)
"""
UNDONE = """
UPDATE import_row SET fate = 'undone' WHERE id = ANY(%s) AND fate = 'done'
"""


def remove_people(held: Import, rows: Sequence[ImportRow]) -> None:
    """Remove the untouched among these residents in one transaction; the others stay and their rows say why."""
    if not rows:
        return
    ids = [row.pk for row in rows]
    with (
        acting(str(held.staff_id), f"撤销导入：{held.name}"),
        connection.cursor() as cursor,
        pgtrigger.ignore(*IGNORED),
    ):
        cursor.execute(untouched(), [[row.resident_id for row in rows]])
        people = [line[0] for line in cursor.fetchall()]
        cursor.execute(KEPT, [ids, people])
        for table, key in (("residence", "resident_id"), ("standing", "resident_id"), ("resident", "id")):
            cursor.execute(HISTORY.format(table=table, key=key), [people])
        for table in OWN:
            cursor.execute(f"DELETE FROM {table} WHERE resident_id = ANY(%s)", [people])
        cursor.execute("DELETE FROM resident WHERE id = ANY(%s)", [people])
        cursor.execute(UNDONE, [ids])


@cache
def untouched() -> str:
    """Those of the people asked about whose record is as it was made, and of whom no other table says anything."""
    tables = sorted(
        {(each.related_model._meta.db_table, str(each.field.column)) for each in Resident._meta.related_objects}
    )
    nothing = " ".join(
        f'AND NOT EXISTS (SELECT 1 FROM "{table}" x WHERE x."{column}" = p.id)'
        for table, column in tables
        if table not in OWN
    )
    once = " ".join(
        f"AND (SELECT count(*) FROM {table} x WHERE x.resident_id = p.id) = 1" for table in ("residence", "standing")
    )
    return f"SELECT p.id FROM resident p WHERE p.id = ANY(%s) AND p.version = 1 AND p.living {once} {nothing}"
