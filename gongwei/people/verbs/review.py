"""复核升级: the five sections of a record, verified one by one against the person (EHR-09, EHR-11)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from gongwei.kernel.clock import today
from gongwei.people.codes import SECTIONS
from gongwei.people.models import RecordReview, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import locked, require
from gongwei.records.history import acting


@dataclass(frozen=True)
class Finding:
    """What the verifier found in one section; an error says what was wrong, a correction what was done."""

    section: int
    accurate: bool
    error: str = ""
    correction: str = ""


def mark_reviewed(resident_id: int, finding: Finding, *, by: Staff, request_id: uuid.UUID) -> RecordReview:
    """Store the verification of one section; the record counts as reviewed once all five are accurate or corrected."""
    if earlier := RecordReview.objects.filter(pk=request_id).first():
        return earlier
    if finding.section not in SECTIONS:
        raise refuse("section", "档案部分：请从五个部分中选择")
    if not finding.accurate and not finding.error.strip():
        raise refuse("error", "发现的问题：不准确时必须填写")
    with acting(str(by.pk), f"复核：{SECTIONS.label(finding.section)}"):
        resident = locked(resident_id)
        require(by, "review", resident.institution)
        review = RecordReview.objects.create(
            id=request_id,
            resident=resident,
            section=finding.section,
            reviewed_on=today(),
            reviewed_by=by,
            accurate=finding.accurate,
            error=finding.error.strip()[:500],
            correction=finding.correction.strip()[:500],
        )
        if is_reviewed(resident):
            resident.reviewed_on = today()
            resident.save(update_fields=["reviewed_on"])
        return review


def latest_reviews(resident: Resident) -> dict[int, RecordReview]:
    """Section → its latest verification."""
    return {review.section: review for review in resident.reviews.order_by("reviewed_on", "recorded_at")}


def is_reviewed(resident: Resident) -> bool:
    """All five sections were verified, each accurate or corrected."""
    latest = latest_reviews(resident)
    return all(code in latest and (latest[code].accurate or latest[code].correction) for code, _ in SECTIONS)
