"""An official form ready to draw: the paper's rows with real controls, former visits beside them, and every problem.

``form_view`` turns (Form, what was typed or stored, last visits, problems) into a ``FormView``; ``{% paper view %}``
draws it. Nothing typed is lost: a control shows the text of ``typed`` where there is one, else the stored value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from gongwei.records.binding import Bound
from gongwei.records.items import Item, item_of, other_text, row_items
from gongwei.records.layout import Form, Line, Problem
from gongwei.records.validate import as_text
from gongwei.ui.controls import Answers, Control, Remark, shown_while, size, usual_range
from gongwei.ui.figures import MISSING
from gongwei.ui.visits import Visit, carried, line_said, said

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class PastCell:
    """What one former visit says in this row."""

    text: str
    bad: bool = False


@dataclass(frozen=True)
class PaperRow:
    """One row of the paper: label, former visits, controls with the sign between them."""

    label: str
    controls: tuple[Control, ...]
    past: tuple[PastCell, ...] = ()
    join: str = ""
    hint: str = ""
    group: str = ""
    group_rows: int = 0
    first: bool = False
    rows_of: str = ""
    add_label: str = ""

    @property
    def must(self) -> bool:
        """Whether the row carries the mark of a required field."""
        return any(control.must and control.kind != "shown" for control in self.controls)

    @property
    def tight(self) -> bool:
        """Whether the group's words are too long to stand upright beside its rows."""
        return len(self.group) > 2 * self.group_rows

    @property
    def brought(self) -> bool:
        """Whether something here was brought over from the last visit."""
        return any(control.brought and not control.remarks for control in self.controls)

    @property
    def locked(self) -> bool:
        """Whether the row holds vital signs, which are never brought over."""
        return any(control.lock for control in self.controls)

    @property
    def unused(self) -> bool:
        """Whether every control is hidden by a condition."""
        return bool(self.controls) and all(control.hidden for control in self.controls)


@dataclass(frozen=True)
class FormView:
    """The whole paper; the browser adds a row to a repeating part by copying its last one."""

    id: str
    label: str
    rows: tuple[PaperRow, ...]
    past: tuple[Visit, ...]
    now: str
    problems: tuple[Problem, ...] = ()
    asked: bool = False

    @property
    def errors(self) -> list[Problem]:
        """Problems that refuse."""
        return [problem for problem in self.problems if problem.severity == "hard"]

    @property
    def warnings(self) -> list[Problem]:
        """Problems to be confirmed."""
        return [problem for problem in self.problems if problem.severity == "soft"]

    @property
    def missing(self) -> list[Problem]:
        """Required fields without an answer."""
        return [problem for problem in self.problems if problem.severity == "required"]

    @property
    def words(self) -> str:
        """还有 1 处错误、1 处待确认、5 项必填; empty when nothing is left."""
        counts = ((self.errors, "处错误"), (self.warnings, "处待确认"), (self.missing, "项必填"))
        said_counts = [f"{len(each)} {words}" for each, words in counts if each]
        return f"还有 {'、'.join(said_counts)}" if said_counts else ""

    @property
    def loose(self) -> list[Problem]:
        """Problems of no single control of the page, listed above the paper."""
        shown = {control.name for row in self.rows for control in row.controls}
        return [problem for problem in self.problems if problem.field not in shown]


def form_view(
    form: Form,
    *,
    bound: Bound | None = None,
    values: Typed | None = None,
    rows: Mapping[str, Sequence[Typed]] | None = None,
    past: Sequence[Visit] = (),
    computed: Mapping[str, str] | None = None,
    suggested: Mapping[str, int] | None = None,
    remarks: Mapping[str, Remark] | None = None,
    only: Iterable[str] | None = None,
    fresh: bool = False,
    now: str = "",
) -> FormView:
    """Build the paper. Give ``bound`` after a request, or ``values`` and ``rows`` of a stored record.

    ``past`` are the last visits, oldest first. ``fresh`` brings habits and medicine over from the newest of them.
    ``computed`` are texts of fields nobody types (BMI, staff); ``suggested`` marks an option as advised; ``remarks``
    add a sentence behind a field; ``only`` restricts the page to some fields (the rest of a combined visit).
    """
    shown = dict(values or {})
    shown_rows: dict[str, list[Typed]] = {name: list(each) for name, each in (rows or {}).items()}
    brought: set[str] = set()
    if fresh:
        last_values, last_rows = carried(form, past[-1] if past else None)
        brought = {name for name in last_values if shown.get(name) is None}
        shown = {**last_values, **{name: value for name, value in shown.items() if value is not None}}
        shown_rows = {**{name: list(each) for name, each in last_rows.items()}, **shown_rows}
    typed: Typed = bound.typed if bound else {}
    if bound:
        shown = {**shown, **bound.values}
        shown_rows = {name: list(each) for name, each in bound.rows.items()}
    answers = Answers(bound, computed or {}, suggested or {}, remarks or {})
    builder = _Builder(form, shown, typed, shown_rows, tuple(past)[-3:], answers, brought)
    paper = builder.paper(set(only) if only is not None else None)
    problems = bound.problems if bound else ()
    return FormView(
        form.id, form.label, paper, tuple(past)[-3:], now or "本次", tuple(problems), bool(bound)
    )


