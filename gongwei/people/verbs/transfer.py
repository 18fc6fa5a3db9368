"""Transfer between institutions: one side asks or offers, the other accepts with an effective date or declines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Staff, TransferRequest
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.people.verbs.authority import living, locked
from gongwei.people.verbs.belonging import hand_over
from gongwei.people.verbs.register import check_doctor, responsible_for
from gongwei.records.history import acting


@dataclass(frozen=True)
class Destination:
    """Where the resident goes; the institution is the one responsible for the village."""

    village_id: str
    address: str = ""


def request_transfer(
    request_id: uuid.UUID, resident_id: int, to: Destination, *, by: Staff, reason: str
) -> TransferRequest:
    """Offer a resident to, or ask for one from, another institution; the same request again changes nothing."""
    if earlier := TransferRequest.objects.filter(pk=request_id).first():
        return earlier
    if not reason.strip():
        raise refuse("reason", "转出原因：必须填写")
    with acting(str(by.pk), "申请转出"):
        resident = living(locked(resident_id))
        target = responsible_for(to.village_id, today())
        if target == resident.institution:
            raise refuse("village", "村（居）委会：仍由本机构管理，请直接变更村（居）")
        offered = allowed(by, "transfer", institution=resident.institution)
        if not offered and not allowed(by, "transfer", institution=target):
            raise Forbidden("只有转出或转入机构的公卫科、责任医生可以申请转档")
        if open_one := resident.transfers.filter(state="open").first():
            raise Conflict(f"该居民已有待接收的转档申请（{open_one.to_institution}），请先处理")
        return TransferRequest.objects.create(
            id=request_id,
            resident=resident,
            from_institution=resident.institution,
            to_institution=target,
            to_village_id=to.village_id,
            to_address=to.address.strip()[:200],
            reason=reason.strip()[:200],
            requested_on=today(),
            requested_by=by,
            offered=offered,
        )


def accept_transfer(
    request_id: uuid.UUID, effective_on: dt.date, *, by: Staff, doctor_id: int | None = None, answer: str = ""
) -> TransferRequest:
    """Take the resident over from the day on; the second of two who accept is told who was first."""
    with _answering(request_id, by, "接收转档", _other_side) as request:
        if request.resident.created_on and effective_on < request.resident.created_on:
            raise refuse("effective_on", "生效日期：不能早于建档日期")
        resident = living(locked(request.resident_id))
        check_doctor(doctor_id, request.to_institution)
        hand_over(resident, request.to_institution, request.to_village_id, effective_on, doctor_id)
        if request.to_address:
            resident.current_address = request.to_address
            resident.save(update_fields=["current_address"])
        request.effective_on = effective_on
        _answer(request, "accepted", by, answer)
        return request


def decline_transfer(request_id: uuid.UUID, *, by: Staff, answer: str) -> TransferRequest:
    """Send the request back with the reason."""
    if not answer.strip():
        raise refuse("answer", "退回原因：必须填写")
    with _answering(request_id, by, "退回转档", _other_side) as request:
        _answer(request, "declined", by, answer)
        return request


def withdraw_transfer(request_id: uuid.UUID, *, by: Staff, answer: str = "") -> TransferRequest:
    """Take one's own request back before it is answered."""
    with _answering(request_id, by, "撤回转档", _own_side) as request:
        _answer(request, "withdrawn", by, answer)
        return request


def _other_side(request: TransferRequest) -> Institution:
    return request.to_institution if request.offered else request.from_institution


def _own_side(request: TransferRequest) -> Institution:
    return request.from_institution if request.offered else request.to_institution


@contextmanager
def _answering(
    request_id: uuid.UUID, by: Staff, reason: str, side: Callable[[TransferRequest], Institution]
) -> Iterator[TransferRequest]:
    """The request, locked and still open, for a person of the side that may answer."""
    with acting(str(by.pk), reason):
        request = (
            TransferRequest.objects.select_for_update(of=("self",))
            .select_related("resident", "from_institution", "to_institution")
            .get(pk=request_id)
        )
        if not allowed(by, "transfer", institution=side(request)):
            raise Forbidden(f"此申请应由{side(request)}办理")
        if request.state != "open":
            raise Conflict(f"此申请已于 {request.answered_on} {request.get_state_display()}，未重复办理")
        yield request


def _answer(request: TransferRequest, state: str, by: Staff, answer: str) -> None:
    request.state, request.answered_by, request.answered_on = state, by, today()
    request.answer = answer.strip()[:200]
    request.save(update_fields=["state", "answered_by", "answered_on", "answer", "effective_on"])
