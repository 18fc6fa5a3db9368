"""接种活动: one vaccine for a list of people within a span; reached by a dose of it in there (VAC-06, VAC-11)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import DateField, OuterRef, QuerySet, Subquery

from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.programmes.immunization.models import Campaign, CampaignTarget, Dose
from gongwei.programmes.immunization.rosters import found_among, read_roster
from gongwei.records.history import acting

LONGEST = 5_000


@dataclass(frozen=True)
class Order:
    """What the campaign is: kind, vaccine, span, by whose order."""

    title: str
    kind: int
    vaccine: int
    from_on: dt.date
    to_on: dt.date
    ordered_by: str = ""


@dataclass(frozen=True)
class Whom:
    """Its people: a pasted list, or everybody of a village (or of all in reach) born between two days."""

    text: str = ""
    village: str = ""
    born_from: dt.date | None = None
    born_to: dt.date | None = None


def open_campaign(
    campaign_id: uuid.UUID, order: Order, whom: Whom, residents: QuerySet[Resident], *, actor: Staff
) -> Campaign:
    """Write a campaign and its list once; whoever of the list is not found among the residents is named."""
    if stored := Campaign.objects.filter(pk=campaign_id).first():
        return stored
    if order.to_on < order.from_on:
        raise refuse("to_on", f"结束日期 {order.to_on} 早于开始日期 {order.from_on}，请核对")
    people = _people(whom, residents.filter(living=True))
    with transaction.atomic(), acting(str(actor.pk), "接种活动"):
        made = Campaign.objects.create(
            id=campaign_id, institution=actor.institution, staff=actor, title=order.title, kind=order.kind,
            vaccine=order.vaccine, from_on=order.from_on, to_on=order.to_on, ordered_by=order.ordered_by,
        )  # fmt: skip
        CampaignTarget.objects.bulk_create(CampaignTarget(campaign=made, resident_id=each) for each in people)
    return made


def _people(whom: Whom, residents: QuerySet[Resident]) -> list[int]:
    if whom.text.strip():
        pupils = read_roster(whom.text)
        found = found_among(pupils, residents)
        missing = [each.name for place, each in enumerate(pupils, start=1) if place not in found]
        if missing:
            raise refuse("people", f"查无档案或不在您的服务范围：{'、'.join(missing[:10])}；请先建档或从名单中去掉")
        return sorted(set(found.values()))
    if whom.born_from is None or whom.born_to is None:
        raise refuse("people", "请粘贴名单，或写明出生日期的起止")
    if whom.born_to < whom.born_from:
        raise refuse("born_to", "出生日期：止早于起，请核对")
    chosen = residents.filter(birth_date__range=(whom.born_from, whom.born_to))
    if whom.village:
        chosen = chosen.filter(village_id=whom.village)
    people = list(chosen.order_by("pk").values_list("pk", flat=True)[: LONGEST + 1])
    if not people:
        raise refuse("born_from", "这一范围内没有居民，请核对出生日期和村（居）")
    if len(people) > LONGEST:
        raise refuse("born_to", f"一次最多 {LONGEST} 人，请按村（居）或年龄分开")
    return people


def looked_after(places: QuerySet[Institution]) -> QuerySet[Resident]:
    """Residents of some institutions: for a list that somebody orders, or counts, without seeing whom."""
    return Resident.objects.filter(institution__in=places)


def with_reach(targets: QuerySet[CampaignTarget], until: dt.date) -> QuerySet[Any]:
    """Each person with the day on which they were reached, as the records stand now (``given_on``)."""
    given = Dose.objects.filter(
        resident=OuterRef("resident"), voided_at=None, vaccine=OuterRef("campaign__vaccine"),
        served_on__gte=OuterRef("campaign__from_on"), served_on__lte=OuterRef("campaign__to_on"),
    ).filter(served_on__lte=until).order_by("served_on")  # fmt: skip
    return targets.annotate(given_on=Subquery(given.values("served_on")[:1], output_field=DateField()))


def say_why_not(target: CampaignTarget, words: str, *, actor: Staff) -> None:
    """Why somebody of the list has not got it: contraindicated, away, refused."""
    if not words.strip():
        raise refuse("not_reached", "请写未种原因")
    with transaction.atomic(), acting(str(actor.pk), "未种原因"):
        target.not_reached = words.strip()
        target.save(update_fields=["not_reached"])


def counted(campaign: Campaign, places: QuerySet[Institution], until: dt.date) -> list[tuple[int, int, int]]:
    """(institution, on the list, reached) of the institutions in reach, numbers without names."""
    targets = CampaignTarget.objects.filter(campaign=campaign, resident__in=looked_after(places))
    found: dict[int, list[int]] = {}
    for place, day in with_reach(targets, until).values_list("resident__institution", "given_on"):
        held = found.setdefault(place, [0, 0])
        held[0] += 1
        held[1] += day is not None
    return [(place, total, reached) for place, (total, reached) in sorted(found.items())]
