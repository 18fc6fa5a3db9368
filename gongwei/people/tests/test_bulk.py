"""Bulk loading: the search indexes are away meanwhile and the same afterwards."""

import pytest

from gongwei.people.bulk import _definitions, search_indexes_later
from gongwei.people.search import search
from gongwei.people.tests.cast import make_cast


@pytest.mark.django_db(transaction=True)
def test_the_indexes_are_built_again_with_the_rows() -> None:
    cast, before = make_cast(), _definitions()
    with search_indexes_later():
        assert _definitions() == {}
        cast.register("丛立春")
    assert _definitions() == before != {}
    assert [hit.resident.name for hit in search(cast.user("doctor"), "clc")] == ["丛立春"]


def test_they_are_built_again_after_a_failure(db: None) -> None:
    before = _definitions()
    with pytest.raises(ValueError, match="row 7"), search_indexes_later():
        raise ValueError("row 7")
    assert _definitions() == before
