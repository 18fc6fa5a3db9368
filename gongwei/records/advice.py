"""What the rules say about a visit, in words: the panel right of a form. Every line cites its clause (DIG-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Tint = Literal["", "overdue", "due", "done"]


@dataclass(frozen=True)
class AdviceLine:
    """One reason or instruction, with the clause that it comes from."""

    text: str
    clause: str = ""
    icon: str = "point"
    tint: str = ""


@dataclass(frozen=True)
class PictureLine:
    """One reference line of a picture (P3 … P97): its words at the right end, its points, whether it is the middle."""

    label: str
    points: tuple[tuple[float, float], ...]
    middle: bool = False


@dataclass(frozen=True)
class Picture:
    """A small chart as data: reference lines, and the person's own points in order; the last one is this visit's."""

    label: str
    x_label: str
    lines: tuple[PictureLine, ...]
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class AdviceBlock:
    """One block of the panel: heading, conclusion, its reasons."""

    label: str
    value: str = ""
    tint: Tint = ""
    lines: tuple[AdviceLine, ...] = ()
    note: str = ""
    small: bool = False
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Advice:
    """The panel, and what it proposes for fields of the form (field → value); the doctor decides.

    ``facts`` go to the form's own checks (``next_due``, ``referral_advised``).
    """

    blocks: tuple[AdviceBlock, ...]
    suggested: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """A former valid visit: its day, what was recorded, what the rules say of it."""

    on: dt.date
    values: Mapping[str, Any]
    outcome: Mapping[str, Any]


@dataclass(frozen=True)
class Situation:
    """A visit as typed so far, the outcome of every rule, the parameters of its day, former visits newest first.

    ``refs`` says where each parameter's value of that day comes from.
    """

    on: dt.date
    values: Mapping[str, Any]
    outcome: Mapping[str, Any]
    parameters: Mapping[str, Any]
    past: tuple[Past, ...] = ()
    refs: Mapping[str, str] = field(default_factory=dict)

    def cited(self, parameter: str, otherwise: str) -> str:
        """The clause that the parameter's value of the day comes from: the guideline in force, not another edition."""
        return self.refs.get(parameter, otherwise)


Adviser = Callable[[Situation], Advice]
"""A chapter's advice for one of its forms: ``ADVICE = {"hypertension_followup": advise}`` in its advice.py."""
