"""What a clinic owed and did in a quarter, read from obligations: valid, questioned (and why), or not done.

A service done in time belongs to the quarter of its visit, any other to the quarter in which it was due; so each is
settled once. Valid is what met its obligation in time: the right form, face to face where asked, complete. Questioned
is what an appraisal found untrue, or was done late, by telephone where a visit was owed, or with something left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import apps
from django.db import connection

from gongwei.appraisal.places import clinic_of_village
from gongwei.appraisal.sampling import untrue_records
from gongwei.funds.rules import Quarter, settlement_rules, step_of
from gongwei.people.models import Institution

PHONE = 3
LATE = "迟于期限"
BY_PHONE = "电话随访，不算面对面"
INCOMPLETE = "内容不齐或不合要求，不算一次合格服务"
UNTRUE = "评价抽样"

_OWED = """
    SELECT o.resident_id, r.village_id, o.programme, o.step, o.seq, o.opens_on, o.due_on,
           o.met_on, o.met_by, o.met_form
    FROM residence r CROSS JOIN LATERAL (
        SELECT *, CASE WHEN met_on <= due_on THEN met_on ELSE due_on END AS counted_on FROM obligation
        WHERE resident_id = r.resident_id AND programme = ANY(%(programmes)s) AND step = ANY(%(steps)s) OFFSET 0
    ) o
    WHERE r.institution_id = %(township)s
      AND o.programme || '.' || o.step = ANY(%(keys)s)
      AND o.counted_on BETWEEN %(first)s AND %(last)s
      AND (o.met_on IS NOT NULL OR o.ended_on IS NULL OR o.ended_on > %(last)s)
      AND r.from_on <= o.counted_on AND (r.to_on IS NULL OR r.to_on > o.counted_on)
    ORDER BY o.programme, o.step, o.resident_id, o.seq
"""  # OFFSET 0: person by person through an index, whatever the planner thinks of so many conditions


class Served(NamedTuple):
    """One owed service of a quarter as it stands: who, what, and the record if there is one."""

    clinic: int
    resident: int
    programme: str
    step: str
    seq: str
    due_on: dt.date
    state: str
    reason: str = ""
    form: str = ""
    record: UUID | None = None
    served_on: dt.date | None = None

    @property
    def key(self) -> str:
        """``hypertension.follow_up``."""
        return f"{self.programme}.{self.step}"


def served(township: Institution, quarter: Quarter, as_of: dt.date) -> list[Served]:
    """Everything that the township's clinics owed in the quarter, as known on a day."""
    clinics = clinic_of_village(township)
    values = {"township": township.pk, "first": quarter.starts_on, "last": quarter.ends_on, **_wanted()}
    rows = [row for row in _rows(_OWED, values) if row[1] in clinics]
    met = {id(row): row for row in rows if row[7] is not None and row[7] <= as_of}
    untrue = untrue_records()
    tried = _attempts([row for row in rows if id(row) not in met], as_of)
    found = []
    for row in rows:
        resident, village, programme, step, seq, opens, due, met_on, met_by, met_form = row
        about = (clinics[village], resident, programme, step, seq, due)
        if id(row) in met:
            reason = f"{UNTRUE}{untrue[met_by]}" if met_by in untrue else LATE if met_on > due else ""
            found.append(Served(*about, "questioned" if reason else "valid", reason, met_form, met_by, met_on))
            continue
        attempt = tried.take(programme, step, resident, opens, due)
        found.append(Served(*about, "questioned", *attempt) if attempt else Served(*about, "missing"))
    return found


def _wanted() -> dict[str, list[str]]:
    """The plan's services; programmes and steps apart too, for these an index finds without reading the others."""
    services = settlement_rules().services
    return {
        "keys": [service.key for service in services], "programmes": sorted({service.chapter for service in services}),
        "steps": sorted({service.step for service in services}),
    }  # fmt: skip


@dataclass
class Attempts:
    """Records that meet nothing, by service and person; each explains one unmet obligation at most."""

    rows: dict[tuple[str, str, int], list[tuple[str, str, UUID, dt.date]]]

    def take(
        self, programme: str, step: str, resident: int, opens: dt.date, due: dt.date
    ) -> tuple[str, str, UUID, dt.date] | None:
        """The first one inside a window: (reason, form, record, day)."""
        held = self.rows.get((programme, step, resident), [])
        for place, found in enumerate(held):
            if opens <= found[3] <= due:
                return held.pop(place)
        return None


def _attempts(unmet: Sequence[Any], as_of: dt.date) -> Attempts:
    """What was tried for those whose obligation is not met: records of the right form that met nothing."""
    found: dict[tuple[str, str, int], list[tuple[str, str, UUID, dt.date]]] = {}
    for service in settlement_rules().services:
        mine = [row for row in unmet if (row[2], row[3]) == (service.chapter, service.step)]
        step = step_of(service)
        if not mine or step is None:
            continue
        first = min(row[5] for row in mine)
        for form in step.met_by:
            for resident, record, day, mode in _unused(form, [row[0] for row in mine], first, as_of):
                reason = BY_PHONE if mode == PHONE else INCOMPLETE
                key = (service.chapter, service.step, resident)
                found.setdefault(key, []).append((reason, form, record, day))
    return Attempts(found)


def _unused(form: str, residents: list[int], first: dt.date, as_of: dt.date) -> Iterator[Any]:
    """Records of a form that meet no obligation at all."""
    model = next(model for model in apps.get_models() if model._meta.db_table == form)
    mode = "f.mode" if any(field.name == "mode" for field in model._meta.fields) else "NULL"
    sql = f"""
        SELECT f.resident_id, f.id, f.served_on, {mode} FROM {form} f
        WHERE f.resident_id = ANY(%(residents)s) AND f.voided_at IS NULL AND f.served_on BETWEEN %(first)s AND %(day)s
          AND NOT EXISTS (SELECT 1 FROM obligation o WHERE o.resident_id = f.resident_id AND o.met_by = f.id)
        ORDER BY f.served_on, f.id
    """
    yield from _rows(sql, {"residents": sorted(set(residents)), "first": first, "day": as_of})


def voided(form: str) -> list[UUID]:
    """The records of a form that do not count any more: few, beside those that do."""
    return [row[0] for row in _rows(f"SELECT id FROM {form} WHERE voided_at IS NOT NULL", {})]


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
