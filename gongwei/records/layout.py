"""The layout of an official form: groups and rows in the order of the paper, used by page, print and template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import models


@dataclass(frozen=True)
class Line:
    """One row of the paper: its printed words and the fields in its cell, in order.

    ``join`` stands between fields (``/`` for 收缩压/舒张压 or 现/目标); ``rows`` names a repeating child (medicines).
    """

    label: str
    fields: tuple[str, ...] = ()
    join: str = ""
    rows: str | None = None
    hint: str = ""


@dataclass(frozen=True)
class Group:
    """A bracket at the left edge of the paper (症状, 体征 …); an empty label draws none.

    ``printed=False``: asked on the screen but not on the official paper.
    """

    label: str
    lines: tuple[Line, ...]
    printed: bool = True


@dataclass(frozen=True)
class Problem:
    """Something wrong or doubtful: field, severity (hard refuses, soft asks, required is missing) and the sentence."""

    field: str
    severity: str
    message: str


@dataclass(frozen=True)
class Curve:
    """A chart of a form's measurements over time: (field, rule of the chapter that gives the limit it stays below)."""

    label: str
    unit: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Columns:
    """The printed columns of a paper that has one per age: the field that says which, and each code's heading."""

    field: str
    heads: tuple[tuple[int, str], ...]
    label: str = "月（年）龄"

    def head(self, values: Mapping[str, Any]) -> str:
        """The heading of a record's column; empty while nobody said which it is."""
        return dict(self.heads).get(values.get(self.field), "")  # type: ignore[arg-type]


Opening = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""facts of the resident and the day → values with which a new record opens (the column of the child's age)."""

After = Callable[[Any, Any], Iterable[int]]
"""(record, actor) → other residents of whom something changed; called in the transaction that saved or voided it."""

Tells = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""values of a form → concepts of records.shared that follow from them."""

Gather = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
"""(a medicine line of another form, that form's values) → the same medicine as a line of this form."""

Check = Callable[[Mapping[str, Any], Mapping[str, Any]], list[Problem]]
"""(values typed, facts of the resident and the day) → problems that concern several fields."""


Subject = Literal["resident", "institution"]


@dataclass(frozen=True)
class Form:
    """An official form as one declaration; ``id`` equals the model's table name.

    ``carried`` are the fields that = brings over from the last visit (habits, medicine; never vitals).
    ``side_by_side`` is how many visits the paper prints in columns; ``columns`` are those of a paper with one per age,
    and ``opening`` gives the values with which a new record opens, from what the records of the forms it ``reads`` say
    (``facts["read"]``: form → former records with the outcomes of the rules, oldest first). ``shared`` maps a concept
    of records.shared to the field that holds it, so that a combined visit asks it once; ``tells`` adds what follows
    from others (从不吸烟 → 0 支); ``gathers`` maps repeating lines to the rule that makes one of a medicine that
    another form of the same visit lists. ``headline`` are the fields that sum a record up in lists (148/86);
    ``listed`` are the columns of its register (else found by rule); ``verdict`` = (rule, outcome) says when they are
    shown as bad;
    ``curves`` are drawn on the resident's page. ``enrols`` names the field with the day of diagnosis on a form that
    opens management (专项档案): saving it enrols whoever is not yet enrolled. ``after`` does what follows in the same
    transaction from saving or voiding it (a delivery files the newborns). ``of`` says whose record it is: a
    resident's service, or an institution's own work (its model is then an ActivityRecord).
    """

    id: str
    label: str
    model: type[models.Model]
    groups: tuple[Group, ...]
    ref: str
    programme: str
    carried: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    side_by_side: int = 1
    columns: Columns | None = None
    opening: Opening | None = None
    reads: tuple[str, ...] = ()
    needs_enrolment: bool = True
    enrols: str = ""
    after: After | None = None
    of: Subject = "resident"
    rows: Mapping[str, type[models.Model]] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)
    tells: Tells | None = None
    gathers: Mapping[str, Gather] = field(default_factory=dict)
    headline: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    verdict: tuple[str, str] | None = None
    curves: tuple[Curve, ...] = ()

    def field_names(self) -> list[str]:
        """Every field of the form in paper order."""
        return [name for group in self.groups for line in group.lines for name in line.fields]
