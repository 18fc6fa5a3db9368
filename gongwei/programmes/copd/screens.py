"""疑似慢阻肺: whoever the questionnaire sent on and nobody has an answer for; a diagnosis takes under management."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from gongwei.care.models import Enrolment
from gongwei.care.screens import Screen, Screened
from gongwei.care.verbs import enrol, save_record
from gongwei.people.models import Staff
from gongwei.people.problems import refuse
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.copd.forms import SCREENING
from gongwei.programmes.copd.models import Screening
from gongwei.programmes.copd.schedule import QUESTIONNAIRE
from gongwei.records.history import acting

YES, NO = 1, 2
NOT_SENT, SENT = 2, 3
BY_SCREENING = 3


def undecided(residents: ResidentQuery, limits: Mapping[str, Any], day: dt.date) -> Iterator[Screened]:
    """The latest questionnaire that calls for a test or a hospital and has no result; asked for within two weeks."""
    wait = dt.timedelta(days=limits["suspect_check_days"])
    waiting = Screening.objects.filter(
        resident__in=residents,
        voided_at=None,
        confirmed=None,
        referral__in=(NOT_SENT, SENT),
        served_on__lte=day,
    )
    for one in waiting.order_by("served_on", "resident_id"):
        said = "已转诊" if one.referral == SENT else "未转诊"
        yield Screened(one.resident_id, said, one.served_on, one.served_on + wait, one.pk)


def confirm(
    record_id: UUID, *, actor: Staff, confirmed_on: dt.date, confirmed_by: str, from_on: dt.date
) -> Enrolment:
    """A hospital confirmed COPD: close the suspicion and take under management, together."""
    with acting(str(actor.pk), "筛查追踪：确诊"):
        found = _decide(
            record_id,
            actor,
            {"confirmed": YES, "confirmed_on": confirmed_on, "confirmed_by": confirmed_by},
            "筛查追踪：确诊",
        )
        return enrol(
            found.resident_id,
            "copd",
            actor=actor,
            from_on=from_on,
            diagnosed_on=confirmed_on,
            found_by=BY_SCREENING,
            reason="筛查追踪：确诊，纳入管理",
        )


def exclude(record_id: UUID, *, actor: Staff, reason: str) -> Screening:
    """The suspicion was not confirmed: off the list, with the reason."""
    if not reason.strip():
        raise refuse("reason", "请写明排除的依据")
    return _decide(record_id, actor, {"confirmed": NO}, reason)


def _decide(record_id: UUID, actor: Staff, values: dict[str, Any], reason: str) -> Screening:
    found = Screening.objects.select_for_update().get(pk=record_id)
    saved: Screening = save_record(
        SCREENING, found.pk, found.resident_id, values, actor=actor, version=found.version, reason=reason
    )
    return saved


SCREENS = (
    Screen("copd_suspect", "疑似慢阻肺", "筛查问卷疑似，还没有肺功能检查或诊断结果；确诊即纳入", QUESTIONNAIRE,
           SCREENING.id, undecided, confirm, exclude),
)  # fmt: skip
