"""What the registers of new items refuse beyond single fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.records.layout import Problem

Values = Mapping[str, Any]


def no_more_than(part: str, whole: str, message: str) -> Any:
    """A part cannot be more than the whole."""

    def check(values: Values, facts: Values) -> list[Problem]:
        one, other = values.get(part), values.get(whole)
        return [] if one is None or other is None or one <= other else [Problem(part, "hard", message)]

    return check


def sealed_were_suitable(values: Values, facts: Values) -> list[Problem]:
    """Only teeth that were found suitable are sealed, and only with the parents' consent."""
    sealed, suitable = set(values.get("sealed") or ()), set(values.get("suitable") or ())
    found = []
    if sealed - suitable:
        found.append(Problem("sealed", "hard", "已封闭的牙不在适合封闭的牙里，请核对"))
    if sealed and values.get("consented") is False:
        found.append(Problem("consented", "hard", "家长没有知情同意，不能封闭"))
    return found


def women_only(values: Values, facts: Values) -> list[Problem]:
    """两癌检查 and 叶酸 are for women."""
    return (
        []
        if facts.get("sex") in (None, 2)
        else [Problem("served_on", "hard", "此项服务对象是女性，请核对居民")]
    )


def consented(values: Values, facts: Values) -> list[Problem]:
    """No examination without consent."""
    return (
        [Problem("consented", "hard", "没有知情同意，不能登记检查")]
        if values.get("consented") is False
        else []
    )
