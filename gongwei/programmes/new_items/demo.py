"""New items in the demo district: two-cancer screening, folic acid, contraceptives, sealants, monitoring, literacy."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

SCHOOLS = ("实验小学", "第二小学", "羊亭小学", "温泉小学")
WORKS = (
    (1, 1, "碘盐监测", "居民户", 30),
    (2, 1, "工作场所职业病危害因素监测", "机械加工企业", 12),
    (3, 1, "死因监测", "镇域", 40),
    (14, 4, "突发事件卫生应急演练", "卫生院", 35),
    (15, 1, "食品污染物监测采样", "农贸市场", 20),
    (10, 5, "健康素养宣传", "村文化广场", 120),
)


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter."""
    yield "new_items_two_cancer", _two_cancer(district, rng)
    yield "new_items_preconception", _preconception(district, rng)
    yield "new_items_folic_acid", _folic_acid(district, rng)
    yield "new_items_service", _services(district, rng)
    yield "new_items_contraceptive", _contraceptives(district, rng)
    yield "new_items_sealant", _sealants(district, rng)
    yield "new_items_work", _works(district, rng)
    yield "new_items_literacy", _literacy(district, rng)


def _women(district: District, rng: Rng, low: int, high: int, share: float) -> tuple[Array, Array]:
    """(places, days) of women of an age, within the last year and a half."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    fit = (district.sex == 2) & (age >= low) & (age <= high) & np.isnat(district.present_until)
    place = np.flatnonzero(fit & ~np.isnat(district.present_from) & (rng.random(len(age)) < share))
    day = s.working(now - rng.integers(1, 540, len(place)))
    known = day > district.present_from[place]
    return place[known], day[known]


def _two_cancer(district: District, rng: Rng) -> Columns:
    place, day = _women(district, rng, 35, 64, 0.06)
    count, now = len(place), np.datetime64(district.today)
    cervical = s.draw(rng, (1, 2, 3, 4), count, (900, 70, 20, 10))
    breast = s.draw(rng, (1, 2, 3, 4), count, (900, 80, 15, 5))
    positive = (cervical > 1) | (breast > 1)
    told = day + rng.integers(10, 60, count)
    settled = positive & (told < now) & (rng.random(count) < 0.93)
    return s.record(rng, district, place, day, district.nurse[place]) | {
        "rural": np.ones(count, bool),
        "consented": np.ones(count, bool),
        "cervical": cervical,
        "breast": breast,
        "referred_to": s.where(positive, s.repeated("区妇幼保健计划生育服务中心", count)),
        "diagnosis": s.where(settled, s.draw(rng, (1, 2, 3, 4, 5), count, (50, 38, 9, 1, 2))),
        "diagnosed_on": s.where(settled, told),
        "treated": s.where(settled, rng.random(count) < 0.9),
    }


def _folic_acid(district: District, rng: Rng) -> Columns:
    place, day = _women(district, rng, 22, 38, 0.04)
    count = len(place)
    return s.record(rng, district, place, day) | {
        "before_pregnancy": rng.random(count) < 0.6,
        "bottles": rng.integers(1, 4, count),
        "batch_no": s.chosen(rng, ("YS2401", "YS2403", "YS2407"), count),
        "taking": rng.random(count) < 0.9,
        "missed_days": rng.integers(0, 12, count),
    }


def _preconception(district: District, rng: Rng) -> Columns:
    place, day = _women(district, rng, 22, 36, 0.03)
    count = len(place)
    high = rng.random(count) < 0.15
    return s.record(rng, district, place, day, district.nurse[place]) | {
        "spouse_name": s.chosen(rng, ("丛处暑", "王寒露", "毕立秋", "姜小雪"), count),
        "both_examined": rng.random(count) < 0.96,
        "risk": np.where(high, 2, 1),
        "risk_factors": s.where(high, s.repeated("风疹病毒抗体阴性", count)),
        "advice": s.repeated("健康饮食，规律作息，孕前三个月起服用叶酸", count),
    }


def _services(district: District, rng: Rng) -> Columns:
    """医养结合 of people of 65 and over."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    old = (age >= 65) & np.isnat(district.present_until) & ~np.isnat(district.present_from)
    place = np.flatnonzero(old & (rng.random(len(age)) < 0.05))
    day = s.working(np.maximum(now - rng.integers(1, 280, len(place)), district.present_from[place] + 1))
    count = len(place)
    abnormal = rng.random(count) < 0.1
    return s.record(rng, district, place, day) | {
        "item": np.full(count, 11),
        "content": s.repeated("血压血糖监测、用药指导、康复护理指导", count),
        "result": np.where(abnormal, 2, 1),
        "finding": s.where(abnormal, s.repeated("血压偏高", count)),
    }


