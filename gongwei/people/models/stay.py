"""Since when somebody lives here: what decides, with the hukou flag, from which day the person is counted."""

from __future__ import annotations

from django.db import models

from gongwei.people.models.resident import Resident
from gongwei.people.models.staff import Staff
from gongwei.records.models import Kept


class Stay(Kept):
    """The day on which a resident began to live here, as told; the rows of ``residence`` follow from it."""

    resident = models.OneToOneField(Resident, models.PROTECT, related_name="stay", verbose_name="居民")
    since = models.DateField("居住起始日期")
    evidence = models.CharField("依据", max_length=200, blank=True, default="")
    noted_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")
    noted_on = models.DateField("登记日期")

    class Meta(Kept.Meta):
        db_table = "stay"

    def __str__(self) -> str:
        return f"{self.since} 起居住"
