"""Tabler's outline icons as inline SVG: only those we ship, drawn with the colour of the text beside them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "static" / "ui" / "icons"


@cache
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """The drawing of an icon; without a label it is hidden from screen readers (words stand beside it)."""
    path = FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise ValueError(f"no icon “{name}”: add {name}.svg of @tabler/icons to {FOLDER.name}/")
    strokes = re.findall(r"<path [^>]*/>", path.read_text(encoding="utf-8"))
    body = mark_safe("".join(stroke for stroke in strokes if 'stroke="none"' not in stroke))
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="ti {}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        extra,
        voice,
        body,
    )