def _offices(district: District) -> tuple[Array, Array]:
    institution, first = np.unique(district.institution, return_index=True)
    return institution, district.nurse[first]


def _written(rng: Rng, institution: Array, staff: Array, day: Array) -> Columns:
    count = len(day)
    seconds = rng.integers(9 * 3600, 17 * 3600, count).astype("timedelta64[s]")
    return {
        "id": s.uuids(rng, count),
        "institution_id": institution,
        "staff_id": staff,
        "served_on": day,
        "recorded_at": day.astype("datetime64[s]") + seconds,
        "recorded_by_id": staff,
        "source": np.ones(count, np.int16),
        "version": np.ones(count, np.int32),
        "void_reason": "",
    }


def _contraceptives(district: District, rng: Rng) -> Columns:
    """Each office: stock in twice a year, issue every month."""
    institution, staff = _offices(district)
    now = np.datetime64(district.today)
    turns = np.arange(16)
    which, turn = (each.ravel() for each in np.meshgrid(np.arange(len(institution)), turns))
    count = len(which)
    second = turn % 5 == 4
    incoming = np.isin(turn, (0, 4, 8))
    day = s.working(now - (16 - turn) * 28 - rng.integers(0, 9, count))
    return _written(rng, institution[which], staff[which], day) | {
        "device": np.where(second, 2, 1),
        "movement": np.where(incoming, 1, 2),
        "quantity": np.where(incoming, 600, rng.integers(15, 60, count)),
        "batch_no": s.where(incoming, s.repeated("BT2024", count)),
        "expires_on": s.where(incoming, day + 1000),
        "persons": s.where(~incoming, rng.integers(5, 40, count)),
    }


def _sealants(district: District, rng: Rng) -> Columns:
    """Children of seven and eight on the school rosters."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    place = np.flatnonzero((age >= 7) & (age <= 8) & np.isnat(district.present_until))
    place = place[rng.random(len(place)) < 0.5]
    count = len(place)
    day = s.working(now - rng.integers(150, 220, count))
    sealed = rng.integers(0, 4, count)
    options = ((16, 26, 36, 46), (36, 46), (26, 36, 46), ())
    return _written(rng, district.institution[place], district.nurse[place], day) | {
        "school": s.chosen(rng, SCHOOLS, count),
        "school_class": s.chosen(rng, ("二年级1班", "二年级2班", "二年级3班"), count),
        "name": district.name_of(place),
        "sex": district.sex[place],
        "birth_date": district.birth[place],
        "consented": np.ones(count, bool),
        "suitable": s.sets(options, sealed),
        "sealed": s.sets(options, sealed),
        "recheck_on": s.where(sealed < 3, day + 95),
        "kept": s.where(sealed < 3, s.draw(rng, (1, 2, 3, 4), count, (80, 10, 4, 6))),
    }


def _works(district: District, rng: Rng) -> Columns:
    institution, staff = _offices(district)
    now = np.datetime64(district.today)
    which, kind = (
        each.ravel()
        for each in np.meshgrid(np.arange(len(institution)), np.arange(len(WORKS) * 2) % len(WORKS))
    )
    count = len(which)
    day = s.working(now - rng.integers(5, 280, count))
    base = np.array([each[4] for each in WORKS])[kind]
    return _written(rng, institution[which], staff[which], day) | {
        "item": np.array([each[0] for each in WORKS])[kind],
        "kind": np.array([each[1] for each in WORKS])[kind],
        "title": s.texts([each[2] for each in WORKS], kind),
        "site": s.texts([each[3] for each in WORKS], kind),
        "checked": base + rng.integers(0, 10, count),
        "positive": rng.integers(0, 3, count),
        "result": s.repeated("按条线方案完成", count),
        "sent_on": s.where(rng.random(count) < 0.9, np.minimum(day + 7, now)),
    }


def _literacy(district: District, rng: Rng) -> Columns:
    institution, staff = _offices(district)
    count = len(institution)
    day = np.repeat(np.datetime64(f"{district.today.year}-05-20"), count)
    surveyed = rng.integers(180, 320, count)
    return _written(rng, institution, staff, day) | {
        "title": pa.array([f"{district.today.year}年居民健康素养监测"] * count),
        "surveyed": surveyed,
        "literate": (surveyed * rng.uniform(0.27, 0.36, count)).astype(int),
        "weak": s.repeated("慢性病防治素养", count),
    }
