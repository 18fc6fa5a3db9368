"""外院新记录: what other institutions wrote about residents in my care, until somebody here has looked (EHR-21)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value

from gongwei.catalogue.chapters import services
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import AccessLog
from gongwei.web.frame.extensions import Notice
from gongwei.web.frame.scope import Scope

DAYS = 30
FORMS = ("health_exam", "encounter", "consultation", "referral_back", "maternal_delivery")
"""What a hospital or another centre leaves behind: exams, clinic visits, consultations, discharge, birth."""
HOME = "resident__institution__path"


def unseen(scope: Scope) -> QuerySet[Any, Any]:
    """(form, id, resident, recorded_at), the latest first, until the resident's own institution looks at the record.

    Told apart by the moment of recording, so that what came late is new however old the service.
    """
    since = clock.now() - dt.timedelta(DAYS)
    people = scope.residents().filter(living=True)
    looked = AccessLog.objects.filter(
        resident=OuterRef("resident"), at__gte=OuterRef("recorded_at"), action="look",
        institution__path__startswith=OuterRef(HOME),
    )  # fmt: skip
    parts = [
        form.model._default_manager.filter(
            ~Exists(looked), voided_at=None, recorded_at__gt=since, resident__in=people
        )
        .exclude(institution__path__startswith=F(HOME))
        .order_by()
        .values_list(Value(form.id), "pk", "resident_id", "recorded_at")
        for form in (services()[name] for name in FORMS)
        if may(scope.user, "read", form.programme)
    ]
    return parts[0].union(*parts[1:], all=True).order_by("-recorded_at") if parts else AccessLog.objects.none()


def told(scope: Scope, today: dt.date) -> Notice | None:
    """On the workbench of whoever writes records; offices are not disturbed."""
    found = unseen(scope).count() if scope.writes else 0
    return Notice(f"外院新记录 {found} 份，还没有人看过", "family_doctor:feed") if found else None
