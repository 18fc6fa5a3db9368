"""家庭医生团队: who leads it, who belongs to it in which role, which villages it serves, all by date (FD-01)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.programmes.family_doctor import codes
from gongwei.records.models import Kept


class Team(Kept):
    """A team of one institution; ``lead_is_gp`` says whether its leader is a qualified general practitioner (FD-22)."""

    id = models.UUIDField(primary_key=True)
    name = models.CharField("团队名称", max_length=60)
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="所在机构"
    )
    lead = models.ForeignKey(
        "people.Staff", models.PROTECT, related_name="+", verbose_name="家庭医生（团队长）"
    )
    lead_is_gp = models.BooleanField("团队长有全科医生资格", default=False)
    certificate = models.CharField("资格证书编号", max_length=40, blank=True, default="")
    phone = models.CharField("联系电话", max_length=20, blank=True, default="")
    from_on = models.DateField("成立日期")
    to_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "family_doctor_team"
        verbose_name = "家庭医生团队"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="family_doctor_team_dates"
            ),
            models.CheckConstraint(
                condition=Q(lead_is_gp=False) | ~Q(certificate=""), name="family_doctor_team_certificate"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(Kept):
    """Somebody in a team, in a role, from a day on (``to_on`` exclusive)."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="成员")
    role = models.SmallIntegerField("角色", choices=codes.ROLE.choices())
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "family_doctor_team_member"
        verbose_name = "团队成员"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="family_doctor_member_dates"
            ),
            models.UniqueConstraint(
                fields=["team", "staff"], condition=Q(to_on__isnull=True), name="family_doctor_member_once"
            ),
        ]


class TeamVillage(Kept):
    """A village (grid) bound to a team from a day on; one team at a time."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="villages")
    village = models.ForeignKey("people.Region", models.PROTECT, related_name="+", verbose_name="村（居）")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "family_doctor_team_village"
        verbose_name = "团队责任村"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="family_doctor_village_dates",
            ),
            models.UniqueConstraint(
                fields=["village"], condition=Q(to_on__isnull=True), name="family_doctor_village_once"
            ),
        ]


class ExamDay(Kept):
    """A day on which the team examines a village, known to all its members beforehand (NCD-19, ELD-11).

    ``capacity`` people are examined, in the order of their deadlines; the others come on the village's next day.
    """

    id = models.UUIDField(primary_key=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="exam_days")
    village = models.ForeignKey("people.Region", models.PROTECT, related_name="+", verbose_name="村（居）")
    on = models.DateField("体检日")
    venue = models.CharField("地点", max_length=100, blank=True, default="")
    capacity = models.PositiveSmallIntegerField("最多几人", null=True, blank=True)
    transport = models.CharField("接送", max_length=100, blank=True, default="")
    planned_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="安排人")
    withdrawn = models.BooleanField("已取消", default=False)

    class Meta(Kept.Meta):
        db_table = "family_doctor_exam_day"
        verbose_name = "团队体检日"
        constraints = [
            models.UniqueConstraint(
                fields=["team", "village", "on"], condition=Q(withdrawn=False), name="family_doctor_exam_day_once"
            ),
            models.CheckConstraint(condition=Q(capacity=None) | Q(capacity__gte=1), name="family_doctor_exam_day_room"),
        ]
