"""The door to results: each sees its own and lower results, the county all, a member the rounds it judges in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from gongwei.kernel.clock import today
from gongwei.people.grants import ACTIONS, BY_PROGRAMME, grants_of, staff_of

if TYPE_CHECKING:  # named in a string, which mypy reads and ruff does not
    from gongwei.appraisal.models import Inspection  # noqa: F401


class InspectionQuery(models.QuerySet["Inspection"]):
    """Questions about inspections."""

    def visible_to(self, user: Any) -> InspectionQuery:
        """The inspections that an account may see today (医共体、卫生院和村卫生室各看本级和下级)."""
        staff = staff_of(user)
        if staff is None:
            return self.none()
        either = Q(round__members__staff=staff) & (
            Q(round__members__until=None) | Q(round__members__until__gte=today())
        )
        for grant in grants_of(staff):
            may = ACTIONS[grant.role]
            if grant.role in BY_PROGRAMME:
                either |= Q(round__organiser=staff.institution_id)
            elif "appraise" in may or "inspect" in may:
                either |= Q(institution__path__startswith=grant.path)
            elif grant.role == "village_doctor":
                either |= Q(institution=staff.institution_id) | Q(institution__region__in=grant.villages)
            elif grant.role == "doctor":
                either |= Q(institution=staff.institution_id)
        return self.filter(either).distinct()
