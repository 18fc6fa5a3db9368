"""补偿渠道 (004:25.2): the programme's money ÷ an institution's whole income, which its finance staff enter."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Q, Sum

from gongwei.appraisal.places import townships
from gongwei.catalogue.plans import plan
from gongwei.funds.models import Entry, Income
from gongwei.funds.settling import may_settle
from gongwei.kernel.clock import today
from gongwei.kernel.money import ZERO, yuan
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import refuse
from gongwei.records.history import acting

INWARD = ("allocation", "reserve", "transfer", "reward", "penalty")
"""What changes how much an institution has; prepaying and settling only move it on to its clinics."""


@dataclass(frozen=True)
class Share:
    """One institution: the programme's money that came to it and its clinics, and the income it stands beside."""

    place: Institution
    money: Decimal
    income: Income | None

    @property
    def part(self) -> Fraction | None:
        """Programme money ÷ income; None before the income is entered."""
        return Fraction(self.money) / Fraction(self.income.amount) if self.income else None


def money_of(place: Institution) -> Decimal:
    """What came into the books of the institution and its clinics, and what purposes paid to them (by the ledger).

    What it set aside for a purpose from its own book left it; the purpose's payment brings it back.
    """
    within = Q(account__institution=place) | Q(account__institution__parent=place)
    entries = Entry.objects.filter(within, account__plan=plan().id)
    came = Q(account__kind__in=("township", "village")) & Q(posting__kind__in=INWARD)
    bought = Q(account__kind="spent") & ~Q(account__purpose="")
    kept: Decimal = entries.filter(came | bought).aggregate(sum=Sum("amount"))["sum"] or ZERO
    return kept


def shares(places: list[Institution] | None = None) -> list[Share]:
    """Every institution of the plan's table, or those asked for."""
    held = {row.institution_id: row for row in Income.objects.filter(plan=plan().id)}
    return [Share(place, money_of(place), held.get(place.pk)) for place in places or townships()]


def enter_income(place: Institution, amount: Decimal, source: str, *, by: Staff) -> Income:
    """Write the year's income down: finance of the county, or the institution's own 公卫科 with its accounts."""
    may_settle(by, place)
    if amount <= 0:
        raise refuse("amount", "总收入应大于 0")
    if not source.strip():
        raise refuse("source", "请写明出处，例如年度财务决算报表")
    money = money_of(place)
    if amount < money:
        raise refuse("amount", f"总收入 {yuan(amount)} 元少于账上已有的项目资金 {yuan(money)} 元，请核对")
    with transaction.atomic(), acting(str(by.pk), "登记机构收入"):
        return Income.objects.update_or_create(
            plan=plan().id, institution=place,
            defaults={"amount": amount, "source": source.strip()[:100], "entered_on": today(), "entered_by": by},
        )[0]  # fmt: skip
