"""Certified disabled residents in the demo: certificates, assessments, older exams, demands, exam days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

TYPES, TYPE_WEIGHTS = (1, 2, 3, 4, 5, 6), (14, 15, 3, 52, 8, 8)
LEVELS, LEVEL_WEIGHTS = (1, 2, 3, 4), (12, 20, 28, 40)
CARDED, ASSESSED, ABNORMAL, NEED, HELPED = 0.93, 0.86, 0.3, 0.22, 0.7
EXAMINED, LACKING = 0.74, 0.12
ANOTHER_S, CHILD = 60, 7
LIMB = 4
TESTS = {
    "waist": (82.0, 8.0, 1), "vision_l": (4.8, 0.1, 1), "vision_r": (4.8, 0.1, 1), "hemoglobin": (138.0, 10.0, 1),
    "alt": (22.0, 6.0, 1), "ast": (23.0, 5.0, 1), "total_bilirubin": (12.0, 3.0, 1), "creatinine": (68.0, 9.0, 1),
    "urea": (5.2, 0.9, 2), "tc": (4.7, 0.8, 2), "tg": (1.4, 0.4, 2), "ldl_c": (2.7, 0.6, 2), "hdl_c": (1.3, 0.2, 2),
}  # fmt: skip
"""Mean, spread and decimal places of what the exam measures."""
FINDINGS = ("血压偏高", "空腹血糖偏高", "血脂异常", "脂肪肝", "心电图T波改变", "肢体关节活动受限")
ADVICE = (
    "低盐饮食，规律服药，2周后复查",
    "控制体重，适量活动，定期复查",
    "加强关节活动训练，防压疮",
    "按期随访，预防跌倒",
)


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, and exams of the year before last, so that three years can be compared."""
    place = district.tagged("disabled")
    kind = s.draw(rng, TYPES, len(place), TYPE_WEIGHTS)
    level = s.draw(rng, LEVELS, len(place), LEVEL_WEIGHTS)
    yield "disabled_certificate", _certificates(rng, district, place, kind, level)
    for year in range(district.today.year - 2, district.today.year + 1):
        own = _own_days(rng, district, place, year)
        yield "health_exam", _exams(rng, district, place, own)
        if year > district.today.year - 2:
            day = np.where(np.isnat(own), district.exam_on(year)[place], own)
            yield "disabled_assessment", _assessments(rng, district, day, place, kind, level)
    asked, day = _asked(rng, district, place)
    yield "disabled_demand", _demands(rng, district, asked, day)
    yield "disabled_support", _supports(rng, district, asked, day)
    yield "disabled_exam_day", _exam_days(rng, district)


def _certificates(rng: Rng, district: District, place: Array, kind: Array, level: Array) -> Columns:
    """Issued some years ago, registered when the person became known or since; a few lack a record of it."""
    held = rng.random(len(place)) < CARDED
    place, kind, level = place[held], kind[held], level[held]
    count, now = len(place), np.datetime64(district.today)
    issued = now - rng.integers(120, 3300, count).astype("timedelta64[D]")
    issued = np.maximum(issued, district.birth[place] + 30)
    day = np.minimum(np.maximum(issued + 20, district.present_from[place]), now)
    number = pc.binary_join_element_wise(
        s.texts([f"{n}" for n in range(10)], kind), s.texts([f"{n}" for n in range(10)], level), ""
    )
    return s.record(rng, district, place, day) | {
        "cert_no": pc.binary_join_element_wise(_numbers(district, place), number, ""),
        "disability_types": s.sets([(n,) for n in range(8)], kind),
        "level": level,
        "issued_on": issued,
        "valid_until": issued + np.timedelta64(3652, "D"),
        "cause": s.draw(rng, (1, 2, 3, 4), count, (22, 52, 24, 2)),
        "parts": s.sets(
            ((1,), (2,), (3,), (4,), (1, 3)), np.where(kind == LIMB, rng.integers(0, 5, count), -1)
        ),
        "devices": s.sets(((1,), (2,), (3,), (4,)), s.draw(rng, range(4), count, (60, 14, 18, 8))),
        "guardian_name": s.where(level <= 2, s.chosen(rng, ("丛谷雨", "王立夏", "于秋分", "姜小雪"), count)),
    }


