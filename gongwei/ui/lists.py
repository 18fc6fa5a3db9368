"""Lists declared once: the same columns for the page, its filters and sorting, and the workbook one exports.

Filters, sort and page live in the address: ``?village=371…&sort=-due&page=3``; a removable pill shows each filter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

from django.db.models import F, QuerySet

Format = Literal["text", "integer", "decimal", "rate", "money", "date", "moment"]


@dataclass(frozen=True)
class Column:
    """One column: ``value`` is an attribute path or a function of the row, ``sort`` the fields to order by.

    ``cell`` is a template for the page (it gets ``row`` and ``value``); ``format`` rules page and workbook alike.
    """

    key: str
    label: str
    value: str | Callable[[Any], Any] = ""
    sort: tuple[str, ...] = ()
    format: Format = "text"
    cell: str = ""
    width: int | None = None
    exported: bool = True
    shown: bool = True

    def of(self, row: Any) -> Any:
        """The value of a row."""
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.key).split("."):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
            if found is None:
                return None
        return found

    @property
    def right(self) -> bool:
        """Whether figures stand at the right edge."""
        return self.format in ("integer", "decimal", "rate", "money")


@dataclass(frozen=True)
class Filter:
    """A choice that narrows the list: ``narrow(rows, value)`` returns fewer rows; an unknown value changes nothing.

    ``options`` are (value, label) pairs or a function giving them; ``free`` takes any text (a name, a day).
    """

    key: str
    label: str
    narrow: Callable[[Any, str], Any]
    options: Sequence[tuple[str, str]] | Callable[[], Sequence[tuple[str, str]]] = ()
    free: bool = False

    def choices(self) -> Sequence[tuple[str, str]]:
        """The options now."""
        return self.options() if callable(self.options) else self.options

    def label_of(self, value: str) -> str | None:
        """The words of a chosen value; None when it is not one of ours."""
        if self.free:
            return value[:40]
        return dict(self.choices()).get(value)


class Rows(Protocol):
    """Where rows come from: a page of them, their number, or all of them in order."""

    def count(self) -> int: ...

    def ordered(self, fields: Sequence[str]) -> Rows: ...

    def part(self, start: int, stop: int) -> Sequence[Any]: ...

    def all(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Queried:
    """Rows of the database; order is made total by the primary key, so that pages never overlap."""

    query: QuerySet[Any]

    def count(self) -> int:
        return self.query.order_by().count()

    def ordered(self, fields: Sequence[str]) -> Rows:
        order = [
            F(name[1:]).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)
            for name in fields
        ]
        return Queried(self.query.order_by(*order, "pk"))

    def part(self, start: int, stop: int) -> Sequence[Any]:
        return list(self.query[start:stop])

    def all(self) -> Iterator[Any]:
        return self.query.iterator(chunk_size=2000)


@dataclass(frozen=True)
class Held:
    """Rows already in memory: dictionaries or objects, as the mart's queries return them."""

    rows: Sequence[Any]

    def count(self) -> int:
        return len(self.rows)

    def ordered(self, fields: Sequence[str]) -> Rows:
        rows = list(self.rows)
        for name in reversed(fields):
            column = Column(name.lstrip("-"), "", name.lstrip("-").replace("__", "."))
            known = [row for row in rows if column.of(row) is not None]
            unknown = [row for row in rows if column.of(row) is None]
            rows = [*sorted(known, key=column.of, reverse=name.startswith("-")), *unknown]
        return Held(rows)

    def part(self, start: int, stop: int) -> Sequence[Any]:
        return self.rows[start:stop]

    def all(self) -> Iterator[Any]:
        return iter(self.rows)


@dataclass(frozen=True)
class Listing:
    """A list declared once; ``order`` is the key of the column it is sorted by at first (``-due`` descends)."""

    id: str
    label: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    order: str = ""
    unit: str = "人"
    page_size: int = 50
    row_template: str = ""
    selectable: bool = False

    def column(self, key: str) -> Column | None:
        """The column of a key."""
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Pill:
    """A filter that is on, with the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class Menu:
    """A filter to choose from."""

    key: str
    label: str
    options: tuple[tuple[str, str, bool], ...]
    free: bool = False
    chosen: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Heading:
    """A column's heading; ``sort`` is ascending, descending or empty, ``url`` sorts by it."""

    label: str
    right: bool
    url: str = ""
    sort: str = ""
    width: int | None = None


@dataclass(frozen=True)
class Shown:
    """One row of the page: the row itself and its cells."""

    row: Any
    cells: tuple[tuple[Column, Any], ...]
    key: str = ""


@dataclass(frozen=True)
class ListPage:
    """One page of a list, ready for ``{% listing page %}``."""

    listing: Listing
    headings: tuple[Heading, ...]
    rows: tuple[Shown, ...]
    pills: tuple[Pill, ...]
    menus: tuple[Menu, ...]
    total: int
    number: int
    pages: int
    previous: str = ""
    next: str = ""
    first: str = ""
    last: str = ""
    export: str = ""
    clear: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    start: int = 0

    @property
    def words(self) -> str:
        """1～16 / 221."""
        if not self.rows:
            return f"0 / {self.total:,}"
        return f"{self.start + 1:,}～{self.start + len(self.rows):,} / {self.total:,}"


