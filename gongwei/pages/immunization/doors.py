"""Who may open a page of vaccination, and the words when not."""

from __future__ import annotations

from django.http import HttpRequest

from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.ui.refusals import NotYours

CHAPTER = "immunization"


def person_for(request: HttpRequest, resident_id: int, action: str, purpose: str) -> Resident:
    """The resident, if this account sees them and may read or write vaccination there; the look is logged."""
    person = access.resident_for(request.user, resident_id)
    if not may(request.user, action, CHAPTER, person.institution):
        verb = "登记" if action == "write" else "查看"
        raise NotYours(f"您的账号不能{verb}预防接种记录", owner=str(person.institution))
    access.look(request.user, person, purpose, request)
    return person


def must_may(request: HttpRequest, action: str) -> None:
    """403 where the account may not do this for the chapter at all."""
    if not may(request.user, action, CHAPTER):
        raise NotYours("您的账号没有预防接种的这项权限", owner="本机构管理员")
