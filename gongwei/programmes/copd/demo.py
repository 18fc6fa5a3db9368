"""COPD in a district whose plan runs it: screening, tests, cards, follow-ups with medicines, referrals, resources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, cast

import numpy as np

from gongwei.care.synthetic_records import HOSPITALS, medicines, referrals
from gongwei.care.synthetic_visits import DECLINED, Visits, advised, visits
from gongwei.records import synthetic as s
from gongwei.records.synthetic import NAT, Array, Columns, District, Rng

PROGRAMME = "copd"
SHARE, REMOTE = 0.021, 3
"""Registered patients among people of 40 and over: a sixth of those whom the prevalence expects."""
STANDARD = 0.55
DRUGS = (
    ("噻托溴铵粉吸入剂", 1, 18.0, "μg"),
    ("布地奈德福莫特罗粉吸入剂", 2, 1.0, "吸"),
    ("沙美特罗替卡松粉吸入剂", 2, 1.0, "吸"),
    ("茶碱缓释片", 2, 0.1, "g"),
    ("乙酰半胱氨酸片", 2, 0.6, "g"),
    ("沙丁胺醇气雾剂", 2, 2.0, "喷"),
)
ORG_DEPT = ("威海市立医院 呼吸与危重症医学科", "威海市中心医院 呼吸内科")
REASONS = ("连续两次控制不满意", "危急情况")
ADVERSE = ("口干", "心悸", "手抖", "声音嘶哑")


class Course:
    """The district with patients of one more programme; everything else is asked of the district itself."""

    def __init__(self, district: District, rng: Rng) -> None:
        self._district = district
        now = np.datetime64(district.today)
        age = s.years_between(district.birth, s.days(len(district.birth), district.today))
        likely = (
            SHARE
            * np.interp(age, (40, 55, 70, 85), (0.2, 0.8, 2.0, 2.2))
            * np.where(district.sex == 1, 1.5, 0.5)
        )
        here = np.isnat(district.present_until) & (district.present_from < now - 60)
        known = ~np.isnat(district.first_contact(district.today.year - 1))
        self.places = np.flatnonzero(here & known & (age >= 40) & (rng.random(len(age)) < likely * 1.6))
        count = len(self.places)
        since = np.datetime64(f"{district.today.year}-01-04")
        spread = (rng.beta(1, 2, count) * 250).astype("timedelta64[D]")
        self.start = np.minimum(np.maximum(since + spread, district.present_from[self.places]), now - 1)
        self.end = np.full(count, NAT)
        delay = np.round(rng.exponential(500, count)).astype("timedelta64[D]")
        self.diagnosed_on = np.minimum(
            np.maximum(self.start - delay, district.birth[self.places] + 35 * 366), self.start
        )
        self.good = rng.random(count) < STANDARD

    def __getattr__(self, name: str) -> Any:
        return getattr(self._district, name)

    def patients(self, programme: str) -> Array:
        """Places of the patients."""
        return self.places

    def enrolled(self, programme: str) -> tuple[Array, Array]:
        """First day of management; none has ended."""
        return self.start, self.end

    def diagnosed(self, programme: str) -> Array:
        """Day of diagnosis."""
        found: Array = self.diagnosed_on
        return found

    def standard(self, programme: str, year: int) -> Array:
        """Served to standard this year; there was no programme before."""
        found: Array = self.good if year == self._district.today.year else np.zeros(len(self.good), bool)
        return found


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, with enrolments and referrals."""
    course = Course(district, rng)
    within = cast(District, course)
    yield "enrolment", _enrolments(rng, course, district)
    done = visits(rng, within, PROGRAMME)
    done = done.where(done.day >= np.datetime64(f"{district.today.year}-01-01"))
    place = course.places[done.patient]
    followups = _followups(rng, district, done, place)
    yield "copd_card", _cards(rng, district, course)
    yield "copd_followup", followups
    yield "copd_medicine", medicines(rng, followups["id"], done.patient, DRUGS, 0.85)
    yield from referrals(rng, within, PROGRAMME, "copd_followup", followups["id"], done, "呼吸内科")
    yield "copd_spirometry", _tests(rng, district, course)
    yield "copd_screening", _screenings(rng, district)
    yield "copd_resource", _resources(rng, district)


def _enrolments(rng: Rng, course: Course, district: District) -> Columns:
    place = course.places
    return {
        "resident_id": district.resident[place],
        "programme": PROGRAMME,
        "from_on": course.start,
        "to_on": course.end,
        "diagnosed_on": course.diagnosed_on,
        "institution_id": district.institution[place],
        "doctor_id": district.doctor[place],
        "found_by": s.draw(rng, (3, 4, 5, 6), len(place), (20, 36, 26, 18)),
    }


