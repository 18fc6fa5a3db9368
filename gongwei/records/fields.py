"""Typed fields of official forms: one declaration carries the printed term, unit, ranges and codes.

Page, check, Excel template, data dictionary and print all read these attributes, so a field is described once.
All measured values may be NULL in the database, because missing is a named outcome; whether a form may be saved
without them is said by ``required``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongwei.kernel.codes import CodeList

Bound = int | float | Decimal
Range = tuple[Bound, Bound]


@dataclass(frozen=True)
class When:
    """Required (or shown) only while another field holds one of the codes: ``When("symptoms", 10)``."""

    field: str
    codes: tuple[Any, ...]

    def __init__(self, field: str, *codes: Any) -> None:
        object.__setattr__(self, "field", field)
        object.__setattr__(self, "codes", codes)

    def holds(self, values: dict[str, Any]) -> bool:
        """True when the other field's value is, or contains, one of the codes."""
        value = values.get(self.field)
        found = value if isinstance(value, (list, tuple, set)) else [value]
        return any(code in found for code in self.codes)


@dataclass(frozen=True)
class Unless(When):
    """Required except while another field holds one of the codes: ``Unless("mode", 3)`` (not by telephone)."""

    def __init__(self, field: str, *codes: Any) -> None:
        super().__init__(field, *codes)

    def holds(self, values: dict[str, Any]) -> bool:
        return not super().holds(values)


Required = bool | When


@dataclass(frozen=True)
class Spec:
    """What a page, a check and a dictionary need to know of a field.

    ``hard`` refuses outside the range, ``soft`` asks the doctor to confirm; both are inclusive. ``starred`` marks the
    ★ items of the form that only some people need. ``only`` says when the paper has a cell for it at all (a column
    of another age has none). ``computed`` fields are never typed. ``vital`` values are never
    carried over from the last visit. ``sure`` is the confidence mark of the fact: V, K or ?. ``kinds`` and ``most`` say
    which files, and how many, a field of attachments takes; ``location`` lets photographs keep where they were taken.
    """

    unit: str = ""
    hard: Range | None = None
    soft: Range | None = None
    codes: CodeList | None = None
    required: Required = False
    only: When | None = None
    starred: bool = False
    computed: bool = False
    vital: bool = False
    hint: str = ""
    sure: str = "V"
    kinds: tuple[str, ...] = ()
    most: int = 0
    location: bool = False

    def must(self, values: dict[str, Any]) -> bool:
        """Whether the form may not be saved without this field, given the other values typed."""
        if not self.has_cell(values):
            return False
        return self.required.holds(values) if isinstance(self.required, When) else self.required

    def has_cell(self, values: dict[str, Any]) -> bool:
        """Whether the paper asks for this field at all, given the other values typed."""
        return self.only is None or self.only.holds(values)


def spec_of(field: Any) -> Spec:
    """The declaration of a model field; fields that no form describes have an empty one."""
    spec = getattr(field, "spec", None)
    return spec if isinstance(spec, Spec) else Spec()


class _Described:
    """Mixin: keeps the Spec beside the Django field and out of migrations."""

    spec: Spec

    def __init__(self, label: str = "", *args: Any, spec: Spec | None = None, **kwargs: Any) -> None:
        self.spec = spec or Spec()
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs["verbose_name"] = kwargs.pop("verbose_name", None) or label
        super().__init__(*args, **kwargs)

    def clone(self) -> Any:
        twin = super().clone()  # type: ignore[misc]
        twin.spec = self.spec
        return twin


def _split(kwargs: dict[str, Any]) -> tuple[Spec, dict[str, Any]]:
    """Take the Spec's own words out of the keyword arguments."""
    mine = {name: kwargs.pop(name) for name in list(kwargs) if name in Spec.__dataclass_fields__}
    given = kwargs.pop("spec", None)
    return given or Spec(**mine), kwargs


class Integer(_Described, models.IntegerField):  # type: ignore[type-arg]
    """A whole number with a unit: ``Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(80, 220))``."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        super().__init__(label, spec=spec, **rest)


class Number(_Described, models.DecimalField):  # type: ignore[type-arg]
    """A decimal with a unit and a fixed number of places: ``Number("体重", unit="kg", places=1, hard=(20, 300))``."""

    def __init__(self, label: str = "", *, places: int = 1, digits: int = 8, **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        rest.setdefault("max_digits", digits)
        rest.setdefault("decimal_places", places)
        super().__init__(label, spec=spec, **rest)


class Code(_Described, models.SmallIntegerField):  # type: ignore[type-arg]
    """One printed code: ``Code("随访方式", codes=VISIT_MODE, required=True)``."""

    def __init__(self, label: str = "", codes: CodeList | None = None, **kwargs: Any) -> None:
        spec, rest = _split({**kwargs, **({"codes": codes} if codes else {})})
        super().__init__(label, spec=spec, **rest)


class Codes(_Described, ArrayField):  # type: ignore[type-arg]
    """Several printed codes, kept in ascending order; the list's ``none`` code excludes the others."""

    def __init__(self, label: str = "", codes: CodeList | None = None, **kwargs: Any) -> None:
        spec, rest = _split({**kwargs, **({"codes": codes} if codes else {})})
        rest.setdefault("base_field", models.SmallIntegerField())
        super().__init__(label, spec=spec, **rest)


class Text(_Described, models.CharField):  # type: ignore[type-arg]
    """Free text of bounded length (200 characters unless told)."""

    def __init__(self, label: str = "", max_length: int = 200, **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        super().__init__(label, spec=spec, max_length=max_length, **rest)


class Long(_Described, models.TextField):  # type: ignore[type-arg]
    """Free text of several lines and bounded length (2000 characters unless told)."""

    def __init__(self, label: str = "", max_length: int = 2000, **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        super().__init__(label, spec=spec, max_length=max_length, **rest)


class Files(_Described, ArrayField):  # type: ignore[type-arg]
    """Photographs, scans or a signature: ``Files("现场照片", most=6, kinds=("image", "pdf"))``; ids of attachments.

    ``kinds=("signature",)`` is drawn on the screen. ``location=True`` keeps where a photograph was taken.
    """

    def __init__(
        self, label: str = "", *, most: int = 6, kinds: tuple[str, ...] = ("image", "pdf"), **kwargs: Any
    ) -> None:
        spec, rest = _split({"most": most, "kinds": kinds, **kwargs})
        rest.setdefault("base_field", models.UUIDField())
        super().__init__(label, spec=spec, **rest)


class Day(_Described, models.DateField):  # type: ignore[type-arg]
    """A calendar day in China."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        super().__init__(label, spec=spec, **rest)


class Moment(_Described, models.DateTimeField):  # type: ignore[type-arg]
    """A day with its time in China, for what is judged in hours: ``2024-10-16 08:30``."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        super().__init__(label, spec=spec, **rest)


class Flag(_Described, models.BooleanField):  # type: ignore[type-arg]
    """Yes, no, or not said (NULL)."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        spec, rest = _split(kwargs)
        super().__init__(label, spec=spec, **rest)


class Computed(_Described, models.GeneratedField):
    """A value that the database computes from others of the row (BMI, a score): nobody can type or forget it."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        spec, rest = _split({"computed": True, **kwargs})
        super().__init__(label, spec=spec, db_persist=rest.pop("db_persist", True), **rest)


def described(model: type[models.Model]) -> Iterable[tuple[str, Any, Spec]]:
    """The form's own fields of a model in declaration order: (name, Django field, Spec)."""
    for field in model._meta.get_fields():
        if isinstance(field, _Described):
            yield field.name, field, field.spec