@dataclass
class _Builder:
    """Works through the layout once."""

    form: Form
    values: dict[str, Any]
    typed: Typed
    rows: dict[str, list[Any]]
    past: tuple[Visit, ...]
    answers: Answers
    brought: set[str]

    def paper(self, only: set[str] | None) -> tuple[PaperRow, ...]:
        found: list[PaperRow] = []
        for group in self.form.groups:
            lines = [line for line in group.lines if only is None or only & {*line.fields, line.rows}]
            drawn = [row for line in lines for row in self._line(line)]
            if drawn:
                first = replace(drawn[0], group=group.label, group_rows=len(drawn), first=bool(found))
                found += [first, *drawn[1:]]
        return tuple(found)

    def _line(self, line: Line) -> list[PaperRow]:
        if line.rows:
            return self._repeats(line, line.rows)
        items = [item_of(self.form.model, name) for name in line.fields]
        controls: list[Control] = []
        for item in items:
            controls.append(self._control(item, line))
            beside = other_text(self.form.model, item)
            if beside is not None and beside.name not in line.fields and item.spec.codes is not None:
                controls.append(self._beside(item, beside, line))
        if line.join and len({control.unit for control in controls}) == 1:
            controls = [*(replace(control, unit="") for control in controls[:-1]), controls[-1]]
        past = tuple(
            PastCell(line_said(self.form, line, visit), bool(visit.bad & set(line.fields)))
            for visit in self.past
        )
        return [PaperRow(line.label, tuple(controls), past, line.join, line.hint)]

    def _control(self, item: Item, line: Line) -> Control:
        typed = self.typed.get(item.name)
        value = self.values.get(item.name)
        control = self.answers.control(item, item.name, typed, value, self.values)
        alone = len(line.fields) == 1
        last = self.past[-1].values.get(item.name) if self.past and item.name in self.form.carried else None
        return replace(
            control,
            size=size(item, len(line.fields)),
            unit="" if item.spec.unit and item.spec.unit in line.label else item.spec.unit,
            hint=usual_range(item) if alone else "",
            lock=item.spec.vital,
            last="" if item.spec.vital else as_text(last),
            brought=item.name in self.brought,
            beside_label="" if alone or line.join or item.kind != "shown" else item.label,
        )

    def _beside(self, item: Item, beside: Item, line: Line) -> Control:
        when = shown_while(item.name, item.spec.codes.other if item.spec.codes else ())
        control = self.answers.control(
            beside, beside.name, self.typed.get(beside.name), self.values.get(beside.name), self.values
        )
        chosen = self.values.get(item.name)
        found = chosen if isinstance(chosen, list) else [chosen]
        asked = item.spec.codes is not None and bool(set(item.spec.codes.other) & set(found))
        hidden = not asked and not control.value and not control.remarks
        return replace(control, size="w140", when=when, hidden=hidden, must=False, hint="")

    def _repeats(self, line: Line, name: str) -> list[PaperRow]:
        model = self.form.rows[name]
        count = max(len(self.rows.get(name, ())), 1)
        return [
            self.repeat_row(line, name, model, str(number), last=number == count - 1)
            for number in range(count)
        ]

    def repeat_row(
        self, line: Line, name: str, model: type[models.Model], number: str, *, last: bool = False
    ) -> PaperRow:
        """One medicine."""
        index = int(number)
        stored = self.rows.get(name, [])
        values = stored[index] if 0 <= index < len(stored) else {}
        bound = self.answers.bound
        typed_rows = bound.rows_typed.get(name, []) if bound else []
        typed = typed_rows[index] if 0 <= index < len(typed_rows) else {}
        before = self.past[-1].rows.get(name, ()) if self.past and name in self.form.carried else ()
        old = before[index] if 0 <= index < len(before) else {}
        controls = []
        for position, item in enumerate(each for each in row_items(model) if each.typed):
            key = f"{name}-{number}-{item.name}"
            control = self.answers.control(
                item, key, typed.get(item.name), values.get(item.name), values, row=f"{name}-{number}-"
            )
            beside = (
                item.label if item.kind == "date" or (position and item.kind in ("integer", "number")) else ""
            )
            width = "w140" if item.kind == "text" and not position else size(item, 3)
            hint = (
                ""
                if item.kind in ("integer", "number")
                else item.spec.hint or item.label * (item.kind == "text")
            )
            controls.append(
                replace(
                    control,
                    size=width,
                    unit=item.spec.unit,
                    last=as_text(old.get(item.name)),
                    beside_label=beside,
                    must=False,
                    hint=hint,
                )
            )
        past = tuple(PastCell(_row_said(model, visit.rows.get(name, ()), index)) for visit in self.past)
        label = f"{line.label}{index + 1}"
        add = line.label.removesuffix("名称") if last else ""
        return PaperRow(label, tuple(controls), past, rows_of=name, add_label=add)


def _row_said(model: type[models.Model], rows: Sequence[Typed], index: int) -> str:
    if not 0 <= index < len(rows):
        return MISSING
    first = next(item for item in row_items(model) if item.typed)
    return said(first, rows[index].get(first.name))
