"""TCM, COPD, weight and certified residents from `gongwei export` in plain Python (spec 10, 13, 15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from gongwei.facts import building
from gongwei.facts.tests.population import FIRST, TODAY, District, fill
from gongwei.facts.tests.settled import Settled, data_folder
from gongwei.indicators.tests.recomputing import (
    FAR,
    GONE,
    age,
    assert_agreement,
    by_resident,
    managed_in,
    records,
    states,
)
from gongwei.obligations.refresh import rebuild
from gongwei.people.models import Residence, Resident, ResidentTag, Standing
from gongwei.programmes.tcm.models import Child

DAYS = [dt.date(2024, 10, 16), dt.date(2024, 12, 31)]
PAPER = {
    "qi": (2, 3, 4, 14), "yang": (11, 12, 13, 29), "yin": (10, 21, 26, 31), "phlegm": (9, 16, 28, 32),
    "damp": (23, 25, 27, 30), "blood": (19, 22, 24, 33), "mood": (5, 6, 7, 8), "special": (15, 17, 18, 20),
}  # fmt: skip
GUIDES = (
    "qi_def",
    "yang_def",
    "yin_def",
    "phlegm_damp",
    "damp_heat",
    "blood_stasis",
    "qi_stagnation",
    "special",
)
POINTS = (6, 12, 18, 24, 30, 36)


@pytest.fixture(scope="module")
def district(settlement: Settled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The made-up district with certificates, and with small children and what was done for them."""
    with settlement.copied() as made, data_folder(tmp_path_factory.mktemp("data")):
        held = set(ResidentTag.objects.filter(tag="disabled").values_list("resident_id", flat=True))
        for resident in (each for each in made.residents[:60] if each.pk not in held):
            start = made.day()
            ResidentTag.objects.create(
                resident=resident, tag="disabled", source="残疾人证", from_on=start,
                to_on=start + dt.timedelta(days=200) if made.chance(0.2) else None,
            )  # fmt: skip
        _children(made, 40)
        rebuild()
        building.build()
        yield made


def _children(made: District, count: int) -> None:
    """Born since 2021, here since birth; two of three points recorded, some of them too early or too late."""
    small = []
    for number in range(count):
        born = made.day(dt.date(2021, 6, 1), dt.date(2024, 3, 1))
        child = Resident.objects.create(
            record_no=f"{made.villages[0].code}{90000 + number}", name=f"姜白露{number}", sex=1, birth_date=born,
            created_on=max(born, FIRST), institution=made.institutions[0], village=made.villages[0],
            doctor=made.doctors[0],
        )  # fmt: skip
        Residence.objects.create(
            resident=child, village=child.village, institution=child.institution, doctor=child.doctor, permanent=True,
            from_on=born,
        )  # fmt: skip
        Standing.objects.create(resident=child, state="active", from_on=born)
        small.append(child)
    before = made.residents
    made.residents = small
    fill(made, Child, count * 6)
    made.residents = [*before, *small]


def scored(row: dict[str, Any]) -> dict[int, int | None]:
    """The answer to every item by number, those by measurement as the paper prints them."""
    found = {int(name[1:3]): row[name] for name in row if name[0] == "q" and name[1:3].isdigit()}
    weight, height, waist = row["weight"], row["height"], row["waist"]
    found[9] = None
    if weight is not None and height is not None:
        bmi = float(weight) / (float(height) / 100) ** 2
        found[9] = 1 + sum(bmi >= start for start in (24, 25, 26, 28))
    found[28] = None
    if waist is not None:
        found[28] = 1 + sum(float(waist) >= start for start in (80, 86, 91)) + (float(waist) > 105)
    return found


def judged(row: dict[str, Any]) -> tuple[bool, bool]:
    """(all 33 items are answered, and every constitution that is not 否 has guidance)."""
    answers = scored(row)
    if any(answers[number] is None for number in range(1, 34)):
        return False, False
    given = {number: int(value) for number, value in answers.items() if value is not None}
    biased = [sum(given[number] for number in numbers) for numbers in PAPER.values()]
    balanced = given[1] + sum(6 - given[number] for number in (2, 4, 5, 13))
    held = [kind for kind, score in zip(GUIDES, biased, strict=True) if score >= 9]
    if balanced >= 17 and max(biased) <= 10:
        held.append("balanced")
    if not held:
        held = ["balanced"]
    return True, all(row[f"guide_{kind}"] for kind in held)


