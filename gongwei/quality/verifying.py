"""真实性、规范性核查: patients' files drawn or all, checked by telephone or at home; a failed one is not counted.

A file that fails leaves the managed count the day it is checked and returns the day a check finds it right (EHR-20).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from gongwei.care.models import Enrolment, Exclusion
from gongwei.catalogue.chapters import qualities
from gongwei.kernel.clock import now, today
from gongwei.kernel.drawing import Unit, digest, draw
from gongwei.kernel.verifying import MODES
from gongwei.people.grants import allowed
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.people.queries import PRESENT
from gongwei.quality.cleaning import must_run
from gongwei.quality.models import BY_TOWNSHIP, FAILING, RESULTS, FileCheck, Verification, VerifiedFile
from gongwei.records.history import acting

LARGEST_SEED = 2_000_000_000
BATCH = 5000


@dataclass(frozen=True)
class Result:
    """One institution in a round: files, and what the checks showed; not reached and waiting say nothing of truth."""

    institution_id: int
    files: int
    states: Counter[str]

    @property
    def passed(self) -> int:
        """True and as the rules want them."""
        return self.states["true"]

    @property
    def known(self) -> int:
        """Checked either way: the denominator of the pass rate."""
        return self.passed + sum(self.states[name] for name in FAILING)

    @property
    def waiting(self) -> int:
        """Not looked at yet."""
        return self.states["waiting"]


def open_verification(
    key: uuid.UUID, title: str, programmes: Collection[str], size: int | None, seed: int, due_on: dt.date, *, by: Staff
) -> Verification:
    """Freeze today's managed patients and draw by the seed, all of them without a size; asked again it is the same."""
    must_run(by)
    if earlier := Verification.objects.filter(pk=key).first():
        return earlier
    wanted = [name for name in diseases() if name in programmes]
    if not wanted:
        raise refuse("programmes", "病种：至少选一种")
    if size is not None and size < 1:
        raise refuse("size", "抽查份数：应不小于 1；全部核查请留空")
    if not 0 < seed < LARGEST_SEED:
        raise refuse("seed", f"种子：应是 1 到 {LARGEST_SEED} 的整数")
    if due_on < today():
        raise refuse("due_on", f"期限：不能早于今天（{today()}）")
    held = {f"{span.programme}:{span.resident_id}": span for span in _managed(wanted)}
    if not held:
        raise refuse("programmes", "病种：今天没有在管的患者，不需要核查")
    units = [Unit(name, str(span.institution_id)) for name, span in held.items()]
    with transaction.atomic(), acting(str(by.pk), "发起核查"):
        made = Verification.objects.create(
            id=key, title=title, programmes=wanted, size=size, seed=seed, frame_files=[unit.id for unit in units],
            frame_strata=[unit.stratum for unit in units], frame_sha256=digest(units), opened_by=by, opened_on=today(),
            due_on=due_on,
        )  # fmt: skip
        VerifiedFile.objects.bulk_create((
            VerifiedFile(
                id=uuid.uuid5(key, unit.id), verification=made, resident_id=held[unit.id].resident_id,
                programme=held[unit.id].programme, institution_id=held[unit.id].institution_id,
            )
            for unit in draw(seed, units, size or len(units))
        ), batch_size=BATCH)  # fmt: skip
        return made


def diseases() -> tuple[str, ...]:
    """The programmes whose files are checked, as the chapters declare them."""
    return tuple(dict.fromkeys(name for held in qualities().values() for name in held.verified))


def _managed(programmes: Collection[str]) -> list[Enrolment]:
    """Spans open today of people here today whose file has not failed a check before; the place is today's."""
    day = today()
    spans = Enrolment.objects.filter(programme__in=programmes, from_on__lte=day, to_on=None)
    here = spans.filter(resident__in=Resident.objects.in_state_on(day, PRESENT)).select_related("resident")
    failed = set(Exclusion.objects.filter(to_on=None).values_list("resident_id", "programme"))
    found = [span for span in here.order_by("pk") if (span.resident_id, span.programme) not in failed]
    for span in found:
        span.institution_id = span.resident.institution_id or span.institution_id
    return found


