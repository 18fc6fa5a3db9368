"""Messages of outside systems as a list that comes in: 体检, 诊疗, 慢病监测 (EHR-02, ELD-13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gongwei.exchange.columns import Asked
from gongwei.exchange.messages.lines import COLUMNS, MUST
from gongwei.exchange.messages.receiving import check, take_back, take_in
from gongwei.exchange.models import Import, ImportRow
from gongwei.people.models import Staff


class Messages:
    """Each message is judged and saved as the form that the table of codes makes of it."""

    id = "messages"
    label = "外部系统报文"
    parts: Mapping[str, int] = {"checking": 100, "importing": 25, "undoing": 40}

    def columns(self) -> tuple[Asked, ...]:
        """Of the documented message."""
        return COLUMNS

    def known_as(self) -> Mapping[str, str]:
        """By the names that the JSON has."""
        return {each.key: each.key for each in COLUMNS}

    def headed(self, keys: Collection[str]) -> bool:
        """The number and the sender."""
        return {"id", "sender"} <= set(keys)

    def wrong(self, mapping: Sequence[str]) -> str:
        """Every required part has a column."""
        lacking = [each.label for each in MUST if each.key not in mapping]
        return f"{lacking[0]}：没有一列是它，请为它选一列" if lacking else ""

    def judge(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """In the order of the file: a message may repeat one above it."""
        for row in rows:
            check(held, row, staff)

    def compare(self, held: Import, staff: Staff) -> None:
        """Nothing: each was compared with what came before when it was judged."""

    def bring_in(self, held: Import, rows: Sequence[ImportRow], staff: Staff, *, owing: bool) -> None:
        """One by one; what is owed follows each."""
        for row in rows:
            take_in(held, row, staff)

    def take_back(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """One by one."""
        for row in rows:
            take_back(held, row, staff)


MESSAGES = Messages()
