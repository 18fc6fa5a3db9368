"""The money rules of the plan in force, its quarters, and what of its services the catalogue knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from gongwei.catalogue.chapters import chapter, chapters
from gongwei.catalogue.plans import plan
from gongwei.funds.arithmetic import quarter_budget
from gongwei.kernel.dates import quarter_bounds
from gongwei.kernel.errors import UserError
from gongwei.kernel.steps import Step
from gongwei.policy.funding import Funds, Service, Settlement


def funds() -> Funds:
    """The ``funds`` section; a plan without one settles nothing and says so."""
    held = plan().file.funds
    if held is None:
        raise UserError(f"{plan().file.label}的方案没有写资金（funds），不能算钱；请项目办在方案文件中补上")
    return held


def settlement_rules() -> Settlement:
    """How the village is settled."""
    held = funds().settlement
    if held is None:
        raise UserError(f"{plan().file.label}的方案没有写村级结算方法（funds.settlement）；请项目办在方案文件中补上")
    return held


@dataclass(frozen=True)
class Quarter:
    """A quarter of the plan's year."""

    year: int
    number: int

    @property
    def starts_on(self) -> dt.date:
        """The first day."""
        return quarter_bounds(self.year, self.number)[0]

    @property
    def ends_on(self) -> dt.date:
        """The last day."""
        return quarter_bounds(self.year, self.number)[1]

    @property
    def words(self) -> str:
        """2024年第3季度."""
        return f"{self.year}年第{self.number}季度"

    @property
    def repair_until(self) -> dt.date:
        """The last day to repair what is questioned before the settlement is reviewed."""
        return self.ends_on + dt.timedelta(days=settlement_rules().repair_days)


def finished(on: dt.date) -> list[Quarter]:
    """The quarters of the plan's year that are over on a day."""
    year = plan().year
    return [quarter for n in (1, 2, 3, 4) if (quarter := Quarter(year, n)).ends_on < on]


def budget_of(people: int, number: int) -> Decimal:
    """任务经费 of a clinic for one quarter: people × yuan a head, a quarter of it; four quarters add up to the year."""
    return quarter_budget(funds(), people, number)


def step_of(service: Service) -> Step | None:
    """The step of a chapter that a service of the plan means; None when no chapter declares it."""
    if service.chapter not in {each.id for each in chapters()}:
        return None
    schedule = chapter(service.chapter).schedule
    return next((step for step in schedule.steps if step.id == service.step), None) if schedule else None


def unknown_services() -> list[str]:
    """Services of the plan that no chapter owes: a mistake in the plan, never a silent zero."""
    return [each.key for each in settlement_rules().services if step_of(each) is None]
