"""The other papers of the demo: supplements, refusals, leads, arrivals, and one comparison with the national system."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from gongwei.records import synthetic as s
from gongwei.records.synthetic import Array, Columns, District, Rng

if TYPE_CHECKING:  # demo.py calls these functions; its type is only named here
    from gongwei.programmes.mental_disorder.demo import Patients

GUARDIANS = ("丛清明", "于谷雨", "王芒种", "姜夏至", "刘小暑", "毕白露", "邹寒露", "鞠霜降")
RELATIONS = ("父亲", "母亲", "配偶", "兄弟", "姐妹", "子女")
CENTRE = "威海市精神卫生中心"
ICD10 = {1: "F20", 2: "F22", 3: "F25", 4: "F31", 5: "F06", 6: "F79", 9: "F29"}
FIELDS = ("diagnosis", "guardian_phone", "visit_class", "last_visit", "consent")
WORDS = {
    "diagnosis": ("精神分裂症", "双相（情感）障碍"), "guardian_phone": ("138****0011", "139****0012"),
    "visit_class": ("稳定", "基本稳定"), "last_visit": ("2024-08-12", "2024-05-20"),
    "consent": ("同意参加管理", "不同意参加管理"),
}  # fmt: skip
DIFFERENT, ABSENT, UNKNOWN = 0.03, 0.01, 0.012
SOLVED = 0.55


def supplements(district: District, rng: Rng, found: Patients) -> Columns:
    """个人信息补充表 of every registered patient, on the day of registration."""
    count, agreed = len(found), ~np.isnat(found.agreed_on)
    phone = np.char.add("1390631", np.char.zfill(rng.integers(0, 9999, count).astype(str), 4))
    onset = np.maximum(
        found.diagnosed_on.astype("datetime64[Y]").astype(int) + 1970 - rng.integers(0, 6, count), 1950
    )
    treated = s.draw(rng, (1, 2, 3), count, (4, 46, 50))
    born = district.birth[found.place].astype("datetime64[Y]").astype(int) + 1970
    onset = np.maximum(onset, born + 10)
    return s.record(rng, district, found.place, found.from_on) | {
        "guardian_name": s.chosen(rng, GUARDIANS, count),
        "guardian_relation": s.chosen(rng, RELATIONS, count),
        "guardian_address": s.repeated("与患者同住", count),
        "guardian_phone": phone.astype("U11").astype(object),
        "committee_contact": s.chosen(rng, ("戚立春", "宫惊蛰", "宋春分"), count),
        "committee_phone": s.repeated("0631-5810000", count),
        "household_type": s.draw(rng, (1, 2), count, (55, 45)),
        "employment": s.draw(rng, (3, 4, 6, 8, 1), count, (36, 40, 12, 7, 5)),
        "consent": np.where(agreed, 1, 0),
        "consent_sign": s.chosen(rng, GUARDIANS, count),
        "consent_date": found.from_on,
        "first_onset": onset.astype(str).astype(object),
        "past_symptoms": s.sets(((1, 3), (3, 10), (11,), (4, 6), (1, 5)), rng.integers(0, 5, count)),
        "past_lock": s.draw(rng, (1, 3), count, (97, 3)),
        "past_outpatient": treated,
        "first_antipsychotic": s.where(treated > 1, s.texts([str(year) for year in range(1950, 2030)], onset - 1950)),
        "past_inpatient_times": s.draw(rng, (0, 1, 2, 3, 5), count, (25, 35, 22, 12, 6)),
        "diagnosis": found.diagnosis,
        "diagnosis_other": s.where(found.diagnosis == 9, s.repeated("其他精神病性障碍", count)),
        "icd10": s.texts([ICD10.get(code, "F29") for code in range(10)], found.diagnosis),
        "diagnosis_org": s.chosen(rng, (CENTRE, "威海市立医院"), count, (92, 8)),
        "diagnosis_date": found.diagnosed_on,
        "last_effect": s.draw(rng, (1, 2, 3), count, (8, 74, 18)),
        "danger_acts": s.sets(((7,),), np.zeros(count, np.int64)),
        "economy": s.draw(rng, (1, 2), count, (22, 78)),
    }  # fmt: skip


def refusals(district: District, rng: Rng, place: Array, day: Array) -> Columns:
    """The yearly exam refused on paper, or not allowed by the condition."""
    count = len(place)
    unable = rng.random(count) < 0.25
    return s.record(rng, district, place, day) | {
        "able": np.where(unable, 2, 1),
        "agrees": np.where(unable, 1, 2),
        "signer": s.draw(rng, (1, 2, 3), count, (15, 70, 15)),
        "signer_name": s.chosen(rng, GUARDIANS, count),
        "reason": s.texts(("家属不同意抽血检查", "急性期，暂不宜检查"), unable.astype(np.int64)),
    }


def others(district: District, rng: Rng, found: Patients) -> Iterator[tuple[str, Columns]]:
    """Leads of this year, some still undecided; discharges of the last months, a few not yet accepted."""
    yield "mental_disorder_lead", _leads(district, rng, found)
    yield "mental_disorder_arrival", _arrivals(district, rng, found)


def _leads(district: District, rng: Rng, found: Patients) -> Columns:
    now = np.datetime64(district.today)
    age = s.years_between(district.birth, s.days(len(district.birth), district.today))
    able = (age >= 18) & np.isnat(district.present_until) & (district.present_from < now - 300)
    able[found.place] = False
    place = np.flatnonzero(able & (rng.random(len(age)) < 0.00035))
    count, day = len(place), now - rng.integers(3, 240, len(place))
    sent = rng.random(count) < 0.8
    result = np.where(sent & (rng.random(count) < 0.6), 3, 0)
    return s.record(rng, district, place, day) | {
        "source_of": s.draw(rng, (1, 2, 3, 4), count, (45, 20, 25, 10)),
        "signs": s.sets(((6,), (5, 6), (9,), (7,), (8,)), rng.integers(0, 5, count)),
        "referred_on": s.where(sent, np.minimum(day + 3, now)),
        "referral_org": s.where(sent, s.repeated(CENTRE, count)),
        "verify_result": result,
    }


def _arrivals(district: District, rng: Rng, found: Patients) -> Columns:
    now = np.datetime64(district.today)
    stays = np.isnat(found.to_on) & (found.from_on < now - 200) & (rng.random(len(found)) < 0.05)
    place = found.place[stays]
    count, day = len(place), now - rng.integers(2, 150, int(stays.sum()))
    waits = (now - day < np.timedelta64(25, "D")) & (rng.random(count) < 0.6)
    return s.record(rng, district, place, day) | {
        "kind": np.ones(count, np.int16),
        "from_org": s.repeated(CENTRE, count),
        "discharged_on": day - rng.integers(1, 6, count),
        "diagnosis": found.diagnosis[stays],
        "plan": s.repeated("按出院医嘱服药，2周内随访", count),
        "answer": np.where(waits, 0, 1),
        "answered_on": s.where(~waits, np.minimum(day + 2, now)),
    }


def reconciliations(district: District, rng: Rng, found: Patients) -> Iterator[tuple[str, Columns]]:
    """A comparison of last month in every institution: nearly all agree, some differ, few are missing on one side."""
    day = np.datetime64(district.today) - 26
    here = found.place[(found.from_on <= day) & ~(found.to_on <= day)]
    centre = district.institution[here]
    places, which = np.unique(centre, return_inverse=True)
    staff = np.array([district.nurse[here[which == number][0]] for number in range(len(places))])
    count = len(here)
    fate = rng.random(count)
    differs, absent = fate < DIFFERENT, (fate >= DIFFERENT) & (fate < DIFFERENT + ABSENT)
    unknown = max(1, int(count * UNKNOWN))
    strangers = rng.integers(0, len(places), unknown)
    listed = np.bincount(which[~absent], minlength=len(places)) + np.bincount(
        strangers, minlength=len(places)
    )
    yield "mental_disorder_check", {
        "id": np.arange(1, len(places) + 1), "institution_id": places, "staff_id": staff,
        "checked_on": s.days(len(places), day.astype(object)), "listed": listed,
        "source": s.repeated("国家系统导出名单.xlsx", len(places)),
    }  # fmt: skip
    names = s.chosen(
        rng, [f"{a}{b}" for a in "丛于王姜刘" for b in ("小满", "秋分", "立夏")], count + unknown
    )
    yield "mental_disorder_match", {
        "id": np.arange(1, count + unknown + 1),
        "reconciliation_id": np.concatenate([which, strangers]) + 1,
        "resident_id": s.where(
            np.arange(count + unknown) < count, np.concatenate([district.resident[here], np.zeros(unknown, int)])
        ),
        "checked_on": s.days(count + unknown, day.astype(object)), "name": names,
        "here": np.arange(count + unknown) < count,
        "there": np.concatenate([~absent, np.ones(unknown, bool)]),
    }  # fmt: skip
    yield (
        "mental_disorder_difference",
        _differences(district, rng, here, staff[which], differs, absent, unknown),
    )


def _differences(
    district: District, rng: Rng, here: Array, staff: Array, differs: Array, absent: Array, unknown: int
) -> Columns:
    """One line for each thing that differs; somewhat more than half of them are solved."""
    own = np.flatnonzero(differs | absent)
    count = len(own) + unknown
    field = np.concatenate(
        [np.where(absent[own], -1, rng.integers(0, len(FIELDS), len(own))), np.full(unknown, -2)]
    )
    match = np.concatenate([own, len(here) + np.arange(unknown)]) + 1
    names = [*FIELDS, "missing_here", "missing_there"]
    ours = [*(WORDS[name][0] for name in FIELDS), "", "在册"]
    theirs = [*(WORDS[name][1] for name in FIELDS), "在册", ""]
    index = np.where(field >= 0, field, len(FIELDS) + 2 + field)
    solved = (rng.random(count) < SOLVED) & (field > -2)
    day = np.datetime64(district.today) - rng.integers(2, 24, count)
    known = np.arange(count) < len(own)
    residents = np.concatenate([district.resident[here[own]], np.zeros(unknown, int)])
    by = np.concatenate([staff[own], np.zeros(unknown, int)])
    return {
        "match_id": match, "resident_id": s.where(known, residents), "field": s.texts(names, index),
        "ours": s.texts(ours, index), "theirs": s.texts(theirs, index), "solved_on": s.where(solved, day),
        "solved_how": s.where(solved, rng.integers(1, 3, count)), "solved_by_id": s.where(solved, by),
        "solved_note": "",
    }  # fmt: skip
