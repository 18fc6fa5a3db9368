"""Three years of exams beside each other, with what changed (XC-06, ELD-12: at least three years)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongwei.care.models import HealthExam
from gongwei.records.fields import Code, Codes, Spec, spec_of

YEARS = 3
COMPARED = (
    "bp_left_sys", "bp_left_dia", "bp_right_sys", "bp_right_dia", "weight", "waist", "bmi", "heart_rate",
    "fasting_glucose", "hba1c", "hemoglobin", "wbc", "platelet", "alt", "ast", "total_bilirubin", "creatinine", "urea",
    "tc", "tg", "ldl_c", "hdl_c", "ecg", "abdominal_us", "chest_xray", "elder_self_care", "elder_cognition",
    "elder_emotion", "hearing", "motor_function", "vision_l", "vision_r",
)  # fmt: skip
CHANGES = {
    "new_abnormal": "新出现异常",
    "still_abnormal": "持续异常",
    "back_to_normal": "恢复正常",
    "rising": "上升",
    "falling": "下降",
    "missing": "今年未做",
    "first": "首次",
    "same": "无变化",
}


@dataclass(frozen=True)
class Compared:
    """One item over the years, oldest first: what was read, whether it was outside the usual, and the change."""

    name: str
    label: str
    unit: str
    values: tuple[Any, ...]
    abnormal: tuple[bool, ...]
    change: str


@dataclass(frozen=True)
class Comparison:
    """The exams compared (oldest first; at most one a year, the year's last) and their items."""

    exams: tuple[HealthExam, ...]
    items: tuple[Compared, ...]

    @property
    def enough(self) -> bool:
        """Whether three years are there to compare."""
        return len(self.exams) >= YEARS


def compare_years(resident_id: int, year: int, years: int = YEARS) -> Comparison:
    """The last valid exam of each of the years up to ``year``; an item nobody ever measured is left out."""
    found = HealthExam.objects.filter(
        resident_id=resident_id,
        voided_at__isnull=True,
        served_on__year__gt=year - years,
        served_on__year__lte=year,
    ).order_by("served_on", "id")
    exams = tuple({exam.served_on.year: exam for exam in found}.values())
    rows = (_compared(name, exams) for name in COMPARED)
    return Comparison(exams, tuple(row for row in rows if any(value is not None for value in row.values)))


def _compared(name: str, exams: Sequence[HealthExam]) -> Compared:
    field = HealthExam._meta.get_field(name)
    spec = spec_of(field)
    values = tuple(getattr(exam, name) for exam in exams)
    abnormal = tuple(_outside(value, field, spec) for value in values)
    return Compared(
        name,
        str(getattr(field, "verbose_name", name)),
        spec.unit,
        values,
        abnormal,
        _change(values, abnormal),
    )


def _outside(value: Any, field: Any, spec: Spec) -> bool:
    """Outside the usual range, or coded as anything but the first (normal) option."""
    if value is None:
        return False
    if isinstance(field, (Code, Codes)):
        return bool(value != 1)
    if spec.soft is None:
        return False
    return not Decimal(str(spec.soft[0])) <= Decimal(value) <= Decimal(str(spec.soft[1]))


def _change(values: tuple[Any, ...], abnormal: tuple[bool, ...]) -> str:
    """The last exam against the last earlier one that measured the item."""
    earlier = [place for place, value in enumerate(values[:-1]) if value is not None]
    if not values or values[-1] is None:
        return "missing"
    if not earlier:
        return "new_abnormal" if abnormal[-1] else "first"
    before = earlier[-1]
    if abnormal[-1]:
        return "still_abnormal" if abnormal[before] else "new_abnormal"
    if abnormal[before]:
        return "back_to_normal"
    if values[-1] == values[before]:
        return "same"
    return "rising" if values[-1] > values[before] else "falling"
