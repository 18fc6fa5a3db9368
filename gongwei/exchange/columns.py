"""The columns of a list; which heading of a file means which column, and what an institution once said about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwei.exchange.models import HeaderMap
from gongwei.records.fields import Spec
from gongwei.records.items import Item

if TYPE_CHECKING:
    from gongwei.exchange.kinds import Kind


REASON = "原因"
"""The last column of a sheet of refused rows; sent back with them, it is not read."""


PLAIN = Spec()


@dataclass(frozen=True)
class Asked:
    """One column: the declaration of its field, what to write, and something possible as an example."""

    key: str
    label: str
    spec: Spec = PLAIN
    must: bool = False
    hint: str = ""
    example: str = ""
    item: Item | None = None

    @property
    def heading(self) -> str:
        """Label, unit, and the mark of what must be filled in."""
        unit = f"({self.spec.unit})" if self.spec.unit and self.spec.unit not in self.label else ""
        return f"{self.label}{unit}{'*' if self.must else ''}"


def label_of(kind: Kind, key: str) -> str:
    """The label of a column."""
    return next((each.label for each in kind.columns() if each.key == key), key)


def plain(heading: str) -> str:
    """A heading without stars, blanks and width."""
    return re.sub(r"[\s*★:：]", "", unicodedata.normalize("NFKC", heading))


def guessed(kind: Kind, headers: Sequence[str]) -> list[str]:
    """For every heading the column it seems to be, each column once; "" for none."""
    known = {plain(each.heading): each.key for each in kind.columns()}
    for each in kind.columns():
        known.setdefault(plain(each.label), each.key)
    for name, key in kind.known_as().items():
        known.setdefault(plain(name), key)
    taken: set[str] = set()
    found = []
    for heading in headers:
        key = known.get(plain(heading), "")
        found.append("" if key in taken else key)
        taken.add(key)
    return found


def remembered(kind: Kind, institution: int, headers: Sequence[str]) -> list[str] | None:
    """What this institution said before about the same headings."""
    known = HeaderMap.objects.filter(institution=institution, kind=kind.id, headers="\t".join(headers)).first()
    return None if known is None else list(known.mapping)


def remember(kind: Kind, institution: int, headers: Sequence[str], mapping: Sequence[str]) -> None:
    """Keep it for the next file."""
    HeaderMap.objects.update_or_create(
        institution_id=institution, kind=kind.id, headers="\t".join(headers), defaults={"mapping": list(mapping)}
    )


def wrong(kind: Kind, mapping: Sequence[str]) -> str:
    """Why a mapping cannot be used, "" if it can."""
    chosen = [key for key in mapping if key]
    if twice := next((key for key in chosen if chosen.count(key) > 1), ""):
        return f"{label_of(kind, twice)}：有两列都选了它，请只留一列"
    return kind.wrong(chosen)


def clear(kind: Kind, institution: int, headers: Sequence[str]) -> bool:
    """Whether nobody needs to be asked: every heading is recognised, or was explained before."""
    known = remembered(kind, institution, headers)
    mapping = known or guessed(kind, headers)
    clear = all(key or name == REASON for key, name in zip(mapping, headers, strict=True))
    return not wrong(kind, mapping) and (known is not None or clear)
