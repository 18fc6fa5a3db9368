"""按件核算: what an institution or team claims of a purpose, record by record; a record is claimed once a year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.funds.models.intent import Order
from gongwei.people.models import Institution
from gongwei.records.models import Kept


class Claim(Kept):
    """One payee of an order: its pieces at their price × quality, rounded once; the team where one did the work."""

    id = models.UUIDField(primary_key=True)
    order = models.ForeignKey(Order, models.PROTECT, related_name="claims", verbose_name="付款单")
    purpose = models.TextField("专项")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="机构")
    unit = models.CharField("团队", max_length=60, blank=True, default="")
    pieces = models.PositiveIntegerField("件数")
    full = models.DecimalField("按件合计", max_digits=16, decimal_places=2)
    score = models.TextField("得分来源", blank=True, default="")
    quality = models.DecimalField("质量系数", max_digits=7, decimal_places=6)
    formula = models.TextField("算式")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)

    class Meta(Kept.Meta):
        verbose_name = "按件核算"
        ordering = ["institution_id", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["order", "institution", "unit"], name="funds_claim_once"),
            models.CheckConstraint(
                condition=Q(amount__gte=0, amount__lte=models.F("full")), name="funds_claim_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.institution} {self.amount}"


class ClaimItem(Kept):
    """One record behind a claim; ``live`` is False once its order was sent back, so that it may be claimed anew."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="items")
    plan = models.TextField("方案")
    purpose = models.TextField("专项")
    record = models.UUIDField("记录")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    label = models.CharField("人群", max_length=40, blank=True, default="")
    price = models.DecimalField("每件（元）", max_digits=8, decimal_places=2)
    live = models.BooleanField("有效", default=True)

    class Meta(Kept.Meta):
        verbose_name = "核算依据"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "purpose", "record"], condition=Q(live=True), name="funds_claim_item_once"
            ),
            models.UniqueConstraint(
                fields=["plan", "purpose", "resident"], condition=Q(live=True), name="funds_claim_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.price}"
