"""What is agreed at signing, and everything that forbids it (spec 14 d)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from gongwei.care.group_facts import groups_of
from gongwei.care.key_groups import labels
from gongwei.kernel.clock import today
from gongwei.kernel.dates import add_years
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import HARD, REQUIRED, Invalid
from gongwei.people.relations import RELATION
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.codes import PAY_WAY, PERSON, SIGN_UNIT
from gongwei.programmes.family_doctor.models import Agreement, Team
from gongwei.programmes.family_doctor.packages import Package
from gongwei.records.attachments.rules import attachments
from gongwei.records.layout import Problem

Limits = Mapping[str, Any]
"""The chapter's parameters on the day of signing."""


@dataclass(frozen=True)
class Terms:
    """One agreement as it is to be signed; ``signature`` and ``scan`` are ids of attachments."""

    team: Team
    signed_on: dt.date
    begins_on: dt.date
    years: int
    packages: tuple[str, ...]
    rep_name: str
    rep_relation: int = 1
    rep_phone: str = ""
    sign_unit: int = PERSON
    agreement_read: bool = False
    signature: tuple[UUID, ...] = ()
    scan: tuple[UUID, ...] = ()
    pay_way: int | None = None
    first_contact: bool = False
    home_service: bool = False
    long_prescription: bool = False
    remark: str = ""

    @property
    def ends_on(self) -> dt.date:
        """The last day: so many years after the beginning, less one day."""
        return add_years(self.begins_on, self.years) - dt.timedelta(1)


def key_groups(resident: Resident, on: dt.date, limits: Limits) -> tuple[str, ...]:
    """The key groups of a resident on the day, by the one definition of all chapters."""
    found = groups_of(
        [resident], on, elderly_age=int(limits["elderly_age"]), child_until_age=int(limits["child_until_age"])
    )
    return found[resident.pk]


def chosen(terms: Terms, region: str) -> tuple[Package, ...]:
    """The packages as they stand on the first day; unknown codes are left out (``problems_of`` names them)."""
    found = (packages.named(region, code, terms.begins_on) for code in dict.fromkeys(terms.packages))
    return tuple(package for package in found if package is not None)


def check(
    terms: Terms, resident: Resident, by: Staff, limits: Limits, region: str, replaces: Agreement | None
) -> None:
    """Refuse with every reason at once, each at its field."""
    found = [
        *_of_person(terms, resident, replaces), *_of_dates(terms, limits), *_of_team(terms, resident),
        *_of_packages(terms, resident, limits, region), *_of_evidence(terms, by),
    ]  # fmt: skip
    if found:
        raise Invalid(*found)


def _hard(name: str, message: str) -> Problem:
    return Problem(name, HARD, message)


def _of_person(terms: Terms, resident: Resident, replaces: Agreement | None) -> list[Problem]:
    """A living resident with a record, and no other agreement in those days."""
    found = []
    if not resident.filed:
        found.append(_hard("resident", f"{resident.name} 还没有健康档案，请先建档再签约"))
    if not resident.living or resident.merged_into_id is not None:
        found.append(_hard("resident", f"{resident.name} 的档案已终止或合并，不能签约"))
    others = Agreement.objects.filter(
        resident=resident, begins_on__lte=terms.ends_on, until_on__gt=terms.begins_on
    )
    for other in others:
        if replaces is None or other.pk != replaces.pk:
            found.append(_hard(
                "begins_on",
                f"{resident.name} 在 {other.begins_on}～{other.until_on - dt.timedelta(1)} 已有协议"
                f"（{other.team}，{other.contract_no}），一人同一时期只能有一份；请办理续约或改签",
            ))  # fmt: skip
    return found


