"""Administrative division codes: GB/T 2260 (province, city, county) and GB/T 10114 (township, village)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

RegionLevel = Literal["nation", "province", "city", "county", "township", "village"]

NATION = "000000"
LEVELS: tuple[RegionLevel, ...] = ("nation", "province", "city", "county", "township", "village")
LABELS: dict[RegionLevel, str] = {
    "nation": "国家",
    "province": "省",
    "city": "市",
    "county": "县（市、区）",
    "township": "乡镇（街道）",
    "village": "村（居）",
}
_SHAPE = re.compile(r"\d{6}|\d{9}|\d{12}")


@dataclass(frozen=True, order=True)
class Region:
    """One division: 6 (to county), 9 (township) or 12 digits (village); zeros that fill up are dropped."""

    code: str

    def __post_init__(self) -> None:
        if not _SHAPE.fullmatch(self.code):
            raise ValueError(f"区划代码 {self.code!r} 应为 6 位（县）、9 位（乡镇）或 12 位（村）数字")
        object.__setattr__(self, "code", _shorten(self.code))

    @property
    def level(self) -> RegionLevel:
        """Which level the code names: 12 digits a village, 9 a township, 6 a county or above."""
        if len(self.code) == 12:
            return "village"
        if len(self.code) == 9:
            return "township"
        if self.code == NATION:
            return "nation"
        if self.code.endswith("0000"):
            return "province"
        return "city" if self.code.endswith("00") else "county"

    @property
    def full(self) -> str:
        """The code filled with zeros to 12 digits, as tables keep it."""
        return self.code.ljust(12, "0")

    @property
    def parent(self) -> Region | None:
        """The division directly above; the nation has none."""
        code = self.code
        match self.level:
            case "village":
                return Region(code[:9])
            case "township":
                return Region(code[:6])
            case "county":
                return Region(code[:4] + "00")
            case "city":
                return Region(code[:2] + "0000")
            case "province":
                return Region(NATION)
        return None

    @property
    def ancestors(self) -> tuple[Region, ...]:
        """All divisions above, nearest first, the nation last."""
        found: list[Region] = []
        above = self.parent
        while above is not None:
            found.append(above)
            above = above.parent
        return tuple(found)

    def __str__(self) -> str:
        return self.code


def _shorten(code: str) -> str:
    if len(code) == 12 and code.endswith("000"):
        code = code[:9]
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    return code
