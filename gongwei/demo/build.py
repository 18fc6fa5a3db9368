"""Building the district: places, staff, people and every record in one transaction; then what is computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import connection, models, transaction

from gongwei.catalogue.plans import published
from gongwei.demo import (
    appraisal,
    chapters,
    contacts,
    diagnosing,
    headcount,
    hospital,
    marker,
    matters,
    money,
    offices,
    organisation,
    pathways,
    pilots,
    planning,
    residents,
    services,
    settling,
)
from gongwei.demo.bases import scaled
from gongwei.demo.district import District, Village
from gongwei.demo.loading import bare, load, set_sequences
from gongwei.demo.marker import Mark
from gongwei.demo.staff import employ
from gongwei.demo.streams import stream
from gongwei.facts import building as facts
from gongwei.kernel import clock
from gongwei.obligations.refresh import rebuild
from gongwei.people.models import Institution, InstitutionVillage
from gongwei.people.reference import load_county
from gongwei.records.synthetic import Columns

COUNTY = "371002"
Told = Callable[[str], None]


def build(scale: float, seed: int, today: dt.date, told: Told) -> District:
    """Everything that is recorded; the computed tables follow by :func:`compute`."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute("SET LOCAL synchronous_commit = off")
        told("地区、机构和人员")
        made = settle(scale, seed, today)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        fill(made, told)
        hospital.receive(today)
        marker.write(Mark(scale, seed, today, ready=False))
    with connection.cursor() as cursor:
        told("统计信息")
        cursor.execute("ANALYZE")
    return made


def compute(told: Told) -> None:
    """What follows from the records: who is owed what, and the columns for statistics."""
    told("应服务清单")
    rebuild()
    told("统计数据集")
    facts.build(keep=1, progress=lambda table, rows: told(f"统计数据集 {table}"))
    told("任务表")
    planning.hand_down()
    told("职责分工和条线工作")
    organisation.organise()
    told("报送材料、分工、培训和报表")
    offices.work()
    matters.happen()
    headcount.enlist(clock.today())
    pathways.walk(clock.today())
    pilots.report(clock.today())
    appraisal.appraise(clock.today(), told)
    hospital.lead(clock.today())
    told("到账、预拨和村级结算")
    money.spend(clock.today())


def settle(scale: float, seed: int, today: dt.date) -> District:
    """The district with its staff and its patients; places and staff are in the database, the rest is not yet."""
    _restart_numbers()
    load_county(COUNTY)
    policy = published()
    centres = [Institution.objects.named(held.name).get() for held in policy.file.institutions]
    villages, served = _villages(centres)
    identified = [(centre.pk, centre.name) for centre in centres]
    made = settling.settle(seed, today, scaled(policy, scale), identified, villages, served)
    rng = stream(seed, "staff")
    made.teams = employ(rng, policy, centres, made.people.institution, made.people.village, villages.codes)
    diagnosing.diagnose(made)
    made.contacts = contacts.meet(made)
    made.firsts = {year: contacts.first_days(made, found) for year, found in made.contacts.items()}
    return made


def _villages(centres: list[Institution]) -> tuple[Village, list[list[str]]]:
    """The villages of all centres in order, numbered through."""
    served = []
    rows = InstitutionVillage.objects.filter(institution__in=centres).select_related("village")
    names = {row.village_id: row.village.name for row in rows}
    for centre in centres:
        served.append(sorted(row.village_id for row in rows if row.institution_id == centre.pk))
    codes = [code for villages in served for code in villages]
    return Village(codes, [names[code] for code in codes]), served


def _restart_numbers() -> None:
    """Every empty table counts from 1, so that the same seed gives the same numbers."""
    numbered = [model for model in apps.get_models() if isinstance(model._meta.pk, models.AutoField)]
    with connection.cursor() as cursor:
        for model in numbered:
            if not model._base_manager.exists():
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), 1, false)", [model._meta.db_table]
                )


def fill(made: District, told: Told) -> None:
    """Copy every table, then build the indexes and verify all constraints."""
    pieces = list(_tables(made, told))
    tables = list(dict.fromkeys(table for table, _ in pieces))
    with bare(tables, lambda name: told(f"索引和约束 {name}")):
        for table, columns in pieces:
            told(f"写入 {table}")
            load(table, columns)
    set_sequences(tables)
    _verify_time(("residence", "standing"))


def _tables(made: District, told: Told) -> Iterator[tuple[str, Columns]]:
    """Table by table; a chapter that has a ``demo.py`` brings its own."""
    told("居民档案")
    yield from residents.rows(made)
    told("健康体检和接诊")
    yield from services.rows(made)
    for chapter in chapters.with_demo(made.today):
        told(chapter.label)
        yield from chapter.rows(made, stream(made.seed, chapter.id))


def _verify_time(tables: tuple[str, ...]) -> None:
    """What the deferred triggers would have said: no span ends without another that begins that day."""
    for table in tables:
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT count(*) FROM {table} a WHERE to_on IS NOT NULL AND NOT EXISTS
                    (SELECT 1 FROM {table} b WHERE b.resident_id = a.resident_id AND b.from_on = a.to_on)"""
            )
            broken = cursor.fetchone()[0]
        if broken:
            raise AssertionError(f"{table}: {broken} spans end and nothing follows")
