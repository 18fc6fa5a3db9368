"""Children in the demo district: birth notices, home visits, exams by age with eye care, special files."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from gongwei.programmes.child import demo_exams, demo_special
from gongwei.programmes.child.demo_children import Children, after_working, children_of
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

HOSPITALS = ("威海市妇幼保健院", "威海市立医院", "威海卫人民医院", "威海市中心医院")
JOBS = ("职员", "教师", "工人", "农民", "商业服务", "自由职业", "医务人员")
SCHOOLS = ("环翠区实验小学", "鲸园小学", "塔山小学", "古寨小学", "望岛小学", "张村完全小学", "羊亭小学")
NORMAL_MODES = ((1,), (4,), (1, 7), (4, 5), (5,), (2,), (3,))


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter."""
    young = children_of(rng, district)
    yield "child_birth_notice", _notices(rng, district, young)
    newborns, risky = _newborn_visits(rng, district, young)
    yield "child_newborn_visit", newborns
    found = [risky]
    for table, columns, problems in demo_exams.rows(rng, district, young):
        yield table, columns
        found.append(problems)
    yield from demo_special.rows(rng, district, young, found)
    yield "child_vision_transfer", _transfers(rng, district, young)


def _recent(district: District, young: Children) -> Array:
    return young.birth > np.datetime64(district.today) - 730


def _notices(rng: Rng, district: District, young: Children) -> Columns:
    """The birth hospital tells of most births of the two years, on the day of discharge or soon after."""
    chosen = np.flatnonzero(_recent(district, young) & (rng.random(len(young.place)) < 0.9))
    day = np.maximum(young.discharged[chosen], young.known[chosen])
    kept = (day <= np.datetime64(district.today)) & district.reachable(young.place[chosen], day)
    chosen, day = chosen[kept], day[kept]
    count = len(chosen)
    return s.record(rng, district, young.place[chosen], day, by=district.nurse[young.place[chosen]]) | {
        "discharged_on": young.discharged[chosen],
        "gestational_weeks": young.weeks[chosen],
        "birth_weight": young.birth_weight[chosen],
        "birth_length": young.birth_length[chosen],
        "birth_org": s.texts(HOSPITALS, young.hospital[chosen]),
        "mother_name": young.mother(chosen),
        "mother_phone": district.phone_of(young.place[chosen]),
        "mother_hbsag": s.draw(rng, (1, 2, 3), count, (94, 4, 2)),
        "hepb1": rng.random(count) < 0.98,
        "bcg": rng.random(count) < 0.96,
    }


def _newborn_visits(rng: Rng, district: District, young: Children) -> tuple[Columns, demo_special.Found]:
    """Home visits: most within a week of discharge, some late, some never."""
    seen = _recent(district, young) & (rng.random(len(young.place)) < young.reach)
    delay = np.where(
        rng.random(len(young.place)) < 0.9,
        rng.integers(1, 8, len(young.place)),
        rng.integers(8, 24, len(young.place)),
    )
    day = np.maximum(young.discharged + delay.astype("timedelta64[D]"), young.known)
    seen &= (day <= young.birth + 28) & (day <= np.datetime64(district.today))
    chosen = np.flatnonzero(seen)
    chosen = chosen[district.reachable(young.place[chosen], day[chosen])]
    day = day[chosen]
    place, count = young.place[chosen], len(chosen)
    jaundice = s.draw(rng, (0, 1, 2, 3), count, (70, 22, 7, 0.7))
    warm = np.where(rng.random(count) < 0.006, 37.6, np.round(rng.normal(36.8, 0.2, count), 1))
    referred = (jaundice >= 2) | (warm >= 37.5)
    gained = (day - young.birth[chosen]).astype(np.int64) * 0.022 - 0.12
    odd = (young.weeks[chosen] < 37) | (young.birth_weight[chosen] < 2.5)
    columns = s.record(rng, district, place, day) | {
        "mother_name": young.mother(chosen),
        "mother_occupation": s.chosen(rng, JOBS, count),
        "mother_phone": district.phone_of(place),
        "mother_birth": day - rng.integers(24 * 365, 36 * 365, count).astype("timedelta64[D]"),
        "father_occupation": s.chosen(rng, JOBS, count),
        "gestational_weeks": young.weeks[chosen],
        "mother_disease": s.sets(((1,), (2,), (3,)), s.draw(rng, (0, 1, 2), count, (84, 11, 5))),
        "birth_org": s.texts(HOSPITALS, young.hospital[chosen]),
        "birth_mode": s.sets(NORMAL_MODES, s.draw(rng, (0, 1, 3, 5, 6), count, (55, 40, 1.2, 0.6, 0.6))),
        "asphyxia": np.where(rng.random(count) < 0.008, 2, 1),
        "malformation": np.ones(count, np.int16),
        "hearing_screen": s.draw(rng, (1, 2, 3, 4), count, (94, 3, 2, 1)),
        "disease_screen": s.sets(((2,), (1,)), s.draw(rng, (0, 1), count, (97, 3))),
        "birth_weight": young.birth_weight[chosen],
        "weight": np.round(np.clip(young.birth_weight[chosen] + gained, 1.6, 7.5), 2),
        "birth_length": young.birth_length[chosen],
        "feeding": s.draw(rng, (1, 2, 3), count, (62, 30, 8)),
        **_fed(rng, count),
        "temperature": warm,
        "heart_rate": s.measured(rng, 138, 9, 112, 158, count),
        "respiration": s.measured(rng, 43, 4, 32, 58, count),
        "complexion": np.where(jaundice > 0, 2, 1),
        "jaundice_sites": s.sets(((1,), (2,), (2, 3), (2, 3, 4, 5)), jaundice),
        **_examined(rng, count),
        "skin": s.sets(((1,), (2,)), s.draw(rng, (0, 1), count, (90, 10))),
        "umbilical_cord": s.draw(rng, (1, 2), count, (55, 45)),
        "referral": np.where(referred, 2, 1),
        "referral_reason": s.where(referred, s.repeated("黄疸或体温异常", count)),
        "referral_org": s.where(referred, s.repeated("威海市妇幼保健院 新生儿科", count)),
        "guidance": s.sets(((1, 2, 3, 4), (1, 2, 3, 4, 5)), s.draw(rng, (0, 1), count)),
        "next_place": s.where(np.ones(count, bool), district.org(place)),
        "next_date": young.birth[chosen] + 30,
        "discharged_on": young.discharged[chosen],
        "hepb1": rng.random(count) < 0.98,
        "bcg": rng.random(count) < 0.96,
    }
    reasons = np.where(young.weeks[chosen] < 37, 0, 1)
    return columns, demo_special.Found(chosen[odd], day[odd], reasons[odd], np.full(int(odd.sum()), np.nan))


