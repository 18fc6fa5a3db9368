"""Teams and agreements in the demo: about the targets in every group, renewals, households, some ended, some lapsed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

from gongwei.care.key_groups import BY_ID
from gongwei.people.models import Staff, StaffVillage
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.packages import Package
from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

REGION = "371002"
GROUPS = ("elderly", "hypertension", "diabetes", "child", "disabled")
SHARES = {"hypertension": 0.69, "diabetes": 0.61, "child": 0.85, "disabled": 0.64, "elderly": 0.98}
OTHERS, EXPECTING = 0.34, 0.82
LISTED = ("lifted_from_poverty", "bereaved_family")
TOGETHER, BEFORE, LAPSED, LEFT, ASKED = 0.26, 0.86, 0.19, 0.4, 0.04
INFORMED, ASSESSED = 0.97, 0.74
FOUND = ("评估一般情况良好", "血压、血糖总体平稳", "需加强运动和控盐", "规律服药，按期复查")
NIL = "00000000-0000-4000-8000-{:012x}"
YEAR = np.timedelta64(366, "D")
"""Back by a whole year, a leap day included, so that nothing overlaps."""


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter."""
    yield from _teams(district)
    now = np.datetime64(district.today)
    groups = _groups(district)
    signed = _signed(rng, district, groups)
    together = rng.random(int(district.household.max()) + 1) < TOGETHER
    place = np.flatnonzero(signed)
    begin = np.maximum(
        now - rng.integers(0, 364, len(place)).astype("timedelta64[D]"), district.present_from[place]
    )
    years = np.where(rng.random(len(place)) < 0.12, 3, 1)
    known = district.present_from[place] < begin - 380
    before = known & (rng.random(len(place)) < BEFORE)
    yield _agreements(rng, district, groups, together, place, begin, years, 1 + before)
    gap = s.draw(rng, (0, 0, 0, 12, 45), int(before.sum())).astype("timedelta64[D]")
    earlier = begin[before] - YEAR - gap
    yield _agreements(rng, district, groups, together, place[before], earlier, _ones(earlier), _ones(earlier))
    lapsed, start = _lapsed(rng, district, signed)
    yield _agreements(rng, district, groups, together, lapsed, start, _ones(start), _ones(start))
    gone, start, until = _left(rng, district)
    yield _agreements(rng, district, groups, together, gone, start, _ones(start), _ones(start), until)
    yield from _served(
        rng, district, np.concatenate([place, place[before]]), np.concatenate([begin, earlier])
    )
    yield _offers(rng, district, np.flatnonzero(_here(district) & ~signed))


def _ones(like: Array) -> Array:
    return np.ones(len(like), np.int64)


def _here(district: District) -> Array:
    """Filed residents who live here today."""
    found: Array = (
        district.filed
        & np.isnat(district.present_until)
        & (district.present_from <= np.datetime64(district.today))
    )
    return found


def _groups(district: District) -> dict[str, Array]:
    """Group → whether each resident belongs to it."""
    count = len(district.birth)
    year_end = s.days(count, f"{district.today.year}-12-31")
    found = {
        "elderly": s.years_between(district.birth, year_end) >= 65,
        "child": s.years_between(district.birth, s.days(count, district.today)) < 7,
    }
    for name in ("hypertension", "diabetes"):
        found[name] = np.zeros(count, bool)
        found[name][district.patients(name)] = True
    for name in ("disabled", *LISTED):
        found[name] = np.zeros(count, bool)
        found[name][district.tagged(name)] = True
    return found


def _signed(rng: Rng, district: District, groups: dict[str, Array]) -> Array:
    """Who has an agreement today: by group, a little better or worse in each institution; everybody on the lists."""
    count = len(district.birth)
    age = s.years_between(district.birth, s.days(count, district.today))
    expecting = (district.sex == 2) & (age >= 21) & (age < 41)
    chance = np.where(expecting, EXPECTING, OTHERS)
    for name, share in SHARES.items():
        chance = np.where(groups[name], np.maximum(chance, share), chance)
    _, nth = np.unique(district.institution, return_inverse=True)
    chance = chance + (nth % 5 - 2) * 0.011
    for name in LISTED:
        chance = np.where(groups[name], 1.0, chance)
    found: Array = _here(district) & (rng.random(count) < chance)
    return found


