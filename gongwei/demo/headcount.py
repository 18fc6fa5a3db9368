"""实有人口名单 of two villages: the elders who are filed there, but for a few who died, moved or were never filed."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import Count

from gongwei.catalogue.plans import values_on
from gongwei.kernel.dates import add_years
from gongwei.kernel.identity import check_character
from gongwei.people.enlisting import filed
from gongwei.people.models import Enlisted, InstitutionVillage, Resident, Staff
from gongwei.people.models.enlisted import DIED, HERE, MOVED

SHOWN = "桥头镇卫生院"
FILE, CAME_BY = "实有人口（演示）.xlsx", uuid.uuid5(uuid.NAMESPACE_URL, "gongwei-demo-headcount")
UNFILED = (("邹春分", 1), ("戚秋分", 2))


def enlist(today: dt.date) -> None:
    """The two villages with most elders; the first is said dead, the second gone, the third is missing."""
    born = add_years(dt.date(today.year, 12, 31), -int(values_on("elderly", today)["elderly_age"]))
    served = InstitutionVillage.objects.filter(institution__name=SHOWN, to_on=None).values_list("village", flat=True)
    most = filed(list(served), born).order_by().values_list("village").annotate(n=Count("pk")).order_by("-n", "village")
    villages = [village for village, _ in most[:2]]
    people = list(filed(villages, born).exclude(id_no=None).order_by("village", "pk"))
    by = Staff.objects.filter(institution__name=SHOWN, roles__role="public_health", active_to=None).order_by("pk")[0]
    about = {"listed_on": today.replace(day=1), "source": FILE, "came_by": CAME_BY, "brought_by": by}
    listed = [_entry(person, number, villages, today) for number, person in enumerate(people)]
    strangers = [
        Enlisted(id_no=_number(serial), name=name, birth_date=dt.date(1950, 5, 1), village_id=villages[0])
        for name, serial in UNFILED if villages
    ]  # fmt: skip
    for each in (found := [one for one in (*listed, *strangers) if one is not None]):
        for key, value in about.items():
            setattr(each, key, value)
    Enlisted.objects.bulk_create(found)


def _entry(person: Resident, number: int, villages: list[str], today: dt.date) -> Enlisted | None:
    if number == 2:
        return None
    state = {0: DIED, 1: MOVED}.get(number, HERE)
    other = next((village for village in villages if village != person.village_id), person.village_id)
    return Enlisted(
        id_no=person.id_no or "", name=person.name, birth_date=person.birth_date,
        village_id=other if number == 3 else person.village_id, state=state,
        since=add_years(today, -1) if state != HERE else None,
    )  # fmt: skip


def _number(serial: int) -> str:
    """A number of nobody: its first six digits are no region."""
    first17 = f"10000019500501{serial:03d}"
    return first17 + check_character(first17)
