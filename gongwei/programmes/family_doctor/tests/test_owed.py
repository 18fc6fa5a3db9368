"""What an agreement owes itself, what other chapters owe for it, who counts as signed, renewed, served."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from gongwei.care.models import Enrolment, HealthExam
from gongwei.catalogue.plans import plan
from gongwei.engine.slots import PeriodDates
from gongwei.indicators.figures import Figure, Judgement
from gongwei.indicators.statements import columns, statement
from gongwei.indicators.targets import target_of
from gongwei.kernel.clock import now
from gongwei.obligations.models import Obligation
from gongwei.obligations.refresh import refresh
from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_B1, Cast
from gongwei.people.verbs.standing import Closing, close_record
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.family_doctor.measures import GROUP_IDS, MEASURES
from gongwei.programmes.family_doctor.models import Informing, Service
from gongwei.programmes.family_doctor.tests.samples import LIMITS, REGION, TODAY, signed, team_of, terms
from gongwei.programmes.family_doctor.verbs.ending import terminate
from gongwei.programmes.family_doctor.verbs.signing import renew

START = dt.date(2024, 3, 1)
MIDDLE_AGED = dt.date(1980, 5, 1)


def record(cast: Cast, model: Any, person: Resident, on: dt.date, **values: Any) -> Any:
    by = cast.staff["doctor"]
    return model.objects.create(
        id=uuid.uuid4(), resident=person, institution=by.institution, staff=by, served_on=on, recorded_at=now(),
        recorded_by=by, **values,
    )  # fmt: skip


def owed(person: Resident, step: str) -> list[Obligation]:
    refresh([person.pk])
    found = Obligation.objects.filter(resident=person, programme="family_doctor", step=step)
    return list(found.order_by("due_on"))


def rows(cohort: str, person: Resident, as_of: dt.date = TODAY) -> list[dict[str, Any]]:
    refresh([person.pk])
    values: dict[str, Any] = {"residents": [person.pk], **PeriodDates.year_to(as_of).values()}
    with connection.cursor() as cursor:
        cursor.execute(statement(cohort, "postgres", True).text, values)
        return [dict(zip(columns(cohort), row, strict=True)) for row in cursor.fetchall()]


def test_informing_is_owed_once_per_agreement(cast: Cast) -> None:
    person = cast.register()
    assert owed(person, "inform") == []
    signed(cast, person.pk, begins_on=START)
    [task] = owed(person, "inform")
    assert (task.opens_on, task.due_on, task.met_on) == (START, dt.date(2024, 3, 31), None)
    record(cast, Informing, person, dt.date(2024, 3, 20), told=[1])
    assert owed(person, "inform")[0].met_on == dt.date(2024, 3, 20)


@pytest.mark.req("FD-24")
def test_the_assessment_is_owed_here_and_the_exam_only_by_its_own_chapter(cast: Cast) -> None:
    person = cast.register()
    signed(cast, person.pk, begins_on=START, packages=("BASE", "ELDER"))
    record(cast, Service, person, dt.date(2024, 5, 1), mode=1, guidance=[3])
    assert [each.met_on for each in owed(person, "assessment") if each.seq == "2024"] == [None]
    done = record(cast, Service, person, dt.date(2024, 6, 1), mode=1, guidance=[1, 2])
    assert [each.met_by for each in owed(person, "assessment") if each.seq == "2024"] == [done.pk]
    exams = Obligation.objects.filter(resident=person, step="exam", seq="2024")
    assert [each.programme for each in exams] == ["elderly"]
    assert owed(person, "copd_tcm") == owed(person, "home_care") == []


def test_what_was_promised_ends_with_the_agreement_and_with_life(cast: Cast) -> None:
    person, other = cast.register(), cast.register("王清明")
    first = signed(cast, person.pk, begins_on=START)
    signed(cast, other.pk, begins_on=START)
    terminate(first.pk, dt.date(2024, 3, 15), 4, by=cast.staff["doctor"])
    assert [each.ended_on for each in owed(person, "inform")] == [dt.date(2024, 3, 15)]
    assert owed(person, "renewal") == []
    died = Closing("died", dt.date(2024, 3, 10), evidence="死亡医学证明", cause_of_death="心肌梗死")
    close_record(other.pk, died, by=cast.staff["doctor"])
    assert [each.ended_on for each in owed(other, "inform")] == [dt.date(2024, 3, 10)]


@pytest.mark.req("FD-21")
def test_renewal_is_asked_for_before_the_end_and_met_by_the_next_agreement(cast: Cast) -> None:
    person = cast.register()
    first = signed(cast, person.pk, begins_on=dt.date(2023, 11, 1))
    [task] = owed(person, "renewal")
    assert (task.opens_on, task.due_on, task.closes_on) == (
        dt.date(2024, 9, 1), dt.date(2024, 10, 31), dt.date(2025, 1, 29),
    )  # fmt: skip
    again = terms(cast, begins_on=dt.date(2024, 11, 1))
    made = renew(uuid.uuid4(), first.pk, again, by=cast.staff["doctor"], limits=LIMITS, region=REGION)
    task, following = owed(person, "renewal")
    assert (task.met_on, task.met_by) == (TODAY, made.pk)
    assert (following.due_on, following.met_on) == (dt.date(2025, 10, 31), None)


@pytest.mark.req("PLAN-21", "FD-05", "FD-08")
def test_a_person_of_several_groups_counts_once_with_every_group(cast: Cast) -> None:
    person = cast.register()
    by = cast.staff["public_health_a"]
    for tag in ("disabled", "lifted_from_poverty", "bereaved_family"):
        set_tag(person.pk, tag, START, source="名单", by=by)
    for programme in ("hypertension", "diabetes"):
        Enrolment.objects.create(
            resident=person,
            programme=programme,
            from_on=START,
            institution=cast.centre_a,
            doctor=cast.staff["doctor"],
        )
    [row] = rows("family_doctor.key_people", person)
    groups = {name for name in GROUP_IDS if row[name]}
    assert groups == {
        "elderly",
        "hypertension",
        "diabetes",
        "disabled",
        "lifted_from_poverty",
        "bereaved_family",
    }
    assert (row["signed"], row["by_household"]) == (False, False)
    signed(cast, person.pk)
    [row] = rows("family_doctor.key_people", person)
    assert (row["signed"], row["by_household"]) == (True, False)
    assert rows("family_doctor.key_people", cast.register("王清明", birth_date=MIDDLE_AGED)) == []


@pytest.mark.req("FD-05")
@pytest.mark.parametrize(
    ("birth", "group"),
    [
        (dt.date(1959, 12, 31), "elderly"), (dt.date(1960, 1, 1), None),
        (dt.date(2017, 10, 17), "child"), (dt.date(2017, 10, 16), None),
    ],
)  # fmt: skip
def test_age_decides_at_the_edge(cast: Cast, birth: dt.date, group: str | None) -> None:
    found = rows("family_doctor.key_people", cast.register(birth_date=birth))
    assert [name for row in found for name in GROUP_IDS if row[name]] == ([group] if group else [])


@pytest.mark.req("FD-05")
def test_the_first_and_the_last_day_count_and_the_day_of_termination_does_not(cast: Cast) -> None:
    person = cast.register()
    first = signed(cast, person.pk, begins_on=START)

    def counted(on: dt.date) -> bool:
        return bool(rows("family_doctor.key_people", person, on)[0]["signed"])

    assert [counted(START - dt.timedelta(1)), counted(START), counted(dt.date(2025, 2, 28))] == [
        False,
        True,
        True,
    ]
    assert counted(dt.date(2025, 3, 1)) is False
    terminate(first.pk, dt.date(2024, 7, 1), 4, by=cast.staff["doctor"])
    assert [counted(dt.date(2024, 6, 30)), counted(dt.date(2024, 7, 1))] == [True, False]


@pytest.mark.req("FD-24")
def test_fulfilment_is_read_from_the_records_of_every_chapter(cast: Cast) -> None:
    person = cast.register(birth_date=MIDDLE_AGED)
    Enrolment.objects.create(
        resident=person, programme="hypertension", from_on=dt.date(2023, 1, 1), institution=cast.centre_a
    )
    signed(cast, person.pk, begins_on=START, packages=("BASE", "HTN"))
    day = dt.date(2024, 7, 31)
    [row] = rows("family_doctor.signed", person, day)
    assert (row["services_due"], row["services_done"], row["all_done"]) == (3, 0, False)
    record(cast, Informing, person, dt.date(2024, 3, 20), told=[1])
    record(cast, HealthExam, person, dt.date(2024, 3, 20))
    [row] = rows("family_doctor.signed", person, day)
    assert (row["services_due"], row["services_done"], row["informed"]) == (3, 1, True)
    [row] = rows("family_doctor.signed", person, dt.date(2024, 12, 31))
    assert (row["services_due"], row["services_done"]) == (7, 2)
    assert rows("family_doctor.signed", cast.register("王清明")) == []


@pytest.mark.req("FD-21", "FD-05")
def test_an_agreement_that_ran_out_is_renewed_by_the_next_and_the_dead_are_left_out(cast: Cast) -> None:
    person, other = cast.register(), cast.register("王清明")
    first = signed(cast, person.pk, begins_on=dt.date(2023, 6, 1))
    signed(cast, other.pk, begins_on=dt.date(2023, 6, 1))
    assert [row["renewed"] for row in rows("family_doctor.expired", person)] == [False]
    assert rows("family_doctor.expired", person, dt.date(2024, 5, 31)) == []
    again = terms(cast, signed_on=dt.date(2024, 8, 1), begins_on=dt.date(2024, 8, 1))
    renew(uuid.uuid4(), first.pk, again, by=cast.staff["doctor"], limits=LIMITS, region=REGION)
    assert [row["renewed"] for row in rows("family_doctor.expired", person)] == [True]
    assert [row["renewed"] for row in rows("family_doctor.expired", person, dt.date(2024, 7, 31))] == [False]
    died = Closing("died", dt.date(2024, 9, 1), evidence="死亡医学证明", cause_of_death="心肌梗死")
    close_record(other.pk, died, by=cast.staff["doctor"])
    assert rows("family_doctor.expired", other) == []


@pytest.mark.req("FD-06")
def test_a_village_without_an_agreement_is_named(cast: Cast) -> None:
    signed(cast, cast.register().pk)
    values = PeriodDates.year_to(TODAY).values()
    with connection.cursor() as cursor:
        cursor.execute(statement("family_doctor.villages", "postgres", False).text, values)
        found = {row[columns("family_doctor.villages").index("subject_id")]: row for row in cursor.fetchall()}
    served = columns("family_doctor.villages").index("served")
    assert (found[VILLAGE_A1][served], found[VILLAGE_B1][served]) == (True, False)


@pytest.mark.req("PLAN-09", "FD-06")
def test_a_rise_over_a_year_that_is_not_locked_is_not_judged(cast: Cast) -> None:
    held, measure = (
        plan(),
        next(each for each in MEASURES if each.id == "family_doctor.population_rate_increase"),
    )
    target = target_of(held, measure, TODAY, None, True)
    assert (target.value, target.lacks) == (None, "2023 年实际数未录入方案，录入前不判断")
    shown = Figure(
        measure.id, measure.label, "%", "family_doctor", "district", "", "", 240000, 478600, "", target
    )
    assert shown.judgement is Judgement.UNKNOWN
    assert shown.percent() == "50.1"


def test_the_ids_of_the_plan_exist() -> None:
    ids = {measure.id for measure in MEASURES}
    named = {each.indicator for each in plan().file.targets if each.indicator.startswith("family_doctor.")}
    assert named and named <= ids


@pytest.mark.req("DIS-07", "FD-08")
def test_of_a_hundred_certificate_holders_seventy_must_be_signed(cast: Cast) -> None:
    by, people = cast.staff["public_health_a"], [cast.register(birth_date=MIDDLE_AGED) for _ in range(100)]
    for person in people:
        set_tag(person.pk, "disabled", START, source="名单", by=by)
    cast.register("王清明", birth_date=MIDDLE_AGED)
    measure = next(each for each in MEASURES if each.id == "family_doctor.disabled_rate")
    target = target_of(plan(), measure, TODAY, None, True)
    team = team_of(cast)

    def judged() -> tuple[int, int, Judgement]:
        values: dict[str, Any] = {"residents": [each.pk for each in people], **PeriodDates.year_to(TODAY).values()}
        with connection.cursor() as cursor:
            cursor.execute(statement("family_doctor.key_people", "postgres", True).text, values)
            found = [dict(zip(columns("family_doctor.key_people"), row, strict=True)) for row in cursor.fetchall()]
        held = [row for row in found if row[measure.among or ""]]
        signed_ones = sum(all(row[name] for name in measure.met) for row in held)
        figure = Figure(
            measure.id, measure.label, "%", "family_doctor", "district", "", "", signed_ones, len(held), "", target
        )
        return signed_ones, len(held), figure.judgement

    for person in people[:69]:
        signed(cast, person.pk, team=team)
    assert judged() == (69, 100, Judgement.SHORT)
    signed(cast, people[69].pk, team=team)
    assert judged() == (70, 100, Judgement.MET)
    signed(cast, people[70].pk, team=team)
    assert judged() == (71, 100, Judgement.MET)
