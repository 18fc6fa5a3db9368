"""The records of a form as a list that comes in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from gongwei.exchange.columns import Asked
from gongwei.exchange.forms.columns import RECORD, WHO, columns
from gongwei.exchange.forms.writing import bring_in, check, take_back
from gongwei.exchange.models import Import, ImportRow
from gongwei.people.models import Staff
from gongwei.records.layout import Form

KNOWN_AS = {
    "居民姓名": "person.name", "患者姓名": "person.name", "身份证号码": "person.id_no", "身份证": "person.id_no",
    "证件号码": "person.id_no", "公民身份号码": "person.id_no", "健康档案编号": "person.record_no",
}  # fmt: skip


class Register:
    """Each row judged and saved as the entry page would."""

    parts: Mapping[str, int] = {"checking": 100, "importing": 25, "undoing": 40}

    def __init__(self, form: Form) -> None:
        self.form, self.id, self.label = form, form.id, form.label

    def columns(self) -> tuple[Asked, ...]:
        """As the form asks them."""
        return columns(self.form)

    def known_as(self) -> Mapping[str, str]:
        """As other systems name the person."""
        return KNOWN_AS

    def headed(self, keys: Collection[str]) -> bool:
        """Two columns that are known."""
        return len(keys) > 1

    def wrong(self, mapping: Sequence[str]) -> str:
        """A resident's record must say whose it is; and something else."""
        who = {RECORD, *(column.key for column in WHO)}
        if self.form.of == "resident" and not who & set(mapping):
            return "姓名：没有一列说明是哪位居民，请为姓名、身份证号或档案编号选一列"
        return "" if set(mapping) - who else "没有一列是这张表的内容，请至少选一列"

    def judge(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """In the order of the file: a row may repeat one above it."""
        for row in rows:
            check(held, self.form, row, staff)

    def compare(self, held: Import, staff: Staff) -> None:
        """Nothing: each row was compared with the records when it was judged."""

    def bring_in(self, held: Import, rows: Sequence[ImportRow], staff: Staff, *, owing: bool) -> None:
        """One by one; what is owed follows each."""
        for row in rows:
            bring_in(held, self.form, row, staff)

    def take_back(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """One by one."""
        for row in rows:
            take_back(held, self.form, row, staff)
