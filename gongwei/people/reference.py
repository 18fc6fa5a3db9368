"""Loading regions and institutions of a county from its data files; loading again changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from gongwei.kernel.record_number import RecordNumber
from gongwei.people.models import Institution, InstitutionVillage, Region

_COMMITTEE = re.compile(r"(社区)?(居委会|居民委员会)$|(村委会|村民委员会)$")
DATA = Path(__file__).parent / "data"


def load_county(code: str) -> None:
    """Regions, institutions with their villages, and a station or village clinic in each village of a county."""
    plan = yaml.safe_load((DATA / f"institutions-{code}.yaml").read_text("utf-8"))
    start = plan["from"]
    with transaction.atomic():
        load_above(plan["above"])
        load_regions(DATA / f"regions-{code}.csv", plan["above"][-1]["code"])
        for position, entry in enumerate(plan["institutions"], start=1):
            load_institution(entry, position, start)
        for entry in sorted(plan["institutions"], key=_whole_towns):
            _serve(Institution.objects.get(code=entry["code"]), entry.get("serves", []), start)


def load_above(entries: list[dict[str, str]]) -> None:
    """Province, city and county, each the parent of the next."""
    parent = None
    for entry in entries:
        Region.objects.update_or_create(
            code=entry["code"], defaults={"name": entry["name"], "level": entry["level"], "parent_id": parent}
        )
        parent = entry["code"]


def load_regions(path: Path, county: str) -> int:
    """Townships and villages from a CSV of village_code, village_name, township_code, township_name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    towns = {row["township_code"].ljust(12, "0"): row["township_name"] for row in rows}
    _upsert(Region(code=code, name=name, level="township", parent_id=county) for code, name in towns.items())
    return _upsert(
        Region(
            code=row["village_code"],
            name=row["village_name"],
            level="village",
            parent_id=row["township_code"].ljust(12, "0"),
        )
        for row in rows
    )


def load_institution(entry: dict[str, Any], position: int, start: dt.date) -> Institution:
    """One body of the file; its path follows its parent's."""
    parent = Institution.objects.get(code=entry["parent"]) if entry.get("parent") else None
    institution, _ = Institution.objects.update_or_create(
        code=entry["code"],
        defaults={
            "name": entry["name"],
            "short_name": entry.get("short_name", ""),
            "aliases": entry.get("aliases", []),
            "kind": entry["kind"],
            "parent": parent,
            "region_id": entry["region"],
            "position": position,
            "sure": entry.get("sure", "V"),
            "active_from": start,
        },
    )
    return place_in_tree(institution)


def place_in_tree(institution: Institution) -> Institution:
    """Write the path of ids from the root, by which subtrees are asked."""
    above = institution.parent.path if institution.parent else "/"
    institution.path = f"{above}{institution.pk}/"
    institution.save(update_fields=["path"])
    return institution


def _whole_towns(entry: dict[str, Any]) -> bool:
    """Single villages are given out before the rest of their town."""
    return all(len(code) == 9 for code in entry.get("serves", []))


def _serve(institution: Institution, serves: list[str], start: dt.date) -> None:
    """Let it answer for whole townships (9 digits), as far as nobody else has the village, or for villages (12)."""
    named = {code for code in serves if len(code) == 12}
    for town in (code for code in serves if len(code) == 9):
        named |= set(
            Region.objects.filter(code__startswith=town, level="village").values_list("code", flat=True)
        )
    taken = set(InstitutionVillage.objects.filter(to_on__isnull=True).values_list("village_id", flat=True))
    villages = list(Region.objects.filter(code__in=named - taken).order_by("code"))
    InstitutionVillage.objects.bulk_create(
        InstitutionVillage(institution=institution, village=village, from_on=start, sure=institution.sure)
        for village in villages
    )
    _open_stations(institution, villages, start)


def _open_stations(institution: Institution, villages: list[Region], start: dt.date) -> None:
    """A village clinic where a villagers' committee is, a community health station elsewhere."""
    stations = [_station(institution, village, start) for village in villages]
    for station in Institution.objects.bulk_create(stations):
        station.path = f"{institution.path}{station.pk}/"
    Institution.objects.bulk_update(stations, ["path"])


def _station(institution: Institution, village: Region, start: dt.date) -> Institution:
    rural = RecordNumber(village.code, 1).village_kind == "村委会"
    place = _COMMITTEE.sub("", village.name)
    return Institution(
        code=f"{village.code}-S",
        name=f"{place}村卫生室" if rural else f"{place}社区卫生服务站",
        short_name=f"{place}卫生室" if rural else f"{place}服务站",
        kind="village_clinic" if rural else "community_health_station",
        parent=institution,
        region=village,
        position=1000,
        sure="?",
        active_from=start,
    )


def _upsert(regions: Iterable[Region]) -> int:
    rows = list(regions)
    Region.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "level", "parent"]
    )
    return len(rows)
