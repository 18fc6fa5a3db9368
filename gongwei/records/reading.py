"""One typed text → one value, or a sentence that says what was expected and guesses what was meant."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from gongwei.kernel.clock import CHINA
from gongwei.records.items import Item

WIDE = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
SPACES = {0x3000: " ", 0x00A0: " ", 0x200B: "", 0xFEFF: ""}
SIGNS = str.maketrans({"。": ".", "−": "-", "—": "-", "–": "-", "～": "~"})
NUMBER = re.compile(r"(?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(?P<unit>\D*|[^\d\s].*)")
THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
FULL_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
SHORT_DATE = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?")
RELATIVE = re.compile(r"[+-]\d{1,4}")
MOMENT = re.compile(r"(?P<day>\S+)\s+(?P<hour>\d{1,2})[:.时](?P<minute>\d{2})分?(?::\d{2}(?:\+08:00)?)?")
DAY_WORDS = {"今天": 0, "今日": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2}
SAME_UNIT = {
    "kg": ("公斤", "千克"), "g": ("克",), "cm": ("厘米", "公分"), "mm": ("毫米",), "mmhg": ("毫米汞柱",),
    "次/分钟": ("次/分", "次", "bpm"), "°c": ("度", "摄氏度"), "支": ("根",), "mmol/l": ("毫摩尔/升", "mmol"),
    "次/周": ("次",), "分钟/次": ("分钟", "分"), "%": ("百分之",), "天": ("日",),
}  # fmt: skip
OTHER_UNIT = {
    ("kg", "斤"): Decimal("0.5"),
    ("cm", "米"): Decimal(100),
    ("cm", "m"): Decimal(100),
    ("g", "kg"): Decimal(1000),
}
YES, NO = {"1", "true", "on", "是", "有"}, {"0", "2", "false", "off", "否", "无"}
LARGEST_INTEGER = 2**31 - 1
LONGEST_SHORT_ANSWER = 64


class Unreadable(ValueError):
    """Typed text that is not an answer of the expected kind; the message is for the person who typed it."""


def halved(text: str) -> str:
    """Full-width digits, letters and spaces become plain ones; Chinese punctuation stays as typed."""
    return text.translate(WIDE).translate(SPACES).strip()


def read(item: Item, texts: Sequence[str], today: dt.date) -> Any:
    """The value of what was typed in one field; None when nothing was, Unreadable when it makes no sense."""
    given = [text for text in (halved(text) for text in texts) if text]
    if any(forbidden(text) for text in given):
        raise Unreadable(f"{item.label}里有看不见的控制字符，无法保存，请删去后重填")
    if not given:
        return [] if item.kind in ("many", "files") and texts else None
    if item.kind == "many":
        return read_codes(item, given)
    if item.kind == "files":
        return read_files(item, given)
    text = given[-1]
    if item.kind in ("text", "long"):
        return text
    if len(text) > LONGEST_SHORT_ANSWER:
        raise Unreadable(f"{item.label}填得太长（{len(text):,} 个字），只填{ANSWER[item.kind]}")
    return READERS[item.kind](item, text, today)


def forbidden(text: str) -> bool:
    """NUL and other control characters, and halves of broken ones: no database or spreadsheet takes them."""
    return any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\r\t" for sign in text)


def read_number(item: Item, text: str, today: dt.date) -> int | Decimal:
    """A number; a unit behind it is dropped when it is the field's own, and refused when it is another."""
    plain = unicodedata.normalize("NFKC", text).translate(SIGNS).replace(" ", "")
    if THOUSANDS.match(plain):
        plain = plain.replace(",", "")
    if re.fullmatch(r"\d+,\d{1,2}", plain):
        raise Unreadable(f"{item.label}只填数字，小数点用“.”，是不是 {plain.replace(',', '.')}？")
    found = NUMBER.fullmatch(plain)
    if found is None:
        raise Unreadable(f"{item.label}应填数字{_in_unit(item)}，填的是“{text}”")
    value = Decimal(found["number"])
    _own_unit(item, value, found["unit"])
    return _as_stored(item, value)


def _as_stored(item: Item, value: Decimal) -> int | Decimal:
    whole = item.kind != "number"
    if whole and value != value.to_integral_value():
        raise Unreadable(f"{item.label}应填整数，填的是“{value}”")
    if whole:
        if abs(value) > LARGEST_INTEGER:
            raise Unreadable(f"{item.label}的数字太大，请核对")
        return int(value)
    kept = round(value, item.places)
    if kept != value:
        raise Unreadable(f"{item.label}最多 {item.places} 位小数，填的是“{value}”")
    if abs(kept) >= Decimal(10) ** (item.field.max_digits - item.places):
        raise Unreadable(f"{item.label}的数字太大，请核对")
    return kept


