"""实有人口库 as a list that comes in: each person of the newest list, beside whom the records are held (EHR-15)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gongwei.exchange.columns import Asked
from gongwei.exchange.fates import CHANGED, DOUBT, ERROR, NEW, SAME
from gongwei.exchange.models import Import, ImportRow
from gongwei.exchange.residents.cells import Odd, day_of, number_of
from gongwei.exchange.residents.columns import KNOWN_AS, VILLAGE
from gongwei.exchange.residents.reach import Reach, reach_of
from gongwei.kernel.clock import CHINA, today
from gongwei.kernel.identity import IdentityError, parse_id_card
from gongwei.people.models import Enlisted, Staff
from gongwei.people.models.enlisted import LISTED

STATE, SINCE = "state", "since"
COLUMNS = (
    Asked("name", "姓名", must=True, example="丛立春"),
    Asked("id_no", "身份证号", must=True, hint="出生日期由号码得出"),
    Asked(VILLAGE, "村（居）委会", must=True, hint="名称或12位代码，须在您的服务范围内", example="大西庄村委会"),
    Asked(STATE, "状态", hint="在住、死亡、迁出；不填为在住", example="在住"),
    Asked(SINCE, "变动日期", hint="死亡、迁出的日期"),
)
MUST = tuple(each for each in COLUMNS if each.must)
FIELDS = ("name", "birth_date", "village_id", "state", "since", "listed_on", "source", "came_by", "brought_by_id")
NAMES = {"在世": "here", "正常": "here", "实有": "here", "死亡注销": "died", "已死亡": "died",
         "迁出注销": "moved", "已迁出": "moved",
         **{label: key for key, label in LISTED.items()}}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What a row says of a person."""

    id_no: str
    name: str
    birth_date: dt.date
    village_id: str
    state: str
    since: dt.date | None


