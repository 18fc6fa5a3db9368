"""Drawing grids: 公卫科 divides its area among teams; every resident lies in exactly one grid (PLAN-36)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from gongwei.kernel.clock import today
from gongwei.organisation.authority import must_answer
from gongwei.organisation.models import Grid, GridMember, GridPart
from gongwei.people.models import Institution, InstitutionVillage, Region, Resident, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.records.history import acting

REST = "未划网格（公卫科负责）"
"""What an institution has not drawn is one grid of its own, for which its 公卫科 answers."""


@dataclass(frozen=True)
class Drawn:
    """One grid with its parts and team, and how many residents live there; ``grid`` is None for the rest."""

    grid: Grid | None
    parts: tuple[str, ...]
    team: tuple[Staff, ...]
    residents: int

    @property
    def name(self) -> str:
        """What the grid is called."""
        return self.grid.name if self.grid else REST


def villages_of(place: Institution, on: dt.date) -> list[Region]:
    """The villages that an institution serves on a day."""
    rows = InstitutionVillage.objects.filter(institution=place, from_on__lte=on)
    held = rows.filter(Q(to_on=None) | Q(to_on__gt=on)).select_related("village").order_by("village")
    return [row.village for row in held]


def draw(
    grid_id: uuid.UUID,
    place: Institution,
    name: str,
    leader: Staff,
    team: Collection[Staff],
    villages: Collection[Region],
    *,
    by: Staff,
    block: str = "",
) -> Grid:
    """A new grid; what lay in another grid moves over, and a grid left without any part ends.

    ``block`` narrows one village to the addresses that contain it.
    """
    must_answer(by, place)
    if earlier := Grid.objects.filter(pk=grid_id).first():
        return earlier
    name, block = name.strip(), block.strip()
    if not name:
        raise refuse("name", "网格：必须填写名称")
    _own(place, leader, team)
    if not villages:
        raise refuse("villages", "村（居）：至少选一个")
    if block and len(villages) != 1:
        raise refuse("villages", "村（居）：按街区划时只选街区所在的一个村（居）")
    served = villages_of(place, today())
    if beyond := [each for each in villages if each not in served]:
        raise refuse("villages", f"村（居）：{'、'.join(each.name for each in beyond)}不由{place}服务")
    with transaction.atomic(), acting(str(by.pk), f"划定{name}"):
        Institution.objects.select_for_update().get(pk=place.pk)
        if Grid.objects.filter(institution=place, name=name, to_on=None).exists():
            raise Conflict(f"已有“{name}”，请换一个名称")
        made = Grid.objects.create(id=grid_id, institution=place, name=name, leader=leader, from_on=today())
        _name_team(made, leader, team)
        _move(made, villages, block)
        return made


def _own(place: Institution, leader: Staff, team: Collection[Staff]) -> None:
    everyone = (leader, *team)
    if strangers := [each for each in everyone if not each.institution.path.startswith(place.path)]:
        raise refuse("team", f"团队：{'、'.join(each.name for each in strangers)}不是{place}的人员")
    if gone := [each for each in everyone if each.active_to is not None]:
        raise refuse("team", f"团队：{'、'.join(each.name for each in gone)}已离职")


def _name_team(grid: Grid, leader: Staff, team: Iterable[Staff]) -> None:
    wanted = {each.pk for each in (leader, *team)}
    held = GridMember.objects.filter(grid=grid, to_on=None)
    held.exclude(staff__in=wanted).update(to_on=today())
    stays = set(held.values_list("staff", flat=True))
    GridMember.objects.bulk_create(
        GridMember(grid=grid, staff_id=each, from_on=today()) for each in sorted(wanted - stays)
    )


def _move(grid: Grid, villages: Collection[Region], block: str) -> None:
    held = GridPart.objects.select_for_update().filter(village__in=villages, block=block, to_on=None)
    left = set(held.values_list("grid", flat=True))
    held.update(to_on=today())
    GridPart.objects.bulk_create(
        GridPart(grid=grid, village=each, block=block, from_on=today()) for each in villages
    )
    for other in left:
        if not GridPart.objects.filter(grid=other, to_on=None).exists():
            Grid.objects.filter(pk=other).update(to_on=today())
            GridMember.objects.filter(grid=other, to_on=None).update(to_on=today())


def hand_over(grid: Grid, leader: Staff, team: Collection[Staff], *, by: Staff) -> Grid:
    """Another team answers for a grid; who left it stays in its history."""
    must_answer(by, grid.institution)
    _own(grid.institution, leader, team)
    with transaction.atomic(), acting(str(by.pk), f"更换{grid}团队"):
        held = Grid.objects.select_for_update().get(pk=grid.pk)
        if held.to_on is not None:
            raise Conflict(f"{held}已于 {held.to_on} 撤销")
        held.leader = leader
        held.save(update_fields=["leader"])
        _name_team(held, leader, team)
        return held


def grids(place: Institution) -> list[Drawn]:
    """The grids of an institution as they stand, then the rest; together they hold each of its residents once."""
    held = list(Grid.objects.filter(institution=place, to_on=None).select_related("leader"))
    parts = list(GridPart.objects.filter(grid__in=held, to_on=None).select_related("village"))
    members = list(GridMember.objects.filter(grid__in=held, to_on=None).select_related("staff"))
    counts = _counts(place, parts)
    found = [
        Drawn(
            each, tuple(str(part) for part in parts if part.grid_id == each.pk),
            tuple(row.staff for row in members if row.grid_id == each.pk), counts[each.pk],
        )
        for each in held
    ]  # fmt: skip
    whole = {part.village_id for part in parts if not part.block}
    left = tuple(each.name for each in villages_of(place, today()) if each.pk not in whole)
    return [*found, Drawn(None, left, (), counts[None])] if left or counts[None] else found


def _counts(place: Institution, parts: list[GridPart]) -> Counter[uuid.UUID | None]:
    """Grid → its permanent residents; None for the rest. Addresses are read only where a block asks for them."""
    lived = Resident.objects.population_on(today()).filter(institution=place)
    split = {part.village_id for part in parts if part.block}
    rows = lived.exclude(village__in=split).order_by().values_list("village").annotate(Count("pk", distinct=True))
    found: Counter[uuid.UUID | None] = Counter()
    for village, number in rows:
        found[_holding(parts, village, "")] += number
    lived_at = lived.filter(village__in=split).order_by().distinct().values_list("pk", "village", "current_address")
    for _, village, address in lived_at:
        found[_holding(parts, village, address or "")] += 1
    return found


def _holding(parts: Iterable[GridPart], village: str, address: str) -> uuid.UUID | None:
    """The grid of an address: the longest block that it contains, else the whole village's, else none."""
    held = [part for part in parts if part.village_id == village and part.block in address]
    return max(held, key=lambda part: (len(part.block), part.block)).grid_id if held else None


def grid_of(resident: Resident) -> Grid | None:
    """The one grid in which somebody lives; None stands for the rest of the institution."""
    rows = GridPart.objects.filter(village=resident.village_id, grid__institution=resident.institution_id, to_on=None)
    found = _holding(rows, str(resident.village_id), resident.current_address or "")
    return Grid.objects.get(pk=found) if found else None
