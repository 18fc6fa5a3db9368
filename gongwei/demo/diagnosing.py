"""Who is ill, who is served to standard, and who was examined when: the published shares of each institution."""

from __future__ import annotations

import dataclasses

import numpy as np

from gongwei.demo import patients
from gongwei.demo.attainment import ATTAINMENT
from gongwei.demo.district import District
from gongwei.demo.patients import Patients, lightest
from gongwei.demo.streams import stream
from gongwei.records.synthetic import NAT, Array, Rng, working, years_between


def diagnose(district: District) -> None:
    """Choose the patients of each programme, who of them is served to standard, and who was examined when."""
    rng = stream(district.seed, "patients")
    people, here = district.people, district.present & district.filed
    gone = ~district.present
    likely = np.ones(len(people))
    for programme in ("hypertension", "diabetes"):
        wanted = np.floor(
            district.bases[f"{programme}_task"] * np.array(ATTAINMENT[f"{programme}_task"]) / 100 + 0.5
        ).astype(np.int64)
        who = patients.managed(rng, programme, district.age, likely, here, gone, people.institution, wanted)
        likely = np.where(who, 4.0, 1.0)
        held = patients.enrol(
            rng,
            programme,
            who,
            district.birth,
            district.lives.known_from,
            district.lives.left_on,
            district.today,
        )
        now, before = _standards(rng, district, held)
        district.programmes[programme] = dataclasses.replace(held, standard=now, standard_before=before)
    _examine(rng, district)


def _standards(rng: Rng, district: District, held: Patients) -> tuple[Array, Array]:
    """This year the published share of the task, last year a little more; the engaged ones first."""
    places = held.places
    eager = -district.engagement[places] + rng.normal(0, 0.8, len(places))
    steady = np.isnat(held.to_on) & np.isnat(district.lives.lost_on[places])
    settled = steady & (held.from_on < np.datetime64(f"{district.today.year}-01-01"))
    share = district.bases[f"{held.programme}_task"] * np.array(ATTAINMENT[held.programme]) / 100
    wanted = np.floor(share + 0.5).astype(np.int64)
    now = lightest(np.where(settled, eager, np.inf), district.people.institution[places], wanted)
    joined_before = held.from_on < np.datetime64(f"{district.today.year - 1}-01-01")
    before = (
        joined_before & (eager < np.quantile(eager, patients.LAST_YEAR_STANDARD))
        if len(eager)
        else joined_before
    )
    return now, before


def _examine(rng: Rng, district: District) -> None:
    """Everybody served to standard was examined; so were the published share of elders and some others."""
    year, people = district.today.year, district.people
    count = len(people)
    for each in (year - 1, year):
        wanted = np.zeros(count, bool)
        for held in district.programmes.values():
            wanted[held.places[district.standard(held.programme, each)]] = True
        wanted |= elders_served(rng, district, each, wanted)
        ill = np.zeros(count, bool)
        for held in district.programmes.values():
            ill[held.places] = True
        here = (
            district.filed
            & district.present
            & np.isnat(district.lives.lost_on)
            & (district.lives.known_from < np.datetime64(f"{each}-03-01"))
        )
        wanted |= here & ill & (rng.random(count) < 0.12)
        wanted |= here & (district.age >= 19) & (rng.random(count) < 0.012)
        day = working(patients.exam_days(rng, people.village, each, district.today, wanted))
        birthday = (district.birth.astype("datetime64[M]") + 65 * 12).astype("datetime64[D]") + 31
        turning = (
            wanted
            & (district.age >= 64)
            & (birthday > day)
            & (birthday <= min(np.datetime64(district.today), np.datetime64(f"{each}-12-31")))
        )
        held_on = np.where(turning, birthday, day)
        district.exams[each] = np.where(district.reachable(np.arange(count), held_on), held_on, NAT)


def elders_served(rng: Rng, district: District, year: int, examined: Array) -> Array:
    """Elders with an examination in the year: those examined anyway first, up to the institution's share."""
    end = np.full(len(examined), np.datetime64(f"{year}-12-31"))
    eager = -district.engagement + rng.normal(0, 0.8, len(examined)) - 3 * examined
    before = years_between(district.birth, np.full(len(examined), np.datetime64(f"{year}-09-01"))) >= 65
    able = district.filed & district.present & before & (years_between(district.birth, end) >= 65)
    able &= np.isnat(district.lives.lost_on) & (district.lives.known_from < np.datetime64(f"{year}-03-01"))
    share = district.bases["elderly"] * (np.array(ATTAINMENT["elderly"]) + 3) / 100
    return lightest(
        np.where(able, eager, np.inf), district.people.institution, np.floor(share + 0.5).astype(np.int64)
    )
