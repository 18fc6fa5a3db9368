"""Chapter 11 in the demo district: two years of cards with their seasons, events, handling, sentinels, readiness."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gongwei.programmes.infectious_disease.diseases import diseases
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

PER_YEAR = 0.0045
"""Cards a year for each inhabitant."""
DAYS = 730
UNREPORTED, LATE, CHECKED, FLAWED = 0.015, 0.02, 0.12, 0.05
HOUR = 60
# disease → (share, month of the peak, how sharp the season is, ages)
KINDS: dict[int, tuple[float, int, float, tuple[int, int]]] = {
    4000: (26, 7, 2.2, (0, 6)),
    3500: (30, 1, 2.6, (3, 70)),
    3900: (12, 8, 1.2, (0, 80)),
    302: (7, 6, 0.0, (20, 80)),
    303: (1.5, 6, 0.0, (30, 80)),
    805: (6, 6, 0.0, (18, 80)),
    2608: (3, 5, 0.3, (20, 85)),
    2606: (1.5, 5, 0.3, (20, 85)),
    1400: (2, 5, 1.2, (3, 12)),
    3600: (2, 5, 0.8, (3, 15)),
    1100: (1.2, 7, 1.0, (0, 9)),
    1800: (1, 6, 1.0, (25, 70)),
    304: (0.8, 4, 0.4, (30, 75)),
    1500: (0.5, 11, 1.6, (20, 70)),
    700: (1, 6, 0.0, (18, 60)),
    9101: (4, 2, 1.0, (1, 90)),
    200: (0.05, 8, 1.0, (20, 60)),
    602: (0.4, 6, 0.0, (18, 60)),
}
SCHOOLS = ("实验小学三年级2班", "中心幼儿园中一班", "第七中学八年级4班")
LATE_BECAUSE = ("夜间接诊，次日补报", "网络故障", "检验结果晚到", "交接班遗漏")
FOODS = ("凉拌菜", "海鲜", "隔夜米饭", "菜豆", "蘑菇", "卤肉", "冷饮", "不详")
EVENTS = (
    "某小学手足口病聚集性病例",
    "某幼儿园诺如病毒感染性腹泻",
    "农村宴席食物中毒",
    "某中学流感样病例聚集",
    "某单位一氧化碳中毒",
)
EVENT_CLASS = (1, 1, 2, 1, 4)
EVENT_PLACE = (1, 1, 15, 1, 10)


@dataclass(frozen=True)
class Offices:
    """Each institution with one officer who fills in."""

    institution: Array
    staff: Array


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter."""
    offices = _offices(district)
    cards = _cards(district, rng)
    yield "infectious_disease_card", cards
    recent, visits = _recent(district, rng)
    yield "infectious_disease_card", recent
    yield "encounter", visits
    yield "infectious_disease_entry", _entries(district, rng)
    yield "infectious_disease_event", _events(district, rng, offices)
    yield "infectious_disease_handling", _handling(district, rng, cards)
    yield "infectious_disease_foodborne", _foodborne(district, rng, offices)
    yield "infectious_disease_readiness", _readiness(district, rng, offices)


def _offices(district: District) -> Offices:
    institution, first = np.unique(district.institution, return_index=True)
    return Offices(institution, district.nurse[first])


def _written(rng: Rng, district: District, institution: Array, staff: Array, day: Array) -> Columns:
    """What every record of an institution has."""
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


