"""Dated rows that tile time: what held until yesterday ends, what holds from a day on begins."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from gongwei.kernel.clock import today
from gongwei.people.models import HouseholdMember, Residence, ResidentTag, Standing
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


def _values(row: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
