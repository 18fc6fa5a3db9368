"""知情同意: who agreed to what, when, for whom; withdrawn by date, never deleted (XC-03, DATA-16)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from gongwei.kernel.clock import today
from gongwei.people.models import Resident, ResidentConsent, Staff
from gongwei.people.problems import refuse
from gongwei.people.relations import RELATION
from gongwei.people.verbs.authority import locked, require
from gongwei.records.history import acting

SELF = 1
SCOPES = {
    "record": "建立居民健康档案",
    "management": "接受健康管理服务",
    "opening": "向本人开放电子健康档案",
    "sharing": "医疗卫生机构间共享健康档案",
    "contract": "家庭医生签约",
}


@dataclass(frozen=True)
class Signature:
    """Who signed and when; the relation is that of the signer to the resident (GB/T 4761), 1 the resident himself."""

    signer: str
    signed_on: dt.date
    relation: int = SELF
    evidence: str = ""


def give_consent(
    request_id: uuid.UUID,
    resident_id: int,
    scope: str,
    signature: Signature,
    *,
    by: Staff,
    programmes: tuple[str, ...] = (),
) -> ResidentConsent:
    """Store a consent; the same request again changes nothing."""
    if earlier := ResidentConsent.objects.filter(pk=request_id).first():
        return earlier
    if scope not in SCOPES:
        raise refuse("scope", "同意事项：请从列表中选择")
    if not signature.signer.strip() or len(signature.signer) > 50:
        raise refuse("signer", "签字人：必须填写，最多50个字")
    if signature.relation not in RELATION:
        raise refuse("relation", "与本人关系：请从列表中选择")
    if signature.signed_on > today():
        raise refuse("signed_on", f"签字日期：{signature.signed_on} 晚于今天，请核对")
    with acting(str(by.pk), "知情同意"):
        resident = locked(resident_id)
        require(by, "change", resident.institution)
        return ResidentConsent.objects.create(
            id=request_id,
            resident=resident,
            scope=scope,
            programmes=list(programmes),
            signer=signature.signer.strip(),
            signer_relation=signature.relation,
            signed_on=signature.signed_on,
            evidence=signature.evidence.strip()[:200],
            recorded_by=by,
        )


def withdraw_consent(consent_id: uuid.UUID, on: dt.date, *, by: Staff, reason: str) -> ResidentConsent:
    """The consent no longer holds from the day on."""
    with acting(str(by.pk), "撤回同意"):
        consent = ResidentConsent.objects.select_for_update(of=("self",)).get(pk=consent_id)
        require(by, "change", consent.resident.institution)
        if not consent.signed_on <= on <= today():
            raise refuse("on", f"撤回日期：应在签字日期 {consent.signed_on} 与今天之间")
        if not reason.strip():
            raise refuse("reason", "撤回原因：必须填写")
        if consent.withdrawn_on is None:
            consent.withdrawn_on, consent.withdrawal_reason = on, reason.strip()[:200]
            consent.save(update_fields=["withdrawn_on", "withdrawal_reason"])
        return consent


def has_consent(resident: Resident, scope: str, on: dt.date, programme: str | None = None) -> bool:
    """Whether a consent to the scope (and programme) holds on the day; services that need one ask here first."""
    rows = resident.consents.filter(scope=scope, signed_on__lte=on)
    return any(
        (row.withdrawn_on is None or on < row.withdrawn_on)
        and (programme is None or not row.programmes or programme in row.programmes)
        for row in rows
    )
