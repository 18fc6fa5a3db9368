"""规范台账: what each institution attached for each item and quarter, and which items have nothing (PLAN-31).

Every service that the plan runs in the quarter wants at least one file; which, the institution decides. A township's
item is answered by its own files or by those of its clinics; a clinic without any file is counted beside it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from gongwei.kernel.clock import now, today
from gongwei.kernel.dates import quarter_bounds
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.planning.models import Evidence
from gongwei.policy import Plan
from gongwei.policy.plan_file import Item
from gongwei.records.attachments.models import Attachment
from gongwei.records.history import acting

CLINICS = ("village_clinic", "community_health_station")


@dataclass(frozen=True)
class Quarter:
    """A quarter of the plan's year."""

    year: int
    number: int

    @property
    def days(self) -> tuple[dt.date, dt.date]:
        """First and last day."""
        return quarter_bounds(self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year} 年第 {self.number} 季度"


@dataclass(frozen=True)
class Shelf:
    """One item of an institution: its files and those of its clinics, oldest first."""

    item: Item
    pieces: tuple[Evidence, ...]


@dataclass(frozen=True)
class Binder:
    """One institution's quarter: each item with its files, and the clinics that attached nothing at all."""

    institution: Institution
    shelves: tuple[Shelf, ...]
    clinics: int
    bare: tuple[Institution, ...]

    @property
    def missing(self) -> list[Item]:
        """The items without any file."""
        return [shelf.item for shelf in self.shelves if not shelf.pieces]

    @property
    def pieces(self) -> int:
        """How many files."""
        return sum(len(shelf.pieces) for shelf in self.shelves)


def items_in(plan: Plan, quarter: Quarter) -> list[Item]:
    """The services that the plan runs on at least one day of the quarter."""
    first, last = quarter.days
    return [each for each in plan.file.items if each.from_on <= last and (each.until is None or each.until >= first)]


def may_attach(staff: Staff, institution: Institution) -> bool:
    """公卫科 for its institution, the village doctor for the clinic; nobody for another one."""
    if staff.institution_id != institution.pk:
        return False
    return allowed(staff, "figures" if institution.kind in CLINICS else "split", institution=institution)


def attach(
    id: uuid.UUID, plan: Plan, item: str, quarter: Quarter, institution: Institution, label: str,
    attachment: Attachment, *, by: Staff,
) -> Evidence:  # fmt: skip
    """Put a file to an item of a quarter; the same again changes nothing."""
    if not may_attach(by, institution):
        raise Forbidden("台账资料由本机构公卫科或村医上传")
    if earlier := Evidence.objects.filter(pk=id).first():
        return earlier
    if quarter.year != plan.year or quarter.number not in (1, 2, 3, 4) or quarter.days[0] > today():
        raise refuse("quarter", f"季度：{quarter}还没有开始，或不在 {plan.year} 年方案内")
    if item not in {each.chapter for each in items_in(plan, quarter)}:
        raise refuse("item", f"项目：方案在 {quarter}没有这个项目，请从列表中选择")
    if not label.strip():
        raise refuse("label", "名称：请写这是什么资料，例如 9 月健康讲座签到表")
    with transaction.atomic(), acting(str(by.pk), "上传台账资料"):
        return Evidence.objects.create(
            id=id, plan=plan.id, item=item, year=quarter.year, quarter=quarter.number, institution=institution,
            label=label.strip()[:80], attachment=attachment, attached_by=by, attached_at=now(),
        )  # fmt: skip


def take_out(piece: Evidence, because: str, *, by: Staff) -> Evidence:
    """Take a wrong file out of the binder; it is kept with the reason."""
    if not may_attach(by, piece.institution):
        raise Forbidden("台账资料由上传的机构自己撤下")
    if len(because.strip()) < 2:
        raise refuse("because", "撤下原因：请写明为什么撤下")
    with transaction.atomic(), acting(str(by.pk), "撤下台账资料"):
        held = Evidence.objects.select_for_update().get(pk=piece.pk)
        if held.withdrawn_because:
            raise Conflict("这份资料已经撤下")
        held.withdrawn_because = because.strip()[:200]
        held.save()
        return held


def binders(plan: Plan, quarter: Quarter, places: Sequence[Institution]) -> list[Binder]:
    """The quarter of each institution, in two queries however many there are."""
    items = items_in(plan, quarter)
    held = list(
        Evidence.objects.filter(plan=plan.id, year=quarter.year, quarter=quarter.number, withdrawn_because="")
        .select_related("institution", "attachment", "attached_by")
    )  # fmt: skip
    clinics = list(Institution.objects.filter(kind__in=CLINICS, active_to=None).order_by("position", "pk"))
    found = []
    for place in places:
        inside = [each for each in held if each.institution.path.startswith(place.path)]
        shelves = tuple(Shelf(item, tuple(one for one in inside if one.item == item.chapter)) for item in items)
        under = [each for each in clinics if each.path.startswith(place.path) and each != place]
        filled = {each.institution_id for each in inside}
        bare = tuple(each for each in under if each.pk not in filled)
        found.append(Binder(place, shelves, len(under), bare))
    return found
