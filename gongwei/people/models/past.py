"""Repeating lines of 个人基本信息表: diseases, surgeries, traumas and transfusions with their months."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from gongwei.people import codes
from gongwei.people.models.resident import Resident
from gongwei.records.fields import Code, Text
from gongwei.records.models import Row

KEEP_LINE = pgtrigger.Trigger(
    name="keep_line",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.After,
    func="""
        INSERT INTO history (table_name, row_id, at, actor, reason, old)
        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),
                coalesce(current_setting('gongwei.actor', true), ''),
                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));
        RETURN NULL;
    """,
)
MONTH = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
"""A year, a month or a day, as precisely as the resident remembers."""


class PastLine(Row):
    """A line of the past history; a replaced line is kept in ``history``."""

    class Meta(Row.Meta):
        abstract = True
        triggers = [KEEP_LINE]


class PastDisease(PastLine):
    """A disease diagnosed by a medical institution, with the month of diagnosis."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="past_diseases")
    disease = Code("疾病", codes.PAST_DISEASE, null=False, required=True)
    diagnosed = Text("确诊时间", max_length=10, required=True, hint="YYYY-MM")

    class Meta(PastLine.Meta):
        db_table = "resident_past_disease"
        constraints = [
            models.UniqueConstraint(fields=["resident", "disease"], name="past_disease_once"),
            models.CheckConstraint(
                condition=Q(diagnosed__isnull=True) | Q(diagnosed__regex=MONTH), name="past_disease_month"
            ),
        ]


class PastEvent(PastLine):
    """A named past event and its time; the subclass says which part of the form it belongs to."""

    what = Text("名称或原因", max_length=100, null=False, required=True)
    happened = Text("时间", max_length=10, required=True, hint="YYYY-MM")

    class Meta(PastLine.Meta):
        abstract = True


class Surgery(PastEvent):
    """既往史·手术."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="surgeries")

    class Meta(PastEvent.Meta):
        db_table = "resident_surgery"


class Trauma(PastEvent):
    """既往史·外伤."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="traumas")

    class Meta(PastEvent.Meta):
        db_table = "resident_trauma"


class Transfusion(PastEvent):
    """既往史·输血."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="transfusions")

    class Meta(PastEvent.Meta):
        db_table = "resident_transfusion"
