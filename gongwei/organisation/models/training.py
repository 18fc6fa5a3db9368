"""Courses: planned by a body for institutions or by an institution for its clinics; who came, with which score."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from gongwei.organisation.models.bodies import Body
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept


class Course(Kept):
    """One course for the next level; the mark to pass stands before anybody is examined."""

    MODES = [("online", "线上"), ("expert", "邀请专家"), ("backbone", "业务骨干")]

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="courses", verbose_name="举办科室")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, related_name="+", verbose_name="举办机构"
    )
    title = models.TextField("内容")
    chapters = ArrayField(models.CharField(max_length=40), verbose_name="项目", default=list)
    why = models.TextField("针对的薄弱环节", blank=True)
    mode = models.CharField("方式", max_length=10, choices=MODES)
    planned_on = models.DateField("计划日期")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1)
    pass_mark = models.PositiveSmallIntegerField("合格分", null=True)
    held_on = models.DateField("举办日期", null=True)
    planned_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="计划人")

    class Meta(Kept.Meta):
        verbose_name = "培训"
        ordering = ["-planned_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(body__isnull=True, institution__isnull=False)
                | Q(body__isnull=False, institution__isnull=True),
                name="organisation_course_whose",
            ),
            models.CheckConstraint(condition=~Q(title="") & Q(hours__gt=0), name="organisation_course_said"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def organiser(self) -> Body | Institution | None:
        """The body, else the institution."""
        return self.body or self.institution


class Seat(Kept):
    """Somebody invited to a course: signed in or not, and the score where it is examined."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="seats")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="seats", verbose_name="人员")
    came = models.BooleanField("签到", default=False)
    score = models.DecimalField("成绩", max_digits=4, decimal_places=1, null=True)

    class Meta(Kept.Meta):
        verbose_name = "参训"
        ordering = ["staff__institution_id", "staff_id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "staff"], name="organisation_seat_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(came=True, score__gte=0, score__lte=100),
                name="organisation_seat_score",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.staff}"

    @property
    def passed(self) -> bool:
        """Came, and reached the mark where there is one."""
        mark = self.course.pass_mark
        return self.came and (mark is None or (self.score is not None and self.score >= mark))
