"""Money by level of finance (八（一）足额安排、及时拨付): planned, notified, received, and what is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, Sum

from gongwei.catalogue.plans import plan
from gongwei.funds.models import LEVELS, Instalment, Source
from gongwei.funds.rules import funds
from gongwei.kernel.money import ZERO, fen
from gongwei.people.grants import allowed
from gongwei.people.models import Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting


@dataclass(frozen=True)
class Level:
    """One level: what it should give, has notified and has given, and when last."""

    level: str
    planned: Decimal | None
    notified: Decimal
    received: Decimal
    last_on: dt.date | None

    @property
    def label(self) -> str:
        """中央, 省, 市, 县（区）."""
        return LEVELS[self.level]

    @property
    def gap(self) -> Decimal | None:
        """Planned and not received; None where nothing is planned yet."""
        return None if self.planned is None else self.planned - self.received


def levels() -> list[Level]:
    """Every level of the plan; what came counts once a second person has approved it."""
    planned = {row.level: row for row in Source.objects.filter(plan=plan().id)}
    came = Instalment.objects.filter(plan=plan().id, orders__kind="receipt", orders__state="approved")
    sums = {
        level: (total, last)
        for level, total, last in came.values_list("level").annotate(sum=Sum("amount"), last=Max("received_on"))
    }
    found = []
    for level in funds().levels:
        row, (received, last) = planned.get(level), sums.get(level, (ZERO, None))
        found.append(Level(level, row.planned if row else None, row.notified if row else ZERO, received, last))
    return found


def required() -> Decimal:
    """The year's standard × the approved people: what all levels together must arrange."""
    return fen((plan().base(None, "population") or 0) * funds().per_head.value)


def unplanned() -> Decimal | None:
    """What no level has planned yet of what the standard asks; None before anything is planned."""
    rows = list(Source.objects.filter(plan=plan().id))
    return required() - sum((row.planned for row in rows), ZERO) if rows else None


def arrange(level: str, planned: Decimal, notified: Decimal, document: str, *, by: Staff) -> Source:
    """Enter what a level should give and has notified; corrected later, the former figure is kept."""
    if not allowed(by, "funds"):
        raise Forbidden("各级财政安排由项目办和财政登记")
    if level not in funds().levels:
        words = "、".join(LEVELS[each] for each in funds().levels)
        raise refuse("level", f"拨款级次应为 {words} 之一")
    if notified > planned:
        raise refuse("notified", f"已下文 {notified} 元多于应安排 {planned} 元，请核对")
    with acting(str(by.pk), "登记各级财政安排"):
        return Source.objects.update_or_create(
            plan=plan().id, level=level, defaults={"planned": planned, "notified": notified, "document": document},
        )[0]  # fmt: skip
