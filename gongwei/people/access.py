"""Looking at a resident's record: allowed, logged, masked (design §7; DATA-02, DATA-16)."""

from __future__ import annotations

import ipaddress
import itertools
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from gongwei.kernel.clock import now
from gongwei.people.grants import allowed, may, staff_of
from gongwei.people.models import AccessLog, Resident, Staff
from gongwei.people.problems import Forbidden

__all__ = [
    "allowed",
    "look",
    "looked_at",
    "mask_id",
    "mask_phone",
    "may",
    "resident_for",
    "reveal",
    "staff_of",
]

AT_ONCE = 1_000
REVEALED = {
    "id_no": "身份证号",
    "phone": "本人电话",
    "contact_phone": "联系人电话",
    "birth_certificate_no": "出生医学证明号",
}
"""The fields that lists and pages show masked."""


def resident_for(user: Any, resident_id: int) -> Resident:
    """The resident, if this account may see them; otherwise 404, as if there were none."""
    try:
        return (
            Resident.objects.visible_to(user)
            .select_related("institution", "village", "doctor")
            .get(pk=resident_id)
        )
    except Resident.DoesNotExist:
        raise Http404("没有这位居民，或不在您的服务范围内") from None


def look(
    user: Any, resident: Resident, purpose: str, request: HttpRequest | None = None, detail: str = ""
) -> None:
    """Write down who looked at whose record, when, from where, at what; refused outside the reader's reach."""
    staff = _reader(user)
    if not Resident.objects.visible_to(user).filter(pk=resident.pk).exists():
        raise Forbidden("没有这位居民，或不在您的服务范围内")
    _log(staff, "look", purpose, request, resident, detail)


def looked_at(
    user: Any, residents: Iterable[Resident], purpose: str, request: HttpRequest | None = None, detail: str = ""
) -> None:
    """Write down one line for each resident of a list that leaves the system (export, print), all or none."""
    staff = _reader(user)
    people = residents.iterator(AT_ONCE) if isinstance(residents, QuerySet) else iter(residents)
    with transaction.atomic():
        while some := list(itertools.islice(people, AT_ONCE)):
            AccessLog.objects.bulk_create(
                [_line(staff, "export", purpose, request, resident, detail) for resident in some]
            )


def reveal(
    user: Any, resident: Resident, field: str, purpose: str, request: HttpRequest | None = None
) -> str:
    """The unmasked number, logged apart from the look; needs the right to reveal at the resident's institution."""
    if field not in REVEALED:
        raise KeyError(f"{field!r} is not masked; masked are {sorted(REVEALED)}")
    staff = _reader(user)
    seen = Resident.objects.visible_to(user).filter(pk=resident.pk).exists()
    if not seen or not allowed(staff, "reveal", institution=resident.institution):
        raise Forbidden(f"您的角色不能查看完整的{REVEALED[field]}")
    _log(staff, "reveal", purpose, request, resident, REVEALED[field])
    return str(getattr(resident, field) or "")


def mask_id(number: str | None) -> str:
    """First three and last four characters; shorter numbers keep the last two."""
    if not number:
        return ""
    if len(number) < 9:
        return "*" * (len(number) - 2) + number[-2:]
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def mask_phone(number: str | None) -> str:
    """The last four digits stay; of a mobile number the first three too."""
    if not number:
        return ""
    head = 3 if len(number) == 11 and number[0] == "1" else 0
    return number[:head] + "*" * max(len(number) - head - 4, 0) + number[-4:]


def _reader(user: Any) -> Staff:
    staff = staff_of(user)
    if staff is None:
        raise Forbidden("请使用在岗人员的账号登录")
    return staff


def _log(
    staff: Staff, action: str, purpose: str, request: HttpRequest | None, resident: Resident, detail: str
) -> None:
    _line(staff, action, purpose, request, resident, detail).save(force_insert=True)


def _line(
    staff: Staff, action: str, purpose: str, request: HttpRequest | None, resident: Resident, detail: str
) -> AccessLog:
    return AccessLog(
        at=now(),
        resident=resident,
        staff=staff,
        institution_id=staff.institution_id,
        action=action,
        purpose=purpose[:100],
        detail=detail[:200],
        path=request.path[:200] if request else "",
        address=address_of(request),
    )


def address_of(request: HttpRequest | None) -> str | None:
    """The network address of the request as the server saw it; None where there is none (command line, tests)."""
    text = str(request.META.get("REMOTE_ADDR", "")) if request else ""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
