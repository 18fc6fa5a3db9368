"""Other settlement rules on frozen services, scores and people: old against new by payee, before they are adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pydantic import ValidationError

from gongwei.catalogue.plans import plan
from gongwei.funds.explaining import Change, simulate
from gongwei.funds.models import Settlement
from gongwei.funds.rules import Quarter, settlement_rules
from gongwei.kernel.money import ZERO
from gongwei.people.models import Institution
from gongwei.people.problems import refuse
from gongwei.policy.funding import METHOD_LABELS, Amount
from gongwei.policy.funding import Settlement as Rules

MOST = 100_000
FIELDS = {"cap": "任务完成率上限（倍）", "price": "单价（元/当量）", "full": "得分满分（分）"}


@dataclass(frozen=True)
class Group:
    """The payees of one institution under both rules."""

    township: Institution
    changes: tuple[Change, ...]

    @property
    def before(self) -> Decimal:
        """The sum under the frozen rules."""
        return sum((each.before for each in self.changes), ZERO)

    @property
    def after(self) -> Decimal:
        """The sum under the tried rules."""
        return sum((each.after for each in self.changes), ZERO)

    @property
    def difference(self) -> Decimal:
        """After − before."""
        return self.after - self.before

    @property
    def losing(self) -> int:
        """Payees who would get less."""
        return sum(each.difference < 0 for each in self.changes)


def tried_rules(asked: Mapping[str, str]) -> Rules:
    """The plan's rules with the method, cap, price and full score asked for; what is left empty stays as it is."""
    held = settlement_rules()
    method = asked.get("method") or held.method
    if method not in METHOD_LABELS:
        raise refuse("method", f"结算方法应为 {'、'.join(METHOD_LABELS.values())} 之一")
    given = {name: _number(name, asked.get(name, "")) for name in FIELDS}
    price = given["price"] if given["price"] is not None else held.price.value if held.price else None
    tried_price = None
    if method == "work_equivalents":
        if price is None:
            raise refuse("price", "按工作当量试算要填单价（元/当量）")
        tried_price = Amount(value=price, unit="元/当量", ref=held.ref, sure="?")
    full = held.quality.full
    changed = {
        "method": method,
        "cap": held.cap if given["cap"] is None else held.cap.model_copy(update={"value": given["cap"]}),
        "price": tried_price,
        "quality": held.quality.model_copy(
            update={"full": full if given["full"] is None else full.model_copy(update={"value": given["full"]})}
        ),
    }
    try:
        return Rules.model_validate({**dict(held), **changed})
    except ValidationError as wrong:
        raise refuse("method", "；".join(str(each["msg"]) for each in wrong.errors())) from None


def _number(name: str, text: str) -> Decimal | None:
    plain = text.strip()
    if not plain:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 < value <= MOST:
        raise refuse(name, f"{FIELDS[name]}：“{plain[:20]}”应为大于 0、不超过 {MOST} 的数，例如 1.1")
    return value


def compare(quarter: Quarter, rules: Rules) -> list[Group]:
    """Every institution's settlement of a quarter that holds, with what each payee would have earned instead."""
    held = Settlement.objects.filter(plan=plan().id, year=quarter.year, quarter=quarter.number, months=quarter.months)
    found = held.exclude(state="replaced").select_related("township").order_by("township__position", "township_id")
    return [Group(made.township, tuple(simulate([made], rules))) for made in found]
