"""The 17-digit number of a health record: county 6, township 3, village 3, person 5 (spec 01 b1)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongwei.kernel.identity import IdentityError, normalise

LAST_SERIAL = 99_999
_TOWNSHIPS = ((1, 99, "街道"), (100, 199, "镇"), (200, 399, "乡"), (400, 599, "政企合一单位"))
_VILLAGES = ((1, 99, "居委会"), (101, 199, "村委会"), (901, 999, "其他组织"))


def _meaning(code: int, ranges: tuple[tuple[int, int, str], ...]) -> str | None:
    """The kind whose range holds the code; None where the standard names none."""
    return next((kind for first, last, kind in ranges if first <= code <= last), None)


@dataclass(frozen=True)
class RecordNumber:
    """Unique nationwide, never reused, unchanged by moves inside the county; it has no check digit."""

    village: str
    serial: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[1-9][0-9]{11}", self.village):
            raise IdentityError("档案编号：村（居）委会代码应为12位数字")
        if not 1 <= self.serial <= LAST_SERIAL:
            raise IdentityError("档案编号：个人序号应在00001至99999之间；本村（居）序号已用完时请联系管理员")

    def __str__(self) -> str:
        return f"{self.village}{self.serial:05d}"

    @property
    def grouped(self) -> str:
        """As printed on the cover: 6-3-3-5."""
        code = self.village
        return f"{code[:6]}-{code[6:9]}-{code[9:]}-{self.serial:05d}"

    @property
    def short(self) -> str:
        """As printed on every other form: village 3 and person 5."""
        return f"{self.village[9:]}-{self.serial:05d}"

    @property
    def township_kind(self) -> str | None:
        """街道, 镇, 乡 or 政企合一单位 by GB/T 10114."""
        return _meaning(int(self.village[6:9]), _TOWNSHIPS)

    @property
    def village_kind(self) -> str | None:
        """居委会, 村委会 or 其他组织."""
        return _meaning(int(self.village[9:]), _VILLAGES)


def parse_record_number(text: str) -> RecordNumber:
    """Read the 17 digits, with or without the dashes of the cover."""
    digits = normalise(text).replace("-", "")
    if not re.fullmatch(r"[1-9][0-9]{16}", digits):
        raise IdentityError("档案编号：应为17位数字（6-3-3-5），请核对封面")
    return RecordNumber(digits[:12], int(digits[12:]))


def parse_short_number(text: str) -> str | None:
    """The last eight digits □□□-□□□□□ without the dash; None when the text is something else."""
    match = re.fullmatch(r"([0-9]{3})-?([0-9]{5})", normalise(text))
    return match[1] + match[2] if match else None
