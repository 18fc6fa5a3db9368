"""Values of maternal records for tests: whole forms without a finding, and what tests change in them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from gongwei.obligations.verbs import record_service
from gongwei.people.models import Resident
from gongwei.people.tests.cast import Cast
from gongwei.programmes.maternal import dating
from gongwei.programmes.maternal.forms import DAY_42, DELIVERY, FIRST, FOLLOWUP, POSTNATAL
from gongwei.records.layout import Form

LMP = dt.date(2023, 11, 1)
DAY = dt.timedelta(1)
RISK: dict[str, Any] = {"risk_colour": 1, "risk_purple": 1, "risk_reason": ""}
FIRST_VALUES: dict[str, Any] = {
    "mother_age": 28, "husband_name": "宫立秋", "husband_age": 30, "husband_phone": "13806310001", "gravidity": 1,
    "parity_vaginal": 0, "parity_cesarean": 0, "lmp_certain": 1, "dated_by": 1, "past_history": [1],
    "family_history": [1], "personal_history": [1], "ob_gyn_surgery": 1, "miscarriage": 0, "induced_abortion": 0,
    "fetal_death": 0, "stillbirth": 0, "neonatal_death": 0, "birth_defect": 0, "height": 162, "weight": 55, "sbp": 112,
    "dbp": 70, "heart": 1, "lungs": 1, "vulva": 1, "vagina": 1, "cervix": 1, "uterus": 1, "adnexa": 1,
    "hemoglobin": 125, "wbc": 7, "platelet": 210, "urine_protein": 1, "urine_glucose": 1, "urine_ketone": 1,
    "urine_blood": 1, "abo": 1, "rh": 2, "alt": 15, "ast": 16, "albumin": 42, "total_bilirubin": 8,
    "direct_bilirubin": 2, "creatinine": 50, "urea": 3, "hbsag": 1, "hbsab": 2, "hbeag": 1, "hbeab": 1, "hbcab": 1,
    "syphilis": 1, "hiv": 1, "overall": 1, "guidance": [1, 3], "referral": 1, **RISK,
}  # fmt: skip
VISIT_VALUES: dict[str, Any] = {
    "kind": 1, "mode": 1, "complaint": "无不适", "weight": 60, "fundal_height": 20, "abdominal_girth": 85,
    "fetal_heart_rate": 145, "fetal_position": 1, "sbp": 115, "dbp": 72, "hemoglobin": 118, "urine_protein": 1,
    "category": 1, "prenatal_screening": 2,  "referral": 1,
    **RISK,
}  # fmt: skip
AFTER_BIRTH: dict[str, Any] = {
    "general_condition": "良好", "mental_condition": "良好", "sbp": 112, "dbp": 70, "breast": 1, "lochia": 1,
    "uterus": 1, "wound": 1, **RISK,
}  # fmt: skip
BOY: dict[str, Any] = {"born": 1, "sex": 1, "weight_g": 3300, "length_cm": 50, "apgar_1": 10, "apgar_5": 10}
GIRL: dict[str, Any] = {**BOY, "sex": 2, "weight_g": 2900}


def mother(cast: Cast, **about: Any) -> Resident:
    """A woman of 28 on the day of the cast."""
    about = {"sex": 2, "birth_date": dt.date(1996, 2, 1), "name": "于清明", **about}
    return cast.register(**about)


def save(cast: Cast, form: Form, woman: Resident, day: dt.date, by: str = "doctor", **values: Any) -> Any:
    """Save through the door, with everything doubtful confirmed."""
    rows = {name: values.pop(name) for name in form.rows if name in values}
    record_id = values.pop("record_id", None) or uuid.uuid4()
    how = {name: values.pop(name) for name in ("version", "reason") if name in values}
    everything = {"served_on": day, **values}
    confirmed = [f"{name}:{_text(value)}" for name, value in everything.items()]
    return record_service(
        form, record_id, woman.pk, everything, actor=cast.staff[by], rows=rows, confirmed=confirmed, **how
    )


def _text(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def booked(cast: Cast, woman: Resident, day: dt.date, lmp: dt.date = LMP, **changes: Any) -> Any:
    """第1次产前检查 on a day."""
    weeks, days = dating.weeks_on(lmp, day)
    values = {
        **FIRST_VALUES, "lmp": lmp, "edd": dating.naegele(lmp), "weeks": weeks, "days": days,
        "next_date": day + 30 * DAY,
    }  # fmt: skip
    return save(cast, FIRST, woman, day, **{**values, **changes})


def visited(cast: Cast, woman: Resident, day: dt.date, lmp: dt.date = LMP, **changes: Any) -> Any:
    """An antenatal visit on a day, in the column of its weeks."""
    weeks, days = dating.weeks_on(lmp, day)
    column = dating.column_of(weeks)
    values = {
        **VISIT_VALUES, "weeks": weeks, "days": days, "visit_column": column, f"guidance_{min(column, 4)}": [1],
        "next_date": day + 30 * DAY,
    }  # fmt: skip
    return save(cast, FOLLOWUP, woman, day, **{**values, **changes})


def delivered(cast: Cast, woman: Resident, day: dt.date, lmp: dt.date = LMP, **changes: Any) -> Any:
    """A birth in hospital with one healthy boy unless told otherwise."""
    weeks, days = dating.weeks_on(lmp, day)
    values = {
        "outcome": 1, "weeks": weeks, "days": days, "delivery_place": 1, "place_name": "威海市妇幼保健院",
        "delivery_mode": 1, "mother": 1, "discharge_date": day + 3 * DAY, "children": [BOY],
    }  # fmt: skip
    return save(cast, DELIVERY, woman, day, **{**values, **changes})


def seen_at_home(cast: Cast, woman: Resident, day: dt.date, birth: dt.date, **changes: Any) -> Any:
    """产后访视 on a day."""
    values = {
        **AFTER_BIRTH, "mode": 2, "delivery_date": birth, "discharge_date": birth + 3 * DAY, "temperature": 36.6,
        "category": 1, "guidance": [4], "next_date": birth + 42 * DAY, "referral": 1,
    }  # fmt: skip
    return save(cast, POSTNATAL, woman, day, **{**values, **changes})


def examined(cast: Cast, woman: Resident, day: dt.date, birth: dt.date, **changes: Any) -> Any:
    """产后42天健康检查 on a day."""
    values = {
        **AFTER_BIRTH, "delivery_date": birth, "discharge_date": birth + 3 * DAY, "category": 1, "guidance": [2],
        "disposition": 1,
    }  # fmt: skip
    return save(cast, DAY_42, woman, day, **{**values, **changes})
