"""One timeline of all services: every valid record of every form, newest first (XC-08)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.urls import reverse

from gongwei.catalogue.chapters import services
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.records.layout import Form
from gongwei.records.models import VISIT_MODE
from gongwei.ui.notices import Entry
from gongwei.web.visit.lasts import headline, verdicts


def records_of(user: Any, resident_id: int, owner: Resident | None = None) -> list[tuple[Form, Any]]:
    """Every valid record of the resident in the programmes that the account may read, newest first."""
    found: list[tuple[Form, Any]] = []
    filled = _filled(resident_id)
    owner = owner or Resident.objects.get(pk=resident_id)
    for form in services().values():
        if form.id in filled and may(user, "read", form.programme):
            records: Any = form.model._default_manager.filter(resident=resident_id, voided_at=None)
            for each in records.select_related("staff", "institution"):
                each.resident = owner  # known once, not fetched again with each of a hundred records
                found.append((form, each))
    return sorted(found, key=lambda pair: (pair[1].served_on, pair[1].recorded_at), reverse=True)


def _filled(resident_id: int) -> set[str]:
    """The forms of which the resident has a valid record: one question instead of one for each of sixty tables."""
    with connection.cursor() as cursor:
        cursor.execute(_which_forms(), {"resident": resident_id})
        return {form_id for (form_id,) in cursor.fetchall()}


@cache
def _which_forms() -> str:
    quote = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{form.id}' WHERE EXISTS (SELECT FROM {quote(form.model._meta.db_table)}"
        " WHERE resident_id = %(resident)s AND voided_at IS NULL)"
        for form in services().values()
    )


def entries_of(pairs: Sequence[tuple[Form, Any]]) -> list[Entry]:
    """Records as lines of a timeline; a value not at target has a red ring."""
    bad: dict[Any, bool] = {}
    for form in {form.id: form for form, _ in pairs}.values():
        records = [each for other, each in pairs if other is form]
        bad |= dict(zip((each.pk for each in records), verdicts(form, records), strict=True))
    return [
        Entry(
            each.served_on,
            f"{form.label} {headline(form, each)}".strip(),
            " · ".join(filter(None, (_mode(each), each.staff.name, _place(each)))),
            "warn" if bad[each.pk] else "",
            reverse("web:record", args=[form.id, each.pk]),
        )
        for form, each in pairs
    ]


def outside(record: Any) -> bool:
    """Whether another institution than the resident's own, its clinics included, gave the service."""
    return not record.institution.path.startswith(record.resident.institution.path)


def _place(record: Any) -> str:
    return f"{record.institution.short_name or record.institution.name}{'（外院）' if outside(record) else ''}"


def _mode(record: Any) -> str:
    mode = getattr(record, "mode", None)
    return VISIT_MODE.label(mode) if mode else ""
