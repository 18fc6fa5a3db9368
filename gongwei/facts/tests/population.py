"""A small made-up district with every kind of record, for tests that compare engines and recompute figures.

Any form of any chapter is filled by its own declaration, so a new chapter is covered without an edit here.
"""

from __future__ import annotations

import datetime as dt
import importlib
import importlib.util
import random
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from gongwei.care.models import Enrolment, Exclusion
from gongwei.catalogue.chapters import chapters
from gongwei.facts.tests.values import value_of
from gongwei.kernel.identity import check_character
from gongwei.obligations.refresh import rebuild
from gongwei.people.codes import TAGS
from gongwei.people.models import Institution, Region, Residence, Resident, ResidentTag, Staff, Standing
from gongwei.records.fields import described
from gongwei.records.models import ActivityRecord, ServiceRecord
from gongwei.records.schema import type_of

FIRST, TODAY = dt.date(2023, 1, 1), dt.date(2024, 10, 16)
DAYS = (TODAY - FIRST).days
RIGHT_AGAIN = dt.date(2024, 8, 1)
RECORDED_AT = dt.datetime(2024, 10, 16, 8, tzinfo=dt.UTC)
OWN_NUMBERS = {"id_no", "birth_certificate_no", "id_type", "household_relation"}
LEFT_EMPTY = {"arrived_on", "treated_on", "returned_on"}
IN_ORDER = (
    ("diagnosed_at", "reported_at"), ("notified_at", "reported_at"), ("found_at", "reported_at"),
    ("new_cases", "total_cases"), ("positive", "checked"), ("literate", "surveyed"),
)  # fmt: skip


@dataclass
class District:
    """Places, staff and residents to hang records on."""

    rng: random.Random
    institutions: list[Institution] = field(default_factory=list)
    villages: list[Region] = field(default_factory=list)
    doctors: list[Staff] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)

    def day(self, first: dt.date = FIRST, last: dt.date = TODAY) -> dt.date:
        """Some day of the two years."""
        return first + dt.timedelta(days=self.rng.randint(0, (last - first).days))

    def chance(self, of: float) -> bool:
        """True in that share of cases."""
        return self.rng.random() < of

    def uuid(self) -> uuid.UUID:
        """A reproducible UUID."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def settle(seed: int, residents: int = 150, records_each: float = 2.0) -> District:
    """Fill the empty database: people with moves, deaths and losses, enrolments, every form, their obligations."""
    district = District(random.Random(seed))
    with transaction.atomic():
        _places(district)
        _people(district, residents)
        _lives(district)
        _tags(district)
        _enrolments(district)
        _failed_checks()
        for model in record_models():
            fill(district, model, int(residents * records_each))
        for activity in activity_models():
            work(district, activity, int(residents * records_each))
        for own in _own_tables():
            own.fill(district)
    rebuild()
    return district


def _own_tables() -> list[ModuleType]:
    """What a chapter keeps outside official forms is filled by its own ``tests/population.py``."""
    names = [f"gongwei.programmes.{chapter.id}.tests.population" for chapter in chapters()]
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


def record_models() -> list[type[ServiceRecord]]:
    """Every form's table; those that point at another form come after it."""
    found = [model for model in apps.get_models() if issubclass(model, ServiceRecord)]
    return sorted(found, key=lambda model: (len(_pointers(model)), model._meta.db_table))


def activity_models() -> list[type[ActivityRecord]]:
    """Every table of institutions' own work."""
    return [model for model in apps.get_models() if issubclass(model, ActivityRecord)]


def _places(district: District) -> None:
    county = Region.objects.create(code="370000000000", name="山东省", level="province")
    county = Region.objects.create(code="371000000000", name="威海市", level="city", parent=county)
    county = Region.objects.create(code="371002000000", name="环翠区", level="county", parent=county)
    for number, (code, name) in enumerate((("HC-JY", "鲸园社区卫生服务中心"), ("HC-ZC", "张村镇卫生院")), 1):
        township = Region.objects.create(
            code=f"37100200{number}000", name=f"第{number}镇", level="township", parent=county
        )
        institution = Institution.objects.create(
            code=code,
            name=name,
            kind="community_health_centre",
            region=township,
            active_from=FIRST,
            position=number,
        )
        institution.path = f"/{institution.pk}/"
        institution.save()
        district.institutions.append(institution)
        for village in range(1, 3):
            district.villages.append(
                Region.objects.create(
                    code=f"37100200{number}{village:03}",
                    name=f"{number}{village}村",
                    level="village",
                    parent=township,
                )
            )
        for doctor in "甲乙":
            staff = Staff.objects.create(
                name=f"丛{doctor}{number}", institution=institution, active_from=FIRST
            )
            district.doctors.append(staff)
    centre = district.institutions[0]
    station = Institution.objects.create(
        code="HC-JY-1", name="鲸园服务站", kind="community_health_station", region=district.villages[0],
        parent=centre, active_from=FIRST, position=9,
    )  # fmt: skip
    station.path = f"{centre.path}{station.pk}/"
    station.save()


