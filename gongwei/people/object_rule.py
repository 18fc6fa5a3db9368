"""Which rule decides who is a 服务对象: asked here, answered by the layer that loads the plan (``provide``).

``people`` cannot import the plan: parameters of chapters are resolved one layer above them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ObjectRule:
    """How long one must live here to count, whether 户籍 alone suffices, and where each is written."""

    months: int
    registered_at_once: bool
    refs: tuple[str, ...] = ()


Rule = Callable[[dt.date], ObjectRule]
_rules: list[Rule] = []


def provide(rule: Rule) -> None:
    """Set the one answer: day → rule of the plan in force. Called once, from an AppConfig.ready()."""
    _rules[:] = [rule]


def rule_on(day: dt.date) -> ObjectRule:
    """The rule of a day."""
    return _rules[0](day)
