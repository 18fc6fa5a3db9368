"""What a form of health education asks of the institution's own registers: boards that exist, titles that are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gongwei.programmes.health_education import codes
from gongwei.programmes.health_education.models import Board, Material
from gongwei.records.layout import Check, Problem

Values = Mapping[str, Any]


def board_number_is_free(values: Values, facts: Values) -> list[Problem]:
    """Two boards of an institution cannot bear one number at the same time."""
    number, place = values.get("number"), facts.get("institution_id")
    if number is None or values.get("removed_on") is not None:
        return []
    standing = Board.objects.filter(institution=place, number=number, voided_at=None, removed_on=None)
    own: Any = facts.get("record_id")
    if not standing.exclude(pk=own).exists():
        return []
    return [Problem("number", "hard", f"{codes.BOARD.label(number)}宣传栏已登记，请换一个编号，或先停用原来的")]


def boards_exist(values: Values, facts: Values) -> list[Problem]:
    """Only boards that the institution has registered can be changed."""
    chosen, place = values.get("boards") or [], facts.get("institution_id")
    if not chosen:
        return []
    known = set(Board.objects.filter(institution=place, voided_at=None).values_list("number", flat=True))
    unknown = [codes.BOARD.label(number) for number in chosen if number not in known]
    if not unknown:
        return []
    return [Problem("boards", "hard", f"{'、'.join(unknown)}宣传栏没有登记，请先登记宣传栏或核对编号")]


def titles_registered(rows: str) -> Check:
    """A title that the library does not hold is asked about: its kind would not be counted."""

    def check(values: Values, facts: Values) -> list[Problem]:
        known = titles_of(facts.get("institution_id"))
        return [
            Problem(f"{rows}-{number}-title", "soft", f"“{row['title']}”没有登记，不计入资料种数；请核对名称或先登记")
            for number, row in enumerate(values.get(rows) or ())
            if row.get("title") and row["title"] not in known
        ]

    return check


def title_registered(values: Values, facts: Values) -> list[Problem]:
    """The same for a form with one title."""
    title = values.get("title")
    if not title or title in titles_of(facts.get("institution_id")):
        return []
    return [Problem("title", "soft", f"“{title}”没有登记，不计入音像资料种数；请核对名称或先登记")]


def titles_of(institution_id: Any) -> set[str]:
    """The titles of an institution's library."""
    found = Material.objects.filter(institution=institution_id, voided_at=None)
    return set(found.values_list("title", flat=True))


def filled_after(values: Values, facts: Values) -> list[Problem]:
    """The record is filled in on the day of the activity or later (填表时间)."""
    filled, day = values.get("filled_on"), values.get("served_on")
    if filled is None or day is None or filled >= day:
        return []
    return [Problem("filled_on", "hard", f"填表时间 {filled} 早于活动时间 {day}，请核对")]


def nobody_came(values: Values, facts: Values) -> list[Problem]:
    """A lecture or a consultation without anybody is asked about."""
    if values.get("form") not in (codes.LECTURE, codes.CONSULTATION) or values.get("audience_count") != 0:
        return []
    return [Problem("audience_count", "soft", "接受健康教育人数填 0，活动是否真的没有人参加？")]
