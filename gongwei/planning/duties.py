"""Every item in every village has a named person, and the village its share of the work (PLAN-24, PLAN-25)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db import transaction

from gongwei.kernel.clock import now, today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, InstitutionVillage, Region, Staff, StaffVillage
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.planning.models import Owner, Portion, SheetCell, Start
from gongwei.planning.sheets import current
from gongwei.policy import Plan
from gongwei.policy.plan_file import Item
from gongwei.records.history import acting

FLOOR = "plan.village_task_share"


def items(plan: Plan) -> list[Item]:
    """The items that the plan runs today."""
    return [item for item in plan.file.items if plan.in_force(item.chapter, today())]


def villages(institution: Institution) -> list[Region]:
    """The villages that the institution serves today."""
    rows = InstitutionVillage.objects.filter(institution=institution, from_on__lte=today()).exclude(to_on__lte=today())
    return list(Region.objects.filter(pk__in=rows.values("village_id")).order_by("pk"))


@dataclass(frozen=True)
class Board:
    """One institution's items × villages: who answers where, which items the village does, and whether it began."""

    institution: Institution
    items: tuple[Item, ...]
    villages: tuple[Region, ...]
    owners: Mapping[tuple[str, str], Staff]
    portions: Mapping[str, Portion]
    share: Fraction | None
    floor: Decimal | None
    start: Start | None

    @property
    def gaps(self) -> list[tuple[Item, Region]]:
        """Items in villages for which nobody answers; somebody who has left does not."""
        day = today()
        return [
            (item, village)
            for item in self.items
            for village in self.villages
            if (held := self.owners.get((item.chapter, village.pk))) is None
            or (held.active_to is not None and held.active_to <= day)
        ]

    @property
    def percent(self) -> float | None:
        """The village's share to one decimal, as pages print it."""
        return None if self.share is None else round(float(self.share * 100), 1)

    @property
    def below(self) -> bool:
        """The village's share of the work is below what the plan asks for."""
        return self.share is not None and self.floor is not None and self.share * 100 < Fraction(self.floor)


def board(plan: Plan, institution: Institution) -> Board:
    """How one institution stands today."""
    held, places = items(plan), villages(institution)
    rows = Owner.objects.filter(plan=plan.id, institution=institution, village__in=places).select_related("staff")
    portions = {each.item: each for each in Portion.objects.filter(plan=plan.id, institution=institution)}
    term = next((one for one in plan.terms if one.indicator == FLOOR), None)
    floor = Decimal(term.value) if term and isinstance(term.value, int | Decimal) else None
    return Board(
        institution, tuple(held), tuple(places), {(row.item, row.village_id): row.staff for row in rows}, portions,
        village_share(plan, institution, held, portions), floor,
        Start.objects.filter(plan=plan.id, institution=institution).first(),
    )  # fmt: skip


def village_share(
    plan: Plan, institution: Institution, held: list[Item], portions: Mapping[str, Portion]
) -> Fraction | None:
    """Σ task × share ÷ Σ task over the items with a number in the task sheet; items without one count one each.

    None while no item has been divided.
    """
    if not portions:
        return None
    sheet = current(plan.id)
    cells = SheetCell.objects.filter(column__sheet=sheet, column__kind="target", institution=institution)
    numbers: dict[str, int] = {}
    for indicator, value in cells.values_list("column__indicator", "value"):
        chapter = indicator.partition(".")[0]
        numbers[chapter] = max(numbers.get(chapter, 0), value)
    weights = {item.chapter: max(1, numbers.get(item.chapter, 0)) for item in held}
    done = sum(weights[name] * each.village_share for name, each in portions.items() if name in weights)
    return Fraction(done, 100 * sum(weights.values())) if weights else None


