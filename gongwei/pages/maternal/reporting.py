"""出生报告: a birth told by whoever delivered it opens the child's record at the mother's home (EHR-24)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from gongwei.catalogue.chapters import forms
from gongwei.kernel.clock import now, today
from gongwei.obligations.verbs import record_service
from gongwei.people.grants import allowed
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.programmes.maternal.models import BirthReport, Delivery, Newborn
from gongwei.records.history import acting
from gongwei.records.validate import as_text

FORM = "maternal_delivery"
FEMALE, LIVE, DELIVERED, IN_HOSPITAL = 2, 1, 1, 1
CHILD = ("born", "sex", "weight_g", "length_cm", "apgar_1", "apgar_5", "child_name", "birth_certificate_no", "defect")


@dataclass(frozen=True)
class Birth:
    """What the midwifery institution knows: the mother by name and number, the birth, the child."""

    mother_name: str
    mother_id_no: str
    born_on: dt.date
    weeks: int
    days: int
    delivery_mode: int
    mother_state: int
    sex: int
    weight_g: int
    child_name: str = ""
    certificate_no: str = ""


def report(key: uuid.UUID, told: Birth, *, by: Staff) -> BirthReport:
    """Keep the report under the mother whom name and identity number name together; asked again it is the same.

    Whoever may write for the mother takes it in at once; else it waits on the list of her health centre.
    """
    if earlier := BirthReport.objects.filter(pk=key).first():
        return earlier
    if not allowed(by, "write", "maternal"):
        raise Forbidden("出生由助产机构或卫生院的医务人员报告")
    if told.born_on > today():
        raise refuse("born_on", f"出生日期：不能晚于今天（{today()}）")
    mother = Resident.objects.filter(id_no=told.mother_id_no.upper(), name=told.mother_name, sex=FEMALE).first()
    if mother is None or not mother.living:
        raise refuse("mother_id_no", "母亲：没有姓名和身份证号都相符的在册档案，请核对；没有建档的请联系其现住址卫生院")
    same = {"mother": mother, "born_on": told.born_on, "sex": told.sex, "weight_g": told.weight_g}
    if BirthReport.objects.filter(**same).exists():
        raise refuse("weight_g", "这个孩子已经报告过（同一母亲、出生日期、性别和体重）")
    values = {name: value for name, value in vars(told).items() if name not in ("mother_name", "mother_id_no")}
    with transaction.atomic(), acting(str(by.pk), "出生报告"):
        made = BirthReport.objects.create(
            id=key, mother=mother, institution=by.institution, reported_by=by, reported_at=now(), **values
        )
        return receive(made, by=by) if may_receive(by, made) else made


def may_receive(by: Staff, told: BirthReport) -> bool:
    """Staff of the mother's own place."""
    if by.account is None or not allowed(by, "write", "maternal", told.mother.institution):
        return False
    return Resident.objects.visible_to(by.account).filter(pk=told.mother_id).exists()


def receive(told: BirthReport, *, by: Staff) -> BirthReport:
    """Make the delivery of it (or add the child to that of a twin): the child is filed, linked, and owed its visits."""
    if not may_receive(by, told):
        raise Forbidden("出生报告由母亲现住址的卫生院接收")
    with transaction.atomic(), acting(str(by.pk), "接收出生报告"):
        row = BirthReport.objects.select_for_update().get(pk=told.pk)
        if row.received_on is not None:
            raise Conflict("这份出生报告已经接收")
        delivery, nth = _delivered(row, by)
        row.delivery, row.child = delivery, Newborn.objects.get(delivery=delivery, nth=nth).child
        row.received_by, row.received_on = by, today()
        row.save()
        return row


def _delivered(told: BirthReport, by: Staff) -> tuple[Delivery, int]:
    """The delivery of the mother's on that day with this child in it, and which child it is."""
    child: dict[str, Any] = {
        "born": LIVE, "sex": told.sex, "weight_g": told.weight_g, "child_name": told.child_name,
        "birth_certificate_no": told.certificate_no,
    }  # fmt: skip
    held = Delivery.objects.filter(resident=told.mother_id, served_on=told.born_on, voided_at=None).first()
    if held is not None:
        known = [{name: getattr(each, name) for name in CHILD} for each in held.children.order_by("position")]
        for nth, each in enumerate(known, 1):
            if (each["sex"], each["weight_g"]) == (told.sex, told.weight_g):
                return held, nth
        values = {name.name: getattr(held, name.attname) for name in held._meta.fields if name.name in CORRECTED}
        how: dict[str, Any] = {"version": held.version, "reason": "出生报告：又一个孩子"}
        return _saved(told, held.pk, values, [*known, child], by, how), len(known) + 1
    values = {
        "served_on": told.born_on, "outcome": DELIVERED, "weeks": told.weeks, "days": told.days,
        "delivery_place": IN_HOSPITAL, "place_name": str(told.institution), "delivery_mode": told.delivery_mode,
        "mother": told.mother_state, "notified_on": today(),
    }  # fmt: skip
    how = {"staff": told.reported_by, "institution": told.institution}
    return _saved(told, uuid.uuid5(told.pk, "delivery"), values, [child], by, how), 1


CORRECTED = (
    "served_on", "outcome", "weeks", "days", "delivery_place", "place_name", "delivery_mode", "mother", "notified_on",
    "bleeding", "complications", "discharge_date",
)  # fmt: skip


def _saved(
    told: BirthReport, key: uuid.UUID, values: dict[str, Any], children: list[dict[str, Any]], by: Staff,
    how: dict[str, Any],
) -> Delivery:  # fmt: skip
    """Through the door of every record; what was reported is confirmed as it stands."""
    sure = [f"{name}:{as_text(value)}" for name, value in values.items()]
    sure += [f"children-{n}-{name}:{as_text(v)}" for n, each in enumerate(children) for name, v in each.items()]
    made = record_service(
        forms()[FORM], key, told.mother_id, values, actor=by, rows={"children": children}, confirmed=sure, **how
    )
    assert isinstance(made, Delivery)
    return made


def waiting(by: Staff) -> QuerySet[BirthReport]:
    """Reports about mothers whom the account sees, not taken in yet."""
    seen = Resident.objects.visible_to(by.account)
    return BirthReport.objects.filter(received_on=None, mother__in=seen).select_related("mother", "institution")


def told_by(by: Staff) -> QuerySet[BirthReport]:
    """What the account's own institution has reported."""
    own = Q(institution__path__startswith=by.institution.path)
    return BirthReport.objects.filter(own).select_related("mother__institution", "reported_by", "child")
