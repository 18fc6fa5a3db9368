"""Who works at which desk: members of a body at its own, 项目办 at all, 公卫科 at what was sent to its institution."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from gongwei.kernel import clock
from gongwei.organisation.models import Body, Urging, Visit
from gongwei.organisation.queries import Desk, desk_of, desks_of, holding
from gongwei.organisation.urging import visible
from gongwei.people.grants import grants_of, may, staff_of
from gongwei.people.models import Institution, Staff

REFUSAL = "条线工作台由项目办、条线科室和各机构公卫科使用；如工作需要，请向本机构管理员申请"


@dataclass(frozen=True)
class Reach:
    """The reader: the own desks, whether all desks are open, and the institution that answers."""

    staff: Staff
    office: bool
    institution: Institution | None
    desks: tuple[Desk, ...]

    def sits(self, body: Body) -> bool:
        """Whether the body is one's own."""
        return any(each.body == body for each in self.desks)


def concerned(request: HttpRequest) -> bool:
    """Whether the account has to do with lines at all; asked on every page, so from the roles alone."""
    staff = staff_of(request.user)
    if staff is None:
        return False
    if may(request.user, "plan") or may(request.user, "split"):
        return True
    return any(grant.role == "line" for grant in grants_of(staff))


def reach(request: HttpRequest) -> Reach:
    """From roles and memberships; an account without any is refused."""
    staff = staff_of(request.user)
    if staff is None or not concerned(request):
        raise PermissionDenied(REFUSAL)
    own = Institution.objects.responsible().filter(pk=staff.institution_id).first()
    answers = own if own is not None and may(request.user, "split", institution=own) else None
    return Reach(staff, may(request.user, "plan"), answers, tuple(desks_of(staff, clock.today())))


def marks(request: HttpRequest, programme: str) -> bool:
    """Whether the account may doubt a record of the programme: a line's member, of the items of its body."""
    staff = staff_of(request.user)
    if staff is None or not any(grant.role == "line" for grant in grants_of(staff)):
        return False
    return any(not programme or programme in each.chapters for each in desks_of(staff, clock.today()))


def desk_for(held: Reach, wanted: str) -> Desk | None:
    """The desk that the address names, if it is the reader's to see (else 404); without a name the first own."""
    if not wanted:
        return held.desks[0] if held.desks else None
    rows = Body.objects.filter(holding(clock.today())).select_related("institution__region")
    body = rows.filter(pk=wanted).first() if wanted.isdecimal() else None
    if body is None or not (held.office or held.sits(body)):
        raise Http404("没有这个条线，或不是您的")
    return desk_of(body, clock.today())


def urging_for(request: HttpRequest, urging_id: uuid.UUID) -> Urging:
    """One urging, if it was sent by the own body or to the own institution; else 404."""
    rows = Urging.objects.filter(visible(request.user)).select_related("body__institution", "institution", "sent_by")
    found = rows.filter(pk=urging_id).first()
    if found is None:
        raise Http404("没有这条催办，或不在您的范围内")
    return found


def visit_for(held: Reach, visit_id: uuid.UUID) -> Visit:
    """One visit of the own body or at the own institution; else 404."""
    rows = Visit.objects.select_related("body__institution", "institution", "planned_by", "done_by")
    found = rows.filter(visits_of(held), pk=visit_id).first()
    if found is None:
        raise Http404("没有这次督导，或不在您的范围内")
    return found


def visits_of(held: Reach) -> Q:
    """The visits that the reader may see."""
    if held.office:
        return Q()
    either = Q(body__in=[each.body.pk for each in held.desks])
    return either | Q(institution=held.institution) if held.institution else either
