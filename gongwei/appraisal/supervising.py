"""The professional institutions' quarterly results of one institution: a missing quarter is named, never assumed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from gongwei.appraisal.models import Inspection
from gongwei.appraisal.rounds import calendar
from gongwei.appraisal.tallying import scores_of
from gongwei.people.models import Institution


def quarter_scores(place: Institution, until: dt.date) -> list[tuple[str, Decimal | None]]:
    """(round, accepted score) of every quarterly round due up to a day; None where it is missing (APR-02)."""
    slots = [slot for slot in calendar(until + dt.timedelta(days=1)) if slot.rule.kind == "quarter"]
    slots = [slot for slot in slots if slot.ends_on <= until]
    rounds = {slot.round.pk for slot in slots if slot.round is not None}
    accepted = Inspection.objects.filter(round__in=rounds, institution=place, state="accepted")
    known = {row.round_id: score for row, score in scores_of(accepted).items()}
    return [(slot.label, known.get(slot.round.pk) if slot.round else None) for slot in slots]