def filed_on(resident: Resident) -> dt.date:
    """The day from which the made-up resident is known."""
    assert resident.created_on is not None
    return resident.created_on


def _people(district: District, count: int) -> None:
    for number in range(count):
        place = district.rng.randrange(len(district.villages))
        born = district.day(dt.date(1930, 1, 1), dt.date(2022, 12, 31))
        if district.chance(0.1):  # about to turn 65 in the year
            born = district.day(dt.date(1959, 1, 1), dt.date(1959, 12, 31))
        if number % 7 == 6:  # a child of the two years and the five before
            born = dt.date(2024, 9, 30) - dt.timedelta(days=number * 61 % 2600)
        resident = Resident(
            record_no=f"{district.villages[place].code}{number + 1:05}",
            name=f"于立春{number}",
            sex=district.rng.choice((1, 2)),
            birth_date=born,
            created_on=max(born, FIRST) if district.chance(0.8) else district.day(max(born, FIRST)),
            institution=district.institutions[place // 2],
            village=district.villages[place],
            doctor=district.doctors[place],
            reviewed_on=district.day() if district.chance(0.5) else None,
        )
        good = district.chance(0.5)
        for name, django_field, spec in described(Resident):
            if name not in OWN_NUMBERS and getattr(resident, name) in (None, "", []):
                setattr(resident, name, value_of(district, name, django_field, spec, good))
        _reachable(district, resident, number)
        resident.save()
        district.residents.append(resident)


def _reachable(district: District, resident: Resident, number: int) -> None:
    """Most have an identity number, telephones that ring and who filed the record; nothing here is left to chance."""
    first17 = f"371002{resident.birth_date:%Y%m%d}{(number * 2 + resident.sex % 2) % 1000:03}"
    resident.id_no = first17 + check_character(first17) if number % 8 else None
    resident.created_by = district.doctors[0] if number % 9 else None
    resident.creating_institution = resident.institution
    resident.phone = f"138{number:08}" if number % 5 else "23"
    resident.contact_phone = ("0631-5231234", "13900000000", "", "12345678901", "5231234-12")[number % 11 % 5]


def _lives(district: District) -> None:
    """Dated residence and standing; a third of people move, fall away, come back or change their doctor."""
    for resident in district.residents:
        start = filed_on(resident)
        cut = district.day(start, TODAY)
        first = Residence(
            resident=resident, village=resident.village, institution=resident.institution, doctor=resident.doctor,
            permanent=district.chance(0.95), from_on=start,
        )  # fmt: skip
        if cut > start and district.chance(0.3):
            first.to_on = cut
            other = district.rng.randrange(len(district.villages))
            Residence.objects.create(
                resident=resident, village=district.villages[other], institution=district.institutions[other // 2],
                doctor=district.doctors[other] if district.chance(0.9) else None, from_on=cut,
            )  # fmt: skip
        first.save()
        _standing(district, resident, start, district.day(start, TODAY))


def _standing(district: District, resident: Resident, start: dt.date, cut: dt.date) -> None:
    active = Standing(resident=resident, state="active", from_on=start)
    if cut > start and district.chance(0.25):
        active.to_on = cut
        back = cut + dt.timedelta(days=60)
        state = district.rng.choice(("died", "moved_out", "lost"))
        away = Standing(
            resident=resident, state=state, from_on=cut, reason="示例", evidence="示例", cause_of_death="示例",
            destination="示例", handover="示例",
        )  # fmt: skip
        if state != "died" and back < TODAY and district.chance(0.5):
            away.to_on = back
            Standing.objects.create(resident=resident, state="active", from_on=back)
        away.save()
    active.save()


def _tags(district: District) -> None:
    """Every second resident carries some group's tag, a part of them no longer."""
    for resident in district.residents:
        if district.chance(0.5):
            start = filed_on(resident)
            end = district.day(start, TODAY) if district.chance(0.2) else None
            ResidentTag.objects.create(
                resident=resident, tag=district.rng.choice(["disabled", *TAGS]), source="示例", from_on=start,
                to_on=end if end and end > start else None,
            )  # fmt: skip


def _enrolments(district: District) -> None:
    for chapter in chapters():
        for resident in district.residents:
            if not district.chance(0.35):
                continue
            start = district.day(max(filed_on(resident), dt.date(2023, 1, 1)), TODAY)
            span = Enrolment(
                resident=resident, programme=chapter.id, from_on=start, institution=resident.institution,
                doctor=resident.doctor, diagnosed_on=start,
            )  # fmt: skip
            if district.chance(0.2):
                span.to_on = district.day(start, TODAY)
                span.closed_reason = 1
            span.save()


def _failed_checks() -> None:
    """Every tenth file once failed a check, every second of them is right again; nothing is left to chance."""
    for number, span in enumerate(Enrolment.objects.order_by("pk")):
        if number % 10 == 0 and span.from_on < TODAY:
            Exclusion.objects.create(
                id=uuid.UUID(int=number), resident_id=span.resident_id, programme=span.programme, from_on=span.from_on,
                to_on=RIGHT_AGAIN if number % 20 and span.from_on < RIGHT_AGAIN else None, reason="示例",
            )  # fmt: skip


def fill(district: District, model: type[ServiceRecord], count: int) -> None:
    """Records of one form for residents at random, some void, half of them complete, on some days two."""
    made = []
    known = {resident.pk: resident for resident in district.residents}
    pointed = {pointer.attname: _records(pointer.related_model) for pointer in _pointers(model)}
    for _ in range(count):
        chosen = {name: district.rng.choice(records) for name, records in pointed.items()}
        owners = [known[owner] for _, owner in chosen.values()] or [district.rng.choice(district.residents)]
        resident = owners[0]
        served = district.day(max(filed_on(resident), FIRST), TODAY)
        record = model(
            id=district.uuid(), resident=resident, institution=district.rng.choice(district.institutions),
            staff=district.rng.choice(district.doctors), recorded_by=district.doctors[0], served_on=served,
            recorded_at=RECORDED_AT,
        )  # fmt: skip
        good = district.chance(0.6)
        for name, django_field, spec in described(model):
            if not spec.computed and name not in LEFT_EMPTY and type_of(django_field):
                setattr(record, name, value_of(district, name, django_field, spec, good))
        for name, (key, _) in chosen.items():
            setattr(record, name, key)
        if "programme" in {each.name for each in model._meta.fields if isinstance(each, models.TextField)}:
            setattr(record, "programme", district.rng.choice(("", *(chapter.id for chapter in chapters()))))  # noqa: B010
        if district.chance(0.08):
            record.voided_at, record.void_reason = RECORDED_AT, "录入错误"
        made.append(record)
    insert(model, made)


def insert(model: Any, made: list[Any]) -> None:
    """Store what may be: a second card of a person, or random values that contradict each other, are left out."""
    try:
        with transaction.atomic():
            model._default_manager.bulk_create(made, ignore_conflicts=True)
    except IntegrityError:
        for record in made:
            with suppress(IntegrityError), transaction.atomic():
                record.save(force_insert=True)
        assert not made or model._default_manager.exists(), f"no random {model._meta.label} can be"


def work(district: District, model: type[ActivityRecord], count: int) -> None:
    """Records of one form of institutions' own work at random, some void; what the database refuses is left out."""
    for _ in range(count):
        record = model(
            id=district.uuid(), institution=district.rng.choice(district.institutions), served_on=district.day(),
            staff=district.rng.choice(district.doctors), recorded_by=district.doctors[0], recorded_at=RECORDED_AT,
        )  # fmt: skip
        good = district.chance(0.6)
        for name, django_field, spec in described(model):
            if not spec.computed and name not in LEFT_EMPTY and type_of(django_field):
                setattr(record, name, value_of(district, name, django_field, spec, good))
        agree(record)
        if district.chance(0.08):
            record.voided_at, record.void_reason = RECORDED_AT, "录入错误"
        with suppress(IntegrityError), transaction.atomic():
            record.save(force_insert=True)


def agree(record: Any) -> None:
    """Let no part be more than its whole and nothing be reported before it was known; set what the model derives."""
    for less, more in IN_ORDER:
        one, other = getattr(record, less, None), getattr(record, more, None)
        if one is not None and other is not None and type(one) is type(other) and one > other:
            setattr(record, less, other)
            setattr(record, more, one)
    if derive := getattr(type(record), "derived", None):
        for name, value in derive(vars(record)).items():
            setattr(record, name, value)


def _pointers(model: type[models.Model]) -> list[Any]:
    """Foreign keys to other forms that must be given."""
    return [
        each for each in model._meta.concrete_fields
        if isinstance(each, models.ForeignKey) and issubclass(each.related_model, ServiceRecord)
    ]  # fmt: skip


def _records(model: type[models.Model]) -> list[Any]:
    """The records of a form and whose they are: a feedback belongs to the resident of its exam."""
    return list(model._default_manager.order_by("pk").values_list("pk", "resident_id"))
