"""Made-up teams and agreements for the suites that compare engines and recompute figures (found by their name)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from gongwei.kernel.clock import now
from gongwei.kernel.dates import add_years
from gongwei.people.models import InstitutionVillage
from gongwei.programmes.family_doctor.models import Agreement, Team

PROMISES = (
    ("family_doctor.assessment", "family_doctor.inform"),
    (
        "family_doctor.assessment",
        "family_doctor.inform",
        "elderly.exam",
        "hypertension.follow_up",
        "diabetes.exam",
    ),
    ("family_doctor.copd_tcm", "family_doctor.home_care", "copd.follow_up"),
)
FIRST = dt.date(2022, 7, 1)


def fill(district: Any) -> None:
    """A team in each place; two of three residents sign, most again after the end, some leave before it."""
    teams = [_team(district, place) for place in range(len(district.institutions))]
    for place, village in enumerate(district.villages[:-1]):
        InstitutionVillage.objects.create(
            institution=district.institutions[place // 2], village=village, from_on=FIRST
        )
    for resident in district.residents:
        if district.chance(0.34):
            continue
        begins = district.day(FIRST, dt.date(2024, 8, 1))
        for turn in range(3):
            made = _agreement(district, resident, teams, begins, turn)
            if made.begins_on > dt.date(2024, 9, 1) or district.chance(0.3):
                break
            begins = made.until_on + dt.timedelta(district.rng.choice((0, 0, 0, 20, 90, 91)))


def _team(district: Any, place: int) -> Team:
    found: Team = Team.objects.create(
        id=district.uuid(), name=f"第{place}团队", institution=district.institutions[place],
        lead=district.doctors[place * 2], from_on=FIRST,
    )  # fmt: skip
    return found


def _agreement(district: Any, resident: Any, teams: list[Team], begins: dt.date, turn: int) -> Agreement:
    years = district.rng.choice((1, 1, 1, 2))
    ends = add_years(begins, years) - dt.timedelta(1)
    stopped = district.chance(0.15)
    until = district.day(begins, ends) if stopped else ends + dt.timedelta(1)
    own = Decimal(30) if district.chance(0.2) else Decimal(0)
    team, key = district.rng.choice(teams), district.uuid()
    found: Agreement = Agreement.objects.create(
        id=key, contract_no=key.hex[:20], resident=resident, institution=team.institution, team=team, doctor=team.lead,
        origin=2 if turn else 1, sign_unit=district.rng.choice((1, 2, 2)), rep_name="示例",
        signed_on=begins - dt.timedelta(district.rng.choice((0, 0, 5, 80))), begins_on=begins, years=years,
        ends_on=ends, until_on=until, stop_reason=4 if stopped else None, packages=["BASE"],
        services=list(district.rng.choice(PROMISES)), fee_total=own + 30, fee_resident=own, fee_insurance=0,
        fee_programme=30, fee_disabled=0, agreement_read=True, recorded_at=now(), recorded_by=team.lead,
    )  # fmt: skip
    return found
