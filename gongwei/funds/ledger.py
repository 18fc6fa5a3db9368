"""The ledger's one door: a posting moves money between accounts, balances to the fen, and is never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from gongwei.funds.models.books import BOOKS, CATEGORIES, Account, Entry, Posting
from gongwei.kernel.clock import now
from gongwei.kernel.money import ZERO, fen
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, refuse


@dataclass(frozen=True)
class Place:
    """An account by what it stands for; it is opened on its first use. ``level`` only for a grantor.

    ``purpose``: money with a balance of its own. ``plan``: an earlier year's, where it is not the posting's own.
    """

    book: str
    kind: str
    institution: Institution | None = None
    level: str = ""
    category: str = ""
    purpose: str = ""
    plan: str = ""


@dataclass(frozen=True)
class Move:
    """So much into (+) or out of (−) an account; ``line`` is the settlement line that it pays, if any."""

    place: Place
    amount: Decimal
    line: uuid.UUID | None = None


@dataclass(frozen=True)
class Cause:
    """Why money moves: kind, day, words, the document's clause."""

    kind: str
    on: dt.date
    reason: str
    ref: str = ""


def account(plan: str, place: Place) -> Account:
    """The account of a plan for a place, opened if it is new."""
    return _accounts(plan, [place])[place]


def post(
    posting_id: uuid.UUID, plan: str, cause: Cause, moves: Iterable[Move], *, prepared_by: Staff, approved_by: Staff
) -> Posting:
    """Enter one posting: two persons, at least two accounts, a sum of zero. The same id again changes nothing."""
    if earlier := Posting.objects.filter(pk=posting_id).first():
        return earlier
    wanted = [move for move in moves if move.amount != 0]
    _must_balance(wanted)
    if prepared_by.pk == approved_by.pk:
        raise refuse("approved_by", "经办人和审核人必须是两个人，请由另一位有权的人审核")
    with transaction.atomic():
        made = Posting.objects.create(
            id=posting_id, plan=plan, kind=cause.kind, on=cause.on, reason=cause.reason, ref=cause.ref,
            entered_at=now(), prepared_by=prepared_by, approved_by=approved_by,
        )  # fmt: skip
        held = _accounts(plan, [move.place for move in wanted])
        list(Account.objects.select_for_update().filter(pk__in={each.pk for each in held.values()}).order_by("pk"))
        Entry.objects.bulk_create(
            Entry(posting=made, account=held[move.place], amount=move.amount, line=move.line) for move in wanted
        )
        _must_cover(made)
        return made


def _accounts(plan: str, places: Iterable[Place]) -> dict[Place, Account]:
    """The accounts of many places in one look; those that are new are opened together."""
    wanted = {place: _key(plan, place) for place in places}
    known = _known(plan, wanted)
    new = [place for place, key in wanted.items() if key not in known]
    for place in new:
        _must_exist(place)
    if new:
        rows = (
            Account(plan=p.plan or plan, book=p.book, kind=p.kind, institution=p.institution, level=p.level,
                    category=p.category, purpose=p.purpose)
            for p in new
        )
        Account.objects.bulk_create(rows, ignore_conflicts=True)
        known = _known(plan, wanted)
    return {place: known[key] for place, key in wanted.items()}


Key = tuple[str, str, str, int | None, str, str, str]


def _key(plan: str, place: Place) -> Key:
    whose = place.institution.pk if place.institution else None
    return place.plan or plan, place.book, place.kind, whose, place.level, place.category, place.purpose


def _known(plan: str, places: Collection[Place]) -> dict[Key, Account]:
    bodies = {place.institution.pk for place in places if place.institution}
    years = {plan, *(place.plan for place in places)}
    rows = Account.objects.filter(Q(institution__in=bodies) | Q(institution=None), plan__in=years)
    return {
        (row.plan, row.book, row.kind, row.institution_id, row.level, row.category, row.purpose): row for row in rows
    }


def _must_exist(place: Place) -> None:
    if place.book not in BOOKS:
        raise refuse("book", f"没有“{place.book}”这本账；可用 {'、'.join(BOOKS.values())}")
    if place.kind == "spent" and place.category not in CATEGORIES:
        raise refuse("category", f"用途“{place.category}”不在允许的范围；可用 {'、'.join(CATEGORIES.values())}")


def reverse(posting_id: uuid.UUID, of: Posting, cause: Cause, *, prepared_by: Staff, approved_by: Staff) -> Posting:
    """Take a posting back by its mirror image; a posting is reversed at most once and never a reversal."""
    if earlier := Posting.objects.filter(pk=posting_id).first():
        return earlier
    if of.reverses_id is not None or Posting.objects.filter(reverses=of).exists():
        raise Conflict("这笔账已经冲销过，或本身就是冲销，不能再冲")
    if prepared_by.pk == approved_by.pk:
        raise refuse("approved_by", "经办人和审核人必须是两个人，请由另一位有权的人审核")
    with transaction.atomic():
        made = Posting.objects.create(
            id=posting_id, plan=of.plan, kind="reversal", on=cause.on, reason=cause.reason, ref=cause.ref or of.ref,
            reverses=of, entered_at=now(), prepared_by=prepared_by, approved_by=approved_by,
        )  # fmt: skip
        Entry.objects.bulk_create(
            Entry(posting=made, account_id=entry.account_id, amount=-entry.amount, line=entry.line)
            for entry in of.entries.all()
        )
        _must_cover(made)
        return made


def balance(plan: str, **where: object) -> Decimal:
    """The sum of the accounts of a plan that match (book, kind, institution, level, category, purpose)."""
    found = Entry.objects.filter(account__plan=plan, **{f"account__{name}": value for name, value in where.items()})
    return found.aggregate(total=Sum("amount"))["total"] or ZERO


def balances(plan: str, kind: str) -> Mapping[tuple[str, int | None], Decimal]:
    """Every balance of one kind: (book, institution id) → yuan."""
    rows = Entry.objects.filter(account__plan=plan, account__kind=kind).values_list(
        "account__book", "account__institution"
    )
    return {(book, place): total for book, place, total in rows.annotate(total=Sum("amount"))}


def _must_balance(moves: list[Move]) -> None:
    if len(moves) < 2:
        raise refuse("moves", "一笔账至少要动两个账户")
    if any(move.amount != fen(move.amount) for move in moves):
        raise refuse("moves", "金额应精确到分")
    left = sum((move.amount for move in moves), ZERO)
    if left:
        raise refuse("moves", f"一笔账的进出应相等，现差 {left} 元")


def _must_cover(posting: Posting) -> None:
    """No account that holds money goes below zero; the database says the same at commit."""
    taken = {entry.account_id: entry for entry in posting.entries.filter(amount__lt=0).select_related("account")}
    sums = Account.objects.filter(pk__in=taken).annotate(total=Sum("entries__amount")).select_related("institution")
    for held in sums:
        if held.holds_money and held.total < 0:
            out = -taken[held.pk].amount
            have = held.total + out
            raise refuse("moves", f"{held}只有 {have} 元，不够支出 {out} 元；请等资金到账，或减少金额")
