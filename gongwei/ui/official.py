"""An official form ready to draw: the paper's rows with real controls, former visits beside them, and every problem.

``form_view`` turns (Form, what was typed or stored, last visits, problems) into a ``FormView``; ``{% paper view %}``
draws it. Nothing typed is lost: a control shows the text of ``typed`` where there is one, else the stored value.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import models

from gongwei.records.binding import Bound
from gongwei.records.fields import Unless, When
from gongwei.records.items import Item, item_of, other_text, row_items
from gongwei.records.layout import Form, Line, Problem
from gongwei.records.validate import as_text, confirm_key, span
from gongwei.ui.figures import MISSING
from gongwei.ui.visits import Visit, carried, line_said, said

Typed = Mapping[str, Any]
MANY_OPTIONS = 24
SHORT_TEXT = 60


@dataclass(frozen=True)
class Option:
    """One printed option: its code is its key, and 0 chooses code 10."""

    code: str
    label: str
    chosen: bool
    suggested: bool = False


@dataclass(frozen=True)
class Remark:
    """A sentence behind a field: err, warn, req or plain; ``key`` is what a doubtful value is confirmed with."""

    tint: str
    text: str
    key: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Control:
    """One field of the paper as an input: everything a template needs, nothing it must work out."""

    name: str
    label: str
    kind: str
    value: str = ""
    options: tuple[Option, ...] = ()
    unit: str = ""
    size: str = "w64"
    must: bool = False
    hidden: bool = False
    when: str = ""
    hint: str = ""
    lock: bool = False
    last: str = ""
    brought: bool = False
    state: str = ""
    remarks: tuple[Remark, ...] = ()
    data: tuple[tuple[str, str], ...] = ()
    beside_label: str = ""

    @property
    def id(self) -> str:
        """The element's id."""
        return f"f-{self.name}"

    @property
    def several(self) -> bool:
        """Whether several options may be chosen."""
        return self.kind == "many"

    @property
    def normal(self) -> str:
        """The option that F2 chooses for the rest of an examination, if there is one."""
        found = [
            option.code for option in self.options if option.label in ("未见异常", "无异常", "正常", "未见")
        ]
        return found[0] if found else ""


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
    """The whole paper; ``blanks`` are one empty row per repeating part, for adding in the browser."""

    id: str
    label: str
    rows: tuple[PaperRow, ...]
    past: tuple[Visit, ...]
    now: str
    problems: tuple[Problem, ...] = ()
    blanks: Mapping[str, PaperRow] = field(default_factory=dict)
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
    builder = _Builder(form, shown, typed, shown_rows, tuple(past)[-3:], bound, dict(computed or {}))
    builder.suggested, builder.remarks, builder.brought = dict(suggested or {}), dict(remarks or {}), brought
    paper = builder.paper(set(only) if only is not None else None)
    problems = bound.problems if bound else ()
    blanks = {
        name: builder.repeat_row(_line_of(form, name), name, model, "__n__")
        for name, model in form.rows.items()
    }
    return FormView(
        form.id, form.label, paper, tuple(past)[-3:], now or "本次", tuple(problems), blanks, bool(bound)
    )


def _line_of(form: Form, rows: str) -> Line:
    lines = (line for group in form.groups for line in group.lines)
    return next((line for line in lines if line.rows == rows), Line(rows, rows=rows))


