"""The synthetic district as arrays: one cell per resident in each, filled step by step and read by every table."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from gongwei.demo import households, lives, numbers, patients, population
from gongwei.demo.attainment import ATTAINMENT
from gongwei.demo.bases import Bases
from gongwei.demo.names import Names, draw_names
from gongwei.demo.patients import Patients, lightest
from gongwei.demo.staff import Teams
from gongwei.demo.streams import stream
from gongwei.records.synthetic import NAT, Array, Column, texts, where, working, years_between

UNKNOWN_UNTIL = dt.date(2024, 1, 10)
"""The day on which the population list brought in those who have no record yet."""


@dataclass(frozen=True)
class Contacts:
    """Visits to the clinic in a year, one cell per visit: who came and when, in that order."""

    place: Array
    day: Array


@dataclass
class Village:
    """Codes and names in the numbering of the population."""

    codes: list[str]
    names: list[str]


@dataclass
class District:
    """Everybody and what is true of them; see gongwei.records.synthetic.District for what chapters read."""

    seed: int
    today: dt.date
    bases: Bases
    centres: list[tuple[int, str]]
    villages: Village
    people: population.Population
    age: Array
    homes: households.Households
    lives: lives.Lives
    names: Names
    filed: Array
    incomplete: Array
    dynamic: Array
    reviewed: Array
    phone: Column
    height: Array
    weight: Array
    engagement: Array
    dependence: Array
    programmes: dict[str, Patients] = field(default_factory=dict)
    exams: dict[int, Array] = field(default_factory=dict)
    contacts: dict[int, Contacts] = field(default_factory=dict)
    firsts: dict[int, Array] = field(default_factory=dict)
    teams: Teams | None = None

    @property
    def resident(self) -> Array:
        """Ids of residents, by place."""
        return np.arange(1, len(self.people) + 1)

    @property
    def birth(self) -> Array:
        """Birth dates."""
        return self.people.birth

    @property
    def sex(self) -> Array:
        """1 male, 2 female."""
        return self.people.sex

    @property
    def institution(self) -> Array:
        """Ids of the responsible institutions."""
        return np.array([pk for pk, _ in self.centres])[self.people.institution]

    @property
    def doctor(self) -> Array:
        """Ids of the village doctors."""
        assert self.teams is not None
        return self.teams.doctor

    @property
    def nurse(self) -> Array:
        """Ids of the officers of 公卫科."""
        assert self.teams is not None
        return self.teams.officer

    @property
    def present_from(self) -> Array:
        """Known from."""
        return self.lives.known_from

    @property
    def present_until(self) -> Array:
        """The day of leaving, NaT while here."""
        return self.lives.left_on

    @property
    def present(self) -> Array:
        """Counted in the population today."""
        return self.people.fate == population.PRESENT

    def patients(self, programme: str) -> Array:
        """Places of those ever under management."""
        return self.programmes[programme].places

    def enrolled(self, programme: str) -> tuple[Array, Array]:
        """First day of management and the day after the last."""
        return self.programmes[programme].from_on, self.programmes[programme].to_on

    def diagnosed(self, programme: str) -> Array:
        """Day of diagnosis."""
        return self.programmes[programme].diagnosed_on

    def standard(self, programme: str, year: int) -> Array:
        """Whether all that was owed in the year is done."""
        held = self.programmes[programme]
        return held.standard if year == self.today.year else held.standard_before

    def exam_on(self, year: int) -> Array:
        """Day of the year's examination."""
        return self.exams[year]

    def first_contact(self, year: int) -> Array:
        """Day of the year's first visit to the clinic."""
        return self.firsts[year]

    def reachable(self, places: Array, day: Array) -> Array:
        """Known, here and not lost on the day."""
        life = self.lives
        lost = (day >= life.lost_on[places]) & ~(day >= life.found_on[places])
        return (day >= life.known_from[places]) & ~(day >= life.left_on[places]) & ~lost

    def org(self, places: Array) -> Column:
        """Full name of the responsible institution."""
        return texts([name for _, name in self.centres], self.people.institution[places])

    def phone_of(self, places: Array) -> Column:
        """Telephone numbers."""
        return self.phone.take(places)


def settle(seed: int, today: dt.date, bases: Bases, centres: list[tuple[int, str]], villages: Village, served: list[list[str]]) -> District:
    """The people with their families, lives and records; staff, diseases and services come after."""
    people = population.populate(stream(seed, "population"), bases, served, today)
    count = len(people)
    age = years_between(people.birth, np.full(count, np.datetime64(today)))
    present = people.fate == population.PRESENT
    homes = households.settle(stream(seed, "households"), people.village, people.birth, people.sex, age, present)
    life = lives.live(stream(seed, "lives"), people, age, len(centres), today)
    rng = stream(seed, "records")
    double = people.twin != np.arange(count)
    known_twice = double | np.r_[double[1:], False]
    filed = _share(np.where(known_twice, -1.0, rng.random(count)), present, people, bases["population"] * np.array(ATTAINMENT["filed"]) / 100) | ~present
    complete = _share(np.where(filed & ~double, rng.random(count), np.inf), present, people, bases["population"] * np.array(ATTAINMENT["standard_record"]) / 100)
    reviewed = filed & (rng.random(count) < np.array(ATTAINMENT["reviewed"])[people.institution] / 100)
    listed = np.maximum(np.datetime64(UNKNOWN_UNTIL), people.birth)
    known = np.where(filed, life.known_from, np.maximum(listed, people.birth))
    life = dataclasses.replace(
        life, known_from=known, former=np.where(filed, life.former, -1),
        **{name: np.where(filed, getattr(life, name), NAT) for name in ("lost_on", "found_on", "moved_in_on")},
    )  # fmt: skip
    names = draw_names(rng, count)
    names = Names(names.surname[homes.family][people.twin], names.given[people.twin])
    height, weight = _bodies(rng, age, people.sex)
    own = numbers.phones(rng, count)
    phone = own.take(np.where(age < 16, homes.relative, people.twin))
    nobody = np.zeros(count, bool)
    return District(
        seed, today, bases, centres, villages, people, age, homes, life, names, filed, ~complete, nobody, reviewed, phone,
        height, weight, rng.normal(0, 1, count), _dependence(rng, age),
    )  # fmt: skip


