"""Households: head and members by date."""

import datetime as dt
import uuid

import pytest

from gongwei.people.models import Household, HouseholdMember
from gongwei.people.problems import Forbidden, Invalid
from gongwei.people.tests.cast import TODAY, Cast
from gongwei.people.verbs.household import create_household, join_household, leave_household

MARCH = dt.date(2024, 3, 1)
WIFE, SON = 12, 20


@pytest.fixture
def home(cast: Cast) -> Household:
    return create_household(
        uuid.uuid4(), cast.register("王立夏").pk, MARCH, by=cast.staff["village_doctor"], household_no="7"
    )


def test_the_head_and_his_wife_live_together(cast: Cast, home: Household) -> None:
    wife = cast.register("于谷雨", sex=2)
    join_household(home.pk, wife.pk, WIFE, MARCH, by=cast.staff["village_doctor"])
    wife.refresh_from_db()
    assert (wife.household, wife.household_relation) == (home, WIFE)
    assert sorted(home.residents.values_list("household_relation", flat=True)) == [2, WIFE]


def test_moving_to_another_household_ends_the_first_membership(cast: Cast, home: Household) -> None:
    by, son = cast.staff["village_doctor"], cast.register("王小雪")
    join_household(home.pk, son.pk, SON, MARCH, by=by)
    own = create_household(uuid.uuid4(), son.pk, dt.date(2024, 8, 1), by=by)
    rows = HouseholdMember.objects.filter(resident=son).order_by("from_on")
    assert [(r.household, r.relation, r.to_on) for r in rows] == [
        (home, SON, dt.date(2024, 8, 1)),
        (own, 2, None),
    ]


def test_leaving_empties_the_pointer_and_keeps_the_past(cast: Cast, home: Household) -> None:
    by, head = cast.staff["village_doctor"], home.residents.get()
    assert leave_household(head.pk, TODAY, by=by).household is None
    assert home.members.get().to_on == TODAY
    with pytest.raises(Invalid, match="不属于任何家庭"):
        leave_household(head.pk, TODAY, by=by)


def test_one_head_known_relations_and_real_days(cast: Cast, home: Household) -> None:
    by, other = cast.staff["village_doctor"], cast.register("王小寒")
    with pytest.raises(Invalid, match="已有户主"):
        join_household(home.pk, other.pk, 2, MARCH, by=by)
    with pytest.raises(Invalid, match="请从列表中选择"):
        join_household(home.pk, other.pk, 4, MARCH, by=by)
    with pytest.raises(Invalid, match="晚于今天"):
        join_household(home.pk, other.pk, SON, TODAY + dt.timedelta(days=1), by=by)
    with pytest.raises(Invalid, match="离户日期"):
        leave_household(home.residents.get().pk, MARCH, by=by)


def test_another_townships_staff_may_not(cast: Cast, home: Household) -> None:
    with pytest.raises(Forbidden):
        join_household(home.pk, cast.register("王小寒").pk, SON, MARCH, by=cast.staff["public_health_b"])


def test_the_same_request_makes_one_household(cast: Cast) -> None:
    household_id, head, by = uuid.uuid4(), cast.register(), cast.staff["village_doctor"]
    both = [create_household(household_id, head.pk, MARCH, by=by) for _ in "ab"]
    assert both[0] == both[1]
    assert HouseholdMember.objects.count() == 1
