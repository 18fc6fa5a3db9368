"""Fields that several child forms print alike."""

from __future__ import annotations

from typing import Any

from gongwei.kernel.codes import CodeList
from gongwei.programmes.child import codes
from gongwei.records.fields import Code, Codes, Day, Integer, Number, Text, When


def at(*ages: int) -> When:
    """The columns of these contacts; the others have no cell for the field."""
    return When("contact", *ages)


def finding(label: str, *ages: int) -> Code:
    """1 未见异常 2 异常, with the words beside it."""
    return Code(label, codes.FINDING, required=True, only=at(*ages) if ages else None)


def beside(label: str) -> Text:
    """The words of an abnormal finding or an 其他."""
    return Text(label, max_length=60)


def grade(label: str) -> Code:
    """上/中/下 by the growth standard; proposed by the system, decided by the doctor."""
    return Code(label, codes.GRADE, required=True)


def warning(name: str, age: int) -> Codes:
    """发育评估 of one age; 0 when all four signs were asked and none was found."""
    return Codes(
        "发育评估",
        codes.WARNINGS[name],
        required=True,
        only=at(age),
        hint="都没有选 0，任何一条阳性即提示偏异",
    )


def times(label: str, code: int) -> Integer:
    """肺炎__次 between two visits."""
    return Integer(label, unit="次", hard=(0, 20), required=When("illness", code))


def weight() -> Number:
    """Weight with two decimals, as the paper keeps it."""
    return Number("体重", unit="kg", places=2, hard=(1, 60), required=True, vital=True)


def stature(label: str, low: int, high: int) -> Number:
    """Length or height."""
    return Number(label, unit="cm", hard=(low, high), required=True, vital=True)


def haemoglobin(**how: Any) -> Number:
    """血红蛋白值."""
    return Number("血红蛋白值", unit="g/L", places=0, hard=(20, 250), soft=(90, 170), vital=True, **how)


def outdoor() -> Number:
    """户外活动."""
    return Number("户外活动", unit="小时/日", hard=(0, 16), soft=(0, 8), required=True)


def vitamin_d(*ages: int) -> Integer:
    """服用维生素D."""
    return Integer(
        "服用维生素D",
        unit="IU/日",
        hard=(0, 5000),
        soft=(0, 800),
        required=True,
        only=at(*ages) if ages else None,
    )


def guidance(codes_: CodeList) -> Codes:
    """指导."""
    return Codes("指导", codes_, required=True)


def next_day() -> Day:
    """下次随访日期."""
    return Day("下次随访日期", required=True)
