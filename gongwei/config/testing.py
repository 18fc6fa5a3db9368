"""The tests' own PostgreSQL: databases copied from one migrated template, dropped afterwards.

Loaded as a pytest plugin before Django's settings (`-p gongwei.config.testing`): no test can touch the data
of a real installation. Several runs at once share the server; each process has a database of its own.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import LiteralString

import psutil
import psycopg
from psycopg import sql

from gongwei.config import postgres
from gongwei.config.cluster import ADMINISTRATOR

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "var" / "test"
LOCK = 7_001  # any number: the advisory lock under which templates are made and copied

for name in ("DATABASE_URL", "DEBUG", "GONGWEI_HTTPS", "SECRET_KEY"):
    os.environ.pop(name, None)
os.environ.update(
    GONGWEI_DATA=str(DATA),
    GONGWEI_PLANS=str(DATA / "plans" / str(os.getpid())),  # what a test hands down is no other process's
    GONGWEI_TODAY="2024-10-16",
    DJANGO_SETTINGS_MODULE="gongwei.config.settings",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright keeps an event loop in the thread that also asks the database
)


def server() -> postgres.Postgres:
    """The tests' server; a lost write loses nothing, so it does not wait for the disk."""
    return postgres.of(DATA, durable=False)


@contextmanager
def fresh_database(running: postgres.Postgres, purpose: str = "django", like: str | None = None) -> Iterator[str]:
    """The name of an empty, migrated database for this process alone, one per purpose; or of a copy of another's."""
    name = f"test_{os.getpid()}_{purpose}"
    renew(running, name, like)
    try:
        yield name
    finally:
        with running.connect("postgres", ADMINISTRATOR) as admin:
            _execute(admin, "drop database if exists {} with (force)", name)


def renew(running: postgres.Postgres, name: str, like: str | None = None) -> None:
    """Make the database anew, with what the migrations put into it and nothing else; or as a copy of another."""
    with running.connect("postgres", ADMINISTRATOR) as admin:
        admin.execute("select pg_advisory_lock(%s)", [LOCK])  # until this connection ends
        _drop_leftovers(admin)
        template = like or _template(admin)
        _execute(admin, "drop database if exists {} with (force)", name)
        _execute(admin, "create database {} template {} owner {}", name, template, postgres.ROLE)


def _template(admin: psycopg.Connection) -> str:
    """The migrated database of these very migrations; made when there is none."""
    name = f"template_{_fingerprint()}"
    if not admin.execute("select 1 from pg_database where datname = %s and datistemplate", [name]).fetchone():
        _execute(admin, "drop database if exists {} with (force)", name)  # a run was killed while making it
        _execute(admin, "create database {} template {} owner {}", name, postgres.DATABASE, postgres.ROLE)
        _migrate(name)
        _execute(admin, "alter database {} is_template true", name)
    return name


def _migrate(database: str) -> None:
    """Run every migration there; Django is set up by now, which it was not when this module was loaded."""
    from django.core.management import call_command  # noqa: PLC0415  (this module precedes the settings)
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        connection.close()


@cache
def _fingerprint() -> str:
    """Changes when any migration of ours or any locked dependency does; once per process."""
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "gongwei").glob("**/migrations/*.py")):
        digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _drop_leftovers(admin: psycopg.Connection) -> None:
    """Databases of runs that were killed; and when nobody else is testing, templates of other migrations."""
    names = [name for (name,) in admin.execute("select datname from pg_database")]
    tests = {name: int(name.split("_")[1]) for name in names if re.fullmatch(r"test_\d+_[a-z]+", name)}
    for name, pid in tests.items():
        if not psutil.pid_exists(pid):
            _execute(admin, "drop database {} with (force)", name)
    if any(psutil.pid_exists(pid) for pid in tests.values()):
        return
    for name in names:
        if re.fullmatch(r"template_[0-9a-f]{16}", name) and name != f"template_{_fingerprint()}":
            _execute(admin, "alter database {} is_template false", name)
            _execute(admin, "drop database {} with (force)", name)


def _execute(admin: psycopg.Connection, statement: LiteralString, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
