"""The synthetic district as arrays: one cell per resident in each, filled step by step and read by every table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from gongwei.demo import households, lives, population
from gongwei.demo.bases import Bases
from gongwei.demo.names import Names
from gongwei.demo.patients import Patients
from gongwei.demo.staff import Teams
from gongwei.records.synthetic import Array, Column, texts


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
    tags: dict[str, Array] = field(default_factory=dict)
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
    def household(self) -> Array:
        """Numbers of households."""
        return self.homes.number

    @property
    def to_head(self) -> Array:
        """Relation to the head."""
        return self.homes.relation

    @property
    def present(self) -> Array:
        """Counted in the population today."""
        return np.equal(self.people.fate, population.PRESENT)

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

    def tagged(self, tag: str) -> Array:
        """Places of those who carry a group tag; known once the residents are written."""
        return np.flatnonzero(self.tags[tag])

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

    def name_of(self, places: Array) -> Column:
        """Names."""
        return self.names.texts().take(places)

    def phone_of(self, places: Array) -> Column:
        """Telephone numbers."""
        return self.phone.take(places)
