"""The migrated database holds everything that the models declare: the growing state loses nothing."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_every_index_constraint_and_trigger_of_every_model_is_there() -> None:
    lacking = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        triggers = set(cursor.fetchall())
        for model in apps.get_models():
            meta = model._meta
            if not meta.managed or meta.proxy:
                continue
            there = connection.introspection.get_constraints(cursor, meta.db_table)
            wanted = [each.name for each in (*meta.indexes, *meta.constraints)]
            lacking += [(meta.db_table, name) for name in wanted if name not in there]
            lacking += [
                (meta.db_table, trigger.name)
                for trigger in getattr(meta, "triggers", [])
                if (meta.db_table, trigger.get_pgid(model)) not in triggers
            ]
    assert lacking == []


@pytest.mark.django_db
def test_the_models_and_the_migrations_agree() -> None:
    told = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=told)
    assert "No changes detected" in told.getvalue()
