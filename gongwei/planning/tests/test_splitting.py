"""A township's number divided: Σ children = parent, order changes nothing, no raising, only one's own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from gongwei.catalogue.plans import published
from gongwei.indicators.evaluation import Sum
from gongwei.kernel.apportion import apportion
from gongwei.people.problems import Conflict, Forbidden, Invalid
from gongwei.people.tests.cast import VILLAGE_A1, VILLAGE_A2, Cast, make_cast
from gongwei.planning import sheets
from gongwei.planning.models import Share, SheetCell, Split
from gongwei.planning.progress import Pace, done, elapsed
from gongwei.planning.splitting import Place, Proposal, eligible, population, propose, split

PLAN = published("huancui-2024")
BASES = st.dictionaries(
    st.text("abcdefgh", min_size=1), st.integers(0, 500_000), min_size=1, max_size=40
).filter(lambda found: sum(found.values()) > 0)
METHOD = st.sampled_from(["largest_remainder", "to_largest"])


@pytest.mark.req("TASK-11", "TASK-12")
@given(BASES, st.integers(0, 1_000_000), METHOD)
def test_the_parts_add_up_to_the_parent_for_any_base_and_policy(
    weights: Mapping[str, int], total: int, method: str
) -> None:
    shares = apportion(total, weights, method)
    whole = sum(weights.values())
    assert sum(shares.values()) == total and min(shares.values()) >= 0
    if method == "largest_remainder":
        assert all(abs(shares[name] - Fraction(total * weights[name], whole)) < 1 for name in weights)


@given(BASES, st.integers(0, 1_000_000), METHOD, st.randoms())
def test_the_order_of_the_villages_changes_nothing(
    weights: Mapping[str, int], total: int, method: str, random: st.DataObject
) -> None:
    names = list(weights)
    random.shuffle(names)  # type: ignore[attr-defined]
    turned = {name: weights[name] for name in names}
    assert apportion(total, turned, method) == apportion(total, weights, method)


def test_weights_that_say_nothing_are_refused() -> None:
    for weights in ({"a": 0, "b": 0}, {"a": -1, "b": 3}):
        with pytest.raises(ValueError, match="weights"):
            apportion(10, weights)


@pytest.fixture
def cast(db: None) -> Cast:
    cast = make_cast()
    doctor = cast.staff["village_doctor"].pk
    for _ in range(2):
        cast.register(village=VILLAGE_A1, doctor_id=doctor)
    cast.register(village=VILLAGE_A2)
    office = cast.staff["project_office"]
    sheets.publish(sheets.prepare(uuid.uuid4(), PLAN, "印发", by=office), by=office)
    return cast


def cell_of(cast: Cast) -> SheetCell:
    """羊亭's number of hypertensives to manage to standard."""
    return SheetCell.objects.select_related("institution", "column__sheet").get(
        institution=cast.centre_a, column__indicator="hypertension.standard_rate"
    )


def divided(cast: Cast, reason: str = "", moved: Mapping[str, int] | None = None) -> Split:
    cell, weights = cell_of(cast), population(cast.centre_a)
    proposal = propose(cell.value, weights, "largest_remainder")
    values = {place: value + (moved or {}).get(place[0], 0) for place, value in proposal.values.items()}
    by = cast.staff["public_health_a"]
    return split(uuid.uuid4(), cell, ("population", "largest_remainder"), proposal, values, reason, by=by)


