"""Keeping the directory: bodies, members by date, duties by item and district, the annex as data, papers, money."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from gongwei.catalogue.chapters import chapters
from gongwei.kernel.clock import now, today
from gongwei.organisation.authority import commission_of, must_keep
from gongwei.organisation.deriving import derive
from gongwei.organisation.models import SLOTS, Body, Budget, Duty, Membership, Paper
from gongwei.people.models import Institution, Region, Staff
from gongwei.people.problems import Conflict, refuse
from gongwei.policy import Plan
from gongwei.records.history import acting

CHANGED = {"join": "增补", "end": "不再担任"}


@dataclass(frozen=True)
class Told:
    """What a body is, besides its name and kind."""

    seat: str = ""
    work: str = ""
    contact: str = ""
    phone: str = ""


def found_body(
    at: Institution, name: str, kind: str, *, by: Staff, told: Told | None = None, on: dt.date | None = None
) -> Body:
    """A new body of an institution; the same name again is the same body (ORG-01, ORG-02)."""
    must_keep(by, at)
    about = told or Told()
    if not name.strip():
        raise refuse("name", "名称：必须填写")
    if kind not in dict(Body.KINDS):
        raise refuse("kind", "类别：请从列表中选择")
    with acting(str(by.pk), f"登记{name}"):
        same = Body.objects.filter(institution=at, name=name.strip(), to_on=None).first()
        return same or Body.objects.create(
            institution=at, name=name.strip()[:60], kind=kind, from_on=on or today(), seat=about.seat,
            work=about.work, contact=about.contact, phone=about.phone,
        )  # fmt: skip


def join(
    body: Body,
    title: str = "member",
    *,
    by: Staff,
    staff: Staff | None = None,
    unit: Institution | None = None,
    section: str = "",
    scope: str = "",
    on: dt.date | None = None,
) -> Membership:
    """A person or unit becomes a member; a group announces it, and a person gets what the body's duties give."""
    must_keep(by, body.institution)
    if (staff is None) == (unit is None):
        raise refuse("who", "成员：请选一个人或一个单位")
    if staff is not None and staff.pk == by.pk:
        raise refuse("who", "成员：不能把自己列为成员，请由另一位管理员办理")
    if staff is not None and staff.active_to is not None:
        raise refuse("who", f"成员：{staff.name}已离岗")
    start = on or today()
    if start < body.from_on:
        raise refuse("on", f"日期：不早于{body}成立日期 {body.from_on}")
    with acting(str(by.pk), f"{body}增补成员"):
        same = body.members.filter(staff=staff, unit=unit, section=section, to_on=None).first()
        if same is not None:
            return same
        made = Membership.objects.create(
            body=body, staff=staff, unit=unit, section=section[:60], title=title, scope=scope[:300], from_on=start
        )
        _announce(made, "join", start, by)
        derive(body)
        return made


def end_membership(member: Membership, on: dt.date, *, by: Staff) -> Membership:
    """A member leaves from the day on; what the duties gave goes with it."""
    must_keep(by, member.body.institution)
    with acting(str(by.pk), f"{member.body}成员调整"):
        rows = Membership.objects.select_for_update(of=("self",)).select_related("body", "staff", "unit")
        held = rows.get(pk=member.pk)
        if held.to_on is not None:
            raise Conflict(f"{held}已于 {held.to_on} 退出")
        if on <= held.from_on or on > today():
            raise refuse("on", f"日期：应晚于 {held.from_on}，且不晚于今天")
        held.to_on = on
        held.save(update_fields=["to_on"])
        _announce(held, "end", on, by)
        derive(held.body)
        return held


def _announce(member: Membership, what: str, on: dt.date, by: Staff) -> None:
    """A change in a group or office is told to everybody at once (ORG-03)."""
    if member.body.kind in ("section", "unit"):
        return
    words = f"{on} 起{CHANGED[what]}{member.get_title_display()}：{member}"
    Paper.objects.create(
        id=uuid.uuid4(), body=member.body, kind="change", title=f"{member.body.name}成员调整", words=words,
        from_on=on, issued_by=by, issued_at=now(),
    )  # fmt: skip


