"""All rows of an import compared at once, in the database: with one another and with the records that exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

TWICE = """
UPDATE import_row r SET
    fate = CASE WHEN r.said = f.said AND r.village = f.village THEN 'same' ELSE 'error' END,
    problems = jsonb_build_array(jsonb_build_object('column', '身份证号', 'message', CASE
        WHEN r.said = f.said AND r.village = f.village THEN '与第 ' || f.line || ' 行相同'
        ELSE '与第 ' || f.line || ' 行是同一号码，内容却不同；请只留正确的一行' END))
FROM (
    SELECT id, first_value(line) OVER w AS line, first_value(said) OVER w AS said,
           first_value(village) OVER w AS village
    FROM import_row WHERE of_id = %(of)s AND fate IN ('read', 'soft') AND number IS NOT NULL
    WINDOW w AS (PARTITION BY number ORDER BY line)
) f WHERE r.id = f.id AND f.line < r.line
"""
"""The same number in two rows of one file."""

KNOWN = """
UPDATE import_row r SET resident_id = p.id, version = p.version, fate = j.fate,
    problems = CASE WHEN j.why = '' THEN r.problems
        ELSE jsonb_build_array(jsonb_build_object('column', j.cell, 'message', j.why)) END,
    before = CASE WHEN j.fate = 'changed'
        THEN (SELECT jsonb_object_agg(key, to_jsonb(p) -> key) FROM jsonb_object_keys(r.said) AS key) END
FROM resident p JOIN institution i ON i.id = p.institution_id
JOIN import_row s ON {found} AND s.of_id = %(of)s AND s.fate IN ('read', 'soft')
CROSS JOIN LATERAL (SELECT {judged}) AS j(cell, why, fate)
WHERE r.id = s.id AND p.merged_into_id IS NULL
"""
"""The number already has a record. ``r`` is ``s`` again: UPDATE's own table may not stand in the joins."""

JUDGED = """
    CASE WHEN {moved} THEN '村（居）委会' ELSE '身份证号' END,
    CASE WHEN NOT ({mine}) THEN '已在' || i.name || '建档，请调取该档案或申请转入'
         WHEN p.record_no IS NULL THEN '人口名册中已有此人（未建档），请打开后为其建档'
         WHEN NOT p.living THEN '该档案已终止，请先恢复档案'
         WHEN {moved} THEN '档案在另一个村（居），迁居请在档案里办理'
         ELSE '' END,
    CASE WHEN NOT ({mine}) OR p.record_no IS NULL OR NOT p.living OR {moved} THEN 'error'
         WHEN EXISTS (SELECT 1 FROM jsonb_each(s.said) AS e WHERE to_jsonb(p) -> e.key IS DISTINCT FROM e.value)
         THEN 'changed' ELSE 'same' END
"""
MINE = "p.institution_id = ANY(%(mine)s)"
JUDGED = JUDGED.format(mine=MINE, moved=f"{MINE} AND p.village_id <> s.village")

LIKELY = """
UPDATE import_row r SET fate = 'doubt',
    problems = r.problems || jsonb_build_array(jsonb_build_object('column', '姓名', 'message', f.why))
FROM (
    SELECT DISTINCT ON (s.id) s.id, '可能已建档（' || CASE WHEN s.phone IS NOT NULL AND p.phone = s.phone
               THEN '姓名和电话相同' ELSE '姓名、出生日期和村（居）相同' END || '）：'
           || CASE WHEN p.institution_id = ANY(%(mine)s) THEN coalesce('档案编号 ' || p.record_no, '未建档')
                   ELSE i.name END AS why
    FROM import_row s JOIN resident p ON p.name = s.name
        AND (p.phone = s.phone OR (p.birth_date = s.birth_date AND p.village_id = s.village))
    JOIN institution i ON i.id = p.institution_id
    WHERE s.of_id = %(of)s AND s.fate IN ('read', 'soft') AND p.merged_into_id IS NULL
    ORDER BY s.id, p.id
) f WHERE r.id = f.id
"""
"""Another number or none, but the same name with the same telephone, or the same birthday in the same village."""

NAMESAKES = """
UPDATE import_row r SET fate = 'doubt',
    problems = r.problems || jsonb_build_array(jsonb_build_object('column', '姓名', 'message',
        '与第 ' || f.line || ' 行姓名、出生日期和村（居）相同，请核对是否同一人'))
FROM (
    SELECT id, first_value(line) OVER (PARTITION BY name, birth_date, village ORDER BY line) AS line
    FROM import_row WHERE of_id = %(of)s AND fate IN ('read', 'soft', 'doubt')
) f WHERE r.id = f.id AND f.line < r.line AND r.fate IN ('read', 'soft')
"""

REST = """
UPDATE import_row SET fate = CASE fate WHEN 'read' THEN 'new' ELSE 'doubt' END
WHERE of_id = %(of)s AND fate IN ('read', 'soft')
"""


def match(of: UUID, institutions: Sequence[int]) -> None:
    """Give every row that was read its fate; ``institutions`` are those whose residents the sender may change."""
    given: dict[str, Any] = {"of": of, "mine": list(institutions)}
    known = [
        KNOWN.format(found=found, judged=JUDGED)
        for found in ("p.id_no = s.number", "p.birth_certificate_no = s.said ->> 'birth_certificate_no'")
    ]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("ANALYZE import_row")
        for text in (TWICE, *known, LIKELY, NAMESAKES, REST):
            cursor.execute(text, given)
