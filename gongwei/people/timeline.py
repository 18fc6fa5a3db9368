"""Dated rows that tile time: what held until yesterday ends, what holds from a day on begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, TypeVar

from gongwei.kernel.clock import today
from gongwei.people.dated import row_on
from gongwei.people.models import HouseholdMember, Residence, Resident, ResidentTag, Standing
from gongwei.people.problems import refuse

Dated = TypeVar("Dated", Residence, Standing, HouseholdMember, ResidentTag)


def succeed(current: Dated, on: dt.date, **changes: Any) -> Dated:
    """Let a changed row hold from the day on; a row that began that very day is corrected in place.

    ``changes`` are column names (``institution_id``). A day before the current row began is refused: that time is
    already told otherwise.
    """
    if on < current.from_on:
        raise refuse("on", f"生效日期：不能早于当前状态的起始日 {current.from_on}，请核对")
    if on > today():
        raise refuse("on", f"生效日期：{on} 晚于今天，请到当日再办理")
    if on == current.from_on:
        for name, value in changes.items():
            setattr(current, name, value)
        current.save(update_fields=list(changes))
        return current
    following = type(current)(**{**_values(current), **changes, "from_on": on, "to_on": None})
    current.to_on = on
    current.save(update_fields=["to_on"])
    following.save(force_insert=True)
    return following


def relay(rows: Sequence[Dated], on: dt.date, **changes: Any) -> None:
    """Let the changes hold from the day on in every row that reaches beyond it; the row that spans it is divided."""
    for row in rows:
        if row.to_on is not None and row.to_on <= on:
            continue
        if row.from_on >= on:
            for name, value in changes.items():
                setattr(row, name, value)
            row.save(update_fields=list(changes))
            continue
        following = type(row)(**{**_values(row), **changes, "from_on": on})
        row.to_on = on
        row.save(update_fields=["to_on"])
        following.save(force_insert=True)


def succeed_residence(resident: Resident, on: dt.date, **changes: Any) -> None:
    """The same for where a resident belongs, whose rows of today may be followed by one that begins later."""
    rows = list(resident.residences.order_by("from_on"))
    current = row_on(rows, today()) or rows[-1]
    if current.to_on is None:
        succeed(current, on, **changes)
        return
    if on < current.from_on or on > today():
        succeed(current, on)  # refuses, with the reason
    relay([row for row in rows if row.from_on >= current.from_on], on, **changes)


def _values(row: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
