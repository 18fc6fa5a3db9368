"""Who is paid: the clinics of a township institution, the villages behind each, and the people approved for them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from gongwei.appraisal.places import clinic_of_village
from gongwei.catalogue.plans import plan
from gongwei.funds.models import ServedPopulation
from gongwei.kernel.clock import today
from gongwei.kernel.money import share_out
from gongwei.people.models import Institution, Residence, Staff
from gongwei.people.problems import refuse
from gongwei.people.verbs.authority import require
from gongwei.records.history import acting


def counted_people(township: Institution, on: dt.date) -> Counter[int]:
    """Permanent residents of a day by clinic; under 0 those of villages that no clinic serves."""
    clinics = clinic_of_village(township)
    rows = Residence.objects.filter(institution=township, permanent=True, from_on__lte=on).exclude(to_on__lte=on)
    rows = rows.filter(resident__standings__from_on__lte=on, resident__standings__state__in=("active", "lost"))
    rows = rows.exclude(resident__standings__to_on__lte=on)
    present = rows.values_list("village_id", "resident_id").distinct()
    return Counter(clinics.get(village, 0) for village, _ in present)


def approve_population(township: Institution, *, by: Staff) -> list[ServedPopulation]:
    """核定: the institution's base of annex 2, shared out among its clinics by the residents counted; adds up to it.

    Done once a plan; approving again keeps what stands.
    """
    require(by, "funds", township)
    kept = list(ServedPopulation.objects.filter(plan=plan().id, township=township))
    if kept:
        return kept
    counted = counted_people(township, today())
    base = plan().base(township.name, "population") or sum(counted.values())
    clinics = sorted(counted)
    if not any(clinics):
        raise refuse("population", f"{township}没有村卫生室（站）服务的常住居民，无从核定")
    # whole people by the same rule as fen: the largest remainder
    people = [int(share * 100) for share in share_out(Decimal(base) / 100, [counted[clinic] for clinic in clinics])]
    with transaction.atomic(), acting(str(by.pk), "核定服务人口"):
        return ServedPopulation.objects.bulk_create(
            ServedPopulation(
                plan=plan().id, clinic_id=clinic, township=township, people=number,
                approved_on=today(), approved_by=by,
            )
            for clinic, number in zip(clinics, people, strict=True)
            if clinic
        )  # fmt: skip


def approved(township: Institution | None = None) -> Mapping[int, int]:
    """Clinic → people approved in the plan."""
    rows = ServedPopulation.objects.filter(plan=plan().id)
    rows = rows.filter(township=township) if township else rows
    return dict(rows.order_by("clinic_id").values_list("clinic_id", "people"))