def _lungs(rng: Rng, count: int) -> tuple[Array, Array, Array]:
    """FEV1, FVC after the bronchodilator, and the share of predicted, that say COPD."""
    fvc = s.measured(rng, 2.75, 0.5, 1.3, 4.6, count, 2)
    ratio = s.measured(rng, 0.58, 0.07, 0.3, 0.69, count, 2)
    return np.round(fvc * ratio - 0.005, 2), fvc, s.measured(rng, 58, 16, 22, 96, count, 1)


def _cards(rng: Rng, district: District, course: Course) -> Columns:
    place, count = course.places, len(course.places)
    fev1, fvc, predicted = _lungs(rng, count)
    return s.record(rng, district, place, course.start) | {
        "diagnosis_date": course.diagnosed_on,
        "diagnosis_org": s.chosen(rng, HOSPITALS, count),
        "family_history": s.draw(rng, (1, 2, 3), count, (22, 66, 12)),
        "risk_factors": s.sets(((1,), (1, 2), (4,), (1, 7)), s.draw(rng, range(4), count, (50, 20, 18, 12))),
        "height": np.clip(district.height[place], 120, 200),
        "weight": np.clip(district.weight[place], 30, 160),
        "found_by": s.draw(rng, (1, 2, 3, 4), count, (40, 30, 18, 12)),
        "post_fev1": fev1,
        "post_fvc": fvc,
        "fev1_pred": predicted,
        "gold_grade": np.where(
            predicted < 30, 4, np.where(predicted < 50, 3, np.where(predicted < 80, 2, 1))
        ),
        "level": np.where(predicted < 50, 2, 1),
    }


def _followups(rng: Rng, district: District, done: Visits, place: Array) -> Columns:
    count, remote = len(done), done.mode == REMOTE
    seen = ~remote
    smoke = np.where(rng.random(count) < np.where(district.sex[place] == 1, 0.3, 0.02), 10, 0)
    spo2 = np.where(done.urgent, rng.integers(82, 90, count), s.measured(rng, 95.5, 1.3, 90, 99, count))
    again = done.bad | done.adverse
    vaccinated = rng.random(count) < 0.38
    return s.record(rng, district, place, done.day) | {
        "mode": done.mode,
        "symptoms": s.sets(((1,), (2, 3), (4,), (2, 3, 4)), np.where(done.bad, rng.integers(1, 4, count), 0)),
        "cyanosis": s.where(seen, np.where(done.urgent, 2, 1)),
        "edema": s.where(seen, np.ones(count, np.int64)),
        "resp_rate": s.where(seen, np.where(done.urgent, 28, s.measured(rng, 19, 2, 14, 26, count))),
        "heart_rate": s.where(seen, s.measured(rng, 80, 8, 56, 112, count)),
        "weight_cur": s.where(seen, np.round(np.clip(district.weight[place], 30, 160), 1)),
        "height": district.height[place],
        "comorbid": s.sets(((1,), (2,), (3,), (7,)), s.draw(rng, range(4), count, (60, 22, 6, 12))),
        "smoke_cur": smoke,
        "smoke_target": np.zeros(count, np.int64),
        "exercise_times_cur": s.draw(rng, (0, 3, 5), count, (30, 40, 30)),
        "exercise_min_cur": s.draw(rng, (15, 20, 30), count),
        "exercise_times_target": np.full(count, 5),
        "exercise_min_target": np.full(count, 30),
        "psych_adjust": s.draw(rng, (1, 2, 3), count, (72, 25, 3)),
        "compliance_behavior": s.draw(rng, (1, 2, 3), count, (70, 26, 4)),
        "vaccine_flag": np.where(vaccinated, 2, 1),
        "vaccines": s.sets(((1,), (1, 2), (3,)), np.where(vaccinated, rng.integers(0, 3, count), -1)),
        "spo2": s.where(seen & ~done.gap, spo2),
        "cat": np.where(done.bad, s.measured(rng, 19, 4, 11, 36, count), s.measured(rng, 11, 3, 2, 22, count)),
        "mmrc": np.where(done.bad, 2, 1),
        "exac_times": np.where(done.bad, s.draw(rng, (0, 1, 2), count, (40, 45, 15)), 0),
        "exac_admissions": np.where(done.urgent, 1, 0),
        "inhaler_skill": s.draw(rng, (1, 2, 9), count, (60, 30, 10)),
        "drug_adherence": s.draw(rng, (1, 2, 3), count, (70, 23, 7)),
        "adr_flag": np.where(done.adverse, 2, 1),
        "adr_text": s.where(done.adverse, s.chosen(rng, ADVERSE, count)),
        "visit_class": np.where(done.adverse, 3, np.where(done.bad, 2, 1)),
        "next_step": np.where(done.urgent, 4, np.where(done.referred, 3, np.where(done.bad, 2, 1))),
        "referral_reason": s.where(done.referred, s.texts(REASONS, done.urgent.astype(np.int64))),
        "referral_org_dept": s.where(done.referred, s.chosen(rng, ORG_DEPT, count)),
        "advice_declined": s.where(advised(done) & ~done.referred, s.chosen(rng, DECLINED, count)),
        "next_visit_date": done.day + np.where(again, 14, 85).astype("timedelta64[D]"),
        "change": np.where(done.bad, 3, 2),
        "exac_since": np.where(done.bad & (rng.random(count) < 0.3), 1, 0),
    }  # fmt: skip


