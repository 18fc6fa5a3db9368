"""The chapter's card on a resident's page: the course, the last four weeks of doses, what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongwei.care.models import Enrolment
from gongwei.catalogue.plans import values_on
from gongwei.pages.tuberculosis.calendar import SIGNS, WORDS, told
from gongwei.pages.tuberculosis.doors import PROGRAMME
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.programmes.tuberculosis import codes, counting
from gongwei.programmes.tuberculosis.course import course_of, marks_of, supervisor_of
from gongwei.web.frame.extensions import Panel

WEEKS = 4


def courses(user: Any, person: Resident, today: dt.date) -> Mapping[str, Any] | None:
    """The last course of who has one, for accounts that read this programme at the institution."""
    spans = list(Enrolment.objects.filter(resident=person, programme=PROGRAMME).order_by("-from_on"))
    if not spans or not may(user, "read", PROGRAMME, person.institution):
        return None
    course, p = course_of(spans[0], today), values_on(PROGRAMME, today)
    marks, last = marks_of(course), min(course.until, today)
    days = [last - dt.timedelta(each) for each in range(7 * WEEKS - 1, -1, -1)]
    return {
        "course": course,
        "earlier": len(spans) - 1,
        "kind": codes.COURSE_KIND.label(course.kind),
        "supervisor": codes.SUPERVISOR.label(supervisor_of(course)),
        "month": counting.treatment_month(course.start, max(last, course.start)),
        "phase": codes.PHASE.label(counting.phase_on(course.start, course.kind, last, p)),
        "told": told(course, p),
        "cells": [
            {
                "day": day,
                "state": marks.get(day, 0),
                "sign": SIGNS[marks.get(day, 0)],
                "said": WORDS[marks.get(day, 0)],
            }
            for day in days
            if day >= course.start
        ],
        "outcome": codes.STOP.label(course.closing.stop_reason) if course.closing else "",
        "percent": p["regular_percent"],
    }


PANELS = (Panel("course", "肺结核疗程", "tuberculosis/panel.html", courses),)
