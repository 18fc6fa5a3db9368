"""A team, a signature and terms as the tests of the chapter use them."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw

from gongwei.people.models import Staff
from gongwei.people.tests.cast import VILLAGE_A1, Cast
from gongwei.programmes.family_doctor.models import Agreement, Team
from gongwei.programmes.family_doctor.verbs.signing import sign
from gongwei.programmes.family_doctor.verbs.teams import bind_village, form_team
from gongwei.programmes.family_doctor.verbs.terms import Terms
from gongwei.records.attachments.store import keep

TODAY = dt.date(2024, 10, 16)
REGION = "371002"
LIMITS = {
    "elderly_age": 65, "child_until_age": 7, "least_years": 1, "most_years": 3, "begin_within_days": 90,
    "renewal_opens_days": 60, "renewal_grace_days": 90,
}  # fmt: skip


def team_of(cast: Cast, at: str = "a") -> Team:
    """A team of one of the two centres, led by somebody of its own."""
    centre = cast.centre_a if at == "a" else cast.centre_b
    lead = cast.staff["doctor"] if at == "a" else cast.staff["public_health_b"]
    by = cast.staff[f"public_health_{at}"]
    found = Team.objects.filter(institution=centre).first()
    if found is not None:
        return found
    team = form_team(uuid.uuid4(), f"{lead.name}团队", centre, lead, by=by)
    Team.objects.filter(pk=team.pk).update(from_on=dt.date(2020, 1, 1))
    if at == "a":
        bind_village(team, VILLAGE_A1, dt.date(2024, 1, 1), by=by)
    team.refresh_from_db()
    return team


def signature(by: Staff) -> UUID:
    """A drawn line, kept as a signature."""
    picture = Image.new("RGBA", (320, 120))
    ImageDraw.Draw(picture).line((20, 90, 160, 20, 300, 100), fill="black", width=4)
    target = io.BytesIO()
    picture.save(target, "PNG")
    return keep(uuid.uuid4(), target.getvalue(), "签名.png", staff=by, kinds=("signature",)).pk


def terms(cast: Cast, **changes: Any) -> Terms:
    """One year from today, the basic package, signed on the screen."""
    given: dict[str, Any] = {
        "team": changes.get("team") or team_of(cast), "signed_on": TODAY, "begins_on": TODAY, "years": 1,
        "packages": ("BASE",), "rep_name": "丛立春", "agreement_read": True,
    }  # fmt: skip
    if "signature" not in changes and "scan" not in changes:
        given["signature"] = (signature(cast.staff["doctor"]),)
    return Terms(**{**given, **changes})


def signed(cast: Cast, resident_id: int, **changes: Any) -> Agreement:
    """An agreement made by the verb."""
    day = changes.get("begins_on", TODAY)
    made = terms(cast, **{"signed_on": day, **changes})
    return sign(uuid.uuid4(), resident_id, made, by=cast.staff["doctor"], limits=LIMITS, region=REGION)
