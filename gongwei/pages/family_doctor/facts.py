"""Questions about agreements for pages: who has one today, who belongs to which group, what was promised and done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from gongwei.care.key_groups import BY_ID, KEY_GROUPS
from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import forms
from gongwei.kernel.dates import add_years
from gongwei.kernel.status import Window
from gongwei.obligations.models import Obligation
from gongwei.pages.family_doctor.doors import knows
from gongwei.people.grants import may
from gongwei.people.models import Resident, ResidentTag
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.web.frame.words import step_of

LABELS = {
    "done": "已做",
    "late": "已做（迟）",
    "due": "应做",
    "overdue": "逾期",
    "later": "未到期",
    "missed": "未做",
    "ended": "不再需要",
}
DONE = ("done", "late")


def holding(on: dt.date) -> QuerySet[Agreement]:
    """The agreements that hold on the day."""
    return Agreement.objects.filter(begins_on__lte=on, until_on__gt=on)


def has_agreement(on: dt.date) -> Exists:
    """A condition on residents: an agreement holds on the day."""
    return Exists(holding(on).filter(resident=OuterRef("pk")))


def in_group(residents: ResidentQuery, group: str, on: dt.date, limits: Mapping[str, Any]) -> ResidentQuery:
    """Those of a key group on the day, by the one definition (``care.key_groups``)."""
    open_then = Q(to_on=None) | Q(to_on__gt=on)
    match BY_ID[group].by:
        case "enrolment":
            spans = Enrolment.objects.filter(
                open_then, resident=OuterRef("pk"), programme=group, from_on__lte=on
            )
            return residents.filter(Exists(spans))
        case "tag":
            tags = ResidentTag.objects.filter(open_then, resident=OuterRef("pk"), tag=group, from_on__lte=on)
            return residents.filter(Exists(tags))
    if group == "elderly":
        return residents.filter(
            birth_date__lte=add_years(dt.date(on.year, 12, 31), -int(limits["elderly_age"]))
        )
    years, next_day = int(limits["child_until_age"]), on + dt.timedelta(1)
    turned = max(add_years(on, -years), add_years(next_day, -years) - dt.timedelta(1))  # also on 28 February
    return residents.filter(birth_date__gt=turned)


def groups_for(user: Any) -> list[tuple[str, str]]:
    """(id, label) of the groups that the account may know of."""
    return [
        (group.id, group.label)
        for group in KEY_GROUPS
        if knows(user, group.id)
    ]


def current(resident: Resident, today: dt.date) -> Agreement | None:
    """The agreement that holds today, else one that begins later, else the last that ended."""
    own = Agreement.objects.filter(resident=resident).select_related("team", "doctor")
    rows = sorted(own, key=lambda each: each.begins_on)
    return next((each for each in rows if each.holds(today)), rows[-1] if rows else None)


@dataclass(frozen=True)
class Piece:
    """One obligation of a promised service: which period, its state in words, and the record that met it."""

    label: str
    state: str
    due_on: dt.date
    met_on: dt.date | None
    url: str

    @property
    def said(self) -> str:
        """In words."""
        return LABELS[self.state]


@dataclass(frozen=True)
class Promise:
    """One service of a package with everything that was owed of it within the agreement."""

    label: str
    service: str
    times: int
    per: str
    package: str
    pieces: tuple[Piece, ...]

    @property
    def done(self) -> int:
        """How many were done."""
        return sum(piece.state in DONE for piece in self.pieces)

    @property
    def state(self) -> str:
        """The worst: overdue before due before done; nothing owed yet is later."""
        found = {piece.state for piece in self.pieces}
        return next(
            (each for each in ("overdue", "missed", "due", "later", "late", "done") if each in found), "later"
        )

    @property
    def said(self) -> str:
        """In words."""
        return LABELS[self.state]


def promises(agreement: Agreement, region: str, today: dt.date, user: Any) -> list[Promise]:
    """What the packages promise and what became of it, read from the obligations of every chapter (FD-24)."""
    begins, until = agreement.begins_on, agreement.until_on
    done_under_it = Q(met_on__gte=begins, met_on__lt=until)  # also what makes up for an earlier quarter
    rows = Obligation.objects.filter(
        done_under_it | Q(met_on=None, due_on__gte=begins, opens_on__lt=until), resident=agreement.resident_id
    )
    found: dict[str, list[Obligation]] = {}
    for row in rows.order_by("due_on"):
        found.setdefault(f"{row.programme}.{row.step}", []).append(row)
    made, seen = [], set()
    for code in agreement.packages:
        package = packages.named(region, code, agreement.begins_on)
        for item in package.items if package else ():
            chapter = item.service.partition(".")[0]
            if (
                item.service not in agreement.services
                or item.service in seen
                or not may(user, "read", chapter)
            ):
                continue
            seen.add(item.service)
            pieces = tuple(_piece(row, today) for row in found.get(item.service, []))
            made.append(Promise(
                item.label, item.service, item.times, item.per, package.name if package else code,
                tuple(piece for piece in pieces if piece.state != "ended"),
            ))  # fmt: skip
    return made


def _piece(row: Obligation, today: dt.date) -> Piece:
    window = Window(row.opens_on, row.due_on, row.closes_on, row.ended_on, row.met_on)
    step = step_of(row.programme, row.step)
    url = ""
    if row.met_by is not None and row.met_form in forms():
        url = reverse("web:record", args=[row.met_form, row.met_by])
    return Piece(
        step.label_of(row.seq) if step else row.step, str(window.status(today)), row.due_on, row.met_on, url
    )


def names_of(codes: Collection[str], region: str, on: dt.date) -> list[str]:
    """Packages by name."""
    found = ((code, packages.named(region, code, on)) for code in codes)
    return [package.name if package else code for code, package in found]


def rights(agreement: Agreement, region: str) -> list[str]:
    """The entitlements of its packages in words (FD-11)."""
    held = (packages.named(region, code, agreement.begins_on) for code in agreement.packages)
    return [
        f"{each.label}{f'（每年 {each.quota} 次）' if each.quota else ''}"
        for package in held if package
        for each in package.entitlements
    ]  # fmt: skip
