"""The village's quarter: what counts, what is taken off, what is paid; frozen, corrected once, run again to the fen."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from gongwei.facts import layout
from gongwei.funds.answering import confirm, object_to, pay, reply, review
from gongwei.funds.explaining import simulate
from gongwei.funds.instalments import allocation, clocks
from gongwei.funds.ledger import balance
from gongwei.funds.models import Correction, Entry, LineService, Settlement, SettlementLine
from gongwei.funds.orders import approve, send_back
from gongwei.funds.rewards import due_on, year_end
from gongwei.funds.rules import budget_of, settlement_rules, unknown_services
from gongwei.funds.settling import again, settle
from gongwei.funds.tests.village_year import Q3, QUARTERS, VillageYear
from gongwei.obligations.verbs import void_service
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.policy.funding import Band
from gongwei.programmes.hypertension.forms import FOLLOWUP

pytestmark = pytest.mark.django_db
AUGUST = dt.date(2024, 8, 14)


@pytest.fixture
def year() -> VillageYear:
    return VillageYear()


def test_every_service_of_the_plan_is_owed_by_some_chapter() -> None:
    assert unknown_services() == []


@pytest.mark.req("FUND-06", "FUND-12")
def test_four_quarters_of_a_clinic_are_34_yuan_a_head() -> None:
    assert [budget_of(1046, number) for number in (1, 2, 3, 4)] == [Decimal("8891.00")] * 4
    assert sum(budget_of(1045, number) for number in (1, 2, 3, 4)) == 1045 * 34


@pytest.mark.req("FUND-01", "FUND-05", "FUND-13")
def test_an_instalment_sets_nine_of_ninety_four_aside_and_loses_no_fen(year: VillageYear) -> None:
    year.patient()
    year.money("940000.01")
    made = allocation(Decimal("940000.01"))
    assert made.reserve == Decimal("90000.00")
    assert made.reserve + sum(share.own + share.village for share in made.shares) == Decimal("940000.01")
    served = made.shares[0]
    assert served.village == ((served.own + served.village) * 34 / 85).quantize(Decimal("0.01"))
    assert balance("huancui-2024") == 0
    assert balance("huancui-2024", book="new_items", kind="reserve") == Decimal("90000.00")


@pytest.mark.req("FUND-10", "FUND-45")
def test_the_month_of_prepayment_runs_from_the_day_of_arrival(year: VillageYear) -> None:
    year.patient()
    year.money(on=dt.date(2024, 8, 31), prepaid=False)
    [clock] = clocks(year.cast.centre_a)
    assert clock.due_on == dt.date(2024, 9, 30) and clock.done_on is None
    assert not clock.late(dt.date(2024, 9, 30)) and clock.late(dt.date(2024, 10, 1))


@pytest.mark.req("FUND-09", "FUND-12", "FUND-28")
def test_a_quarter_counts_what_was_done_in_time_face_to_face_and_takes_off_the_rest(year: VillageYear) -> None:
    good, phone, _, late = [year.patient() for _ in range(4)]
    year.visit(good, AUGUST)
    year.visit(phone, AUGUST, mode=3)
    year.visit(late, dt.date(2024, 10, 8))
    year.money()
    year.settled_until(3)
    year.score(Q3)
    line = year.trial(Q3).lines.get()
    states = dict(line.services.values_list("resident_id", "state"))
    assert states[good.pk] == "valid" and states[phone.pk] == "questioned"
    assert line.services.get(resident=phone).reason == "电话随访，不算面对面"
    assert (line.valid, line.questioned, line.task) == (1, 2, 4) and states[late.pk] == "questioned"
    budget = budget_of(line.people, 3)
    assert line.earned == (budget * 3 / 4 * Decimal("0.96")).quantize(Decimal("0.01"))
    assert line.earned - line.deducted == (budget / 4 * Decimal("0.96")).quantize(Decimal("0.01"))
    assert line.earned - line.deducted - line.prepaid - line.carried == line.payable - line.carried_out
    assert "3 ÷ 4 = 75.00%" in line.formula


@pytest.mark.req("FUND-09", "FUND-16", "FUND-27")
def test_paying_uses_up_the_advance_and_what_is_too_much_waits_for_the_next_quarter(year: VillageYear) -> None:
    patients = [year.patient(dt.date(2023, 1, 1)) for _ in range(2)]
    for patient in patients:
        year.visit(patient, AUGUST)
    year.money("20000000.00", on=dt.date(2024, 1, 20))
    held = balance("huancui-2024", kind="advance")
    year.settled_until(3)
    year.score(Q3, "50")
    made = year.trial(Q3)
    line = made.lines.get()
    assert line.payable == 0 and line.carried == held and line.carried_out > 0
    year.close(made)
    assert balance("huancui-2024", kind="advance") == line.carried_out
    assert balance("huancui-2024", kind="spent", institution=year.cast.clinic) == line.earned
    assert balance("huancui-2024") == 0
    made.refresh_from_db()
    assert made.state == "paid"


def ready(year: VillageYear) -> Settlement:
    """Two patients, one seen; the third quarter reckoned."""
    first, _ = year.patient(), year.patient()
    year.visit(first, AUGUST)
    year.money()
    year.settled_until(3)
    year.score(Q3)
    return year.trial(Q3)


@pytest.mark.req("FUND-12", "FUND-16", "XC-10")
def test_the_village_confirms_or_objects_before_anybody_pays(year: VillageYear) -> None:
    made, staff = ready(year), year.cast.staff
    office = staff["public_health_a"]
    line = made.lines.get()
    with pytest.raises(Invalid, match="没有确认"):
        review(made, by=office)
    with pytest.raises(Forbidden, match="村医自己确认"):
        confirm(line, by=office)
    with pytest.raises(Invalid, match="写原因"):
        object_to(line, " ", by=staff["village_doctor"])
    object_to(line, "少算一次", by=staff["village_doctor"])
    with pytest.raises(Invalid, match="异议没有答复"):
        review(made, by=office)
    reply(line, "那次是电话", by=office)
    with pytest.raises(Invalid, match="审核后才能支付"):
        pay(made, Q3.ends_on, by=office)
    order = pay(review(made, by=office), Q3.ends_on, by=office)
    assert order is not None
    with pytest.raises(Forbidden, match="项目办或财政"):
        approve(order, by=office)
    send_back(order, "金额待核", by=staff["finance"])
    made.refresh_from_db()
    again_order = pay(made, Q3.ends_on, by=office)
    assert again_order is not None and again_order.pk != order.pk
    posted = approve(again_order, by=staff["finance"]).posting
    assert approve(again_order, by=staff["finance"]).posting == posted
    assert Entry.objects.filter(line=line.pk).exists()
    with pytest.raises(Conflict, match="已审核或已重算"):
        confirm(line, by=staff["village_doctor"])


@pytest.mark.req("FUND-28")
def test_a_frozen_settlement_runs_again_to_the_same_fen(year: VillageYear) -> None:
    made = ready(year)
    year.visit(year.patient(), AUGUST)
    assert again(made) == []
    assert len(made.plan_sha256) == 64 and "+" in made.code
    with pytest.raises(Conflict, match="已有人试算"):
        year.trial(Q3)
    anew = year.trial(Q3, replaces=made.pk)
    assert anew.lines.get().valid == made.lines.get().valid + 1
    assert year.trial(Q3, replaces=anew.pk).lines.get().valid == 2


def test_a_settlement_holds_the_build_of_the_mart_that_stood_when_it_was_made(
    year: VillageYear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    monkeypatch.setattr(settings, "DATA", tmp_path)
    moment = "2024-10-01T08:00:00"
    layout.folder_of(7).mkdir(parents=True)
    layout.write_manifest(layout.Manifest(7, moment, moment, moment, "code", "huancui-2024", "digest"))
    made = ready(year)
    assert made.build == 7 and layout.held() == {7}
    with django_capture_on_commit_callbacks(execute=True):
        anew = year.trial(Q3, replaces=made.pk)
    held = {path.name for path in (layout.mart() / "holds").iterdir()}
    assert f"7-settlement-{anew.pk}" in held and f"7-settlement-{made.pk}" not in held


@pytest.mark.req("FUND-09", "FUND-12")
def test_a_visit_voided_after_settlement_comes_off_exactly_once(year: VillageYear) -> None:
    people = [year.patient(dt.date(2024, 4, 1)) for _ in range(2)]
    visits = [year.visit(each, dt.date(2024, 5, 20)) for each in people]
    year.money()
    year.settled_until(2)
    year.score(QUARTERS[1])
    second = year.trial(QUARTERS[1])
    year.close(second)
    void_service(FOLLOWUP, visits[0].pk, actor=year.cast.staff["public_health_a"], reason="核实未做")
    year.score(Q3)
    third = year.trial(Q3)
    fix = Correction.objects.get(live=True)
    before = second.lines.get()
    half = (budget_of(before.people, 2) / 2 * Decimal("0.96")).quantize(Decimal("0.01"))
    assert fix.amount == half - before.earned
    third = year.trial(Q3, replaces=third.pk)
    assert Correction.objects.filter(live=True).count() == 1
    assert third.lines.get().adjusted == fix.amount
    assert LineService.objects.get(pk=fix.service_id).state == "valid"


def test_what_is_not_ready_is_named(year: VillageYear) -> None:
    with pytest.raises(Invalid, match="核定"):
        year.trial(QUARTERS[0])
    year.patient()
    year.money()
    with pytest.raises(Invalid, match="才结束"):
        year.trial(QUARTERS[3])
    with pytest.raises(Invalid, match="没有支付"):
        year.trial(QUARTERS[1])
    with pytest.raises(Invalid, match="1 个村卫生室还没有"):
        year.trial(QUARTERS[0])
    with pytest.raises(Forbidden):
        settle(uuid.uuid4(), year.cast.centre_a, Q3, by=year.cast.staff["village_doctor"])
    with pytest.raises(Forbidden):
        settle(uuid.uuid4(), year.cast.centre_a, Q3, by=year.cast.staff["public_health_b"])


@pytest.mark.django_db(transaction=True)
def test_of_two_settlements_of_one_quarter_at_once_one_wins() -> None:
    year = VillageYear()
    year.patient(dt.date(2024, 1, 1))
    year.money(on=dt.date(2024, 1, 20))
    year.score(QUARTERS[0])
    start, outcomes = threading.Barrier(2), list[str]()

    def run() -> None:
        try:
            start.wait()
            year.trial(QUARTERS[0])
            outcomes.append("won")
        except Conflict as told:
            outcomes.append(str(told))
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(outcomes)[0] == "won" and "已有人试算" in sorted(outcomes)[1]
    assert Settlement.objects.exclude(state="replaced").count() == SettlementLine.objects.count() == 1


def test_a_line_whose_numbers_do_not_add_up_is_refused_by_the_database(year: VillageYear) -> None:
    line = ready(year).lines.get()
    with pytest.raises(IntegrityError, match="adds_up"), transaction.atomic():
        SettlementLine.objects.filter(pk=line.pk).update(payable=line.payable + 1)


@pytest.mark.req("FUND-14", "FUND-15", "AMB-09")
def test_the_year_end_rewards_or_takes_back_by_the_point_in_the_next_year(year: VillageYear) -> None:
    year.patient()
    year.money()
    place, finance, office = year.cast.centre_a, year.cast.staff["finance"], year.cast.staff["project_office"]
    spring = dt.date(2025, 3, 20)
    assert due_on() == dt.date(2025, 3, 31)
    with pytest.raises(Invalid, match="2025 年第一季度"):
        year_end(place, Decimal(87), dt.date(2024, 12, 31), by=finance)
    with pytest.raises(Invalid, match="不奖不扣"):
        year_end(place, Decimal(90), spring, by=finance)
    before = balance("huancui-2024", kind="township", institution=place)
    order = year_end(place, Decimal("87.5"), spring, by=finance)
    assert order == year_end(place, Decimal("87.5"), spring, by=finance)
    approve(order, by=office)
    assert balance("huancui-2024", kind="township", institution=place) == before - Decimal("2500.00")
    assert balance("huancui-2024", kind="pool") == Decimal("2500.00")


@pytest.mark.req("FUND-15")
def test_other_rules_are_tried_on_frozen_services_payee_by_payee(year: VillageYear) -> None:
    made = ready(year)
    line, held = made.lines.get(), settlement_rules()
    [same] = simulate([made], held)
    assert same.difference == 0 and same.before == line.earned - line.deducted
    bands = (Band(from_score=Decimal(0), coefficient=Decimal("0.5")),
             Band(from_score=Decimal(95), coefficient=Decimal(1)))  # fmt: skip
    tried = held.model_copy(update={"quality": held.quality.model_copy(update={"kind": "bands", "bands": bands})})
    [change] = simulate([made], tried)
    assert change.after == (line.budget / 2).quantize(Decimal("0.01")) and change.difference > 0
    made.refresh_from_db()
    assert again(made) == []
