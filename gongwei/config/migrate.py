"""`gongwei migrate`: the tables as this version knows them."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from gongwei.config.commands import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """No options: there is one right state."""
    subparsers.add_parser("migrate", help="把数据库升级到本版本")


def run(args: argparse.Namespace) -> None:
    """Upgrade every app, and say what was done."""
    call_command("migrate", interactive=False, verbosity=1)
