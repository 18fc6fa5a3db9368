"""The panel beside the paper of a record: what the ID number tells, and who may already have a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from gongwei.kernel import clock
from gongwei.kernel.identity import IdentityError, parse_id_card
from gongwei.people.duplicates import Candidate
from gongwei.people.models import Resident
from gongwei.web.frame.words import SEX


@dataclass(frozen=True)
class Way:
    """One likely record and where it leads."""

    text: str
    url: str
    label: str


@dataclass(frozen=True)
class Word:
    """One block of the panel right of the paper."""

    label: str
    value: str
    tint: str
    note: str = ""
    ways: tuple[Way, ...] = ()


def panel(request: HttpRequest, values: dict[str, Any], candidates: list[Candidate]) -> tuple[Word, ...]:
    """What the number says, and likely duplicates with the way to them."""
    return tuple(word for word in (_number(values), _likely(request, candidates)) if word)


def _number(values: dict[str, Any]) -> Word | None:
    if not values.get("id_no") or (values.get("id_type") or 1) != 1:
        return None
    try:
        card = parse_id_card(str(values["id_no"]), clock.today())
    except IdentityError as why:
        return Word("身份证号", "号码不对", "overdue", str(why))
    said = f"{card.birth_date} 出生 · {SEX[card.sex]}"
    return Word("身份证号", said, "done", "出生日期和性别留空时按证件自动填写")


def _likely(request: HttpRequest, candidates: list[Candidate]) -> Word | None:
    if not candidates:
        return None
    ids = [each.resident.pk for each in candidates]
    seen = set(Resident.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    ways = tuple(_way(each, each.resident.pk in seen) for each in candidates)
    certain = any(each.certain for each in candidates)
    value, tint = ("已经建档", "overdue") if certain else ("可能已建档", "due")
    return Word("查重", value, tint, "同一人只能有一份档案", ways)


def _way(candidate: Candidate, seen: bool) -> Way:
    found = candidate.resident
    if seen:
        text = f"{found.name} {found.record_no or '未建档'}：{candidate.why}"
        return Way(text, reverse("web:resident", args=[found.pk]), "打开")
    return Way(f"{found.institution}的一份档案：{candidate.why}", reverse("web:transfers"), "申请转入")
