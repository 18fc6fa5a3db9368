"""Is this record complete and possible? A finding names the field, what was expected, and guesses the slip.

``hard`` and ``required`` refuse; ``soft`` asks, and passes once that value was confirmed: ``weight_cur:165``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gongwei.kernel.clock import CHINA
from gongwei.records.fields import Range, Unless, When
from gongwei.records.items import Item, asked, item_of, other_text, row_items
from gongwei.records.layout import Form, Problem
from gongwei.records.reading import forbidden

Values = Mapping[str, Any]
Rows = Mapping[str, Sequence[Values]]


def validate(
    form: Form,
    values: Values,
    *,
    rows: Rows | None = None,
    facts: Values | None = None,
    confirmed: Iterable[str] = (),
    unread: Iterable[str] = (),
) -> list[Problem]:
    """Every problem in paper order; fields of ``unread`` already have one, confirmed ones are dropped."""
    lines = {**dict.fromkeys(form.rows, ()), **(rows or {})}
    passed, told = set(confirmed), set(unread)
    found = [problem for item in asked(form) for problem in of_item(form, item, values)]
    for name, model in form.rows.items():
        for number, row in enumerate(lines[name]):
            found += _of_row(f"{name}-{number}-", row_items(model), row)
    for check in form.checks:
        found += check({**values, **lines}, facts or {})
    found = [problem for problem in found if problem.field not in told]
    kept = [
        problem
        for problem in found
        if problem.severity != "soft" or confirm_key(problem, values, lines) not in passed
    ]
    return in_paper_order(form, kept)


def in_paper_order(form: Form, problems: Iterable[Problem]) -> list[Problem]:
    """The order in which a reader of the paper meets them; those of no single field come last."""
    places: dict[str, int] = {}
    for group in form.groups:
        for line in group.lines:
            beside = (text for name in line.fields for text in (name, f"{name}_other"))
            for name in (*beside, *((line.rows,) if line.rows else ())):
                places.setdefault(name, len(places))
    last = len(places)
    return sorted(
        dict.fromkeys(problems),
        key=lambda problem: places.get(problem.field, places.get(problem.field.split("-")[0], last)),
    )


def confirm_key(problem: Problem, values: Values, rows: Rows | None = None) -> str:
    """What the doctor sends back to say “yes, really”: the field and the very value that was doubted."""
    field = problem.field
    if "-" in field and rows:
        name, number, column = field.split("-", 2)
        lines = rows.get(name, ())
        value = lines[int(number)].get(column) if number.isdigit() and int(number) < len(lines) else None
    else:
        value = values.get(field)
    return f"{field}:{as_text(value)}"


def as_text(value: Any) -> str:
    """A value the way it is typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (list, tuple, set)):
        return ",".join(str(part) for part in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def of_item(form: Form, item: Item, values: Values) -> list[Problem]:
    """The problems of one field by itself."""
    value = values.get(item.name)
    if value is None or value == "" or value == []:
        return [Problem(item.name, "required", _missing(form, item, values))] if item.must(values) else []
    if item.typed and not item.spec.has_cell(dict(values)):
        return [Problem(item.name, "hard", f"{item.label}：这一栏没有此项，请清空")]
    found = _of_value(item, value)
    beside = other_text(form.model, item)
    if beside is not None and item.spec.codes is not None:
        chosen = set(value if isinstance(value, (list, tuple)) else [value]) & set(item.spec.codes.other)
        if chosen and not values.get(beside.name) and not beside.must(values):
            label = item.spec.codes.label(min(chosen))
            found.append(Problem(beside.name, "required", f"{item.label}选了“{label}”，请写明是什么"))
    return found


def _of_row(prefix: str, columns: Sequence[Item], row: Values) -> list[Problem]:
    found = []
    for item in columns:
        name, value = prefix + item.name, row.get(item.name)
        if value in (None, "", []):
            if item.must(row):
                found.append(Problem(name, "required", f"{item.label}必填（这一行已填了别的格）"))
            continue
        found += [Problem(name, problem.severity, problem.message) for problem in _of_value(item, value)]
    return found


def _missing(form: Form, item: Item, values: Values) -> str:
    rule = item.spec.required
    if not isinstance(rule, When) or rule.field not in {
        field.name for field in form.model._meta.get_fields()
    }:
        return f"{item.label}必填"
    other = item_of(form.model, rule.field)
    words = "、".join(f"“{_said(other, code)}”" for code in rule.codes)
    why = f"{other.label}不是{words}时" if isinstance(rule, Unless) else f"{other.label}选了{words}时"
    return f"{item.label}必填（{why}）"


def _said(item: Item, code: Any) -> str:
    return (
        item.spec.codes.label(code) if item.spec.codes is not None else ("是" if code is True else str(code))
    )


def _of_value(item: Item, value: Any) -> list[Problem]:
    if item.kind in ("one", "many") and item.spec.codes is not None:
        return _of_codes(item, value)
    if item.kind in ("text", "long"):
        return _of_text(item, str(value))
    if item.kind == "files" and item.spec.most and len(value) > item.spec.most:
        return [
            Problem(
                item.name,
                "hard",
                f"{item.label}最多 {item.spec.most} 个文件，现有 {len(value)} 个，请删去几个",
            )
        ]
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _of_number(item, value)
    return []


def _of_text(item: Item, value: str) -> list[Problem]:
    if forbidden(value):
        return [Problem(item.name, "hard", f"{item.label}里有看不见的控制字符，无法保存，请删去后重填")]
    if item.max_length is not None and len(value) > item.max_length:
        return [
            Problem(
                item.name,
                "hard",
                f"{item.label}最多 {item.max_length} 字，现有 {len(value):,} 字，请删短；填的内容还在",
            )
        ]
    return []


def _of_codes(item: Item, value: Any) -> list[Problem]:
    codes = item.spec.codes
    assert codes is not None
    chosen = list(value) if isinstance(value, (list, tuple, set)) else [value]
    unknown = [code for code in chosen if code not in codes]
    if unknown:
        offered = "、".join(f"{code} {label}" for code, label in codes)
        return [Problem(item.name, "hard", f"{item.label}没有代码 {unknown[0]}，可选：{offered}")]
    if item.kind == "many" and codes.none in chosen and len(chosen) > 1:
        return [
            Problem(
                item.name, "hard", f"{item.label}选了“{codes.none} {codes.label(codes.none)}”，不能再选别的项"
            )
        ]
    return []


def _of_number(item: Item, value: int | float | Decimal) -> list[Problem]:
    spec, exact = item.spec, Decimal(str(value))
    unit = f" {spec.unit}" if spec.unit else ""
    guess = likely(exact, spec.soft or spec.hard, spec.hard, item.places)
    meant = f"，是不是 {guess}？" if guess is not None else ""
    if spec.hard and not _within(exact, spec.hard):
        return [Problem(item.name, "hard", f"{item.label}应在 {span(spec.hard)}{unit} 之间{meant}")]
    if spec.soft and not _within(exact, spec.soft):
        asks = meant or "，请核对"
        return [
            Problem(
                item.name, "soft", f"{item.label} {as_text(exact)}{unit} 少见（多在 {span(spec.soft)}）{asks}"
            )
        ]
    return []


def likely(value: Decimal, usual: Range | None, hard: Range | None, places: int) -> Decimal | None:
    """The value with its decimal point moved by one, when exactly one such value is usual."""
    if usual is None or _within(value, usual):
        return None
    moved = {value.scaleb(-1), value.scaleb(1)}
    fits = [
        round(each, places)
        for each in moved
        if round(each, places) == each and _within(each, usual) and (hard is None or _within(each, hard))
    ]
    return fits[0] if len(fits) == 1 else None


def span(limits: Range) -> str:
    """Limits as people write them: 20～300."""
    return "～".join(str(limit) for limit in limits)


def _within(value: Decimal, limits: Range) -> bool:
    return Decimal(str(limits[0])) <= value <= Decimal(str(limits[1]))
