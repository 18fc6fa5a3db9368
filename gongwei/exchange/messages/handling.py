"""The inbox of the health centre: exam results of hospitals, each a task for follow-up including TCM (ELD-13)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from gongwei.exchange.models import Received
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Conflict, Forbidden
from gongwei.records.history import acting


def arrived(by: Staff) -> QuerySet[Received]:
    """Results about residents whom the account sees, the latest first."""
    seen = Resident.objects.visible_to(by.account)
    return Received.objects.filter(resident__in=seen, record__isnull=False).select_related("sender", "resident")


def waiting(by: Staff) -> QuerySet[Received]:
    """What nobody has arranged yet."""
    return arrived(by).filter(waits=True)


def handle(told: Received, followed: str, tcm: str, *, by: Staff) -> Received:
    """Say what is done: the follow-up and the guidance of Chinese medicine; once."""
    if not allowed(by, "write", "elderly", told.resident.institution):
        raise Forbidden("体检结果由居民所在卫生院的医务人员处理")
    with transaction.atomic(), acting(str(by.pk), "处理外院体检结果"):
        row = Received.objects.select_for_update().get(pk=told.pk)
        if not row.waits:
            raise Conflict("这份结果已经处理")
        row.waits, row.followed, row.tcm, row.handled_by, row.handled_on = False, followed, tcm, by, today()
        row.save()
        return row
