"""Money with a balance of its own (三、二): set aside for one use, paid for it alone, reported spent ÷ set aside."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from gongwei.appraisal.places import CLINICS
from gongwei.catalogue.plans import plan
from gongwei.funds.cosigning import must_be_signed
from gongwei.funds.ledger import Cause, Move, Place, balance
from gongwei.funds.models import Entry, Order
from gongwei.funds.orders import About, prepare
from gongwei.funds.rules import funds
from gongwei.kernel.money import ZERO, fen, share_out
from gongwei.people.grants import allowed, grants_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.policy.funding import Purpose


@dataclass(frozen=True)
class Held:
    """One purpose: what the document asks, what was set aside, what was paid, how much of it reached the village."""

    purpose: Purpose
    wanted: Decimal | None
    aside: Decimal
    paid: Decimal
    village: Decimal

    @property
    def left(self) -> Decimal:
        """Its own balance."""
        return self.aside - self.paid

    @property
    def short(self) -> Decimal:
        """What is still to be set aside."""
        return max((self.wanted or ZERO) - self.aside, ZERO)


def held() -> list[Held]:
    """Every purpose of the plan, in its order."""
    people = plan().base(None, "population") or 0
    mine = Entry.objects.filter(account__plan=plan().id).exclude(account__purpose="")
    sums = mine.values_list("account__purpose", "account__kind", "account__institution__kind")
    found: dict[str, dict[str, Decimal]] = {}
    for purpose, kind, place, total in sums.annotate(sum=Sum("amount")):
        known = found.setdefault(purpose, {"reserve": ZERO, "spent": ZERO, "village": ZERO})
        if kind in known:
            known[kind] += total
        if kind == "spent" and place in CLINICS:
            known["village"] += total
    nothing = {"reserve": ZERO, "spent": ZERO, "village": ZERO}
    return [
        Held(each, _asked(each, people), sums_["reserve"] + sums_["spent"], sums_["spent"], sums_["village"])
        for each in funds().purposes
        for sums_ in [found.get(each.id, nothing)]
    ]


def _asked(each: Purpose, people: int) -> Decimal | None:
    """By people or as a sum; what goes by contracts is decided in the order."""
    wanted = None if each.amount is not None and each.amount.unit == "元/份" else each.wanted(people)
    return None if wanted is None else fen(wanted)


@dataclass(frozen=True)
class Grown:
    """The standard of a year and by how much it grew."""

    year: int
    value: Decimal
    grown: Decimal | None


def standards() -> list[Grown]:
    """The yearly table of yuan a head, oldest first (FUND-44)."""
    rules = funds()
    rows = sorted([*((each.year, each.value) for each in rules.standards), (plan().year, rules.per_head.value)])
    before = dict(rows)
    return [
        Grown(year, value, value - before[year - 1] if year - 1 in before else None) for year, value in rows
    ]


def grown_total() -> Decimal | None:
    """The year's increment × people; None where the document names none."""
    grown = funds().increment
    return fen((plan().base(None, "population") or 0) * grown.value) if grown else None


def purpose(name: str) -> Purpose:
    """A purpose by its id."""
    found = next((each for each in funds().purposes if each.id == name), None)
    if found is None:
        words = "、".join(each.label for each in funds().purposes) or "方案没有写"
        raise refuse("purpose", f"没有这一专项；可用：{words}")
    return found


def charged_to_pool(each: Purpose) -> bool:
    """Whether the per-capita money pays it; the exam fee of disabled people as the plan reads it (default: outside)."""
    inside = each.book == "disabled" and each.payer == "finance" and plan().choice("disabled_exam_money") == "inside"
    return each.in_pool or inside


def may_propose(by: Staff, each: Purpose) -> bool:
    """项目办 and 财政; new items are shared out by those who owned them before (原有管理、实施主体)."""
    owner = each.book == "new_items" and any(grant.role == "line" for grant in grants_of(by))
    return owner or allowed(by, "funds")


def set_aside(
    order_id: uuid.UUID, each: Purpose, amount: Decimal, reason: str, on: dt.date, *, by: Staff,
    source: Institution | None = None, level: str = "county",
) -> Order:  # fmt: skip
    """Draft the setting aside: from the pool or an institution's own book, else from who pays it.

    Between two books it is a transfer, which the project office and finance must both agree to (FUND-04).
    """
    if not allowed(by, "funds"):
        raise Forbidden("专项资金由项目办和财政预留")
    if not reason.strip():
        raise refuse("reason", "请写明事由")
    if amount <= 0:
        raise refuse("amount", "金额应大于 0")
    if charged_to_pool(each):
        out = Place("original", "township", source) if source else Place("original", "pool")
        kind = "reserve" if each.book == "original" else "transfer"
    else:
        out, kind = Place(each.book, "grantor", level=level), "receipt"
    into = Place(each.book, "reserve", purpose=each.id)
    cause = Cause(kind, on, f"{each.label}：{reason.strip()}", each.ref)
    return prepare(order_id, cause, [Move(out, -amount), Move(into, amount)], About(), by=by)


@dataclass(frozen=True)
class Payee:
    """Who is paid, and the work by which the money is shared."""

    place: Institution
    work: Fraction


def pay_out(
    order_id: uuid.UUID, each: Purpose, amount: Decimal, payees: Sequence[Payee], category: str, reason: str,
    on: dt.date, *, by: Staff,
) -> Order:  # fmt: skip
    """Draft the payment of a purpose by workload (按项目任务工作量统筹分配), by the largest remainder.

    Only its own balance pays it; new items may go to hospitals and the CDC, others to primary institutions alone.
    """
    if not may_propose(by, each):
        raise Forbidden("这一专项由项目办、财政或原管理单位拟拨付")
    must_be_signed({each.id})
    if not reason.strip():
        raise refuse("reason", "请写明事由")
    if not payees or not sum(payee.work for payee in payees):
        raise refuse("payees", "请写收款机构和工作量，工作量不能全为 0")
    if len({payee.place.pk for payee in payees}) != len(payees):
        raise refuse("payees", "有机构写了两次，请合并")
    for payee in payees:
        if each.payees == "primary" and payee.place.kind not in (*Institution.PRIMARY, *CLINICS):
            raise refuse("payees", f"{each.label}只拨给基层医疗卫生机构，{payee.place}不是")
    left = balance(plan().id, kind="reserve", purpose=each.id)
    if not 0 < amount <= left:
        raise refuse("amount", f"{each.label}现有 {left} 元，金额应大于 0、不超过它")
    parts = share_out(amount, [payee.work for payee in payees])
    moves = [Move(Place(each.book, "reserve", purpose=each.id), -amount)]
    moves += [
        Move(Place(each.book, "spent", payee.place, category=category, purpose=each.id), part)
        for payee, part in zip(payees, parts, strict=True)
    ]
    cause = Cause("payment", on, f"{each.label}：{reason.strip()}", each.ref)
    return prepare(order_id, cause, moves, About(), by=by)


def paid_on(each: Purpose) -> dt.date | None:
    """The last day on which something was paid for a purpose."""
    rows = Entry.objects.filter(account__plan=plan().id, account__kind="spent", account__purpose=each.id)
    return rows.order_by("-posting__on").values_list("posting__on", flat=True).first()
