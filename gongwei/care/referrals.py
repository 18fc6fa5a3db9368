"""The two ends of a referral that wait: the sender for the outcome, the receiver for the patient (XC-01)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from gongwei.care.models import Referral, ReferralResult


def outcome_overdue(on: dt.date, days: int) -> QuerySet[Referral]:
    """Sent more than ``days`` days before the day, and nobody asked for the outcome by then."""
    asked = ReferralResult.objects.filter(referral=OuterRef("pk"), voided_at__isnull=True, served_on__lte=on)
    sent = Referral.objects.filter(voided_at__isnull=True, served_on__lt=on - dt.timedelta(days))
    return sent.filter(~Exists(asked)).order_by("served_on", "id")


def arrival_overdue(on: dt.date, days: int) -> QuerySet[Referral]:
    """Expected by the receiving institution for more than ``days`` days without arriving."""
    sent = Referral.objects.filter(voided_at__isnull=True, served_on__lt=on - dt.timedelta(days))
    return sent.filter(arrived_on__isnull=True, to_institution__isnull=False).order_by("served_on", "id")
