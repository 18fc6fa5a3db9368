"""One typed value of a form: what a field's declaration accepts, else a sentence that names the field."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from gongwei.people.problems import HARD
from gongwei.records.fields import Spec, spec_of
from gongwei.records.layout import Problem

_DAY = re.compile(r"([0-9]{4})-?/?\.?([0-9]{1,2})-?/?\.?([0-9]{1,2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Refused(Exception):
    """Why a value does not fit; the caller puts the field's label before it."""


def parse(field: models.Field[Any, Any], value: Any) -> Any:
    """The value as the database keeps it, None when empty; Problem when it does not fit the declaration."""
    spec = spec_of(field)
    try:
        if isinstance(field, ArrayField):
            return _codes(spec, value)
        if value is None or value == "":
            return None
        if isinstance(field, models.DateField):
            return _day(value)
        if isinstance(field, models.IntegerField):
            return _code(spec, value)
        return _text(field, value)
    except _Refused as why:
        return Problem(field.name, HARD, f"{field.verbose_name}：{why}")


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.date):
        return value
    match = _DAY.fullmatch(str(value).strip()[:20])
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else _wrong_day(value)
    except ValueError:
        return _wrong_day(value)


def _wrong_day(value: Any) -> dt.date:
    raise _Refused(f"“{str(value)[:20]}”不是真实的日期，请按 2024-05-20 的样式填写")


def _code(spec: Spec, value: Any) -> int:
    try:
        code = int(value)
    except (TypeError, ValueError):
        raise _Refused(f"“{str(value)[:20]}”不是选项代码，请从列表中选择") from None
    if spec.codes is not None and code not in spec.codes:
        raise _Refused(f"没有代码 {code}，请从列表中选择")
    return code


def _codes(spec: Spec, value: Any) -> list[int] | None:
    if value in (None, "", [], ()):
        return None
    found = sorted(
        {_code(spec, one) for one in (value if isinstance(value, (list, tuple, set)) else [value])}
    )
    none = spec.codes.none if spec.codes else None
    if none in found and len(found) > 1:
        label = spec.codes.label(none) if spec.codes else ""
        raise _Refused(f"“{label}”不能与其他选项同时选择")
    return found


def _text(field: models.Field[Any, Any], value: Any) -> str | None:
    text = str(value)
    longest = field.max_length or 200
    if len(text.strip()) > longest:
        raise _Refused(f"最多 {longest} 个字，现有 {len(text.strip())} 个，请删减")
    if _CONTROL.search(text):
        raise _Refused("含有不可显示的控制字符，请重新输入")
    return text.strip() or None
