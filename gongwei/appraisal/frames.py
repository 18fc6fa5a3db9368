"""The frame of a sample: every record of an institution's period that met what was owed, with its marks of risk."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from gongwei.appraisal.places import CLINICS, clinic_of_village, villages_of
from gongwei.appraisal.scheme_file import Sampling, Signal
from gongwei.catalogue.chapters import chapter
from gongwei.kernel.clock import CHINA
from gongwei.kernel.drawing import Unit
from gongwei.people.models import Institution

_MET = """
    SELECT DISTINCT ON (o.met_by) o.met_by, o.met_form, o.programme, o.resident_id, r.village_id, o.met_on
    FROM obligation o JOIN residence r ON r.resident_id = o.resident_id AND r.institution_id = %(township)s
    WHERE o.programme = ANY(%(chapters)s) AND o.met_on BETWEEN %(first)s AND %(last)s
      AND r.from_on <= o.met_on AND (r.to_on IS NULL OR r.to_on > o.met_on)
      AND (%(villages)s::text[] IS NULL OR r.village_id = ANY(%(villages)s))
      AND (%(forms)s::text[] IS NULL OR o.met_form = ANY(%(forms)s))
    ORDER BY o.met_by, o.programme
"""
DAWN = 6
PHONE = 3


@dataclass(frozen=True)
class Found:
    """A record of the frame."""

    record: UUID
    form: str
    programme: str
    resident: int
    clinic: int | None
    served_on: dt.date
    staff: int | None
    signals: tuple[str, ...]
    stratum: str
    weight: int

    @property
    def unit(self) -> Unit:
        """The record as the draw sees it."""
        return Unit(str(self.record), self.stratum, self.weight)


def frame(
    place: Institution, chapters: Sequence[str], first: dt.date, last: dt.date, rules: Sampling,
    forms: Sequence[str] = (),
) -> list[Found]:  # fmt: skip
    """The frame of a clinic's or a township's period, of records on these forms if any are named."""
    clinic = place.kind in CLINICS
    township = place.parent if clinic else place
    if township is None:
        return []
    values = {
        "township": township.pk, "chapters": list(chapters), "first": first, "last": last,
        "villages": sorted(villages_of(place)) if clinic else None, "forms": list(forms) or None,
    }  # fmt: skip
    rows = _rows(_MET, values)
    clinics = clinic_of_village(township)
    entries = _entries(rows)
    crowds = Counter((who, at.astimezone(CHINA).date()) for who, at, _ in entries.values() if at is not None)
    found = []
    for record, form, programme, resident, village, met_on in rows:
        if record not in entries:
            continue
        staff, at, mode = entries[record]
        signals = tuple(s.id for s in rules.signals if _shows(s, met_on, at, mode, crowds, staff))
        tickets = 1 + sum(s.tickets for s in rules.signals if s.id in signals)
        at_clinic = clinics.get(village)
        parts = {
            "programme": chapter(programme).label,
            "place": str(at_clinic or 0),
            "doctor": str(staff or 0),
        }
        stratum = " × ".join(parts[name] for name in rules.strata)
        found.append(
            Found(record, form, programme, resident, at_clinic, met_on, staff, signals, stratum, tickets)
        )
    return found


Entry = tuple[int | None, dt.datetime | None, int | None]


def _entries(rows: Sequence[Any]) -> dict[UUID, Entry]:
    """Record → (who served, when typed, mode); a voided record is in no frame."""
    forms: dict[str, list[UUID]] = {}
    for row in rows:
        forms.setdefault(row[1], []).append(row[0])
    found: dict[UUID, Entry] = {}
    for form, records in forms.items():
        columns = {field.column for field in table_of(form)._meta.fields}
        mode = "mode" if "mode" in columns else "NULL"
        alive = "AND voided_at IS NULL" if "voided_at" in columns else ""
        sql = f"SELECT id, staff_id, recorded_at, {mode} FROM {form} WHERE id = ANY(%(ids)s) {alive}"
        found |= {row[0]: (row[1], row[2], row[3]) for row in _rows(sql, {"ids": records})}
    return found


def table_of(form: str) -> type[models.Model]:
    """The table of a form."""
    return next(model for model in apps.get_models() if model._meta.db_table == form)


def _shows(
    signal: Signal, served_on: dt.date, at: dt.datetime | None, mode: int | None,
    crowds: Counter[tuple[int | None, dt.date]], staff: int | None,
) -> bool:  # fmt: skip
    """Whether a record carries a mark of risk; what is not known is no mark."""
    if signal.id == "phone":
        return mode == PHONE
    if at is None:
        return False
    local = at.astimezone(CHINA)
    if signal.id == "late_entry":
        return (local.date() - served_on).days > signal.limit
    if signal.id == "night_entry":
        return local.hour >= signal.limit or local.hour < DAWN
    return crowds[staff, local.date()] > signal.limit


def _rows(sql: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
