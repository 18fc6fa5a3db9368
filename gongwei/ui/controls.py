"""One field of the paper as an input: what it shows, what it may hold, when it is asked, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongwei.records.binding import Bound
from gongwei.records.fields import Spec, Unless, When
from gongwei.records.items import Item
from gongwei.records.validate import as_text, confirm_key, span
from gongwei.ui.figures import MISSING
from gongwei.ui.files import uploader
from gongwei.ui.visits import said

MOST_OPTIONS = 24
NORMAL = ("未见异常", "无异常", "正常", "未见")
TINTS = {"hard": "err", "soft": "warn", "required": "req"}


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
    def remarked(self) -> bool:
        """Whether something stands behind the field; else the browser makes the place when it has something to say."""
        return bool(self.remarks)

    @property
    def listed(self) -> bool:
        """Whether the options are too many to stand side by side."""
        return self.kind == "one" and len(self.options) > MOST_OPTIONS

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
class Answers:
    """What is known while a form is drawn: the request, texts nobody types, advice, and sentences of the page."""

    bound: Bound | None = None
    computed: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, Remark] = field(default_factory=dict)

    def control(
        self, item: Item, name: str, typed: Any, value: Any, among: Mapping[str, Any], *, row: str = ""
    ) -> Control:
        """The input of one field: typed text first, else the stored value; ``row`` prefixes names within a row."""
        if not item.typed:
            text = self.computed.get(name) or (said(item, value) if value is not None else MISSING)
            hint = item.spec.hint or ("自动计算" if item.spec.computed else "")
            return Control(name, item.label, "shown", text, hint=hint, remarks=self._remarks(name))
        remarks = self._remarks(name)
        tint = next((remark.tint for remark in remarks if remark.tint in ("err", "warn")), "")
        rule = item.spec.required
        when = _when(rule, row) if isinstance(rule, When) else _only(item.spec, row)
        text = typed if typed is not None and not isinstance(typed, list) else as_text(value)
        if typed is None and item.kind == "number" and value is not None:
            text = said(item, value)
        asked = item.must(among) or (item.spec.only is not None and item.spec.has_cell(dict(among)))
        hidden = bool(when) and not isinstance(rule, Unless) and not asked and not text and not remarks
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
            data=uploader(item.spec, text) if item.kind == "files" else _limits(item),
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
        found = []
        if self.bound:
            for problem in self.bound.problems_of(name):
                key = (
                    confirm_key(problem, self.bound.values, self.bound.rows)
                    if problem.severity == "soft"
                    else ""
                )
                found.append(Remark(TINTS.get(problem.severity, "err"), problem.message, key))
            for key in sorted(self.bound.confirmed):
                if key.rpartition(":")[0] == name:
                    found.append(Remark("ok", "已确认无误", key, True))
        if name in self.suggested:
            found.append(Remark("", f"系统建议 {self.suggested[name]}"))
        if name in self.remarks:
            found.append(self.remarks[name])
        return tuple(found)


def shown_while(field: str, codes: Iterable[object], *, unless: bool = False) -> str:
    """The condition as the browser reads it: ``smoking:1,2``, ``!smoking:1`` for 除非, ``?`` behind: not required."""
    return f"{'!' * unless}{field}:{','.join(map(str, codes))}"


def _when(rule: When, row: str) -> str:
    codes = [int(code) if isinstance(code, bool) else code for code in rule.codes]
    return shown_while(row + rule.field, codes, unless=isinstance(rule, Unless))


def _only(spec: Spec, row: str) -> str:
    """The condition of a field that a column of the paper may lack."""
    if spec.only is None:
        return ""
    return _when(spec.only, row) + ("?" if spec.required is False else "")


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


def usual_range(item: Item) -> str:
    """What one reads behind an empty field: its hint, else its usual range."""
    limits = item.spec.soft or item.spec.hard
    if item.spec.hint or limits is None or item.kind not in ("integer", "number"):
        return item.spec.hint
    return span(limits)


def size(item: Item, together: int) -> str:
    """The width class of an input among so many in one line."""
    if item.kind == "date":
        return "w110"
    if item.kind == "moment":
        return "w140"
    if item.kind == "integer":
        return "w56" if together < 3 else "w48"
    if item.kind == "number":
        return "w64"
    if item.kind == "long":
        return "w320"
    if together == 1 and len(item.spec.hint) > 16:
        return "w320"
    short = item.max_length is not None and item.max_length <= 20
    return "w88" if short and together > 1 else ("w240" if together == 1 else "w180")
