"""How figures and days are written: thousands comma, true minus, half-up rates, money to the fen, 10-16 this year."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from gongwei.kernel.clock import CHINA

MISSING = "—"


def thousands(value: Any, places: int = 0) -> str:
    """1234.5 → 1,235; missing → —."""
    number = _decimal(value)
    if number is None:
        return MISSING
    kept = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{kept:,}".replace("-", "−")


def rate(numerator: Any, denominator: Any, places: int = 1) -> str:
    """52.9%; a denominator of zero has no rate."""
    above, below = _decimal(numerator), _decimal(denominator)
    if above is None or not below:
        return MISSING
    return f"{(above * 100 / below).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)}%"


def money(value: Any) -> str:
    """Yuan to the fen: ¥1,919.14, −¥20.35."""
    number = _decimal(value)
    if number is None:
        return MISSING
    kept = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{'−' if kept < 0 else ''}¥{abs(kept):,}"


def day(value: dt.date | None, year: int | None = None) -> str:
    """10-16 within the year of the list, 2024-10-16 otherwise."""
    if value is None:
        return MISSING
    return f"{value:%m-%d}" if value.year == year else f"{value:%Y-%m-%d}"


def share(part: Any, whole: Any) -> float:
    """A part as a percentage of the whole for drawing, kept within 0 and 100."""
    above, below = _decimal(part), _decimal(whole)
    if above is None or not below:
        return 0.0
    return round(min(100.0, max(0.0, float(above * 100 / below))), 2)


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def plain(value: Any, format: str) -> str:
    """A value of a list as its column's format shows it; missing → —."""
    if value is None or value == "":
        return MISSING
    if isinstance(value, bool):
        return "是" if value else "否"
    if format == "money":
        return money(value)
    if format in ("integer", "decimal"):
        return thousands(value, 1 if format == "decimal" else 0)
    if format == "rate":
        return rate(value, 1)
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(CHINA) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    return day(value) if isinstance(value, dt.date) else str(value)
