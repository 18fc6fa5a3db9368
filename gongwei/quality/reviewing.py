"""Cases of 数据疑点: records with one doubt in common, what was said of them, and whether somebody must still look."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from gongwei.kernel.clock import now
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.quality import suspicion
from gongwei.quality.models import OUTCOMES_OF_DOUBT, SETTLING, DoubtReview
from gongwei.records.history import acting

STATES = {
    "open": "待复核", "told": "机构已说明", "grown": "复核后又增加",
    **{name: OUTCOMES_OF_DOUBT[name] for name in SETTLING},
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Records under one kind of doubt: how many, of how many people, whose, when, and what stands in one of them."""

    key: str
    kind: str
    institution_id: int
    staff_id: int
    records: int
    people: int
    first_on: dt.date
    last_on: dt.date
    said: str
    state: str = "open"

    @property
    def open(self) -> bool:
        """Whether the project office has still to decide."""
        return self.state not in SETTLING


@dataclass(frozen=True)
class Doubtful:
    """One record of a case."""

    form: str
    record: str
    resident_id: int
    institution_id: int
    staff_id: int
    served_on: dt.date
    said: str


@dataclass(frozen=True)
class Sight:
    """Which records an account sees: forms of its programmes, served by its institutions (None: all)."""

    forms: tuple[str, ...]
    institutions: tuple[int, ...] | None = None


def cases(as_of: dt.date, build: int, sight: Sight) -> list[Case]:
    """Cases by kind in the order of the kinds, the largest first, with what has become of each."""
    rows = _asked(
        'SELECT "case", kind, min(institution_id), min(staff_id), count(*), count(DISTINCT resident_id),'
        " min(served_on), max(served_on), min(said) FROM {} GROUP BY 1, 2", as_of, build, sight,
    )  # fmt: skip
    found = [Case(*row) for row in rows]
    last = latest(each.key for each in found)
    order = list(suspicion.DOUBTS)
    known = [replace(each, state=_state(each, last.get(each.key))) for each in found]
    return sorted(known, key=lambda each: (order.index(each.kind), -each.records, each.key))


def records(case: str, as_of: dt.date, build: int, sight: Sight) -> list[Doubtful]:
    """The records of a case that the account sees, in the order of their days."""
    rows = _asked(
        'SELECT form, record, resident_id, institution_id, staff_id, served_on, said FROM {} AND "case" = ?'
        " ORDER BY served_on, resident_id, form, record", as_of, build, sight, case,
    )  # fmt: skip
    return [Doubtful(*row) for row in rows]


def latest(keys: Iterable[str]) -> Mapping[str, DoubtReview]:
    """The last word on each case that has one."""
    held = DoubtReview.objects.filter(case__in=list(keys)).order_by("case", "-at").distinct("case")
    return {each.case: each for each in held}


def may_tell(by: Staff | None, institution: Institution) -> bool:
    """公卫科 of the institution says what it knows; the office decides."""
    return allowed(by, "plan") or allowed(by, "inspect", None, institution)


def review(key: uuid.UUID, case: Case, outcome: str, words: str, *, by: Staff) -> DoubtReview:
    """Write down what an institution says or what the office decides; asked again it is the same."""
    decides = allowed(by, "plan")
    institution = Institution.objects.get(pk=case.institution_id)
    if not may_tell(by, institution):
        raise Forbidden("疑点由项目办复核，由服务机构的公卫科说明情况")
    if outcome not in OUTCOMES_OF_DOUBT or (outcome in SETTLING and not decides):
        allowed_words = OUTCOMES_OF_DOUBT.values() if decides else [OUTCOMES_OF_DOUBT["told"]]
        raise refuse("outcome", f"结果：请选 {'、'.join(allowed_words)}")
    if not words.strip():
        raise refuse("words", "说明：请写明核实了什么，例如“电话问了 3 位居民，当天确有随访”")
    if earlier := DoubtReview.objects.filter(pk=key).first():
        return earlier
    with transaction.atomic(), acting(str(by.pk), "复核数据疑点"):
        return DoubtReview.objects.create(
            id=key, case=case.key, kind=case.kind, institution=institution, records=case.records, outcome=outcome,
            words=words.strip(), by=by, at=now(),
        )  # fmt: skip


def tally(found: Iterable[Case]) -> dict[str, tuple[int, int, int]]:
    """By kind: cases, records, cases still open."""
    counts: dict[str, tuple[int, int, int]] = {}
    for each in found:
        some, rows, left = counts.get(each.kind, (0, 0, 0))
        counts[each.kind] = (some + 1, rows + each.records, left + each.open)
    return counts


def _state(case: Case, last: DoubtReview | None) -> str:
    if last is None:
        return "open"
    return "grown" if last.outcome in SETTLING and case.records > last.records else last.outcome


def _asked(sql: str, as_of: dt.date, build: int, sight: Sight, *more: Any) -> list[tuple[Any, ...]]:
    duck, table = suspicion.found(as_of, build)
    where = "form IN (SELECT unnest(?))"
    given: list[Any] = [list(sight.forms)]
    if sight.institutions is not None:
        where += " AND institution_id IN (SELECT unnest(?))"
        given.append(list(sight.institutions))
    return duck.execute(sql.format(f"{table} WHERE {where}"), [*given, *more]).fetchall()


def forms_for(programmes: Collection[str]) -> tuple[str, ...]:
    """The forms of these programmes among those that are looked into."""
    return tuple(form.id for form in suspicion.forms() if form.programme in programmes)
