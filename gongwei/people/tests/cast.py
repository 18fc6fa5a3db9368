"""One small cast of places, staff and residents: two township health centres of 环翠区, one clinic, nine people.

Other packages may import ``make_cast``; every resident goes through ``register_resident``.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User

from gongwei.kernel.identity import check_character
from gongwei.people.models import (
    Institution,
    InstitutionVillage,
    Region,
    Resident,
    Staff,
    StaffRole,
    StaffVillage,
)
from gongwei.people.reference import place_in_tree
from gongwei.people.verbs.register import Registration, register_resident

START = dt.date(2009, 1, 1)
TODAY = dt.date(2024, 10, 16)
VILLAGE_A1, VILLAGE_A2, VILLAGE_B1 = "371002101101", "371002101102", "371002102101"
PASSWORD = "qiu-fen-2024-shan"


def id_no(birth: dt.date, sex: int = 1, serial: int = 0, region: str = "371002") -> str:
    """A valid number; the same arguments give the same number."""
    first17 = f"{region}{birth:%Y%m%d}{2 * serial + sex:03d}"
    return first17 + check_character(first17)


@dataclass
class Cast:
    """The people and places of a test; ``register`` adds a resident."""

    commission: Institution
    centre_a: Institution
    centre_b: Institution
    clinic: Institution
    staff: dict[str, Staff]
    _made: int = field(default=0)

    def user(self, role: str) -> User:
        """The account of a role."""
        account = self.staff[role].account
        assert isinstance(account, User)
        return User.objects.get(pk=account.pk)

    def register(self, name: str = "丛立春", village: str = VILLAGE_A1, **changes: Any) -> Resident:
        """File a resident of the village, 66 years old unless told otherwise."""
        self._made += 1
        about = {k: changes.pop(k) for k in ("doctor_id", "created_on", "permanent", "past", "since") if k in changes}
        by = self.staff["public_health_b" if village == VILLAGE_B1 else "public_health_a"]
        birth = changes.pop("birth_date", dt.date(1958, 3, 1))
        sex = changes.pop("sex", 1)
        typed = {
            "name": name,
            "sex": sex,
            "birth_date": birth,
            "id_no": id_no(birth, sex, self._made),
            "phone": f"1380631{self._made:04d}",
            **changes,
        }
        return register_resident(
            uuid.uuid4(),
            typed,
            Registration(village, **{"created_on": dt.date(2020, 1, 10), **about}),
            by=by,
            confirmed=True,
        )


def make_cast() -> Cast:
    """Regions, institutions and one member of staff for each role."""
    _regions()
    commission = _institution("C", "环翠区卫生健康局", "county_health_commission", "371002000000", None)
    centre_a = _institution("A", "羊亭中心卫生院", "township_health_centre", "371002101000", commission)
    centre_b = _institution("B", "温泉镇卫生院", "township_health_centre", "371002102000", commission)
    clinic = _institution("A1", "大西庄村卫生室", "village_clinic", VILLAGE_A1, centre_a)
    cdc = _institution("D", "环翠区疾病预防控制中心", "professional", "371002000000", commission)
    for institution, village in ((centre_a, VILLAGE_A1), (centre_a, VILLAGE_A2), (centre_b, VILLAGE_B1)):
        InstitutionVillage.objects.create(institution=institution, village_id=village, from_on=START)
    staff = {
        "village_doctor": _staff("毕谷雨", clinic, "village_doctor", clinic),
        "doctor": _staff("于白露", centre_a, "doctor", centre_a),
        "public_health_a": _staff("王小满", centre_a, "public_health", centre_a),
        "public_health_b": _staff("姜芒种", centre_b, "public_health", centre_b),
        "line": _staff("刘秋分", cdc, "line", commission, ["hypertension"]),
        "project_office": _staff("宋冬至", commission, "project_office", commission),
        "finance": _staff("邹夏至", commission, "finance", commission),
        "disabled_federation": _staff("宫霜降", commission, "disabled_federation", commission),
        "admin": _staff("戚大寒", commission, "admin", commission),
    }
    StaffVillage.objects.create(staff=staff["village_doctor"], village_id=VILLAGE_A1, from_on=START)
    return Cast(commission, centre_a, centre_b, clinic, staff)


def _regions() -> None:
    rows = [
        ("370000000000", "山东省", "province", None),
        ("371000000000", "威海市", "city", "370000000000"),
        ("371002000000", "环翠区", "county", "371000000000"),
        ("371002101000", "羊亭镇", "township", "371002000000"),
        ("371002102000", "温泉镇", "township", "371002000000"),
        (VILLAGE_A1, "大西庄村委会", "village", "371002101000"),
        (VILLAGE_A2, "小西庄村委会", "village", "371002101000"),
        (VILLAGE_B1, "虎口村委会", "village", "371002102000"),
    ]
    Region.objects.bulk_create(Region(code=c, name=n, level=lv, parent_id=p) for c, n, lv, p in rows)


def _institution(code: str, name: str, kind: str, region: str, parent: Institution | None) -> Institution:
    return place_in_tree(
        Institution.objects.create(
            code=code, name=name, kind=kind, region_id=region, parent=parent, active_from=START
        )
    )


def _staff(
    name: str, at: Institution, role: str, over: Institution, programmes: list[str] | None = None
) -> Staff:
    account = User.objects.create_user(f"{role}.{at.code}".lower(), password=None)
    staff = Staff.objects.create(name=name, account=account, institution=at, active_from=START)
    StaffRole.objects.create(
        staff=staff, role=role, institution=over, programmes=programmes or [], from_on=START
    )
    return staff
