"""Bodies that answer for items: groups, offices, sections, centres; their members, duties and papers by date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Region, Staff, StaffRole
from gongwei.records.models import Kept

SLOTS = {
    "owner": "责任单位",
    "technical": "技术指导（专业公共卫生机构）",
    "clinical": "临床支持（综合医院）",
    "service": "具体服务（基层机构）",
}
"""Who owns an item, and the three parts of 三位一体 (ORG-04)."""


def _dates(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name=name)


class Body(Kept):
    """A group, office or section of an institution; the institution itself as ``unit`` where no section is named."""

    KINDS = [
        ("leading_group", "领导小组"),
        ("office", "项目办"),
        ("section", "科室"),
        ("guidance_centre", "技术指导中心"),
        ("unit", "单位"),
    ]

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="bodies", verbose_name="所属机构")
    name = models.TextField("名称")
    kind = models.CharField("类别", max_length=16, choices=KINDS)
    seat = models.TextField("设在", blank=True)
    work = models.TextField("职责", blank=True)
    contact = models.TextField("联系人", blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "职责单位"
        ordering = ["institution__position", "institution_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "name"], condition=Q(to_on=None), name="organisation_body_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_body_named"),
            _dates("organisation_body_dates"),
        ]

    def __str__(self) -> str:
        return self.name if self.kind == "unit" else f"{self.institution} {self.name}"


class Membership(Kept):
    """A person or a whole unit belongs to a body from a day until a day, with what falls to it (ORG-02, ORG-03)."""

    TITLES = [
        ("leader", "组长"),
        ("deputy", "副组长"),
        ("head", "负责人"),
        ("member", "成员"),
        ("expert", "专家"),
    ]

    body = models.ForeignKey(Body, models.PROTECT, related_name="members")
    staff = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="memberships", verbose_name="人员")
    unit = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+", verbose_name="成员单位")
    section = models.TextField("成员科室", blank=True)
    title = models.CharField("职务", max_length=10, choices=TITLES, default="member")
    scope = models.TextField("职责范围", blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        verbose_name = "成员"
        ordering = ["to_on", "from_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(staff__isnull=True, unit__isnull=False)
                | Q(staff__isnull=False, unit__isnull=True),
                name="organisation_member_who",
            ),
            models.UniqueConstraint(
                fields=["body", "staff"], condition=Q(to_on=None), name="organisation_member_once"
            ),
            _dates("organisation_member_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.staff or self.unit}{self.section}"


class Duty(Kept):
    """A body's part in one item for one district: a chapter, or a subject that is none (organisation, funds)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="duties")
    chapter = models.CharField("项目", max_length=40, blank=True)
    subject = models.TextField("事项")
    slot = models.CharField("角色", max_length=10, choices=list(SLOTS.items()))
    district = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="县（市、区）")
    ref = models.TextField("依据", blank=True)
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta(Kept.Meta):
        verbose_name = "职责"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "subject", "slot", "district"], condition=Q(to_on=None), name="organisation_duty_once"
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="organisation_duty_subject"),
            _dates("organisation_duty_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.subject}"


class DerivedRole(Kept):
    """A role that somebody holds because a body with duties counts him among its members, and only so long."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="derived")
    role = models.OneToOneField(StaffRole, models.PROTECT, related_name="derived_from")

    class Meta(Kept.Meta):
        verbose_name = "由职责而来的角色"

    def __str__(self) -> str:
        return f"{self.membership} {self.role_id}"


class Paper(Kept):
    """What a body issues and everybody may read: working rules, technical norms, changes of its members."""

    KINDS = [("rule", "工作规则"), ("norm", "技术规范"), ("change", "成员调整")]

    id = models.UUIDField(primary_key=True)
    body = models.ForeignKey(Body, models.PROTECT, related_name="papers")
    kind = models.CharField("类别", max_length=6, choices=KINDS)
    number = models.TextField("文号", blank=True)
    title = models.TextField("标题")
    words = models.TextField("正文")
    from_on = models.DateField("施行")
    to_on = models.DateField("废止", null=True, blank=True)
    issued_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="发布人")
    issued_at = models.DateTimeField("发布时间")

    class Meta(Kept.Meta):
        verbose_name = "文件"
        ordering = ["-issued_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="organisation_paper_said"),
            _dates("organisation_paper_dates"),
        ]

    def __str__(self) -> str:
        return self.title


class Budget(Kept):
    """A body's own line of money in a year, apart from the programme's funds (ORG-05)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField("年度")
    amount = models.DecimalField("经费（元）", max_digits=14, decimal_places=2)
    source = models.TextField("来源")
    spent = models.DecimalField("已支出（元）", max_digits=14, decimal_places=2, default=0)

    class Meta(Kept.Meta):
        verbose_name = "专项经费"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="organisation_budget_once"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, spent__gte=0, spent__lte=F("amount")), name="organisation_budget_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.year}"
