"""残疾人签约: progress by team and village, visits, joint appeals signed by both sides, and whom they refuse."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, VILLAGE_B1, Cast, make_cast
from gongwei.people.verbs.tags import set_tag
from gongwei.programmes.family_doctor.models import Appeal
from gongwei.programmes.family_doctor.tests.samples import TODAY, signed, team_of
from gongwei.programmes.family_doctor.verbs.ending import offer

START = dt.date(2024, 3, 1)
DUE = dt.date(2024, 10, 30)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, role: str, checked: bool = False) -> Client:
    browser = Client(enforce_csrf_checks=checked)
    browser.force_login(cast.user(role))
    return browser


def holder(cast: Cast, name: str, village: str = VILLAGE_A1) -> Resident:
    person: Resident = cast.register(name, village)
    by = cast.staff["public_health_b" if village == VILLAGE_B1 else "public_health_a"]
    set_tag(person.pk, "disabled", START, source="残联名单", by=by)
    return person


def visit(cast: Cast, person: Resident, on: dt.date, measure: int = 1) -> None:
    offer(uuid.uuid4(), person.pk, on, measure, 2, by=cast.staff["doctor"])


def asked(cast: Cast, **changes: str) -> dict[str, str]:
    return {
        "key": str(uuid.uuid4()), "sheet": "appeal", "institution": str(cast.centre_a.pk), "words": "两周内逐户上门",
        "due_on": DUE.isoformat(), **changes,
    }  # fmt: skip


URL = "family_doctor:holders"


@pytest.mark.req("FD-26", "DIS-07")
@pytest.mark.parametrize("role", ["disabled_federation", "project_office"])
def test_progress_stands_by_team_and_village_with_who_was_visited(cast: Cast, role: str) -> None:
    team = team_of(cast)
    signed_one, seen, called, waiting = (holder(cast, name) for name in ("丛立春", "王清明", "于谷雨", "毕小满"))
    holder(cast, "姜白露", VILLAGE_A2)
    cast.register("宫寒露")  # holds no certificate
    signed(cast, signed_one.pk, team=team)
    visit(cast, seen, dt.date(2024, 9, 3))
    visit(cast, called, dt.date(2024, 9, 3), measure=4)  # by telephone is no visit
    visit(cast, waiting, dt.date(2023, 9, 3))  # last year
    page = client(cast, role).get(reverse(URL))
    assert page.status_code == 200
    found = {
        (group["team"], row["village_id"]): (row["total"], row["signed"], row["visited"], row["waiting"])
        for group in page.context["teams"] for row in group["villages"]
    }  # fmt: skip
    assert found == {(team.name, VILLAGE_A1): (4, 1, 1, 2), ("", VILLAGE_A2): (1, 0, 0, 1)}
    assert (page.context["total"], page.context["signed"], page.context["target"]) == (5, 1, 70)
    assert f"?group=disabled&amp;village={VILLAGE_A1}" in page.content.decode()


@pytest.mark.req("FD-26")
def test_an_appeal_reaches_the_workbench_when_both_sides_have_signed(cast: Cast) -> None:
    person, other = holder(cast, "丛立春"), holder(cast, "王清明")
    theirs, office = client(cast, "disabled_federation"), client(cast, "project_office")
    data = asked(cast)
    for _ in range(2):
        assert theirs.post(reverse(URL), data).status_code == 302
    made = Appeal.objects.get()
    assert (made.holders, made.signed, made.sent_on) == (2, 0, None)
    home = reverse("web:home")
    assert "联合动员" not in client(cast, "doctor").get(home).content.decode()
    again = theirs.post(reverse(URL), {"key": str(uuid.uuid4()), "sheet": f"sign-{made.pk}"})
    assert again.status_code == 200 and Appeal.objects.get().sent_on is None  # one side does not sign for the other
    assert office.post(reverse(URL), {"key": str(uuid.uuid4()), "sheet": f"sign-{made.pk}"}).status_code == 302
    assert Appeal.objects.get().sent_on == TODAY
    for role in ("doctor", "village_doctor", "public_health_a"):
        assert "2 位持证残疾人未签约，10-30 前上门" in client(cast, role).get(home).content.decode()
    assert "联合动员" not in client(cast, "public_health_b").get(home).content.decode()
    visit(cast, person, TODAY)
    signed(cast, person.pk)
    [line] = theirs.get(reverse(URL)).context["appeals"]
    assert (line["row"].signed, line["now"], line["all"], line["visits"]) == (0, 1, 2, 1)
    signed(cast, other.pk)
    assert "联合动员" not in client(cast, "doctor").get(home).content.decode()


@pytest.mark.req("FD-26")
def test_only_the_two_sides_appeal_and_a_refusal_keeps_what_was_typed(cast: Cast) -> None:
    holder(cast, "丛立春")
    holder(cast, "于谷雨", VILLAGE_B1)
    for role in ("doctor", "public_health_a", "village_doctor"):
        assert client(cast, role).post(reverse(URL), asked(cast)).status_code == 403
        assert client(cast, role).get(reverse(URL)).context["sheets"] == []
    for role in ("finance", "line", "admin"):
        assert client(cast, role).get(reverse(URL)).status_code == 403
    assert client(cast, "disabled_federation", checked=True).post(reverse(URL), asked(cast)).status_code == 403
    late = client(cast, "disabled_federation").post(reverse(URL), asked(cast, due_on="2024-10-15"))
    said = late.content.decode()
    assert late.status_code == 422 and "不能早于今天" in said and "两周内逐户上门" in said
    assert not Appeal.objects.exists()
    client(cast, "disabled_federation").post(reverse(URL), asked(cast))
    assert client(cast, "doctor").get(reverse(URL)).context["appeals"] == []  # not sent yet
    rows = client(cast, "public_health_b").get(reverse(URL)).context["teams"]
    assert [row["village_id"] for team in rows for row in team["villages"]] == [VILLAGE_B1]


def test_a_place_where_everybody_is_signed_is_not_asked(cast: Cast) -> None:
    signed(cast, holder(cast, "丛立春").pk)
    answer = client(cast, "project_office").post(reverse(URL), asked(cast))
    assert answer.status_code == 422 and "不需要动员" in answer.content.decode()
