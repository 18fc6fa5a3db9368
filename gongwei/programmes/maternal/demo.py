"""Maternal care in the demo district: cases, antenatal visits, births with their children, postnatal visits, risk."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import numpy as np
import pyarrow as pa

from gongwei.programmes.maternal.course import case_id
from gongwei.programmes.maternal.demo_courses import Courses, courses
from gongwei.programmes.maternal.demo_values import (
    HOSPITALS,
    after_birth,
    first_values,
    risk_of,
    visit_values,
)
from gongwei.records import synthetic as s
from gongwei.records.synthetic import NAT, Array, Columns, District, Rng

WINDOWS = ((2, 112, 146), (3, 147, 174), (4, 196, 258), (5, 259, 286))
COMPLETED = 6


def rows(district: District, rng: Rng) -> Iterator[tuple[str, Columns]]:
    """Every table of the chapter, and the spans of management."""
    held = courses(rng, district)
    today = np.datetime64(district.today)
    offset = np.where(held.early, rng.integers(44, 89, len(held)), rng.integers(93, 190, len(held)))
    limit = np.where(np.isnat(held.ended), today, np.minimum(held.ended - 3, today))
    booked = np.minimum(held.start + offset.astype("timedelta64[D]"), limit)
    booked = np.maximum(booked, held.start + 35)
    colour, purple = risk_of(rng, district, held, booked)
    firsts = np.flatnonzero(~held.moved & (booked <= today))
    opened = _first(rng, district, held, firsts, booked, colour, purple)
    yield "maternal_antenatal_first", opened
    cases, taken = _cases(rng, district, held, firsts, booked, opened)
    yield "maternal_pregnancy", cases
    yield "maternal_antenatal_followup", _visits(rng, district, held, taken, colour, purple)
    yield from _births(rng, district, held)
    closed = np.full(len(held), NAT)
    yield "maternal_postnatal_visit", _home_visits(rng, district, held)
    exams, closed = _exams(rng, district, held)
    yield "maternal_postnatal_42", exams
    yield "maternal_high_risk_case", _files(rng, district, held, booked, colour, purple)
    yield "enrolment", _spans(rng, district, held, taken, closed)


def _first(
    rng: Rng, district: District, held: Courses, chosen: Array, booked: Array, colour: Array, purple: Array
) -> Columns:
    place, day, start = held.mother[chosen], booked[chosen], held.start[chosen]
    gone = (day - start).astype(np.int64)
    return s.record(rng, district, place, day, by=district.nurse[place]) | first_values(
        rng, district, place, day, colour[chosen], purple[chosen]
    ) | {
        "weeks": gone // 7,
        "days": gone % 7,
        "lmp": start,
        "lmp_certain": np.ones(len(chosen), np.int16),
        "dated_by": np.ones(len(chosen), np.int16),
        "edd": naegele(start),
        "next_date": day + 35,
    }  # fmt: skip


def naegele(start: Array) -> Array:
    """Month plus nine, day plus seven; a day that the month lacks is its last (gongwei-conventions#时间.加月加年)."""
    month = start.astype("datetime64[M]")
    day = (start - month.astype("datetime64[D]")).astype(np.int64)
    target = month + 9
    last = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64) - 1
    found: Array = target.astype("datetime64[D]") + np.minimum(day, last).astype("timedelta64[D]") + 7
    return found


def _cases(
    rng: Rng, district: District, held: Courses, firsts: Array, booked: Array, opened: Columns
) -> tuple[Columns, Array]:
    """The case of every pregnancy, with the day on which this institution took her over."""
    count = len(held)
    moved = held.moved
    today = np.datetime64(district.today)
    late = np.minimum(booked + rng.integers(20, 90, count).astype("timedelta64[D]"), today)
    late = np.where(np.isnat(held.ended), late, np.minimum(late, held.ended - 1))
    taken = np.where(moved, np.maximum(late, booked), booked)
    columns = s.record(rng, district, held.mother, taken, by=district.nurse[held.mother])
    ids = columns["id"].to_pylist()
    for at, first in zip(firsts.tolist(), opened["id"].to_pylist(), strict=True):
        ids[at] = str(case_id(UUID(first)))
    org = pa.array(
        ["文登区天福街道社区卫生服务中心" if away else name for away, name in
         zip(moved.tolist(), district.org(held.mother).to_pylist(), strict=True)]
    )  # fmt: skip
    short = ~np.isnat(held.ended) & ((held.ended - held.start).astype(np.int64) < 259)
    return columns | {
        "id": pa.array(ids),
        "origin": np.where(moved, 2, 1),
        "booked_on": booked,
        "booking_org": org,
        "gravidity": s.draw(rng, (1, 2, 3, 4), count, (46, 36, 13, 5)),
        "lmp": held.start,
        "lmp_certain": np.ones(count, np.int16),
        "dated_by": np.ones(count, np.int16),
        "edd": naegele(held.start),
        "first_check_on": s.where(moved, booked),
        "checks_elsewhere": np.where(moved, 4, np.where(short & held.whole, 2, 0)),
        "preconception_exam": s.draw(rng, (1, 2, 9), count, (62, 30, 8)),
        "preconception_on": s.where(np.zeros(count, bool), booked),
        "folic_from": s.where(rng.random(count) < 0.8, held.start - 60),
    }, taken  # fmt: skip


