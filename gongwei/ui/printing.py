"""The official paper as printed: the same layout object, black lines, boxes with code digits, visits in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from gongwei.kernel.codes import CodeList
from gongwei.records.items import Item, item_of, other_text, row_items
from gongwei.records.layout import Form, Group, Line
from gongwei.ui.figures import MISSING
from gongwei.ui.visits import BLANK, Visit, said

BOXES = 5
FILES_AT = "files:"
"""Key of ``shown``: the address under which a record's attachments are read."""
ROWS_PRINTED = 3
ROWS_OF_A_PAGE = 34


@dataclass(frozen=True)
class Choice:
    """A printed option; ``ringed`` is drawn with a ring around it (轻/中/重)."""

    code: int
    label: str
    ringed: bool = False


@dataclass(frozen=True)
class Part:
    """One field of a printed cell: plain text, options with a box, boxes of several codes, or ringed words."""

    kind: Literal["text", "options", "boxes", "rings", "files"]
    text: str = ""
    choices: tuple[Choice, ...] = ()
    boxes: tuple[str, ...] = ()
    other: str | None = None
    listed: bool = False
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """One cell of the paper: its fields in lines, with the line's own sign between them."""

    lines: tuple[tuple[Part, ...], ...]
    join: str = ""
    style: str = "v"


