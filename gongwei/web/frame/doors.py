"""Which links to offer: whether the page behind an address would open to who is looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

from gongwei.people.grants import may

Opens = Callable[[HttpRequest], bool]


def mark(view: Any, action: str, offered: Opens | str) -> None:
    """Note on a guarded view to whom a link to it may be offered."""
    right = offered if isinstance(offered, str) else ""
    asked = None if isinstance(offered, str) else offered

    def opens(request: HttpRequest) -> bool:
        rights = [each for each in (action, right) if each]
        return all(may(request.user, each) for each in rights) and (asked is None or asked(request))

    view.opens = opens


def opens(request: HttpRequest, name: str) -> bool:
    """Whether a link to the page of this name may be shown; KeyError for a name that does not exist."""
    view = _views()[name]
    asked: Opens | None = getattr(view, "opens", None)
    return asked is None or asked(request)


@cache
def _views() -> dict[str, Any]:
    return dict(_named(get_resolver().url_patterns, ""))


def _named(patterns: list[Any], space: str) -> Iterator[tuple[str, Any]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _named(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and each.name:
            yield f"{space}{each.name}", each.callback
