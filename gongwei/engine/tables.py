"""The tables that expressions speak of: ``t.hypertension_followup`` is an unbound table with declared columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir


@dataclass(frozen=True)
class Source:
    """One table: its columns (name → Ibis type) and how it is narrowed.

    ``person`` is the column that holds the resident, ``site`` the one that holds the institution whose own work it is
    (None: not about people, not about institutions, never narrowed to them); ``valid`` is the SQL
    condition of rows that count (``voided_at IS NULL``); ``as_text`` are columns stored as uuid and read as text;
    ``day`` orders and ``group`` partitions the mart.
    """

    name: str
    columns: Mapping[str, str] = field(hash=False)
    person: str | None = "resident_id"
    site: str | None = None
    valid: str | None = None
    as_text: tuple[str, ...] = ()
    day: str | None = None
    group: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    label: str = ""


class Tables:
    """All tables by name, as attributes; an unknown name says what exists."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._sources = {source.name: source for source in sources}
        self._tables = {
            name: ibis.table(dict(source.columns), name=name) for name, source in self._sources.items()
        }

    def __getattr__(self, name: str) -> ir.Table:
        if name.startswith("_"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> ir.Table:
        try:
            return self._tables[name]
        except KeyError:
            raise KeyError(f"no table {name!r}; there are {sorted(self._tables)}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources.values())

    def beside(self, *more: Source) -> Tables:
        """These tables and some more."""
        return Tables([*self, *more])

    def source(self, name: str) -> Source:
        """The declaration of a table."""
        return self._sources[name]
