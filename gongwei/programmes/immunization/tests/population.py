"""Made-up rosters and campaigns for the suites that compare engines and recompute figures (found by their name)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gongwei.kernel.clock import now
from gongwei.programmes.immunization.models import Campaign, CampaignTarget, Dose, Roster, RosterChild

TODAY = dt.date(2024, 10, 16)
KINDS = (1, 2, 4)


def fill(district: Any) -> None:
    """A roster and a campaign of both years in each place; some children are unknown, some people were reached."""
    for year in (2023, 2024):
        doses = Dose.objects.filter(voided_at=None, vaccine__isnull=False, served_on__year=year).order_by(
            "served_on", "pk"
        )
        wanted = list(doses[: len(district.institutions)])
        for place, institution in enumerate(district.institutions):
            by = district.doctors[place * 2 % len(district.doctors)]
            roster = Roster.objects.create(
                id=district.uuid(), institution=institution, staff=by, recorded_at=now(), school=f"示例小学{place}",
                school_kind=2, class_name="一年级", school_year=year, term_on=dt.date(year, 9, 1),
                checked_on=dt.date(year, 9, 11),
            )  # fmt: skip
            for position in range(1, 9):
                _child(district, roster, position)
            if wanted:
                _campaign(district, institution, by, place, wanted[place % len(wanted)])


def _campaign(district: Any, institution: Any, by: Any, place: int, dose: Dose) -> None:
    """For the vaccine of one dose, from its day on; who got it is on the list, with ten others."""
    campaign = Campaign.objects.create(
        id=district.uuid(), institution=institution, staff=by, title=f"示例接种{place}", kind=KINDS[place % 3],
        vaccine=dose.vaccine, from_on=dose.served_on, to_on=dose.served_on + dt.timedelta(40),
    )  # fmt: skip
    listed = {dose.resident_id, *(each.pk for each in district.rng.sample(district.residents, 10))}
    CampaignTarget.objects.bulk_create(
        CampaignTarget(campaign=campaign, resident_id=each) for each in sorted(listed)
    )


def _child(district: Any, roster: Roster, position: int) -> None:
    """One child of the list, with or without a certificate, complete or to catch up."""
    known = district.rng.choice(district.residents) if district.chance(0.8) else None
    certified = district.rng.choice((True, False, None))
    result = district.rng.choice((1, 2, None))
    RosterChild.objects.create(
        roster=roster,
        position=position,
        resident=known,
        name=known.name if known else "王小满",
        has_certificate=certified,
        reissued_on=district.day(roster.term_on, TODAY)
        if certified is False and district.chance(0.5)
        else None,
        result=result,
        caught_up_on=district.day(roster.term_on, TODAY) if result == 2 and district.chance(0.5) else None,
    )
