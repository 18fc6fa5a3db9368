"""The principal signs the division of the tasks; who has not is seen above, and a later change asks again (ORG-29)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from gongwei.kernel.clock import now, today
from gongwei.organisation.posts import principal_of
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.planning.models import Share, SheetCell, TaskSheet, Undertaking
from gongwei.records.history import acting


@dataclass(frozen=True)
class Standing:
    """How far an institution is with a sheet: numbers divided, who answers for it, and the signature if it holds."""

    institution: Institution
    divided: int
    total: int
    principal: Staff | None
    signed: Undertaking | None
    changed: bool

    @property
    def ready(self) -> bool:
        """Everything is divided and nobody has signed it as it stands."""
        return self.total > 0 and self.divided == self.total and self.signed is None


def standing(sheet: TaskSheet, institution: Institution) -> Standing:
    """Where one institution stands with a sheet today."""
    cells = SheetCell.objects.filter(column__sheet=sheet, column__kind="target", institution=institution, value__gt=0)
    divided = cells.filter(splits__live=True).count()
    signatures = list(Undertaking.objects.filter(sheet=sheet, institution=institution).select_related("signed_by"))
    held = next((each for each in signatures if each.division == division(sheet, institution)), None)
    return Standing(
        institution, divided, cells.count(), principal_of(institution, today()), held, bool(signatures) and held is None
    )


def division(sheet: TaskSheet, institution: Institution) -> str:
    """The fingerprint of every live part of the institution's numbers."""
    cells = SheetCell.objects.filter(column__sheet=sheet, institution=institution)
    rows = Share.objects.filter(split__live=True, split__cell__in=cells)
    parts = sorted(rows.values_list("split__cell", "village", "doctor", "value"), key=str)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def sign(sheet: TaskSheet, institution: Institution, *, by: Staff) -> Undertaking:
    """Only the institution's principal, only when every number is divided; again changes nothing."""
    found = standing(sheet, institution)
    if found.principal is None:
        raise refuse("sign", f"{institution}还没有登记主要负责人，请先在“岗位”中任命")
    if found.principal != by:
        raise Forbidden(f"任务分解由{institution}主要负责人{found.principal}签署")
    if found.divided < found.total:
        raise refuse("sign", f"还有 {found.total - found.divided} 项任务没有分解到村，全部分解后才能签署")
    with acting(str(by.pk), "签署任务分解"):
        made, _ = Undertaking.objects.get_or_create(
            sheet=sheet, institution=institution, division=division(sheet, institution),
            defaults={"signed_by": by, "signed_at": now()},
        )  # fmt: skip
        return made


def standings(sheet: TaskSheet) -> list[Standing]:
    """Every institution that the sheet was laid before, in its order."""
    notices = sheet.notices.select_related("institution")
    return [standing(sheet, each.institution) for each in notices]
