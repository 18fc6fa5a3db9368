"""Tabler's outline icons, only those we ship: one file of symbols that a page refers to and the browser keeps."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SYMBOLS = Path(__file__).parent / "static" / "ui" / "icons.svg"


@cache
def names() -> frozenset[str]:
    """The icons that may be drawn."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SYMBOLS.read_text(encoding="utf-8")))


@cache
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """The drawing of an icon; without a label it is hidden from screen readers (words stand beside it)."""
    if name not in names():
        raise ValueError(f"no icon “{name}”: add it from @tabler/icons to {SYMBOLS.name} as one more symbol")
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    address = f"{static('ui/icons.svg')}#{name}"
    return format_html(
        '<svg class="{}" {}><use href="{}"/></svg>', f"ti {extra}".strip(), voice, address
    )
