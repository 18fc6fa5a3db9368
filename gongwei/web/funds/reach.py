"""Who sees whose money: finance the county's, 公卫科 its institution's, a village doctor her own clinic's."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from gongwei.catalogue.plans import plan
from gongwei.funds.answering import serves
from gongwei.funds.models import SettlementLine
from gongwei.funds.rules import Quarter, months_of
from gongwei.people.grants import grants_of, may, staff_of
from gongwei.people.models import Institution, Staff


@dataclass(frozen=True)
class Reach:
    """What the reader may do with one township's money."""

    staff: Staff
    township: Institution
    finance: bool
    office: bool

    @property
    def village_only(self) -> bool:
        """Neither finance nor 公卫科: sees the own clinic's line alone."""
        return not (self.finance or self.office)

    def lines(self, lines: list[SettlementLine]) -> list[SettlementLine]:
        """The lines to show."""
        return lines if not self.village_only else [line for line in lines if serves(self.staff, line.clinic)]


def reach(request: HttpRequest, township_id: int) -> Reach:
    """The township, if the account has to do with its money; else 404 (another's) or 403 (no such duty)."""
    staff = staff_of(request.user)
    if staff is None or not concerned(request):
        raise PermissionDenied("资金页面由项目办、财政、公卫科和村医使用；如工作需要，请向本机构管理员申请")
    place = Institution.objects.visible_to(request.user).filter(pk=township_id).first()
    if place is None:
        raise Http404("没有这个机构，或不在您的范围内")
    finance = may(request.user, "funds", institution=place)
    office = may(request.user, "settle", institution=place)
    if not (finance or office or _villager(staff, place)):
        raise Http404("没有这个机构，或不在您的范围内")
    return Reach(staff, place, finance, office)


def concerned(request: HttpRequest) -> bool:
    """Whether the account has anything to do with money."""
    staff = staff_of(request.user)
    if staff is None:
        return False
    return may(request.user, "funds") or may(request.user, "settle") or _is_villager(staff)


def finance_only(request: HttpRequest) -> Staff:
    """Pages of the whole county's money."""
    staff = staff_of(request.user)
    if staff is None or not may(request.user, "funds"):
        raise PermissionDenied("全区资金由项目办和财政管理；本机构的结算请从“资金结算”进入")
    return staff


def purposes_for(request: HttpRequest) -> tuple[Staff, bool]:
    """(who, whether all purposes): the project office and finance see all; owners of new items those alone."""
    staff = staff_of(request.user)
    if staff is not None and may(request.user, "funds"):
        return staff, True
    if staff is None or not any(grant.role == "line" for grant in grants_of(staff)):
        raise PermissionDenied("专项资金由项目办、财政和新划入项目的原管理单位办理")
    return staff, False


def _is_villager(staff: Staff) -> bool:
    return any(role.role == "village_doctor" for role in staff.roles.all())


def _villager(staff: Staff, place: Institution) -> bool:
    return _is_villager(staff) and staff.institution.parent_id == place.pk


def quarter_of(year: int, number: int, township: Institution) -> Quarter:
    """A quarter (or month, where the institution settles monthly) from an address."""
    months = months_of(township)
    if year != plan().year or not 1 <= number <= 12 // months:
        raise Http404("没有这一期")
    return Quarter(year, number, months)


