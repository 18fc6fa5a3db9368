"""Named posts and their holders, approved posts, and whom an institution works with outside health."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Region, Staff
from gongwei.records.models import Kept


class Holding(Kept):
    """Somebody holds a named post of an institution from a day until a day, with the certificate that it asks for."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    post = models.CharField("岗位", max_length=40)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="posts", verbose_name="人员")
    full_time = models.BooleanField("专职", default=True)
    certificate = models.TextField("证书编号", blank=True)
    certificate_until = models.DateField("证书有效期至", null=True, blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "任职"
        ordering = ["institution__position", "institution_id", "post", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "post", "staff"], condition=Q(to_on=None), name="organisation_holding_once"
            ),
            models.UniqueConstraint(
                fields=["institution"], condition=Q(to_on=None, post="principal"), name="organisation_one_principal"
            ),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="organisation_holding_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.post} {self.staff}"


class Establishment(Kept):
    """Approved posts of one kind: used by one institution, managed by perhaps another (县管镇用, 镇管村用)."""

    used_by = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="使用单位")
    managed_by = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="管理单位")
    title = models.TextField("岗位")
    approved = models.PositiveIntegerField("核定数")
    filled = models.PositiveIntegerField("在岗数")
    recruiting = models.TextField("补充办法", blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "编制岗位"
        ordering = ["used_by__position", "used_by_id", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["used_by", "managed_by", "title"],
                condition=Q(to_on=None),
                name="organisation_establishment_once",
            ),
            models.CheckConstraint(
                condition=Q(filled__lte=F("approved")), name="organisation_establishment_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.used_by} {self.title}"

    @property
    def vacant(self) -> int:
        """Posts that nobody fills."""
        return self.approved - self.filled


class Contact(Kept):
    """A government, committee or unit with which an institution works, and whom to call there."""

    KINDS = [
        ("government", "镇政府（街道办事处）"),
        ("committee", "村（居）委会"),
        ("community", "社区"),
        ("unit", "辖区单位"),
    ]

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    name = models.TextField("名称")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="区划")
    person = models.TextField("联系人", blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "协作单位"
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"], condition=Q(to_on=None), name="organisation_contact_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_contact_named"),
        ]

    def __str__(self) -> str:
        return self.name


class JointAction(Kept):
    """Something done together with a contact: meeting, publicity, mobilising residents."""

    id = models.UUIDField(primary_key=True)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="actions", verbose_name="协作单位")
    on = models.DateField("日期")
    topic = models.TextField("事项")
    people = models.PositiveIntegerField("参加人数", null=True)
    result = models.TextField("结果")
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="记录人")

    class Meta(Kept.Meta):
        verbose_name = "联合行动"
        ordering = ["-on"]
        constraints = [
            models.CheckConstraint(condition=~Q(topic="") & ~Q(result=""), name="organisation_action_said")
        ]

    def __str__(self) -> str:
        return self.topic
