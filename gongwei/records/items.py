"""What a form asks for, one item per field: its name, printed term, kind of answer and declaration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import models

from gongwei.records.fields import (
    Code,
    Codes,
    Day,
    Files,
    Flag,
    Integer,
    Moment,
    Number,
    Spec,
    Text,
    described,
    spec_of,
)
from gongwei.records.layout import Form

Kind = Literal["integer", "number", "one", "many", "flag", "date", "moment", "text", "long", "files", "shown"]
KINDS: tuple[tuple[tuple[type[Any], ...], Kind], ...] = (
    ((Files,), "files"),
    ((Codes,), "many"),
    ((Code,), "one"),
    ((Flag, models.BooleanField), "flag"),
    ((Integer, models.IntegerField), "integer"),
    ((Number, models.DecimalField), "number"),
    ((Moment,), "moment"),
    ((models.DateTimeField,), "shown"),
    ((Day, models.DateField), "date"),
    ((Text, models.CharField), "text"),
    ((models.TextField,), "long"),
)


@dataclass(frozen=True)
class Item:
    """One field of a form; ``kind`` is ``shown`` where people never type (staff, institution, moments)."""

    name: str
    label: str
    kind: Kind
    spec: Spec
    field: Any

    @property
    def typed(self) -> bool:
        """Whether people answer it."""
        return self.kind != "shown" and not self.spec.computed

    @property
    def places(self) -> int:
        """Decimal places kept."""
        return int(self.field.decimal_places) if self.kind == "number" else 0

    @property
    def max_length(self) -> int | None:
        """Longest text kept, None where only the size of the request bounds it."""
        return self.field.max_length if self.kind in ("text", "long") else None

    def must(self, values: Mapping[str, Any]) -> bool:
        """Whether the form may not be saved without it; a column without NULL is always needed."""
        if not self.typed or not self.spec.has_cell(dict(values)):
            return False
        return self.spec.must(dict(values)) or (not self.field.null and not self.field.blank)


def item_of(model: type[models.Model], name: str) -> Item:
    """The item of one field; an unknown name is a mistake in the layout."""
    return _item(model._meta.get_field(name))


def items(form: Form) -> list[Item]:
    """Every item of the form in paper order, the repeating rows left out."""
    return [item_of(form.model, name) for name in form.field_names()]


def asked(form: Form) -> list[Item]:
    """The items people answer in paper order; an 其他 brings its text even where the layout omits it."""
    listed = items(form)
    found: dict[str, Item] = {}
    for item in listed:
        found.setdefault(item.name, item)
        beside = other_text(form.model, item)
        if beside is not None and all(beside.name != each.name for each in listed):
            found.setdefault(beside.name, beside)
    return [item for item in found.values() if item.typed]


def row_items(model: type[models.Model]) -> list[Item]:
    """The items of one repeating row (medicine, admission) in declaration order."""
    return [_item(field) for _, field, _ in described(model)]


def other_text(form_model: type[models.Model], item: Item) -> Item | None:
    """The text field beside a code list with an 其他, where it exists: ``symptoms`` → ``symptoms_other``."""
    if item.spec.codes is None or not item.spec.codes.other:
        return None
    names = {field.name for field in form_model._meta.get_fields()}
    return item_of(form_model, f"{item.name}_other") if f"{item.name}_other" in names else None


def _item(field: Any) -> Item:
    spec = spec_of(field)
    kind: Kind = next((kind for types, kind in KINDS if isinstance(field, types)), "shown")
    if kind in ("one", "many") and spec.codes is None:
        kind = "integer" if kind == "one" else "shown"
    return Item(name=field.name, label=str(field.verbose_name), kind=kind, spec=spec, field=field)