def _visits(
    rng: Rng, district: District, held: Courses, taken: Array, colour: Array, purple: Array
) -> Columns:
    """Visits 2–5: all of those managed well, some of the others; none after the birth."""
    today, parts = np.datetime64(district.today), []
    for column, first, last in WINDOWS:
        day = held.start + rng.integers(first, last - 4, len(held)).astype("timedelta64[D]")
        if column == 5:
            day = np.where(~np.isnat(held.ended), np.minimum(day, held.ended - 2), day)
        done = (held.whole | (rng.random(len(held)) < 0.78)) & (day > taken) & (day <= today)
        done &= np.isnat(held.ended) | (day < held.ended)
        done &= (day - held.start).astype(np.int64) >= first
        chosen = np.flatnonzero(done)
        parts.append((chosen, day[chosen], np.full(len(chosen), column)))
    chosen, day, columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    place, gone = held.mother[chosen], (day - held.start[chosen]).astype(np.int64)
    values = visit_values(rng, district, place, gone, columns, colour[chosen], purple[chosen])
    return s.record(rng, district, place, day, by=district.nurse[place]) | values | {
        "visit_column": columns,
        "weeks": gone // 7,
        "days": gone % 7,
        "next_date": day + 28,
    }  # fmt: skip


def _births(rng: Rng, district: District, held: Courses) -> Iterator[tuple[str, Columns]]:
    """Outcomes, the children of births, and the link of mother and child."""
    chosen = np.flatnonzero(~np.isnat(held.ended))
    place, day = held.mother[chosen], held.ended[chosen]
    gone, failed, count = (day - held.start[chosen]).astype(np.int64), held.failed[chosen], len(chosen)
    born = ~failed
    left = np.minimum(day + rng.integers(2, 6, count).astype("timedelta64[D]"), np.datetime64(district.today))
    columns = s.record(rng, district, place, day, by=district.nurse[place]) | {
        "outcome": np.where(failed, 2, 1),
        "weeks": gone // 7,
        "days": gone % 7,
        "delivery_place": s.where(born, np.ones(count, np.int16)),
        "place_name": s.where(born, s.chosen(rng, HOSPITALS, count)),
        "delivery_mode": s.where(born, s.draw(rng, (1, 2, 3), count, (56, 2, 42))),
        "bleeding": s.where(born, s.measured(rng, 260, 60, 120, 480, count)),
        "mother": np.ones(count, np.int16),
        "discharge_date": s.where(born, left),
        "notified_on": s.where(born, left),
    }
    yield "maternal_delivery", columns
    live = np.flatnonzero(born)
    child = held.child[chosen][live]
    ids = columns["id"].take(pa.array(live))
    weight = np.clip(np.round(rng.normal(3320, 380, len(live))), 1600, 4600).astype(np.int32)
    yield (
        "maternal_child",
        {
            "record_id": ids,
            "position": np.ones(len(live), np.int32),
            "born": np.ones(len(live), np.int16),
            "sex": district.sex[child].astype(np.int16),
            "weight_g": weight,
            "length_cm": s.measured(rng, 50, 1.6, 44, 55, len(live), 1),
            "apgar_1": s.draw(rng, (8, 9, 10), len(live), (4, 16, 80)),
            "apgar_5": np.full(len(live), 10),
        },
    )
    yield (
        "maternal_newborn",
        {
            "mother_id": district.resident[place[live]],
            "child_id": district.resident[child],
            "delivery_id": ids,
            "nth": np.ones(len(live), np.int32),
        },
    )


