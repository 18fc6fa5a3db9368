"""The components as template tags: ``{% load gw %}``; each takes one dataclass and draws it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gongwei.ui import figures, icons
from gongwei.ui.bars import Dock, Figure, HeatCell, Progress, Spark, WhyBar, YearStrip
from gongwei.ui.lists import Column, ListPage
from gongwei.ui.notices import Conflict, Dialog, Empty, Entry, EvidenceStep, LongWork, Note, Toast
from gongwei.ui.official import FormView
from gongwei.ui.person import GroupRow, Person, PersonRow, ResidentStrip, Tag
from gongwei.ui.status import Chip, Due
from gongwei.ui.trend import Trend

register = template.Library()


@register.simple_tag
def new_key() -> str:
    """A UUID for a form: a request sent twice changes nothing."""
    return str(uuid.uuid4())


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """``{% icon "search" %}``; give a label only where no words stand beside it."""
    return icons.icon(name, label, extra)


@register.simple_tag
def chip(shown: Chip | Due | None, full: bool = False) -> SafeString:
    """``{% chip due %}`` or ``{% chip due full=True %}`` (with the state in front)."""
    if shown is None:
        return mark_safe("")
    drawn = shown.chip(full=full) if isinstance(shown, Due) else shown
    picture = icons.icon(drawn.icon) if drawn.icon else ""
    title = format_html(' title="{}"', drawn.title) if drawn.title else ""
    return format_html('<span class="chip {}"{}>{}{}</span>', drawn.tint, title, picture, drawn.text)


@register.simple_tag
def gtag(mark: str, title: str = "") -> SafeString:
    """One population tag: ``{% gtag "高" %}``."""
    return _tag(Tag(mark, title))


@register.simple_tag
def gtags(shown: Sequence[Tag | str]) -> SafeString:
    """Several population tags."""
    tags = (each if isinstance(each, Tag) else Tag(each) for each in shown)
    return format_html(
        '<span class="tags">{}</span>', format_html_join("", "{}", ((_tag(tag),) for tag in tags))
    )


def _tag(tag: Tag) -> SafeString:
    return format_html('<span class="gtag" role="img" title="{}">{}</span>', tag.full, tag.mark)


@register.simple_tag
def person(shown: Person) -> SafeString:
    """Name, sex, age and tags: ``{% person row.person %}``."""
    name = (
        format_html('<a href="{}" class="nm" data-resident>{}</a>', shown.url, shown.name)
        if shown.url
        else shown.name
    )
    about = f"{shown.sex} {shown.age}".strip()
    return format_html(
        '<span class="who"><b>{}</b><span class="ag">{}</span>{}</span>', name, about, gtags(shown.tags)
    )


@register.inclusion_tag("ui/person_row.html")
def person_row(row: PersonRow) -> dict[str, Any]:
    """A line of a worklist (six cells; a seventh in front when it can be selected)."""
    return {"row": row}


@register.inclusion_tag("ui/group_row.html")
def group_row(group: GroupRow, columns: int = 6) -> dict[str, Any]:
    """The heading of a chapter in a worklist of so many columns."""
    return {"group": group, "columns": columns}


@register.inclusion_tag("ui/resident_strip.html")
def resident_strip(strip: ResidentStrip) -> dict[str, Any]:
    """The strip above every page about one person."""
    return {"strip": strip}


@register.inclusion_tag("ui/year_strip.html")
def year_strip(strip: YearStrip) -> dict[str, Any]:
    """Windows over the twelve months of a year."""
    return {"strip": strip}


@register.inclusion_tag("ui/year_months.html")
def year_months() -> dict[str, Any]:
    """The heading above year strips: 1月 … 12月."""
    return {"months": range(1, 13)}


@register.inclusion_tag("ui/progress.html")
def progress(shown: Progress) -> dict[str, Any]:
    """Bar, tick of the year, tick of the target, and the gap in words."""
    return {"p": shown}


@register.inclusion_tag("ui/heat_cell.html")
def heat_cell(cell: HeatCell) -> dict[str, Any]:
    """One ``<td>`` of the heat table."""
    return {"cell": cell}


@register.inclusion_tag("ui/why.html")
def why(bars: Sequence[WhyBar]) -> dict[str, Any]:
    """Failed criteria as bars; a click filters the list."""
    return {"bars": bars}


@register.inclusion_tag("ui/spark.html")
def spark(shown: Spark) -> dict[str, Any]:
    """A small line."""
    return {"spark": shown}


@register.inclusion_tag("ui/figs.html")
def figs(shown: Sequence[Figure]) -> dict[str, Any]:
    """A row of figures with their words."""
    return {"figs": shown}


@register.inclusion_tag("ui/trend.html")
def trend(chart: Trend) -> dict[str, Any]:
    """A trend with its target band, and the same as a table (key t)."""
    return {"chart": chart, "options": chart.options(), "option_id": f"{chart.id}-options"}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Sequence[Entry]) -> dict[str, Any]:
    """What was done, newest first."""
    return {"entries": entries}


@register.inclusion_tag("ui/evidence.html")
def evidence(steps: Sequence[EvidenceStep]) -> dict[str, Any]:
    """Amount → record → fact → clause."""
    return {"steps": steps}


@register.inclusion_tag("ui/empty.html")
def empty(shown: Empty) -> dict[str, Any]:
    """Nothing here, and what is next."""
    return {"empty": shown}


@register.inclusion_tag("ui/toast.html")
def toast(shown: Toast) -> dict[str, Any]:
    """What was just done, with 撤销."""
    return {"toast": shown}


@register.inclusion_tag("ui/dialog.html", takes_context=True)
def dialog(context: template.Context, shown: Dialog) -> dict[str, Any]:
    """A question with consequences; opened by ``data-opens="id"`` on any button."""
    return {"dialog": shown, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("ui/long_work.html")
def long_work(work: LongWork) -> dict[str, Any]:
    """Work under way; asks again by itself while ``poll_url`` is set."""
    return {"work": work}


@register.inclusion_tag("ui/note.html")
def note(shown: Note) -> dict[str, Any]:
    """A coloured line of words."""
    return {"note": shown}


@register.inclusion_tag("ui/dock.html")
def dock(shown: Dock | None) -> dict[str, Any]:
    """The explanation of the focused cell; answered alone it replaces what is inside ``#dock``."""
    return {"dock": shown}


