"""`gongwei django …`: Django's own management commands, on the same database as every other verb."""

from __future__ import annotations

import argparse

from django.core.management import execute_from_command_line

from gongwei.config.commands import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Everything after the word is Django's."""
    parser = subparsers.add_parser("django", help="Django 的管理命令", add_help=False)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> None:
    """Hand the words over."""
    execute_from_command_line(["gongwei django", *args.arguments])
