"""The audit package (附件1 项目资金管理): budget, receipts, payments, basis, vouchers and findings in one file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from gongwei.catalogue.plans import plan
from gongwei.funds.models import Entry, FundFinding, Instalment, SettlementLine, Source, Voucher
from gongwei.funds.supervising import seen

Row = Iterable[Any]


def package() -> bytes:
    """A ZIP of tables that open in a spreadsheet; names of residents are in none of them."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (heads, rows) in tables().items():
            text = io.StringIO()
            csv.writer(text).writerows([heads, *([_plain(cell) for cell in row] for row in rows)])
            archive.writestr(f"{name}.csv", "\ufeff" + text.getvalue())
        archive.writestr("依据/方案.yaml", plan().path.read_bytes())
    return held.getvalue()


def tables() -> dict[str, tuple[Row, Iterator[Row]]]:
    """Name → (heads, rows) of every table of the package."""
    return {
        "1 预算": (("级次", "应安排", "已下文", "文号"), _budget()),
        "2 到账": (("级次", "金额", "到账日期", "文号", "经办", "审核"), _receipts()),
        "3 总账": (("日期", "类别", "账本", "账户", "单位", "用途", "金额", "事由", "依据", "经办", "审核"), _ledger()),
        "4 结算依据": (
            ("期次", "机构", "村卫生室", "服务人口", "有效", "待核", "得分", "得分来源", "算式", "应得", "应补付"),
            _lines(),
        ),
        "5 机构凭证": (("机构", "凭证号", "日期", "明细科目", "摘要", "金额", "标记"), _vouchers()),
        "6 问题和整改": (
            ("机构", "检查日期", "问题", "情况", "金额", "整改期限", "整改情况", "整改日期", "销号"),
            _findings(),
        ),
    }  # fmt: skip


def _plain(cell: Any) -> str:
    """A cell that a spreadsheet reads as text never begins like a formula."""
    text = "" if cell is None else str(cell)
    formula = text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not isinstance(cell, Decimal))
    return f"'{text}" if formula else text


def _budget() -> Iterator[Row]:
    for each in Source.objects.filter(plan=plan().id):
        yield each.level, each.planned, each.notified, each.document


def _receipts() -> Iterator[Row]:
    for each in Instalment.objects.filter(plan=plan().id).prefetch_related("orders__prepared_by", "orders__decided_by"):
        order = next((o for o in each.orders.all() if o.kind == "receipt" and o.state == "approved"), None)
        yield (each.level, each.amount, each.received_on, each.document,
               order.prepared_by if order else "", order.decided_by if order else "未审核")  # fmt: skip


def _ledger() -> Iterator[Row]:
    rows = Entry.objects.filter(account__plan=plan().id).select_related(
        "posting__prepared_by", "posting__approved_by", "account__institution"
    )
    for each in rows.order_by("posting__on", "posting__entered_at", "pk").iterator(2000):
        p, a = each.posting, each.account
        yield (p.on, p.get_kind_display(), a.get_book_display(), a.get_kind_display(), a.institution or "",
               a.get_category_display(), each.amount, p.reason, p.ref, p.prepared_by, p.approved_by)  # fmt: skip


def _lines() -> Iterator[Row]:
    rows = SettlementLine.objects.filter(settlement__plan=plan().id).exclude(settlement__state="replaced")
    for each in rows.select_related("settlement__township", "clinic").order_by("settlement__starts_on", "pk"):
        yield (each.settlement.words, each.settlement.township, each.clinic, each.people, each.valid, each.questioned,
               each.score, each.score_source, each.formula, each.earned, each.payable)  # fmt: skip


def _vouchers() -> Iterator[Row]:
    for each in seen(Voucher.objects.filter(plan=plan().id).select_related("institution")):
        v = each.voucher
        yield v.institution, v.number, v.on, v.code, v.summary, v.amount, each.flag


def _findings() -> Iterator[Row]:
    rows = FundFinding.objects.filter(inspection__plan=plan().id).select_related("inspection__institution")
    for each in rows:
        yield (each.inspection.institution, each.inspection.done_on or each.inspection.planned_on,
               each.get_kind_display(), each.words, each.amount, each.due_on, each.mended, each.mended_on,
               each.closed_on)  # fmt: skip
