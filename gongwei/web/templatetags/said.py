"""National terms and clauses in few words in place of identifiers, in templates."""

from __future__ import annotations

from collections.abc import Iterable

from django.template import Library

from gongwei.catalogue.chapters import chapters
from gongwei.web.frame.words import clause_label

register = Library()


@register.filter
def terms(programmes: Iterable[str]) -> list[str]:
    """The chapters' labels in the order of the specification: 高血压患者健康管理、2型糖尿病患者健康管理."""
    named = set(programmes)
    return [each.label for each in chapters() if each.id in named]


@register.filter
def cited(ref: str) -> str:
    """方案 附件1: where a duty stands, empty for one that no document names."""
    return clause_label(ref) if ref else ""