def charge(
    body: Body,
    item: str,
    slot: str,
    district: Region,
    *,
    by: Staff,
    ref: str = "",
    on: dt.date | None = None,
) -> Duty:
    """Give a body a part in an item of a district; ``item`` is a chapter, else the words of a subject (ORG-06)."""
    must_keep(by, commission_of(district))
    if slot not in SLOTS:
        raise refuse("slot", "角色：请从列表中选择")
    labels = {each.id: each.label for each in chapters()}
    if not item.strip():
        raise refuse("item", "项目：请从列表中选择")
    chapter, subject = (item, labels[item]) if item in labels else ("", item.strip())
    with acting(str(by.pk), f"{body}负责{subject}"):
        same = body.duties.filter(subject=subject, slot=slot, district=district, to_on=None).first()
        made = same or Duty.objects.create(
            body=body, chapter=chapter, subject=subject, slot=slot, district=district, ref=ref,
            from_on=on or today(), made_by=by,
        )  # fmt: skip
        derive(body)
        return made


def discharge(duty: Duty, on: dt.date, *, by: Staff) -> Duty:
    """The duty ends from the day on; members lose what it gave."""
    must_keep(by, commission_of(duty.district))
    with acting(str(by.pk), f"{duty}职责结束"):
        held = Duty.objects.select_for_update(of=("self",)).select_related("body").get(pk=duty.pk)
        if held.to_on is not None:
            raise Conflict(f"这项职责已于 {held.to_on} 结束")
        if on <= held.from_on or on > today():
            raise refuse("on", f"日期：应晚于 {held.from_on}，且不晚于今天")
        held.to_on = on
        held.save(update_fields=["to_on"])
        derive(held.body)
        return held


def import_annex(plan: Plan, district: Region, *, by: Staff, on: dt.date | None = None) -> list[str]:
    """The plan's annex of responsibilities becomes duties; again changes nothing (ORG-30). → names nobody knows."""
    must_keep(by, commission_of(district))
    unknown = []
    for line in plan.file.responsibilities:
        for place, printed in enumerate(line.sections or line.units):
            name = line.units[min(place, len(line.units) - 1)]
            unit = Institution.objects.named(name).first()
            if unit is None:
                unknown.append(name)
                continue
            kind = "section" if line.sections else "unit"
            for section in printed.split("、"):  # one cell of the annex may name several sections of a unit
                body = found_body(unit, section, kind, by=by, on=on)
                for item in line.chapters or (line.item,):
                    charge(body, item, "owner", district, by=by, ref=str(line.ref), on=on)
    return sorted(set(unknown))


def issue(
    paper_id: uuid.UUID, body: Body, kind: str, title: str, words: str, *, by: Staff, number: str = "",
    from_on: dt.date | None = None,
) -> Paper:  # fmt: skip
    """Working rules by the keeper of the directory; technical norms also by the body's own members (ORG-03, ORG-22)."""
    if earlier := Paper.objects.filter(pk=paper_id).first():
        return earlier
    mine = body.members.filter(staff=by, to_on=None).exists()
    if not (kind == "norm" and mine):
        must_keep(by, body.institution)
    if kind not in ("rule", "norm"):
        raise refuse("kind", "类别：请从列表中选择")
    if not title.strip() or not words.strip():
        raise refuse("title" if not title.strip() else "words", "标题和正文：都必须填写")
    with acting(str(by.pk), f"发布{title}"):
        return Paper.objects.create(
            id=paper_id, body=body, kind=kind, title=title.strip(), words=words.strip(), number=number,
            from_on=from_on or today(), issued_by=by, issued_at=now(),
        )  # fmt: skip


def repeal(paper: Paper, on: dt.date, *, by: Staff) -> Paper:
    """A paper no longer holds from the day on; it stays to be read."""
    must_keep(by, paper.body.institution)
    if on <= paper.from_on:
        raise refuse("on", f"废止日期：应晚于施行日期 {paper.from_on}")
    with acting(str(by.pk), "废止"):
        Paper.objects.filter(pk=paper.pk, to_on=None).update(to_on=on)
        return Paper.objects.get(pk=paper.pk)


def budget(body: Body, year: int, amount: Decimal, source: str, *, by: Staff, spent: Decimal = Decimal(0)) -> Budget:
    """A body's own line of money; spending never passes it (ORG-05)."""
    must_keep(by, body.institution)
    if amount <= 0:
        raise refuse("amount", "经费：应大于 0")
    if not 0 <= spent <= amount:
        raise refuse("spent", f"已支出：应在 0 与 {amount} 之间")
    if not source.strip():
        raise refuse("source", "来源：必须填写")
    with acting(str(by.pk), "专项经费"):
        made, _ = Budget.objects.update_or_create(
            body=body, year=year, defaults={"amount": amount, "source": source.strip(), "spent": spent}
        )
        return made
