"""The tests' database: after a test that commits, the next one finds what the migrations left, and no more."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_that_commits_leaves_the_database_as_migrated(turn: str) -> None:
    assert ContentType.objects.filter(model="user").exists(), "filled by a migration"
    assert not ContentType.objects.filter(app_label="left").exists()
    ContentType.objects.create(app_label="left", model=turn)
    ContentType.objects.filter(model="user").delete()


@pytest.mark.django_db
def test_each_process_has_a_database_of_its_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_database() like 'test\\_%%'")
        assert cursor.fetchone() == (True,)
