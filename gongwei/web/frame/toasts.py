"""A sentence that survives one redirect: what was just done, with 撤销."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest

from gongwei.ui.frame import Link
from gongwei.ui.notices import Toast

KEY = "toast"


def say(request: HttpRequest, toast: Toast, saved: str = "") -> None:
    """Show this on the next page; ``saved`` is the record whose draft the browser may forget."""
    request.session[KEY] = {**asdict(toast), "saved": saved}


def heard(request: HttpRequest) -> tuple[Toast | None, str]:
    """The toast to show now and the record whose draft is done, once."""
    kept = request.session.pop(KEY, None)
    if not kept:
        return None, ""
    saved, link = kept.pop("saved", ""), kept.pop("link", None)
    return Toast(**kept, link=Link(**link) if link else None), saved