def _share(keys: Array, among: Array, people: population.Population, wanted: Array) -> Array:
    return lightest(np.where(among, keys, np.inf), people.institution, np.floor(wanted + 0.5).astype(np.int64))


def _bodies(rng: np.random.Generator, age: Array, sex: Array) -> tuple[Array, Array]:
    """Height in cm and weight in kg; children grow, old people shrink a little."""
    count = len(age)
    grown = np.where(sex == 1, 171.0, 159.5) - 0.07 * np.maximum(0, age - 30) + rng.normal(0, 5.6, count)
    height = np.round(np.clip(np.where(age < 18, np.interp(age, [0, 3, 10, 18], [52, 96, 140, 166]) + rng.normal(0, 4, count), grown), 46, 198), 1)
    index = np.where(age < 18, np.interp(age, [0, 3, 18], [14.5, 15.8, 20.5]), 24.6) + rng.normal(0, 1, count) * np.where(age < 18, 1.2, 3.0)
    return height, np.round(np.clip(index, 12.5, 42) * (height / 100) ** 2, 1)


def _dependence(rng: np.random.Generator, age: Array) -> Array:
    """How much help people need in daily life: 1 none, 2 a little, 3 some, 4 full."""
    grade = rng.random(len(age)) * np.interp(age, [65, 80, 95], [0.35, 0.55, 1.0])
    return (1 + (grade > 0.33).astype(np.int16) * (rng.random(len(age)) < 0.25) + (grade > 0.62) + (grade > 0.9)).astype(np.int16)


def diagnose(district: District) -> None:
    """Choose the patients of each programme, who of them is served to standard, and who was examined when."""
    rng = stream(district.seed, "patients")
    people, here = district.people, district.present & district.filed
    gone = ~district.present
    likely = np.ones(len(people))
    for programme in ("hypertension", "diabetes"):
        wanted = np.floor(district.bases[f"{programme}_task"] * np.array(ATTAINMENT[f"{programme}_task"]) / 100 + 0.5).astype(np.int64)
        who = patients.managed(rng, programme, district.age, likely, here, gone, people.institution, wanted)
        likely = np.where(who, 4.0, 1.0)
        held = patients.enrol(rng, programme, who, district.birth, district.lives.known_from, district.lives.left_on, district.today)
        district.programmes[programme] = dataclasses.replace(held, **_standards(rng, district, held))
    _examine(rng, district)


def _standards(rng: np.random.Generator, district: District, held: Patients) -> dict[str, Array]:
    """This year the published share of the task, last year a little more; the engaged ones first."""
    places = held.places
    eager = -district.engagement[places] + rng.normal(0, 0.8, len(places))
    steady = np.isnat(held.to_on) & np.isnat(district.lives.lost_on[places])
    settled = steady & (held.from_on < np.datetime64(f"{district.today.year}-01-01"))
    share = district.bases[f"{held.programme}_task"] * np.array(ATTAINMENT[held.programme]) / 100
    wanted = np.floor(share + 0.5).astype(np.int64)
    now = lightest(np.where(settled, eager, np.inf), district.people.institution[places], wanted)
    joined_before = held.from_on < np.datetime64(f"{district.today.year - 1}-01-01")
    before = joined_before & (eager < np.quantile(eager, patients.LAST_YEAR_STANDARD)) if len(eager) else joined_before
    return {"standard": now, "standard_before": before}


def _examine(rng: np.random.Generator, district: District) -> None:
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
        here = district.filed & district.present & np.isnat(district.lives.lost_on) & (district.lives.known_from < np.datetime64(f"{each}-03-01"))
        wanted |= here & ill & (rng.random(count) < 0.12)
        wanted |= here & (district.age >= 19) & (rng.random(count) < 0.012)
        day = working(patients.exam_days(rng, people.village, each, district.today, wanted))
        birthday = (district.birth.astype("datetime64[M]") + 65 * 12).astype("datetime64[D]") + 31
        turning = wanted & (district.age >= 64) & (birthday > day) & (birthday <= np.datetime64(district.today))
        held_on = np.where(turning, birthday, day)
        district.exams[each] = np.where(district.reachable(np.arange(count), held_on), held_on, NAT)


def elders_served(rng: np.random.Generator, district: District, year: int, examined: Array) -> Array:
    """Elders with an examination in the year: those examined anyway first, up to the institution's share."""
    end = np.full(len(examined), np.datetime64(f"{year}-12-31"))
    eager = -district.engagement + rng.normal(0, 0.8, len(examined)) - 3 * examined
    before = years_between(district.birth, np.full(len(examined), np.datetime64(f"{year}-09-01"))) >= 65
    able = district.filed & district.present & before & (years_between(district.birth, end) >= 65)
    able &= np.isnat(district.lives.lost_on) & (district.lives.known_from < np.datetime64(f"{year}-03-01"))
    share = district.bases["elderly"] * (np.array(ATTAINMENT["elderly"]) + 3) / 100
    return lightest(np.where(able, eager, np.inf), district.people.institution, np.floor(share + 0.5).astype(np.int64))
