"""Tables of appraisal; the names here are the public surface."""

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
from gongwei.appraisal.models.samples import MODES, ONLINE, OUTCOMES, Check, Sample, Sampled
from gongwei.appraisal.models.scores import DECISIONS, Deduction, Judgement, Mark, Objection

__all__ = [
    "ASKED",
    "DECISIONS",
    "MODES",
    "ONLINE",
    "ORDER_STATES",
    "OUTCOMES",
    "STATES",
    "Answer",
    "Check",
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
]
