"""Who may open, judge, accept and answer; nobody scores his own institution (APR-26)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from gongwei.appraisal.models import Inspection, Round
from gongwei.appraisal.scheme_file import OWN_KINDS, RoundRule
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed, grants_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Conflict, Forbidden


def own(by: Staff, institution: Institution) -> bool:
    """Whether somebody belongs to an institution or to one below it, by post or by role."""
    if by.institution.path.startswith(institution.path):
        return True
    return any(grant.path.startswith(institution.path) for grant in grants_of(by))


def must_open(by: Staff, rule: RoundRule, organiser: Institution) -> None:
    """项目办 opens any round of the county; a professional or township institution opens its own."""
    if allowed(by, "appraise", institution=organiser):
        return
    if rule.kind in OWN_KINDS and by.institution_id == organiser.pk and allowed(by, "inspect"):
        return
    raise Forbidden(f"{rule.label}由{organiser}或项目办发起")


def judging(by: Staff, held: Round) -> bool:
    """A member of the round whose time in it has not run out."""
    return held.members.filter(Q(until=None) | Q(until__gte=today()), staff=by).exists()


def until_of(staff: Staff, rule: RoundRule, organiser: Institution, due_on: dt.date) -> dt.date | None:
    """Until when somebody may read and score: without end for the organiser's own people, else the round's dates.

    A round that is opened late lasts as many days as it would have had.
    """
    if staff.institution_id == organiser.pk or allowed(staff, "appraise", institution=organiser):
        return None
    return max(due_on, today() + dt.timedelta(days=int(rule.due_days.value)))


def must_judge(by: Staff, inspection: Inspection) -> None:
    """A member of the round, of another institution, while the sheet is open."""
    if own(by, inspection.institution):
        raise Forbidden("不能评价自己所在的机构，请由其他评价员评价")
    if not judging(by, inspection.round):
        raise Forbidden(f"您不是“{inspection.round}”的评价员，请联系{inspection.round.organiser}")
    inspection.refresh_from_db(fields=["state"])
    if not inspection.editable:
        raise Conflict("评价已提交，不能再改；需要改动时请退回")


def may_judge(by: Staff, inspection: Inspection) -> bool:
    """Whether the sheet is open to them."""
    return inspection.editable and not own(by, inspection.institution) and judging(by, inspection.round)


def must_decide(by: Staff, inspection: Inspection) -> None:
    """项目办 accepts; in village rounds also another officer of the township. Not who submitted, not one's own."""
    if not may_decide(by, inspection):
        raise Forbidden("评价结果由项目办采纳（村级评价也可由卫生院的另一人采纳）")
    if own(by, inspection.institution):
        raise Forbidden("不能采纳自己所在机构的评价结果")
    if by.pk == inspection.submitted_by_id:
        raise Forbidden("提交人和采纳人必须是两个人，请由另一位有权的人采纳")


def may_decide(by: Staff, inspection: Inspection) -> bool:
    """Whether the duty is theirs."""
    if allowed(by, "appraise", institution=inspection.institution):
        return True
    held = inspection.round
    return held.kind == "village" and by.institution_id == held.organiser_id and allowed(by, "inspect")


def must_answer(by: Staff, institution: Institution) -> None:
    """The appraised institution speaks for itself."""
    if by.institution_id != institution.pk and not _village(by, institution):
        raise Forbidden(f"由{institution}的人员办理")


def may_answer(by: Staff, institution: Institution) -> bool:
    """Whether somebody speaks for an appraised institution."""
    return by.institution_id == institution.pk or _village(by, institution)


def _village(by: Staff, clinic: Institution) -> bool:
    return any(
        grant.role == "village_doctor" and clinic.region_id in grant.villages for grant in grants_of(by)
    ) and (clinic.kind in ("village_clinic", "community_health_station"))


def organises(by: Staff, held: Round) -> bool:
    """Of the body whose round it is, or 项目办."""
    if allowed(by, "appraise", institution=held.organiser):
        return True
    return by.institution_id == held.organiser_id and allowed(by, "inspect")
