"""The commission as management body: six functions over the whole district, and a line for every look."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from gongwei.appraisal.rounds import open_round
from gongwei.appraisal.tests.village_round import INSTITUTION, VillageRound
from gongwei.catalogue.plans import plan
from gongwei.funds.supervising import plan_inspection
from gongwei.organisation.bodies import found_body
from gongwei.people.models import AccessLog, Institution, Staff
from gongwei.people.problems import Forbidden
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_B1
from gongwei.planning.filing import ask, standings
from gongwei.quality.cleaning import must_run

pytestmark = pytest.mark.django_db
FUNCTIONS = {
    "组织": "/organisation/", "协调": "/plan/papers/", "督导检查": "/appraisal/", "资金使用": "/funds/inspections/",
    "效果评价": "/appraisal/scores/", "质量控制": "/plan/evidence/",
}  # fmt: skip


def enter(staff: Staff) -> Client:
    client = Client()
    assert staff.account is not None
    client.force_login(staff.account)
    return client


@pytest.fixture
def made() -> VillageRound:
    return VillageRound()


@pytest.mark.req("ORG-09")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_has_its_page_for_the_commission(made: VillageRound, name: str) -> None:
    office = enter(made.staff("project_office"))
    assert office.get(FUNCTIONS[name]).status_code == 200


@pytest.mark.req("ORG-09")
def test_the_commission_acts_in_the_whole_district_and_a_township_does_not(made: VillageRound) -> None:
    office, township = made.staff("project_office"), made.staff("public_health_a")
    cast = made.year.cast
    places = {cast.centre_a, cast.centre_b}
    assert found_body(cast.commission, "基层卫生科", "section", by=office).institution == cast.commission
    ask(uuid.uuid4(), plan().id, "rules", "", dt.date(2024, 10, 25), by=office)
    assert {each.institution for each in standings(plan().id, list(Institution.objects.responsible()))} == places
    half = open_round(uuid.uuid4(), INSTITUTION, "half_year", cast.commission, 1, by=office)
    assert {each.institution for each in half.inspections.all()} == places
    for place in places:
        plan_inspection(uuid.uuid4(), place, "专账和凭证", dt.date(2024, 10, 20), 5, by=office)
    must_run(office)
    for act in (
        lambda: found_body(cast.commission, "别的科", "section", by=township),
        lambda: ask(uuid.uuid4(), plan().id, "task_list", "", dt.date(2024, 10, 25), by=township),
        lambda: open_round(uuid.uuid4(), INSTITUTION, "half_year", cast.commission, 2, by=township),
        lambda: plan_inspection(uuid.uuid4(), cast.centre_b, "凭证", dt.date(2024, 10, 20), 5, by=township),
        lambda: must_run(township),
    ):
        with pytest.raises(Forbidden):
            act()


@pytest.mark.req("ORG-09")
def test_every_look_of_the_commission_is_written_down(made: VillageRound) -> None:
    office, township = made.staff("project_office"), made.staff("public_health_a")
    near, far = (made.year.cast.register(name, village=code) for name, code in (("丛立春", VILLAGE_A1),
                                                                             ("毕小暑", VILLAGE_B1)))  # fmt: skip
    client = enter(office)
    for person in (near, far):
        for page in ("", "record/", "move/"):
            before = AccessLog.objects.filter(resident=person, staff=office).count()
            answer = client.get(f"/residents/{person.pk}/{page}")
            looked = AccessLog.objects.filter(resident=person, staff=office).order_by("-at")
            assert (looked.count() - before == 1) == (answer.status_code == 200), page
            if answer.status_code == 200:
                last = looked.first()
                assert last is not None and last.purpose and last.institution == office.institution
    assert AccessLog.objects.filter(staff=office, resident=far, path=f"/residents/{far.pk}/").exists()
    stopped = enter(township).get(f"/residents/{far.pk}/")
    assert stopped.status_code == 404 and not AccessLog.objects.filter(staff=township).exists()
