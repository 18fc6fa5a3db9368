"""规范化: the lists of columns, and what one record lacks."""

import datetime as dt
from typing import Any

import pytest

from gongwei.people.completeness import (
    REQUIRED_BASIC,
    REQUIRED_COVER,
    REQUIRED_RURAL,
    completeness,
    label_of,
    lacking,
    missing_fields,
)
from gongwei.people.models import Resident
from gongwei.people.tests.cast import TODAY, Cast

WHOLE: dict[str, Any] = {
    "current_address": "大西庄1号",
    "registered_address": "大西庄1号",
    "contact_name": "于谷雨",
    "contact_phone": "13806310002",
    "residence_type": 1,
    "ethnicity": 1,
    "blood_type_abo": 5,
    "blood_type_rh": 3,
    "education": 8,
    "occupation": 4,
    "marital_status": 2,
    "payment_methods": [3],
    "drug_allergy": [1],
    "exposure_history": [1],
    "past_disease": [1],
    "surgery": 1,
    "trauma": 1,
    "transfusion": 1,
    "family_father": [1],
    "family_mother": [1],
    "family_siblings": [1],
    "family_children": [1],
    "genetic_disease": 1,
    "disability": [1],
}


def _whole(cast: Cast, **changes: Any) -> Resident:
    return cast.register(**{**WHOLE, "doctor_id": cast.staff["doctor"].pk, **changes})


def _lacks(resident: Resident, **more: Any) -> set[str]:
    return {missing.field for missing in missing_fields(resident, TODAY, basic_from=7, **more)}


@pytest.mark.req("EHR-05")
def test_a_whole_record_lacks_nothing(cast: Cast) -> None:
    judged = completeness(_whole(cast), TODAY, basic_from=7)
    assert (judged.missing, judged.score, judged.complete) == ((), 1.0, True)


@pytest.mark.parametrize("field", sorted(WHOLE))
def test_each_required_field_is_missed_by_its_label(cast: Cast, field: str) -> None:
    (missing,) = missing_fields(_whole(cast, **{field: None}), TODAY, basic_from=7)
    assert (missing.field, missing.label, missing.why) == (field, label_of(field), "未填写")


def test_the_lists_are_columns_of_the_table() -> None:
    columns = {field.column for field in Resident._meta.concrete_fields}
    listed = [*REQUIRED_COVER, *REQUIRED_BASIC, *REQUIRED_RURAL]
    assert set(listed) <= columns
    assert len(set(listed)) == len(listed)


def test_a_code_that_asks_for_text_needs_it(cast: Cast) -> None:
    assert _lacks(_whole(cast, past_disease=[2, 6])) == {"past_cancer"}
    assert _lacks(_whole(cast, past_disease=[2, 6], past_cancer="胃")) == set()


def test_a_telephone_that_cannot_be_dialled_is_not_complete(cast: Cast) -> None:
    resident = _whole(cast)
    resident.phone = "12345"
    (missing,) = missing_fields(resident, TODAY, basic_from=7)
    assert (missing.field, missing.why) == ("phone", "号码格式不对，无法拨通")


def test_living_environment_is_asked_where_the_plan_asks(cast: Cast) -> None:
    resident = _whole(cast)
    assert _lacks(resident) == set()
    assert _lacks(resident, environment=True) == set(REQUIRED_RURAL)


@pytest.mark.parametrize(("birth", "exempt"), [(dt.date(2017, 10, 17), True), (dt.date(2017, 10, 16), False)])
def test_children_under_seven_do_not_fill_the_basic_information(
    cast: Cast, birth: dt.date, exempt: bool
) -> None:
    child = cast.register("王小满", birth_date=birth, created_on=TODAY)
    assert ("education" in _lacks(child)) is not exempt
    assert "current_address" in _lacks(child)


def test_a_newborn_with_a_birth_certificate_needs_no_number_yet(cast: Cast) -> None:
    whole = {**WHOLE, "id_no": None}
    assert "id_no" in _lacks(_whole(cast, **whole))
    assert "id_no" not in _lacks(_whole(cast, **whole, birth_certificate_no="P370000009"))



@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"phone": "12345"},
        {"contact_name": ""},
        {"payment_methods": [8]},
        {"payment_methods": None},
        {"doctor_id": None},
        {"past_disease": [6]},
        {"past_disease": [6], "past_cancer": "肺"},
        {"genetic_disease": 2},
        {"contact_phone": "1"},
        {"id_no": None},
        {"id_no": None, "birth_certificate_no": "N370123456"},
        {"birth_date": dt.date(2020, 1, 1), "id_no": None, "contact_name": None},
    ],
)
def test_the_condition_for_lists_agrees_with_the_single_record(cast: Cast, changes: dict[str, Any]) -> None:
    record = cast.register("丛立春", doctor_id=cast.staff["doctor"].pk, **WHOLE)
    Resident.objects.filter(pk=record.pk).update(**changes)
    record.refresh_from_db()
    missing = bool(completeness(record, TODAY, basic_from=7).missing)
    assert Resident.objects.filter(lacking(TODAY, basic_from=7), pk=record.pk).exists() is missing
