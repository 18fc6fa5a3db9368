"""The embedded PostgreSQL: whoever needs it starts it, all share it, the last one out stops it.

Nobody has to remember a server, and none stays behind. Each process that uses the server holds a shared lock
on `users.lock`; the kernel drops it even after kill -9, so a crash leaves nothing to clean up.
Why it is done so: docs/decisions/0002-embedded-postgres.md.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil
import psycopg
from psycopg import sql

from gongwei.config.cluster import ADMINISTRATOR, PORT, Cluster
from gongwei.kernel.errors import UserError

DATABASE = ROLE = "gongwei"
EXTENSIONS = ("pg_trgm", "btree_gist", "ltree")
START_SECONDS = 60
ORPHAN_SECONDS = 15  # how long the children of a killed server may take to notice


@dataclass
class Postgres:
    """One process's use of the server of one data folder."""

    cluster: Cluster
    _users: IO[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Join the running server, or start it; afterwards the database and its extensions exist."""
        if self._users is not None:
            return
        self.cluster.folder.mkdir(parents=True, exist_ok=True)
        with self._gate():
            users = (self.cluster.folder / "users.lock").open("ab")
            fcntl.flock(users, fcntl.LOCK_SH)
            try:
                if not self.is_running():
                    self.cluster.prepare()
                    self._launch()
                self._furnish()
            except BaseException:
                users.close()
                raise
            self._users = users

    def stop(self) -> None:
        """Leave; stop the server when nobody else uses it."""
        if self._users is None:
            return
        with self._gate():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                if self.is_running():
                    self.cluster.run(
                        "pg_ctl", ["stop", "--wait", "--mode=fast", f"--timeout={START_SECONDS}"]
                    )
            finally:
                self._users.close()
                self._users = None

    def is_running(self) -> bool:
        """Is the process named in postmaster.pid alive, and is it this folder's server?"""
        pid = self.pid()
        try:
            return pid is not None and str(self.cluster.files) in psutil.Process(pid).cmdline()
        except psutil.Error:
            return False

    def pid(self) -> int | None:
        """The server's process number as it wrote it down; it may be stale."""
        try:
            return int(self._pid_file.read_text().splitlines()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _pid_is_stale(self) -> bool:
        """The number in postmaster.pid is nobody's, or has meanwhile been given to another program."""
        pid = self.pid()
        try:
            return pid is None or str(self.cluster.files) not in psutil.Process(pid).cmdline()
        except psutil.NoSuchProcess:
            return True

    def connect(self, database: str = DATABASE, user: str = ROLE) -> psycopg.Connection:
        """A connection of its own, outside Django's; statements commit by themselves."""
        host = str(self.cluster.socket_folder)
        return psycopg.connect(host=host, port=PORT, dbname=database, user=user, autocommit=True)

    @property
    def _pid_file(self) -> Path:
        return self.cluster.files / "postmaster.pid"

    @contextmanager
    def _gate(self) -> Iterator[None]:
        """One process at a time starts or stops."""
        with (self.cluster.folder / "gate.lock").open("ab") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def _launch(self) -> None:
        """Start; after a kill -9, once the killed server's children have let go of the files."""
        if self._pid_is_stale():
            self._pid_file.unlink(missing_ok=True)
        deadline = time.monotonic() + ORPHAN_SECONDS
        while True:
            try:
                return self.cluster.run(
                    "pg_ctl",
                    [
                        "start",
                        "--wait",
                        "--silent",
                        f"--timeout={START_SECONDS}",
                        f"--log={self.cluster.log}",
                    ],
                )
            except UserError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)

    def _first_connection(self) -> psycopg.Connection:
        """As the administrator; waits while the server mends its files after a crash."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.connect("postgres", ADMINISTRATOR)
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise UserError(f"PostgreSQL 没有回应：{error}；请查看 {self.cluster.log}") from error
                time.sleep(0.2)

    def _furnish(self) -> None:
        """The role without special powers, its database, the extensions."""
        with self._first_connection() as connection:
            if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("create role {} login createdb").format(sql.Identifier(ROLE)))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                name = sql.Identifier(DATABASE)
                connection.execute(sql.SQL("create database {} owner {}").format(name, sql.Identifier(ROLE)))
                with self.connect(DATABASE, ADMINISTRATOR) as fresh:
                    for extension in EXTENSIONS:
                        fresh.execute(
                            sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
                        )


def of(data: Path, *, durable: bool = True) -> Postgres:
    """The server whose files lie in the folder `postgres` of a data folder."""
    return Postgres(Cluster(Path(os.path.abspath(data)) / "postgres", durable))
