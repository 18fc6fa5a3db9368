"""A village round of the third quarter for tests: three patients seen, a sample to check, and the verbs in short."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from gongwei.appraisal.checking import check
from gongwei.appraisal.models import Inspection, Round, Sampled
from gongwei.appraisal.polling import answer
from gongwei.appraisal.rounds import open_round
from gongwei.appraisal.sampling import draw_sample, drawn
from gongwei.appraisal.scoring import accept, mark, submit
from gongwei.appraisal.sheets import Sheet
from gongwei.appraisal.surveys import questionnaires
from gongwei.funds.tests.village_year import VillageYear
from gongwei.people.models import Institution, Staff

AUGUST = dt.date(2024, 8, 14)
CLINIC, INSTITUTION = "huancui-2024-clinic", "huancui-2024-institution"


@dataclass
class VillageRound:
    """大西庄's third quarter: who judges is 羊亭's 公卫科, who accepts is 项目办."""

    year: VillageYear = field(default_factory=VillageYear)
    patients: int = 3

    def __post_init__(self) -> None:
        self.people = [self.year.patient() for _ in range(self.patients)]
        for number, resident in enumerate(self.people):
            self.year.visit(resident, AUGUST + dt.timedelta(number))
        self.township = self.year.cast.centre_a

    def staff(self, role: str) -> Staff:
        """Somebody of the cast."""
        return self.year.cast.staff[role]

    @property
    def judge(self) -> Staff:
        """公卫科 of the township."""
        return self.staff("public_health_a")

    def open(self, **more: Any) -> Round:
        """The round of the third quarter."""
        return open_round(
            uuid.uuid4(), CLINIC, "village", self.township, 3, by=self.judge, **{"seed": 7, **more}
        )

    def inspection(self) -> Inspection:
        """The clinic's inspection, the round opened."""
        return self.open().inspections.select_related("round__organiser", "institution").get()

    def sample(self, inspection: Inspection) -> list[Sampled]:
        """Draw it."""
        draw_sample(inspection, by=self.judge)
        return drawn(inspection)

    def look(self, inspection: Inspection, untrue: int = 0, faults: tuple[str, ...] = ()) -> list[Sampled]:
        """Check every sampled record; the first ``untrue`` ones by phone are not true, the first has the faults."""
        rows = self.sample(inspection)
        for number, row in enumerate(rows):
            check(row, "screen", "true", "", faults if not number else (), by=self.judge)
            if number < untrue:
                check(row, "phone", "untrue", "本人说那天没有量过血压", by=self.judge)
        return drawn(inspection)

    def complete(self, inspection: Inspection, satisfied: int = 5) -> None:
        """Everything else that a person must look at."""
        for item in ("notice", "consistency"):
            mark(inspection, item, "台账 1 本", by=self.judge)
        for number in range(5):
            self.ask(inspection.institution, good=number < satisfied)

    def ask(self, place: Institution, *, good: bool, by: str = "public_health_a") -> None:
        """One resident's answers."""
        held = questionnaires()["satisfaction"]
        answers = {q.id: q.good[0] if good else list(q.options)[-1] for q in held.questions}
        answer(uuid.uuid4(), "satisfaction", place, "phone", answers, by=self.staff(by))

    def accepted(self, untrue: int = 0, faults: tuple[str, ...] = ()) -> tuple[Inspection, Sheet]:
        """The whole way to an accepted result."""
        inspection = self.inspection()
        self.look(inspection, untrue, faults)
        self.complete(inspection)
        made = submit(inspection, by=self.judge)
        accept(inspection, by=self.staff("project_office"))
        inspection.refresh_from_db()
        return inspection, made
