"""Training level by level: a body trains institutions, an institution its clinics; attendance, scores, who is left."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongwei.kernel.clock import today
from gongwei.organisation.authority import must_answer, must_sit
from gongwei.organisation.models import Body, Course, Membership, Seat
from gongwei.organisation.queries import holding
from gongwei.people.models import Institution, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting

PROGRAMME = ("village_doctor", "doctor", "public_health")
"""The roles whose holders are 项目人员: everybody of them is to be trained and examined (TRN-04)."""
STATIONS = ("village_clinic", "community_health_station")


@dataclass(frozen=True)
class Content:
    """What a course is about."""

    title: str
    mode: str
    planned_on: dt.date
    hours: Decimal
    chapters: tuple[str, ...] = ()
    pass_mark: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Coverage:
    """One institution's programme staff in a year: all, those who came to a course, those who passed one."""

    institution: Institution
    staff: int
    trained: int
    passed: int
    missing: tuple[Staff, ...]

    @property
    def complete(self) -> bool:
        """Everybody is trained and passed."""
        return self.staff > 0 and self.passed == self.staff


def plan_course(
    course_id: uuid.UUID, organiser: Body | Institution, content: Content, *, by: Staff,
    invited: Sequence[Institution] = (),
) -> Course:  # fmt: skip
    """Plan it and invite: a body the people of institutions, an institution those of its own clinics."""
    if earlier := Course.objects.filter(pk=course_id).first():
        return earlier
    _may_hold(by, organiser, content.chapters)
    if not content.title.strip():
        raise refuse("title", "内容：必须填写")
    if content.hours <= 0:
        raise refuse("hours", "学时：应大于 0")
    if content.pass_mark is not None and not 0 < content.pass_mark <= 100:
        raise refuse("pass_mark", "合格分：应在 1 与 100 之间")
    people = _invited(organiser, invited)
    if not people:
        raise refuse("invited", "参加单位：没有可以参加的在岗人员")
    with acting(str(by.pk), "计划培训"):
        made = Course.objects.create(
            id=course_id, body=organiser if isinstance(organiser, Body) else None,
            institution=organiser if isinstance(organiser, Institution) else None, title=content.title.strip(),
            chapters=list(content.chapters), why=content.why.strip(), mode=content.mode, planned_on=content.planned_on,
            hours=content.hours, pass_mark=content.pass_mark, planned_by=by,
        )  # fmt: skip
        Seat.objects.bulk_create(Seat(course=made, staff=each) for each in people)
        return made


def record_course(course: Course, held_on: dt.date, came: Mapping[int, Decimal | None], *, by: Staff) -> Course:
    """Who came, with the score; people are named by staff id. Again corrects it, the former stays in history."""
    organiser = course.organiser
    assert organiser is not None
    _may_hold(by, organiser, tuple(course.chapters))
    if held_on > today():
        raise refuse("held_on", "举办日期：不能晚于今天")
    for score in came.values():
        if score is not None and not 0 <= score <= 100:
            raise refuse("scores", "成绩：应在 0 与 100 之间")
    with acting(str(by.pk), "登记签到和成绩"):
        held = Course.objects.select_for_update().get(pk=course.pk)
        held.held_on = held_on
        held.save(update_fields=["held_on"])
        for seat in held.seats.all():
            seat.came, seat.score = seat.staff_id in came, came.get(seat.staff_id)
            seat.save(update_fields=["came", "score"])
        return held


def coverage(institutions: Sequence[Institution], year: int) -> list[Coverage]:
    """Trained and passed ÷ all programme staff of each institution with its clinics (TRN-02, TRN-04)."""
    found = []
    for place in institutions:
        people = list(_programme_staff(place, below=True))
        seats = Seat.objects.filter(course__held_on__year=year, staff__in=people).select_related("course")
        trained = {seat.staff_id for seat in seats if seat.came}
        passed = {seat.staff_id for seat in seats if seat.passed}
        missing = tuple(each for each in people if each.pk not in passed)
        found.append(Coverage(place, len(people), len(trained), len(passed), missing))
    return found


def hours_of(staff: Staff, year: int) -> Decimal:
    """Hours that somebody sat in a year."""
    rows = Seat.objects.filter(staff=staff, came=True, course__held_on__year=year)
    return sum(rows.values_list("course__hours", flat=True), Decimal(0))


def _may_hold(by: Staff, organiser: Body | Institution, chapters: tuple[str, ...]) -> None:
    if isinstance(organiser, Institution):
        must_answer(by, organiser)
    elif chapters:
        must_sit(by, organiser, chapters)
    elif not Membership.objects.filter(holding(today()), body=organiser, staff=by).exists():
        raise Forbidden(f"只有{organiser}的成员能办理")


def _invited(organiser: Body | Institution, invited: Sequence[Institution]) -> list[Staff]:
    if isinstance(organiser, Institution):
        return [each for each in _programme_staff(organiser, below=True) if each.institution.kind in STATIONS]
    return [each for place in invited for each in _programme_staff(place, below=False)]


def _programme_staff(place: Institution, *, below: bool) -> list[Staff]:
    where = {"institution__path__startswith": place.path} if below else {"institution": place}
    rows = Staff.objects.filter(active_to=None, roles__role__in=PROGRAMME, roles__to_on=None, **where)
    return list(rows.select_related("institution").distinct().order_by("institution_id", "pk"))
