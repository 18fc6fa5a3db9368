"""Contracts settled by team after the appraisal, at each group's amount; three receivables of one fee; refusals."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongwei.catalogue.plans import plan
from gongwei.funds.ledger import balance
from gongwei.funds.models import Claim, Order
from gongwei.funds.orders import approve
from gongwei.funds.purposes import purpose, set_aside
from gongwei.funds.tests.village_year import VillageYear
from gongwei.pages.family_doctor import money
from gongwei.people.models import Institution
from gongwei.people.tests.cast import Cast
from gongwei.programmes.family_doctor.models import QuotaPlan
from gongwei.programmes.family_doctor.tests.samples import LIMITS, TODAY, signed, team_of, terms
from gongwei.programmes.family_doctor.verbs.quota import adjust, decide
from gongwei.programmes.family_doctor.verbs.signing import sign

pytestmark = pytest.mark.django_db
URL = "/family_doctor/money/"


@pytest.fixture
def year() -> VillageYear:
    made = VillageYear()
    made.patient()
    made.money("940000.00", prepaid=False)
    for place, held in zip((made.cast.centre_a, made.cast.centre_b), plan().file.institutions, strict=False):
        Institution.objects.filter(pk=place.pk).update(code=held.code)
    return made


def enter(cast: Cast, role: str, checked: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checked)
    client.force_login(cast.user(role))
    return client


def press(client: Client, sheet: str, **more: Any) -> Any:
    return client.post(URL, {"key": str(uuid.uuid4()), "sheet": sheet, **more})


def scored(monkeypatch: pytest.MonkeyPatch, points: str) -> None:
    """The accepted year-end appraisal, as the appraisal hands it over."""
    given = (Decimal(points), "2024年终评价，2024-10-10 采纳")
    monkeypatch.setattr("gongwei.funds.claims.year_score", lambda place: given)
    monkeypatch.setattr("gongwei.pages.family_doctor.money.year_score", lambda place: given)


@pytest.mark.req("FUND-31", "FD-09", "FD-19")
def test_contracts_are_reserved_adjusted_by_group_and_settled_by_team_after_the_appraisal(
    year: VillageYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = year.cast
    for name, born in (("丛立春", 1958), ("王清明", 1958), ("于谷雨", 1980)):
        signed(cast, cast.register(name, birth_date=dt.date(born, 1, 1)).pk)
    by, office, finance = cast.staff["public_health_a"], cast.staff["project_office"], cast.staff["finance"]
    page = enter(cast, "finance").get(URL)
    assert page.context["total"][:2] == [3, Decimal(90)] and "还差 90.00 元" in page.content.decode()
    assert "claim" not in [sheet.id for sheet in page.context["sheets"]]
    assert press(enter(cast, "finance"), "reserve", source="books").status_code == 302
    approve(Order.objects.latest("prepared_at"), by=office)
    assert balance(plan().id, purpose="contracts", kind="reserve") == 90
    adjust(uuid.uuid4(), cast.centre_a, TODAY.year, {"elderly": Decimal(35), "general": Decimal(20)},
           {"elderly": 2, "general": 1}, advised=Decimal(30), reason="老年人多", by=by)  # fmt: skip
    assert press(enter(cast, "public_health_a"), "claim", place=str(cast.centre_a.pk)).status_code == 403
    scored(monkeypatch, "95")
    centre = enter(cast, "public_health_a")
    assert press(centre, "claim", place=str(cast.centre_a.pk)).status_code == 302
    order = Order.objects.latest("prepared_at")
    approve(order, by=finance)
    [line] = Claim.objects.filter(order=order)
    # 2 × 35 ＋ 1 × 20 ＝ 90；× 0.95 ＝ 85.50
    assert (line.unit, line.pieces, line.full, line.amount) == (team_of(cast).name, 3, Decimal(90), Decimal("85.50"))
    assert "老年人" in line.formula and "95 分" in line.score
    assert balance(plan().id, purpose="contracts", kind="reserve") == Decimal("4.50") and balance(plan().id) == 0
    assert press(centre, "claim", place=str(cast.centre_a.pk)).status_code == 403
    page = enter(cast, "public_health_a").get(URL)
    [team] = page.context["teams"]
    assert team["sums"].paid == Decimal("85.50") and "85.50" in page.content.decode()


@pytest.mark.req("FD-09")
@pytest.mark.parametrize(("elderly", "general"), [("45.00", "0.00"), ("0.00", "90.00"), ("29.99", "30.02")])
def test_a_neutral_adjustment_pays_the_advised_total_and_a_group_of_nothing_gets_nothing(
    year: VillageYear, elderly: str, general: str
) -> None:
    cast, each = year.cast, purpose("contracts")
    for name, born in (("丛立春", 1958), ("王清明", 1958), ("于谷雨", 1980)):
        signed(cast, cast.register(name, birth_date=dt.date(born, 1, 1)).pk)
    assert each.amount is not None and each.amount.value == 30
    _adjust(cast, elderly, general)
    paid = money.payable([cast.centre_a], each)[cast.centre_a.pk]
    assert sorted(piece.price for piece in paid) == sorted([Decimal(elderly)] * 2 + [Decimal(general)])
    assert sum(piece.price for piece in paid) == 90


@pytest.mark.req("FD-09")
def test_another_total_pays_nothing_else_before_the_office_approves_it(year: VillageYear) -> None:
    cast, each = year.cast, purpose("contracts")
    for name, born in (("丛立春", 1958), ("王清明", 1958), ("于谷雨", 1980)):
        signed(cast, cast.register(name, birth_date=dt.date(born, 1, 1)).pk)
    asked = _adjust(cast, "40.00", "0.00")
    assert [piece.price for piece in money.payable([cast.centre_a], each)[cast.centre_a.pk]] == [Decimal(30)] * 3
    decide(asked.pk, True, by=cast.staff["project_office"])
    prices = [piece.price for piece in money.payable([cast.centre_a], each)[cast.centre_a.pk]]
    assert sorted(prices) == [Decimal(0), Decimal(40), Decimal(40)]


def _adjust(cast: Cast, elderly: str, general: str) -> QuotaPlan:
    return adjust(
        uuid.uuid4(), cast.centre_a, TODAY.year, {"elderly": Decimal(elderly), "general": Decimal(general)},
        {"elderly": 2, "general": 1}, advised=Decimal(30), reason="老年人多", by=cast.staff["public_health_a"],
    )  # fmt: skip


@pytest.mark.req("FUND-32")
def test_the_pool_is_charged_with_its_part_of_the_fee_and_each_payer_owes_the_own(
    year: VillageYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = year.cast
    sign(uuid.uuid4(), cast.register().pk, terms(cast, pay_way=2), by=cast.staff["doctor"], limits=LIMITS,
         region="320200")  # fmt: skip
    each, places = purpose("contracts"), [cast.centre_a]
    [piece] = money.payable(places, each)[cast.centre_a.pk]
    assert piece.price == 60
    parts = {one.payer: (one.due, one.came) for one in money.receivables(places, each)}
    owed, none = {"resident": Decimal(30), "insurance": Decimal(40), "programme": Decimal(60)}, Decimal(0)
    assert parts == {payer: (due, none) for payer, due in owed.items()}
    assert sum(one.due for one in money.receivables(places, each)) == 130
    scored(monkeypatch, "100")
    office, finance = cast.staff["project_office"], cast.staff["finance"]
    approve(set_aside(uuid.uuid4(), each, Decimal(60), "1 份", TODAY, by=office, source=cast.centre_a), by=finance)
    press(enter(cast, "public_health_a"), "claim", place=str(cast.centre_a.pk))
    approve(Order.objects.latest("prepared_at"), by=finance)
    assert balance(plan().id, purpose="contracts", kind="spent") == 60
    came = {one.payer: one.came for one in money.receivables(places, each)}
    assert came == {"resident": 0, "insurance": 0, "programme": 60}


def test_whom_the_page_refuses(year: VillageYear, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = year.cast
    signed(cast, cast.register().pk)
    scored(monkeypatch, "95")
    ask = {"place": str(cast.centre_a.pk)}
    assert reverse("family_doctor:money") == URL and Client().get(URL).status_code == 302
    assert enter(cast, "line").get(URL).status_code == 403
    assert press(enter(cast, "public_health_b"), "claim", **ask).status_code == 403
    assert press(enter(cast, "village_doctor"), "claim", **ask).status_code == 403
    assert press(enter(cast, "public_health_a", checked=True), "claim", **ask).status_code == 403
    assert press(enter(cast, "public_health_a"), "reserve", source="books").status_code == 403
    wrong = press(enter(cast, "public_health_a"), "claim", place=str(cast.centre_b.pk))
    assert wrong.status_code == 422 and "请从列表中选择" in wrong.content.decode()
    assert not Claim.objects.exists()
