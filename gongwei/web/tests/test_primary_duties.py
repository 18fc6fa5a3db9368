"""What institutions and village clinics do in the programme with their own accounts, and nothing beside it."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.appraisal.models import Round
from gongwei.appraisal.rounds import open_round
from gongwei.appraisal.tests.village_round import CLINIC, VillageRound
from gongwei.catalogue.plans import plan
from gongwei.funds.models import SettlementLine
from gongwei.funds.tests.village_year import Q3, VillageYear
from gongwei.people.problems import Forbidden
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_B1
from gongwei.planning import duties

pytestmark = pytest.mark.django_db


def enter(year: VillageYear, role: str) -> Client:
    client = Client()
    client.force_login(year.cast.user(role))
    return client


@pytest.mark.req("ORG-27")
def test_an_institution_assigns_its_people_and_runs_its_village_rounds(db: None) -> None:
    made = VillageRound()
    place, clerk, doctor = made.township, made.judge, made.staff("village_doctor")
    item = duties.items(plan())[0].chapter
    assert duties.name(plan(), place, {(item, VILLAGE_A1): doctor}, by=clerk) == 1
    with pytest.raises(Forbidden):
        duties.name(plan(), place, {(item, VILLAGE_A1): doctor}, by=made.staff("public_health_b"))
    client = enter(made.year, "public_health_a")
    for name in ("due", "appraisal", "appraisal_levels"):
        assert client.get(reverse(f"web:{name}")).status_code == 200, name
    inspection, _ = made.accepted()
    assert inspection.round.organiser == place and str(inspection.institution) in client.get(
        reverse("web:appraisal_levels")
    ).content.decode()
    with pytest.raises(Forbidden):
        open_round(uuid.uuid4(), CLINIC, "village", place, 2, by=made.staff("public_health_b"))
    assert Round.objects.count() == 1


@pytest.mark.req("ORG-28")
def test_a_clinic_sees_its_list_and_its_statement_and_confirms_it(db: None) -> None:
    year = VillageYear()
    mine = year.patient()
    stranger = year.cast.register("外村人", village=VILLAGE_B1)
    year.visit(mine, dt.date(2024, 8, 14))
    year.money()
    year.settled_until(3)
    year.score(Q3)
    village, office = enter(year, "village_doctor"), enter(year, "public_health_a")
    assert village.get(reverse("web:resident", args=[mine.pk])).status_code == 200
    assert village.get(reverse("web:resident", args=[stranger.pk])).status_code == 404
    assert village.get(reverse("web:due")).status_code == 200
    page = reverse("web:funds_quarter", args=[year.cast.centre_a.pk, 2024, 3])
    office.post(page, {"key": str(uuid.uuid4()), "do": "settle"}, follow=True)
    line = SettlementLine.objects.get(settlement__quarter=3)
    assert "有异议" in village.get(page).content.decode()
    office.post(page, {"key": str(uuid.uuid4()), "do": "confirm", "line": line.pk}, follow=True)
    line.refresh_from_db()
    assert line.state != "confirmed", "nobody confirms for the clinic"
    village.post(page, {"key": str(uuid.uuid4()), "do": "confirm", "line": line.pk}, follow=True)
    line.refresh_from_db()
    assert line.state == "confirmed" and line.answered_by == year.cast.staff["village_doctor"]


@pytest.mark.req("ORG-28")
def test_a_clinic_sees_its_score_and_another_township_does_not(db: None) -> None:
    made = VillageRound()
    before = enter(made.year, "village_doctor").get(reverse("web:appraisal_levels")).content.decode()
    total = made.accepted(untrue=1)[1].total
    score = f"<b>{round(total.gained * 100 / total.points, 1)}</b>"
    assert score not in before
    for role, sees in (("village_doctor", True), ("public_health_b", False)):
        page = enter(made.year, role).get(reverse("web:appraisal_levels")).content.decode()
        assert (score in page) == sees, role
