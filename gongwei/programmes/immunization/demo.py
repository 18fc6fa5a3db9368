"""Children 0 to 6 of the demo district: cards, doses (late, missing, paid ones), lots, rosters, reactions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from gongwei.programmes.immunization.codes import STOCK_SIGN
from gongwei.programmes.immunization.demo_rosters import rosters
from gongwei.programmes.immunization.nip import schedule
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

CHILD_AGE = 7
MMR = 7
VISITS = (
    (0, (("HepB", 1), ("BCG", 1))),
    (1, (("HepB", 2),)),
    (2, (("IPV", 1),)),
    (3, (("IPV", 2), ("DTaP", 1))),
    (4, (("bOPV", 3), ("DTaP", 2))),
    (5, (("DTaP", 3),)),
    (6, (("HepB", 3), ("MPSV-A", 1))),
    (8, (("MMR", 1), ("JE-L", 1))),
    (9, (("MPSV-A", 2),)),
    (18, (("DTaP", 4), ("MMR", 2), ("HepA-L", 1))),
    (24, (("JE-L", 2),)),
    (36, (("MPSV-AC", 1),)),
    (48, (("bOPV", 4),)),
    (72, (("DT", 1), ("MPSV-AC", 2))),
)
"""The visits of the schedule by months, and what is given at each."""
APART = {6: (1, 62), 9: (6, 93), 18: (5, 186), 24: (8, 367), 36: (9, 368), 72: (36, 1098)}
"""A visit's months → the earlier visit that it must lie so many days after."""
FAMILY = {"IPV": "Polio", "bOPV": "Polio"}
FIVE_IN_ONE = ((3, 1), (4, 2), (5, 3), (18, 4))
FIVE, FIVE_SHARE = "DTaP-IPV-Hib", 0.06
PAID = (
    ("VarV", 1, 12, 0.42),
    ("Hib", 1, 7, 0.2),
    ("EV71", 1, 10, 0.15),
    ("Flu", 1, 20, 0.1),
    ("VarV", 2, 50, 0.25),
)
STOPS = 0.012
"""Share of children who stay away from some visit on."""
MAKERS = ("立春生物", "谷雨生物制品", "白露疫苗", "霜降生物")
FIRST_NAMES = (
    "于立夏",
    "王小满",
    "姜芒种",
    "毕清明",
    "宋惊蛰",
    "邹秋分",
    "宫寒露",
    "戚冬至",
    "刘雨水",
    "鞠处暑",
)


