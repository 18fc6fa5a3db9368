"""``gongwei import FILE --as ACCOUNT``: a county's residents or a form's records; without ``--commit`` only judged."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from gongwei.exchange import columns
from gongwei.exchange.fates import said
from gongwei.exchange.kinds import Kind, kind_of, may_bring_in
from gongwei.exchange.models import Import
from gongwei.exchange.reading import digest_of, headed, rows_of
from gongwei.exchange.steps import AFTER, all_parts, begin, counts, start
from gongwei.kernel.errors import UserError
from gongwei.people.grants import staff_of
from gongwei.people.models import Staff
from gongwei.ui.sheets import PACKED, Unreadable

MOST = 2_000_000
PART = 20_000


def add_parser(subparsers: Any) -> None:
    """Add ``import``."""
    parser = subparsers.add_parser("import", help="批量导入居民或服务记录（CSV 或 .xlsx）：先逐行检查，--commit 才写入")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--as", dest="account", required=True, metavar="账号", help="以谁的名义导入")
    kinds = "residents（默认）、population（实有人口名单）、messages（外部系统报文，一行一个 JSON）或表单的编号"
    parser.add_argument("--kind", default="residents", metavar="表单", help=kinds)
    parser.add_argument("--commit", action="store_true", help="检查后导入；中断后重复同一命令即接着做")
    parser.add_argument("--doubtful", action="store_true", help="疑似重复或需确认的行已核对，一并导入")


def run(args: argparse.Namespace) -> int:
    """Judge and, if asked, take in; 0 when every row is in or needs nothing, 1 when rows were left out."""
    kind = kind_of(args.kind)
    if kind is None:
        known = "居民是 residents，外部系统报文是 messages，服务记录写表单的编号，如 health_exam"
        raise UserError(f"没有 {args.kind} 这种表；{known}")
    staff = _staff(args.account, kind)
    held = _begun(kind, args.file, staff)
    if held.state == "mapping":
        if wrong := columns.wrong(kind, held.mapping):
            raise UserError(wrong)
        held = start(held, "checking")
    held = _through(held, staff)
    if args.commit and held.state == "checked":
        held = _through(start(held, "importing", doubtful=args.doubtful), staff)
    found = counts(held)
    print(f"{held.name}：{said(found)}")
    return 1 if found.get("error") or found.get("doubt") else 0


def _staff(account: str, kind: Kind) -> Staff:
    staff = staff_of(User.objects.filter(username=account).first())
    if staff is None or not may_bring_in(staff, kind):
        raise UserError(f"账号 {account} 不存在，或没有导入“{kind.label}”的权限")
    return staff


def _begun(kind: Kind, file: Path, staff: Staff) -> Import:
    """The import of this very file that was interrupted, else a new one."""
    if not file.is_file():
        raise UserError(f"没有文件 {file}")
    digest = digest_of(file)
    open_states = (*AFTER, "owing", "mapping", "checked")
    held = Import.objects.filter(kind=kind.id, staff=staff, digest=digest, state__in=open_states).last()
    if held is not None:
        return held
    try:
        headers, rows = headed(kind, rows_of(file, MOST))
        with file.open("rb") as opened:
            padded = opened.read(2) == PACKED
        return begin(kind, staff, file.name, digest, headers, rows, MOST, padded=padded)
    except Unreadable as refused:
        raise UserError(str(refused)) from None


def _through(held: Import, staff: Staff) -> Import:
    """Every part of what is under way; progress goes to stderr."""
    if held.state not in (*AFTER, "owing"):
        return held
    step = held.state
    for rows, now in all_parts(held, staff, PART, owing=True):
        held = now
        print(f"{step} {min(rows, held.total):,}/{held.total:,}", file=sys.stderr)
    return held
