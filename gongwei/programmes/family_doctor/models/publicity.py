"""Before and after signing: offers with their answer (FD-27), and how content people are (FD-23)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongwei.programmes.family_doctor import codes
from gongwei.programmes.family_doctor.models.agreement import Agreement
from gongwei.records.models import Kept


class Offer(Kept):
    """Somebody was asked to sign: by which measure, what they answered, why not."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="机构"
    )
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="宣传人员")
    offered_on = models.DateField("宣传日期")
    measure = models.SmallIntegerField("宣传方式", choices=codes.MEASURE.choices())
    answer = models.SmallIntegerField("居民意愿", choices=codes.ANSWER.choices())
    why_not = models.SmallIntegerField("不同意原因", choices=codes.WHY_NOT.choices(), null=True, blank=True)
    remark = models.CharField("说明", max_length=200, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "family_doctor_offer"
        verbose_name = "签约宣传记录"
        indexes = [models.Index(fields=["resident", "-offered_on"], name="family_doctor_offered")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer=codes.REFUSED) | Q(why_not__isnull=False),
                name="family_doctor_offer_reason",
            ),
        ]


class Rating(Kept):
    """How content a signed person is with the service of a year."""

    id = models.UUIDField(primary_key=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="ratings")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    rated_on = models.DateField("评价日期")
    score = models.SmallIntegerField("满意程度", choices=codes.SATISFIED.choices())
    words = models.CharField("意见", max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="录入人")

    class Meta(Kept.Meta):
        db_table = "family_doctor_rating"
        verbose_name = "签约服务满意度"
