"""Which villages somebody may take residents in for: those of the institutions where the role registers people."""

from __future__ import annotations

from dataclasses import dataclass

from gongwei.people.models import Staff
from gongwei.people.serving import villages_of


@dataclass(frozen=True)
class Reach:
    """Village code → its responsible institution; and how villages are named."""

    villages: dict[str, int]
    named: dict[str, str]

    def village(self, text: str) -> str | None:
        """The code of a village by code or name; None when it is not within reach or two bear the name."""
        return text if text in self.villages else self.named.get(_short(text))

    @property
    def institutions(self) -> list[int]:
        return sorted(set(self.villages.values()))


def reach_of(staff: Staff) -> Reach:
    """What the roles of today allow."""
    rows = villages_of(staff, "register")
    villages = {row.village_id: row.institution_id for row in rows}
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(_short(row.village.name), []).append(row.village_id)
    return Reach(villages, {name: codes[0] for name, codes in names.items() if len(codes) == 1})


def _short(name: str) -> str:
    """大西庄村委会, 大西庄村民委员会 and 大西庄村 are one village."""
    for tail in ("村民委员会", "社区居民委员会", "居民委员会", "村委会", "社区居委会", "居委会", "社区", "村"):
        if name.endswith(tail) and len(name) > len(tail):
            return name.removesuffix(tail)
    return name
