"""残联参与制定考核内容和考核方式 (七、八（二）): written by either side, signed by both, only then paid."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction

from gongwei.catalogue.plans import plan
from gongwei.funds.models import JointScheme
from gongwei.funds.rules import funds
from gongwei.kernel.clock import today
from gongwei.people.grants import grants_of
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.policy.funding import Purpose
from gongwei.records.history import acting

SIDES = {"project_office": "office", "disabled_federation": "payer"}
"""Role → the side that it signs for: the health commission's project office, and the federation that pays."""
PARTS = {"content": "考核内容", "how": "考核方式", "pay": "支付办法"}


def shared() -> list[Purpose]:
    """The purposes that the federation pays: their rules are written together."""
    return [each for each in funds().purposes if each.payer == "disabled_federation"]


def scheme_of(each: Purpose) -> JointScheme | None:
    """The newest version; None before anybody wrote one."""
    rows = JointScheme.objects.filter(plan=plan().id, purpose=each.id)
    return rows.select_related("written_by", "office_by", "payer_by").order_by("-version").first()


def sides_of(by: Staff) -> set[str]:
    """Which sides somebody may write and sign for."""
    return {SIDES[grant.role] for grant in grants_of(by) if grant.role in SIDES}


def write(scheme_id: uuid.UUID, each: Purpose, parts: dict[str, str], *, by: Staff) -> JointScheme:
    """A first or a new version by either side; what both had signed stays as it was, the new one is unsigned."""
    if earlier := JointScheme.objects.filter(pk=scheme_id).first():
        return earlier
    _party(by, each)
    for name, label in PARTS.items():
        if not parts.get(name, "").strip():
            raise refuse(name, f"{label}：必须填写")
    before = scheme_of(each)
    with transaction.atomic(), acting(str(by.pk), "拟共同考核办法"):
        return JointScheme.objects.create(
            id=scheme_id, plan=plan().id, purpose=each.id, version=before.version + 1 if before else 1,
            written_by=by, written_on=today(), **{name: parts[name].strip()[:2000] for name in PARTS},
        )  # fmt: skip


def sign(scheme: JointScheme, *, by: Staff) -> JointScheme:
    """Sign for one's own side; each side is another person, and only the newest version may be signed."""
    each = next(one for one in shared() if one.id == scheme.purpose)
    side = _party(by, each)
    with transaction.atomic(), acting(str(by.pk), "签字同意共同考核办法"):
        held = JointScheme.objects.select_for_update().get(pk=scheme.pk)
        newest = scheme_of(each)
        if newest is None or newest.pk != held.pk:
            raise Conflict("这一版已有新的修改，请看过最新一版再签")
        if getattr(held, f"{side}_by_id") is None:
            setattr(held, f"{side}_by", by)
            setattr(held, f"{side}_on", today())
            held.save()
        return held


def must_be_signed(purposes: Collection[str]) -> None:
    """Refuse to pay out of a purpose whose rules lack a signature, naming whose."""
    for each in shared():
        if each.id not in purposes:
            continue
        held = scheme_of(each)
        if held is None:
            raise refuse("purpose", f"{each.label}还没有和残联共同制定的考核办法，双方签字后才能付款")
        lacking = [
            side for side, who in (("卫健局", held.office_by_id), ("残联", held.payer_by_id)) if who is None
        ]
        if lacking:
            which = f"{each.label}的考核办法（第 {held.version} 版）"
            raise refuse("purpose", f"{which}还缺{'、'.join(lacking)}签字，不能付款")


def _party(by: Staff, each: Purpose) -> str:
    sides = sides_of(by)
    if each.payer != "disabled_federation" or len(sides) != 1:
        raise Forbidden("共同考核办法由卫健局项目办和残联制定、签字")
    return sides.pop()
