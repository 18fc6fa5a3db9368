"""Which results of an exam are abnormal findings: alarm values are parameters, findings by code are the form's own.

``limits`` maps parameter names to their values on the day of the exam: ``alarm_sbp`` 180 … (spec 06 d). A missing
measurement is never a finding and never normal: it is the exam's incompleteness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gongwei.care.models import HealthExam
from gongwei.records.fields import spec_of

Limits = Mapping[str, Any]


@dataclass(frozen=True)
class Abnormal:
    """One abnormal result: its stable kind, printed label, value as read, and whether it is an alarm."""

    kind: str
    label: str
    value: str
    urgent: bool


@dataclass(frozen=True)
class Alarm:
    """A measured value that crosses a limit: ``holds(value, limit)``; any of the fields suffices."""

    kind: str
    label: str
    fields: tuple[str, ...]
    limit: str
    holds: Callable[[Any, Any], bool]
    urgent: bool = True


def _reaches(value: Any, limit: Any) -> bool:
    return Decimal(value) >= Decimal(limit)


def _exceeds(value: Any, limit: Any) -> bool:
    return Decimal(value) > Decimal(limit)


def _at_most(value: Any, limit: Any) -> bool:
    return Decimal(value) <= Decimal(limit)


def _below(value: Any, limit: Any) -> bool:
    return Decimal(value) < Decimal(limit)


SBP, DBP = ("bp_left_sys", "bp_right_sys"), ("bp_left_dia", "bp_right_dia")
ALARMS = (
    Alarm("sbp_alarm", "收缩压危急", SBP, "alarm_sbp", _reaches),
    Alarm("dbp_alarm", "舒张压危急", DBP, "alarm_dbp", _reaches),
    Alarm("sbp_high", "收缩压偏高", SBP, "suspect_sbp", _reaches, urgent=False),
    Alarm("dbp_high", "舒张压偏高", DBP, "suspect_dbp", _reaches, urgent=False),
    Alarm("glucose_very_high", "空腹血糖危急（高）", ("fasting_glucose",), "alarm_glucose_high", _reaches),
    Alarm("glucose_very_low", "空腹血糖危急（低）", ("fasting_glucose",), "alarm_glucose_low", _at_most),
    Alarm("glucose_high", "空腹血糖偏高", ("fasting_glucose",), "suspect_glucose", _reaches, urgent=False),
    Alarm("heart_rate_low", "心率过慢", ("heart_rate",), "alarm_heart_rate_low", _below),
    Alarm("heart_rate_high", "心率过快", ("heart_rate",), "alarm_heart_rate_high", _exceeds),
    Alarm("hemoglobin_low", "血红蛋白过低", ("hemoglobin",), "alarm_hemoglobin", _below),
    Alarm("creatinine_high", "血清肌酐高于上限", ("creatinine",), "alarm_creatinine", _exceeds, urgent=False),
)
BY_CODE: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("ecg", (2,)),
    ("abdominal_us", (2,)),
    ("other_us", (2,)),
    ("chest_xray", (2,)),
    ("cervical_smear", (2,)),
    ("fecal_occult_blood", (2,)),
    ("fundus", (2,)),
    ("dorsalis_pedis", (1, 3, 4)),
    ("elder_cognition", (2,)),
    ("elder_emotion", (2,)),
    ("elder_self_care", (2, 3, 4)),
)
COVERED_BY = {"sbp_high": "sbp_alarm", "dbp_high": "dbp_alarm", "glucose_high": "glucose_very_high"}
"""A suspicion says nothing more where the alarm of the same value was raised."""


def abnormal_results(exam: HealthExam, limits: Limits) -> list[Abnormal]:
    """Every abnormal result of the exam, in the order of this file; a limit without value raises no alarm."""
    found = [*_measured(exam, limits), *_coded(exam)]
    kinds = {result.kind for result in found}
    return [result for result in found if COVERED_BY.get(result.kind) not in kinds]


def _measured(exam: HealthExam, limits: Limits) -> Iterator[Abnormal]:
    for alarm in ALARMS:
        limit = limits[alarm.limit]
        if limit is None:
            continue
        crossing = [
            v
            for v in (getattr(exam, name) for name in alarm.fields)
            if v is not None and alarm.holds(v, limit)
        ]
        if crossing:
            unit = spec_of(HealthExam._meta.get_field(alarm.fields[0])).unit
            worst = min(crossing) if alarm.holds in (_below, _at_most) else max(crossing)
            yield Abnormal(alarm.kind, alarm.label, f"{Decimal(worst).normalize():f} {unit}", alarm.urgent)


def _coded(exam: HealthExam) -> Iterator[Abnormal]:
    for name, codes in BY_CODE:
        value = getattr(exam, name)
        if value not in codes:
            continue
        field: Any = HealthExam._meta.get_field(name)
        listed = spec_of(field).codes
        said = listed.label(value) if listed else str(value)
        more = getattr(exam, f"{name}_other", None) or getattr(exam, f"{name}_score", None)
        yield Abnormal(
            name, str(field.verbose_name), f"{said}：{more}" if more is not None else said, urgent=False
        )
