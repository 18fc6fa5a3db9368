"""The district has the published size, and everybody in it could live."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from django.db import connection
from django.db.models import Count

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import DEFAULT_PLAN, published
from gongwei.demo.attainment import ATTAINMENT
from gongwei.demo.bases import apportion, scaled
from gongwei.demo.district import District
from gongwei.demo.tests.conftest import SCALE, TODAY
from gongwei.kernel.identity import parse_id_card
from gongwei.people.completeness import completeness
from gongwei.people.models import HouseholdMember, Resident
from gongwei.people.names import initials, pinyin

YEAR_END = dt.date(2024, 12, 31)


def _here(**conditions: object) -> list[int]:
    """How many of the population, by institution in the order of the plan."""
    found = dict(
        Resident.objects.population_on(TODAY)
        .filter(**conditions)
        .values_list("institution__name")
        .annotate(Count("id"))
    )
    return [found.get(held.name, 0) for held in published(DEFAULT_PLAN).file.institutions]


@pytest.mark.req("SIZE-02")
@pytest.mark.parametrize(
    ("base", "conditions"),
    [
        ("population", {}),
        ("elderly", {"birth_date__lte": dt.date(1959, 12, 31)}),
        ("children_0_6_years", {"birth_date__gt": dt.date(2017, 10, 16)}),
        ("children_0_36_months", {"birth_date__gt": dt.date(2021, 10, 16)}),
        ("newborn_live_births", {"birth_date__year": 2023}),
    ],
)
def test_each_institution_has_its_published_base(
    district: District, base: str, conditions: dict[str, object]
) -> None:
    assert _here(**conditions) == scaled(published(DEFAULT_PLAN), SCALE)[base].tolist()


@pytest.mark.parametrize("programme", ["hypertension", "diabetes"])
def test_managed_patients_stand_around_the_task(district: District, programme: str) -> None:
    task = district.bases[f"{programme}_task"]
    wanted = np.floor(task * np.array(ATTAINMENT[f"{programme}_task"]) / 100 + 0.5).astype(int)
    found = dict(
        Enrolment.objects.filter(programme=programme, to_on__isnull=True)
        .values_list("institution__name")
        .annotate(Count("id"))
    )
    assert [found.get(name, 0) for _, name in district.centres] == wanted.tolist()


def test_shares_add_up() -> None:
    assert apportion([10, 10, 10], 0.05).tolist() == [1, 1, 0]
    assert apportion([56000, 37500, 63500], 1.0).tolist() == [56000, 37500, 63500]


def test_numbers_on_documents_are_valid_and_names_are_spelled(district: District) -> None:
    people = list(Resident.objects.all())
    for person in people:
        if person.id_no:
            card = parse_id_card(person.id_no, TODAY)
            assert (card.birth_date, card.sex) == (person.birth_date, person.sex)
        assert (person.name_pinyin, person.name_initials) == (pinyin(person.name), initials(person.name))
        assert person.phone is None or person.phone.startswith("130")
    assert len(people) > district.bases["population"].sum()


def test_every_day_has_one_standing_and_one_residence(district: District) -> None:
    with connection.cursor() as cursor:
        for table in ("standing", "residence"):
            cursor.execute(
                f"SELECT count(*) FROM {table} a JOIN {table} b USING (resident_id) "
                "WHERE a.id < b.id AND daterange(a.from_on, a.to_on) && daterange(b.from_on, b.to_on)"
            )
            assert cursor.fetchone() == (0,)
            cursor.execute(
                f"SELECT count(*) FROM (SELECT resident_id FROM {table} WHERE to_on IS NULL) AS open"
            )
            assert cursor.fetchone() == (len(district.people),)


def test_every_household_has_one_head(district: District) -> None:
    heads = HouseholdMember.objects.filter(relation=2).values("household").annotate(n=Count("id"))
    assert {row["n"] for row in heads} == {1}
    assert heads.count() == HouseholdMember.objects.values("household").distinct().count()


def test_the_share_of_complete_records_is_the_declared_one(district: District) -> None:
    wanted = np.floor(
        district.bases["population"] * np.array(ATTAINMENT["standard_record"]) / 100 + 0.5
    ).sum()
    filed = Resident.objects.population_on(TODAY).filter(created_on__isnull=False)
    assert sum(completeness(person, TODAY, basic_from=7).complete for person in filed) == wanted


def test_people_not_yet_filed_have_no_record(district: District) -> None:
    unfiled = Resident.objects.filter(record_no__isnull=True)
    share = district.bases["population"] * np.array(ATTAINMENT["filed"]) / 100
    assert unfiled.count() == district.bases["population"].sum() - np.floor(share + 0.5).sum()
    assert not Enrolment.objects.filter(resident__in=unfiled).exists()
