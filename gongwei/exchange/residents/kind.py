"""Residents as a list that comes in: the cover and the basic information, filed as if by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gongwei.exchange.columns import Asked
from gongwei.exchange.fates import CHANGED
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.residents.columns import KNOWN_AS, VILLAGE, columns
from gongwei.exchange.residents.judging import judge_rows
from gongwei.exchange.residents.matching import match
from gongwei.exchange.residents.reach import reach_of
from gongwei.exchange.residents.undoing import remove_people
from gongwei.exchange.residents.writing import change_person, file_people, take_back_change
from gongwei.people.models import Staff


class Residents:
    """Compared with one another and with all records at once, written many at a time."""

    id = "residents"
    label = "居民"
    parts: Mapping[str, int] = {"checking": 1_000, "importing": 200, "undoing": 500}

    def columns(self) -> tuple[Asked, ...]:
        """Of the paper."""
        return columns()

    def known_as(self) -> Mapping[str, str]:
        """As other systems call them."""
        return {name: key for key, names in KNOWN_AS.items() for name in names}

    def headed(self, keys: Collection[str]) -> bool:
        """A name and one more."""
        return "name" in keys and len(keys) > 1

    def wrong(self, mapping: Sequence[str]) -> str:
        """Nobody is filed without a name and a village."""
        if "name" not in mapping:
            return "姓名：没有一列是姓名，请为它选一列"
        return "" if VILLAGE in mapping else "村（居）委会：没有一列说明住在哪个村（居），请为它选一列"

    def judge(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """Each by itself."""
        judge_rows(held, rows, staff)

    def compare(self, held: Import, staff: Staff) -> None:
        """With one another and with every record."""
        match(held.pk, reach_of(staff).institutions)

    def bring_in(self, held: Import, rows: Sequence[ImportRow], staff: Staff, *, owing: bool) -> None:
        """New people together, corrections one by one."""
        file_people(held, [row for row in rows if row.fate != CHANGED], reach_of(staff), owing=owing)
        for row in (row for row in rows if row.fate == CHANGED):
            change_person(held, row, staff)

    def take_back(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """Decision 0011."""
        remove_people(held, [row for row in rows if row.fate == "done"])
        for row in (row for row in rows if row.fate == "corrected"):
            take_back_change(held, row, staff)


RESIDENTS = Residents()
