"""The dated facts of every resident: since when they are known here, where they belonged, and how it ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from gongwei.demo.population import DIED, MOVED, PRESENT, Population
from gongwei.records.synthetic import NAT, Array, Columns, Rng, chosen, stacked

LOST, REOPENED, TRANSFERRED, ARRIVED = 0.006, 0.002, 0.006, 0.025
CAUSES = ("缺血性心脏病", "脑卒中", "恶性肿瘤", "慢性下呼吸道疾病", "糖尿病并发症", "衰老", "跌倒损伤")
DESTINATIONS = (
    "文登区天福街道",
    "荣成市崖头街道",
    "乳山市城区街道",
    "烟台市芝罘区",
    "青岛市城阳区",
    "济南市历下区",
)
WORDS = ("reason", "evidence", "cause_of_death", "destination", "handover")
EVIDENCE: dict[str, dict[str, tuple[str, ...]]] = {
    "died": {"cause_of_death": CAUSES, "evidence": ("死亡医学证明书", "户口注销证明")},
    "moved_out": {
        "destination": DESTINATIONS,
        "handover": ("档案已移交现居住地机构", "电话告知现居住地机构，档案留存"),
    },
    "lost": {
        "reason": ("三次联系未果", "长期外出，电话停机"),
        "evidence": ("3次电话、1次入户记录", "邻居和村委会证明"),
    },
}


@dataclass(frozen=True)
class Lives:
    """Per person: known from, left on (NaT while here), lost since, lost and found again, came from elsewhere."""

    known_from: Array
    left_on: Array
    lost_on: Array
    found_on: Array
    moved_in_on: Array
    former: Array
    """The institution (place) before a transfer, -1 for none."""


def live(rng: Rng, people: Population, age: Array, institutions: int, today: dt.date) -> Lives:
    """Draw the dates; the two years of history end today."""
    count, now, start = len(people), np.datetime64(today), np.datetime64(today) - 730
    opened = np.datetime64("2010-03-01") + (rng.beta(1.1, 2.6, count) * 5000).astype("timedelta64[D]")
    at_birth = people.birth + rng.integers(0, 6, count).astype("timedelta64[D]")
    known = np.minimum(np.maximum(opened, at_birth), now)
    arrived = (rng.random(count) < ARRIVED) & (age >= 3)
    known = np.where(arrived, start + rng.integers(0, 720, count).astype("timedelta64[D]"), known)
    gone = people.fate != PRESENT
    left = np.where(gone, now - rng.integers(5, 720, count).astype("timedelta64[D]"), NAT)
    known = np.where(gone, np.minimum(known, left - 30), known)
    known = np.maximum(known, people.birth)
    left = np.where(gone, np.maximum(left, known + 1), left)
    settled = ~gone & (known < start) & (age >= 1)
    chance = rng.random(count)
    lost = np.where(
        settled & (chance < LOST), now - rng.integers(20, 500, count).astype("timedelta64[D]"), NAT
    )
    found = np.where(
        settled & (chance < REOPENED), lost + rng.integers(10, 20, count).astype("timedelta64[D]"), NAT
    )
    moves = settled & (chance > 1 - TRANSFERRED)
    moved = np.where(moves, start + rng.integers(30, 700, count).astype("timedelta64[D]"), NAT)
    step = rng.integers(1, institutions, count)
    former = np.where(moves, (people.institution + step) % institutions, -1)
    return Lives(known, left, lost, found, moved, former)


def standings(rng: Rng, people: Population, lives: Lives, resident: Array) -> Columns:
    """The state of each day since the record is known: active, and from the day of leaving died or moved."""
    return stacked([_spells(rng, resident, *spell) for spell in _spans(people, lives)])


def _spans(people: Population, lives: Lives) -> list[tuple[str, Array, Array, Array]]:
    """(state, who, from, to): active until lost or gone, lost until found, active again, then the end."""
    everybody = np.ones(len(people), bool)
    lost, found = ~np.isnat(lives.lost_on), ~np.isnat(lives.found_on)
    end = np.where(lost, lives.lost_on, lives.left_on)
    spans = [
        ("active", everybody, lives.known_from, end),
        ("lost", lost, lives.lost_on, lives.found_on),
        ("active", found, lives.found_on, np.full(len(people), NAT)),
    ]
    for fate, state in ((DIED, "died"), (MOVED, "moved_out")):
        spans.append((state, people.fate == fate, lives.left_on, np.full(len(people), NAT)))
    return spans


def _spells(rng: Rng, resident: Array, state: str, who: Array, start: Array, end: Array) -> Columns:
    """Rows of one state; its evidence is what the closing of a record asks for (spec 01 d)."""
    count = int(who.sum())
    words = {name: chosen(rng, EVIDENCE.get(state, {}).get(name, ("",)), count) for name in WORDS}
    named = chosen(rng, (state,), count)
    return {"resident_id": resident[who], "state": named, "from_on": start[who], "to_on": end[who], **words}


def residences(
    lives: Lives,
    resident: Array,
    institution: Array,
    village: Array,
    doctor: Array,
    hukou: Array,
    before: Columns,
) -> Columns:
    """Where each person belongs, and for the transferred (``before``) where they belonged until then."""
    moved = ~np.isnat(lives.moved_in_on)
    now = {
        "resident_id": resident,
        "village_id": village,
        "institution_id": institution,
        "doctor_id": doctor,
        "hukou": hukou,
        "from_on": np.where(moved, lives.moved_in_on, lives.known_from),
        "to_on": np.full(len(resident), NAT),
    }
    earlier = {
        "resident_id": resident[moved],
        **before,
        "hukou": hukou[moved],
        "from_on": lives.known_from[moved],
        "to_on": lives.moved_in_on[moved],
    }
    return stacked([now, {name: earlier[name] for name in now}])
