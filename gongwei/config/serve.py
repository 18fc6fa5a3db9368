"""`gongwei serve`: pages and background work in one process, for as long as it is not interrupted."""

from __future__ import annotations

import argparse
import asyncio
import logging
import select
import subprocess
import threading
from typing import cast

import waitress
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from procrastinate.contrib.django import app as tasks
from procrastinate.contrib.django.django_connector import DjangoConnector

from gongwei.catalogue import judging
from gongwei.config import keeper
from gongwei.config.commands import Subparsers
from gongwei.config.wsgi import application
from gongwei.indicators import warming
from gongwei.kernel.errors import UserError
from gongwei.obligations import statements

THREADS = 8  # two cores; most of a request is waiting for the database


def add_parser(subparsers: Subparsers) -> None:
    """Where to listen: this machine only, unless told otherwise."""
    parser = subparsers.add_parser("serve", help="启动网页和后台任务")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认只限本机）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    parser.set_defaults(no_serve=False)


def run(args: argparse.Namespace) -> None:
    """Nothing of its own: serving is what follows (commands.Verb.serves)."""


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Print the address and answer requests until Ctrl-C; also after `gongwei demo`."""
    try:
        server = waitress.create_server(
            StaticFilesHandler(application) if settings.DEBUG else application,
            host=host,
            port=port,
            threads=THREADS,
            asyncore_use_poll=hasattr(select, "poll"),  # select() breaks at file 1024, and a mart has many
            max_request_body_size=64 * 1024 * 1024,  # a workbook; the size of a form is limited in settings
            ident=None,
        )
    except OSError as error:
        raise UserError(f"不能在 {host}:{port} 监听（{error.strerror}）；请用 --port 换一个端口") from error
    stopped = threading.Event()
    with warming.compiling() as process, keeper.beside(stopped):
        threading.Thread(target=_warm, args=(process, stopped), name="warm", daemon=True).start()
        if _has_tasks():
            threading.Thread(target=_work, name="tasks", daemon=True).start()
        print(f"公卫已启动：http://{host}:{port}/ （Ctrl-C 停止）", flush=True)
        try:
            server.run()
        finally:
            stopped.set()


def _warm(process: subprocess.Popen[bytes] | None, stopped: threading.Event) -> None:
    """Read rules and schedules from disk while the log-in page is already there.

    Only the first start of a version compiles them, in a process of its own that leaves this one to the pages; who is
    faster than it waits for the one text he needs.
    """
    try:
        if process is not None:
            process.wait()
        if stopped.is_set():
            return
        judging.warm()
        statements.warm()
    except Exception:
        logging.getLogger(__name__).exception("规则预热停止；用到时再编译")


def _has_tasks() -> bool:
    return any(not name.startswith("builtin:") for name in tasks.tasks)


def _work() -> None:
    """Procrastinate's worker in a thread of its own; a task cut off by a stop stays in the database."""
    try:
        asyncio.run(_worker())
    except Exception:
        logging.getLogger(__name__).exception("后台任务停止；网页继续运行")


async def _worker() -> None:
    connector = cast(DjangoConnector, tasks.connector).get_worker_connector()
    app = tasks.with_connector(connector)
    async with app.open_async():
        await app.run_worker_async(concurrency=1, install_signal_handlers=False)
