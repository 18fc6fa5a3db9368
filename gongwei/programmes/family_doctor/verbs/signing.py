"""Signing, renewing, changing: each makes a new agreement; what ended before stays as it was (spec 14 d).

Callers keep the obligations (``obligations_kept``): this layer writes the rows and the history.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace

from gongwei.care.key_groups import BY_ID
from gongwei.kernel.clock import now
from gongwei.people.models import Resident, Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import locked, require
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.codes import CHANGED, HOUSEHOLD, NEW, RENEWED, RESIGNED
from gongwei.programmes.family_doctor.models import Agreement
from gongwei.programmes.family_doctor.verbs.terms import Limits, Terms, check, chosen, key_groups
from gongwei.records.history import acting


def sign(
    agreement_id: uuid.UUID, resident_id: int, terms: Terms, *, by: Staff, limits: Limits, region: str
) -> Agreement:
    """One person signs; the same request again changes nothing."""
    if earlier := Agreement.objects.filter(pk=agreement_id).first():
        return earlier
    with acting(str(by.pk), "家庭医生签约"):
        resident = locked(resident_id)
        require(by, "write", resident.institution)
        check(terms, resident, by, limits, region, None)
        return _write(agreement_id, resident, terms, by, limits, region, NEW, None)


def sign_household(
    request_id: uuid.UUID,
    resident_ids: Iterable[int],
    terms: Terms,
    *,
    by: Staff,
    limits: Limits,
    region: str,
) -> list[Agreement]:
    """Several people of one household sign together by one representative; each gets an agreement of their own.

    Everybody takes the basic package and those of their own groups among the chosen ones; one refusal refuses all.
    """
    with acting(str(by.pk), "家庭医生签约（家庭）"):
        people = [locked(each) for each in sorted(set(resident_ids))]
        homes = {each.household_id for each in people}
        if len(homes) != 1 or None in homes:
            raise refuse("people", "家庭签约：所选的人应在同一个家庭档案里，请先办理入户")
        made = []
        for person in people:
            key = uuid.uuid5(request_id, str(person.pk))
            if earlier := Agreement.objects.filter(pk=key).first():
                made.append(earlier)
                continue
            require(by, "write", person.institution)
            groups = key_groups(person, terms.begins_on, limits)
            fitting = tuple(p.code for p in chosen(terms, region) if p.fits(groups))
            own = replace(terms, sign_unit=HOUSEHOLD, packages=fitting)
            check(own, person, by, limits, region, None)
            made.append(_write(key, person, own, by, limits, region, NEW, None, request_id))
        return made


def renew(
    agreement_id: uuid.UUID, previous_id: uuid.UUID, terms: Terms, *, by: Staff, limits: Limits, region: str
) -> Agreement:
    """The next agreement after one that runs out: from 60 days before its end until 90 days after it (parameters)."""
    if earlier := Agreement.objects.filter(pk=agreement_id).first():
        return earlier
    with acting(str(by.pk), "家庭医生续约"):
        previous = _previous(previous_id)
        resident = locked(previous.resident_id)
        require(by, "write", resident.institution)
        if previous.until_on <= previous.ends_on:
            raise refuse("begins_on", "续约：原协议已解约，请重新签约")
        opens = previous.ends_on - dt.timedelta(int(limits["renewal_opens_days"]))
        closes = previous.ends_on + dt.timedelta(int(limits["renewal_grace_days"]))
        if terms.signed_on < opens:
            raise refuse(
                "signed_on",
                f"续约：{opens} 起可以续约（到期前 {limits['renewal_opens_days']} 天），现在换团队请办改签",
            )
        if terms.begins_on > closes:
            raise refuse("begins_on", f"续约：到期超过 {limits['renewal_grace_days']} 天，请重新签约")
        own = replace(terms, begins_on=max(terms.begins_on, previous.until_on))
        check(own, resident, by, limits, region, None)
        return _write(agreement_id, resident, own, by, limits, region, RENEWED, previous)


def change(
    agreement_id: uuid.UUID, previous_id: uuid.UUID, terms: Terms, *, by: Staff, limits: Limits, region: str
) -> Agreement:
    """改签: another team or package from a day within the running agreement, which ends that day."""
    if earlier := Agreement.objects.filter(pk=agreement_id).first():
        return earlier
    with acting(str(by.pk), "家庭医生改签"):
        previous = _previous(previous_id)
        resident = locked(previous.resident_id)
        require(by, "write", resident.institution)
        if not previous.holds(terms.begins_on):
            raise refuse("begins_on", f"改签：{terms.begins_on} 不在原协议的有效期内，请办续约或重新签约")
        check(terms, resident, by, limits, region, previous)
        previous.until_on, previous.stop_reason = terms.begins_on, CHANGED
        previous.save(update_fields=["until_on", "stop_reason"])
        return _write(agreement_id, resident, terms, by, limits, region, RESIGNED, previous)


def _previous(agreement_id: uuid.UUID) -> Agreement:
    found = Agreement.objects.select_for_update(of=("self",)).filter(pk=agreement_id).first()
    if found is None:
        raise refuse("previous", "没有原来的协议，请重新打开页面")
    return found


def _write(
    key: uuid.UUID, resident: Resident, terms: Terms, by: Staff, limits: Limits, region: str, origin: int,
    previous: Agreement | None, together: uuid.UUID | None = None,
) -> Agreement:  # fmt: skip
    """The row: what the packages promise and cost on the first day is copied into it."""
    held = chosen(terms, region)
    parts = packages.fee(held)
    groups = key_groups(resident, terms.begins_on, limits)
    services = dict.fromkeys(item.service for package in held for item in package.items)
    return Agreement.objects.create(
        id=key, contract_no=f"{terms.signed_on:%Y%m%d}-{key.hex[:10].upper()}", resident=resident,
        institution=terms.team.institution, team=terms.team, doctor=terms.team.lead, origin=origin, previous=previous,
        sign_unit=terms.sign_unit, together=together, rep_name=terms.rep_name.strip()[:50],
        rep_relation=terms.rep_relation, rep_phone=terms.rep_phone.strip()[:20], signed_on=terms.signed_on,
        begins_on=terms.begins_on, years=terms.years, ends_on=terms.ends_on,
        until_on=terms.ends_on + dt.timedelta(1), groups=[BY_ID[name].code for name in groups],
        packages=[package.code for package in held], services=list(services),
        fee_total=sum(parts.values()), fee_resident=parts["resident"], fee_insurance=parts["insurance"],
        fee_programme=parts["programme"], fee_disabled=parts["disabled_federation"], pay_way=terms.pay_way,
        agreement_read=terms.agreement_read, signature=list(terms.signature), scan=list(terms.scan),
        first_contact=terms.first_contact, home_service=terms.home_service,
        long_prescription=terms.long_prescription, remark=terms.remark.strip()[:500], recorded_at=now(), recorded_by=by,
    )  # fmt: skip