def _home_visits(rng: Rng, district: District, held: Courses) -> Columns:
    """产后访视 of those seen in time: most within a week of discharge."""
    born = ~np.isnat(held.ended) & ~held.failed & held.seen
    delay = np.where(
        rng.random(len(held)) < 0.93, rng.integers(4, 10, len(held)), rng.integers(12, 26, len(held))
    )
    day = held.ended + delay.astype("timedelta64[D]")
    chosen = np.flatnonzero(born & (day <= np.datetime64(district.today)))
    place, on, birth = held.mother[chosen], day[chosen], held.ended[chosen]
    values = after_birth(rng, len(chosen))
    return s.record(rng, district, place, on, by=district.nurse[place]) | values | {
        "mode": np.full(len(chosen), 2),
        "delivery_date": birth,
        "discharge_date": np.minimum(birth + 3, on),
        "temperature": s.measured(rng, 36.6, 0.2, 36.0, 37.3, len(chosen), 1),
        "category": np.ones(len(chosen), np.int16),
        "guidance": s.sets(((1, 4, 5), (3, 4), (1, 2, 3, 4, 5)), s.draw(rng, (0, 1, 2), len(chosen))),
        "referral": np.ones(len(chosen), np.int16),
        "next_date": birth + 42,
    }  # fmt: skip


def _exams(rng: Rng, district: District, held: Courses) -> tuple[Columns, Array]:
    """产后42天检查, which closes the case."""
    born = ~np.isnat(held.ended) & ~held.failed & (held.whole | (rng.random(len(held)) < 0.8))
    day = held.ended + rng.integers(42, 60, len(held)).astype("timedelta64[D]")
    chosen = np.flatnonzero(born & (day <= np.datetime64(district.today)))
    place, count = held.mother[chosen], len(chosen)
    closed = np.full(len(held), NAT)
    closed[chosen] = day[chosen]
    unseen = held.ended + 100
    given_up = np.isnat(closed) & (unseen <= np.datetime64(district.today)) & (rng.random(len(held)) < 0.9)
    closed = np.where(held.failed, held.ended, np.where(given_up, unseen, closed))
    return s.record(rng, district, place, day[chosen], by=district.nurse[place]) | after_birth(rng, count) | {
        "delivery_date": held.ended[chosen],
        "discharge_date": held.ended[chosen] + 3,
        "category": np.ones(count, np.int16),
        "guidance": s.sets(((2, 3), (1, 2, 3, 4)), s.draw(rng, (0, 1), count)),
        "disposition": np.ones(count, np.int16),
    }, closed  # fmt: skip


def _files(
    rng: Rng, district: District, held: Courses, booked: Array, colour: Array, purple: Array
) -> Columns:
    """高危专案 of orange, red and purple women: most within their days."""
    wanted = ((colour >= 3) | (purple == 2)) & ~held.moved & (rng.random(len(held)) < 0.93)
    day = booked + np.where(colour >= 4, 0, rng.integers(0, 4, len(held))).astype("timedelta64[D]")
    chosen = np.flatnonzero(wanted & (day <= np.datetime64(district.today)))
    place, count = held.mother[chosen], len(chosen)
    over = ~np.isnat(held.ended[chosen]) & (held.ended[chosen] + 42 < np.datetime64(district.today))
    items = np.where(colour[chosen] >= 3, np.where(colour[chosen] == 4, 2, 0), 1)
    return s.record(rng, district, place, day[chosen], by=district.nurse[place]) | {
        "risk_colour": colour[chosen],
        "risk_purple": purple[chosen],
        "risk_items": s.sets(((2001,), (5001,), (3008,)), items),
        "reported_on": day[chosen],
        "reported_to": s.repeated("环翠区妇幼保健计划生育服务中心", count),
        "managed_at": s.chosen(rng, HOSPITALS, count),
        "plan": s.repeated("增加产前检查，专人追踪，计划分娩", count),
        "contact": s.repeated("妇保专干", count),
        "state": np.where(over, 3, 1),
        "closed_on": s.where(over, np.where(over, held.ended[chosen] + 42, np.datetime64(district.today))),
        "result": s.where(over, s.repeated("母婴平安", count)),
    }


def _spans(rng: Rng, district: District, held: Courses, taken: Array, closed: Array) -> Columns:
    """Rows of ``enrolment``: open, or ended by the 42-day examination or an early end."""
    shut = ~np.isnat(closed)
    return {
        "resident_id": district.resident[held.mother],
        "programme": "maternal",
        "from_on": taken,
        "to_on": np.where(shut, np.maximum(closed, taken), NAT),
        "closed_reason": s.where(shut, np.full(len(held), COMPLETED, np.int16)),
        "institution_id": district.institution[held.mother],
        "doctor_id": district.doctor[held.mother],
    }
