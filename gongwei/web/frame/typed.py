"""Small things that every request of a form says: the record's number, its version, a day, a reason, its end."""

from __future__ import annotations

import datetime as dt
import uuid

from django.http import Http404, HttpRequest

from gongwei.records.layout import Problem

LONGEST_REASON = 200
BEGUN, HALF = "begun", "表单没有完整送达，没有写入任何内容；填的内容还在，请再保存一次"


def plain(text: str) -> str:
    """A reason as one line of at most 200 printable signs."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:LONGEST_REASON]


def uuid_of(text: str) -> uuid.UUID:
    """The client's number of a record; 404 for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404("记录编号不正确，请重新打开表单") from None


def half_sent(request: HttpRequest) -> tuple[Problem, ...]:
    """The problem of a record form that lost its end on the way: its first field ``whole`` came, its last did not."""
    marks = request.POST.getlist("whole")
    return (Problem("", "hard", HALF),) if BEGUN in marks and "1" not in marks else ()


def version_of(request: HttpRequest) -> int | None:
    """The version that the form was opened with; None for a new record."""
    text = request.POST.get("version", "")
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 9 else None


def day_of(text: str) -> dt.date | None:
    """A day as the form types it; None for what is none, which the form's own check will name."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
