"""Rosters of this autumn's kindergartens and schools in the demo district, some children with a dose to make up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

SCHOOLS = ("立夏", "小满", "芒种", "清明", "惊蛰", "秋分", "寒露", "冬至", "雨水", "处暑")
NAMES = tuple(f"于{each}" for each in SCHOOLS)


def rosters(rng: Rng, district: District, kids: Array, whole: Array) -> Iterator[tuple[str, Columns]]:
    """Kindergartens and schools of this autumn: the three- and the six-year-olds, by institution."""
    term = np.datetime64(f"{district.today.year}-09-01")
    if term + np.timedelta64(20, "D") > np.datetime64(district.today):
        term = np.datetime64(f"{district.today.year - 1}-09-01")
    age = s.years_between(district.birth[kids], np.full(len(kids), term))
    lists: list[dict[str, object]] = []
    children: list[Columns] = []
    for kind, years, word in ((2, 3, "幼儿园"), (3, 6, "小学")):
        for institution in np.unique(district.institution[kids[age == years]]):
            mine = np.flatnonzero((age == years) & (district.institution[kids] == institution))[:36]
            key = s.uuids(rng, 1)[0].as_py()
            place = kids[mine]
            checked = term + np.timedelta64(int(rng.integers(5, 28)), "D")
            lists.append({
                "id": key, "institution_id": int(institution), "staff_id": int(district.nurse[place[0]]),
                "school": f"{SCHOOLS[int(institution) % 10]}{word}", "school_kind": kind, "class_name": "1班",
                "school_year": int(str(term)[:4]), "term_on": term, "checked_on": checked,
                "recorded_at": checked.astype("datetime64[s]"),
            })  # fmt: skip
            children.append(_of_roster(rng, district, key, place, whole[mine], checked))
    if lists:
        yield "immunization_roster", {name: _cells([each[name] for each in lists]) for name in lists[0]}
        yield "immunization_roster_child", s.stacked(children)


def _cells(values: list[object]) -> Array | pa.Array:
    return pa.array(values, pa.string()) if isinstance(values[0], str) else np.array(values)


def _of_roster(
    rng: Rng, district: District, key: str, place: Array, whole: Array, checked: np.datetime64
) -> Columns:
    count = len(place)
    caught = ~whole & (rng.random(count) < 0.6)
    certified = rng.random(count) < 0.99
    return {
        "roster_id": s.repeated(key, count), "position": np.arange(1, count + 1),
        "resident_id": district.resident[place], "name": s.chosen(rng, NAMES, count),
        "birth_date": district.birth[place], "entry": np.ones(count, np.int16),
        "has_certificate": certified, "result": np.where(whole, 1, 2),
        "missing": s.texts(("{}", "{MMR-2}"), np.where(whole, 0, 1)),
        "caught_up_on": s.where(caught, np.full(count, checked + np.timedelta64(9, "D"))),
        "id_no": s.repeated("", count),
    }  # fmt: skip