def _teams(district: District) -> Iterator[tuple[str, Columns]]:
    """A team around each village doctor, with the officer of 公卫科; four of five leaders are qualified GPs."""
    doctors, first = np.unique(district.doctor, return_index=True)
    names = dict(Staff.objects.values_list("pk", "name"))
    qualified = doctors % 5 != 0
    since = s.days(len(doctors), f"{district.today.year - 4}-01-01")
    yield "family_doctor_team", {
        "id": _keys(doctors), "name": pa.array([f"{names[int(pk)]}团队" for pk in doctors]),
        "institution_id": district.institution[first], "lead_id": doctors, "lead_is_gp": qualified,
        "certificate": s.texts(["", *(f"QK2018{n:05d}" for n in range(len(doctors)))],
                               np.where(qualified, np.arange(len(doctors)) + 1, 0)),
        "from_on": since,
    }  # fmt: skip
    yield "family_doctor_team_member", {
        "team_id": _keys(np.concatenate([doctors, doctors])),
        "staff_id": np.concatenate([doctors, district.nurse[first]]),
        "role": np.repeat((1, 2), len(doctors)), "from_on": np.concatenate([since, since]),
    }  # fmt: skip
    served = StaffVillage.objects.filter(to_on=None).order_by("village_id", "staff_id").distinct("village_id")
    pairs = [
        (staff, village)
        for staff, village in served.values_list("staff_id", "village_id")
        if staff in doctors
    ]
    yield "family_doctor_team_village", {
        "team_id": _keys(np.array([staff for staff, _ in pairs])), "village_id": pa.array([v for _, v in pairs]),
        "from_on": s.days(len(pairs), f"{district.today.year - 4}-01-01"),
    }  # fmt: skip


def _keys(doctors: Array) -> pa.Array:
    """The team of a village doctor: a key made of the number, the same wherever it is named."""
    return pa.array([NIL.format(int(pk)) for pk in doctors])


def _agreements(
    rng: Rng, district: District, groups: dict[str, Array], together: Array, place: Array, begin: Array, years: Array,
    origin: Array, until: Array | None = None,
) -> tuple[str, Columns]:  # fmt: skip
    """One agreement per place; ``until`` ends it before its time."""
    count = len(place)
    ends = _later(begin, years)
    key = s.uuids(rng, count)
    chosen = np.zeros(count, np.int64)
    for bit, name in enumerate(GROUPS):
        chosen |= groups[name][place].astype(np.int64) << bit
    lists = [_promised(bits) for bits in range(2 ** len(GROUPS))]
    stopped = np.zeros(count, bool) if until is None else until <= ends
    home = together[district.household[place]]
    return "family_doctor_agreement", {
        "id": key, "contract_no": pa.array([f"D{text[:8]}{text[9:13]}{text[14:18]}" for text in key.to_pylist()]),
        "resident_id": district.resident[place], "institution_id": district.institution[place],
        "team_id": _keys(district.doctor[place]), "doctor_id": district.doctor[place], "origin": origin,
        "sign_unit": np.where(home, 1, 2), "rep_name": district.name_of(place), "rep_relation": _ones(place),
        "signed_on": begin, "begins_on": begin, "years": years, "ends_on": ends,
        "until_on": ends + 1 if until is None else np.where(stopped, until, ends + 1),
        "groups": s.texts([_literal([BY_ID[n].code for n in _of(bits)]) for bits in range(len(lists))], chosen),
        "packages": s.texts([_literal([p.code for p in found]) for found in lists], chosen),
        "services": s.texts([_literal(_services(found)) for found in lists], chosen),
        "fee_total": 30, "fee_resident": 0, "fee_insurance": 0, "fee_programme": 30, "fee_disabled": 0,
        "agreement_read": True, "long_prescription": groups["hypertension"][place],
        "source": s.draw(rng, (1, 2), count, (7, 3)),
        "stop_reason": s.where(stopped, np.full(count, 3)),
        "recorded_at": begin.astype("datetime64[s]") + rng.integers(30_000, 60_000, count).astype("timedelta64[s]"),
        "recorded_by_id": district.doctor[place],
    }  # fmt: skip


