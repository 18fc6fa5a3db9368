"""外院新记录: what other institutions wrote about residents in my care, until somebody here has looked (EHR-21)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from gongwei.care.models import OutsideRecord
from gongwei.catalogue.chapters import services
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import AccessLog
from gongwei.web.frame.extensions import Notice
from gongwei.web.frame.scope import Scope

DAYS = 30


def unseen(scope: Scope) -> QuerySet[OutsideRecord]:
    """The latest first, until the resident's own institution looks at the record.

    Told apart by the moment of recording, so that what came late is new however old the service.
    """
    since = clock.now() - dt.timedelta(DAYS)
    shown = [id for id, form in services().items() if may(scope.user, "read", form.programme)]
    looked = AccessLog.objects.filter(
        resident=OuterRef("resident"), at__gte=OuterRef("recorded_at"), action="look",
        institution__path__startswith=OuterRef("resident__institution__path"),
    )  # fmt: skip
    fresh = OutsideRecord.objects.filter(~Exists(looked), form__in=shown, recorded_at__gt=since)
    return fresh.filter(resident__in=scope.residents().filter(living=True)).order_by("-recorded_at")


def told(scope: Scope, today: dt.date) -> Notice | None:
    """On the workbench of whoever writes records; offices are not disturbed."""
    found = unseen(scope).count() if scope.writes else 0
    return Notice(f"外院新记录 {found} 份，还没有人看过", "family_doctor:feed") if found else None
