"""The columns that expressions and the mart see of a Django model: one table, one Source, one data dictionary."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongwei.engine.tables import Source
from gongwei.records.fields import Files
from gongwei.records.models import ActivityRecord, Record

_TYPES: tuple[tuple[type[models.Field[Any, Any]], str], ...] = (
    (models.BooleanField, "boolean"),
    (models.UUIDField, "string"),
    (models.DateTimeField, "timestamp"),
    (models.DateField, "date"),
    (models.SmallIntegerField, "int16"),
    (models.BigIntegerField, "int64"),
    (models.BigAutoField, "int64"),
    (models.IntegerField, "int32"),
    (models.CharField, "string"),
    (models.TextField, "string"),
)

_LEFT_OUT = {"voided_at", "void_reason"}


def type_of(field: models.Field[Any, Any] | None) -> str | None:
    """The Ibis type of a Django field; None for a field that expressions do not see (JSON, binary, attachments)."""
    if isinstance(field, Files):
        return None
    if isinstance(field, models.GeneratedField):
        return type_of(field.output_field)
    if isinstance(field, ArrayField):
        inner = type_of(field.base_field)
        return f"array<{inner}>" if inner else None
    if isinstance(field, models.ForeignKey):
        return type_of(field.target_field)
    if isinstance(field, models.DecimalField):
        return f"decimal({field.max_digits}, {field.decimal_places})"
    for kind, name in _TYPES:
        if isinstance(field, kind):
            return name
    return None


def source_of(
    model: type[models.Model], *, person: str | None = None, site: str | None = None, group: str | None = None
) -> Source:
    """Describe a model as a table; records count while they are not voided."""
    record = issubclass(model, Record)
    kept = [f for f in model._meta.concrete_fields if type_of(f) and not (record and f.name in _LEFT_OUT)]
    fields = {str(f.column): f for f in kept}
    names = fields.keys()
    if person is None and "resident_id" in names:
        person = "resident_id"
    if site is None and issubclass(model, ActivityRecord):
        site = "institution_id"
    return Source(
        name=model._meta.db_table,
        columns={name: type_of(f) or "" for name, f in fields.items()},
        person=person,
        site=site,
        valid="voided_at IS NULL" if record else None,
        as_text=tuple(name for name, f in fields.items() if _is_uuid(f)),
        day="served_on" if record else None,
        group=group or ("institution_id" if "institution_id" in names else None),
        labels={name: str(f.verbose_name) for name, f in fields.items()},
        label=str(model._meta.verbose_name),
    )


def _is_uuid(field: models.Field[Any, Any]) -> bool:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return isinstance(target, models.UUIDField)
