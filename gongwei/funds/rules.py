"""The money rules of the plan in force, its quarters, and what of its services the catalogue knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.catalogue.plans import plan
from gongwei.funds.arithmetic import period_budget
from gongwei.funds.models import Cycle, Settlement
from gongwei.kernel.dates import add_months, quarter_bounds
from gongwei.kernel.errors import UserError
from gongwei.kernel.steps import Step
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.people.verbs.authority import require
from gongwei.policy.funding import Funds, Service
from gongwei.policy.funding import Settlement as Rules
from gongwei.records.history import acting


def funds() -> Funds:
    """The ``funds`` section; a plan without one settles nothing and says so."""
    held = plan().file.funds
    if held is None:
        raise UserError(f"{plan().file.label}的方案没有写资金（funds），不能算钱；请项目办在方案文件中补上")
    return held


def settlement_rules() -> Rules:
    """How the village is settled."""
    held = funds().settlement
    if held is None:
        raise UserError(f"{plan().file.label}的方案没有写村级结算方法（funds.settlement）；请项目办在方案文件中补上")
    return held


@dataclass(frozen=True)
class Quarter:
    """A quarter of the plan's year; a month of it where an institution settles monthly."""

    year: int
    number: int
    months: int = 3

    @property
    def starts_on(self) -> dt.date:
        """The first day."""
        return dt.date(self.year, self.number, 1) if self.months == 1 else quarter_bounds(self.year, self.number)[0]

    @property
    def ends_on(self) -> dt.date:
        """The last day."""
        return add_months(self.starts_on, self.months) - dt.timedelta(1)

    @property
    def unit(self) -> str:
        """季度 or 月."""
        return "月" if self.months == 1 else "季度"

    @property
    def short(self) -> str:
        """3季度, 7月."""
        return f"{self.number}{self.unit}"

    @property
    def words(self) -> str:
        """2024年第3季度, 2024年7月."""
        return f"{self.year}年{'' if self.months == 1 else '第'}{self.short}"

    @property
    def appraised_in(self) -> int:
        """The quarter whose village appraisal gives the score."""
        return (self.starts_on.month + 2) // 3

    @property
    def repair_until(self) -> dt.date:
        """The last day to repair what is questioned before the settlement is reviewed."""
        return self.ends_on + dt.timedelta(days=settlement_rules().repair_days)


def finished(on: dt.date, months: int = 3) -> list[Quarter]:
    """The quarters (or months) of the plan's year that are over on a day."""
    every = (Quarter(plan().year, number, months) for number in range(1, 12 // months + 1))
    return [quarter for quarter in every if quarter.ends_on < on]


def budget_of(people: int, number: int, months: int = 3) -> Decimal:
    """任务经费 of a clinic for one period: people × yuan a head, shared out; the periods add up to the year."""
    return period_budget(funds(), people, number, 12 // months)


def months_of(township: Institution) -> int:
    """How often an institution settles: as it chose, else as the plan reads it (choice ``settlement_cycle``)."""
    chosen = Cycle.objects.filter(plan=plan().id, township=township).first()
    return chosen.months if chosen else _PLANNED[plan().choice("settlement_cycle")]


_PLANNED = {"quarter": 3, "month": 1}


def choose_cycle(township: Institution, months: int, *, by: Staff) -> Cycle:
    """按月或按季度 (九（二）): 公卫科 chooses for its institution, before the year's first settlement."""
    require(by, "settle", township)
    if months not in (1, 3):
        raise refuse("months", "结算周期应为按月或按季")
    if Settlement.objects.filter(plan=plan().id, township=township).exclude(state="replaced").exists():
        raise Conflict(f"{township}今年已经试算过，结算周期明年再改")
    with acting(str(by.pk), "选定结算周期"):
        return Cycle.objects.update_or_create(
            plan=plan().id, township=township, defaults={"months": months, "chosen_by": by}
        )[0]


def step_of(service: Service) -> Step | None:
    """The step of a chapter that a service of the plan means; None when no chapter declares it."""
    if service.chapter not in {each.id for each in chapters()}:
        return None
    schedule = chapter(service.chapter).schedule
    return next((step for step in schedule.steps if step.id == service.step), None) if schedule else None


def unknown_services() -> list[str]:
    """Services of the plan that no chapter owes: a mistake in the plan, never a silent zero."""
    return [each.key for each in settlement_rules().services if step_of(each) is None]
