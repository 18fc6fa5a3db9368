"""The columns of a list of residents, from the declarations of the paper."""

from __future__ import annotations

from functools import cache

from gongwei.exchange.columns import Asked
from gongwei.kernel.clock import today
from gongwei.kernel.identity import check_character
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
_FIRST17 = "10000019580301123"
EXAMPLES = {
    VILLAGE: "大西庄村委会", "name": "丛立春", "birth_date": "1958-03-01", "phone": "13800000000", "sex": "1 男",
    "id_no": _FIRST17 + check_character(_FIRST17),
}  # fmt: skip
"""Something possible; the number is of nobody: its first six digits are no region."""


@cache
def columns() -> tuple[Asked, ...]:
    """Village and day of filing, then every field of the cover and the basic information in the order of the paper."""
    beside = (
        Asked(VILLAGE, "村（居）委会", Spec(), True, "名称或12位代码，须在您的服务范围内", EXAMPLES[VILLAGE]),
        Asked(FILED, "建档日期", Spec(), False, "不填为导入当天", today().isoformat()),
    )
    fields = (
        Asked(name, str(field.verbose_name), spec_of(field), name in NEEDED, spec_of(field).hint, _example(name))
        for name, field in FIELDS.items()
    )
    return (*beside, *fields)


def label_of(key: str) -> str:
    """The label of a column."""
    return _labels().get(key, key)


@cache
def _labels() -> dict[str, str]:
    return {each.key: each.label for each in columns()}


def _example(key: str) -> str:
    return EXAMPLES.get(key) or next((f"{c} {label}" for c, label in spec_of(FIELDS[key]).codes or ()), "")
