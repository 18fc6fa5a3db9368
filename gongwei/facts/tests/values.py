"""Values at random that a field's own declaration allows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from gongwei.kernel.clock import CHINA
from gongwei.records.fields import Spec

if TYPE_CHECKING:
    from gongwei.facts.tests.population import District

PRESSURES = {"sbp": (100, 190), "dbp": (55, 99)}
BREATHS = {"fev1": (1, 2), "post_fev1": (1, 2), "fvc": (3, 4), "post_fvc": (3, 4)}
"""What is blown out in one second is less than what is blown out at all."""


def value_of(district: District, name: str, django_field: Any, spec: Spec, good: bool) -> Any:
    """A value that the field's declaration allows; a good record misses nothing that is asked."""
    if not good and django_field.null and district.chance(0.15):
        return None
    if spec.codes is not None:
        return _code(district, django_field, spec)
    if isinstance(django_field, models.BooleanField):
        return False if good else district.chance(0.3)
    if isinstance(django_field, models.DateTimeField):
        minutes = dt.timedelta(minutes=district.rng.randrange(24 * 60))
        return dt.datetime.combine(district.day(), dt.time(), CHINA) + minutes
    if isinstance(django_field, models.DateField):
        return district.day()
    if isinstance(django_field, (models.IntegerField, models.DecimalField)):
        return _number(district, name, django_field, spec)
    return "示例" if good else district.rng.choice(("示例", ""))


def _code(district: District, django_field: Any, spec: Spec) -> Any:
    codes = list(spec.codes.items) if spec.codes else []
    if not hasattr(django_field, "base_field"):
        return district.rng.choice(codes)
    if spec.codes and spec.codes.none is not None and district.chance(0.6):
        return [spec.codes.none]
    return sorted(district.rng.sample(codes, min(len(codes), district.rng.randint(0, 2))))


def _number(district: District, name: str, django_field: Any, spec: Spec) -> Any:
    for start, bounds in (PRESSURES | BREATHS).items():
        if name.startswith(start):
            return district.rng.randint(*bounds)
    low, high = spec.soft or spec.hard or (1, 20)
    if isinstance(django_field, models.DecimalField):
        ten = 10**django_field.decimal_places
        return Decimal(district.rng.randint(int(low * ten), int(high * ten))) / ten
    return district.rng.randint(int(low), int(high))
