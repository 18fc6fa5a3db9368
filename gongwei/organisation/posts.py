"""Named posts: who holds them, which are vacant, whose certificate has run out; approved posts; contacts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from gongwei.kernel.clock import today
from gongwei.organisation.authority import must_keep
from gongwei.organisation.models import Contact, Establishment, Holding, JointAction
from gongwei.organisation.queries import holding
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting

SOON = 90
"""Days before its end from which a certificate is shown as running out."""


@dataclass(frozen=True)
class Post:
    """A post that documents name, which kinds of institutions must fill it, and whether it asks for a certificate."""

    id: str
    label: str
    kinds: tuple[str, ...]
    certificate: bool
    ref: str
    sure: str


@dataclass(frozen=True)
class Place:
    """One post at one institution on a day; ``faults`` says what is wrong."""

    institution: Institution
    post: Post
    holders: tuple[Holding, ...]
    faults: tuple[str, ...]


@cache
def posts() -> dict[str, Post]:
    """The named posts in their order."""
    rows = yaml.safe_load((Path(__file__).parent / "data" / "posts.yaml").read_text("utf-8"))
    return {row["id"]: Post(**{**row, "kinds": tuple(row["kinds"])}) for row in rows}


def must_staff(by: Staff, institution: Institution) -> None:
    """The institution's 公卫科 or the keeper of the directory names the holders."""
    if not allowed(by, "split", institution=institution):
        must_keep(by, institution)


def name_holder(
    institution: Institution,
    post: str,
    staff: Staff,
    *,
    by: Staff,
    full_time: bool = True,
    certificate: str = "",
    certificate_until: dt.date | None = None,
    on: dt.date | None = None,
) -> Holding:
    """Somebody of the institution holds the post from a day on; again with a new certificate renews it."""
    must_staff(by, institution)
    if post not in posts():
        raise refuse("post", "岗位：请从列表中选择")
    if not staff.institution.path.startswith(institution.path) or staff.active_to is not None:
        raise refuse("staff", f"人员：不是{institution}的在岗人员")
    if posts()[post].certificate and not certificate.strip():
        raise refuse("certificate", f"证书编号：{posts()[post].label}要有证书")
    with acting(str(by.pk), f"任命{posts()[post].label}"):
        rows = Holding.objects.select_for_update().filter(institution=institution, post=post, to_on=None)
        if post == "principal" and (other := rows.exclude(staff=staff).first()):
            raise Conflict(f"主要负责人现为{other.staff}，请先办理离任")
        told = {"full_time": full_time, "certificate": certificate.strip(), "certificate_until": certificate_until}
        if held := rows.filter(staff=staff).first():
            Holding.objects.filter(pk=held.pk).update(**told)
            return Holding.objects.get(pk=held.pk)
        return Holding.objects.create(institution=institution, post=post, staff=staff, from_on=on or today(), **told)


def end_holding(held: Holding, on: dt.date, *, by: Staff) -> Holding:
    """The post is left from the day on."""
    must_staff(by, held.institution)
    if held.to_on is not None:
        raise Conflict(f"已于 {held.to_on} 离任")
    if on <= held.from_on or on > today():
        raise refuse("on", f"日期：应晚于 {held.from_on}，且不晚于今天")
    with acting(str(by.pk), "离任"):
        Holding.objects.filter(pk=held.pk, to_on=None).update(to_on=on)
        return Holding.objects.get(pk=held.pk)


def places(institutions: list[Institution], on: dt.date) -> list[Place]:
    """Every post that the institutions must fill, vacant ones and run-out certificates seen (ORG-31)."""
    held: dict[tuple[int, str], list[Holding]] = {}
    rows = Holding.objects.filter(holding(on), institution__in=institutions).select_related("staff")
    for row in rows:
        held.setdefault((row.institution_id, row.post), []).append(row)
    found = []
    for institution in institutions:
        for post in posts().values():
            if institution.kind in post.kinds:
                holders = tuple(h for h in held.get((institution.pk, post.id), ()) if h.staff.active_to is None)
                found.append(Place(institution, post, holders, tuple(_faults(post, holders, on))))
    return found


def _faults(post: Post, holders: tuple[Holding, ...], on: dt.date) -> list[str]:
    if not holders:
        return ["空缺"]
    said = []
    for each in holders if post.certificate else ():
        until = each.certificate_until
        if until is not None and until < on:
            said.append(f"{each.staff}证书已于 {until} 过期")
        elif until is not None and (until - on).days <= SOON:
            said.append(f"{each.staff}证书 {until} 到期")
    return said


def principal_of(institution: Institution, on: dt.date) -> Staff | None:
    """The institution's 主要负责人 on a day."""
    row = Holding.objects.filter(holding(on), institution=institution, post="principal").select_related("staff").first()
    return row.staff if row else None


def approve(
    used_by: Institution, managed_by: Institution, title: str, approved: int, filled: int, *, by: Staff,
    recruiting: str = "",
) -> Establishment:  # fmt: skip
    """The approved and filled posts of one kind; the former numbers stay in history (ORG-12)."""
    must_keep(by, used_by)
    if not title.strip():
        raise refuse("title", "岗位：必须填写")
    if not 0 <= filled <= approved:
        raise refuse("filled", f"在岗数：应在 0 与核定数 {approved} 之间")
    with acting(str(by.pk), "岗位登记"):
        made, _ = Establishment.objects.update_or_create(
            used_by=used_by, managed_by=managed_by, title=title.strip(), to_on=None,
            defaults={"approved": approved, "filled": filled, "recruiting": recruiting.strip()},
            create_defaults={
                "approved": approved, "filled": filled, "recruiting": recruiting.strip(), "from_on": today(),
            },
        )  # fmt: skip
        return made


def must_coordinate(by: Staff, institution: Institution) -> None:
    """Contacts are the institution's own."""
    if not allowed(by, "split", institution=institution):
        raise Forbidden(f"由{institution}公卫科办理")


def add_contact(
    institution: Institution, kind: str, name: str, *, by: Staff, region: Region | None = None, person: str = "",
    phone: str = "",
) -> Contact:  # fmt: skip
    """A government, committee or unit; again under the same name changes whom to call (ORG-32)."""
    must_coordinate(by, institution)
    if not name.strip():
        raise refuse("name", "名称：必须填写")
    with acting(str(by.pk), "协作单位"):
        told = {"kind": kind, "region": region, "person": person.strip(), "phone": phone.strip()}
        made, _ = Contact.objects.update_or_create(
            institution=institution, name=name.strip(), to_on=None, defaults=told,
            create_defaults={**told, "from_on": today()},
        )  # fmt: skip
        return made


def act_jointly(
    action_id: uuid.UUID, contact: Contact, on: dt.date, topic: str, result: str, *, by: Staff,
    people: int | None = None,
) -> JointAction:  # fmt: skip
    """What was done together, on which day, with what result."""
    must_coordinate(by, contact.institution)
    if earlier := JointAction.objects.filter(pk=action_id).first():
        return earlier
    if on > today():
        raise refuse("on", "日期：不能晚于今天")
    if not topic.strip():
        raise refuse("topic", "事项：必须填写")
    if not result.strip():
        raise refuse("result", "结果：必须填写")
    with acting(str(by.pk), "联合行动"):
        return JointAction.objects.create(
            id=action_id, contact=contact, on=on, topic=topic.strip(), result=result.strip(), people=people, by=by
        )
