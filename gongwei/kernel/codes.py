"""Code lists as the official forms print them: the digit on the paper is the digit in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CodeList:
    """One list of options of an official form.

    ``items`` maps the printed code to its printed label, in paper order. ``none`` is the code that excludes all
    others in a multiple choice (``1 无症状``); ``other`` lists the codes that ask for free text (``10 其他``).
    """

    id: str
    items: dict[int, str] = field(hash=False)
    none: int | None = None
    other: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for code in (self.none, *self.other):
            if code is not None and code not in self.items:
                raise ValueError(f"code list {self.id}: {code} is not one of {sorted(self.items)}")

    def __contains__(self, code: object) -> bool:
        return code in self.items

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(self.items.items())

    def label(self, code: int | None) -> str:
        """The printed label of a code; an unknown code is shown as itself, a missing one as a dash."""
        if code is None:
            return "—"
        return self.items.get(code, f"未知代码 {code}")

    def choices(self) -> list[tuple[int, str]]:
        """The options as Django choices."""
        return list(self.items.items())
