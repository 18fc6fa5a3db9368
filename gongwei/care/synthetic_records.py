"""Rows of shared tables that the chapters' demo records bring with them: medicines, referrals and results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from gongwei.care.synthetic_visits import Visits
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

Drug = tuple[str, int, float, str]
HOSPITALS = ("威海市立医院", "威海市中心医院", "威海卫人民医院")
REASONS_NOT_ARRIVED = ("患者拒绝前往", "已联系，因家事推迟", "自行购药观察")


def medicines(rng: Rng, records: pa.Array, patient: Array, drugs: Sequence[Drug], share: float) -> Columns:
    """One or two lines for most visits; a patient keeps to the same medicines."""
    people = int(patient.max()) + 1 if len(patient) else 0
    first, second = rng.integers(0, len(drugs), people), rng.integers(1, len(drugs), people)
    takes, two = rng.random(people) < share, rng.random(people) < 0.35
    parts = []
    for position, who in ((1, takes), (2, takes & two)):
        visit = np.flatnonzero(who[patient])
        drug = first if position == 1 else (first + second) % len(drugs)
        index = drug[patient[visit]]
        parts.append(
            {
                "position": np.full(len(visit), position, np.int16),
                "record_id": records.take(visit),
                "name": s.texts([drug[0] for drug in drugs], index),
                "times_per_day": np.array([drug[1] for drug in drugs])[index],
                "dose_each": np.array([drug[2] for drug in drugs])[index],
                "dose_unit": s.texts([drug[3] for drug in drugs], index),
            }
        )
    return s.stacked(parts)


def referrals(
    rng: Rng, district: District, programme: str, form: str, records: pa.Array, done: Visits, dept: str
) -> Iterator[tuple[str, Columns]]:
    """A 转出单 for each visit that referred, and the result where somebody asked for it."""
    which = np.flatnonzero(done.referred)
    place = district.patients(programme)[done.patient[which]]
    count, day, result_on = len(which), done.day[which], done.result_on[which]
    sent = s.record(rng, district, place, day)
    traced = ~np.isnat(result_on)
    arrived = traced & (rng.random(count) < 0.86)
    reason = s.texts(("连续两次控制不满意", "危急情况"), done.urgent[which].astype(np.int64))
    yield (
        "referral",
        sent
        | {
            "programme": programme,
            "source_form": form,
            "source_id": records.take(which),
            "to_org": s.chosen(rng, HOSPITALS, count),
            "to_dept": dept,
            "initial_impression": reason,
            "present_illness": s.chosen(
                rng, ("近期控制不满意，调整用药后复测仍未达标", "服药后仍未达标，需上级医院评估"), count
            ),
            "reason": reason,
            "emergency": done.urgent[which],
            "arrived_on": np.where(arrived, np.minimum(day + 1, result_on), s.NAT),
        },
    )
    yield (
        "referral_result",
        s.record(rng, district, place[traced], result_on[traced])
        | {
            "referral_id": sent["id"].filter(pa.array(traced)),
            "programme": programme,
            "mode": s.draw(rng, (1, 2, 3), int(traced.sum()), (20, 10, 70)),
            "outcome": np.where(arrived, 1, 2)[traced],
            "not_arrived_reason": s.where(
                ~arrived[traced], s.chosen(rng, REASONS_NOT_ARRIVED, int(traced.sum()))
            ),
            "treatment": s.where(
                arrived[traced],
                s.chosen(rng, ("调整用药，门诊随诊", "加用一种药物，2周后复诊"), int(traced.sum())),
            ),
        },
    )
