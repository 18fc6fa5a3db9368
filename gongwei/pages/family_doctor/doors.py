"""Who may open a page of this chapter, which agreement an address means, and the region whose packages are offered."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest

from gongwei.care.key_groups import SENSITIVE
from gongwei.catalogue.plans import plan
from gongwei.people import access
from gongwei.people.grants import may, staff_of, tags_of
from gongwei.people.models import Resident
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.web.frame.shell import programme_page

PROGRAMME = "family_doctor"
fd_page = programme_page(PROGRAMME, "您的角色没有家庭医生签约的权限；如工作需要，请向本机构管理员申请")


def knows(user: Any, group: str) -> bool:
    """Whether the account may learn that somebody is of a key group.

    A sensitive group is known to readers of its programme; who sees residents by a tag knows that tag and no other.
    """
    staff = staff_of(user)
    if staff is not None and (tags := tags_of(staff)):
        return group in tags
    return group not in SENSITIVE or may(user, "read", group)


def region() -> str:
    """The region of the plan: its packages, else the nation's."""
    return plan().file.region


def held(request: HttpRequest, agreement_id: uuid.UUID, purpose: str) -> tuple[Agreement, Resident]:
    """The agreement of somebody whom this account may see; 404 otherwise, and the look is logged."""
    found = Agreement.objects.select_related("team", "team__institution", "doctor", "institution").filter(
        pk=agreement_id
    )
    agreement = found.first()
    if agreement is None:
        raise Http404("没有这份协议，或不在您的服务范围内")
    person = access.resident_for(request.user, agreement.resident_id)
    access.look(request.user, person, purpose, request, "家庭医生签约协议")
    return agreement, person
