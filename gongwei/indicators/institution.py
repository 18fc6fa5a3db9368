"""The rows of a cohort of institutions or cases for given institutions, from PostgreSQL as of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection

from gongwei.engine import prepared
from gongwei.engine.compile import POSTGRES
from gongwei.indicators.person import columns_of
from gongwei.indicators.results import values
from gongwei.indicators.statements import statement


def rows_of(cohort_id: str, institutions: Sequence[int], as_of: dt.date) -> list[dict[str, Any]]:
    """By column, the same definitions as in the mart."""
    connection.ensure_connection()
    given = {**values(as_of), "institutions": list(institutions)}
    found = prepared.run(connection.connection, statement(cohort_id, POSTGRES, True).text, given)
    with found:
        return [dict(zip(columns_of(found), row, strict=True)) for row in found.fetchall()]
