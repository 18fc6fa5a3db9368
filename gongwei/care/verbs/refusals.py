"""Why a service cannot have been given on that day, or not written by that person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.care.facts import enrolled_on, enrolment_on, standing_on
from gongwei.care.models import Referral
from gongwei.kernel.clock import today
from gongwei.people.access import allowed
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.records.layout import Form, Problem
from gongwei.records.models import ServiceRecord

CLOSED = {"moved_out": "迁出", "lost": "失访", "refused": "拒绝管理", "merged": "合并到另一份档案"}


class EditConflict(Conflict):
    """Somebody changed the record meanwhile: ``stored`` is what stands, ``typed`` what was sent; nothing changed."""

    def __init__(self, message: str, stored: ServiceRecord, typed: dict[str, Any]) -> None:
        super().__init__(message)
        self.stored, self.typed = stored, typed
        self.differs = sorted(name for name, value in typed.items() if getattr(stored, name, None) != value)


def must_be_allowed(actor: Staff, resident: Resident, programme: str) -> None:
    """Only staff whose roles reach the resident and the programme may write."""
    seen = (
        actor.account is not None
        and Resident.objects.visible_to(actor.account).filter(pk=resident.pk).exists()
    )
    if not seen or not allowed(actor, "write", programme or None, resident.institution):
        raise Forbidden("您没有为这位居民录入此项服务的权限，请联系其管理机构")


def must_receive(actor: Staff, referral: Referral, programme: str) -> None:
    """The receiving institution of a referral answers it; so may whoever may write for the resident."""
    receiver = referral.to_institution
    if receiver is not None and actor.institution.path.startswith(receiver.path) and allowed(actor, "write"):
        return
    must_be_allowed(actor, referral.resident, programme)


def on_that_day(
    resident: Resident, day: dt.date | None, label: str = "服务日期", field: str = "served_on"
) -> list[Problem]:
    """Not in the future, not before birth, not after death or after the record was closed."""
    if day is None:
        return []
    if day > today():
        return [Problem(field, "hard", f"{label} {day} 在今天（{today()}）之后，请填实际日期")]
    if day < resident.birth_date:
        return [Problem(field, "hard", f"{label} {day} 早于出生日期 {resident.birth_date}，请核对")]
    standing = standing_on(resident, day)
    if standing is None or standing.state == "active":
        return []
    if standing.state == "died":
        if day == standing.from_on:
            return []
        return [Problem(field, "hard", f"{label} {day} 晚于死亡日期 {standing.from_on}，请核对")]
    why = CLOSED[standing.state]
    return [
        Problem(
            field,
            "hard",
            f"此人自 {standing.from_on} 起已{why}，{label} {day} 不能录入；请核对日期，或先恢复档案",
        )
    ]


def under_management(form: Form, resident: Resident, day: dt.date | None) -> list[Problem]:
    """A form of a programme with enrolment is written only while the resident is under its management.

    A day before the diagnosis says so by itself: management never opens before it, so this holds for every chapter.
    """
    if not form.needs_enrolment or day is None or enrolled_on(resident, form.programme, day):
        return []
    known = enrolment_on(resident, form.programme, day)
    if known is not None and known.diagnosed_on is not None and day < known.diagnosed_on:
        said = f"随访日期 {day} 早于确诊日期 {known.diagnosed_on}，请核对两个日期"
        return [Problem("served_on", "hard", said)]
    return [
        Problem(
            "served_on", "hard", f"此人在 {day} 没有纳入管理，不能填{form.label}；请先纳入管理，或核对日期"
        )
    ]


def refuse_all(problems: list[Problem]) -> None:
    """Raise when anything is wrong; each field once per sentence."""
    if problems:
        raise Invalid(*dict.fromkeys(problems))