def _numbers(district: District, place: Array) -> pa.Array:
    """Eighteen digits of a form that is nobody's: region, birth date, place, and a letter that no card has."""
    digits = district.birth[place].astype("datetime64[D]").astype(str)
    text = [f"371002{day.replace('-', '')}{at % 1000:03d}X" for day, at in zip(digits, place, strict=True)]
    return pa.array(text, pa.string())


def _young(district: District, place: Array) -> Array:
    """Those whom no other programme examines: under 60 and not managed for a chronic disease."""
    managed = np.zeros(len(district.birth), bool)
    for programme in ("hypertension", "diabetes"):
        managed[district.patients(programme)] = True
    age = s.years_between(district.birth[place], s.days(len(place), district.today))
    return ~managed[place] & (age < ANOTHER_S) & (age >= CHILD)


def _own_days(rng: Rng, district: District, place: Array, year: int) -> Array:
    """The day of the exam that only this programme gave in the year, NaT for the others."""
    now, count = np.datetime64(district.today), len(place)
    other = district.exam_on(year)[place] if year > district.today.year - 2 else np.full(count, s.NAT)
    day = s.working(np.datetime64(f"{year}-03-10") + rng.integers(0, 215, count).astype("timedelta64[D]"))
    wanted = _young(district, place) if year > district.today.year - 2 else np.ones(count, bool)
    done = (
        wanted
        & np.isnat(other)
        & (rng.random(count) < EXAMINED)
        & (day <= now)
        & district.reachable(place, day)
    )
    return np.where(done, day, s.NAT)


def _exams(rng: Rng, district: District, place: Array, day: Array) -> Columns:
    """What the regional set asks for; the oldest ones were taken over from paper with the main values only."""
    place, day = place[~np.isnat(day)], day[~np.isnat(day)]
    count = len(place)
    old = day < np.datetime64(f"{district.today.year - 1}-01-01")
    sbp = s.measured(rng, 134, 14, 96, 178, count)
    columns: Columns = s.record(rng, district, place, day, by=district.nurse[place]) | {
        "source": np.where(old, 3, 1),
        "unfinished": np.ones(
            count, bool
        ),  # the regional set of this programme asks for less than the whole form
        "height": district.height[place],
        "weight": np.round(district.weight[place] + rng.normal(0, 1.4, count), 1),
        "bp_left_sys": sbp,
        "bp_left_dia": np.minimum(sbp - 25, s.measured(rng, 80, 8, 56, 104, count)),
        "heart_rate": s.measured(rng, 74, 8, 52, 108, count),
        "fasting_glucose": s.measured(rng, 5.7, 1.0, 3.9, 12.0, count, 2),
    }
    missing = old | (rng.random(count) < LACKING)
    tests = {
        name: s.where(
            ~missing, s.measured(rng, mean, spread, mean - 3 * spread, mean + 3 * spread, count, places)
        )
        for name, (mean, spread, places) in TESTS.items()
    }
    normal = np.ones(count, np.int64)
    seen = {name: s.where(~missing, normal) for name in ("hearing", "motor_function", "ecg", "abdominal_us")}
    return columns | tests | seen | {"urine_protein": s.where(~missing, s.repeated("-", count))}


