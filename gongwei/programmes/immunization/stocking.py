"""Vaccine lots of an institution: what came in, what was given, what is left; and who received a lot (追溯)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from gongwei.people.models import Institution, Resident
from gongwei.programmes.immunization.codes import STOCK_SIGN, VACCINE
from gongwei.programmes.immunization.models import Dose, Stock

IN = 1


@dataclass
class Lot:
    """One lot at one institution."""

    institution: int
    vaccine: int
    lot_no: str
    manufacturer: str = ""
    expiry_on: dt.date | None = None
    received: int = 0
    lost: int = 0
    used: int = 0

    @property
    def balance(self) -> int:
        """Doses that should be in the fridge."""
        return self.received - self.lost - self.used

    @property
    def label(self) -> str:
        """The vaccine's printed name."""
        return VACCINE.label(self.vaccine)

    def standing(self, today: dt.date, warning_days: int) -> str:
        """unknown (used, never received) | short | expired | expiring | empty | good."""
        if not self.received:
            return "unknown"
        if self.balance < 0:
            return "short"
        if self.balance == 0:
            return "empty"
        if self.expiry_on is not None and self.expiry_on < today:
            return "expired"
        soon = self.expiry_on is not None and (self.expiry_on - today).days <= warning_days
        return "expiring" if soon else "good"


STANDINGS = {
    "unknown": "用了没有入库的批号",
    "short": "用量超过入库",
    "expired": "已过期，应报废",
    "expiring": "近效期",
    "empty": "已用完",
    "good": "可用",
}


def lots(institutions: QuerySet[Institution], vaccine: int | None = None) -> list[Lot]:
    """Every lot of the institutions with its balance; doses given elsewhere move nothing."""
    where: dict[str, Any] = {"institution__in": institutions, "voided_at__isnull": True}
    if vaccine is not None:
        where["vaccine"] = vaccine
    found: dict[tuple[int, int, str], Lot] = {}

    def lot(institution: int, code: int, number: str) -> Lot:
        return found.setdefault((institution, code, number), Lot(institution, code, number))

    columns = ("institution_id", "vaccine", "lot_no", "kind", "manufacturer", "expiry_on")
    moves = Stock.objects.filter(**where).values_list(*columns).annotate(total=Sum("quantity"))
    for place, code, number, kind, maker, expiry, quantity in moves:
        each = lot(place, code, number)
        if STOCK_SIGN[kind] > 0:
            each.received += quantity
            each.manufacturer, each.expiry_on = maker, expiry
        else:
            each.lost += quantity
    given = Dose.objects.filter(**where).exclude(elsewhere=True).exclude(lot_no=None)
    for place, code, number, count in given.values_list("institution_id", "vaccine", "lot_no").annotate(
        n=Count("pk")
    ):
        lot(place, code, number).used += count
    return sorted(found.values(), key=lambda each: (each.vaccine, each.expiry_on or dt.date.max, each.lot_no))


def usable(institution: Institution, day: dt.date) -> dict[int, list[Lot]]:
    """Vaccine → lots with something left that are not expired on the day, the first to expire first."""
    offered: dict[int, list[Lot]] = defaultdict(list)
    for each in lots(Institution.objects.filter(pk=institution.pk)):
        if each.balance > 0 and each.received and (each.expiry_on is None or each.expiry_on >= day):
            offered[each.vaccine].append(each)
    return dict(offered)


def receivers(residents: QuerySet[Resident], vaccine: int, lot_no: str) -> QuerySet[Dose]:
    """Every dose of a lot given to residents whom one may see, the newest first."""
    found = Dose.objects.filter(
        vaccine=vaccine, lot_no=lot_no, voided_at__isnull=True, resident__in=residents
    )
    return found.select_related("resident", "institution", "staff").order_by("-served_on", "resident_id")