@dataclass(frozen=True)
class SheetRow:
    """One printed row; ``listed`` are the options printed once in the label (症状)."""

    label: str
    cells: tuple[Cell, ...]
    group: str = ""
    group_rows: int = 0
    inside: bool = False
    listed: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One A4 page."""

    title: str
    name: str
    number: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    columns: int
    foot: str
    foot_right: str
    page: int
    pages: int
    of_institution: bool = False

    @property
    def dense(self) -> bool:
        """Whether rows must be lower so that visits in columns stay on one page."""
        return self.columns > 1 and len(self.rows) > ROWS_OF_A_PAGE


def sheets(
    form: Form,
    visits: Sequence[Visit],
    *,
    name: str = "",
    number: str = "",
    foot: str = "",
    foot_right: str = "",
    shown: Sequence[Mapping[str, str]] = (),
    of_institution: bool = False,
) -> tuple[Sheet, ...]:
    """The pages of some visits, ``form.side_by_side`` in columns; without visits the blank form.

    ``of_institution``: the head names the institution instead of a person and has no number.
    ``number`` is boxed digit by digit (145-00208); ``shown`` gives, per visit, texts of fields nobody types.
    """
    width = max(form.side_by_side, 1)
    texts = [*shown, *({} for _ in range(max(len(visits), 1) - len(shown)))]
    pairs = list(zip(visits or (BLANK,), texts, strict=False))
    chunks = _by_column(form, pairs) or [pairs[at : at + width] for at in range(0, len(pairs), width)]
    pages = []
    for index, chunk in enumerate(chunks):
        filled = [*chunk, *((BLANK, {}) for _ in range(width - len(chunk)))]
        rows = _rows(form, filled)
        pages.append(
            Sheet(
                form.label,
                name,
                tuple(number),
                rows,
                width,
                foot,
                foot_right,
                index + 1,
                len(chunks),
                of_institution,
            )
        )
    return tuple(pages)


Pair = tuple[Visit, Mapping[str, str]]
Columns = Sequence[Pair]


def _by_column(form: Form, pairs: list[Pair]) -> list[list[Pair]]:
    """Pages of a paper with one column per age: each visit under its own age, a second one of that age overleaf."""
    if form.columns is None:
        return []
    field, width = form.columns.field, max(form.side_by_side, 1)
    codes = [code for code, _ in form.columns.heads]
    waiting = {code: [pair for pair in pairs if pair[0].values.get(field) == code] for code in codes}
    chunks = [codes[start : start + width] for start in range(0, len(codes), width)]
    used = [chunk for chunk in chunks if any(waiting[code] for code in chunk)]
    return [
        [
            waiting[code][page] if page < len(waiting[code]) else (Visit(None, {field: code}), {})
            for code in chunk
        ]
        for chunk in used or chunks
        for page in range(max(1, *(len(waiting[code]) for code in chunk)))
    ]


def _rows(form: Form, columns: Columns) -> tuple[SheetRow, ...]:
    found: list[SheetRow] = []
    if form.columns is not None:
        heads = tuple(_text_cell(form.columns.head(visit.values)) for visit, _ in columns)
        found.append(SheetRow(form.columns.label, heads))
    for group in form.groups:
        if group.printed:
            found += _group(form, group, columns)
    return tuple(found)


def _group(form: Form, group: Group, columns: Columns) -> list[SheetRow]:
    rows = [row for line in group.lines for row in _line(form, line, columns)]
    if not group.label or not rows:
        return rows
    rows = [replace(row, inside=True) for row in rows]
    return [replace(rows[0], group=group.label, group_rows=len(rows)), *rows[1:]]


def _line(form: Form, line: Line, columns: Columns) -> list[SheetRow]:
    if line.rows:
        return _repeats(form, line, line.rows, columns)
    items = [item_of(form.model, name) for name in line.fields]
    beside = {name for item in items for name in _beside(form, item)}
    items = [item for item in items if item.name not in beside]
    many = next((item for item in items if item.kind == "many"), None)
    listed: tuple[Choice, ...] = ()
    if many is not None and many.spec.codes is not None and len(columns) > 1:
        listed = (
            tuple(Choice(code, label) for code, label in many.spec.codes if code not in many.spec.codes.other)
            if form.columns is None
            else ()
        )
    cells = tuple(_cell(form, line, items, visit, shown, bool(listed)) for visit, shown in columns)
    return [SheetRow(line.label, cells, listed=listed)]


def _cell(
    form: Form, line: Line, items: Sequence[Item], visit: Visit, shown: Mapping[str, str], listed: bool
) -> Cell:
    items = [item for item in items if item.spec.has_cell(dict(visit.values))]
    if not items:
        return _text_cell("—")
    parts = [_part(form, line, item, visit, shown, listed) for item in items]
    kinds = {part.kind for part in parts}
    style = "m" if "boxes" in kinds and listed else ("o" if kinds & {"options", "boxes"} else "v")
    if style != "v" or len(parts) < 4:
        return Cell((tuple(parts),), line.join, style)
    half = len(parts) // 2
    return Cell((tuple(parts[:half]), tuple(parts[half:])), "　" if line.join else "", style)


def _part(form: Form, line: Line, item: Item, visit: Visit, shown: Mapping[str, str], listed: bool) -> Part:
    value, codes = visit.values.get(item.name), item.spec.codes
    if item.kind == "many" and codes is not None:
        return _boxes(form, item, codes, visit, value, listed)
    if item.kind == "one" and codes is not None:
        choices = tuple(Choice(code, label, code == value) for code, label in codes)
        if line.join:
            return Part("rings", choices=choices)
        return Part(
            "options",
            choices=choices,
            boxes=("" if value is None else str(value),),
            other=_other(form, item, visit),
        )
    if item.kind == "flag":
        chosen = "" if value is None else ("1" if value else "0")
        return Part("options", choices=(Choice(1, "是"), Choice(0, "否")), boxes=(chosen,))
    if item.kind == "files":
        return _files(value, shown.get(FILES_AT, ""))
    if item.kind == "shown":
        return Part("text", shown.get(item.name) or _plain(item, value))
    unit = item.spec.unit if item.spec.unit and item.spec.unit not in line.label else ""
    text = _plain(item, value)
    return Part("text", f"{text} {unit}".rstrip() if text else f"　{unit}".rstrip("　"))


def _files(value: Sequence[Any] | None, address: str) -> Part:
    """Small pictures of the attachments; their number where the page gave no address."""
    if not value or not address:
        return Part("text", f"{len(value)} 个文件" if value else "")
    return Part("files", files=tuple(f"{address}{each}/?thumb=1" for each in value))


def _boxes(form: Form, item: Item, codes: CodeList, visit: Visit, value: Any, listed: bool) -> Part:
    chosen = [str(code) for code in value or ()]
    room = max(min(BOXES, len(codes.items)), len(chosen))
    boxes = (*chosen, *[""] * (room - len(chosen)))
    choices = () if listed else tuple(Choice(code, label) for code, label in codes)
    return Part("boxes", choices=choices, boxes=boxes, other=_other(form, item, visit), listed=listed)


def _beside(form: Form, item: Item) -> tuple[str, ...]:
    """The texts that belong to an option asking for words: symptoms → symptom_other, adr_flag → adr_text."""
    if item.spec.codes is None or not item.spec.codes.other:
        return ()
    beside = other_text(form.model, item)
    stem = item.name.removesuffix("s")
    words = (f"{stem}_other", f"{item.name}_text", f"{item.name.removesuffix('_flag')}_text")
    return (beside.name, *words) if beside else words


def _other(form: Form, item: Item, visit: Visit) -> str | None:
    if item.spec.codes is None or not item.spec.codes.other:
        return None
    return next((str(visit.values[name]) for name in _beside(form, item) if visit.values.get(name)), "")


def _plain(item: Item, value: Any) -> str:
    text = said(item, value)
    return "" if text == MISSING else text


def _repeats(form: Form, line: Line, name: str, columns: Columns) -> list[SheetRow]:
    items = [item for item in row_items(form.rows[name]) if item.typed]
    most = max([ROWS_PRINTED, *(len(visit.rows.get(name, ())) for visit, _ in columns)])
    drugs = line.label.startswith("药物")
    count = max(most, ROWS_PRINTED + 1) if drugs else most
    found = []
    for index in range(count):
        label = "其他药物" if drugs and index >= ROWS_PRINTED else f"{line.label}{index + 1}"
        rows = [visit.rows.get(name, ()) for visit, _ in columns]
        present = [each[index] if index < len(each) else {} for each in rows]
        if len(columns) == 1 and not drugs:
            found.append(SheetRow(label, tuple(_named(items, row) for row in present)))
            continue
        found.append(
            SheetRow(label, tuple(_text_cell(_plain(items[0], row.get(items[0].name))) for row in present))
        )
        if len(items) > 1:
            usage = "用法用量" if drugs else "、".join(item.label for item in items[1:])
            found.append(SheetRow(usage, tuple(_usage(items[1:], row) for row in present)))
    return found


def _text_cell(text: str, style: str = "v") -> Cell:
    return Cell(((Part("text", text),),), style=style)


def _usage(items: Sequence[Item], row: Mapping[str, Any]) -> Cell:
    """每日 1 次　每次 5mg: a unit that is a field of its own follows its figure."""
    words = ""
    for item in items:
        text = _plain(item, row.get(item.name))
        if item.label.endswith("单位"):
            words += text or "mg"
            continue
        lead = item.label.removesuffix("次数").removesuffix("剂量")
        words += (
            "　" * bool(words)
            + lead
            + (f" {text} {item.spec.unit}".rstrip() if text else f"　 {item.spec.unit}")
        )
    return _text_cell(words, "use")


def _named(items: Sequence[Item], row: Mapping[str, Any]) -> Cell:
    """入院日期：2024-03-01　原因：…, where a form has room for every field in one line."""
    return _text_cell(
        "　".join(f"{item.label}：{_plain(item, row.get(item.name)) or '　　'}" for item in items), "vl"
    )