def _fed(rng: Rng, count: int) -> Columns:
    """Milk and stool."""
    return {
        "milk_amount": s.measured(rng, 60, 15, 20, 120, count),
        "milk_times": s.measured(rng, 9, 1.5, 6, 13, count),
        "vomiting": np.ones(count, np.int16),
        "stool": s.draw(rng, (1, 2), count, (93, 7)),
        "stool_times": s.measured(rng, 4, 1.5, 1, 9, count),
    }


def _examined(rng: Rng, count: int) -> Columns:
    """The examination of a healthy newborn."""
    return {
        "fontanelle_a": s.measured(rng, 1.8, 0.3, 1, 2.8, count, 1),
        "fontanelle_b": s.measured(rng, 1.8, 0.3, 1, 2.8, count, 1),
        "fontanelle_state": np.ones(count, np.int16),
        **{
            name: np.ones(count, np.int16)
            for name in ("eyes", "limb_activity", "ears", "neck_mass", "nose", "mouth")
        },
        **{
            name: np.ones(count, np.int16)
            for name in ("anus", "heart_lung", "chest", "abdomen", "spine", "genitalia")
        },
    }


def _transfers(rng: Rng, district: District, young: Children) -> Columns:
    """The file went to the school with most children who turned six before last September's term."""
    term = np.datetime64(f"{district.today.year}-09-01")
    old = (young.birth <= term - 2192) & (young.birth > term - 2557)
    chosen = np.flatnonzero(old & (rng.random(len(young.place)) < 0.72))
    day = after_working(term + rng.integers(-5, 40, len(chosen)).astype("timedelta64[D]"))
    within = (
        (day >= young.months(chosen, 71))
        & (day < young.months(chosen, 84))
        & (day <= np.datetime64(district.today))
    )
    kept = within & district.reachable(young.place[chosen], day)
    chosen, day = chosen[kept], day[kept]
    count = len(chosen)
    back = rng.random(count) < 0.85
    answered = np.minimum(
        day + rng.integers(1, 14, count).astype("timedelta64[D]"), np.datetime64(district.today)
    )
    year = np.full(count, district.today.year, np.int32)
    return s.record(rng, district, young.place[chosen], day, by=district.nurse[young.place[chosen]]) | {
        "school": s.chosen(rng, SCHOOLS, count),
        "school_year": year,
        "pages": s.measured(rng, 6, 1.5, 2, 12, count),
        "receipt": s.where(back, pa.array(np.ones(count, np.int16))),
        "receipt_on": np.where(back, answered, np.datetime64("NaT")),
        "receipt_by": s.where(back, s.repeated("学校卫生老师", count)),
    }
