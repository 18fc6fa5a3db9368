"""More contacts a year for elders whose exam or visit asks for it (ELD-15, AMB-34)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Encounter
from gongwei.catalogue.plans import parameter_history
from gongwei.catalogue.tables import tables
from gongwei.engine.compile import POSTGRES, compile_expression
from gongwei.engine.parameters import Parameters
from gongwei.engine.slots import slot
from gongwei.obligations.expression import obligations_of
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.elderly.schedule import SCHEDULE
from gongwei.programmes.elderly.tests.samples import EXAM_DAY, YEAR_END, exam, owed, record
from gongwei.programmes.hypertension.models import Followup

HEAVY: dict[str, Any] = {"weight": Decimal("90.0"), "height": Decimal("160.0")}
SEEN = {"subjective": "复查", "objective": "好", "assessment": "好转", "plan": "随访"}


def made(resident: Resident) -> list[tuple[str, dt.date | None]]:
    return sorted((each.seq, each.met_on) for each in owed(resident, "contact"))


@pytest.fixture
def elder(cast: Cast) -> Resident:
    return cast.register(birth_date=dt.date(1950, 1, 1))


@pytest.mark.req("ELD-15", "AMB-34")
def test_a_flagging_exam_is_the_first_of_two_contacts_of_the_year(cast: Cast, elder: Resident) -> None:
    exam(cast, elder)
    assert made(elder) == []
    exam(cast, elder, dt.date(2024, 6, 3), **HEAVY)
    assert made(elder) == [("2024-1", EXAM_DAY), ("2024-2", dt.date(2024, 6, 3))]


@pytest.mark.req("ELD-15")
def test_two_services_of_one_day_are_one_contact_and_the_next_year_owes_nothing(cast: Cast, elder: Resident) -> None:
    exam(cast, elder, **HEAVY)
    record(cast, Encounter, elder, EXAM_DAY, **SEEN)
    assert made(elder) == [("2024-1", EXAM_DAY), ("2024-2", None)]
    record(cast, Encounter, elder, dt.date(2025, 1, 1), **SEEN)
    assert made(elder) == [("2024-1", EXAM_DAY), ("2024-2", None)]
    seen = record(cast, Encounter, elder, dt.date(2024, 12, 31), **SEEN)
    last = owed(elder, "contact")[1]
    assert (last.met_by, last.met_form, last.due_on) == (seen.pk, "encounter", dt.date(2024, 12, 31))


@pytest.mark.req("ELD-15")
def test_a_disease_or_an_unstable_visit_flags_and_a_stable_one_does_not(cast: Cast, elder: Resident) -> None:
    visit = {"mode": 1, "symptoms": [1], "sbp": 150, "dbp": 90}
    record(cast, Followup, elder, dt.date(2024, 3, 1), visit_class=1, **visit)
    assert made(elder) == []
    record(cast, Followup, elder, dt.date(2024, 4, 1), visit_class=4, **visit)
    assert made(elder) == [("2024-1", dt.date(2024, 3, 1)), ("2024-2", dt.date(2024, 4, 1))]
    ill = cast.register("王清明", birth_date=dt.date(1950, 1, 1))
    exam(cast, ill, heart_disease=[3])
    assert made(ill) == [("2024-1", EXAM_DAY), ("2024-2", None)]


@pytest.mark.req("ELD-15")
def test_before_the_65th_birthday_and_before_the_notice_nothing_is_owed(cast: Cast) -> None:
    young = cast.register(birth_date=dt.date(1959, 8, 15))
    exam(cast, young, dt.date(2024, 8, 14), **HEAVY)
    assert made(young) == []
    exam(cast, young, dt.date(2024, 8, 15), **HEAVY)
    assert made(young) == [("2024-1", dt.date(2024, 8, 15)), ("2024-2", None)]
    early = cast.register("王清明", birth_date=dt.date(1950, 1, 1))
    exam(cast, early, dt.date(2023, 12, 1), **HEAVY)
    assert made(early) == []


def test_a_flag_in_the_last_days_asks_for_the_year_after(cast: Cast, elder: Resident) -> None:
    exam(cast, elder, dt.date(2024, 12, 1), **HEAVY)
    assert [seq for seq, _ in made(elder)] == ["2024-1", "2024-2"]
    later = cast.register("王清明", birth_date=dt.date(1950, 1, 1))
    exam(cast, later, dt.date(2024, 12, 2), **HEAVY)
    assert made(later) == [("2025-1", None), ("2025-2", None)]


@pytest.mark.req("ELD-15", "AMB-34")
@pytest.mark.parametrize(
    ("additional", "met"), [(False, [EXAM_DAY, dt.date(2024, 6, 3)]), (True, [dt.date(2024, 6, 3), None])]
)
def test_in_total_or_on_top_of_the_exam_is_the_plans_choice(
    cast: Cast, elder: Resident, additional: bool, met: list[dt.date | None]
) -> None:
    exam(cast, elder, **HEAVY)
    record(cast, Encounter, elder, dt.date(2024, 6, 3), **SEEN)

    def history(name: str) -> Any:
        chosen = name == "elderly.contacts_additional"
        return [(dt.date(2017, 1, 1), additional)] if chosen else parameter_history(name)

    owed = obligations_of(SCHEDULE, "elderly", tables(), Parameters("elderly", history, slot("as_of")))
    owed = owed.filter(owed.step == "contact").select("seq", "met_on").order_by("seq")
    dates = {"since": dt.date(2024, 1, 1), "horizon": YEAR_END, "as_of": YEAR_END}
    with connection.cursor() as cursor:
        text = compile_expression(owed, tables(), POSTGRES, narrowed=True).text
        cursor.execute(text, {"residents": [elder.pk], **dates})
        assert [day for _, day in cursor.fetchall()] == met
