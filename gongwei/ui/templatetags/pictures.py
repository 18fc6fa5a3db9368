"""``{% picture each %}``: a small chart of a person's measurements among reference lines."""

from __future__ import annotations

from typing import Any

from django import template

from gongwei.records.advice import Picture
from gongwei.ui.picture import HEIGHT, WIDTH, draw

register = template.Library()


@register.inclusion_tag("ui/picture.html")
def picture(each: Picture, width: int = WIDTH, height: int = HEIGHT) -> dict[str, Any]:
    """The chart of one Picture."""
    return {"d": draw(each, width, height)}