def _of_dates(terms: Terms, limits: Limits) -> list[Problem]:
    found, now = [], today()
    if terms.signed_on > now:
        found.append(_hard("signed_on", f"签约日期：{terms.signed_on} 晚于今天，请核对"))
    if terms.begins_on < terms.signed_on:
        found.append(_hard("begins_on", f"开始日期：{terms.begins_on} 早于签约日期 {terms.signed_on}"))
    latest = terms.signed_on + dt.timedelta(int(limits["begin_within_days"]))
    if terms.begins_on > latest:
        found.append(
            _hard("begins_on", f"开始日期：应在 {latest} 以前（签约后 {limits['begin_within_days']} 天内）")
        )
    least, most = int(limits["least_years"]), int(limits["most_years"])
    if not least <= terms.years <= most:
        found.append(_hard("years", f"签约周期：应为 {least}～{most} 年，现为 {terms.years} 年"))
    return found


def _of_team(terms: Terms, resident: Resident) -> list[Problem]:
    """A team of the institution that manages the resident, standing on the first day."""
    team, found = terms.team, []
    if not resident.institution.path.startswith(team.institution.path):
        found.append(_hard(
            "team", f"签约团队：{team} 属于 {team.institution}，{resident.name} 由 {resident.institution} 管理，"
            "请选本机构的团队或先办理转出",
        ))  # fmt: skip
    if team.from_on > terms.begins_on or (team.to_on is not None and team.to_on <= terms.begins_on):
        found.append(_hard("team", f"签约团队：{team} 在 {terms.begins_on} 没有成立或已撤销"))
    return found


def _of_packages(terms: Terms, resident: Resident, limits: Limits, region: str) -> list[Problem]:
    if not terms.packages:
        return [Problem("packages", REQUIRED, "签约服务包：至少选一个")]
    groups = key_groups(resident, terms.begins_on, limits)
    found, paid = [], False
    for code in dict.fromkeys(terms.packages):
        package = packages.named(region, code, terms.begins_on)
        if package is None:
            found.append(_hard("packages", f"签约服务包：没有 {code}，请从列表中选择"))
            continue
        paid = paid or package.part("resident") > 0
        if not package.holds(terms.begins_on):
            when = f"{package.from_on} 起" if terms.begins_on < package.from_on else f"到 {package.to_on} 止"
            found.append(_hard("packages", f"签约服务包：“{package.name}”{when}，{terms.begins_on} 不能签"))
        if not package.fits(groups):
            who = "、".join(labels(package.groups))
            found.append(
                _hard("packages", f"签约服务包：“{package.name}”只给{who}，{resident.name} 不在其中")
            )
    if paid and terms.pay_way not in PAY_WAY:
        found.append(Problem("pay_way", REQUIRED, "个人缴费方式：居民承担费用，请选现金或医保个人账户"))
    return found


def _of_evidence(terms: Terms, by: Staff) -> list[Problem]:
    """Read, and signed on the screen or on paper; the files were sent by the own institution."""
    found = []
    if not terms.agreement_read:
        found.append(Problem("agreement_read", REQUIRED, "请居民看过协议书并勾选“已看过”"))
    if not terms.signature and not terms.scan:
        found.append(Problem("signature", REQUIRED, "居民签名：请在屏幕上签名，或上传纸质协议扫描件"))
    found += _of_files(terms.signature, ("signature",), "signature", by)
    found += _of_files(terms.scan, ("image", "pdf"), "scan", by)
    if not terms.rep_name.strip():
        found.append(Problem("rep_name", REQUIRED, "签约代表：必须填写"))
    if terms.rep_relation not in RELATION:
        found.append(_hard("rep_relation", "与签约人关系：请从列表中选择"))
    if terms.sign_unit not in SIGN_UNIT:
        found.append(_hard("sign_unit", "签约方式：请选家庭或个人"))
    return found


def _of_files(ids: Sequence[UUID], kinds: tuple[str, ...], name: str, by: Staff) -> list[Problem]:
    rows = attachments(ids) if ids else {}
    return [
        _hard(name, "文件没有传到服务器或不能放在这里，请删去后重新选择")
        for each in ids
        if each not in rows or rows[each].kind not in kinds or rows[each].institution_id != by.institution_id
    ]