@dataclass(frozen=True)
class Chosen:
    """What an address asks of a list, every unknown thing in it ignored."""

    filters: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    rest: tuple[tuple[str, str], ...] = ()

    def url(self, **changes: str | int | None) -> str:
        """The address with something changed; None removes it."""
        pairs: dict[str, str | int | None] = {
            **dict(self.rest),
            **self.filters,
            "sort": self.sort,
            "page": self.page,
        }
        pairs.update(changes)
        kept = {
            key: value
            for key, value in pairs.items()
            if value not in (None, "") and (key, value) != ("page", 1)
        }
        return f"?{urlencode(kept)}"


def chosen(listing: Listing, params: Mapping[str, Any]) -> Chosen:
    """Read the address: known filters with known values, a column that sorts, a page of at least 1; never a NUL."""
    given = {key: str(params[key]) for key in params if "\x00" not in str(params[key])}
    filters = {
        each.key: given[each.key]
        for each in listing.filters
        if given.get(each.key) and each.label_of(given[each.key]) is not None
    }
    sort = given.get("sort", "") or listing.order
    column = listing.column(sort.removeprefix("-"))
    if column is None or not column.sort:
        sort = listing.order
    number = given.get("page", "1")
    own = {"sort", "page", *(each.key for each in listing.filters)}
    rest = tuple((key, value) for key, value in given.items() if key not in own)
    return Chosen(filters, sort, int(number) if number.isdecimal() and 0 < int(number) < 10**7 else 1, rest)


def narrowed(listing: Listing, source: Any, asked: Chosen) -> Rows:
    """The rows an address asks for, filtered and in order; the page and the workbook both start here."""
    for each in listing.filters:
        if each.key in asked.filters:
            source = each.narrow(source, asked.filters[each.key])
    rows: Rows = source
    if isinstance(source, QuerySet):
        rows = Queried(source)
    elif isinstance(source, Sequence):
        rows = Held(source)
    column = listing.column(asked.sort.removeprefix("-"))
    fields = column.sort if column is not None else ()
    if asked.sort.startswith("-"):
        fields = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in fields)
    return rows.ordered(fields)


def page(listing: Listing, source: Any, params: Mapping[str, Any], *, export_url: str = "") -> ListPage:
    """One page of a QuerySet, of rows in memory or of any other Rows, as the address asks for it."""
    asked = chosen(listing, params)
    rows = narrowed(listing, source, asked)
    size = listing.page_size
    part, total = _cut(rows, (asked.page - 1) * size, size)
    pages = max(1, -(-total // size))
    number = min(asked.page, pages)
    start = (number - 1) * size
    if number != asked.page:
        part = rows.part(start, start + size)
    columns = [column for column in listing.columns if column.shown]
    shown = tuple(
        Shown(row, tuple((column, column.of(row)) for column in columns), str(_key(row))) for row in part
    )
    return ListPage(
        listing,
        tuple(_heading(column, asked) for column in columns),
        shown,
        tuple(_pills(listing, asked)),
        tuple(_menus(listing, asked)),
        total,
        number,
        pages,
        previous=asked.url(page=number - 1) if number > 1 else "",
        next=asked.url(page=number + 1) if number < pages else "",
        first=asked.url(page=1),
        last=asked.url(page=pages),
        export=f"{export_url}{asked.url(page=None)}" if export_url else "",
        clear=Chosen(rest=asked.rest).url() if asked.filters else "",
        kept=tuple(
            (key, value)
            for key, value in (*asked.rest, *asked.filters.items(), ("sort", asked.sort))
            if value
        ),
        start=start,
    )


def _cut(rows: Rows, start: int, size: int) -> tuple[Sequence[Any], int]:
    """A page and the number of all rows: at once where the rows can say both (``cut``), else one after the other."""
    cut = getattr(rows, "cut", None)
    if cut is not None:
        part, total = cut(start, start + size)
        return part, total
    return rows.part(start, start + size), rows.count()


def _key(row: Any) -> Any:
    return row.get("id", "") if isinstance(row, Mapping) else getattr(row, "pk", getattr(row, "id", ""))


def _heading(column: Column, asked: Chosen) -> Heading:
    if not column.sort:
        return Heading(column.label, column.right, width=column.width)
    up, down = asked.sort == column.key, asked.sort == f"-{column.key}"
    turned = f"-{column.key}" if up else column.key
    state = "ascending" if up else "descending" if down else ""
    return Heading(column.label, column.right, asked.url(sort=turned, page=None), state, column.width)


def _pills(listing: Listing, asked: Chosen) -> Iterable[Pill]:
    for each in listing.filters:
        if each.key in asked.filters:
            words = each.label_of(asked.filters[each.key]) or ""
            yield Pill(each.label, words, asked.url(**{each.key: None, "page": None}))


def _menus(listing: Listing, asked: Chosen) -> Iterable[Menu]:
    for each in listing.filters:
        if each.key in asked.filters and not each.free:
            continue
        values = tuple(each.choices())
        options = tuple((asked.url(**{each.key: value, "page": None}), words, False) for value, words in values)
        yield Menu(each.key, each.label, options, each.free, asked.filters.get(each.key, ""), values)
