"""Which residents belong to a programme: asked here, answered by the layer above that keeps the enrolments.

``people`` cannot import ``care``; so ``care`` tells at start which condition on residents means membership. Until
somebody does, nobody belongs to any programme: a line role then sees no resident, never too many.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

NOBODY = Q(pk__in=())
Answer = Callable[[frozenset[str]], Q]

_answers: list[Answer] = []


def provide(answer: Answer) -> None:
    """Set the one answer: (programme ids) → condition on Resident. Called once, from an AppConfig.ready()."""
    _answers[:] = [answer]


def members(programmes: frozenset[str]) -> Q:
    """The condition on Resident that says: a member of at least one of these programmes."""
    if not programmes or not _answers:
        return NOBODY
    return _answers[0](programmes)
