"""Drawing the sample of an inspection, drawing it again from what was frozen, and who was found true."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Prefetch

from gongwei.appraisal.authority import must_judge
from gongwei.appraisal.frames import Found, frame
from gongwei.appraisal.models import Check, Inspection, Sample, Sampled
from gongwei.appraisal.rounds import rule_of
from gongwei.appraisal.schemes import scheme
from gongwei.kernel.clock import now
from gongwei.kernel.drawing import Unit, digest, draw
from gongwei.kernel.verifying import ONLINE
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.records.history import acting

WAITING, TRUE, UNTRUE, NOT_REACHED = "waiting", "true", "untrue", "not_reached"


def draw_sample(inspection: Inspection, *, by: Staff) -> Sample:
    """Freeze the frame and draw by the round's seed; once drawn nobody is exchanged, asked again it is the same."""
    must_judge(by, inspection)
    if earlier := Sample.objects.filter(inspection=inspection).first():
        return earlier
    held = inspection.round
    rules = scheme(held.scheme).file.sampling
    rule = rule_of(held)
    found = frame(inspection.institution, rule.chapters, held.starts_on, held.ends_on, rules, rule.forms)
    if not found:
        raise refuse(
            "sample", f"{inspection.institution}在 {held.starts_on} 至 {held.ends_on} 没有可抽的服务记录"
        )
    units = [each.unit for each in found]
    seed = seed_of(inspection)
    drawn = draw(seed, units, int(rules.size.value))
    try:
        with transaction.atomic(), acting(str(by.pk), "抽样"):
            made = Sample.objects.create(
                id=uuid.uuid5(inspection.pk, "sample"), inspection=inspection, seed=seed, size=int(rules.size.value),
                frame_records=[each.record for each in found], frame_strata=[each.stratum for each in found],
                frame_weights=[each.weight for each in found], frame_sha256=digest(units), drawn_by=by, drawn_at=now(),
            )  # fmt: skip
            held_by = {str(each.record): each for each in found}
            Sampled.objects.bulk_create(
                _row(made, place, held_by[unit.id]) for place, unit in enumerate(drawn, 1)
            )
            return made
    except IntegrityError:
        return Sample.objects.get(inspection=inspection)


def seed_of(inspection: Inspection) -> int:
    """The inspection's own seed, from the round's: known before anybody sees the frame."""
    return (inspection.round.seed * 1009 + inspection.institution_id) % 2_000_000_000


def _row(made: Sample, place: int, found: Found) -> Sampled:
    return Sampled(
        id=uuid.uuid5(made.pk, str(found.record)), sample=made, place=place, form=found.form, record=found.record,
        programme=found.programme, stratum=found.stratum, resident_id=found.resident, clinic_id=found.clinic,
        staff_id=found.staff, served_on=found.served_on, signals=list(found.signals),
    )  # fmt: skip


def drawn_again(made: Sample) -> list[uuid.UUID]:
    """Draw from the frozen frame with the stored seed: the records in the order in which they were drawn."""
    rows = zip(made.frame_records, made.frame_strata, made.frame_weights, strict=True)
    units = [Unit(str(record), stratum, weight) for record, stratum, weight in rows]
    return [uuid.UUID(unit.id) for unit in draw(made.seed, units, made.size)]


def same(made: Sample) -> bool:
    """Whether seed and frame still give the stored names, and the frame is the one that was frozen."""
    rows = zip(made.frame_records, made.frame_strata, made.frame_weights, strict=True)
    kept = (
        digest([Unit(str(record), stratum, weight) for record, stratum, weight in rows]) == made.frame_sha256
    )
    return kept and drawn_again(made) == list(made.drawn.values_list("record", flat=True))


def drawn(inspection: Inspection) -> list[Sampled]:
    """The sample of an inspection with its checks; empty before it is drawn."""
    rows = Sampled.objects.filter(sample__inspection=inspection).select_related("resident", "staff", "clinic")
    return list(rows.prefetch_related(Prefetch("checks", Check.objects.select_related("by").order_by("at"))))


def truth_of(row: Sampled) -> str:
    """untrue if any way of checking said so, else true if one did, else not reached; waiting before any check."""
    said = {check.outcome for check in row.checks.all()}
    return next((word for word in (UNTRUE, TRUE, NOT_REACHED) if word in said), WAITING)


@dataclass(frozen=True)
class Truth:
    """How many sampled records are true, untrue, not reached, and still waiting."""

    true: int = 0
    untrue: int = 0
    not_reached: int = 0
    waiting: int = 0
    online: int = 0

    @property
    def checked(self) -> int:
        """Records that somebody has looked at."""
        return self.true + self.untrue + self.not_reached

    @property
    def known(self) -> int:
        """Verified either way: the denominator of the truth rate."""
        return self.true + self.untrue


def truth(rows: Collection[Sampled]) -> Truth:
    """Count a sample; ``online`` are those looked at on screen or by phone (线上评价)."""
    states = [truth_of(row) for row in rows]
    online = sum(any(check.mode in ONLINE for check in row.checks.all()) for row in rows)
    true, untrue, missed, left = (states.count(word) for word in (TRUE, UNTRUE, NOT_REACHED, WAITING))
    return Truth(true, untrue, missed, left, online)


def untrue_records() -> dict[uuid.UUID, str]:
    """The records that were found untrue, and how: they stand as questioned in every settlement (FUND-28)."""
    found = Check.objects.filter(outcome=UNTRUE).select_related("sampled").order_by("at")
    return {
        check.sampled.record: f"{check.get_mode_display()}不属实：{check.words}"
        for check in found
    }
