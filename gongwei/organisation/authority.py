"""Who keeps the directory, who works at a desk, who answers for an institution (ORG-01, ORG-20)."""

from __future__ import annotations

from gongwei.kernel.clock import today
from gongwei.organisation.models import Body
from gongwei.organisation.queries import desks_of
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import Forbidden, refuse

KEEP = ("plan", "accounts")


def commissions() -> list[Institution]:
    """The health commissions of the districts that this database holds."""
    return list(Institution.objects.filter(kind="county_health_commission", active_to=None).order_by("position", "pk"))


def commission_of(district: Region) -> Institution:
    """The commission that manages a district; a district without one cannot be named."""
    found = Institution.objects.filter(kind="county_health_commission", region=district, active_to=None).first()
    if found is None:
        raise refuse("district", f"{district}没有卫生健康局，不能登记职责")
    return found


def keeps(by: Staff, over: Institution) -> bool:
    """项目办 or an administrator of a commission keeps its own tree, and bodies from outside any commission's tree."""
    inside = [each for each in commissions() if over.path.startswith(each.path)]
    return any(allowed(by, action, institution=each) for each in inside or commissions() for action in KEEP)


def must_keep(by: Staff, over: Institution) -> None:
    """Refuse everybody else."""
    if not keeps(by, over):
        raise Forbidden("职责分工由区卫生健康局项目办或管理员维护")


def must_sit(by: Staff, body: Body, chapters: tuple[str, ...]) -> None:
    """A member of the body, with a duty for every chapter that the act is about (ORG-09 to ORG-18)."""
    held = next((each for each in desks_of(by, today()) if each.body == body), None)
    if held is None:
        raise Forbidden(f"只有{body}的成员能办理")
    if beyond := [each for each in chapters if each not in held.chapters]:
        raise Forbidden(f"{body}不负责这个项目（{'、'.join(beyond)}）")


def must_answer(by: Staff, institution: Institution) -> None:
    """The institution's own 公卫科 speaks for it."""
    if not allowed(by, "split", institution=institution):
        raise Forbidden(f"由{institution}公卫科办理")
