"""Indicators by birth: the edge days, twins, who left; and random years recomputed in plain Python from the spec."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.engine.slots import PeriodDates
from gongwei.indicators.statements import columns, statement
from gongwei.kernel.clock import now
from gongwei.people.models import Resident, Standing
from gongwei.people.tests.cast import Cast, make_cast
from gongwei.programmes.maternal.measures import BIRTHS, MEASURES, SYSTEMATIC
from gongwei.programmes.maternal.models import (
    AntenatalFirst,
    AntenatalVisit,
    Child,
    Delivery,
    HighRiskCase,
    Postnatal42,
    PostnatalVisit,
    Pregnancy,
)
from gongwei.programmes.maternal.tests.visits import DAY, LMP, mother

YEAR_END = dt.date(2024, 12, 31)
BIRTH = LMP + 275 * DAY
WHOLE: dict[str, Any] = {
    "temperature": 36.5, "general_condition": "良好", "mental_condition": "良好", "sbp": 110, "dbp": 70, "breast": 1,
    "lochia": 1, "uterus": 1, "wound": 1, "category": 1, "guidance": [4],
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def record(cast: Cast, model: Any, woman: Resident, on: dt.date, **values: Any) -> Any:
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=woman, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def case(cast: Cast, woman: Resident, booked: dt.date, start: dt.date = LMP, **more: Any) -> Any:
    values: dict[str, Any] = {"origin": 1, "booked_on": booked, "lmp": start, "dated_by": 1, **more}
    return record(cast, Pregnancy, woman, booked, **values)


def birth(cast: Cast, woman: Resident, on: dt.date, live: int = 1, dead: int = 0, **more: Any) -> Any:
    values: dict[str, Any] = {
        "outcome": 1, "weeks": 39, "days": 0, "delivery_place": 1, "mother": 1, "discharge_date": on + 3 * DAY, **more,
    }  # fmt: skip
    made = record(cast, Delivery, woman, on, **values)
    for place in range(live + dead):
        Child.objects.create(
            record=made, position=place + 1, born=1 if place < live else 3, sex=1, weight_g=3000
        )
    return made


def managed_well(cast: Cast, **about: Any) -> Resident:
    """Booked early, five checks, born in hospital, visited on the sixth day."""
    woman = mother(cast, **about)
    case(cast, woman, LMP + 60 * DAY)
    record(cast, AntenatalFirst, woman, LMP + 60 * DAY, hiv=1, syphilis=1, hbsag=1)
    for days in (120, 150, 220, 262):
        record(cast, AntenatalVisit, woman, LMP + days * DAY, kind=1, mode=1, prenatal_screening=2)
    birth(cast, woman, BIRTH)
    record(cast, PostnatalVisit, woman, BIRTH + 8 * DAY, mode=2, **WHOLE)
    return woman


def rows(
    *women: Resident, cohort: str = "maternal.births", as_of: dt.date = YEAR_END
) -> list[dict[str, Any]]:
    values: dict[str, Any] = {"residents": [each.pk for each in women], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        return [dict(zip(columns(cohort), row, strict=True)) for row in cursor.fetchall()]


def failed(woman: Resident, as_of: dt.date = YEAR_END) -> list[str]:
    [row] = rows(woman, as_of=as_of)
    return [each.id for each in BIRTHS if not row[each.id]]


@pytest.mark.req("MAT-01", "MAT-02", "MAT-03")
def test_a_woman_managed_well_meets_everything_but_the_42_days(cast: Cast) -> None:
    assert failed(managed_well(cast)) == ["examined_42"]
    assert "exam_42_if_needed" in SYSTEMATIC


@pytest.mark.parametrize(("days", "lacking"), [(89, False), (90, False), (91, True)])
def test_booking_counts_until_twelve_weeks_and_six_days(cast: Cast, days: int, lacking: bool) -> None:
    woman = managed_well(cast)
    Pregnancy.objects.filter(resident=woman).update(booked_on=LMP + days * DAY)
    assert ("booked_early" in failed(woman)) is lacking
    AntenatalFirst.objects.filter(resident=woman).update(served_on=LMP + days * DAY)
    assert ("checked_early" in failed(woman)) is lacking


@pytest.mark.parametrize(("days", "lacking"), [(27, False), (28, False), (29, True)])
def test_a_home_visit_counts_until_28_days_after_discharge(cast: Cast, days: int, lacking: bool) -> None:
    woman = managed_well(cast)
    PostnatalVisit.objects.filter(resident=woman).update(served_on=BIRTH + (3 + days) * DAY)
    assert ("visited" in failed(woman)) is lacking


@pytest.mark.req("MAT-03")
@pytest.mark.parametrize(
    ("changes", "effective"),
    [
        ({}, True),
        ({"served_on": BIRTH + 10 * DAY}, True),
        ({"served_on": BIRTH + 11 * DAY}, False),
        ({"temperature": None}, False),
        ({"mode": 3}, False),
    ],
)
def test_the_first_visit_is_effective_in_person_in_a_week_and_whole(
    cast: Cast, changes: dict[str, Any], effective: bool
) -> None:
    woman = managed_well(cast)
    PostnatalVisit.objects.filter(resident=woman).update(**changes)
    assert ("visited_effective" not in failed(woman)) is effective


def test_four_checks_are_one_too_few_and_checks_elsewhere_count(cast: Cast) -> None:
    woman = managed_well(cast)
    AntenatalVisit.objects.filter(resident=woman, served_on=LMP + 262 * DAY).update(
        voided_at=now(), void_reason="录错"
    )
    [row] = rows(woman)
    assert (row["enough_checks"], row["enough_checks_lacking"]) == (False, 1)
    Pregnancy.objects.filter(resident=woman).update(checks_elsewhere=1)
    assert "enough_checks" not in failed(woman)


@pytest.mark.req("MAT-07")
def test_twins_are_two_live_births_and_one_mother(cast: Cast) -> None:
    woman = managed_well(cast)
    Child.objects.create(
        record=Delivery.objects.get(resident=woman), position=2, born=1, sex=2, weight_g=2500
    )
    found = rows(woman)
    assert sorted(row["counted_once"] for row in found) == [False, True]
    assert len({row["case_id"] for row in found}) == 2


def test_a_stillbirth_is_no_live_birth(cast: Cast) -> None:
    woman = mother(cast)
    case(cast, woman, LMP + 60 * DAY)
    birth(cast, woman, BIRTH, live=0, dead=1)
    assert rows(woman) == []


def test_the_unit_is_the_birth_and_not_the_person(cast: Cast) -> None:
    woman = mother(cast)
    early = dt.date(2023, 3, 1)
    for start, on in ((early, early + 310 * DAY), (dt.date(2024, 2, 20), dt.date(2024, 11, 25))):
        case(cast, woman, start + 60 * DAY, start)
        birth(cast, woman, on)
    assert len(rows(woman)) == 2


def test_births_of_other_years_and_of_tomorrow_do_not_count(cast: Cast) -> None:
    woman = managed_well(cast)
    assert rows(woman, as_of=BIRTH - DAY) == []
    assert len(rows(woman, as_of=BIRTH)) == 1
    assert rows(woman, as_of=dt.date(2025, 12, 31)) == []


def test_who_moved_away_is_in_neither_part(cast: Cast) -> None:
    woman = managed_well(cast)
    Standing.objects.filter(resident=woman, to_on=None).update(to_on=dt.date(2024, 11, 1))
    Standing.objects.create(
        resident=woman, state="moved_out", from_on=dt.date(2024, 11, 1), destination="外省", handover="已交接"
    )
    assert rows(woman) == []
    assert len(rows(woman, as_of=dt.date(2024, 10, 31))) == 1


def test_a_woman_here_only_for_confinement_is_not_in_the_denominator(cast: Cast) -> None:
    woman = mother(cast, permanent=False)
    case(cast, woman, BIRTH + 5 * DAY, origin=3, first_check_on=LMP + 60 * DAY)
    birth(cast, woman, BIRTH)
    assert rows(woman) == []


@pytest.mark.req("MAT-05")
@pytest.mark.parametrize(
    ("colour", "days", "in_time"), [(3, 3, True), (3, 4, False), (4, 1, True), (4, 2, False)]
)
def test_orange_and_red_are_filed_by_their_own_clock(
    cast: Cast, colour: int, days: int, in_time: bool
) -> None:
    woman = mother(cast)
    case(cast, woman, LMP + 70 * DAY)
    record(cast, AntenatalFirst, woman, LMP + 70 * DAY, risk_colour=colour, risk_purple=1)
    [row] = rows(woman, cohort="maternal.high_risk")
    assert row["case_open"] is False
    day = LMP + (70 + days) * DAY
    record(cast, HighRiskCase, woman, day, risk_colour=colour, risk_purple=1, reported_on=day)
    [row] = rows(woman, cohort="maternal.high_risk")
    assert (row["case_open"], row["case_in_time"]) == (True, in_time)


@pytest.mark.req("MAT-07")
def test_the_three_rates_of_the_plan_exist_with_both_denominators() -> None:
    found = {each.id: each for each in MEASURES}
    for name in ("early_registration_rate", "systematic_rate", "postpartum_visit_rate"):
        assert found[f"maternal.{name}"].bases == ("cohort", "maternal_live_births")
        assert "活产数" in found[f"maternal.{name}"].definition


def test_every_criterion_says_what_is_lacking() -> None:
    assert all(each.lacking and each.ref for each in BIRTHS)
    assert {each for measure in MEASURES[:8] for each in measure.met} <= {each.id for each in BIRTHS}


def draw_woman(cast: Cast, luck: random.Random) -> tuple[Resident, dict[str, Any]]:
    """A woman with a random course around every limit; the same facts as plain values."""
    woman = mother(cast)
    born = dt.date(2024, 1, 1) + luck.randrange(-20, 330) * DAY
    start = born - luck.randrange(200, 293) * DAY
    booked = start + luck.choice((40, 89, 90, 91, 130)) * DAY
    facts: dict[str, Any] = {
        "start": start, "born": born, "booked": booked, "elsewhere": luck.choice((None, 0, 1, 3)),
        "left": luck.choice((None, born, born + 3 * DAY, born + 9 * DAY)), "place": luck.choice((1, 1, 1, 2)),
        "children": luck.choice(((1,), (1,), (1, 1), (3,), (3, 1))),
        "firsts": [start + luck.choice((60, 90, 91, 100)) * DAY for _ in range(luck.choice((0, 1, 1, 1)))],
        "visits": [(start + luck.randrange(100, 300) * DAY, luck.choice((1, 1, 2)), luck.choice((None, 1, 2, 3)))
                   for _ in range(luck.randrange(0, 6))],
        "home": [(born + luck.choice((0, 3, 7, 10, 11, 28, 31, 32, 40)) * DAY, luck.choice((1, 2, 3)),
                  luck.choice((True, False))) for _ in range(luck.randrange(0, 3))],
        "exams": [born + luck.choice((41, 42, 56, 90, 91)) * DAY for _ in range(luck.randrange(0, 2))],
    }  # fmt: skip
    case(cast, woman, booked, start, checks_elsewhere=facts["elsewhere"])
    made = record(cast, Delivery, woman, born, outcome=1, weeks=39, delivery_place=facts["place"],
                  discharge_date=facts["left"])  # fmt: skip
    for place, kind in enumerate(facts["children"], start=1):
        Child.objects.create(record=made, position=place, born=kind, sex=1, weight_g=3000)
    for day in facts["firsts"]:
        record(cast, AntenatalFirst, woman, day, hiv=1, syphilis=1, hbsag=1)
    for day, kind, screened in facts["visits"]:
        record(cast, AntenatalVisit, woman, day, kind=kind, mode=1, prenatal_screening=screened)
    for day, mode, whole in facts["home"]:
        record(cast, PostnatalVisit, woman, day, mode=mode, **(WHOLE if whole else {**WHOLE, "lochia": None}))
    for day in facts["exams"]:
        record(cast, Postnatal42, woman, day)
    return woman, facts


def recomputed(f: dict[str, Any], as_of: dt.date) -> list[dict[str, bool]]:
    """The rows of one birth by the formulas of spec 05 e, in plain Python."""
    if not dt.date(as_of.year, 1, 1) <= f["born"] <= as_of:
        return []
    early = f["start"] + dt.timedelta(12 * 7 + 6)
    home = f["left"] or f["born"] + dt.timedelta(3)
    firsts = [day for day in f["firsts"] if day <= f["born"]]
    visits = [each for each in f["visits"] if f["start"] <= each[0] <= f["born"]]
    seen = [each for each in f["home"] if f["born"] <= each[0] <= min(as_of, home + dt.timedelta(28))]
    facts = {
        "booked_early": f["booked"] <= early,
        "checked_early": bool(firsts) and min(firsts) <= early,
        "enough_checks": len(firsts) + len(visits) + (f["elsewhere"] or 0) >= 5,
        "born_in_hospital": f["place"] == 1,
        "visited": any(mode in (1, 2) for _, mode, _ in seen),
        "examined_42": any(f["born"] + dt.timedelta(42) <= day <= min(as_of, f["born"] + dt.timedelta(90))
                           for day in f["exams"]),
        "screened": any(result in (2, 3) for _, _, result in visits),
        "tested": bool(firsts),
    }  # fmt: skip
    live = [kind for kind in f["children"] if kind == 1]
    return [{**facts, "counted_once": place == 0} for place in range(len(live))]


def test_random_courses_agree_with_plain_python(cast: Cast) -> None:
    luck = random.Random(20241016)
    drawn = [draw_woman(cast, luck) for _ in range(60)]
    for as_of in (dt.date(2024, 10, 16), YEAR_END):
        product: dict[int, list[dict[str, Any]]] = {}
        for row in sorted(rows(*(woman for woman, _ in drawn), as_of=as_of), key=lambda row: row["case_id"]):
            product.setdefault(row["resident_id"], []).append(row)
        assert product
        for woman, facts in drawn:
            theirs = recomputed(facts, as_of)
            mine = (
                [{name: row[name] for name in theirs[0]} for row in product.get(woman.pk, [])]
                if theirs
                else []
            )
            assert mine == theirs, facts
            assert theirs or woman.pk not in product
