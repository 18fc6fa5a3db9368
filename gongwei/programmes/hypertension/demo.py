"""Hypertension in the demo district: cards, follow-ups with medicines, referrals, first pressures, those at risk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.care.synthetic_gradings import gradings
from gongwei.care.synthetic_records import HOSPITALS, medicines, referrals
from gongwei.care.synthetic_supplements import supplements
from gongwei.care.synthetic_visits import DECLINED, Visits, advised, visits
from gongwei.programmes.hypertension.synthetic_h_type import h_type
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Column, Columns, District, Rng

PROGRAMME = "hypertension"
ELDERLY, PHONE = 65, 3
WEEKS_LATER = np.timedelta64(42, "D")
ALIKE = (("sbp", 128), ("dbp", 78), ("heart_rate", 72))
DRUGS = (
    ("硝苯地平控释片", 1, 30.0, "mg"), ("苯磺酸氨氯地平片", 1, 5.0, "mg"), ("缬沙坦胶囊", 1, 80.0, "mg"),
    ("厄贝沙坦片", 1, 150.0, "mg"), ("马来酸依那普利片", 2, 10.0, "mg"), ("美托洛尔片", 2, 25.0, "mg"),
    ("吲达帕胺片", 1, 2.5, "mg"), ("氢氯噻嗪片", 1, 12.5, "mg"),
)  # fmt: skip
ORG_DEPT = ("威海市立医院 心血管内科", "威海市中心医院 心内科", "威海卫人民医院 内科")
REASONS = ("连续两次控制不满意", "危急情况")
ADVERSE = ("干咳", "踝部水肿", "头晕", "面色潮红")


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, and its referrals."""
    done = visits(rng, district, PROGRAMME)
    place = district.patients(PROGRAMME)[done.patient]
    followups = _followups(rng, district, done, place)
    followups |= _made_up(district, done, place, followups)
    yield "hypertension_card", _cards(rng, district)
    yield "hypertension_followup", followups
    yield "hypertension_medicine", medicines(rng, followups["id"], done.patient, DRUGS, 0.9)
    yield from referrals(
        rng, district, PROGRAMME, "hypertension_followup", followups["id"], done, "心血管内科"
    )
    yield "hypertension_first_bp", _first_pressures(rng, district)
    yield "hypertension_suspect", _suspects(rng, district)
    yield "hypertension_high_risk", _at_risk(rng, district)
    yield "hypertension_supplement", supplements(rng, district, PROGRAMME)
    yield "hypertension_grading", gradings(rng, district, PROGRAMME)
    yield from h_type(rng, district)


def pressure(rng: Rng, age: Array, bad: Array, urgent: Array) -> tuple[Array, Array]:
    """Readings that say what the visit found: at target for the age, not at target, or dangerous."""
    count = len(age)
    limit = np.where(age >= ELDERLY, 150, 140)
    good = s.measured(rng, limit - 13, 7, 98, limit - 1, count)
    above = np.clip(limit + rng.exponential(8, count), limit, 178).astype(np.int32)
    sbp = np.where(urgent, rng.integers(180, 204, count), np.where(bad, above, good))
    dbp = np.clip(np.round(sbp * 0.56 + rng.normal(0, 5, count)), 52, np.where(bad, 104, 89))
    return sbp.astype(np.int32), np.minimum(dbp, sbp - 20).astype(np.int32)


