"""Who works in the district: village doctors by population, doctors and 公卫科 of the centres, the county's offices."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from gongwei.demo.loading import set_sequences
from gongwei.demo.names import draw_names
from gongwei.kernel.clock import CHINA
from gongwei.people.grants import RESTRICTED
from gongwei.people.models import Institution, Staff, StaffRole, StaffVillage
from gongwei.policy import Plan
from gongwei.records.synthetic import Array, Rng

SINCE = dt.date(2015, 3, 1)
PEOPLE_PER_VILLAGE_DOCTOR = 1150
VILLAGES_PER_VILLAGE_DOCTOR = 6
PEOPLE_PER_OFFICER = 12_000
PASSWORD = "gongwei-demo-2024"
SHOWN_AT = "桥头镇卫生院"
ACCOUNTS = {
    "village_doctor": "cunyi",
    "doctor": "yisheng",
    "public_health": "gongweike",
    "line": "tiaoxian",
    "project_office": "xiangmuban",
    "finance": "caizheng",
    "disabled_federation": "canlian",
    "admin": "guanliyuan",
}
OFFICES = (
    ("project_office", "区卫生健康局"),
    ("admin", "区卫生健康局"),
    ("finance", "区财政局"),
    ("disabled_federation", "区残联"),
)


@dataclass
class Teams:
    """Staff ids: per person the village doctor and the officer of 公卫科; per institution its people."""

    doctor: Array
    officer: Array
    doctors_of: list[Array] = field(default_factory=list)
    villages: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Post:
    """A member of staff to be made: where, in which role, over which subtree and programmes."""

    role: str
    institution: Institution
    over: Institution
    title: str = ""
    programmes: tuple[str, ...] = ()


def employ(
    rng: Rng, plan: Plan, centres: list[Institution], institution: Array, village: Array, codes: list[str]
) -> Teams:
    """Make the staff of the centres and tell for each person who looks after them."""
    stations = {s.region_id: s for s in Institution.objects.filter(parent__in=centres)}
    posts: list[_Post] = []
    teams = Teams(np.zeros(len(institution), np.int64), np.zeros(len(institution), np.int64))
    served: list[tuple[int, Array]] = []
    for place, centre in enumerate(centres):
        mine = np.flatnonzero(institution == place)
        rounds = math.ceil(len(np.unique(village[mine])) / VILLAGES_PER_VILLAGE_DOCTOR)  # however few live there
        doctors = max(1, rounds, round(len(mine) / PEOPLE_PER_VILLAGE_DOCTOR))
        officers = 1 + max(1, round(len(mine) / PEOPLE_PER_OFFICER))
        turn = np.arange(len(mine)) * doctors // max(1, len(mine))
        for nth in range(doctors):
            villages = np.unique(village[mine[turn == nth]])
            station = stations[codes[villages[0]]]
            served.append((len(posts), villages))
            posts.append(_Post("village_doctor", station, station, "乡村医生"))
        first = len(posts) - doctors
        teams.doctor[mine] = first + turn + 1
        teams.doctors_of.append(np.arange(first, len(posts)) + 1)
        teams.officer[mine] = len(posts) + 1 + village[mine] % officers
        posts += [_Post("public_health", centre, centre, "公卫医师") for _ in range(officers)]
        posts += [_Post("doctor", centre, centre, "全科主治医师") for _ in range(officers)]
    posts += list(_county_posts(plan))
    _hire(rng, posts)
    teams.villages = [(place + 1, codes[v]) for place, villages in served for v in villages]
    StaffVillage.objects.bulk_create(
        StaffVillage(staff_id=staff, village_id=code, from_on=SINCE) for staff, code in teams.villages
    )
    return teams


def _county_posts(plan: Plan) -> Iterator[_Post]:
    """项目办, 管理员, 财政, 残联, and the line owners of annex 1 with their programmes."""
    root = Institution.objects.named("区卫生健康局").get()
    for role, unit in OFFICES:
        yield _Post(role, Institution.objects.named(unit).get(), root)
    programmes: dict[tuple[str, str], list[str]] = {}
    for duty in plan.file.responsibilities:
        for place, section in enumerate(duty.sections):
            unit = duty.units[min(place, len(duty.units) - 1)]
            programmes.setdefault((unit, section), []).extend(duty.chapters)
    for (unit, section), chapters in programmes.items():
        if chapters:
            yield _Post(
                "line", Institution.objects.named(unit).get(), root, section, tuple(dict.fromkeys(chapters))
            )


def _hire(rng: Rng, posts: list[_Post]) -> None:
    """Staff numbered from 1 in the order of the posts, each with a role; one account per role."""
    names = draw_names(rng, len(posts)).texts().to_pylist()
    accounts = {place: _account(role) for role, place in _shown(posts).items()}
    Staff.objects.bulk_create(
        Staff(
            id=place + 1,
            name=names[place],
            institution=post.institution,
            title=post.title[:50],
            active_from=SINCE,
            account=accounts.get(place),
        )
        for place, post in enumerate(posts)
    )
    set_sequences(("staff",))
    StaffRole.objects.bulk_create(
        StaffRole(
            staff_id=place + 1,
            role=post.role,
            institution=post.over,
            programmes=list(post.programmes),
            from_on=SINCE,
        )
        for place, post in enumerate(posts)
    )
    if (line := _shown(posts).get("line")) is not None:
        _authorise(line + 1)


def _authorise(staff: int) -> None:
    """Restricted registers are named to the shown officer of the disease control centre, who keeps them (IDR-08)."""
    StaffRole.objects.create(
        staff_id=staff, role="doctor", institution=Institution.objects.named("区卫生健康局").get(),
        programmes=sorted(RESTRICTED), from_on=SINCE,
    )  # fmt: skip


def _shown(posts: list[_Post]) -> dict[str, int]:
    """The post of each role that gets an account: at the shown centre; of the lines the one of 慢病."""
    found: dict[str, int] = {}
    for place, post in enumerate(posts):
        centre = post.institution.parent or post.institution
        local = post.role not in ("village_doctor", "doctor", "public_health") or SHOWN_AT in (
            post.institution.name,
            centre.name,
        )
        chronic = post.role != "line" or ("hypertension" in post.programmes and "慢病" in post.title)
        if local and chronic:
            found.setdefault(post.role, place)
    return found


def _account(role: str) -> User:
    """The documented account of a role; its hash is the same in every build."""
    joined = dt.datetime.combine(SINCE, dt.time(8), CHINA)
    password = make_password(PASSWORD, salt="gongweidemo")
    return User.objects.create(username=ACCOUNTS[role], password=password, date_joined=joined)
