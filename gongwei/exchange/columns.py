"""The columns of a list of residents, from the declarations of the paper; which heading means which column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from gongwei.exchange.models import HeaderMap
from gongwei.people.checks import FIELDS, NEEDED
from gongwei.records.fields import Spec, spec_of

VILLAGE, FILED = "village", "created_on"
KNOWN_AS = {
    "id_no": ("身份证号码", "身份证", "证件号码", "证件号", "公民身份号码", "公民身份证号"),
    "name": ("居民姓名", "姓名（必填）"),
    "phone": ("联系电话", "电话", "手机", "手机号", "手机号码", "电话号码"),
    "current_address": ("住址", "家庭住址", "居住地址", "现居住地址", "详细地址", "地址"),
    "registered_address": ("户籍所在地", "户口所在地"),
    "birth_date": ("出生年月日", "生日", "出生年月"),
    VILLAGE: ("村", "村居", "村委会", "居委会", "村（居）", "所属村", "所属村居", "村名称", "社区", "行政村"),
    FILED: ("建档时间", "建档日"),
}
"""Headings that other lists use for the same thing."""


@dataclass(frozen=True)
class Asked:
    """One column of the list."""

    key: str
    label: str
    spec: Spec
    must: bool = False
    hint: str = ""


@cache
def columns() -> tuple[Asked, ...]:
    """Village and day of filing, then every field of the cover and the basic information in the order of the paper."""
    beside = (
        Asked(VILLAGE, "村（居）委会", Spec(), True, "名称或12位代码，须在您的服务范围内"),
        Asked(FILED, "建档日期", Spec(), False, "不填为导入当天"),
    )
    fields = (
        Asked(name, str(field.verbose_name), spec_of(field), name in NEEDED, spec_of(field).hint)
        for name, field in FIELDS.items()
    )
    return (*beside, *fields)


def label_of(key: str) -> str:
    """The label of a column."""
    return next((each.label for each in columns() if each.key == key), key)


def plain(heading: str) -> str:
    """A heading without stars, blanks and width."""
    return re.sub(r"[\s*★:：]", "", unicodedata.normalize("NFKC", heading))


@cache
def _meanings() -> dict[str, str]:
    found = {plain(each.label): each.key for each in columns()}
    for key, names in KNOWN_AS.items():
        for name in names:
            found.setdefault(plain(name), key)
    return found


def guessed(headers: Sequence[str]) -> list[str]:
    """For every heading the column it seems to be, each column once; "" for none."""
    taken: set[str] = set()
    found = []
    for heading in headers:
        key = _meanings().get(plain(heading), "")
        found.append("" if key in taken else key)
        taken.add(key)
    return found


def remembered(institution: int, headers: Sequence[str]) -> list[str] | None:
    """What this institution said before about the same headings."""
    known = HeaderMap.objects.filter(institution=institution, headers="\t".join(headers)).first()
    return None if known is None else list(known.mapping)


def remember(institution: int, headers: Sequence[str], mapping: Sequence[str]) -> None:
    """Keep it for the next file."""
    HeaderMap.objects.update_or_create(
        institution_id=institution, headers="\t".join(headers), defaults={"mapping": list(mapping)}
    )


def wrong(mapping: Sequence[str]) -> str:
    """Why a mapping cannot be used, "" if it can."""
    chosen = [key for key in mapping if key]
    if twice := next((key for key in chosen if chosen.count(key) > 1), ""):
        return f"{label_of(twice)}：有两列都选了它，请只留一列"
    if "name" not in chosen:
        return "姓名：没有一列是姓名，请为它选一列"
    if VILLAGE not in chosen:
        return "村（居）委会：没有一列说明住在哪个村（居），请为它选一列"
    return ""
