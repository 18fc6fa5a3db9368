"""The mark that a database holds a synthetic district, so that no real one is ever overwritten."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from gongwei.kernel.errors import UserError


@dataclass(frozen=True)
class Mark:
    """Which district it is, and whether everything computed has been added (``ready``)."""

    scale: float
    seed: int
    today: dt.date
    ready: bool


def read() -> Mark | None:
    """The mark of this database; None when it has none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('demo_district') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return None
        cursor.execute("SELECT scale, seed, today, ready FROM demo_district")
        row = cursor.fetchone()
    return Mark(float(row[0]), row[1], row[2], row[3]) if row else None


def write(mark: Mark) -> None:
    """Replace the mark."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS demo_district (scale numeric NOT NULL, seed bigint NOT NULL, "
            "today date NOT NULL, ready boolean NOT NULL)"
        )
        cursor.execute(
            "COMMENT ON TABLE demo_district IS '示范数据：全部居民和记录都是生成的，与真实的人无关'"
        )
        cursor.execute("DELETE FROM demo_district")
        cursor.execute(
            "INSERT INTO demo_district VALUES (%s, %s, %s, %s)",
            [mark.scale, mark.seed, mark.today, mark.ready],
        )


def holds_people() -> bool:
    """Whether anybody is registered in this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('resident') IS NOT NULL")
        if cursor.fetchone() != (True,):
            return False
        cursor.execute("SELECT EXISTS (SELECT 1 FROM resident) OR EXISTS (SELECT 1 FROM staff)")
        return bool(cursor.fetchone()[0])


def clear() -> None:
    """Empty a demo database entirely, tables and all; one that is not a demo is refused."""
    if read() is None and holds_people():
        raise UserError(
            "这个数据库里有居民或人员，但不是示范数据，不能覆盖；请用 GONGWEI_DATA 或 DATABASE_URL 另指定一处"
        )
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        for extension in ("pg_trgm", "btree_gist", "ltree"):
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