def _own_unit(item: Item, value: Decimal, typed: str) -> None:
    unit, own = typed.casefold(), unicodedata.normalize("NFKC", item.spec.unit).casefold()
    if not unit or unit == own or unit in SAME_UNIT.get(own, ()):
        return
    factor = OTHER_UNIT.get((own, unit))
    if factor is not None:
        meant = f"{(value * factor).normalize():f}"
        raise Unreadable(
            f"{item.label}按 {item.spec.unit} 填写，{value} {typed}是不是 {meant} {item.spec.unit}？"
        )
    raise Unreadable(f"{item.label}应填数字{_in_unit(item)}，“{typed}”看不懂")


def _in_unit(item: Item) -> str:
    return f"（单位 {item.spec.unit}）" if item.spec.unit else ""


def read_date(item: Item, text: str, today: dt.date) -> dt.date:
    """A day: 2024-10-16, 20241016, 10-16 of this year, +14 or -7 from today, 今天."""
    plain = unicodedata.normalize("NFKC", text).translate(SIGNS).replace(" ", "")
    try:
        if plain in DAY_WORDS or RELATIVE.fullmatch(plain):
            return today + dt.timedelta(
                days=DAY_WORDS.get(plain) or int(plain if plain not in DAY_WORDS else 0)
            )
        if full := FULL_DATE.fullmatch(plain):
            year, month, day = (int(part) for part in full.groups() if part)
        elif short := SHORT_DATE.fullmatch(plain):
            year, month, day = today.year, int(short[1]), int(short[2])
        else:
            raise ValueError
        value = dt.date(year, month, day)
    except (ValueError, OverflowError):
        example = today.isoformat()
        raise Unreadable(
            f"{item.label}应是日期，如 {example}、{example[5:]} 或 +0（今天），填的是“{text}”"
        ) from None
    if not 1900 <= value.year <= 2100:
        raise Unreadable(f"{item.label}的年份 {value.year} 不对，请核对")
    return value


def read_moment(item: Item, text: str, today: dt.date) -> dt.datetime:
    """A day with its time: 2024-10-16 08:30, 10-16 8:30, +0 8:30; both parts are needed."""
    plain = unicodedata.normalize("NFKC", text).translate(SIGNS).replace("T", " ")
    found = MOMENT.fullmatch(plain)
    if found is None or int(found["hour"]) > 23 or int(found["minute"]) > 59:
        raise Unreadable(f"{item.label}应是日期和时间，如 {today} 08:30，填的是“{text}”")
    day = read_date(item, found["day"], today)
    return dt.datetime.combine(day, dt.time(int(found["hour"]), int(found["minute"])), CHINA)


def read_code(item: Item, text: str, today: dt.date | None = None) -> int:
    """One printed code of the list; its label is understood too."""
    codes = item.spec.codes
    assert codes is not None
    plain = unicodedata.normalize("NFKC", text)
    found = (
        int(plain) if re.fullmatch(r"\d{1,4}", plain) else {label: code for code, label in codes}.get(text)
    )
    if found is None or found not in codes:
        offered = "、".join(f"{code} {label}" for code, label in codes)
        raise Unreadable(f"{item.label}没有“{text}”这一项，可选：{offered}")
    return found


def read_codes(item: Item, texts: Sequence[str]) -> list[int]:
    """Several printed codes, ascending and once each: from checkboxes, or typed as ``1,3`` or ``1 3``."""
    parts = [part for text in texts for part in re.split(r"[,，、;；/\s]+", text) if part]
    return sorted({read_code(item, part) for part in parts})


def read_files(item: Item, texts: Sequence[str]) -> list[UUID]:
    """The ids of attachments in the order chosen, each once."""
    parts = [part for text in texts for part in text.split(",") if part]
    try:
        return list(dict.fromkeys(UUID(part) for part in parts))
    except ValueError:
        raise Unreadable(f"{item.label}里有一个文件没有传完，请删去后重新选择") from None


def read_flag(item: Item, text: str, today: dt.date) -> bool:
    """Yes or no."""
    if text.casefold() in YES:
        return True
    if text.casefold() in NO:
        return False
    raise Unreadable(f"{item.label}应填 1（是）或 0（否），填的是“{text}”")


ANSWER = {
    "integer": "数字", "number": "数字", "date": "日期", "moment": "日期和时间", "one": "选项的代码", "flag": "是或否",
}  # fmt: skip
READERS = {
    "integer": read_number,
    "number": read_number,
    "date": read_date,
    "moment": read_moment,
    "one": read_code,
    "flag": read_flag,
}