def divide(plan: Plan, institution: Institution, shares: Mapping[str, int], *, by: Staff) -> None:
    """Which items the village does and to what share; 0 means that the township does it all."""
    _own(by, institution)
    known = {item.chapter: item.label for item in items(plan)}
    for item, share in shares.items():
        if item not in known:
            raise refuse(f"s-{item}", "方案没有这个项目")
        if not 0 <= share <= 100:
            raise refuse(f"s-{item}", f"{known[item]}：份额应在 0 到 100 之间")
    with transaction.atomic(), acting(str(by.pk), "乡村两级分工"):
        for item, share in shares.items():
            Portion.objects.update_or_create(
                plan=plan.id, institution=institution, item=item,
                defaults={
                    "village_suitable": share > 0, "village_share": share, "set_by": by, "set_at": now(),
                },
            )  # fmt: skip


def name(plan: Plan, institution: Institution, wanted: Mapping[tuple[str, str], Staff], *, by: Staff) -> int:
    """Name who answers for items in villages: people of the institution or of its clinics; returns how many changed."""
    _own(by, institution)
    held, places = {item.chapter for item in items(plan)}, {each.pk for each in villages(institution)}
    for (item, village), who in wanted.items():
        if item not in held or village not in places:
            raise refuse("", f"{institution}没有这个项目或村")
        if not who.institution.path.startswith(institution.path) or not _present(who):
            raise refuse(f"o-{item}-{village}", f"{who}不是{institution}或下属村卫生室（站）的在岗人员")
    kept = {
        (row.item, row.village_id): row.staff_id for row in Owner.objects.filter(plan=plan.id, institution=institution)
    }
    changed = {key: who for key, who in wanted.items() if kept.get(key) != who.pk}
    with transaction.atomic(), acting(str(by.pk), "指定责任人"):
        for (item, village), who in changed.items():
            Owner.objects.update_or_create(
                plan=plan.id, item=item, village_id=village,
                defaults={"institution": institution, "staff": who, "named_by": by, "named_at": now()},
            )  # fmt: skip
    return len(changed)


def proposed(plan: Plan, institution: Institution) -> dict[tuple[str, str], Staff]:
    """For every gap the village's own doctor where the item is the village's, else a person of the institution."""
    held = board(plan, institution)
    today_ = today()
    rows = StaffVillage.objects.filter(village__in=held.villages, from_on__lte=today_).exclude(to_on__lte=today_)
    doctors = {row.village_id: row.staff for row in rows.select_related("staff__institution").order_by("-staff_id")}
    inside = Staff.objects.filter(institution=institution, active_to=None).select_related("institution")
    named = inside.filter(roles__role="public_health").order_by("pk").first() or inside.order_by("pk").first()
    found: dict[tuple[str, str], Staff] = {}
    for item, village in held.gaps:
        portion = held.portions.get(item.chapter)
        village_does = portion is None or portion.village_suitable
        who = doctors.get(village.pk) if village_does else None
        who = who if who and who.institution.path.startswith(institution.path) else named
        if who is not None:
            found[item.chapter, village.pk] = who
    return found


def start(plan: Plan, institution: Institution, *, by: Staff) -> Start:
    """The plan begins in an institution only when no item is without an owner (PLAN-24)."""
    _own(by, institution)
    held = board(plan, institution)
    if held.start:
        return held.start
    if gaps := held.gaps:
        said = "、".join(dict.fromkeys(item.label for item, _ in gaps[:60]))
        raise refuse("start", f"还有 {len(gaps)} 处没有责任人（{said[:80]}），全部指定后才能启动")
    if not held.portions:
        raise Conflict("乡村两级分工还没有保存，保存后才能启动")
    with transaction.atomic(), acting(str(by.pk), "启动实施"):
        return Start.objects.get_or_create(
            plan=plan.id, institution=institution, defaults={"started_by": by, "started_at": now()}
        )[0]


def mine(plan: str, who: Staff) -> list[Owner]:
    """What one person answers for, village by village."""
    return list(Owner.objects.filter(plan=plan, staff=who).select_related("village", "institution"))


def _present(who: Staff) -> bool:
    return who.active_from <= today() and (who.active_to is None or today() < who.active_to)


def _own(by: Staff, institution: Institution) -> None:
    if not allowed(by, "split", institution=institution):
        raise Forbidden(f"分工由{institution}公卫科办理")
