"""The demo never overwrites anybody, and opens the district that is already there."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate

from gongwei.demo import commands, marker
from gongwei.demo.district import District
from gongwei.demo.marker import Mark
from gongwei.demo.staff import ACCOUNTS, PASSWORD
from gongwei.demo.tests.conftest import SCALE, TODAY
from gongwei.kernel.errors import UserError

WANTED = Mark(SCALE, 1, TODAY, ready=True)


def test_the_same_district_is_only_served_again(district: District) -> None:
    assert commands._found(WANTED) == Mark(SCALE, 1, TODAY, ready=False)


def test_another_size_is_refused_in_words(district: District) -> None:
    with pytest.raises(UserError, match="--fresh"):
        commands._found(Mark(0.05, 1, TODAY, ready=True))


@pytest.mark.django_db
def test_an_empty_database_may_become_a_demo() -> None:
    assert commands._found(WANTED) is None


def test_real_people_are_never_overwritten(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marker, "read", lambda: None)
    with pytest.raises(UserError, match="不是示范数据"):
        commands._found(WANTED)
    with pytest.raises(UserError, match="不能覆盖"):
        marker.clear()


def test_each_role_has_an_account_that_works(district: District) -> None:
    users = [authenticate(username=name, password=PASSWORD) for name in ACCOUNTS.values()]
    assert len(users) == 8 and all(user is not None for user in users)
