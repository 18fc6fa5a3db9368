"""The tables of a page read back: what a list shows is what its workbook holds, so that the two cannot differ.

Columns of buttons and links (their heading is for screen readers only), forms, keys and icons are left out.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser

from gongwei.ui.lists import Column, Listing

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIGURE = re.compile(r"-?\d{1,3}(,?\d{3})*(\.\d+)?")
SILENT = frozenset({"form", "button", "select", "kbd", "svg", "script", "template", "textarea", "details"})
UNREAD = frozenset({"vh", "act", "ag", "tags"})
"""Classes whose text is no part of the value: for screen readers, actions, and what stands beside a name."""
BLOCKS = frozenset({"div", "p", "li", "dd", "dt", "br"})
EMPTY = frozenset({"input", "br", "img", "col", "hr", "link", "meta", "wbr", "area", "source"})


@dataclass
class Cell:
    """One cell: its words, whether it is a figure at the right edge, the columns it spans, where its links lead."""

    text: str = ""
    right: bool = False
    span: int = 1
    links: list[str] = field(default_factory=list)

    @property
    def value(self) -> str | float | dt.date | None:
        """A day, a figure or words; a dash is nothing."""
        if self.text in ("", "—"):
            return None
        if DAY.fullmatch(self.text):
            return dt.date.fromisoformat(self.text)
        return float(self.text.replace(",", "")) if self.right and FIGURE.fullmatch(self.text) else self.text


@dataclass
class Table:
    """A table with headings."""

    caption: str = ""
    heads: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)

    def listing(self, label: str) -> Listing:
        """The table's columns as a list's; the cells of a row stand by the number of the column."""
        shown = [number for number, head in enumerate(self.heads) if head.text]
        columns = tuple(Column(str(at), self.heads[at].text, partial(_value_at, at)) for at in shown)
        return Listing("table", self.caption or label, columns)


def _value_at(number: int, row: list[Cell]) -> str | float | dt.date | None:
    return row[number].value


def tables_of(html: str) -> list[Table]:
    """Every table with headings on the page, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [each for each in reader.tables if any(head.text for head in each.heads)]


class _Reader(HTMLParser):
    """One pass: where in which table, and how deep inside something that is not read."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.part = ""
        self.row: list[Cell] | None = None
        self.cell: Cell | None = None
        self.words: list[str] = []
        self.caption = False
        self.deaf = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        classes = set(given.get("class", "").split())
        if tag == "table":
            self.part, self.row, self.cell = "", None, None
            if "gw-table" in classes:
                self.tables.append(Table())
                self.part = "table"
        elif not self.part:
            return
        elif tag in ("thead", "tbody", "tfoot"):
            self.part = tag
        elif tag == "caption":
            self.caption = True
        elif tag == "tr":
            self.row = []
        elif tag in ("td", "th") and self.row is not None:
            self.cell, self.deaf = Cell(right="r" in classes, span=int(given.get("colspan") or 1)), 0
            self.words = []
        elif self.cell is not None:
            if given.get("href"):
                self.cell.links.append(given["href"])
            self._inside(tag, classes)

    def _inside(self, tag: str, classes: set[str]) -> None:
        if tag in BLOCKS:
            self.words.append(" ")
        if tag not in EMPTY and (self.deaf or tag in SILENT or classes & UNREAD):
            self.deaf += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.part = ""
        elif tag == "caption":
            self.caption = False
        elif tag in ("td", "th") and self.cell is not None and self.row is not None:
            self.cell.text = " ".join("".join(self.words).split())
            self.row += [self.cell, *(Cell() for _ in range(self.cell.span - 1))]
            self.cell, self.deaf = None, 0
        elif tag == "tr" and self.row is not None and self.part:
            self._take(self.row)
            self.row = None
        elif self.cell is not None and self.deaf and tag not in EMPTY:
            self.deaf -= 1

    def _take(self, row: list[Cell]) -> None:
        table = self.tables[-1]
        if self.part == "thead":
            table.heads = table.heads or row
        elif self.part == "tbody" and not (row and row[0].span == len(row) > 1):  # a sentence across, not a row
            table.rows.append([*row, *(Cell() for _ in range(len(table.heads) - len(row)))])

    def handle_data(self, data: str) -> None:
        if self.caption:
            self.tables[-1].caption += data
        elif self.cell is not None and not self.deaf:
            self.words.append(data)