@dataclass
class Doses:
    """Doses as arrays, one cell per dose."""

    place: Array
    day: Array
    vaccine: Array
    number: Array


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Everything from birth to today of the children of 0 to 6."""
    today = np.datetime64(district.today)
    age = s.years_between(district.birth, np.full(len(district.birth), today))
    kids = np.flatnonzero((age < CHILD_AGE) & (district.birth <= today) & np.isnat(district.present_until))
    yield "immunization_card", _cards(rng, district, kids)
    doses = _doses(rng, district, kids, today)
    columns = _dose_columns(rng, district, doses)
    yield "immunization_dose", columns
    for moves in _stock(rng, district, doses):
        yield "immunization_stock", moves
    yield from _reactions(rng, district, doses, columns)
    yield "immunization_deferral", _deferrals(rng, district, kids, today)
    whole = np.isin(kids, doses.place[(doses.vaccine == MMR) & (doses.number == 2)])
    yield from rosters(rng, district, kids, whole)


def _months(birth: Array, months: int) -> Array:
    """Birth date plus months, clamped to the month's last day."""
    start = birth.astype("datetime64[M]") + months
    last = (start + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    of_month = birth - birth.astype("datetime64[M]").astype("datetime64[D]")
    found: Array = np.minimum(start.astype("datetime64[D]") + of_month, last)
    return found


def _cards(rng: Rng, district: District, kids: Array) -> Columns:
    """A card for nearly every child, within a month of birth or of being known."""
    born = district.birth[kids]
    known = np.maximum(born, district.present_from[kids])
    day = known + s.draw(rng, range(2, 29), len(kids)).astype("timedelta64[D]")
    has = (rng.random(len(kids)) < 0.972) & (day <= np.datetime64(district.today))
    place, day, born = kids[has], day[has], born[has]
    count = len(place)
    clinic = district.institution[place] % 10_000
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    return s.record(rng, district, place, day, by=district.nurse[place]) | {
        "child_code": _codes(clinic, year),
        "birth_hospital": s.chosen(
            rng, ("威海市妇幼保健院", "威海市立医院", "威海市中心医院"), count, (6, 3, 1)
        ),
        "birth_weight_g": s.measured(rng, 3320, 420, 1500, 4800, count),
        "gestational_weeks": s.draw(rng, (36, 37, 38, 39, 40, 41), count, (3, 9, 24, 36, 22, 6)),
        "mother_hbsag": s.draw(rng, (1, 2, 3), count, (955, 35, 10)),
        "hiv_exposure": np.ones(count, np.int16),
        "guardian_name": s.chosen(rng, FIRST_NAMES, count),
        "guardian_relation": s.draw(rng, (1, 2), count, (7, 3)),
        "guardian_phone": _phones(rng, count),
        "current_address": s.chosen(rng, ("立春路", "谷雨巷", "白露街", "秋分里"), count),
        "registered_address": np.ones(count, np.int16),
        "aefi_history": "无",
        "contraindications": "无",
        "infectious_history": s.where(rng.random(count) < 0.994, s.repeated("无", count)),
        "certificate_issued": True,
    }


def _codes(clinic: Array, year: Array) -> pa.Array:
    """371002 + clinic 4 + birth year 4 + serial 4."""
    head = clinic.astype(np.int64) * 10_000 + year
    order = np.argsort(head, kind="stable")
    starts = np.r_[True, np.diff(head[order]) != 0]
    first = np.maximum.accumulate(np.where(starts, np.arange(len(head)), 0))
    serial = np.empty(len(head), np.int64)
    serial[order] = np.arange(len(head)) - first + 1
    return pa.array(
        [f"371002{c:04d}{y}{n:04d}" for c, y, n in zip(clinic, year, serial, strict=True)], pa.string()
    )


def _phones(rng: Rng, count: int) -> pa.Array:
    return pa.array([f"1990631{each:04d}" for each in rng.integers(0, 10_000, count)], pa.string())


def _doses(rng: Rng, district: District, kids: Array, today: np.datetime64) -> Doses:
    """Every child on the schedule, most on time, some late, a few who stop; paid vaccines beside."""
    born, count = district.birth[kids], len(kids)
    careful = 0.997 - 0.004 * ((district.institution[kids] * 7) % 5) / 4
    stops = np.where(rng.random(count) < STOPS, rng.integers(1, 60, count), 999)
    five = rng.random(count) < FIVE_SHARE
    pieces, before, on = [], born.copy(), dict[int, Array]()
    had: dict[str, Array] = {}
    for months, given in VISITS:
        due = _months(born, months)
        wait = s.draw(rng, (0, 1, 2, 4, 7, 12, 20, 45, 110), count, (20, 16, 16, 16, 13, 9, 5, 3, 2))
        if months == 0:
            wait = (rng.random(count) < 0.01).astype(np.int64) * 3
        day = np.maximum(
            due + wait.astype("timedelta64[D]"), before + np.timedelta64(30 if months else 0, "D")
        )
        if months in APART:
            visit, days = APART[months]
            day = np.maximum(day, on[visit] + np.timedelta64(days, "D"))
        came = (months < stops) & ((rng.random(count) < careful) | (months < 2)) & (day <= today)
        before, on[months] = np.where(came, day, before), day
        wanted = [(name, came & ~(five & np.isin(name, ["IPV", "bOPV", "DTaP"]))) for name, _ in given]
        wanted += [(FIVE, came & five) for at, _ in FIVE_IN_ONE if at == months]
        for name, mask in wanted:
            so_far = had.setdefault(FAMILY.get(name, name), np.zeros(count, np.int64))
            so_far += mask
            code = schedule().vaccine(name).code
            pieces.append(Doses(kids[mask], day[mask], np.full(mask.sum(), code), so_far[mask]))
    for vaccine, number, months, share in PAID:
        day = _months(born, months) + rng.integers(0, 60, count).astype("timedelta64[D]")
        mask = (rng.random(count) < share) & (day <= today) & (stops > months)
        code = schedule().vaccine(vaccine).code
        pieces.append(Doses(kids[mask], day[mask], np.full(mask.sum(), code), np.full(mask.sum(), number)))
    cells = ((p.place, p.day, p.vaccine, p.number) for p in pieces)
    return Doses(*(np.concatenate(parts) for parts in zip(*cells, strict=True)))


def _dose_columns(rng: Rng, district: District, doses: Doses) -> Columns:
    """The records of the doses; a few lack what the paper asks."""
    count = len(doses.place)
    half = _half(doses.day)
    known = {each.code: each for each in schedule().vaccines}
    codes = doses.vaccine
    free = np.array([known[c].free if c in known else False for c in range(100)])[codes]
    live_site = np.array([known[c].sites[0] if c in known else 1 for c in range(100)])[codes]
    route = np.array([known[c].route if c in known else 1 for c in range(100)])[codes]
    volumes = [known[c].volume or None if c in known else None for c in range(100)]
    lots = _lots(codes, half)
    gap = rng.random(count) < 0.0004
    expiry = _half_start(half + 5)
    return s.record(rng, district, doses.place, doses.day, by=district.nurse[doses.place]) | {
        "vaccine": codes,
        "dose_no": doses.number,
        "lot_no": s.where(~gap, lots),
        "expiry_on": expiry,
        "manufacturer": s.texts(MAKERS, (codes + half) % len(MAKERS)),
        "site": live_site,
        "route": route,
        "volume": s.texts(volumes, codes),
        "organised": np.ones(count, np.int16),
        "programme": np.where(free, 1, 2),
        "fee": s.where(~free, np.full(count, 136.0)),
        "elsewhere": False,
        "health_state": np.ones(count, np.int16),
        "temperature": s.measured(rng, 36.5, 0.2, 36.0, 37.2, count, 1),
        "contraindication": np.ones(count, np.int16),
        "checked": s.sets(((1, 2, 3),), np.zeros(count, np.int64)),
        "consent": np.ones(count, np.int16),
        "observed": np.ones(count, np.int16),
        "remark": None,
    }


def _half(day: Array) -> Array:
    """Number of the half-year since 1970."""
    found: Array = day.astype("datetime64[M]").astype(np.int64) // 6
    return found


def _half_start(half: Array) -> Array:
    found: Array = (half * 6).astype("datetime64[M]").astype("datetime64[D]")
    return found


def _lots(codes: Array, half: Array) -> pa.Array:
    """A lot per vaccine and half-year: 07-2023A."""
    key = codes * 1000 + half
    unique, index = np.unique(key, return_inverse=True)
    words = [f"{k // 1000:02d}-{1970 + (k % 1000) // 2}{'AB'[(k % 1000) % 2]}" for k in unique.tolist()]
    return s.texts(words, index)


def _stock(rng: Rng, district: District, doses: Doses) -> Iterator[Columns]:
    """Receipts of every lot at every institution, a little more than was used; old remainders written off."""
    half = _half(doses.day)
    institution = district.institution[doses.place]
    key = (institution.astype(np.int64) * 1000 + half) * 100 + doses.vaccine
    unique, first, used = np.unique(key, return_index=True, return_counts=True)
    code, halves, place = unique % 100, (unique // 100) % 1000, doses.place[first]
    spare = 3 + used // 12 + rng.integers(0, 12, len(unique))
    yield _receipts(rng, district, place, _half_start(halves), code, halves, used + spare, 1)
    gone = np.flatnonzero(_half_start(halves + 5) < np.datetime64(district.today))
    if len(gone):
        day = _half_start(halves[gone] + 5)
        yield _receipts(rng, district, place[gone], day, code[gone], halves[gone], spare[gone], 2)


def _receipts(
    rng: Rng,
    district: District,
    place: Array,
    day: Array,
    code: Array,
    half: Array,
    quantity: Array,
    kind: int,
) -> Columns:
    count = len(place)
    assert kind in STOCK_SIGN
    base = s.record(rng, district, place, day, by=district.nurse[place])
    base.pop("resident_id")
    return base | {
        "kind": np.full(count, kind, np.int16),
        "vaccine": code,
        "manufacturer": s.texts(MAKERS, (code + half) % len(MAKERS)),
        "lot_no": _lots(code, half),
        "expiry_on": _half_start(half + 5),
        "quantity": quantity,
        "partner": s.repeated("环翠区疾病预防控制中心" if kind == 1 else "过期报废", count),
        "temperature": s.measured(rng, 4.5, 0.9, 2.0, 8.0, count, 1),
        "transport_checked": True,
    }


def _reactions(rng: Rng, district: District, doses: Doses, columns: Columns) -> Iterator[tuple[str, Columns]]:
    """A few fevers after a dose of the last two years, most reported in time, some investigated."""
    recent = doses.day >= np.datetime64(district.today.replace(year=district.today.year - 1, month=1, day=1))
    hit = np.flatnonzero(
        recent & (rng.random(len(doses.place)) < 0.0006) & np.isin(doses.vaccine, [5, 7, 8, 10, 21])
    )
    hit = hit[doses.day[hit] + np.timedelta64(4, "D") < np.datetime64(district.today)]
    place, count = doses.place[hit], len(hit)
    onset = doses.day[hit] + rng.integers(0, 2, count).astype("timedelta64[D]")
    minute = rng.integers(9 * 60, 17 * 60, count) * 60
    found = onset.astype("datetime64[s]") + minute.astype("timedelta64[s]")
    hours = s.draw(rng, (2, 6, 20, 30, 60), count, (30, 30, 20, 17, 3))
    plain = rng.random(count) < 0.85
    base = s.record(rng, district, place, onset, by=district.nurse[place])
    china = np.timedelta64(8, "h")
    reported = found + (hours * 3600).astype("timedelta64[s]")
    yield (
        "immunization_aefi",
        base
        | {
            "onset_on": onset,
            "found_at": found - china,
            "course": s.repeated("接种后发热，局部红肿，对症处理后好转", count),
            "fever": s.draw(rng, (1, 2, 3), count, (2, 5, 3)),
            "redness": s.draw(rng, (1, 2, 4), count, (4, 3, 3)),
            "induration": np.full(count, 4, np.int16),
            "diagnosis": s.texts(("发热反应", "过敏性皮疹"), np.where(plain, 0, 1)),
            "hospitalised": np.full(count, 2, np.int16),
            "outcome": s.draw(rng, (1, 2), count, (8, 2)),
            "first_class": np.where(plain, 1, 2),
            "urgent": s.sets(((0,),), np.zeros(count, np.int64)),
            "found_how": np.ones(count, np.int16),
            "reported_at": reported - china,
            "reporter_org": district.org(place),
            "reporter": s.chosen(rng, FIRST_NAMES, count),
        },
    )
    yield "immunization_aefi_vaccine", {
        "record_id": base["id"], "position": np.ones(count, np.int16), "vaccine": doses.vaccine[hit],
        "manufacturer": columns["manufacturer"].take(pa.array(hit)),
        "lot_no": _lots(doses.vaccine[hit], _half(doses.day[hit])),
        "given_on": doses.day[hit], "organised": np.ones(count, np.int16), "dose_no": doses.number[hit],
        "volume": s.repeated("0.5 ml", count), "route": columns["route"][hit], "site": columns["site"][hit],
    }  # fmt: skip
    yield "immunization_aefi_inquiry", _inquiries(rng, district, place, base, reported, plain)


def _inquiries(
    rng: Rng, district: District, place: Array, cards: Columns, reported: Array, plain: Array
) -> Columns:
    mask = ~plain & (
        reported.astype("datetime64[D]") + np.timedelta64(6, "D") < np.datetime64(district.today)
    )
    index = np.flatnonzero(mask)
    begun = reported[index] + (s.draw(rng, (4, 20, 40, 70), len(index), (4, 4, 2, 1)) * 3600).astype(
        "timedelta64[s]"
    )
    day = begun.astype("datetime64[D]")
    return s.record(rng, district, place[index], day, by=district.nurse[place[index]]) | {
        "aefi_id": cards["id"].take(pa.array(index)),
        "begun_at": begun - np.timedelta64(8, "h"),
        "first_version_on": day + np.timedelta64(2, "D"),
        "investigators": s.repeated("王小满、姜芒种", len(index)),
        "findings": s.repeated("接种操作规范，疫苗储运温度正常", len(index)),
        "ended_on": day + np.timedelta64(3, "D"),
        "conclusion": s.repeated("与疫苗有关的过敏反应", len(index)),
        "concluded_on": np.minimum(day + np.timedelta64(15, "D"), np.datetime64(district.today)),
        "final_class": np.full(len(index), 2, np.int16),
    }


def _deferrals(rng: Rng, district: District, kids: Array, today: np.datetime64) -> Columns:
    """Children with a fever at the clinic last month, put off a little."""
    place = kids[rng.random(len(kids)) < 0.003]
    day = today - rng.integers(1, 25, len(place)).astype("timedelta64[D]")
    place, day = place[day >= district.birth[place]], day[day >= district.birth[place]]
    return s.record(rng, district, place, day, by=district.nurse[place]) | {
        "protection": np.zeros(len(place), np.int16),
        "kind": np.ones(len(place), np.int16),
        "until_on": day + np.timedelta64(14, "D"),
        "reason": s.repeated("发热", len(place)),
    }
