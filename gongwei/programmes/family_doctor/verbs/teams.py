"""Forming a team, filling its roles, binding villages to it; always by the institution's own people (FD-01, FD-22)."""

from __future__ import annotations

import datetime as dt
import uuid

from gongwei.kernel.clock import today
from gongwei.people.models import Institution, InstitutionVillage, Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import require
from gongwei.programmes.family_doctor.codes import ROLE
from gongwei.programmes.family_doctor.models import ExamDay, Team, TeamMember, TeamVillage
from gongwei.records.history import acting

LEAD, MOST_A_DAY = 1, 2000


def form_team(
    team_id: uuid.UUID,
    name: str,
    institution: Institution,
    lead: Staff,
    *,
    by: Staff,
    certificate: str = "",
    phone: str = "",
) -> Team:
    """Make a team with its leader from today; a certificate number makes the leader a qualified GP."""
    if earlier := Team.objects.filter(pk=team_id).first():
        return earlier
    require(by, "assign", institution)
    if not name.strip():
        raise refuse("name", "团队名称：必须填写")
    if Team.objects.filter(institution=institution, name=name.strip(), to_on=None).exists():
        raise refuse("name", f"团队名称：{institution} 已有“{name.strip()}”，请换一个")
    _own(institution, lead, "lead")
    with acting(str(by.pk), "成立家庭医生团队"):
        team = Team.objects.create(
            id=team_id, name=name.strip()[:60], institution=institution, lead=lead, phone=phone.strip()[:20],
            lead_is_gp=bool(certificate.strip()), certificate=certificate.strip()[:40], from_on=today(),
        )  # fmt: skip
        TeamMember.objects.create(team=team, staff=lead, role=LEAD, from_on=today())
    return team


def add_member(team: Team, staff: Staff, role: int, on: dt.date, *, by: Staff) -> TeamMember:
    """Let somebody belong to the team in a role from the day; another role ends the former one that day."""
    require(by, "assign", team.institution)
    if role not in ROLE:
        raise refuse("role", "角色：请从列表中选择")
    if role != _EXPERT:
        _own(team.institution, staff, "staff")
    if on < team.from_on:
        raise refuse("on", f"加入日期：{on} 早于团队成立的 {team.from_on}")
    with acting(str(by.pk), "团队成员变更"):
        current = team.members.select_for_update().filter(staff=staff, to_on=None).first()
        if current is not None and current.role == role:
            return current
        if current is not None:
            _end(current, on)
        return TeamMember.objects.create(team=team, staff=staff, role=role, from_on=on)


def remove_member(member: TeamMember, on: dt.date, *, by: Staff) -> TeamMember:
    """End a membership on the day; the leader stays until another one leads."""
    require(by, "assign", member.team.institution)
    if member.staff_id == member.team.lead_id:
        raise refuse("member", "团队长不能离开，请先更换团队长")
    with acting(str(by.pk), "团队成员离开"):
        _end(member, on)
    return member


def bind_village(team: Team, village_id: str, on: dt.date, *, by: Staff) -> TeamVillage:
    """The team serves the village from the day; the team that served it before ends that day."""
    require(by, "assign", team.institution)
    served = InstitutionVillage.objects.filter(institution=team.institution, village=village_id, to_on=None)
    if not served.exists():
        raise refuse("village", f"村（居）：不由 {team.institution} 服务，不能划给它的团队")
    with acting(str(by.pk), "团队责任村变更"):
        current = TeamVillage.objects.select_for_update().filter(village=village_id, to_on=None).first()
        if current is not None and current.team_id == team.pk:
            return current
        if current is not None:
            _end(current, on)
        return TeamVillage.objects.create(team=team, village_id=village_id, from_on=on)


def plan_exam_day(
    day_id: uuid.UUID, team: Team, village_id: str, on: dt.date, *, by: Staff, venue: str = "",
    capacity: int | None = None, transport: str = "",
) -> ExamDay:  # fmt: skip
    """The team examines one of its villages on a day to come; everybody of the team sees it (NCD-19)."""
    if earlier := ExamDay.objects.filter(pk=day_id).first():
        return earlier
    require(by, "write", team.institution)
    if not team.villages.filter(village=village_id, to_on=None).exists():
        raise refuse("village", f"村（居）：不是 {team} 的责任村，请先在团队页划定")
    if capacity is not None and not 1 <= capacity <= MOST_A_DAY:
        raise refuse("capacity", f"最多几人：应是 1 到 {MOST_A_DAY} 的整数，不限请留空")
    if on < today():
        raise refuse("on", f"体检日：{on} 已经过去，请填今天或以后的日子")
    if ExamDay.objects.filter(team=team, village=village_id, on=on, withdrawn=False).exists():
        raise refuse("on", f"体检日：{on} 已经安排过这个村")
    with acting(str(by.pk), "安排体检日"):
        return ExamDay.objects.create(
            id=day_id, team=team, village_id=village_id, on=on, venue=venue.strip()[:100], capacity=capacity,
            transport=transport.strip()[:100], planned_by=by,
        )  # fmt: skip


def withdraw_exam_day(day: ExamDay, *, by: Staff) -> ExamDay:
    """The day is off; it stays on record."""
    require(by, "write", day.team.institution)
    with acting(str(by.pk), "取消体检日"):
        day.withdrawn = True
        day.save(update_fields=["withdrawn"])
    return day


def qualify_lead(team: Team, lead: Staff, certificate: str, *, by: Staff) -> Team:
    """Name another leader, or register the leader's GP certificate (FD-22)."""
    require(by, "assign", team.institution)
    _own(team.institution, lead, "lead")
    with acting(str(by.pk), "团队长和资格登记"):
        team.lead, team.certificate = lead, certificate.strip()[:40]
        team.lead_is_gp = bool(team.certificate)
        team.save(update_fields=["lead", "certificate", "lead_is_gp"])
        if not team.members.filter(staff=lead, to_on=None).exists():
            TeamMember.objects.create(team=team, staff=lead, role=LEAD, from_on=today())
    return team


_EXPERT = 6
"""上级专家 come from other institutions."""


def _own(institution: Institution, staff: Staff, field: str) -> None:
    if not staff.institution.path.startswith(institution.path):
        raise refuse(field, f"{staff.name} 不是 {institution} 及其站室的人员，只能以上级专家加入")


def _end(row: TeamMember | TeamVillage, on: dt.date) -> None:
    if on <= row.from_on:
        row.from_on, row.to_on = min(row.from_on, on - dt.timedelta(1)), on
    row.to_on = on
    row.save(update_fields=["from_on", "to_on"])