@dataclass
class _Builder:
    """Works through the layout once."""

    form: Form
    values: dict[str, Any]
    typed: Typed
    rows: dict[str, list[Any]]
    past: tuple[Visit, ...]
    bound: Bound | None
    computed: dict[str, str]
    suggested: dict[str, int] = field(default_factory=dict)
    remarks: dict[str, Remark] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)

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
        control = self._drawn(item, item.name, typed, value, self.values)
        alone = len(line.fields) == 1
        last = self.past[-1].values.get(item.name) if self.past and item.name in self.form.carried else None
        return replace(
            control,
            size=_size(item, len(line.fields)),
            unit="" if item.spec.unit and item.spec.unit in line.label else item.spec.unit,
            hint=_range(item) if alone else "",
            lock=item.spec.vital,
            last="" if item.spec.vital else as_text(last),
            brought=item.name in self.brought,
            beside_label="" if alone or line.join or item.kind != "shown" else item.label,
        )

    def _beside(self, item: Item, beside: Item, line: Line) -> Control:
        when = json.dumps(
            {"field": item.name, "codes": list(item.spec.codes.other) if item.spec.codes else []}
        )
        control = self._drawn(
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
        """One medicine; ``__n__`` is the row the browser copies."""
        index = int(number) if number.isdigit() else -1
        stored = self.rows.get(name, [])
        values = stored[index] if 0 <= index < len(stored) else {}
        typed_rows = self.bound.rows_typed.get(name, []) if self.bound else []
        typed = typed_rows[index] if 0 <= index < len(typed_rows) else {}
        before = self.past[-1].rows.get(name, ()) if self.past and name in self.form.carried else ()
        old = before[index] if 0 <= index < len(before) else {}
        controls = []
        for position, item in enumerate(each for each in row_items(model) if each.typed):
            key = f"{name}-{number}-{item.name}"
            control = self._drawn(item, key, typed.get(item.name), values.get(item.name), values)
            beside = (
                item.label if item.kind == "date" or (position and item.kind in ("integer", "number")) else ""
            )
            size = "w140" if item.kind == "text" and not position else _size(item, 3)
            hint = (
                ""
                if item.kind in ("integer", "number")
                else item.spec.hint or item.label * (item.kind == "text")
            )
            controls.append(
                replace(
                    control,
                    size=size,
                    unit=item.spec.unit,
                    last=as_text(old.get(item.name)),
                    beside_label=beside,
                    must=False,
                    hint=hint,
                )
            )
        past = tuple(PastCell(_row_said(model, visit.rows.get(name, ()), index)) for visit in self.past)
        label = f"{line.label}{index + 1}" if index >= 0 else line.label
        add = line.label.removesuffix("名称") if last else ""
        return PaperRow(label, tuple(controls), past, rows_of=name, add_label=add)

    def _drawn(self, item: Item, name: str, typed: Any, value: Any, among: Typed) -> Control:
        if not item.typed:
            text = self.computed.get(name) or (said(item, value) if value is not None else MISSING)
            hint = item.spec.hint or ("自动计算" if item.spec.computed else "")
            return Control(name, item.label, "shown", text, hint=hint, remarks=self._remarks(name))
        remarks = self._remarks(name)
        tint = next((remark.tint for remark in remarks if remark.tint in ("err", "warn")), "")
        rule = item.spec.required
        when = _when(rule) if isinstance(rule, When) else ""
        text = typed if typed is not None and not isinstance(typed, list) else as_text(value)
        if typed is None and item.kind == "number" and value is not None:
            text = said(item, value)
        hidden = (
            bool(when) and not isinstance(rule, Unless) and not item.must(among) and not text and not remarks
        )
        return Control(
            name,
            item.label,
            item.kind,
            value="" if item.kind == "many" else text,
            options=self._options(item, name, typed, value),
            must=item.must(among),
            hidden=hidden,
            when=when,
            hint=item.spec.hint,
            state=tint,
            remarks=remarks,
            data=_limits(item),
        )

    def _options(self, item: Item, name: str, typed: Any, value: Any) -> tuple[Option, ...]:
        if item.kind == "flag":
            chosen = {as_text(value) or (typed if isinstance(typed, str) else "")}
            return tuple(Option(code, label, code in chosen) for code, label in (("1", "是"), ("0", "否")))
        if item.kind not in ("one", "many") or item.spec.codes is None:
            return ()
        stored = value if isinstance(value, (list, tuple)) else [value]
        chosen = {str(each) for each in stored if each is not None}
        chosen |= set(typed if isinstance(typed, list) else [typed] if typed else [])
        advised = self.suggested.get(name)
        return tuple(
            Option(str(code), label, str(code) in chosen, code == advised) for code, label in item.spec.codes
        )

    def _remarks(self, name: str) -> tuple[Remark, ...]:
        tints = {"hard": "err", "soft": "warn", "required": "req"}
        found = []
        if self.bound:
            for problem in self.bound.problems_of(name):
                key = (
                    confirm_key(problem, self.bound.values, self.bound.rows)
                    if problem.severity == "soft"
                    else ""
                )
                found.append(Remark(tints.get(problem.severity, "err"), problem.message, key))
            for key in sorted(self.bound.confirmed):
                if key.rpartition(":")[0] == name:
                    found.append(Remark("ok", "已确认无误", key, True))
        if name in self.suggested:
            found.append(Remark("", f"系统建议 {self.suggested[name]}"))
        if name in self.remarks:
            found.append(self.remarks[name])
        return tuple(found)


def _when(rule: When) -> str:
    codes = [int(code) if isinstance(code, bool) else code for code in rule.codes]
    return json.dumps({"field": rule.field, "codes": codes, "unless": isinstance(rule, Unless)})


def _limits(item: Item) -> tuple[tuple[str, str], ...]:
    pairs: list[tuple[str, str]] = []
    for name, limits in (("hard", item.spec.hard), ("soft", item.spec.soft)):
        if limits is not None:
            pairs.append((name, f"{limits[0]},{limits[1]}"))
    if item.kind == "number":
        pairs.append(("places", str(item.places)))
    if item.max_length is not None:
        pairs.append(("longest", str(item.max_length)))
    if item.kind == "many" and item.spec.codes is not None and item.spec.codes.none is not None:
        pairs.append(("none", str(item.spec.codes.none)))
    if item.spec.unit:
        pairs.append(("unit", item.spec.unit))
    return tuple(pairs)


def _range(item: Item) -> str:
    limits = item.spec.soft or item.spec.hard
    if item.spec.hint or limits is None or item.kind not in ("integer", "number"):
        return item.spec.hint
    return span(limits)


def _size(item: Item, together: int) -> str:
    if item.kind == "date":
        return "w110"
    if item.kind == "integer":
        return "w56" if together < 3 else "w48"
    if item.kind == "number":
        return "w64"
    if item.kind == "long":
        return "w320"
    short = item.max_length is not None and item.max_length <= 20
    return "w88" if short and together > 1 else ("w240" if together == 1 else "w180")


def _row_said(model: type[models.Model], rows: Sequence[Typed], index: int) -> str:
    if not 0 <= index < len(rows):
        return MISSING
    first = next(item for item in row_items(model) if item.typed)
    return said(first, rows[index].get(first.name))
