"""底数: records of people from an age on beside 实有人口库, village by village; each difference in a sentence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from gongwei.kernel.clock import today
from gongwei.kernel.dates import add_years
from gongwei.people.models import Enlisted, EnlistedWord, Region, Residence, Resident, Staff, Standing
from gongwei.people.models.enlisted import HERE, KINDS, LISTED
from gongwei.people.problems import Forbidden, refuse
from gongwei.people.queries import ResidentQuery
from gongwei.people.serving import villages_of
from gongwei.records.history import acting

LASTING = (
    "EXISTS (SELECT 1 FROM residence d WHERE d.resident_id = r.id AND d.permanent"
    " AND d.from_on <= %(today)s AND (d.to_on IS NULL OR d.to_on > %(today)s))"
)
SQL = f"""
SELECT 'theirs', l.id, r.id, l.village_id FROM enlisted l
LEFT JOIN resident r ON r.id_no = l.id_no AND r.merged_into_id IS NULL
WHERE l.village_id = ANY(%(villages)s) AND l.state = 'here' AND l.birth_date <= %(born)s
  AND (r.id IS NULL OR NOT r.living OR NOT r.village_id = ANY(%(villages)s))
UNION ALL
SELECT 'ours', NULL, r.id, r.village_id FROM resident r
WHERE r.village_id = ANY(%(covered)s) AND r.living AND r.merged_into_id IS NULL AND r.birth_date <= %(born)s
  AND {LASTING} AND NOT EXISTS (SELECT 1 FROM enlisted l WHERE l.id_no = r.id_no)
UNION ALL
SELECT 'differs', l.id, r.id, r.village_id FROM resident r JOIN enlisted l ON l.id_no = r.id_no
WHERE r.village_id = ANY(%(villages)s) AND r.living AND r.merged_into_id IS NULL
  AND least(r.birth_date, l.birth_date) <= %(born)s AND {LASTING}
  AND (l.state <> 'here' OR l.village_id <> r.village_id OR l.birth_date <> r.birth_date OR l.name <> r.name)
"""
"""Only villages that the list speaks of (``covered``) can lack somebody in it."""


@dataclass(frozen=True)
class Difference:
    """One person in whom list and records differ: who, where, in what, and what was said of it."""

    kind: str
    village_id: str
    entry: Enlisted | None
    resident: Resident | None
    said: str
    word: EnlistedWord | None = None

    @property
    def key(self) -> str:
        """What names it in an address."""
        return f"{self.kind}-{self.entry.pk if self.entry else 0}-{self.resident.pk if self.resident else 0}"

    @property
    def number(self) -> str:
        """The identity number, where there is one."""
        return self.entry.id_no if self.entry else (self.resident.id_no or "") if self.resident else ""

    @property
    def elsewhere(self) -> bool:
        """The record lives at another institution, so that only its transfer settles it."""
        return self.kind == "theirs" and self.resident is not None and self.resident.living

    @property
    def ways(self) -> tuple[str, ...]:
        """The acts that settle it, the likely one first; to say why it stays is always possible."""
        if self.kind == "theirs":
            return ("register",) if self.resident is None else ("transfer",) if self.elsewhere else ("reopen",)
        if self.kind == "ours" or (self.entry is not None and self.entry.state != HERE):
            return ("close", "edit")
        there = self.entry.village_id if self.entry is not None else ""
        return ("move", "edit") if there != self.village_id else ("edit",)


@dataclass(frozen=True)
class Line:
    """One village: people of the age in the list and in the records, and the open differences of each kind."""

    village: Region
    listed: int
    filed: int
    theirs: int = 0
    ours: int = 0
    differs: int = 0
    kept: int = 0

    @property
    def gap(self) -> int:
        """The records' base less the list's."""
        return self.filed - self.listed

    @property
    def open(self) -> int:
        """Differences that nobody has settled."""
        return self.theirs + self.ours + self.differs


def differences(villages: Collection[str], born: dt.date) -> list[Difference]:
    """Everybody born until the day in whom the two differ in these villages, by village and name."""
    within = list(villages)
    covered = list(Enlisted.objects.filter(village__in=within).order_by().values_list("village", flat=True).distinct())
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"villages": within, "covered": covered, "born": born, "today": today()})
        rows = cursor.fetchall()
    entries = Enlisted.objects.select_related("village").in_bulk([row[1] for row in rows if row[1]])
    people = Resident.objects.select_related("village", "institution").in_bulk([row[2] for row in rows if row[2]])
    words = _words(within)
    found = []
    for kind, entry_id, resident_id, village in rows:
        entry, resident = entries.get(entry_id), people.get(resident_id)
        one = Difference(kind, village, entry, resident, _said(kind, entry, resident, born))
        whom = one.number or (resident.pk if resident else 0)
        found.append(Difference(kind, village, entry, resident, one.said, words.get((kind, whom, one.said))))
    return sorted(found, key=lambda one: (one.village_id, one.kind, one.key))


def _words(villages: list[str]) -> dict[tuple[str, Any, str], EnlistedWord]:
    kept = EnlistedWord.objects.filter(village__in=villages).select_related("by").order_by("on", "pk")
    return {(each.kind, each.number or each.resident_id, each.said): each for each in kept}


def _said(kind: str, entry: Enlisted | None, resident: Resident | None, born: dt.date) -> str:
    """What differs, in one sentence without anybody's number."""
    if kind == "theirs":
        if resident is None:
            return "没有档案"
        return f"档案在{resident.institution}" if resident.living else "档案已终止"
    if kind == "ours" or entry is None or resident is None:
        return "名单里没有" if resident is None or resident.id_no else "名单里没有；档案缺身份证号，对不上"
    parts = []
    if entry.state != HERE:
        parts.append(f"名单记为{LISTED[entry.state]}{f'（{entry.since}）' if entry.since else ''}")
    if entry.village_id != resident.village_id:
        parts.append(f"名单在{entry.village.name}")
    if entry.birth_date != resident.birth_date:
        side = "" if (entry.birth_date <= born) == (resident.birth_date <= born) else "，到龄与否不同"
        parts.append(f"名单出生 {entry.birth_date}，档案 {resident.birth_date}{side}")
    if entry.name != resident.name:
        parts.append(f"名单姓名 {entry.name}")
    return "；".join(parts)


