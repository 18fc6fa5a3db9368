"""Staff, their roles by date and their accounts: kept by an administrator over the institution (ORG-01, DATA-02)."""

from __future__ import annotations

import datetime as dt
import re
import secrets

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from gongwei.kernel.clock import today
from gongwei.people import accounts, one_time
from gongwei.people.models import Institution, InstitutionVillage, Staff, StaffRole, StaffVillage
from gongwei.people.problems import Conflict, refuse
from gongwei.people.verbs.authority import require
from gongwei.records.history import acting

ROLES = dict(StaffRole.ROLES)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,29}")


def add_staff(
    at: Institution, name: str, *, by: Staff, title: str = "", phone: str = "", on: dt.date | None = None
) -> Staff:
    """A person begins to work for the institution; the same person on the same day is not made twice."""
    require(by, "accounts", at)
    if not name.strip():
        raise refuse("name", "姓名：必须填写")
    start = on or today()
    with acting(str(by.pk), "人员到岗"):
        same = Staff.objects.filter(
            institution=at, name=name.strip(), phone=phone, active_from=start, active_to=None
        )
        return same.first() or Staff.objects.create(
            institution=at, name=name.strip()[:50], title=title[:50], phone=phone[:20], active_from=start
        )


def leave(staff_id: int, on: dt.date, *, by: Staff) -> Staff:
    """The person no longer works here from the day on: roles end, the account is shut, the name stays."""
    with acting(str(by.pk), "人员离岗"):
        who = _of(staff_id, by)
        if on <= who.active_from or on > today():
            raise refuse("on", f"离岗日期：应晚于到岗日期 {who.active_from}，且不晚于今天")
        for role in who.roles.filter(to_on=None):
            _end(role, on)
        who.active_to = on
        who.save(update_fields=["active_to"])
        if who.account_id:
            _shut(who)
        return who


def grant_role(
    staff_id: int,
    role: str,
    over: Institution,
    *,
    by: Staff,
    programmes: tuple[str, ...] = (),
    on: dt.date | None = None,
) -> StaffRole:
    """Give a role over an institution's subtree; both the person and the subtree lie within the administrator's."""
    with acting(str(by.pk), "授予角色"):
        who = _of(staff_id, by)
        require(by, "accounts", over)
        if who.pk == by.pk:
            raise refuse("role", "角色：不能给自己授予角色，请由另一位管理员办理")
        if role not in ROLES:
            raise refuse("role", "角色：请从列表中选择")
        same = who.roles.filter(role=role, institution=over, programmes=list(programmes), to_on=None).first()
        return same or StaffRole.objects.create(
            staff=who, role=role, institution=over, programmes=list(programmes), from_on=on or today()
        )


def end_role(role_id: int, on: dt.date, *, by: Staff) -> StaffRole:
    """The role no longer holds from the day on."""
    with acting(str(by.pk), "结束角色"):
        role = (
            StaffRole.objects.select_for_update(of=("self",))
            .select_related("institution", "staff")
            .get(pk=role_id)
        )
        require(by, "accounts", role.institution)
        if role.to_on is not None:
            raise Conflict(f"这个角色已于 {role.to_on} 结束，未重复办理")
        if on < role.from_on or on > today():
            raise refuse("on", f"结束日期：应在 {role.from_on} 与今天之间")
        return _end(role, on)


def serve_village(staff_id: int, village_id: str, *, by: Staff, on: dt.date | None = None) -> StaffVillage:
    """Let a doctor serve a village of the institution; the same again changes nothing."""
    with acting(str(by.pk), "分配村（居）"):
        who = _of(staff_id, by)
        responsible = (
            InstitutionVillage.objects.filter(village=village_id, to_on=None)
            .select_related("institution")
            .first()
        )
        if responsible is None or not who.institution.path.startswith(responsible.institution.path):
            raise refuse("village", "村（居）：不由该人员所在机构服务")
        current = who.villages.filter(village=village_id, to_on=None).first()
        return current or StaffVillage.objects.create(staff=who, village_id=village_id, from_on=on or today())


def open_account(staff_id: int, username: str, *, by: Staff) -> str:
    """Make an account; the first password is returned once, to be handed over and changed."""
    if not USERNAME.fullmatch(username):
        raise refuse("username", "账号：3至30位小写字母、数字、点、横线，以字母或数字开头")
    password = new_password()
    with acting(str(by.pk), "开通账号"):
        who = _of(staff_id, by)
        if who.account_id:
            raise Conflict("此人已有账号，请直接重置密码")
        try:
            with transaction.atomic():
                who.account = User.objects.create_user(username, password=password)
        except IntegrityError:
            raise refuse("username", f"账号：{username} 已被使用，请换一个") from None
        who.save(update_fields=["account"])
    return password


def reset_password(staff_id: int, *, by: Staff) -> str:
    """A new password, returned once; every session ends and the one-time password is turned off (a lost phone)."""
    password = new_password()
    with acting(str(by.pk), "重置密码"):
        user = _account(_of(staff_id, by))
        user.set_password(password)
        user.save(update_fields=["password"])
        one_time.turn_off(user)
        accounts.end_sessions(user)
    return password


def set_account_active(staff_id: int, active: bool, *, by: Staff) -> User:
    """Shut an account with all its sessions, or open it again."""
    with acting(str(by.pk), "启用账号" if active else "停用账号"):
        who = _of(staff_id, by)
        if who.pk == by.pk:
            raise refuse("account", "账号：不能停用自己的账号")
        if not active:
            return _shut(who)
        user = _account(who)
        user.is_active = True
        user.save(update_fields=["is_active"])
        return user


def new_password() -> str:
    """Sixteen letters and figures that are not mistaken for each other."""
    signs = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(signs) for _ in range(4)) for _ in range(4))


def _of(staff_id: int, by: Staff) -> Staff:
    who = (
        Staff.objects.select_for_update(of=("self",))
        .select_related("institution", "account")
        .get(pk=staff_id)
    )
    require(by, "accounts", who.institution)
    return who


def _account(who: Staff) -> User:
    if who.account is None:
        raise refuse("account", "账号：此人还没有账号，请先开通")
    return User.objects.get(pk=who.account.pk)


def _shut(who: Staff) -> User:
    user = _account(who)
    user.is_active = False
    user.save(update_fields=["is_active"])
    accounts.end_sessions(user)
    return user


def _end(role: StaffRole, on: dt.date) -> StaffRole:
    """A role of the same day never was: it ends the day after it began at the earliest."""
    role.to_on = max(on, role.from_on + dt.timedelta(days=1))
    role.save(update_fields=["to_on"])
    return role