@pytest.mark.req("TASK-12")
def test_a_number_is_split_to_villages_and_doctors_by_the_people_registered_there(cast: Cast) -> None:
    made, total = divided(cast), cell_of(cast).value
    doctor = cast.staff["village_doctor"].pk
    shares = {(share.village_id, share.doctor_id): share.value for share in made.shares.all()}
    assert sum(shares.values()) == total and len(shares) == 2
    assert shares[VILLAGE_A1, doctor] in (total * 2 // 3, total * 2 // 3 + 1)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.req("PLAN-06", "TASK-12")
def test_more_than_the_parent_is_raising_and_less_leaves_work_undone(cast: Cast) -> None:
    with pytest.raises(Invalid, match=r"比下达的 \d+ 多 3：不得层层加码"):
        divided(cast, "多做一点", {VILLAGE_A1: 3})
    with pytest.raises(Invalid, match="少 2"):
        divided(cast, "少做一点", {VILLAGE_A1: -2})
    assert not Split.objects.exists()
    made = divided(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Share.objects.filter(split=made, village_id=VILLAGE_A1).update(value=10**6)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_change_by_hand_keeps_the_sum_and_has_a_reason(cast: Cast) -> None:
    moved = {VILLAGE_A1: -1, VILLAGE_A2: 1}
    with pytest.raises(Invalid, match="请写原因"):
        divided(cast, moved=moved)
    first = divided(cast)
    second = divided(cast, "小西庄有集中居住点", moved)
    assert {share.made for share in second.shares.all()} == {"manual"}
    assert not Split.objects.get(pk=first.pk).live and Split.objects.get(live=True) == second


def test_only_the_institution_itself_divides_and_only_the_version_in_force(cast: Cast) -> None:
    cell = cell_of(cast)
    proposal = propose(cell.value, population(cast.centre_a), "to_largest")
    for role in ("public_health_b", "project_office", "village_doctor"):
        with pytest.raises(Forbidden, match="公卫科分解"):
            split(
                uuid.uuid4(),
                cell,
                ("population", "to_largest"),
                proposal,
                proposal.values,
                "",
                by=cast.staff[role],
            )
    office = cast.staff["project_office"]
    sheets.publish(sheets.prepare(uuid.uuid4(), PLAN, "更正", by=office), by=office)
    with pytest.raises(Conflict, match="新版本"):
        split(
            uuid.uuid4(), cell, ("population", "to_largest"), proposal, proposal.values, "",
            by=cast.staff["public_health_a"],
        )  # fmt: skip


def test_nobody_registered_is_a_refusal_in_words(cast: Cast) -> None:
    with pytest.raises(Invalid, match="都是 0"):
        propose(10, population(cast.centre_b), "largest_remainder")


def test_eligible_people_and_what_is_done_are_read_from_the_figures(cast: Cast) -> None:
    doctor, place = str(cast.staff["village_doctor"].pk), str(cast.centre_a.pk)
    counted = (
        Sum("hypertension.standard_rate", place, VILLAGE_A1, doctor, 40, 30, 12),
        Sum("hypertension.standard_rate", place, VILLAGE_A2, "unassigned", 10, 10, 3),
        Sum("hypertension.standard_rate", "99", VILLAGE_A2, "unassigned", 10, 10, 3),
        Sum("diabetes.standard_rate", place, VILLAGE_A1, doctor, 9, 9, 9),
    )
    weights = eligible(cast.centre_a, "hypertension.standard_rate", counted)
    assert weights == {(VILLAGE_A1, int(doctor)): 30, (VILLAGE_A2, None): 10}
    values: dict[Place, int] = dict(propose(cell_of(cast).value, weights, "to_largest").values)
    made = split(
        uuid.uuid4(), cell_of(cast), ("eligible", "to_largest"), Proposal(weights, values), values, "",
        by=cast.staff["public_health_a"],
    )  # fmt: skip
    reached = done(made.shares.all(), "hypertension.standard_rate", counted[:2])
    assert sorted(reached.values()) == [3, 12]


def test_the_pace_of_the_year_so_far_gives_what_the_year_ends_with() -> None:
    half = elapsed(dt.date(2024, 7, 1))
    assert half == Fraction(1, 2)
    slow, good = Pace(100, 44, half), Pace(100, 50, half)
    assert (slow.left, slow.forecast, slow.reaches, slow.lags) == (56, 88, False, True)
    assert (good.forecast, good.reaches, good.lags) == (100, True, False)
    assert not Pace(10, 12, half).lags and Pace(10, 12, half).left == 0
