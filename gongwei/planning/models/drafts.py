"""A plan being drafted: its YAML text, byte for byte, with who signed which text and who remarked what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.people.models import Staff
from gongwei.records.models import Kept


class Draft(Kept):
    """The file of a plan before it is in force; ``text`` is what will be published, nothing beside it (PLAN-02)."""

    STATES = [
        ("draft", "草稿"),
        ("consultation", "征求意见"),
        ("signing", "会签中"),
        ("published", "已印发"),
        ("dropped", "已放弃"),
    ]

    id = models.UUIDField(primary_key=True)
    name = models.TextField("文件名")
    base = models.TextField("起草所依据的方案")
    kind = models.CharField("种类", max_length=10, choices=[("new", "新年度"), ("amendment", "年中修订")])
    text = models.TextField("全文")
    state = models.CharField("状态", max_length=12, choices=STATES, default="draft")
    bodies = models.JSONField("联合印发单位")
    version = models.PositiveIntegerField("修改次数", default=1)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="起草人")
    made_at = models.DateTimeField("起草时间")
    published_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="印发人"
    )
    published_at = models.DateTimeField("印发时间", null=True)

    class Meta(Kept.Meta):
        verbose_name = "方案草稿"
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(state__in=("draft", "consultation", "signing")),
                name="planning_draft_open",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Signature(Kept):
    """One co-issuing body agrees with exactly this text; another text asks for another signature (PLAN-03)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="signatures")
    body = models.TextField("单位")
    text_hash = models.CharField("全文指纹", max_length=64)
    signed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="签署人")
    signed_at = models.DateTimeField("签署时间")

    class Meta(Kept.Meta):
        verbose_name = "会签"
        constraints = [
            models.UniqueConstraint(fields=["draft", "body", "text_hash"], name="planning_signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.draft}"


class Remark(Kept):
    """What somebody says of a draft, about one of its demands or the whole, and what the office answers (PLAN-02)."""

    id = models.UUIDField(primary_key=True)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="remarks")
    about = models.TextField("关于", blank=True)
    words = models.TextField("意见")
    said_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="提出人")
    said_at = models.DateTimeField("提出时间")
    answer = models.TextField("答复", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "征求意见"
        ordering = ["said_at"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="planning_remark_words")]

    def __str__(self) -> str:
        return self.words[:20]
