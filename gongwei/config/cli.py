"""`gongwei VERB …`: find the verb's module, set up what it needs, run it, and turn errors into one line."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import NoReturn, cast

import django
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from gongwei.config import postgres
from gongwei.config.commands import VERBS, Commands, Needs, Verb
from gongwei.kernel.errors import UserError

INTERRUPTED, TERMINATED = 130, 143


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit code is 0, 1 after an error in one line on stderr, 2 for a wrong option."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is None:  # as a program: an orderly end also stops the server that we started
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        return _run(words)
    except UserError as error:
        return _refuse(str(error))
    except (psycopg.OperationalError, DatabaseError) as error:
        return _refuse(f"数据库出错：{_first_line(error)}。若刚换了版本，请先运行 gongwei migrate")
    except PermissionError as error:
        return _refuse(
            f"没有权限读写 {error.filename}；请换用该文件的用户，或用 GONGWEI_DATA 指定自己的数据文件夹"
        )
    except BrokenPipeError:  # `gongwei missing … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(words: list[str]) -> int:
    verb = next((verb for verb in present() if verb.name == words[0]), None) if words else None
    if verb is None and words and not words[0].startswith("-"):
        raise UserError(f"没有“{words[0]}”这个命令；gongwei --help 列出全部命令")
    if verb is None:
        verbs_parser().parse_args(words or ["--help"])
        return 0
    if verb.needs is Needs.NOTHING:
        return _call(verb, words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongwei.config.settings")
    django.setup()
    args = _parse(verb, words)  # a wrong option or --help must not start a server
    with database():
        if verb.needs is Needs.DATABASE:
            require_current_tables()
        if verb.needs is Needs.UPGRADE and tables_are_old():
            call_command("migrate", interactive=False, verbosity=0)
        code = _commands(verb).run(args) or 0
        if verb.serves and not code and not args.no_serve:
            import_module("gongwei.config.serve").serve(args.host, args.port)
        return code


def _call(verb: Verb, words: list[str]) -> int:
    return _commands(verb).run(_parse(verb, words)) or 0


def present() -> tuple[Verb, ...]:
    """The verbs whose layer is part of this installation."""
    return tuple(
        verb for verb in VERBS if find_spec(verb.module.rpartition(".")[0]) and find_spec(verb.module)
    )


def _commands(verb: Verb) -> Commands:
    return cast(Commands, import_module(verb.module))


class _Parser(argparse.ArgumentParser):
    """Refuses a wrong option in one line that names the verb and where its options are listed."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {' '.join(message.split())}；{self.prog} --help 列出选项\n")


def _parse(verb: Verb, words: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="gongwei")
    _commands(verb).add_parser(parser.add_subparsers(dest="verb", required=True))
    return parser.parse_args(words)


def verbs_parser() -> argparse.ArgumentParser:
    """Only for the list of verbs: none of their modules is imported."""
    parser = _Parser(
        prog="gongwei", description="公卫：从年度方案到每个人、每次服务、每一分钱。"
    )
    verbs = parser.add_subparsers(dest="verb", metavar="命令")
    for verb in present():
        verbs.add_parser(verb.name, help=verb.help)
    return parser


@contextmanager
def database() -> Iterator[None]:
    """The database runs: ours for as long as we need it, or the one that DATABASE_URL names."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    server = postgres.of(settings.DATA)
    server.start()
    try:
        yield
    finally:
        connections.close_all()
        server.stop()


def require_current_tables() -> None:
    """Refuse to compute on tables of another version."""
    if tables_are_old():
        raise UserError("数据库还没有升级到本版本；请先运行 gongwei migrate")


def tables_are_old() -> bool:
    """Some migration of this version has not run."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _refuse(message: str) -> int:
    print(f"gongwei: {' '.join(message.split())}", file=sys.stderr)
    return 1


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
