"""All tables that expressions may read, and the parameters of a chapter as the region's plan resolves them."""

from __future__ import annotations

from functools import cache

from django.apps import apps
from django.db import models

from gongwei.catalogue.plans import parameter_history
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import slot
from gongwei.engine.tables import Source, Tables
from gongwei.records.models import Kept, Row
from gongwei.records.schema import source_of

REFERENCE = (
    "region", "institution", "institution_village", "staff", "calendar_period", "obligation", "institution_obligation",
)  # fmt: skip
ITSELF = {
    "resident": ("id", None),
    "institution": (None, "id"),
    "institution_obligation": (None, "institution_id"),
}
"""The tables whose own key is the person or the institution that others point at, or that are about institutions."""


@cache
def tables() -> Tables:
    """People, care, every form of every chapter, obligations and calendar, as Django's models declare them."""
    return Tables(_source(model) for model in apps.get_models() if _wanted(model))


def parameters(chapter_id: str) -> Parameters:
    """The chapter's parameters, seen on the as-of day unless the rule aims them at another date."""
    return Parameters(chapter_id, parameter_history, slot("as_of"))


def _wanted(model: type[models.Model]) -> bool:
    return issubclass(model, (Kept, Row)) or model._meta.db_table in REFERENCE


def _source(model: type[models.Model]) -> Source:
    person, site = ITSELF.get(model._meta.db_table, (None, None))
    return source_of(model, person=person, site=site)