def _tests(rng: Rng, district: District, course: Course) -> Columns:
    """Half of the patients were tested this year, after joining."""
    now = np.datetime64(district.today)
    day = course.start + rng.integers(0, 150, len(course.start)).astype("timedelta64[D]")
    some = (rng.random(len(course.start)) < STANDARD) & (day <= now) & district.reachable(course.places, day)
    place, day = course.places[some], s.working(day[some])
    day = np.maximum(day, course.start[some])
    count = len(place)
    fev1, fvc, predicted = _lungs(rng, count)
    return s.record(rng, district, place, day) | {
        "done_at": s.repeated("威海市立医院", count),
        "quality": s.draw(rng, (1, 2, 3, 4), count, (50, 30, 14, 6)),
        "fev1": np.round(np.maximum(fev1 - 0.08, 0.25), 2),
        "fvc": fvc,
        "bronchodilator": s.repeated("沙丁胺醇 400 μg", count),
        "post_fev1": fev1,
        "post_fvc": fvc,
        "fev1_pred": predicted,
        "conclusion": s.repeated("阻塞性通气功能障碍，舒张试验阴性", count),
    }


def _screenings(rng: Rng, district: District) -> Columns:
    """A few hundredths of those who came by at 40 and over answered the questionnaire."""
    first = district.first_contact(district.today.year)
    came = np.flatnonzero(~np.isnat(first) & (rng.random(len(first)) < 0.06))
    came = came[
        (s.years_between(district.birth[came], first[came]) >= 40) & district.reachable(came, first[came])
    ]
    count = len(came)
    smokes = rng.random(count) < np.where(district.sex[came] == 1, 0.42, 0.02)
    ill = rng.random(count) < 0.22
    sent = ill & (rng.random(count) < 0.8)
    known = (
        sent & (rng.random(count) < 0.5) & (first[came] < np.datetime64(district.today - dt.timedelta(20)))
    )
    return s.record(rng, district, came, first[came]) | {
        "cigarettes": np.where(smokes, s.draw(rng, (10, 20), count), 0),
        "smoke_years": np.where(smokes, rng.integers(10, 40, count), 0),
        "height": np.clip(district.height[came], 120, 200),
        "weight": np.clip(district.weight[came], 30, 160),
        "cough": np.where(ill, 1, 2),
        "dyspnea": np.where(ill, s.draw(rng, (2, 3), count, (70, 30)), 1),
        "biomass": s.draw(rng, (1, 2), count, (40, 60)),
        "family_history": s.draw(rng, (1, 2), count, (14, 86)),
        "referral": np.where(sent, 3, np.where(ill, 2, 1)),
        "referral_org": s.where(sent, s.chosen(rng, HOSPITALS, count)),
        "confirmed": s.where(known, np.full(count, 2)),
    }


def _resources(rng: Rng, district: District) -> Columns:
    """Each institution at the start of the year; some have no spirometer."""
    institution, first = np.unique(district.institution, return_index=True)
    count = len(institution)
    day = s.days(count, f"{district.today.year}-01-20")
    base: Columns = s.record(rng, district, first, day, by=district.nurse[first])
    base.pop("resident_id")
    has = rng.random(count) < 0.7
    return base | {
        "institution_id": institution,
        "equipment": s.sets(((1, 2, 3), (2, 3)), np.where(has, 0, 1)),
        "spirometers": has.astype(np.int64),
        "trained": np.where(has, rng.integers(1, 4, count), 0),
        "medicines": s.sets(((1, 2, 3, 4, 7), (1, 4, 8)), s.draw(rng, (0, 1), count)),
        "lacking": s.where(~has, s.repeated("没有肺功能仪", count)),
    }
