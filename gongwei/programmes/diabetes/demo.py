"""Type 2 diabetes in the demo district: cards, follow-ups with their medicines, referrals, suspects, those at risk."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gongwei.care.synthetic_gradings import gradings
from gongwei.care.synthetic_records import HOSPITALS, medicines, referrals
from gongwei.care.synthetic_supplements import supplements
from gongwei.care.synthetic_visits import DECLINED, Visits, advised, visits
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

PROGRAMME = "diabetes"
PHONE = 3
DRUGS = (
    ("二甲双胍片", 2, 0.5, "g"), ("格列美脲片", 1, 2.0, "mg"), ("阿卡波糖片", 3, 50.0, "mg"),
    ("达格列净片", 1, 10.0, "mg"), ("西格列汀片", 1, 100.0, "mg"), ("格列齐特缓释片", 1, 30.0, "mg"),
)  # fmt: skip
ORG_DEPT = ("威海市立医院 内分泌科", "威海市中心医院 内分泌科")
REASONS = ("连续两次空腹血糖控制不满意", "危急情况")
ADVERSE = ("胃部不适", "腹泻", "一过性低血糖")


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, and its referrals."""
    done = visits(rng, district, PROGRAMME)
    followups = _followups(rng, district, done)
    yield "diabetes_card", _cards(rng, district)
    yield "diabetes_followup", followups
    yield "diabetes_medicine", medicines(rng, followups["id"], done.patient, DRUGS, 0.88)
    yield from referrals(rng, district, PROGRAMME, "diabetes_followup", followups["id"], done, "内分泌科")
    yield "diabetes_suspect", _suspects(rng, district)
    yield "diabetes_high_risk", _at_risk(rng, district)
    yield "diabetes_supplement", supplements(rng, district, PROGRAMME)
    yield "diabetes_grading", gradings(rng, district, PROGRAMME)


def glucose(rng: Rng, bad: Array, urgent: Array) -> Array:
    """Fasting glucose in mmol/L that says what the visit found; danger is high, rarely low."""
    count = len(bad)
    good = s.measured(rng, 6.2, 0.45, 4.4, 6.9, count, 1)
    above = np.round(np.clip(7.0 + rng.exponential(1.1, count), 7.0, 16.0), 1)
    danger = np.where(rng.random(count) < 0.2, 3.6, np.round(rng.uniform(16.8, 21, count), 1))
    return np.where(urgent, danger, np.where(bad, above, good))


def _followups(rng: Rng, district: District, done: Visits) -> Columns:
    place = district.patients(PROGRAMME)[done.patient]
    count, phone = len(done), done.mode == PHONE
    sugar = glucose(rng, done.bad, done.urgent)
    weight = np.round(np.clip(district.weight[place] + rng.normal(0, 0.9, count), 30, 160), 1)
    sbp = s.measured(rng, 132, 10, 100, 168, count)
    smoke = np.where((district.sex[place] == 1) & (place % 3 == 0), 10, 0)
    drink = np.where((district.sex[place] == 1) & (place % 4 == 0), 1.0, 0.0)
    staple = s.draw(rng, (200, 250, 300, 350, 400), count, (15, 30, 30, 18, 7))
    feet = s.draw(rng, (1, 2), count, (97, 3))
    again, tested = done.bad | done.adverse, rng.random(count) < 0.11
    return s.record(rng, district, place, done.day) | {
        "mode": done.mode,
        "symptoms": s.sets(SYMPTOMS, np.where(done.bad, *_complaints(rng, count))),
        "sbp": sbp,
        "dbp": np.minimum(s.measured(rng, 78, 7, 56, 98, count), sbp - 25),
        "weight_cur": weight,
        "weight_target": _wished(weight, district.height[place]),
        "height": district.height[place],
        "dorsalis_pedis": feet,
        "dorsalis_pedis_side": s.where(feet == 2, s.draw(rng, (1, 2, 3), count, (60, 20, 20))),
        "smoke_cur": smoke,
        "smoke_target": smoke // 2,
        "drink_cur": drink,
        "drink_target": drink / 2,
        "exercise_times_cur": s.draw(rng, (0, 2, 3, 5, 7), count, (16, 12, 25, 26, 21)),
        "exercise_min_cur": s.draw(rng, (20, 30, 40, 60), count, (20, 45, 20, 15)),
        "exercise_times_target": s.draw(rng, (5, 7), count, (60, 40)),
        "exercise_min_target": s.draw(rng, (30, 40), count, (75, 25)),
        "staple_cur": staple,
        "staple_target": np.minimum(staple, 250),
        "psych_adjust": s.draw(rng, (1, 2, 3), count, (80, 18, 2)),
        "compliance_behavior": s.draw(rng, (1, 2, 3), count, (74, 23, 3)),
        "fbg": s.where(~phone | done.bad, sugar),
        "sample": s.where(~phone | done.bad, s.draw(rng, (1, 2), count, (88, 12))),
        "hba1c": s.where(tested, s.measured(rng, np.where(done.bad, 7.9, 6.6), 0.6, 5.0, 11.5, count, 1)),
        "hba1c_date": s.where(tested, done.day),
        "drug_adherence": s.draw(rng, (1, 2, 3), count, (79, 16, 5)),
        "adr_flag": np.where(done.adverse, 2, 1),
        "adr_text": s.where(done.adverse, s.chosen(rng, ADVERSE, count)),
        "hypoglycemia": s.where(~done.gap, s.draw(rng, (1, 2), count, (96, 4))),
        "visit_class": _class(rng, done),
        "referral_reason": s.where(done.referred, s.texts(REASONS, done.urgent.astype(np.int64))),
        "referral_org_dept": s.where(done.referred, s.chosen(rng, ORG_DEPT, count)),
        "advice_declined": s.where(advised(done) & ~done.referred, s.chosen(rng, DECLINED, count)),
        "next_visit_date": done.day + np.where(again, 14, 85).astype("timedelta64[D]"),
        "care_class": s.draw(rng, (1, 2), count, (92, 8)),
        "next_step": np.where(done.urgent, 4, np.where(done.referred, 3, np.where(done.bad, 2, 1))),
    }  # fmt: skip


