"""What an examination found: the conclusion on the form, and a finding that stays open until somebody acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.records.synthetic import (
    NAT,
    Array,
    Column,
    Columns,
    Rng,
    chosen,
    sets,
    stacked,
    texts,
    uuids,
    where,
)

if TYPE_CHECKING:
    from gongwei.demo.district import District
    from gongwei.demo.exams import Examined

HANDLED = 0.7
EDUCATED = 4
"""处理：健康指导, at the feedback of the result."""
DAYS, DAYS_URGENT = 90, 14


def _numbers(values: Column) -> Array:
    """A column as floats, NaN where it is missing."""
    column = values if isinstance(values, pa.Array) else pa.array(values)
    return np.asarray(pc.fill_null(pc.cast(column, pa.float64()), float("nan")))


def found(values: Columns) -> list[tuple[str, str, bool, Array, str, Array]]:
    """(kind, label, urgent, which exams, unit, value) of gongwei.care.abnormal, with the limits of the spec."""
    column = {name: _numbers(values[name]) for name in _READ}
    sbp = np.fmax(column["bp_left_sys"], column["bp_right_sys"])
    dbp = np.fmax(column["bp_left_dia"], column["bp_right_dia"])
    sugar, rate, blood = column["fasting_glucose"], column["heart_rate"], column["hemoglobin"]
    feet = column["dorsalis_pedis"]
    return [
        ("sbp_alarm", "收缩压危急", True, sbp >= 180, " mmHg", sbp),
        ("dbp_alarm", "舒张压危急", True, dbp >= 110, " mmHg", dbp),
        ("sbp_high", "收缩压偏高", False, (sbp >= 140) & (sbp < 180), " mmHg", sbp),
        ("dbp_high", "舒张压偏高", False, (dbp >= 90) & (dbp < 110), " mmHg", dbp),
        ("glucose_high", "空腹血糖偏高", False, sugar >= 7.0, " mmol/L", sugar),
        ("hemoglobin_low", "血红蛋白过低", True, blood < 90, " g/L", blood),
        ("heart_rate_low", "心率过慢", True, rate < 50, " 次/分钟", rate),
        (
            "creatinine_high",
            "血清肌酐高于上限",
            False,
            column["creatinine"] > 111,
            " μmol/L",
            column["creatinine"],
        ),
        ("ecg", "心电图", False, column["ecg"] == 2, "", column["ecg"]),
        ("abdominal_us", "腹部B超", False, column["abdominal_us"] == 2, "", column["abdominal_us"]),
        ("dorsalis_pedis", "足背动脉搏动", False, (feet == 3) | (feet == 4), "", feet),
        (
            "elder_cognition",
            "老年人认知功能",
            False,
            column["elder_cognition"] == 2,
            "",
            column["elder_cognition"],
        ),
        ("elder_emotion", "老年人情感状态", False, column["elder_emotion"] == 2, "", column["elder_emotion"]),
        (
            "elder_self_care",
            "老年人生活自理能力自我评估",
            False,
            column["elder_self_care"] >= 2,
            "",
            column["elder_self_care"],
        ),
    ]


_READ = (
    "bp_left_sys", "bp_right_sys", "bp_left_dia", "bp_right_dia", "fasting_glucose", "heart_rate", "hemoglobin",
    "creatinine", "ecg", "abdominal_us", "dorsalis_pedis", "elder_cognition", "elder_emotion", "elder_self_care",
)  # fmt: skip


def concluded(rng: Rng, values: Columns, done: Examined) -> Columns:
    """健康评价 and 健康指导 that follow from the findings."""
    results = found(values)
    abnormal = np.any([which for *_, which, _, _ in results], axis=0)
    urgent = np.any([which for _, _, grave, which, _, _ in results if grave], axis=0)
    first = np.full(len(abnormal), -1)
    for place, (*_, which, _, _) in reversed(list(enumerate(results))):
        first = np.where(which, place, first)
    guidance = np.where(urgent, 2, np.where(abnormal, 1, 0))
    weight = np.asarray(values["weight"])
    heavy = weight > 28 * (np.asarray(values["height"]) / 100) ** 2
    return values | {
        "assessment": 1 + abnormal.astype(np.int16),
        "abnormal_1": texts([label for _, label, *_ in results], first),
        "guidance": sets(((0,), (2,), (3,)), guidance),
        "risk_control": sets(((3, 4), (3, 4, 5)), heavy.astype(np.int64)),
        "target_weight": where(heavy, np.round(weight * 0.94, 1)),
    }


def findings(
    rng: Rng, district: District, done: Examined, exam: Columns, values: Columns, feedback: Columns
) -> Columns:
    """One row per abnormal result; most are closed by the guidance given with the result."""
    told_at = np.full(len(done.place), -1)
    told_at[np.flatnonzero(done.told)] = np.arange(int(done.told.sum()))
    said = np.append(feedback["served_on"], NAT)
    parts = []
    for kind, label, urgent, which, unit, value in found(values):
        index = np.flatnonzero(which)
        count, feedback_at = len(index), told_at[np.flatnonzero(which)]
        closed = (feedback_at >= 0) & (rng.random(count) < HANDLED)
        opened, closed_on = done.day[index], np.where(closed, said[feedback_at], NAT)
        parts.append(
            {
                "id": uuids(rng, count),
                "resident_id": exam["resident_id"][index],
                "institution_id": exam["institution_id"][index],
                "source_form": chosen(rng, ("health_exam",), count),
                "source_id": exam["id"].take(index),
                "kind": chosen(rng, (kind,), count),
                "label": chosen(rng, (label,), count),
                "value": pc.binary_join_element_wise(
                    pa.array([f"{number:g}" for number in value[index]], pa.string()), pa.scalar(unit), ""
                ),
                "urgent": np.full(count, urgent),
                "opened_on": opened,
                "due_on": opened + np.timedelta64(DAYS_URGENT if urgent else DAYS, "D"),
                "closed_on": closed_on,
                "handling": where(closed, np.full(count, EDUCATED)),
                "handled_form": texts(("", "exam_feedback"), closed.astype(np.int64)),
                "handled_id": where(closed, feedback["id"].take(np.maximum(feedback_at, 0))),
                "handled_by_id": where(closed, district.doctor[done.place[index]]),
            }
        )
    return stacked(parts)
