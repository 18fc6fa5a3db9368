"""居民健康档案: when a record counts as 规范化. Columns of ``resident`` in, column out. 规范三版 1; 约定 指标.规范化.

The lists equal those of ``gongwei.people.completeness``, which judges one record for its page; a test holds them
together, because rules know no Django.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from gongwei.engine.parameters import Parameters

COVER = (
    "record_no", "name", "current_address", "registered_address", "phone", "village_id", "creating_institution_id",
    "created_by_id", "doctor_id", "created_on",
)  # fmt: skip
"""封面 (spec 01 b3)."""

BASIC = (
    "sex", "birth_date", "contact_name", "contact_phone", "residence_type", "ethnicity", "blood_type_abo",
    "blood_type_rh", "education", "occupation", "marital_status", "payment_methods", "drug_allergy",
    "exposure_history", "past_disease", "surgery", "trauma", "transfusion", "family_father", "family_mother",
    "family_siblings", "family_children", "genetic_disease", "disability",
)  # fmt: skip
"""个人基本信息表 (spec 01 b4)."""

NAMED = {
    "payment_other": ("payment_methods", 8),
    "drug_allergy_other": ("drug_allergy", 5),
    "past_cancer": ("past_disease", 6),
    "past_occupational": ("past_disease", 12),
    "past_other": ("past_disease", 13),
    "genetic_disease_name": ("genetic_disease", 2),
    "disability_other": ("disability", 8),
    "fuel_other": ("fuel_type", 6),
    "water_other": ("drinking_water", 6),
}
"""Free text that a code asks for: column → (column, code)."""

ENVIRONMENT = ("kitchen_exhaust", "fuel_type", "drinking_water", "toilet", "livestock_pen")
"""生活环境★: in villages, by local choice in towns."""

TELEPHONE = r"^(1[3-9][0-9]{9}|(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?)$"


def _filled(column: ir.Value) -> ir.BooleanValue:
    """Not NULL, not an empty text, not an empty list."""
    if column.type().is_array():
        return column.notnull() & (column.length() > 0).fill_null(False)
    if column.type().is_string():
        return column.notnull() & (column != "").fill_null(False)
    return column.notnull()


def _all_filled(t: ir.Table, names: tuple[str, ...]) -> ir.BooleanValue:
    filled = ibis.literal(True)
    for name in names:
        filled = filled & _filled(t[name])
    return filled


def _holds(column: ir.Value, code: int) -> ir.BooleanValue:
    chosen = column.contains(code) if column.type().is_array() else column == code
    return chosen.fill_null(False)


def _dialled(column: ir.StringValue) -> ir.BooleanValue:
    """Empty, or a number that can be dialled."""
    return ~_filled(column) | column.re_search(TELEPHONE).fill_null(False)


def cover_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """封面 has no empty item. 规范三版 1 附件 封面."""
    return _all_filled(t, COVER)


def basic_complete(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """个人基本信息表 has no empty item; 0–6 year-olds do not fill it. 规范三版 1 附件 个人基本信息表."""
    named = ibis.literal(True)
    for text, (column, code) in NAMED.items():
        named = named & (_filled(t[text]) | ~_holds(t[column], code))
    identified = _filled(t.id_no) | _filled(t.birth_certificate_no)
    environment = _all_filled(t, ENVIRONMENT) | ~p.ask_environment
    return (t.age < p.basic_info_from_age) | (_all_filled(t, BASIC) & named & identified & environment)


def phones_valid(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """The telephones on the record can be dialled; whether one is there at all is said by the other rules."""
    return _dialled(t.phone) & (_dialled(t.contact_phone) | (t.age < p.basic_info_from_age))


def standard(t: ir.Table, p: Parameters) -> ir.BooleanValue:
    """规范化: cover and basic information complete, telephones valid. 约定 指标.规范化."""
    return cover_complete(t, p) & basic_complete(t, p) & phones_valid(t, p)


RULES = (cover_complete, basic_complete, phones_valid, standard)