def residents_here(exported: dict[str, pd.DataFrame], as_of: dt.date) -> dict[int, dict[str, Any]]:
    """Permanent residents on the day, active or lost, with ``state``."""
    state = states(exported, as_of)
    here = {
        row["resident_id"] for row in records(exported["residence"])
        if row["permanent"] and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    people = {row["id"]: row for row in records(exported["resident"])}
    return {key: {**people[key], "state": state[key]} for key in here if state.get(key) in ("active", "lost")}


def in_year(exported: dict[str, pd.DataFrame], form: str, as_of: dt.date) -> list[dict[str, Any]]:
    """The records of a form in the year so far."""
    first = dt.date(as_of.year, 1, 1)
    return [row for row in records(exported[form]) if first <= row["served_on"] <= as_of]


@pytest.mark.req("TCM-03")
@pytest.mark.parametrize("as_of", DAYS)
def test_elders_with_their_constitution_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    told: dict[int, list[tuple[bool, bool]]] = {}
    for row in in_year(exported, "tcm_elderly", as_of):
        told.setdefault(row["resident_id"], []).append(judged(row))
    theirs = {
        key: {
            "filed": row["created_on"] is not None and row["created_on"] <= as_of and row["state"] != "lost",
            "identified": any(one for one, _ in told.get(key, [])) and row["state"] != "lost",
            "advised": any(both for _, both in told.get(key, [])) and row["state"] != "lost",
        }
        for key, row in residents_here(exported, as_of).items()
        if age(row["birth_date"], dt.date(as_of.year, 12, 31)) >= 65
    }
    assert any(row["identified"] for row in theirs.values())
    assert_agreement("tcm.elderly", as_of, theirs)


def month_later(day: dt.date, months: int) -> dt.date:
    """Calendar months, clamped to the last day."""
    found: dt.date = (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
    return found


@pytest.mark.req("TCM-03", "TCM-02")
@pytest.mark.parametrize("as_of", DAYS)
def test_children_with_the_points_due_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Due a month after the age; met from a month before it until the day before the next window opens."""
    done: dict[int, list[dict[str, Any]]] = {}
    for row in records(exported["tcm_child"]):
        done.setdefault(row["resident_id"], []).append(row)
    state = states(exported, as_of)
    born = {row["id"]: row["birth_date"] for row in records(exported["resident"])}
    spans = _spans(exported)
    theirs = {}
    for key, birth in born.items():
        lacking = met = 0
        for point in POINTS:
            opens, due = month_later(birth, point - 1), month_later(birth, point + 1)
            until = month_later(birth, point + 6 if point < 36 else 42)
            here = [(start, min(stop, month_later(birth, 42))) for start, stop in spans.get(key, [])]
            owed = [stop for start, stop in here if stop > opens and start < stop]
            if not owed or max(owed) <= due or due.year != as_of.year:
                continue
            found = [
                row["served_on"] for row in done.get(key, [])
                if row["age_point"] == point and opens <= row["served_on"] < until and row["served_on"] <= TODAY
            ]  # fmt: skip
            if found and min(found) <= as_of:
                met += 1
            elif due <= as_of:
                lacking += 1
        if (met or lacking) and state.get(key) not in GONE:
            theirs[key] = {"all_points": lacking == 0, "any_point": met > 0, "served": lacking == 0}
    assert_agreement("tcm.children", as_of, theirs)


def _spans(exported: dict[str, pd.DataFrame]) -> dict[int, list[tuple[dt.date, dt.date]]]:
    """When each person lived here permanently with an active record or lost."""
    held: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for row in records(exported["standing"]):
        if row["state"] in ("active", "lost"):
            held.setdefault(row["resident_id"], []).append((row["from_on"], row["to_on"] or FAR))
    found: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for row in records(exported["residence"]):
        if not row["permanent"]:
            continue
        for start, stop in held.get(row["resident_id"], []):
            both = max(start, row["from_on"]), min(stop, row["to_on"] or FAR)
            if both[0] < both[1]:
                found.setdefault(row["resident_id"], []).append(both)
    return found


@pytest.mark.req("COPD-01")
@pytest.mark.parametrize("as_of", DAYS)
def test_copd_patients_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Four visits of any mode or one a quarter since joining; class and smoking of the last visit; rechecks in time."""
    visits, referrals = (
        by_resident(records(exported["copd_followup"])),
        by_resident(records(exported["referral"])),
    )
    results = by_resident(records(exported["referral_result"]))
    exams = {row["resident_id"] for row in in_year(exported, "health_exam", as_of)}
    tests = {
        row["resident_id"]
        for row in in_year(exported, "copd_spirometry", as_of)
        if row["fev1"] and row["fvc"]
    }
    state, theirs = states(exported, as_of), {}
    for key, held in managed_in(exported, "copd", as_of).items():
        mine = [row for row in visits.get(key, []) if held.first <= row["served_on"] <= as_of]
        again = [row for row in visits.get(key, []) if _asks_again(row)]
        traced = [row for row in results.get(key, []) if row["programme"] == "copd"]
        sent = [row for row in referrals.get(key, []) if row["programme"] == "copd"]
        noted = [row for row in visits.get(key, []) if row["referral_reason"]]
        by_day = sorted([*visits.get(key, []), *results.get(key, [])], key=lambda row: row["served_on"])
        last = mine[-1] if mine else None
        theirs[key] = {
            "served": bool(mine) or key in exams,
            "enough_visits": len(mine) >= held.visits_owed(),
            "exam_done": key in exams or not held.exam_owed(),
            "rechecks_in_time": not held.late(again, visits.get(key, [])),
            "referrals_closed": not held.late(sent, traced) and not held.late(noted, by_day),
            "spirometry_done": key in tests or any(row["fev1"] and row["fvc"] for row in mine),
            "class_controlled": last is not None and last["visit_class"] == 1 and state.get(key) != "lost",
            "smoke_free": last is not None and last["smoke_cur"] == 0,
        }
    assert_agreement("copd.managed", as_of, theirs)


def _asks_again(row: dict[str, Any]) -> bool:
    """Class 2 or 3, or a dangerous value, as the record alone shows."""
    spo2, breaths, beats = row["spo2"], row["resp_rate"], row["heart_rate"]
    danger = (spo2 is not None and spo2 < 90) or (breaths is not None and breaths > 30)
    danger = danger or (beats is not None and beats > 120) or bool(row["danger_signs"])
    return danger or row["visit_class"] in (2, 3)


@pytest.mark.req("DIS-01", "DIS-05")
@pytest.mark.parametrize("as_of", DAYS)
def test_certified_residents_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """The tag holds on the day and the person lives here; one exam of the year counts once."""
    tagged = {
        row["resident_id"] for row in records(exported["resident_tag"])
        if row["tag"] == "disabled" and row["from_on"] <= as_of < (row["to_on"] or FAR)
    }  # fmt: skip
    exams = in_year(exported, "health_exam", as_of)
    whose = {row["id"]: row["resident_id"] for row in exams}
    told = {
        whose[row["exam_id"]] for row in records(exported["exam_feedback"])
        if row["exam_id"] in whose and row["served_on"] <= as_of
    }  # fmt: skip
    assessed = in_year(exported, "disabled_assessment", as_of)
    needing = {row["resident_id"] for row in assessed if row["rehab_need"] and 1 not in row["rehab_need"]}
    needing |= {row["resident_id"] for row in in_year(exported, "disabled_demand", as_of)}
    helped = {row["resident_id"] for row in in_year(exported, "disabled_support", as_of)}
    theirs = {}
    for key, row in residents_here(exported, as_of).items():
        if key in tagged:
            reached = row["state"] != "lost"
            theirs[key] = {
                "examined": key in whose.values() and reached,
                "assessed": key in {each["resident_id"] for each in assessed} and reached,
                "result_told": key in told and reached,
                "has_need": key in needing,
                "supported": key in needing and key in helped and reached,
            }
    assert_agreement("disabled.certified", as_of, theirs)


@pytest.mark.req("DIS-04")
@pytest.mark.parametrize("as_of", DAYS)
def test_exams_to_compare_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """Examined this year, and certified here since the first of three years: in how many of them examined."""
    first, since = as_of.year - 2, dict[int, dt.date]()
    tags = [row for row in records(exported["resident_tag"]) if row["tag"] == "disabled"]
    for home in records(exported["residence"]):
        for tag in (row for row in tags if row["resident_id"] == home["resident_id"]):
            begins = max(home["from_on"], tag["from_on"])
            if home["permanent"] and begins <= as_of < min(home["to_on"] or FAR, tag["to_on"] or FAR):
                since[home["resident_id"]] = min(begins, since.get(home["resident_id"], FAR))
    years: dict[int, set[int]] = {}
    for row in records(exported["health_exam"]):
        if first <= row["served_on"].year and row["served_on"] <= as_of:
            years.setdefault(row["resident_id"], set()).add(row["served_on"].year)
    state = states(exported, as_of)
    theirs = {
        key: {"years": len(years[key]), "enough_years": len(years[key]) == 3}
        for key, begins in since.items()
        if state.get(key) not in GONE and begins.year <= first and as_of.year in years.get(key, set())
    }
    assert {row["enough_years"] for row in theirs.values()} == {True, False}
    assert_agreement("disabled.compared", as_of, theirs)


@pytest.mark.req("TCM-04")
@pytest.mark.parametrize("as_of", DAYS)
def test_who_was_told_agrees_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """One consent of the year takes every refusal back."""
    state, answers = states(exported, as_of), dict[int, set[Any]]()
    for row in in_year(exported, "tcm_told", as_of):
        answers.setdefault(row["resident_id"], set()).add(row["answer"])
    theirs = {
        key: {"agreed": 1 in said, "refused": 1 not in said}
        for key, said in answers.items() if state.get(key) not in GONE
    }  # fmt: skip
    assert_agreement("tcm.told", as_of, theirs)


@pytest.mark.req("WGT-01", "WGT-02")
@pytest.mark.parametrize("as_of", DAYS)
def test_weights_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """The last weight with a height, wherever it was taken; 24 and 28 kg/m², 90 and 85 cm."""
    people = {row["id"]: row for row in records(exported["resident"])}
    measured: dict[int, list[dict[str, Any]]] = {}
    for name in ("weight_measurement", "weight_assessment", "weight_visit", "health_exam"):
        for row in in_year(exported, name, as_of):
            if row["weight"] is not None and row["height"] is not None:
                measured.setdefault(row["resident_id"], []).append(row)
    plans = {
        row["resident_id"] for row in records(exported["weight_plan"])
        if row["started_on"] and row["started_on"] <= as_of and (row["ended_on"] or as_of) >= dt.date(as_of.year, 1, 1)
    }  # fmt: skip
    theirs = {}
    for key in residents_here(exported, as_of):
        born, sex = people[key]["birth_date"], people[key]["sex"]
        if age(born, as_of) < 18:
            continue
        last = max(measured.get(key, []), key=lambda row: (row["served_on"], str(row["id"])), default=None)
        theirs[key] = {"guided": key in plans, "weighed": last is not None}
        theirs[key]["measured"] = last is not None and last["waist"] is not None
        if last is None or age(born, last["served_on"]) >= 18:
            bmi = float(last["weight"]) * 10000 / float(last["height"]) ** 2 if last else 0
            waist = float(last["waist"] or 0) if last else 0
            theirs[key] |= {
                "overweight": 24 <= bmi < 28, "obese": bmi >= 28, "heavy": bmi >= 24,
                "central": waist >= (90 if sex == 1 else 85),
            }  # fmt: skip
    assert_agreement("weight.adults", as_of, theirs)


@pytest.mark.req("WGT-01")
@pytest.mark.parametrize("as_of", DAYS)
def test_ended_plans_agree_to_the_person(
    district: District, exported: dict[str, pd.DataFrame], as_of: dt.date
) -> None:
    """At the target, or five per cent lost."""
    state, theirs = states(exported, as_of), dict[int, dict[str, bool]]()
    for row in records(exported["weight_plan"]):
        if row["ended_on"] is None or not dt.date(as_of.year, 1, 1) <= row["ended_on"] <= as_of:
            continue
        start, end, target = row["start_weight"], row["end_weight"], row["target_weight"]
        lost = start is not None and end is not None and (start - end) * 100 >= start * 5
        reached = lost or (end is not None and target is not None and end <= target)
        if state.get(row["resident_id"]) not in GONE:
            before = theirs.get(row["resident_id"], {"reached": False})
            theirs[row["resident_id"]] = {"reached": reached or before["reached"]}
    assert_agreement("weight.plans", as_of, theirs)
