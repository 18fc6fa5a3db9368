"""Amounts and ids as people and addresses write them."""

from __future__ import annotations

import re
from decimal import Decimal
from uuid import UUID

from gongwei.people.problems import refuse


def yuan_typed(text: str, field: str = "amount") -> Decimal:
    """1,234.50 → Decimal; refused in words otherwise."""
    plain = text.replace(",", "").replace("，", "").strip()
    if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", plain):
        raise refuse(field, f"金额：“{text[:20]}”不是正数，请按 182750.00 的样式填写，最多两位小数")
    return Decimal(plain)


NIL = UUID(int=0)


def uuid_typed(text: str) -> UUID:
    """The UUID; what is none becomes the nil UUID, which nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return NIL
