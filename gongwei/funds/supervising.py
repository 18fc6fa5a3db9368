"""Supervision of how money is used (八（一）): vouchers, inspections by a drawn sample, findings mended and closed."""

from __future__ import annotations

import csv
import datetime as dt
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction

from gongwei.catalogue.plans import plan
from gongwei.funds.models import CATEGORIES, FINDINGS, DetailAccount, FundFinding, FundInspection, Voucher
from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting

HEADS = ("凭证号", "日期", "明细科目", "摘要", "金额")
UNMAPPED, OUTSIDE = "明细科目没有对应", "用途超出范围"


def map_account(code: str, name: str, category: str, *, by: Staff) -> DetailAccount:
    """What a detail account of the institutions' books counts as; without a category it is outside the rule."""
    _supervisor(by)
    if not code.strip() or not name.strip():
        raise refuse("code", "请写明细科目编号和名称")
    if category and category not in CATEGORIES:
        raise refuse("category", "用途：请从列表中选择")
    with acting(str(by.pk), "对应明细科目"):
        return DetailAccount.objects.update_or_create(
            plan=plan().id, code=code.strip(), defaults={"name": name.strip(), "category": category, "mapped_by": by}
        )[0]


def import_vouchers(institution: Institution, text: str, *, by: Staff) -> int:
    """Lines of an institution's books as a table (凭证号、日期、明细科目、摘要、金额); all of them or none.

    A voucher that is there already with the same words is passed over; with other words it is refused.
    """
    if not allowed(by, "funds") and not allowed(by, "settle", institution=institution):
        raise Forbidden("凭证由财政、项目办或本机构公卫科导入")
    rows = list(_rows(text))
    if not rows:
        raise refuse("text", f"没有读到凭证；第一行写 {'、'.join(HEADS)}，逗号或制表符分隔")
    counts: dict[str, int] = {}
    made = []
    with transaction.atomic():
        for number, day, code, summary, amount in rows:
            counts[number] = line = counts.get(number, 0) + 1
            held = Voucher.objects.filter(plan=plan().id, institution=institution, number=number, line=line).first()
            if held is None:
                made.append(Voucher(
                    plan=plan().id, institution=institution, number=number, line=line, on=day, code=code,
                    summary=summary, amount=amount, imported_by=by, imported_at=now(),
                ))  # fmt: skip
            elif (held.on, held.code, held.amount) != (day, code, amount):
                raise refuse("text", f"凭证 {number} 已经导入，内容不同；更正请用新的凭证号")
        Voucher.objects.bulk_create(made)
    return len(made)


def _rows(text: str) -> Iterable[tuple[str, dt.date, str, str, Decimal]]:
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    table = csv.reader(lines, delimiter="\t" if lines and "\t" in lines[0] else ",")
    for place, cells in enumerate(table, 1):
        given = [cell.strip() for cell in cells]
        if place == 1 and tuple(given[: len(HEADS)]) == HEADS:
            continue
        if len(given) < len(HEADS):
            raise refuse("text", f"第 {place} 行应有 {len(HEADS)} 列：{'、'.join(HEADS)}")
        number, day, code, summary, amount = given[: len(HEADS)]
        try:
            value = Decimal(amount.replace(",", ""))
            on = dt.date.fromisoformat(day)
        except (InvalidOperation, ValueError):
            raise refuse("text", f"第 {place} 行：日期写成 2024-07-01，金额只写数字") from None
        if not number or not value.is_finite() or value == 0 or value != round(value, 2):
            raise refuse("text", f"第 {place} 行：要有凭证号，金额不为 0，最多两位小数")
        yield number, on, code, summary, value


@dataclass(frozen=True)
class Seen:
    """A voucher with what is wrong with its category; empty: nothing."""

    voucher: Voucher
    account: DetailAccount | None

    @property
    def flag(self) -> str:
        """Whether its detail account is unknown or outside the rule."""
        if self.account is None:
            return UNMAPPED
        return "" if self.account.category else OUTSIDE


def seen(vouchers: Iterable[Voucher]) -> list[Seen]:
    """Vouchers beside their detail accounts, flagged ones first (FUND-18)."""
    accounts = {each.code: each for each in DetailAccount.objects.filter(plan=plan().id)}
    found = [Seen(each, accounts.get(each.code)) for each in vouchers]
    return sorted(found, key=lambda each: (not each.flag, each.voucher.on, each.voucher.number))


