"""A cell as somebody typed it → what the checks of the paper understand (full width, labels for codes, odd dates)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongwei.people.checks import FIELDS
from gongwei.records.fields import spec_of

EPOCH = dt.date(1899, 12, 30)
SERIALS = range(1_000, 80_000)
"""Days as Excel counts them: 1902 to 2119."""
_CHINESE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?")
_WITH_TIME = re.compile(r"([0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})[ T][0-9:.]+")
_CODE = re.compile(r"([0-9]{1,2})(?:[ .、:]*\D.*)?")
_PARTS = re.compile(r"[,，;；、/\s|]+")
_SCIENCE = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)


class Odd(ValueError):
    """A cell that cannot be what it should be; the sentence says what to do."""


def value_of(key: str, text: str) -> Any:
    """What to hand to the check; a code for a label, a plain date, numbers in half width."""
    field = FIELDS.get(key)
    if field is None:
        return text
    if isinstance(field, models.DateField):
        return day_of(text)
    if spec_of(field).codes is not None:
        return _coded(key, text)
    if key in ("id_no", "birth_certificate_no", "phone", "contact_phone"):
        return number_of(text)
    return text


@lru_cache(maxsize=16_384)
def _coded(key: str, text: str) -> Any:
    """A long list says the same few things again and again."""
    field = FIELDS[key]
    codes = spec_of(field).codes
    return codes_of(codes, text) if isinstance(field, ArrayField) else code_of(codes, text)


def number_of(text: str) -> str:
    """A number in half width; masked ones and those that Excel rounded cannot be used."""
    found = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    if "*" in found:
        raise Odd("号码中有星号（已脱敏），请填写完整号码")
    if _SCIENCE.fullmatch(found):
        raise Odd("Excel 把号码变成了科学计数，末几位已丢失；请把该列设为“文本”后重新填写")
    return found


def day_of(text: str) -> str:
    """A date in any of the usual spellings as 2024-05-20; what is none is left for the check to refuse."""
    found = unicodedata.normalize("NFKC", text).strip()
    if match := _CHINESE.fullmatch(found):
        return "-".join(match.groups())
    if match := _WITH_TIME.fullmatch(found):
        return match[1]
    if found.isdigit() and len(found) <= 5 and int(found) in SERIALS:
        return (EPOCH + dt.timedelta(days=int(found))).isoformat()
    return found


def code_of(codes: Any, text: str) -> Any:
    """The code of a label (男), of a code (1), or of both (1 男)."""
    found = unicodedata.normalize("NFKC", text).strip()
    for code, label in codes:
        if found == unicodedata.normalize("NFKC", label) or (label.endswith("族") and found == label[:-1]):
            return code
    match = _CODE.fullmatch(found)
    return int(match[1]) if match else found


def codes_of(codes: Any, text: str) -> list[Any]:
    """Several codes or labels, parted by any of the usual marks; a label that holds such a mark stays whole."""
    whole = code_of(codes, text)
    if isinstance(whole, int) and not _PARTS.search(text.strip()):
        return [whole]
    if any(text.strip() in (label, f"{code} {label}") for code, label in codes):
        return [whole]
    return [code_of(codes, part) for part in _PARTS.split(text.strip()) if part and not _only_label(codes, part, text)]


def _only_label(codes: Any, part: str, text: str) -> bool:
    """The label written behind its code (2 高血压) says nothing more."""
    return any(part == label and re.search(rf"(^|\D){code} +{re.escape(label)}", text) for code, label in codes)
