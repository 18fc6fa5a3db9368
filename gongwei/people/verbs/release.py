"""A list of people leaves the system for a stated purpose once a second person has let it go (DATA-16)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import ListRelease, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting

DAYS = 7
"""A released list may be fetched so long, by the one who asked, under the same filters and scope."""
SHORTEST = 4


@dataclass(frozen=True)
class Wanted:
    """Exactly which list: its address, filters and scope, what it is called, and how many people it names."""

    label: str
    address: str
    filters: str
    place: str
    people: int
    programme: str = ""


def released(wanted: Wanted, *, to: Staff) -> ListRelease | None:
    """The release that holds today for this list and this member of staff, if there is one."""
    return (
        ListRelease.objects.filter(
            asked_by=to, address=wanted.address, filters=wanted.filters, place=wanted.place,
            state="released", until__gte=today(),
        )
        .select_related("decided_by")
        .order_by("-decided_at")
        .first()
    )  # fmt: skip


def ask_release(request_id: uuid.UUID, wanted: Wanted, purpose: str, *, by: Staff) -> ListRelease:
    """Ask for a list; the same id again changes nothing, and a request that still waits is not asked anew."""
    if not allowed(by, "export", wanted.programme or None):
        raise Forbidden("您的角色不能导出名单")
    if len(purpose.strip()) < SHORTEST:
        raise refuse("purpose", f"用途：请写清给谁、作什么用，至少 {SHORTEST} 个字")
    same = ListRelease.objects.filter(
        asked_by=by, state="waiting", address=wanted.address, filters=wanted.filters, place=wanted.place
    )
    if earlier := ListRelease.objects.filter(pk=request_id).first() or same.first():
        return earlier
    with acting(str(by.pk), f"申请导出：{wanted.label}"):
        return ListRelease.objects.create(
            id=request_id, label=wanted.label[:100], address=wanted.address, filters=wanted.filters,
            place=wanted.place, programme=wanted.programme, people=wanted.people, purpose=purpose.strip()[:80],
            institution=by.institution, asked_by=by, asked_at=now(),
        )  # fmt: skip


def may_decide(asked: ListRelease, by: Staff) -> bool:
    """Somebody else, whose right to release covers the asking institution and the programme of the list."""
    return asked.asked_by_id != by.pk and allowed(by, "release", asked.programme or None, asked.institution)


def decide_release(asked: ListRelease, release: bool, reason: str = "", *, by: Staff) -> ListRelease:
    """Let the list go for a week, or refuse it with a reason; decided once."""
    if asked.asked_by_id == by.pk:
        raise Forbidden("自己申请的名单由另一位审批")
    if not may_decide(asked, by):
        raise Forbidden("您的角色不能审批这份名单")
    if not release and not reason.strip():
        raise refuse("reason", "未批准的原因：必须填写")
    with transaction.atomic(), acting(str(by.pk), f"审批导出：{asked.label}"):
        held = ListRelease.objects.select_for_update().get(pk=asked.pk)
        if held.state != "waiting":
            raise Conflict("这份申请已经审批过")
        held.state = "released" if release else "refused"
        held.decided_by, held.decided_at = by, now()
        held.refusal = "" if release else reason.strip()[:200]
        held.until = today() + dt.timedelta(days=DAYS) if release else None
        held.save()
        return held