class Population:
    """Taken in by identity number; the list that came last is the one that counts, person by person."""

    id = "population"
    label = "实有人口名单"
    parts: Mapping[str, int] = {"checking": 1_000, "importing": 500, "undoing": 500}

    def columns(self) -> tuple[Asked, ...]:
        """Of the list."""
        return COLUMNS

    def known_as(self) -> Mapping[str, str]:
        """As other lists call them."""
        ours = {each.key for each in COLUMNS}
        own = {"人员状态": STATE, "居住状态": STATE, "死亡日期": SINCE, "迁出日期": SINCE}
        return own | {name: key for key, names in KNOWN_AS.items() if key in ours for name in names}

    def headed(self, keys: Collection[str]) -> bool:
        """A name and a number."""
        return {"name", "id_no"} <= set(keys)

    def wrong(self, mapping: Sequence[str]) -> str:
        """Name, number and village each have a column."""
        lacking = [each.label for each in MUST if each.key not in mapping]
        return f"{lacking[0]}：没有一列是它，请为它选一列" if lacking else ""

    def judge(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """Each row read and compared with what the last list said of the number."""
        reach, read = reach_of(staff), {}
        for row in rows:
            read[row.pk] = _read(dict(zip(held.mapping, row.cells, strict=False)), reach)
        numbers = [each.id_no for each in read.values() if isinstance(each, Said)]
        known = {each.id_no: each for each in Enlisted.objects.filter(id_no__in=numbers).select_related("village")}
        for row in rows:
            _judged(row, read[row.pk], known, reach)
        ImportRow.objects.bulk_update(
            rows, ["fate", "said", "number", "name", "birth_date", "village", "problems", "before"]
        )

    def compare(self, held: Import, staff: Staff) -> None:
        """The same number further up in the file: the first row counts."""
        seen: dict[str, int] = {}
        for row in held.rows.filter(fate__in=(NEW, CHANGED, SAME, DOUBT)).order_by("line"):
            first = seen.setdefault(row.number or "", row.line)
            if first != row.line:
                row.fate, row.problems = ERROR, _problem("身份证号", f"与第 {first} 行是同一号码，请只留一行")
                row.save(update_fields=["fate", "problems"])

    def bring_in(self, held: Import, rows: Sequence[ImportRow], staff: Staff, *, owing: bool) -> None:
        """Many at a time; what stood before stays with the row, so that the import can be taken back."""
        entries, day = [], held.made_at.astimezone(CHINA).date()
        for row in rows:
            said = {**(row.said or {}), "birth_date": row.birth_date, "village_id": row.village}
            entries.append(Enlisted(
                id_no=row.number or "", listed_on=day, source=held.name, came_by=held.pk, brought_by=staff, **said,
            ))  # fmt: skip
            row.fate = "corrected" if row.before else "done"
        Enlisted.objects.bulk_create(entries, update_conflicts=True, unique_fields=["id_no"], update_fields=FIELDS)
        ImportRow.objects.bulk_update(rows, ["fate"])

    def take_back(self, held: Import, rows: Sequence[ImportRow], staff: Staff) -> None:
        """What a later list said since stays."""
        for row in rows:
            with transaction.atomic():
                entry = Enlisted.objects.select_for_update().filter(id_no=row.number, came_by=held.pk).first()
                if entry is None:
                    row.fate, row.problems = "kept", _problem("", "后来的名单已改过这个人，没有撤销")
                elif row.before:
                    Enlisted.objects.filter(pk=entry.pk).update(**row.before)
                    row.fate = "undone"
                else:
                    entry.delete()
                    row.fate = "undone"
                row.save(update_fields=["fate", "problems"])


def _judged(row: ImportRow, said: Said | dict[str, str], known: dict[str, Enlisted], reach: Reach) -> None:
    row.before, row.said, row.number, row.village, row.birth_date = None, None, None, None, None
    if isinstance(said, dict):
        row.fate, row.name = ERROR, ""
        row.problems = [{"column": column, "message": message} for column, message in said.items()]
        return
    row.problems, row.name, row.number, row.village = [], said.name, said.id_no, said.village_id
    row.birth_date = said.birth_date
    row.said = {"name": said.name, "state": said.state, "since": said.since.isoformat() if said.since else None}
    entry = known.get(said.id_no)
    if entry is None:
        row.fate = NEW
    elif all(getattr(entry, key) == getattr(said, key) for key in ("name", "village_id", "state", "since")):
        row.fate = SAME
    else:
        row.fate, row.before = CHANGED, {key: _kept(getattr(entry, key)) for key in FIELDS}
        if entry.village_id not in reach.villages:
            row.fate = DOUBT
            there = f"{entry.listed_on} 的名单说此人在{entry.village.name}，请核对后再导入"
            row.problems = _problem("村（居）委会", there)


def _read(typed: dict[str, str], reach: Reach) -> Said | dict[str, str]:
    """The row, or what is wrong in which column."""
    wrong: dict[str, str] = {}
    try:
        card = parse_id_card(number_of(typed.get("id_no", "")), today())
    except (Odd, IdentityError) as why:
        return {"身份证号": str(why).removeprefix("身份证号：")}
    place, name, on = typed.get(VILLAGE, "").strip(), typed.get("name", "").strip()[:50], None
    village = reach.village(place)
    if not name:
        wrong["姓名"] = "必须填写"
    if village is None:
        wrong["村（居）委会"] = f"“{place[:20]}”不是您服务的村（居），请填名称或12位代码" if place else "必须填写"
    text = typed.get(STATE, "").strip()
    state = NAMES.get(text, "here" if not text else "")
    if not state:
        wrong["状态"] = f"“{text[:20]}”应为在住、死亡或迁出"
    if day := typed.get(SINCE, "").strip():
        try:
            on = dt.date.fromisoformat(day_of(day).replace("/", "-").replace(".", "-"))
        except ValueError:
            wrong["变动日期"] = f"“{day[:20]}”不是真实的日期，请按 2024-05-20 的样式填写"
    if wrong or village is None:
        return wrong
    return Said(card.number, name, card.birth_date, village, state, on)


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, uuid.UUID) else value


def _problem(column: str, message: str) -> list[dict[str, str]]:
    return [{"column": column, "message": message}]


POPULATION = Population()
