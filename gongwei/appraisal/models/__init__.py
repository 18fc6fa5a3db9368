"""Tables of appraisal; the names here are the public surface."""

from gongwei.appraisal.models.checklist import ChecklistItem, Tick
from gongwei.appraisal.models.following import (
    ASKED,
    ORDER_STATES,
    Answer,
    NationalResult,
    Recheck,
    Rectification,
    Reply,
)
from gongwei.appraisal.models.rounds import STATES, Inspection, Member, Round
from gongwei.appraisal.models.samples import Check, Sample, Sampled
from gongwei.appraisal.models.scores import DECISIONS, Deduction, Judgement, Mark, Objection
from gongwei.appraisal.models.upper import APPRAISERS, UpperScore

__all__ = [
    "APPRAISERS",
    "ASKED",
    "DECISIONS",
    "ORDER_STATES",
    "STATES",
    "Answer",
    "Check",
    "ChecklistItem",
    "Deduction",
    "Inspection",
    "Judgement",
    "Mark",
    "Member",
    "NationalResult",
    "Objection",
    "Recheck",
    "Rectification",
    "Reply",
    "Round",
    "Sample",
    "Sampled",
    "Tick",
    "UpperScore",
]