def _sick(district: District, rng: Rng) -> tuple[Array, Array, Array]:
    """(places, disease, day of onset) of two years, in the right ages and seasons."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    wanted = max(60, round(len(age) * PER_YEAR * 2))
    codes = np.array(list(KINDS))
    disease = s.draw(rng, list(KINDS), wanted, [each[0] for each in KINDS.values()])
    back = rng.integers(1, DAYS, wanted * 4)
    day = now - back
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    picked = np.zeros(wanted, "datetime64[D]")
    for code in codes:
        mine = np.flatnonzero(disease == code)
        _, peak, sharp, _ = KINDS[int(code)]
        weight = np.exp(sharp * np.cos((month - peak) * np.pi / 6))
        picked[mine] = rng.choice(day, len(mine), p=weight / weight.sum())
    place = np.zeros(wanted, np.int64)
    here = np.isnat(district.present_until)
    for code in codes:
        mine = np.flatnonzero(disease == code)
        low, high = KINDS[int(code)][3]
        fit = np.flatnonzero(here & (age >= low) & (age <= high))
        place[mine] = rng.choice(fit if len(fit) else np.flatnonzero(here), len(mine))
    known = ~np.isnat(district.present_from[place]) & (picked > district.birth[place])
    return place[known], disease[known], picked[known]


def _cards(district: District, rng: Rng) -> Columns:
    place, disease, onset = _sick(district, rng)
    count, now = len(place), np.datetime64(district.today)
    diagnosed_on = np.minimum(onset + rng.integers(0, 5, count), now - 1)
    diagnosed_on = np.maximum(diagnosed_on, onset)
    hour = rng.integers(8 * HOUR, 17 * HOUR, count)
    urgent = np.array([diseases()[int(code)].rank == "甲" for code in disease])
    limit = np.where(urgent, 2 * HOUR, 24 * HOUR)
    late = rng.random(count) < LATE
    taken = np.where(
        late, limit + rng.integers(10, 2000, count), np.minimum(rng.gamma(1.6, 90, count), limit - 5)
    ).astype(int)
    diagnosed = diagnosed_on.astype("datetime64[m]") + hour
    reported = diagnosed + taken
    open_now = rng.random(count) < UNREPORTED
    open_now |= reported.astype("datetime64[D]") >= now
    age = s.years_between(district.birth[place], diagnosed_on)
    child = age <= 14
    occupation = np.where(age < 3, 2, np.where(age < 7, 1, np.where(age < 19, 3, np.where(age < 60, 11, 15))))
    outside = rng.random(count) < 0.06
    checked = rng.random(count) < CHECKED
    course = np.array([diseases()[int(code)].course for code in disease])
    staff = district.nurse[place]
    return _written(rng, district, district.institution[place], staff, diagnosed_on) | {
        "card_no": _numbers(count),
        "card_type": np.ones(count, np.int16),
        "name": district.name_of(place),
        "parent_name": s.where(child, s.chosen(rng, ("王立春", "丛谷雨", "姜白露", "毕小满"), count)),
        "id_type": np.where(outside, 9, 1),
        "sex": district.sex[place],
        "birth_date": district.birth[place],
        "work_unit": s.where(np.isin(occupation, (1, 3)), s.chosen(rng, SCHOOLS, count)),
        "phone": pa.array([f"1380631{number % 10000:04d}" for number in range(count)]),
        "patient_origin": np.where(outside, 3, 1),
        "address": s.repeated("山东省威海市环翠区", count),
        "occupation": occupation,
        "case_class": s.draw(rng, (1, 2, 3, 4), count, (3, 50, 45, 2)),
        "case_course": s.where(course, s.draw(rng, (1, 2), count, (15, 85))),
        "onset_on": onset,
        "diagnosed_at": diagnosed.astype("datetime64[s]"),
        "diagnosed_on": diagnosed_on,
        "disease": disease,
        "audit_status": np.where(open_now, 0, 1),
        "audited_at": s.where(~open_now, (reported - 5).astype("datetime64[s]")),
        "reported_at": s.where(~open_now, reported.astype("datetime64[s]")),
        "reported_on": s.where(~open_now, reported.astype("datetime64[D]")),
        "late_reason": s.where(late & ~open_now, s.chosen(rng, LATE_BECAUSE, count)),
        "checked": s.where(checked & ~open_now, np.where(rng.random(count) < FLAWED, 2, 1)),
        "patient_id": s.where(~outside, district.resident[place]),
    }


def _numbers(count: int) -> pa.Array:
    return pa.array([f"371002-{number:06d}" for number in range(1, count + 1)])


def _recent(district: District, rng: Rng) -> tuple[Columns, Columns]:
    """Each institution: one card still to be reported, and two visits, of which one has no card yet."""
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    here = np.isnat(district.present_until) & ~np.isnat(district.present_from)
    offices = np.unique(district.institution)
    place = np.array(
        [
            rng.choice(
                np.flatnonzero(here & (district.institution == each)),
                p=_young(age[here & (district.institution == each)]),
            )
            for each in np.repeat(offices, 2)
        ]
    )
    sick = place[::2]
    count, day = len(sick), np.repeat(now - 1, len(sick))
    grown = age[sick] > 14
    hour = np.where(np.arange(count) % 2 == 0, 17 * HOUR, 11 * HOUR) + rng.integers(0, 50, count)
    cards = _written(rng, district, district.institution[sick], district.nurse[sick], day) | {
        "card_no": pa.array([f"371002-9{number:05d}" for number in range(count)]),
        "card_type": np.ones(count, np.int16),
        "name": district.name_of(sick),
        "parent_name": s.where(~grown, s.repeated("王立春", count)),
        "id_type": np.full(count, 9),
        "sex": district.sex[sick],
        "birth_date": district.birth[sick],
        "work_unit": s.where(~grown, s.repeated(SCHOOLS[1], count)),
        "phone": s.repeated("13806310000", count),
        "patient_origin": np.ones(count, np.int16),
        "address": s.repeated("山东省威海市环翠区", count),
        "occupation": np.where(grown, 11, np.where(age[sick] < 7, 1, 3)),
        "case_class": np.full(count, 2),
        "onset_on": day - 1,
        "disease": np.where(grown, 3500, 4000),
        "diagnosed_at": (day.astype("datetime64[m]") + hour).astype("datetime64[s]"),
        "diagnosed_on": day,
        "audit_status": np.zeros(count, np.int16),
        "patient_id": district.resident[sick],
    }
    with_card = np.where(age[place] > 14, "流行性感冒，咽炎", "手足口病（普通型）")
    said = np.where(np.arange(len(place)) % 2 == 0, with_card, "急性上呼吸道感染，流行性腮腺炎待查")
    visits = s.record(rng, district, place, np.repeat(now - 1, len(place))) | {
        "subjective": s.repeated("发热2天", len(place)),
        "objective": s.repeated("体温38.2℃，咽部充血", len(place)),
        "assessment": pa.array(said.tolist()),
        "plan": s.repeated("隔离治疗，复诊", len(place)),
    }
    return cards, visits


def _young(age: Array) -> Array:
    """How likely each is to fall ill: children above all."""
    weight = np.where((age >= 2) & (age <= 9), 50.0, 1.0)
    likely: Array = weight / weight.sum()
    return likely


def _entries(district: District, rng: Rng) -> Columns:
    """Diagnoses in the books without a card: mostly none is owed, a few are missed."""
    place, disease, onset = _sick(district, rng)
    kept = rng.random(len(place)) < 0.04
    place, disease, onset = place[kept], disease[kept], onset[kept]
    count, now = len(place), np.datetime64(district.today)
    day = np.minimum(onset + rng.integers(0, 4, count), now - 1)
    return _written(rng, district, district.institution[place], district.nurse[place], day) | {
        "book": s.draw(rng, (1, 2, 3, 4), count, (60, 15, 20, 5)),
        "name": district.name_of(place),
        "sex": district.sex[place],
        "full_age": s.years_between(district.birth[place], day).astype(np.int32),
        "onset_on": onset,
        "diagnosed_on": day,
        "disease": disease,
        "no_card": s.draw(rng, (1, 2, 3, 4, 5), count, (30, 25, 20, 12, 13)),
    }


def _events(district: District, rng: Rng, offices: Offices) -> Columns:
    """About one event for each institution in two years; most are told within two hours."""
    count, now = max(3, len(offices.institution)), np.datetime64(district.today)
    which = np.arange(count) % len(offices.institution)
    kind = rng.integers(0, len(EVENTS), count)
    day = now - rng.integers(5, 600, count)
    told = day.astype("datetime64[m]") + rng.integers(8 * HOUR, 16 * HOUR, count)
    late = np.arange(count) == 0
    taken = np.where(late, 205, rng.integers(15, 110, count))
    cases = rng.integers(4, 35, count)
    return _written(rng, district, offices.institution[which], offices.staff[which], day) | {
        "event_name": s.texts(EVENTS, kind),
        "report_type": np.ones(count, np.int16),
        "phone": s.repeated("0631-5220000", count),
        "info_class": np.take(EVENT_CLASS, kind),
        "level": s.draw(rng, (4, 5, 6), count, (2, 5, 3)),
        "report_area": s.repeated("山东省威海市环翠区", count),
        "event_area": s.repeated("山东省威海市环翠区", count),
        "site": s.chosen(rng, ("实验小学", "中心幼儿园", "村文化广场", "第七中学"), count),
        "place_type": np.take(EVENT_PLACE, kind),
        "school_type": s.where(np.take(EVENT_PLACE, kind) == 1, np.full(count, 2)),
        "info_source": np.ones(count, np.int16),
        "new_cases": cases,
        "new_deaths": np.zeros(count, np.int32),
        "excluded_cases": np.zeros(count, np.int32),
        "total_cases": cases,
        "total_deaths": np.zeros(count, np.int32),
        "happened_at": (told - 300).astype("datetime64[s]"),
        "notified_at": told.astype("datetime64[s]"),
        "notified_on": day,
        "reported_at": (told + taken).astype("datetime64[s]"),
        "reported_on": (told + taken).astype("datetime64[D]"),
        "late_reason": s.where(late, s.repeated("核实病例数用时过长", count)),
        "symptom": s.sets(((2,), (1,), (2,), (1,), (3,)), kind),
        "measures": s.repeated("隔离治疗病例，终末消毒，晨午检，健康宣教", count),
    }


def _handling(district: District, rng: Rng, cards: Columns) -> Columns:
    """What was done for one card in ten."""
    chosen = np.flatnonzero(rng.random(len(cards["disease"])) < 0.1)
    count, day = len(chosen), np.asarray(cards["diagnosed_on"])[chosen]
    kind = s.draw(rng, (0, 1, 2, 3), count, (5, 3, 2, 2))
    names = cards["name"].take(pa.array(chosen)).to_pylist()
    words = [
        f"{name} {diseases()[int(code)].name}"
        for name, code in zip(names, np.asarray(cards["disease"])[chosen], strict=True)
    ]
    return _written(
        rng, district, np.asarray(cards["institution_id"])[chosen], np.asarray(cards["staff_id"])[chosen], day
    ) | {
        "about": pa.array(words),
        "card_no": cards["card_no"].take(pa.array(chosen)),
        "kind": s.sets(((4, 5, 8), (3, 8), (2,), (5,)), kind),
        "site": s.repeated("患者家中", count),
        "persons": rng.integers(1, 12, count),
        "until": s.where(np.isin(kind, (1, 2)), day + 14),
        "disinfectant": s.where(np.isin(kind, (0, 3)), s.repeated("含氯消毒剂 1000mg/L", count)),
        "area": s.where(np.isin(kind, (0, 3)), rng.integers(20, 200, count)),
        "content": s.repeated("开展个案调查，指导隔离与消毒，发放宣传材料", count),
        "outcome": s.draw(rng, (1, 2, 3), count, (80, 18, 2)),
    }


def _foodborne(district: District, rng: Rng, offices: Offices) -> Columns:
    """Each institution and month: cases in summer, a zero report else, now and then nothing at all."""
    now = np.datetime64(district.today)
    months = np.arange(now.astype("datetime64[M]") - 24, now.astype("datetime64[M]"))
    which, month = (each.ravel() for each in np.meshgrid(np.arange(len(offices.institution)), months))
    kept = rng.random(len(which)) > 0.05
    which, month = which[kept], month[kept]
    count = len(which)
    season = np.isin(month.astype(np.int64) % 12 + 1, (6, 7, 8, 9))
    ill = rng.random(count) < np.where(season, 0.5, 0.12)
    day = month.astype("datetime64[D]") + np.where(ill, rng.integers(1, 26, count), 27)
    return _written(rng, district, offices.institution[which], offices.staff[which], day) | {
        "cases": ill.astype(np.int32),
        "name": s.where(ill, s.chosen(rng, ("宋小暑", "于立秋", "邹桐", "刘槐"), count)),
        "sex": s.where(ill, s.draw(rng, (1, 2), count)),
        "full_age": s.where(ill, rng.integers(3, 75, count)),
        "onset_on": s.where(ill, day - 1),
        "seen_on": s.where(ill, day),
        "symptoms": s.sets(((3, 4, 5), (2, 3), (1, 5)), np.where(ill, rng.integers(0, 3, count), -1)),
        "food": s.where(ill, s.chosen(rng, FOODS, count)),
        "eaten_at": s.where(ill, s.draw(rng, (1, 2, 3, 5), count)),
        "reported_at": (day.astype("datetime64[s]") + np.timedelta64(7, "h")),
    }


def _readiness(district: District, rng: Rng, offices: Offices) -> Columns:
    """Rules, reporters, training, plans, drills, supplies and quarterly self-checks of each institution."""
    now = np.datetime64(district.today)
    kinds = (
        (1, "传染病报告管理制度", 400, None), (2, "传染病报告员", 300, None), (3, "传染病诊断与报告培训", 120, 365),
        (4, "突发公共卫生事件应急预案", 500, 1095), (5, "霍乱应急演练", 90, None), (6, "防护服", 60, 700),
        (6, "含氯消毒片", 60, 40), (7, "预检分诊与发热筛查登记", 20, None),
        (8, "漏报自查", 30, None),
        (8, "漏报自查", 120, None), (8, "漏报自查", 210, None),
    )  # fmt: skip
    which, kind = (
        each.ravel() for each in np.meshgrid(np.arange(len(offices.institution)), np.arange(len(kinds)))
    )
    kept = rng.random(len(which)) > 0.07
    which, kind = which[kept], kind[kept]
    count = len(which)
    day = now - np.take([each[2] for each in kinds], kind) - rng.integers(0, 20, count)
    last = np.take([each[3] or 0 for each in kinds], kind)
    self_check = np.take([each[0] for each in kinds], kind) == 8
    return _written(rng, district, offices.institution[which], offices.staff[which], day) | {
        "kind": np.take([each[0] for each in kinds], kind),
        "title": s.texts([each[1] for each in kinds], kind),
        "people": s.repeated("公卫科全体", count),
        "quantity": rng.integers(5, 60, count),
        "found_missing": s.where(self_check, s.draw(rng, (0, 1, 2), count, (80, 15, 5))),
        "valid_until": s.where(last > 0, day + last),
    }