def _followups(rng: Rng, district: District, done: Visits, place: Array) -> Columns:
    count, phone = len(done), done.mode == PHONE
    age = s.years_between(district.birth[place], done.day)
    sbp, dbp = pressure(rng, age, done.bad, done.urgent)
    measured = ~phone | done.bad
    habits = _habits(rng, district)
    smoke, drink = habits[0][place], habits[1][place]
    weight = np.round(np.clip(district.weight[place] + rng.normal(0, 0.9, count), 30, 160), 1)
    again = done.bad | done.adverse
    salt = s.draw(rng, (1, 2, 3), count, (40, 48, 12))
    return s.record(rng, district, place, done.day) | {
        "mode": done.mode,
        "symptoms": s.sets(SYMPTOMS, np.where(done.bad, *_complaints(rng, count))),
        "sbp": s.where(measured, sbp),
        "dbp": s.where(measured, dbp),
        "weight_cur": weight,
        "weight_target": _wished(weight, district.height[place]),
        "height": district.height[place],
        "heart_rate": s.where(~done.gap, s.measured(rng, 74, 7, 52, 108, count)),
        "smoke_cur": smoke,
        "smoke_target": smoke // 2,
        "drink_cur": drink,
        "drink_target": np.minimum(drink, 0.5),
        "exercise_times_cur": s.draw(rng, (0, 2, 3, 5, 7), count, (18, 12, 25, 25, 20)),
        "exercise_min_cur": s.draw(rng, (20, 30, 40, 60), count, (20, 45, 20, 15)),
        "exercise_times_target": s.draw(rng, (5, 7), count, (60, 40)),
        "exercise_min_target": s.draw(rng, (30, 40), count, (75, 25)),
        "salt_cur": salt,
        "salt_target": np.maximum(1, salt - 1),
        "psych_adjust": s.draw(rng, (1, 2, 3), count, (80, 18, 2)),
        "compliance_behavior": s.draw(rng, (1, 2, 3), count, (74, 23, 3)),
        "drug_adherence": s.draw(rng, (1, 2, 3), count, (78, 16, 6)),
        "adr_flag": np.where(done.adverse, 2, 1),
        "adr_text": s.where(done.adverse, s.chosen(rng, ADVERSE, count)),
        "visit_class": _class(rng, done),
        "referral_reason": s.where(done.referred, s.texts(REASONS, done.urgent.astype(np.int64))),
        "referral_org_dept": s.where(done.referred, s.chosen(rng, ORG_DEPT, count)),
        "advice_declined": s.where(advised(done) & ~done.referred, s.chosen(rng, DECLINED, count)),
        "next_visit_date": done.day + np.where(again, 14, 85).astype("timedelta64[D]"),
        "next_step": np.where(done.urgent, 4, np.where(done.referred, 3, np.where(done.bad, 2, 1))),
    }  # fmt: skip


def _made_up(district: District, done: Visits, place: Array, filed: Columns) -> Columns:
    """Visits of one doctor on one day of the year that are all alike and typed weeks later, for 数据疑点 to find."""
    plain = (done.mode != PHONE) & ~done.bad & ~done.urgent & ~done.gap
    first, last = np.datetime64(district.today.replace(month=1, day=1)), np.datetime64(district.today) - WEEKS_LATER
    these = np.flatnonzero(plain & (done.day >= first) & (done.day <= last))
    key = np.stack([district.doctor[place[these]].astype(np.int64), done.day[these].astype(np.int64)])
    _, group, sizes = np.unique(key, axis=1, return_inverse=True, return_counts=True)
    mask = np.zeros(len(done), bool)
    mask[these[group.reshape(-1) == sizes.argmax()] if len(these) else these] = True
    alike = {name: pc.if_else(pa.array(mask), pa.scalar(one, filed[name].type), filed[name]) for name, one in ALIKE}
    typed = np.where(mask, filed["recorded_at"] + WEEKS_LATER, filed["recorded_at"])
    return alike | {"recorded_at": typed, "weight_cur": np.where(mask, 65.0, filed["weight_cur"])}


def _wished(weight: Array, height: Array) -> Array:
    """Three kilograms less, unless that is under the index of 23.5."""
    wished: Array = np.minimum(weight, np.maximum(weight - 3, 23.5 * (height / 100) ** 2))
    return wished.round(1)


SYMPTOMS = ((1,), (2,), (4,), (6,), (2, 6), (8,))


def _complaints(rng: Rng, count: int) -> tuple[Array, Array]:
    """Which of SYMPTOMS is told when not at target, and otherwise."""
    unwell, well = (60, 20, 6, 7, 3, 4), (93, 4, 1, 1, 0, 1)
    return s.draw(rng, range(6), count, unwell), s.draw(rng, range(6), count, well)


def _class(rng: Rng, done: Visits) -> Array:
    """What the rule would say, except where the doctor saw it otherwise (one in forty)."""
    said = np.where(done.adverse, 3, np.where(done.bad, 2, 1))
    return np.where(rng.random(len(done)) < 0.025, 3 - np.minimum(said, 2), said)


def _habits(rng: Rng, district: District) -> tuple[Array, Array]:
    """Cigarettes and 两 of spirits a day, the same at every visit."""
    count, man = len(district.sex), district.sex == 1
    smokes = rng.random(count) < np.where(man, 0.38, 0.02)
    drinks = rng.random(count) < np.where(man, 0.42, 0.04)
    smoke = np.where(smokes, s.draw(rng, (5, 10, 15, 20), count, (20, 40, 20, 20)), 0)
    return smoke, np.where(drinks, s.draw(rng, (1, 2, 3), count, (55, 35, 10)).astype(float), 0.0)


