"""A person of the population list without a record (未建档), and 建档 for them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gongwei.people.completeness import completeness
from gongwei.people.models import Resident
from gongwei.people.problems import Conflict, Duplicate, Forbidden, Invalid
from gongwei.people.search import search
from gongwei.people.tests.cast import TODAY, VILLAGE_A1, Cast, id_no
from gongwei.people.verbs.filing import file_record
from gongwei.people.verbs.merge import in_order
from gongwei.people.verbs.register import Registration, register_resident

BIRTH = dt.date(1958, 3, 1)


@pytest.fixture
def listed(cast: Cast) -> Resident:
    """Somebody who lives here since 2020 and has no record."""
    typed = {"name": "鞠立夏", "sex": 2, "birth_date": BIRTH, "id_no": id_no(BIRTH, 2, 77)}
    about = Registration(VILLAGE_A1, created_on=dt.date(2020, 1, 10), filed=False)
    return register_resident(uuid.uuid4(), typed, about, by=cast.staff["public_health_a"], confirmed=True)


def _file(listed: Resident, by: Any, **typed: Any) -> Resident:
    return file_record(listed.pk, typed, by=by, version=listed.version, confirmed=True)


@pytest.mark.req("EHR-07")
def test_listed_person_counts_but_has_no_record(cast: Cast, listed: Resident) -> None:
    assert (listed.record_no, listed.created_on, listed.filed, listed.short_record_no) == (
        None,
        None,
        False,
        "未建档",
    )
    assert Resident.objects.population_on(TODAY).filter(pk=listed.pk).exists()
    assert "record_no" in {gap.field for gap in completeness(listed, TODAY, basic_from=7).missing}
    assert [hit.resident for hit in search(cast.user("public_health_a"), "鞠立夏")] == [listed]


def test_filing_allocates_the_next_number_once(cast: Cast, listed: Resident) -> None:
    before = cast.register("于谷雨")
    filed = _file(listed, cast.staff["doctor"], phone="13806319999")
    assert filed.record_no == f"{VILLAGE_A1}00002" and before.record_no == f"{VILLAGE_A1}00001"
    assert (filed.created_on, filed.created_by, filed.creating_institution) == (
        TODAY,
        cast.staff["doctor"],
        cast.centre_a,
    )
    assert filed.phone == "13806319999" and filed.residence_on(TODAY) is not None
    again = _file(listed, cast.staff["doctor"], phone="13800000000")
    assert (again.record_no, again.phone) == (filed.record_no, "13806319999")
    assert cast.register("王小雪").record_no == f"{VILLAGE_A1}00003"


def test_filing_is_refused_to_others_and_to_stale_pages(cast: Cast, listed: Resident) -> None:
    with pytest.raises(Forbidden):
        _file(listed, cast.staff["public_health_b"])
    with pytest.raises(Conflict):
        file_record(listed.pk, {}, by=cast.staff["doctor"], version=9, confirmed=True)
    with pytest.raises(Invalid, match="建档日期"):
        file_record(listed.pk, {}, by=cast.staff["doctor"], version=1, on=TODAY + dt.timedelta(days=1))
    assert not Resident.objects.get(pk=listed.pk).filed


def test_filing_somebody_listed_is_offered_instead_of_a_second_record(cast: Cast, listed: Resident) -> None:
    with pytest.raises(Duplicate, match="未建档"):
        cast.register("鞠立夏", id_no=listed.id_no, sex=2)


def test_a_number_and_a_filing_day_go_together(cast: Cast, listed: Resident) -> None:
    with pytest.raises(IntegrityError, match="resident_filed_whole"), transaction.atomic():
        Resident.objects.filter(pk=listed.pk).update(record_no=f"{VILLAGE_A1}00009")
    assert in_order(listed, filed := cast.register("于谷雨")) == (filed, listed)
