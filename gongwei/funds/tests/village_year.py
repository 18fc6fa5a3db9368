"""A village's third quarter for tests: money that arrived, four patients of 大西庄, and the verbs in short."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.funds.answering import confirm, pay, review
from gongwei.funds.instalments import allocate, prepay, receive
from gongwei.funds.models import Instalment, Order, Settlement
from gongwei.funds.orders import approve
from gongwei.funds.places import approve_population
from gongwei.funds.rules import Quarter
from gongwei.funds.scores import record_score
from gongwei.funds.settling import settle
from gongwei.obligations.verbs import obligations_kept, record_service
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.hypertension.forms import FOLLOWUP
from gongwei.programmes.hypertension.tests.test_forms import VISIT

QUARTERS = tuple(Quarter(2024, number) for number in (1, 2, 3, 4))
Q3 = QUARTERS[2]


@dataclass
class VillageYear:
    """One township with one paid clinic, and the people who handle its money."""

    cast: Cast = field(default_factory=make_cast)

    def patient(self, since: dt.date = dt.date(2024, 7, 1)) -> Resident:
        """A resident of the village under management for blood pressure."""
        resident = self.cast.register()
        with obligations_kept(resident.pk):
            Enrolment.objects.create(
                resident=resident, programme="hypertension", from_on=since, diagnosed_on=since,
                institution=self.cast.centre_a,
            )  # fmt: skip
        return resident

    def visit(self, resident: Resident, on: dt.date, **changes: Any) -> Any:
        """One follow-up on a day."""
        values = {**VISIT, "served_on": on, "next_visit_date": on + dt.timedelta(90), **changes}
        drugs = {"medicines": [{"name": "氨氯地平片", "times_per_day": 1, "dose_each": Decimal(5), "dose_unit": "mg"}]}
        by = self.cast.staff["village_doctor"]
        return record_service(FOLLOWUP, uuid.uuid4(), resident.pk, values, actor=by, rows=drugs)

    def money(self, amount: str = "8629200.00", on: dt.date = dt.date(2024, 1, 20), prepaid: bool = True) -> Instalment:
        """An instalment received, shared out and prepaid, each with two persons."""
        finance, office = self.cast.staff["finance"], self.cast.staff["project_office"]
        approve_population(self.cast.centre_a, by=office)
        key = uuid.uuid4()
        approve(receive(key, "county", Decimal(amount), on, "第三批", by=finance), by=office)
        held = Instalment.objects.get(pk=key)
        approve(allocate(held, on, by=finance), by=office)
        if prepaid:
            approve(prepay(held, self.cast.centre_a, on, by=self.cast.staff["public_health_a"]), by=finance)
        return held

    def score(self, quarter: Quarter, points: str = "96") -> None:
        """公卫科's score of the clinic."""
        by = self.cast.staff["public_health_a"]
        record_score(self.cast.clinic, quarter, Decimal(points), "季度评价表", by=by)

    def trial(self, quarter: Quarter, **more: Any) -> Settlement:
        """Reckon a quarter."""
        by = self.cast.staff["public_health_a"]
        return settle(uuid.uuid4(), self.cast.centre_a, quarter, by=by, **more)

    def close(self, made: Settlement) -> Order | None:
        """Confirm, review, order and approve; returns the order, if money moved."""
        for line in made.lines.all():
            confirm(line, by=self.cast.staff["village_doctor"])
        by = self.cast.staff["public_health_a"]
        order = pay(review(made, by=by), made.ends_on, by=by)
        return approve(order, by=self.cast.staff["finance"]) if order else None

    def settled_until(self, number: int) -> None:
        """Settle and pay the quarters before one."""
        for quarter in QUARTERS[: number - 1]:
            self.score(quarter)
            self.close(self.trial(quarter))
