"""Effective target = the stricter of the local and every superior plan's (以上级目标要求为准, PLAN-05)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from gongwei.policy.provisions import Provision

Direction = Literal["up", "down", "exact"]


@dataclass(frozen=True)
class Issued:
    """A provision with the plan that issued it; a draft's binds nobody (PLAN-02)."""

    plan: str
    plan_label: str
    provision: Provision
    binding: bool = True


@dataclass(frozen=True)
class EffectiveTarget:
    """What an indicator is judged by: the local demand, the superior ones, and which of them governs.

    ``governing`` fails whoever misses it; ``warning`` is a soft demand (原则上) stricter than it, which only
    warns. ``conflicts`` name demands that cannot be compared; ``raised``: local is stricter than what was
    issued to it (PLAN-06).
    """

    indicator: str
    local: Issued | None
    superior: tuple[Issued, ...]
    governing: Issued | None
    warning: Issued | None
    raised: bool
    conflicts: tuple[str, ...]


def effective(indicator: str, local: Issued | None, superior: Iterable[Issued]) -> EffectiveTarget:
    """Compare the demands on one indicator; the nearest plan wins a tie, so local stands when as strict."""
    above = tuple(superior)
    demands = [issued for issued in (local, *above) if issued is not None and _counts(issued)]
    conflicts = tuple(_conflict(demands[0], other) for other in demands[1:] if not _alike(demands[0], other))
    alike = [issued for issued in demands if _alike(demands[0], issued)]
    governing = _strictest(issued for issued in alike if not issued.provision.soft)
    soft = _strictest(issued for issued in alike if issued.provision.soft)
    warning = soft if soft and (governing is None or stricter(soft.provision, governing.provision)) else None
    return EffectiveTarget(indicator, local, above, governing, warning, _raised(local, above), conflicts)


def direction(provision: Provision) -> Direction:
    """≥, ＞ and ＝ (达到) ask for more; ≤ and ＜ for less; ＝ with ``exact`` asks for just that."""
    if provision.exact:
        return "exact"
    return "down" if provision.operator in ("<=", "<") else "up"


def stricter(one: Provision, other: Provision) -> bool:
    """Whether one demand is strictly harder to meet than another of the same unit and direction."""
    if not _comparable(one, other):
        return False
    ours, theirs = _number(one), _number(other)
    if ours != theirs:
        return ours < theirs if direction(one) == "down" else ours > theirs
    return one.operator in (">", "<") and other.operator not in (">", "<")


def _counts(issued: Issued) -> bool:
    return issued.binding and issued.provision.operator is not None


def _comparable(one: Provision, other: Provision) -> bool:
    same = direction(one) == direction(other) and one.unit == other.unit and one.baseline == other.baseline
    lists = isinstance(one.value, tuple) or isinstance(other.value, tuple)
    if lists or direction(one) == "exact":
        return same and one.value == other.value
    return same


def _alike(one: Issued, other: Issued) -> bool:
    return _comparable(one.provision, other.provision)


def _number(provision: Provision) -> Decimal:
    value = provision.value
    return Decimal(0) if value is None or isinstance(value, tuple) else Decimal(value)


def _strictest(demands: Iterable[Issued]) -> Issued | None:
    best: Issued | None = None
    for issued in demands:
        if best is None or stricter(issued.provision, best.provision):
            best = issued
    return best


def _raised(local: Issued | None, above: tuple[Issued, ...]) -> bool:
    """A local demand beyond the strictest that was issued to it is raising level by level (层层加码)."""
    binding = [issued for issued in above if _counts(issued)]
    if local is None or local.provision.operator is None or not binding:
        return False
    return all(stricter(local.provision, issued.provision) for issued in binding)


def _conflict(one: Issued, other: Issued) -> str:
    return (
        f"{one.plan_label}要求{one.provision.demand}，{other.plan_label}要求{other.provision.demand}，"
        "方向、单位或基期不同，无法比较宽严，请人工确定"
    )