def _cards(rng: Rng, district: District) -> Columns:
    """专项档案 of every patient, on the day of enrolment; few lack an answer."""
    place = district.patients(PROGRAMME)
    start, _ = district.enrolled(PROGRAMME)
    count = len(place)
    age = s.years_between(district.birth[place], start)
    sbp, dbp = pressure(rng, age, rng.random(count) < 0.55, rng.random(count) < 0.02)
    lacking = (rng.random(count) < 0.03) & ~district.standard(PROGRAMME, district.today.year)
    return s.record(rng, district, place, start) | {
        "diagnosis_date": district.diagnosed(PROGRAMME),
        "diagnosis_org": s.chosen(rng, HOSPITALS, count),
        "found_by": s.draw(rng, (1, 2, 3, 4, 5), count, (14, 18, 12, 32, 24)),
        "family_history": s.where(~lacking, s.draw(rng, (1, 2, 3), count, (34, 56, 10))),
        "height": np.clip(district.height[place], 120, 200),
        "weight": np.clip(district.weight[place], 30, 160),
        "sbp": sbp,
        "dbp": dbp,
        "risk_level": s.draw(rng, (1, 2, 3), count, (30, 45, 25)),
    }


def _first_pressures(rng: Rng, district: District) -> Columns:
    """First visits of the year of people of 35 and over: three of four who come are measured."""
    parts = []
    for year in (district.today.year - 1, district.today.year):
        day = district.first_contact(year)
        place = np.flatnonzero(~np.isnat(day))
        place = place[s.years_between(district.birth[place], day[place]) >= 35]
        parts.append((place, day[place]))
    place, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    chosen = rng.random(len(place)) < 0.62
    place, day = place[chosen], day[chosen]
    count = len(place)
    known = np.isin(place, district.patients(PROGRAMME))
    age = s.years_between(district.birth[place], day)
    high = rng.random(count) < np.where(known, 0.35, 0.05)
    sbp, dbp = pressure(rng, np.minimum(age, 60), high, np.zeros(count, bool))
    return s.record(rng, district, place, day) | {
        "sbp": sbp,
        "dbp": dbp,
        "hypertension_history": np.where(known, 1, 2),
        "first_abnormal": np.where(high & ~known, 1, 2),
        "height": district.height[place],
        "weight": district.weight[place],
    }


def _suspects(rng: Rng, district: District) -> Columns:
    """High readings measured again on two other days: most of the newly enrolled, and some that were excluded."""
    place, start = district.patients(PROGRAMME), district.enrolled(PROGRAMME)[0]
    diagnosed = district.diagnosed(PROGRAMME)
    recent = (start >= np.datetime64(district.today) - 700) & (start - diagnosed < np.timedelta64(60, "D"))
    place, confirmed_on = place[recent], diagnosed[recent]
    first = np.maximum(confirmed_on - 12, district.present_from[place])
    readings = _three(rng, first, confirmed_on)
    count = len(place)
    return s.record(rng, district, place, first) | readings | {
        "found_in": s.draw(rng, (1, 2, 3, 4), count, (40, 34, 20, 6)),
        "referred_on": s.where(np.ones(count, bool), confirmed_on),
        "referral_org": s.chosen(rng, ORG_DEPT, count),
        "verify_result": np.ones(count, np.int16),
        "confirmed_on": confirmed_on,
        "confirmed_by": s.chosen(rng, HOSPITALS, count),
    }  # fmt: skip


def _three(rng: Rng, first: Array, last: Array) -> Columns:
    """Three pairs of readings on three days; days that would coincide are left out."""
    count, found = len(first), dict[str, Column]()
    room = (last - first).astype(np.int64)
    for nth, day in enumerate((first, first + room // 2, last), start=1):
        sbp, dbp = pressure(rng, np.full(count, 50), np.ones(count, bool), np.zeros(count, bool))
        there = np.ones(count, bool) if nth == 1 else room >= 2
        name = ("first_on", "second_on", "third_on")[nth - 1]
        found |= {
            name: s.where(there, day),
            f"sbp_{nth}": s.where(there, sbp),
            f"dbp_{nth}": s.where(there, dbp),
        }
    return found


def _at_risk(rng: Rng, district: District) -> Columns:
    """Adults with high normal pressure or overweight, measured half-yearly."""
    day = district.first_contact(district.today.year)
    age = s.years_between(district.birth, s.days(len(day), district.today))
    ill = np.zeros(len(day), bool)
    ill[district.patients(PROGRAMME)] = True
    place = np.flatnonzero(~np.isnat(day) & ~ill & (age >= 35) & (rng.random(len(day)) < 0.07))
    count = len(place)
    sbp = rng.integers(130, 140, count)
    old = s.years_between(district.birth[place], day[place]) >= 55
    return s.record(rng, district, place, day[place]) | {
        "risk_factors": s.sets(
            ((1,), (1, 2), (1, 6), (1, 2, 6)), (rng.random(count) < 0.4) + 2 * old.astype(np.int64)
        ),
        "sbp": sbp,
        "dbp": rng.integers(72, 90, count),
        "status": np.ones(count, np.int16),
        "next_measure_due": day[place] + np.timedelta64(180, "D"),
    }
