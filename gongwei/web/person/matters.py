"""What pages about one record share: whose it is, that the look is logged, the tabs, and what the account may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gongwei.kernel import clock
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Resident, Staff
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Sheet
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.person.resident import strip
from gongwei.web.worklist.home import named

TABS = (
    ("record_home", "首页", "whole"),
    ("resident_edit", "修改", "change"),
    ("household", "家庭", "read"),
    ("marks", "标签与同意", "read"),
    ("move", "转档", "read"),
    ("closing", "终止与恢复", "read"),
    ("review", "复核升级", "review"),
    ("changes", "变更历史", "whole"),
    ("services", "全部服务", "read"),
    ("card", "信息卡与打印", "whole"),
)
NEEDS = {
    "register": "建档",
    "change": "修改档案",
    "close": "终止或恢复档案",
    "transfer": "办理转档",
    "merge": "合并档案",
    "review": "复核档案",
    "assign": "变更责任医生",
}


@dataclass(frozen=True)
class Tab:
    """One page about the record."""

    label: str
    url: str
    on: bool


def person_at(request: HttpRequest, resident_id: int, purpose: str) -> Resident:
    """The resident, if this account may see them (else 404), with the look logged."""
    found = access.resident_for(request.user, resident_id)
    access.look(request.user, found, purpose, request)
    person = named([found.pk], request.scope.hidden)[found.pk]  # type: ignore[attr-defined]
    person.institution, person.doctor = found.institution, found.doctor
    return person


def staff(request: HttpRequest) -> Staff:
    """Who acts."""
    actor: Staff = request.scope.staff  # type: ignore[attr-defined]
    return actor


def needs(request: HttpRequest, person: Resident, action: str) -> None:
    """Refuse (403) a role that may look but not act; the answer says whose it is."""
    if not may(request.user, action, institution=person.institution):
        raise NotYours(f"您的角色不能{NEEDS[action]}；", owner=str(person.institution))


def tabs_of(request: HttpRequest, person: Resident, at: str) -> list[Tab]:
    """The pages of this record that the account may open."""
    return [
        Tab(label, reverse(f"web:{name}", args=[person.pk]), name == at)
        for name, label, action in TABS
        if may(request.user, action, institution=person.institution)
    ]


def matter(
    request: HttpRequest,
    person: Resident,
    at: str,
    title: str,
    *,
    sheets: Sequence[Sheet] = (),
    template: str = "web/matter.html",
    acts: str = "",
    **context: Any,
) -> HttpResponse:
    """A page about one record: strip, tabs, what there is at the left, what may be done at the right.

    ``acts`` is the right that the sheets need; without it the page says whose it is instead.
    """
    barred = bool(acts) and not may(request.user, acts, institution=person.institution)
    sheets = () if barred else sheets
    around = {
        "strip": strip(person, clock.today()),
        "tabs": tabs_of(request, person, at),
        "person": person,
        "title": title,
        "sheets": sheets,
        "barred": f"您的角色不能{NEEDS[acts]}，请由{person.institution}的负责人员办理" if barred else "",
    }
    answer = page(request, template, {**around, **context}, at="residents")
    if any(sheet.problems for sheet in sheets):
        answer.status_code = 422
    return answer


def done(request: HttpRequest, text: str, to: str, *args: Any) -> HttpResponse:
    """Say what was done and lead on."""
    say(request, Toast(text))
    return redirect(to, *args)