@register.inclusion_tag("ui/conflict.html")
def conflict(shown: Conflict) -> dict[str, Any]:
    """Two versions of a record side by side."""
    return {"conflict": shown}


@register.simple_tag
def clause(label: str, url: str = "", title: str = "") -> SafeString:
    """A clause one can open: ``{% clause "方案 五（七）" url %}``."""
    if url:
        return format_html('<a class="clause" href="{}"{}>{}</a>', url, _title(title), label)
    return format_html('<span class="clause"{}>{}</span>', _title(title), label)


def _title(words: str) -> SafeString:
    return format_html(' title="{}"', words) if words else mark_safe("")


@register.filter
def thousands(value: Any, places: int = 0) -> str:
    """1234.5 → 1,235."""
    return figures.thousands(value, places)


@register.filter
def money(value: Any) -> str:
    """¥1,919.14."""
    return figures.money(value)


@register.simple_tag
def rate(numerator: Any, denominator: Any, places: int = 1) -> str:
    """52.9%, or — when nobody is in the denominator."""
    return figures.rate(numerator, denominator, places)


@register.filter
def short_day(value: dt.date | None, year: int | None = None) -> str:
    """10-16 within the year given, else in full."""
    return figures.day(value, year)


@register.inclusion_tag("ui/paper.html")
def paper(view: FormView, f2: bool = False) -> dict[str, Any]:
    """The official form as a table of controls with the last visits beside them."""
    return {"view": view, "grouped": any(row.group for row in view.rows), "f2": f2}


@register.inclusion_tag("ui/listing.html")
def listing(page: ListPage, empty: Empty | None = None) -> dict[str, Any]:
    """A whole list: filters, table and pager; ``empty`` is shown where nothing matches."""
    return {"page": page, "empty": empty}


@register.inclusion_tag("ui/pager.html")
def pager(page: ListPage) -> dict[str, Any]:
    """1～16 / 221, previous and next, export."""
    return {"page": page}


@register.simple_tag
def cell(column: Column, row: Any, value: Any) -> SafeString | str:
    """One cell of a list, by its template or its format."""
    if column.cell:
        return mark_safe(render_to_string(column.cell, {"row": row, "value": value, "column": column}))
    return figures.plain(value, column.format)
