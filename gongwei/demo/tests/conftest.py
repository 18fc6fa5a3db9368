"""One small district for all tests of the demo, taken back afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from gongwei.demo.build import build
from gongwei.demo.district import District

SCALE, TODAY = 0.002, dt.date(2024, 10, 16)


@pytest.fixture(scope="module")
def district(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[District]:
    """957 people with two years of records, inside a transaction that is rolled back."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            yield build(SCALE, 1, TODAY, lambda words: None)
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