def plan_inspection(
    inspection_id: uuid.UUID, institution: Institution, purpose: str, planned_on: dt.date, size: int, *, by: Staff
) -> FundInspection:
    """An inspection is planned and its vouchers drawn: every flagged one, the rest by a stored seed."""
    _supervisor(by)
    if earlier := FundInspection.objects.filter(pk=inspection_id).first():
        return earlier
    if by.institution_id == institution.pk:
        raise Forbidden("不能检查自己所在的机构")
    if not purpose.strip():
        raise refuse("purpose", "请写检查内容")
    if not 1 <= size <= 200:
        raise refuse("size", "抽查张数应在 1 到 200 之间")
    seed = inspection_id.int % 2_000_000_000
    with transaction.atomic(), acting(str(by.pk), "计划资金检查"):
        made = FundInspection.objects.create(
            id=inspection_id, plan=plan().id, institution=institution, purpose=purpose.strip(),
            planned_on=planned_on, seed=seed, made_by=by, made_at=now(),
        )  # fmt: skip
        made.vouchers.set(draw(institution, seed, size))
        return made


def draw(institution: Institution, seed: int, size: int) -> list[Voucher]:
    """The same seed over the same vouchers draws the same ones; flagged vouchers are all looked at."""
    every = seen(Voucher.objects.filter(plan=plan().id, institution=institution))
    flagged = [each.voucher for each in every if each.flag]
    clean = sorted((each.voucher for each in every if not each.flag), key=lambda each: (each.number, each.line))
    left = min(max(size - len(flagged), 0), len(clean))
    return flagged + random.Random(seed).sample(clean, left)


def find(
    finding_id: uuid.UUID, inspection: FundInspection, kind: str, words: str, due_on: dt.date, *,
    by: Staff, amount: Decimal = Decimal(0), voucher: Voucher | None = None,
) -> FundFinding:  # fmt: skip
    """A finding with its kind, money and the day until which it is mended."""
    _supervisor(by)
    if kind not in FINDINGS:
        raise refuse("kind", "问题：请从列表中选择")
    if not words.strip():
        raise refuse("words", "请写情况")
    if amount < 0:
        raise refuse("amount", "涉及金额不能小于 0")
    if inspection.done_on is not None:
        raise Conflict("这次检查已经结束，新的问题请另立检查")
    with acting(str(by.pk), "登记资金问题"):
        made, _ = FundFinding.objects.get_or_create(
            id=finding_id,
            defaults={"inspection": inspection, "voucher": voucher, "kind": kind, "amount": amount,
                      "words": words.strip(), "due_on": due_on, "found_by": by},
        )  # fmt: skip
    return made


def finish(inspection: FundInspection, opinion: str, *, by: Staff) -> FundInspection:
    """The inspection ends with its opinion."""
    _supervisor(by)
    if not opinion.strip():
        raise refuse("opinion", "请写检查结论")
    with transaction.atomic(), acting(str(by.pk), "结束资金检查"):
        held = FundInspection.objects.select_for_update().get(pk=inspection.pk)
        if held.done_on is not None:
            raise Conflict("这次检查已经结束")
        held.done_on, held.opinion = today(), opinion.strip()
        held.save()
        return held


def mend(finding: FundFinding, words: str, *, by: Staff) -> FundFinding:
    """The inspected institution says how it was mended."""
    if not allowed(by, "settle", institution=finding.inspection.institution):
        raise Forbidden(f"整改由{finding.inspection.institution}公卫科上报")
    if not words.strip():
        raise refuse("mended", "请写整改情况和凭据")
    with transaction.atomic(), acting(str(by.pk), "上报整改"):
        held = FundFinding.objects.select_for_update().get(pk=finding.pk)
        if held.closed_on is not None:
            raise Conflict("这个问题已经销号")
        held.mended, held.mended_on, held.mended_by = words.strip(), today(), by
        held.save()
        return held


def close(finding: FundFinding, *, by: Staff) -> FundFinding:
    """Re-checked and closed by the inspectors, never by who mended it."""
    _supervisor(by)
    with transaction.atomic(), acting(str(by.pk), "资金问题销号"):
        held = FundFinding.objects.select_for_update().get(pk=finding.pk)
        if held.mended_on is None:
            raise refuse("", "还没有上报整改，不能销号")
        if held.mended_by_id == by.pk:
            raise Forbidden("整改人不能给自己销号")
        held.closed_on, held.closed_by = today(), by
        try:
            held.save()
        except IntegrityError:
            raise Conflict("请刷新后再试") from None
        return held


def _supervisor(by: Staff) -> None:
    if not allowed(by, "funds"):
        raise Forbidden("资金检查由财政、项目办和财务审计办理")
