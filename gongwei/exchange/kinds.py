"""What may come in: residents, 实有人口名单, records of every form, messages; what each knows of its own rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from gongwei.catalogue.chapters import forms
from gongwei.exchange.columns import Asked
from gongwei.exchange.forms.kind import Register
from gongwei.exchange.messages.kind import MESSAGES
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.population.kind import POPULATION
from gongwei.exchange.residents.kind import RESIDENTS
from gongwei.people.grants import allowed, may
from gongwei.people.models import Staff


class Kind(Protocol):
    """One kind of list: its columns, and what becomes of its rows in each step; ``parts`` are rows in one step."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def parts(self) -> Mapping[str, int]: ...

    def columns(self) -> tuple[Asked, ...]: ...

    def known_as(self) -> Mapping[str, str]:
        """Other headings for a column: heading → key."""

    def headed(self, keys: Collection[str]) -> bool:
        """Whether a line in which these columns were recognised is the line of headings."""

    def wrong(self, mapping: Sequence[str]) -> str:
        """Why these columns are not enough, "" if they are."""

    def judge(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None: ...

    def compare(self, held: Import, staff: Staff) -> None:
        """What only all rows together tell, when each was judged."""

    def bring_in(self, held: Import, rows: Sequence[ImportRow], staff: Staff, *, owing: bool) -> None: ...

    def take_back(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None: ...


def may_bring_in(staff: Staff, kind: Kind) -> bool:
    """Whether the roles of today file people, or write records of the form's chapter."""
    if isinstance(kind, Register):
        return may(staff.account, "write", kind.form.programme or None)
    return may(staff.account, "write") if kind is MESSAGES else allowed(staff, "register")


def kind_of(id: str) -> Kind | None:
    """Residents, the population list, messages of outside systems, or a form by its id."""
    lists: tuple[Kind, ...] = (RESIDENTS, POPULATION, MESSAGES)
    if named := next((each for each in lists if each.id == id), None):
        return named
    form = forms().get(id)
    return Register(form) if form is not None else None
