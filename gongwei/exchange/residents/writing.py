"""Rows into records: number, record, residence and standing of many people in five statements, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction

from gongwei.exchange.fates import ERROR
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.residents.reach import Reach
from gongwei.kernel.errors import UserError
from gongwei.kernel.record_number import LAST_SERIAL
from gongwei.obligations.refresh import refresh
from gongwei.obligations.verbs import obligations_kept
from gongwei.people.checks import FIELDS
from gongwei.people.models import Resident, Staff
from gongwei.people.names import initials, pinyin
from gongwei.people.verbs.update import update_resident
from gongwei.records.history import acting

COLUMNS = tuple(str(field.column) for field in FIELDS.values() if str(field.column) != "id_type")

GONE = """
UPDATE import_row r SET fate = 'error', problems = jsonb_build_array(jsonb_build_object(
    'column', '身份证号', 'message', '检查之后已由他人建档，请重新检查'))
FROM resident p WHERE r.id = ANY(%(ids)s) AND p.merged_into_id IS NULL AND p.id_no = r.number
"""
UNREACHED = """
UPDATE import_row SET fate = 'error', problems = jsonb_build_array(jsonb_build_object(
    'column', '村（居）委会', 'message', '已不在您的服务范围内'))
WHERE id = ANY(%(ids)s) AND fate <> 'error' AND village <> ALL(%(villages)s)
"""
NUMBERED = """
CREATE TEMPORARY TABLE filing ON COMMIT DROP AS
WITH wanted AS (
    SELECT id, village, row_number() OVER (PARTITION BY village ORDER BY line) AS place
    FROM import_row WHERE id = ANY(%(ids)s) AND fate <> 'error'
), counted AS (
    SELECT village, count(*)::int AS many FROM wanted GROUP BY village ORDER BY village
), served AS (
    INSERT INTO village_serial AS s (village_id, last) SELECT village, many FROM counted
    ON CONFLICT (village_id) DO UPDATE SET last = s.last + EXCLUDED.last WHERE s.last + EXCLUDED.last <= %(most)s
    RETURNING village_id, last
)
SELECT w.id, w.village || lpad((s.last - c.many + w.place)::text, 5, '0') AS record_no
FROM wanted w JOIN counted c USING (village) JOIN served s ON s.village_id = w.village
"""
FULL = """
UPDATE import_row r SET fate = 'error', problems = jsonb_build_array(jsonb_build_object(
    'column', '村（居）委会', 'message', '本村（居）的99999个档案序号不够用，请联系管理员'))
WHERE r.id = ANY(%(ids)s) AND r.fate <> 'error' AND NOT EXISTS (SELECT 1 FROM filing f WHERE f.id = r.id)
"""
PEOPLE = f"""
INSERT INTO resident (request_id, record_no, previous_record_no, name_pinyin, name_initials, created_on, created_by_id,
    creating_institution_id, institution_id, village_id, version, living, tags, id_type, {", ".join(COLUMNS)})
SELECT md5(r.of_id::text || ':' || r.line)::uuid, f.record_no, '', n.pinyin, n.initials, r.filed_on, %(by)s,
    v.institution, v.institution, r.village, 1, true, '{{}}', coalesce(p.id_type, 1),
    {", ".join(f"p.{column}" for column in COLUMNS)}
FROM import_row r JOIN filing f ON f.id = r.id
JOIN unnest(%(ids)s::bigint[], %(pinyin)s::text[], %(initials)s::text[]) AS n(id, pinyin, initials) ON n.id = r.id
JOIN unnest(%(villages)s::text[], %(institutions)s::bigint[]) AS v(village, institution) ON v.village = r.village
CROSS JOIN LATERAL jsonb_populate_record(NULL::resident, r.said) AS p
"""
LIVES = """
INSERT INTO residence (resident_id, village_id, institution_id, doctor_id, permanent, hukou, from_on)
SELECT p.id, p.village_id, p.institution_id, NULL, true, p.residence_type, p.created_on
FROM resident p JOIN filing f ON f.record_no = p.record_no
"""
STANDS = """
INSERT INTO standing (resident_id, state, from_on, reason, evidence, cause_of_death, destination, handover)
SELECT p.id, 'active', p.created_on, '建档', '', '', '', '' FROM resident p JOIN filing f ON f.record_no = p.record_no
"""
DONE = """
UPDATE import_row r SET fate = 'done', resident_id = p.id, version = 1
FROM filing f JOIN resident p ON p.record_no = f.record_no WHERE r.id = f.id RETURNING p.id
"""


def file_people(held: Import, rows: Sequence[ImportRow], reach: Reach, *, owing: bool) -> None:
    """Make the records of these rows, all or none; where two at once wanted one number, the halves by themselves.

    With ``owing`` the obligations of the new residents are left for one computation at the end.
    """
    if not rows:
        return
    try:
        with acting(str(held.staff_id), f"批量导入：{held.name}"):
            made = _file(held, rows, reach)
            if not owing:
                refresh(made)
    except IntegrityError as error:
        if len(rows) == 1:
            _refused(rows[0], error)
            return
        half = len(rows) // 2
        file_people(held, rows[:half], reach, owing=owing)
        file_people(held, rows[half:], reach, owing=owing)


def _file(held: Import, rows: Sequence[ImportRow], reach: Reach) -> list[int]:
    given: dict[str, Any] = {
        "ids": [row.pk for row in rows], "by": held.staff_id, "most": LAST_SERIAL,
        "pinyin": [pinyin(row.name) for row in rows], "initials": [initials(row.name) for row in rows],
        "villages": list(reach.villages), "institutions": list(reach.villages.values()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for text in (GONE, UNREACHED, NUMBERED, FULL, PEOPLE, LIVES, STANDS, DONE):
            cursor.execute(text, given)
        made = [int(each[0]) for each in cursor.fetchall()]
        cursor.execute("DROP TABLE filing")
    return made


def _refused(row: ImportRow, error: IntegrityError) -> None:
    """The database itself refused the one row: somebody filed the number at this moment, or a date is impossible."""
    said = str(error)
    why = "证件号码刚刚已由他人建档，请重新检查"
    if "resident_born_before_filing" in said:
        why = "出生日期晚于建档日期，请核对"
    elif "resident_id_no_once" not in said and "birth_certificate_once" not in said:
        why = "数据库拒绝了这一行，请逐格核对后重新填写"
    row.fate, row.problems = ERROR, [{"column": "", "message": why}]
    row.save(update_fields=["fate", "problems"])


def change_person(held: Import, row: ImportRow, by: Staff) -> None:
    """Correct an existing record by the ordinary verb; refused when it has changed since the check."""
    _changed(row, row.said or {}, by, f"批量导入：{held.name}", "corrected")


def take_back_change(held: Import, row: ImportRow, by: Staff) -> None:
    """Give a corrected record its former values, unless somebody has worked on it since."""
    _changed(row, row.before or {}, by, f"撤销导入：{held.name}", "undone")


def _changed(row: ImportRow, values: dict[str, Any], by: Staff, reason: str, fate: str) -> None:
    assert row.resident_id is not None and row.version is not None
    try:
        with transaction.atomic(), obligations_kept(row.resident_id, table=Resident._meta.db_table):
            kept = update_resident(
                row.resident_id, values, by=by, reason=reason, version=row.version, confirmed=True
            )
    except UserError as refused:
        row.fate = ERROR if fate == "corrected" else "kept"
        row.problems = [{"column": "", "message": str(refused)}]
    else:
        row.fate, row.version = fate, kept.version
    row.save(update_fields=["fate", "problems", "version"])