def _later(begin: Array, years: Array) -> Array:
    """So many years later, less a day; 29 February ends on 28 February."""
    month = begin.astype("datetime64[M]")
    day = (begin - month.astype("datetime64[D]")).astype(np.int64)
    target = month + years * 12
    last = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64) - 1
    found: Array = target.astype("datetime64[D]") + np.minimum(day, last) - 1
    return found


def _of(bits: int) -> list[str]:
    return [name for bit, name in enumerate(GROUPS) if bits >> bit & 1]


def _promised(bits: int) -> tuple[Package, ...]:
    """The packages that fit these groups."""
    return tuple(
        p for p in packages.of_region(REGION).packages if p.kind == "basic" and p.fits(tuple(_of(bits)))
    )


def _services(found: Sequence[Package]) -> list[str]:
    return list(dict.fromkeys(item.service for package in found for item in package.items))


def _literal(items: Sequence[object]) -> str:
    return "{" + ",".join(map(str, items)) + "}"


def _lapsed(rng: Rng, district: District, signed: Array) -> tuple[Array, Array]:
    """People whose agreement of a year ran out this year and was not followed by another."""
    now = np.datetime64(district.today)
    first = np.datetime64(f"{district.today.year}-01-01")
    place = np.flatnonzero(_here(district) & ~signed)
    place = place[rng.random(len(place)) < LAPSED]
    end = first + rng.integers(0, (now - first).astype(np.int64), len(place)).astype("timedelta64[D]")
    start = end - YEAR
    known = start >= district.present_from[place]
    return place[known], start[known]


def _left(rng: Rng, district: District) -> tuple[Array, Array, Array]:
    """People who died or moved while an agreement held: it ended that day."""
    left = district.present_until
    place = np.flatnonzero(~np.isnat(left) & district.filed & (rng.random(len(left)) < LEFT))
    start = left[place] - rng.integers(20, 340, len(place)).astype("timedelta64[D]")
    known = (start >= district.present_from[place]) & (left[place] <= np.datetime64(district.today))
    return place[known], start[known], left[place][known]


def _served(rng: Rng, district: District, place: Array, begin: Array) -> Iterator[tuple[str, Columns]]:
    """Most are told how to look up their record within a month, some later; an assessment in most of the years."""
    now, count = np.datetime64(district.today), len(place)
    day = begin + s.draw(rng, (0, 3, 12, 24, 50), count, (40, 20, 20, 14, 6)).astype("timedelta64[D]")
    done = (rng.random(count) < INFORMED) & (day <= now) & district.reachable(place, day)
    told = s.sets(((1,), (1, 2), (1, 3), (1, 4)), s.draw(rng, range(4), int(done.sum()), (30, 10, 24, 36)))
    yield "family_doctor_informing", s.record(rng, district, place[done], day[done]) | {"told": told}
    day = s.working(begin + rng.integers(0, 120, count).astype("timedelta64[D]"))
    done = (rng.random(count) < ASSESSED) & (day <= now) & (day >= begin) & district.reachable(place, day)
    some = int(done.sum())
    yield "family_doctor_service", s.record(rng, district, place[done], day[done]) | {
        "mode": s.draw(rng, (1, 2, 3), some, (60, 30, 10)),
        "guidance": s.sets(((1, 2), (1, 3), (1, 2, 6), (1, 3, 4)), s.draw(rng, range(4), some)),
        "details": s.chosen(rng, FOUND, some),
    }  # fmt: skip


def _offers(rng: Rng, district: District, place: Array) -> tuple[str, Columns]:
    """Some of the unsigned were asked this year; most want to think about it."""
    place = place[rng.random(len(place)) < ASKED]
    count = len(place)
    first = np.datetime64(f"{district.today.year}-02-20")
    span = (np.datetime64(district.today) - first).astype(np.int64)
    answer = s.draw(rng, (1, 2, 3), count, (8, 62, 30))
    return "family_doctor_offer", {
        "id": s.uuids(rng, count), "resident_id": district.resident[place],
        "institution_id": district.institution[place], "staff_id": district.doctor[place],
        "offered_on": first + rng.integers(0, span, count).astype("timedelta64[D]"),
        "measure": s.draw(rng, (1, 2, 3, 4, 5, 6), count, (30, 26, 14, 16, 8, 6)), "answer": answer,
        "why_not": s.where(answer == 3, s.draw(rng, (1, 2, 4, 5), count, (20, 40, 34, 6))),
    }  # fmt: skip