def drawn_again(held: Verification) -> set[str]:
    """The files that seed and frozen frame give now."""
    units = [Unit(name, place) for name, place in zip(held.frame_files, held.frame_strata, strict=True)]
    return {unit.id for unit in draw(held.seed, units, held.size or len(units))}


def may_check(by: Staff | None, file: VerifiedFile) -> bool:
    """公卫科 and the line of the place, or the project office; nobody checks a patient of his own."""
    if by is None or file.resident.doctor_id == by.pk:
        return False
    inspects = allowed(by, "inspect", file.programme, file.institution)
    return inspects or allowed(by, "plan", file.programme, file.institution)


def check(key: uuid.UUID, file: VerifiedFile, mode: str, outcome: str, words: str, *, by: Staff) -> FileCheck:
    """Write down one look; what fails leaves the managed count today, what is found right again returns today.

    A round that is closed takes no more checks but of files that failed.
    """
    if not may_check(by, file):
        raise Forbidden("核查由管理机构的公卫科、条线或项目办登记，不能核查自己负责的患者")
    if earlier := FileCheck.objects.filter(pk=key).first():
        return earlier
    if mode not in BY_TOWNSHIP:
        raise refuse("mode", f"核实方式：请选 {'、'.join(MODES[each] for each in BY_TOWNSHIP)}")
    if outcome not in RESULTS:
        raise refuse("outcome", f"核查结果：请选 {'、'.join(RESULTS.values())}")
    with transaction.atomic(), acting(str(by.pk), "核查档案"):
        row = VerifiedFile.objects.select_for_update().get(pk=file.pk)
        failed = row.state in FAILING
        if row.verification.closed_on is not None and not failed:
            raise Conflict("这次核查行动已经结束，只能再核查未通过的档案")
        if outcome in FAILING and not words.strip():
            raise refuse("words", "情况：未通过时必须写明发现了什么，例如“本人说没有量过血压”")
        if outcome == "true" and failed and not words.strip():
            raise refuse("words", "情况：原来未通过，请写明更正了什么")
        made = FileCheck.objects.create(
            id=key, file=row, mode=mode, outcome=outcome, words=words.strip(), by=by, at=now()
        )
        if outcome != "not_reached" or not failed:  # a call that nobody answers leaves a failed file failed
            row.state = outcome
            row.save()
        _count(row, outcome, words.strip())
        return made


def _count(file: VerifiedFile, outcome: str, words: str) -> None:
    """The managed count follows the outcome."""
    held = Exclusion.objects.filter(resident_id=file.resident_id, programme=file.programme, to_on=None).first()
    if outcome in FAILING and held is None:
        Exclusion.objects.create(
            id=uuid.uuid4(), resident_id=file.resident_id, programme=file.programme, from_on=today(),
            reason=f"{RESULTS[outcome]}：{words}",
        )  # fmt: skip
    elif outcome == "true" and held is not None:
        held.to_on, held.corrected = today(), words
        held.save()


def close_verification(held: Verification, *, by: Staff) -> Verification:
    """No more checks but of files that failed."""
    must_run(by)
    with transaction.atomic(), acting(str(by.pk), "结束核查"):
        row = Verification.objects.select_for_update().get(pk=held.pk)
        if row.closed_on is not None:
            raise Conflict("这次核查行动已经结束")
        row.closed_by, row.closed_on = by, today()
        row.save()
        return row


def results(files: Iterable[VerifiedFile]) -> list[Result]:
    """By institution, those with the most files that failed first."""
    states: dict[int, Counter[str]] = {}
    for file in files:
        states.setdefault(file.institution_id, Counter())[file.state] += 1
    rows = (Result(place, sum(counts.values()), counts) for place, counts in states.items())
    return sorted(rows, key=lambda row: (row.passed - row.known, row.institution_id))
