"""The money of the demo's year: four instalments, prepayments, and the finished quarters settled by the funds verbs."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from gongwei.appraisal.places import townships
from gongwei.appraisal.village import quarter_scores
from gongwei.catalogue.plans import plan
from gongwei.funds.answering import pay
from gongwei.funds.instalments import allocate, derived, prepay, receive
from gongwei.funds.models import Instalment, Score, Settlement, SettlementLine
from gongwei.funds.orders import approve
from gongwei.funds.places import approve_population, approved
from gongwei.funds.purposes import Payee, held, pay_out, set_aside
from gongwei.funds.rules import Quarter, finished, funds
from gongwei.funds.settling import settle
from gongwei.funds.sources import arrange
from gongwei.kernel.clock import now
from gongwei.kernel.money import ZERO, fen, share_out
from gongwei.people.models import Institution, Staff

ARRIVALS = (
    ("central", dt.date(2024, 1, 18), "中央第一批"), ("province", dt.date(2024, 4, 16), "省级第一批"),
    ("city", dt.date(2024, 7, 4), "市级第一批"), ("county", dt.date(2024, 10, 11), "区级第一批"),
)  # fmt: skip
SHOWN = "桥头镇卫生院"
LATE = "张村镇卫生院"


def spend(today: dt.date) -> None:
    """Everything up to the day; the last finished quarter of the shown institution waits for its village doctors."""
    with transaction.atomic():
        finance, office = _staff("finance"), _staff("project_office")
        served = [place for place in townships() if place.kind in Institution.PRIMARY]
        for place in served:
            approve_population(place, by=office)
        quarters = finished(today)
        for number, (level, on, words) in enumerate(ARRIVALS):
            if on <= today:
                held = _arrive(number, level, on, words, finance, office)
                if Quarter(plan().year, number + 1) in quarters:
                    _prepay(held, served, on, finance)
        _keep(finance, office, today)
        for quarter in quarters:
            for place in served:
                _settle(place, quarter, last=quarter == quarters[-1], finance=finance)


def _keep(finance: Staff, office: Staff, today: dt.date) -> None:
    """What each level arranges; new items shared by workload, some of it to the CDC; 一老一小 from two own books."""
    people = plan().base(None, "population") or 0
    shares = share_out(fen(people * funds().per_head.value), [Fraction(1)] * len(ARRIVALS))
    for (level, on, words), amount in zip(ARRIVALS, shares, strict=True):
        arrange(level, amount, amount if on <= today else ZERO, words if on <= today else "", by=finance)
    known = {each.purpose.id: each for each in held()}
    if new := known.get("new_items"):
        places = [*Institution.objects.filter(kind="professional").order_by("pk")[:2], *townships()]
        payees = [Payee(place, Fraction(20 - number)) for number, place in enumerate(places)]
        half = fen(new.left / 2)
        key = derived("demo", "new_items")
        if half:
            on = dt.date(plan().year, 6, 12)
            approve(pay_out(key, new.purpose, half, payees, "service", "上半年工作量", on, by=office), by=finance)
    if elder := known.get("old_and_young"):
        for number, place in enumerate(townships()[:2]):
            key, on = derived("demo", "old_and_young", place.pk), dt.date(plan().year, 5, 20)
            amount = fen(Decimal(people) * (number + 1) / 10)
            order = set_aside(key, elder.purpose, amount, "不再列入项目腾出的资金", on, by=office, source=place)
            approve(order, by=finance)


def _staff(role: str, township: Institution | None = None) -> Staff:
    found = Staff.objects.filter(roles__role=role, active_to=None)
    found = found.filter(institution=township) if township else found
    return found.order_by("pk")[0]


def _village_doctor(township: Institution) -> Staff:
    return Staff.objects.filter(roles__role="village_doctor", institution__parent=township).order_by("pk")[0]


def _arrive(number: int, level: str, on: dt.date, words: str, finance: Staff, office: Staff) -> Instalment:
    """A quarter of the year's standard, received and shared out."""
    people = plan().base(None, "population") or 0
    amount = share_out(fen(people * funds().per_head.value), [Fraction(1)] * len(ARRIVALS))[number]
    key = derived("demo", level)
    approve(receive(key, level, amount, on, words, by=finance), by=office)
    held = Instalment.objects.get(pk=key)
    approve(allocate(held, on, by=finance), by=office)
    return held


def _prepay(held: Instalment, places: list[Institution], on: dt.date, finance: Staff) -> None:
    """Each institution within the month; one is late in the third quarter, so that the board has an alarm."""
    for place in places:
        if approved(place) and not (place.name == LATE and held.level == "city"):
            by = _staff("public_health", place)
            approve(prepay(held, place, on + dt.timedelta(18), by=by), by=finance)


def _settle(place: Institution, quarter: Quarter, *, last: bool, finance: Staff) -> None:
    """Appraised scores (else 88 to 100), settled and paid; the last quarter of the shown institution stays on trial."""
    by = _staff("public_health", place)
    Score.objects.bulk_create(
        Score(
            plan=plan().id, clinic_id=clinic, quarter=quarter.number,
            points=Decimal(88 + (clinic * 7 + quarter.number) % 13), evidence=f"{quarter.words}村级评价表",
            scored_on=quarter.ends_on, scored_by=by,
        )
        for clinic in set(approved(place)) - set(quarter_scores(quarter.number, approved(place)))
    )  # fmt: skip
    made = settle(derived("demo", place.pk, quarter.number), place, quarter, by=by)
    lines, doctor = SettlementLine.objects.filter(settlement=made), _village_doctor(place)
    if last and place.name in (SHOWN, LATE):
        if place.name == SHOWN:
            kept = list(lines.values_list("pk", flat=True))
            some = lines.filter(pk__in=kept[1::4] + kept[2::4])
            some.update(state="confirmed", answered_by=doctor, answered_at=now())
        return
    lines.update(state="confirmed", answered_by=doctor, answered_at=now())
    Settlement.objects.filter(pk=made.pk).update(state="reviewed", reviewed_by=by, reviewed_at=now())
    made.refresh_from_db()
    order = pay(made, quarter.ends_on + dt.timedelta(12), by=by)
    if order is not None:
        approve(order, by=finance)