def filed(villages: Collection[str], born: dt.date) -> ResidentQuery:
    """The permanent living residents of the age in these villages: the base by the records."""
    lasting = Residence.objects.filter(
        Q(to_on=None) | Q(to_on__gt=today()), resident=OuterRef("pk"), permanent=True, from_on__lte=today()
    )
    return Resident.objects.filter(
        Exists(lasting), village__in=villages, living=True, merged_into=None, birth_date__lte=born
    )


def lines(villages: Mapping[str, Region], born: dt.date, found: list[Difference]) -> list[Line]:
    """Both bases and the differences of each village, the most open first."""
    listed = Enlisted.objects.filter(village__in=villages, state=HERE, birth_date__lte=born)
    theirs = dict(listed.order_by().values_list("village").annotate(n=Count("pk")))
    ours = dict(filed(villages, born).order_by().values_list("village").annotate(n=Count("pk")))
    rows = []
    for code, village in villages.items():
        here = [one for one in found if one.village_id == code]
        counts = {kind: sum(one.kind == kind and one.word is None for one in here) for kind in KINDS}
        kept = sum(one.word is not None for one in here)
        rows.append(Line(village, theirs.get(code, 0), ours.get(code, 0), **counts, kept=kept))
    return sorted(rows, key=lambda line: (-line.open, line.village.pk))


def ledger(villages: Collection[str], born: dt.date, year: int) -> list[tuple[str, int]]:
    """How the base came about this year: who reached the age, came, died and left; what it is now."""
    now, before = filed(villages, born), Residence.objects.filter(
        resident=OuterRef("pk"), institution=OuterRef("institution"), from_on__lt=dt.date(year, 1, 1)
    )  # fmt: skip
    people = Resident.objects.filter(village__in=villages, merged_into=None, birth_date__lte=born)
    ended = Standing.objects.filter(resident__in=people, to_on=None, from_on__year=year)
    by_state = dict(ended.order_by().values_list("state").annotate(n=Count("resident", distinct=True)))
    return [
        ("今年到龄", now.filter(birth_date__gt=add_years(born, -1)).count()),
        ("今年新增（建档、转入）", now.exclude(Exists(before)).count()),
        ("今年死亡", by_state.get("died", 0)), ("今年迁出", by_state.get("moved_out", 0)), ("现有底数", now.count()),
    ]  # fmt: skip


def keep(id: uuid.UUID, one: Difference, reason: str, *, by: Staff) -> EnlistedWord:
    """Say why a difference stays; the same request again changes nothing."""
    if one.village_id not in set(villages_of(by, "register").values_list("village_id", flat=True)):
        raise Forbidden("底数差异由村（居）所属卫生院的公卫科、责任医生和村医处理")
    if len(reason.strip()) < 2:
        raise refuse("reason", "说明：请写清为什么保留")
    if earlier := EnlistedWord.objects.filter(pk=id).first():
        return earlier
    with acting(str(by.pk), "底数差异说明"):
        return EnlistedWord.objects.create(
            id=id, kind=one.kind, number=one.number, resident=one.resident, village_id=one.village_id,
            said=one.said[:300], reason=reason.strip()[:300], by=by, on=today(),
        )  # fmt: skip

