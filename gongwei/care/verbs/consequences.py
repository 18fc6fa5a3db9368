"""What follows in the same transaction when a record of certain forms is saved or voided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gongwei.care.models import ExamFeedback, OutsideRecord, Referral
from gongwei.care.verbs.findings import reopen_handled, retract_findings, sync_findings
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.records.layout import Form

Facts = Mapping[str, Any]


def after_saving(form: Form, record: Any, actor: Staff, facts: Facts) -> None:
    """Findings follow the exam, the referral follows its answers; a record from outside is noted."""
    note_outside(form, record)
    follow = _FOLLOW.get(form.id)
    if follow is not None:
        follow(record, actor, facts)


def after_voiding(form: Form, record: Any) -> None:
    """Findings that the record had closed open again; those that it had opened are withdrawn."""
    OutsideRecord.objects.filter(pk=record.pk).delete()
    reopen_handled(record.pk)
    retract_findings(form.id, record)
    if form.id == "referral_back" and record.referral_id is not None:
        Referral.objects.filter(pk=record.referral_id, returned_on=record.served_on).update(returned_on=None)


def note_outside(form: Form, record: Any) -> None:
    """Note a record of another institution than the resident's own (its clinics are its own); once."""
    home = record.resident.institution
    if home is not None and not record.institution.path.startswith(home.path):
        OutsideRecord.objects.get_or_create(
            pk=record.pk,
            defaults={"form": form.id, "resident": record.resident, "recorded_at": record.recorded_at},
        )


def _exam(record: Any, actor: Staff, facts: Facts) -> None:
    limits = facts.get("parameters")
    if limits is None:
        raise LookupError(
            "facts['parameters'] holds the alarm limits of the exam's chapter on its day; none were given"
        )
    sync_findings(record, limits)


def _same_person(record: Any, other: Any, label: str) -> None:
    if other is not None and other.resident_id != record.resident_id:
        raise refuse("id", f"{label}属于另一位居民，请核对")
    if other is not None and record.served_on < other.served_on:
        raise refuse("served_on", f"日期 {record.served_on} 早于{label}的日期 {other.served_on}，请核对")


def _feedback(record: ExamFeedback, actor: Staff, facts: Facts) -> None:
    _same_person(record, record.exam, "体检")


def _sent_back(record: Any, actor: Staff, facts: Facts) -> None:
    referral = record.referral
    _same_person(record, referral, "转出单")
    if referral is not None and referral.returned_on is None:
        referral.arrived_on = referral.arrived_on or record.served_on
        referral.returned_on = record.served_on
        referral.version += 1
        referral.save()


def _asked(record: Any, actor: Staff, facts: Facts) -> None:
    _same_person(record, record.referral, "转出单")
    if record.programme != record.referral.programme:
        record.programme = record.referral.programme
        record.save()


_FOLLOW: dict[str, Callable[[Any, Staff, Facts], None]] = {
    "health_exam": _exam,
    "exam_feedback": _feedback,
    "referral_back": _sent_back,
    "referral_result": _asked,
}
