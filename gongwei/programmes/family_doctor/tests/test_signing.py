"""Signing and what forbids it, households, renewal, change, termination, the payers, offers and ratings."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.people.models import Resident
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import VILLAGE_B1, Cast
from gongwei.people.verbs.household import create_household, join_household
from gongwei.programmes.family_doctor.models import Agreement, Offer, TeamVillage
from gongwei.programmes.family_doctor.tests.samples import (
    LIMITS,
    REGION,
    TODAY,
    signature,
    signed,
    team_of,
    terms,
)
from gongwei.programmes.family_doctor.verbs.ending import offer, rate, receive, terminate
from gongwei.programmes.family_doctor.verbs.signing import change, renew, sign, sign_household
from gongwei.programmes.family_doctor.verbs.teams import add_member, bind_village, form_team, qualify_lead
from gongwei.records.models import History

HOW: dict[str, Any] = {"limits": LIMITS, "region": REGION}


def refused(cast: Cast, person: Resident, **changes: Any) -> dict[str, list[str]]:
    """What the verb says against these terms, by field."""
    with pytest.raises(Invalid) as said:
        sign(uuid.uuid4(), person.pk, terms(cast, **changes), by=cast.staff["doctor"], **HOW)
    assert not Agreement.objects.filter(resident=person).exists()
    return said.value.by_field


@pytest.mark.req("FD-03", "FD-04")
def test_an_agreement_copies_what_its_packages_promise_and_cost(cast: Cast) -> None:
    person = cast.register()
    key, agreed = uuid.uuid4(), terms(cast, packages=("BASE", "ELDER"), years=3)
    made = sign(key, person.pk, agreed, by=cast.staff["doctor"], **HOW)
    assert (made.begins_on, made.ends_on, made.until_on) == (
        TODAY,
        dt.date(2027, 10, 15),
        dt.date(2027, 10, 16),
    )
    assert made.services == [
        "family_doctor.assessment", "family_doctor.inform", "elderly.exam", "elderly.self_care", "tcm.elderly",
    ]  # fmt: skip
    assert (made.fee_total, made.fee_programme, made.groups) == (Decimal(30), Decimal(30), [3])
    assert made.doctor == cast.staff["doctor"] and len(made.signature) == 1
    assert sign(key, person.pk, agreed, by=cast.staff["doctor"], **HOW).pk == made.pk
    assert Agreement.objects.count() == 1


def test_the_leap_day_begins_and_ends_a_year(cast: Cast) -> None:
    made = signed(cast, cast.register().pk, begins_on=dt.date(2024, 2, 29))
    assert made.ends_on == dt.date(2025, 2, 27)


def test_a_second_agreement_in_the_same_days_is_refused_and_the_day_after_the_end_is_free(cast: Cast) -> None:
    person = cast.register()
    first = signed(cast, person.pk, begins_on=dt.date(2023, 10, 17))
    assert first.ends_on == TODAY
    with pytest.raises(Invalid, match="一人同一时期只能有一份") as said:
        signed(cast, person.pk)
    assert list(said.value.by_field) == ["begins_on"]
    assert signed(cast, person.pk, signed_on=TODAY, begins_on=dt.date(2024, 10, 17)).begins_on > first.ends_on
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=first.pk).update(until_on=dt.date(2024, 10, 18))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"packages": ()}, "packages"),
        ({"packages": ("NONE",)}, "packages"),
        ({"packages": ("CHILD",)}, "packages"),
        (
            {"packages": ("CARE",), "begins_on": dt.date(2023, 12, 31), "signed_on": dt.date(2023, 12, 31)},
            "packages",
        ),
        ({"years": 0}, "years"),
        ({"years": 4}, "years"),
        ({"begins_on": dt.date(2024, 10, 15)}, "begins_on"),
        ({"begins_on": dt.date(2025, 1, 15)}, "begins_on"),
        ({"signed_on": dt.date(2024, 10, 17), "begins_on": dt.date(2024, 10, 17)}, "signed_on"),
        ({"agreement_read": False}, "agreement_read"),
        ({"signature": ()}, "signature"),
        ({"signature": (uuid.uuid4(),)}, "signature"),
        ({"rep_name": " "}, "rep_name"),
        ({"rep_relation": 77777}, "rep_relation"),
    ],
)
def test_each_refusal_stands_at_its_field(cast: Cast, changes: dict[str, Any], field: str) -> None:
    assert list(refused(cast, cast.register(), **changes)) == [field]


def test_the_last_day_to_begin_is_in(cast: Cast) -> None:
    made = signed(cast, cast.register().pk, signed_on=TODAY, begins_on=TODAY + dt.timedelta(90))
    assert made.begins_on == dt.date(2025, 1, 14)


@pytest.mark.req("FD-01")
def test_a_team_of_another_institution_is_refused(cast: Cast) -> None:
    said = refused(cast, cast.register(), team=team_of(cast, "b"))
    assert "属于 温泉镇卫生院" in said["team"][0]
    ended = team_of(cast)
    ended.to_on = TODAY
    ended.save()
    assert "已撤销" in refused(cast, cast.register("王清明"), team=ended)["team"][0]


def test_a_signature_sent_by_another_institution_is_refused(cast: Cast) -> None:
    said = refused(cast, cast.register(), signature=(signature(cast.staff["public_health_b"]),))
    assert list(said) == ["signature"]


def test_nobody_signs_for_a_resident_of_another_institution(cast: Cast) -> None:
    other = cast.register("于谷雨", village=VILLAGE_B1)
    with pytest.raises(Forbidden):
        sign(uuid.uuid4(), other.pk, terms(cast), by=cast.staff["doctor"], **HOW)
    mine = cast.register()
    for role in ("line", "finance", "disabled_federation"):
        with pytest.raises(Forbidden):
            sign(uuid.uuid4(), mine.pk, terms(cast), by=cast.staff[role], **HOW)
    assert not Agreement.objects.exists()


@pytest.mark.req("FD-07")
def test_a_household_signs_together_and_each_gets_the_packages_of_his_own_groups(cast: Cast) -> None:
    head, wife = cast.register(), cast.register("王清明", sex=2)
    child = cast.register("丛白露", birth_date=dt.date(2021, 3, 1), created_on=dt.date(2021, 4, 1))
    home, by = uuid.uuid4(), cast.staff["doctor"]
    request, agreed = uuid.uuid4(), terms(cast, packages=("BASE", "ELDER", "CHILD"))
    everybody = [head.pk, wife.pk, child.pk]
    with pytest.raises(Invalid, match="同一个家庭档案"):
        sign_household(request, everybody, agreed, by=by, **HOW)
    create_household(home, head.pk, dt.date(2024, 1, 1), by=by)
    join_household(home, wife.pk, 12, dt.date(2024, 1, 1), by=by)
    join_household(home, child.pk, 20, dt.date(2024, 1, 1), by=by)
    made = sign_household(request, everybody, agreed, by=by, **HOW)
    assert [each.packages for each in made] == [["BASE", "ELDER"], ["BASE", "ELDER"], ["BASE", "CHILD"]]
    assert {(each.sign_unit, each.together) for each in made} == {(1, request)}
    assert sign_household(request, everybody, agreed, by=by, **HOW) == made


@pytest.mark.req("FD-21")
@pytest.mark.parametrize(
    ("ends", "begins", "said"),
    [
        (dt.date(2024, 12, 16), dt.date(2024, 12, 17), "起可以续约"),
        (dt.date(2024, 12, 15), dt.date(2024, 12, 16), None),
        (TODAY, dt.date(2024, 10, 17), None),
        (dt.date(2024, 7, 18), TODAY, None),
        (dt.date(2024, 7, 17), TODAY, "请重新签约"),
    ],
)
def test_renewal_opens_sixty_days_before_and_closes_ninety_after_the_end(
    cast: Cast, ends: dt.date, begins: dt.date, said: str | None
) -> None:
    person = cast.register()
    start = dt.date(ends.year - 1, ends.month, ends.day) + dt.timedelta(1)
    first = signed(cast, person.pk, begins_on=start)
    assert first.ends_on == ends
    again = terms(cast, begins_on=begins)
    if said:
        with pytest.raises(Invalid, match=said):
            renew(uuid.uuid4(), first.pk, again, by=cast.staff["doctor"], **HOW)
    else:
        made = renew(uuid.uuid4(), first.pk, again, by=cast.staff["doctor"], **HOW)
        assert (made.previous, made.origin, made.begins_on) == (first, 2, begins)


@pytest.mark.req("FD-21")
def test_a_change_of_team_ends_the_running_agreement_that_day(cast: Cast) -> None:
    person = cast.register()
    first = signed(cast, person.pk, begins_on=dt.date(2024, 3, 1))
    by = cast.staff["public_health_a"]
    second = form_team(uuid.uuid4(), "毕谷雨团队", cast.centre_a, cast.staff["village_doctor"], by=by)
    made = change(uuid.uuid4(), first.pk, terms(cast, team=second), by=cast.staff["doctor"], **HOW)
    first.refresh_from_db()
    assert (first.until_on, first.stop_reason, made.begins_on, made.previous) == (TODAY, 5, TODAY, first)
    assert [each.old["until_on"] for each in History.objects.filter(row_id=str(first.pk))] == ["2025-03-01"]
    with pytest.raises(Invalid, match="已解约"):
        renew(uuid.uuid4(), first.pk, terms(cast), by=cast.staff["doctor"], **HOW)


def test_an_agreement_ends_with_a_reason_and_once(cast: Cast) -> None:
    first, by = signed(cast, cast.register().pk, begins_on=dt.date(2024, 3, 1)), cast.staff["doctor"]
    for on, reason, field in (
        (TODAY, 5, "reason"), (TODAY, 12, "reason"), (TODAY, 99, "note"), (dt.date(2024, 2, 28), 4, "on"),
        (dt.date(2024, 10, 17), 4, "on"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as said:
            terminate(first.pk, on, reason, by=by)
        assert list(said.value.by_field) == [field]
    assert terminate(first.pk, TODAY, 4, by=by).until_on == TODAY
    with pytest.raises(Invalid, match="未重复办理"):
        terminate(first.pk, TODAY, 4, by=by)
    assert first.holds(dt.date(2024, 10, 15))
    with pytest.raises(Forbidden):
        terminate(first.pk, TODAY, 4, by=cast.staff["public_health_b"])


@pytest.mark.req("FD-10")
def test_each_payer_s_state_is_kept_with_the_resident_s_way_of_payment(cast: Cast) -> None:
    person, by = cast.register(), cast.staff["doctor"]
    how: dict[str, Any] = {"limits": LIMITS, "region": "320200"}
    with pytest.raises(Invalid) as said:
        sign(uuid.uuid4(), person.pk, terms(cast), by=by, **how)
    assert list(said.value.by_field) == ["pay_way"]
    made = sign(uuid.uuid4(), person.pk, terms(cast, pay_way=2), by=by, **how)
    assert (made.fee_total, made.fee_resident, made.fee_insurance, made.fee_programme) == (
        Decimal(130),
        Decimal(30),
        Decimal(40),
        Decimal(60),
    )
    receive(made.pk, "resident", TODAY, by=by, pay_way=1, invoice_no="F-1")
    made.refresh_from_db()
    assert (made.resident_paid_on, made.pay_way, made.insurance_paid_on) == (TODAY, 1, None)
    with pytest.raises(Invalid, match="未重复登记"):
        receive(made.pk, "resident", TODAY, by=by)
    with pytest.raises(Invalid, match="没有残联承担"):
        receive(made.pk, "disabled_federation", TODAY, by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=made.pk).update(fee_insurance=Decimal("39.99"))


@pytest.mark.req("FD-01", "FD-22")
def test_a_team_has_roles_villages_and_a_leader_whose_qualification_is_known(cast: Cast) -> None:
    team, by = team_of(cast), cast.staff["public_health_a"]
    add_member(team, cast.staff["village_doctor"], 4, TODAY, by=by)
    with pytest.raises(Invalid, match="只能以上级专家加入"):
        add_member(team, cast.staff["line"], 2, TODAY, by=by)
    add_member(team, cast.staff["line"], 6, TODAY, by=by)
    assert {each.role for each in team.members.filter(to_on=None)} == {1, 4, 6}
    assert not team.lead_is_gp
    assert qualify_lead(team, team.lead, "QK-2016-01", by=by).lead_is_gp
    with pytest.raises(Invalid, match="不能划给"):
        bind_village(team, VILLAGE_B1, TODAY, by=by)
    with pytest.raises(Forbidden):
        add_member(team, cast.staff["village_doctor"], 3, TODAY, by=cast.staff["public_health_b"])
    second = form_team(uuid.uuid4(), "第二团队", cast.centre_a, cast.staff["village_doctor"], by=by)
    held = TeamVillage.objects.get(team=team, to_on=None)
    bind_village(second, held.village_id, TODAY, by=by)
    held.refresh_from_db()
    assert held.to_on == TODAY


@pytest.mark.req("FD-27")
def test_an_offer_that_is_refused_says_why(cast: Cast) -> None:
    person, by = cast.register(), cast.staff["village_doctor"]
    with pytest.raises(Invalid) as said:
        offer(uuid.uuid4(), person.pk, TODAY, 1, 3, by=by)
    assert list(said.value.by_field) == ["why_not"]
    offer(uuid.uuid4(), person.pk, TODAY, 1, 3, by=by, why_not=4)
    assert Offer.objects.get().institution == cast.centre_a


def test_contentment_is_asked_once_a_year(cast: Cast) -> None:
    made, by = signed(cast, cast.register().pk), cast.staff["doctor"]
    assert rate(uuid.uuid4(), made.pk, 4, by=by).score == 4
    with pytest.raises(Invalid, match="已经评价过"):
        rate(uuid.uuid4(), made.pk, 5, by=by)
    with pytest.raises(Invalid):
        rate(uuid.uuid4(), signed(cast, cast.register("王清明").pk).pk, 6, by=by)


def test_terms_are_read_as_they_are_agreed(cast: Cast) -> None:
    agreed = terms(cast, begins_on=dt.date(2024, 11, 1), years=2)
    assert agreed.ends_on == dt.date(2026, 10, 31)
    assert replace(agreed, years=1).ends_on == dt.date(2025, 10, 31)
