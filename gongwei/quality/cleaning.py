"""谁建档、谁清理、谁规范: a defective record goes to its creator; what is left is judged by build (EHR-04).

Nobody ticks a record off: it is clean once the quality rules no longer find what they found at the start.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db import transaction

from gongwei.facts import reader
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.quality.models import Cleanup, CleanupCase
from gongwei.quality.worklist import Cut, Judged
from gongwei.records.history import acting

Left = Mapping[int, frozenset[str]]
BATCH = 5000


@dataclass(frozen=True)
class Tally:
    """One institution in a round: the records given to it, and those not clean yet."""

    institution_id: int
    given: int
    left: int

    @property
    def clean(self) -> int:
        """Records put right."""
        return self.given - self.left

    @property
    def rate(self) -> float:
        """Clean records in percent; a row is only made where something was given."""
        return 100 * self.clean / self.given


def open_cleanup(
    cleanup_id: uuid.UUID, held: Judged, title: str, criteria: Collection[str], due_on: dt.date, *, by: Staff
) -> Cleanup:
    """Give every record that fails one of the criteria to its creator; asked again it is the same round."""
    must_run(by)
    if earlier := Cleanup.objects.filter(pk=cleanup_id).first():
        return earlier
    known = [each.id for each in held.criteria if each.id in criteria]
    if not known:
        raise refuse("criteria", "问题：至少选一项要清理的问题")
    if due_on < today():
        raise refuse("due_on", f"期限：不能早于今天（{today()}）")
    with transaction.atomic(), acting(str(by.pk), "发起清理"):
        if Cleanup.objects.select_for_update().filter(chapter=held.chapter, closed_on=None).exists():
            raise Conflict("上一次清理行动还没有结束，请先结束再发起")
        found = held.records(Cut(failing=tuple(known)))
        if not found:
            raise refuse("criteria", "问题：没有档案有所选的问题，不需要清理")
        made = Cleanup.objects.create(
            id=cleanup_id, title=title, chapter=held.chapter, criteria=known, as_of=held.as_of, build=held.build,
            opened_by=by, opened_on=today(), due_on=due_on,
        )  # fmt: skip
        CleanupCase.objects.bulk_create((
            CleanupCase(
                id=uuid.uuid5(made.pk, str(each.resident_id)), cleanup=made, resident_id=each.resident_id,
                institution_id=each.creator_id or each.institution_id or by.institution_id,
                criteria=[one.id for one in each.lacking if one.id in known], score=each.score,
            )
            for each in found
        ), batch_size=BATCH)  # fmt: skip
        return made


def close_cleanup(cleanup: Cleanup, held: Judged, *, by: Staff) -> Cleanup:
    """The round ends: what each record still lacks is kept as the last word."""
    must_run(by)
    with transaction.atomic(), acting(str(by.pk), "结束清理"):
        row = Cleanup.objects.select_for_update().get(pk=cleanup.pk)
        if row.closed_on is not None:
            raise Conflict("这次清理行动已经结束")
        cases = list(row.cases.all())
        still = left_of(row, held, cases)
        for case in cases:
            case.left = [name for name in case.criteria if name in still[case.resident_id]]
        CleanupCase.objects.bulk_update(cases, ["left"], batch_size=BATCH)
        row.closed_by, row.closed_on = by, today()
        row.save()
        return row


def left_of(cleanup: Cleanup, held: Judged, cases: Iterable[CleanupCase]) -> Left:
    """Resident → what is still wrong of what was found: as the build says, or as the end found it.

    A record that is no longer in the list (dead, moved away, merged) has nothing left to clean.
    """
    if cleanup.closed_on is not None:
        return {case.resident_id: frozenset(case.left or ()) for case in cases}
    failing = _failing(held, tuple(cleanup.criteria), reader.address(held.build))
    return {case.resident_id: failing.get(case.resident_id, frozenset()) & set(case.criteria) for case in cases}


@lru_cache(maxsize=4)
def _failing(held: Judged, criteria: tuple[str, ...], address: str) -> Left:
    """All records of a build that fail one of the criteria, with those they fail; a build never changes."""
    rows = held.records(Cut(failing=criteria))
    return {each.resident_id: frozenset(one.id for one in each.lacking) for each in rows}


def tallies(cases: Iterable[CleanupCase], left: Left) -> list[Tally]:
    """By the institution that answers, the most left first."""
    given: dict[int, int] = {}
    open_: dict[int, int] = {}
    for case in cases:
        given[case.institution_id] = given.get(case.institution_id, 0) + 1
        open_[case.institution_id] = open_.get(case.institution_id, 0) + bool(left[case.resident_id])
    rows = (Tally(place, n, open_[place]) for place, n in given.items())
    return sorted(rows, key=lambda row: (-row.left, row.institution_id))


def must_run(by: Staff) -> None:
    """Rounds are the project office's."""
    if not allowed(by, "plan"):
        raise Forbidden("清理行动和核查行动由项目办发起、结束")
