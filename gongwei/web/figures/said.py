"""A demand of a plan as pages print it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gongwei.policy.provisions import OPERATOR_LABELS, Provision
from gongwei.ui.figures import thousands

STATUS = {"draft": "草案", "consultation": "征求意见", "issued": "已印发", "revised": "已修订", "closed": "已结束"}


def said(provision: Provision | None) -> str:
    """≥64%, ≥42,200 人, —."""
    if provision is None or provision.operator is None:
        return "—" if provision is None else (provision.wording or "定性")
    unit = provision.unit or ""
    gap = "" if unit in ("%", "‰") else " "
    return f"{OPERATOR_LABELS[provision.operator]}{_number(provision.value)}{gap}{unit}"


def _number(value: Any) -> str:
    if isinstance(value, tuple):
        return "、".join(_number(each) for each in value)
    return thousands(value) if isinstance(value, int) else f"{Decimal(value):f}"