def _wished(weight: Array, height: Array) -> Array:
    """Three kilograms less, unless that is under the index of 23.5."""
    wished: Array = np.minimum(weight, np.maximum(weight - 3, 23.5 * (height / 100) ** 2))
    return wished.round(1)


SYMPTOMS = ((1,), (2,), (4,), (5,), (7,), (2, 4))


def _complaints(rng: Rng, count: int) -> tuple[Array, Array]:
    """Which of SYMPTOMS is told when not at target, and otherwise."""
    unwell, well = (62, 10, 8, 6, 8, 6), (94, 1, 1, 2, 2, 0)
    return s.draw(rng, range(6), count, unwell), s.draw(rng, range(6), count, well)


def _class(rng: Rng, done: Visits) -> Array:
    """What the rule would say, except where the doctor saw it otherwise (one in forty)."""
    said = np.where(done.adverse, 3, np.where(done.bad, 2, 1))
    return np.where(rng.random(len(done)) < 0.025, 3 - np.minimum(said, 2), said)


def _cards(rng: Rng, district: District) -> Columns:
    """专项档案 of every patient, on the day of enrolment; few lack an answer."""
    place = district.patients(PROGRAMME)
    start, _ = district.enrolled(PROGRAMME)
    count = len(place)
    lacking = (rng.random(count) < 0.03) & ~district.standard(PROGRAMME, district.today.year)
    none = np.zeros(count, bool)
    return s.record(rng, district, place, start) | {
        "diabetes_type": np.full(count, 2, np.int16),
        "found_by": s.draw(rng, (1, 2, 3, 4, 5), count, (22, 38, 14, 16, 10)),
        "diagnosis_date": district.diagnosed(PROGRAMME),
        "diagnosis_org": s.chosen(rng, HOSPITALS, count),
        "family_history": s.where(~lacking, s.draw(rng, (1, 2, 3), count, (28, 62, 10))),
        "fbg_at_enrol": glucose(rng, rng.random(count) < 0.7, none),
        "height": np.clip(district.height[place], 120, 200),
        "weight": np.clip(district.weight[place], 30, 160),
    }


def _suspects(rng: Rng, district: District) -> Columns:
    """High glucose repeated on another day, then confirmed: most of the newly enrolled."""
    place, start, diagnosed = (
        district.patients(PROGRAMME),
        district.enrolled(PROGRAMME)[0],
        district.diagnosed(PROGRAMME),
    )
    recent = (start >= np.datetime64(district.today) - 700) & (start - diagnosed < np.timedelta64(60, "D"))
    place, confirmed_on = place[recent], diagnosed[recent]
    count = len(place)
    first = np.maximum(
        confirmed_on - rng.integers(3, 12, count).astype("timedelta64[D]"), district.present_from[place]
    )
    twice, high = confirmed_on > first, np.ones(count, bool)
    return s.record(rng, district, place, first) | {
        "found_in": s.draw(rng, (2, 3, 4), count, (50, 36, 14)),
        "typical_symptoms": ~twice,
        "first_on": first,
        "fbg_1": glucose(rng, high, ~high),
        "second_on": s.where(twice, confirmed_on),
        "fbg_2": s.where(twice, glucose(rng, high, ~high)),
        "referred_on": confirmed_on,
        "referral_org": s.chosen(rng, HOSPITALS, count),
        "verify_result": np.ones(count, np.int16),
        "diabetes_type": np.full(count, 2, np.int16),
        "confirmed_on": confirmed_on,
        "confirmed_by": s.chosen(rng, HOSPITALS, count),
    }


def _at_risk(rng: Rng, district: District) -> Columns:
    """Adults of 45 and over with overweight or a relative who has it; glucose once a year."""
    day = district.first_contact(district.today.year)
    age = s.years_between(district.birth, s.days(len(day), district.today))
    ill = np.zeros(len(day), bool)
    ill[district.patients(PROGRAMME)] = True
    place = np.flatnonzero(~np.isnat(day) & ~ill & (age >= 46) & (rng.random(len(day)) < 0.05))
    count = len(place)
    sugar = s.measured(rng, 5.9, 0.5, 4.6, 6.9, count, 1)
    return s.record(rng, district, place, day[place]) | {
        "risk_factors": s.sets(((2, 3), (2, 4), (2, 13), (2, 3, 7)), s.draw(rng, range(4), count)),
        "prediabetes": sugar >= 6.1,
        "fbg": sugar,
        "status": np.ones(count, np.int16),
        "next_measure_due": day[place] + np.timedelta64(360, "D"),
    }