def _assessments(
    rng: Rng, district: District, exam: Array, place: Array, kind: Array, level: Array
) -> Columns:
    """On the day of the year's exam, for most."""
    done = ~np.isnat(exam) & (rng.random(len(place)) < ASSESSED)
    place, day, kind, level = place[done], exam[done], kind[done], level[done]
    count, now = len(place), np.datetime64(district.today)
    abnormal = rng.random(count) < ABNORMAL
    told = day + rng.integers(2, 28, count).astype("timedelta64[D]")
    need = np.where(rng.random(count) < NEED, rng.integers(1, 5, count), 0)
    return s.record(rng, district, place, day, by=district.nurse[place]) | {
        "lifestyle": s.sets(
            ((1,), (2,), (4,), (5,), (4, 5)), s.draw(rng, range(5), count, (56, 10, 18, 10, 6))
        ),
        "care_level": np.clip(
            np.where(level == 1, 3, np.where(level == 2, 2, 1)) + (rng.random(count) < 0.1), 1, 3
        ),
        "limb_diagnosis": s.sets(
            ((1,), (2,), (4,), (6,)), np.where(kind == LIMB, rng.integers(0, 4, count), -1)
        ),
        "rehab_need": s.sets(((1,), (2,), (3,), (4,), (6,)), need),
        "home_visit": level == 1,
        "exam_result": np.where(abnormal, 2, 1),
        "abnormal": s.where(abnormal, s.chosen(rng, FINDINGS, count)),
        "advice": s.chosen(rng, ADVICE, count),
        "told_on": np.where(told <= now, told, s.NAT),
        "told_to": s.where(told <= now, s.repeated("本人", count)),
    }


def _asked(rng: Rng, district: District, place: Array) -> tuple[Array, Array]:
    """The federation's list of this spring, and some who asked themselves later."""
    some = place[rng.random(len(place)) < NEED * 0.6]
    first = np.datetime64(f"{district.today.year}-03-20")
    day = first + s.draw(rng, (0, 0, 60, 120, 190), len(some)).astype("timedelta64[D]")
    here = district.reachable(some, day) & (day <= np.datetime64(district.today))
    return some[here], day[here]


def _demands(rng: Rng, district: District, place: Array, day: Array) -> Columns:
    count = len(place)
    return s.record(rng, district, place, day) | {
        "told_by": s.draw(rng, (1, 2, 3), count, (70, 20, 10)),
        "needs": s.sets(((2,), (3,), (4,), (5,), (6,)), s.draw(rng, range(5), count, (30, 26, 26, 6, 12))),
        "words": s.chosen(rng, ("希望上门做康复指导", "轮椅旧了，想换", "想配助听器", "需要护理指导"), count),
    }


def _supports(rng: Rng, district: District, place: Array, day: Array) -> Columns:
    """Most demands are answered within a month, some late, some not."""
    delay = s.draw(rng, (4, 12, 24, 45), len(place), (30, 35, 25, 10)).astype("timedelta64[D]")
    answered = (rng.random(len(place)) < HELPED) & district.reachable(place, day + delay)
    answered &= day + delay <= np.datetime64(district.today)
    place, day = place[answered], (day + delay)[answered]
    count = len(place)
    return s.record(rng, district, place, day) | {
        "services": s.sets(((3, 4), (4, 6), (3, 7), (5, 8)), s.draw(rng, range(4), count)),
        "details": s.chosen(rng, ("上门指导关节活动和转移", "联系残联更换辅具", "教家属翻身和防压疮"), count),
        "home": rng.random(count) < 0.4,
        "outcome": s.draw(rng, (1, 2, 3), count, (62, 20, 18)),
    }


def _exam_days(rng: Rng, district: District) -> Columns:
    """Two days a year in each institution."""
    institution, first = np.unique(district.institution, return_index=True)
    day = np.concatenate(
        [
            s.days(len(first), f"{district.today.year}-05-19"),
            s.days(len(first), f"{district.today.year}-09-22"),
        ]
    )
    place = np.concatenate([first, first])
    count = len(place)
    base = s.record(rng, district, place, day, by=district.nurse[place])
    base.pop("resident_id")
    expected = rng.integers(8, 40, count)
    return base | {
        "institution_id": np.concatenate([institution, institution]),
        "kind": s.draw(rng, (1, 2), count, (40, 60)),
        "venue": s.repeated("本机构体检中心一楼", count),
        "expected": expected,
        "came": np.round(expected * rng.uniform(0.7, 1.0, count)).astype(np.int64),
        "transport": s.repeated("村医陪同，机构派车接送", count),
        "access": s.sets(((1, 2, 4, 5), (1, 4)), s.draw(rng, range(2), count)),
    }
