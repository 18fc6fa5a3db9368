"""Acts on a record that leave their own trace: transfer, merge, review, tag, consent, serial numbers."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from gongwei.people import codes
from gongwei.people.models.places import Institution, Region
from gongwei.people.models.resident import Resident
from gongwei.people.models.staff import Staff
from gongwei.people.queries import TransferQuery
from gongwei.records.models import Kept


class VillageSerial(models.Model):
    """The last personal serial given in a village; numbers are never reused (spec 01 b1)."""

    village = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "village_serial"
        constraints = [
            models.CheckConstraint(condition=Q(last__range=(0, 99999)), name="village_serial_range")
        ]

    def __str__(self) -> str:
        return f"{self.village_id} {self.last:05d}"


class TransferRequest(Kept):
    """One institution asks for, or offers, a resident; the other accepts with an effective date or declines."""

    STATES = [("open", "待接收"), ("accepted", "已接收"), ("declined", "已退回"), ("withdrawn", "已撤回")]

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="transfers")
    from_institution = models.ForeignKey(Institution, models.PROTECT, related_name="transfers_out")
    to_institution = models.ForeignKey(Institution, models.PROTECT, related_name="transfers_in")
    to_village = models.ForeignKey(Region, models.PROTECT, related_name="+")
    to_address = models.CharField("新住址", max_length=200, blank=True, default="")
    reason = models.CharField("转出原因", max_length=200)
    state = models.CharField("状态", max_length=10, choices=STATES, default="open")
    requested_on = models.DateField("申请日期")
    requested_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField("答复说明", max_length=200, blank=True, default="")
    effective_on = models.DateField("生效日期", null=True, blank=True)
    offered = models.BooleanField("由转出方发起", default=True)

    objects = TransferQuery.as_manager()

    class Meta(Kept.Meta):
        db_table = "transfer_request"
        indexes = [models.Index(fields=["to_institution", "state"], name="transfer_request_inbox")]
        constraints = [
            models.UniqueConstraint(fields=["resident"], condition=Q(state="open"), name="transfer_one_open"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(effective_on__isnull=False), name="transfer_effective_date"
            ),
            models.CheckConstraint(
                condition=~Q(from_institution=F("to_institution")), name="transfer_between_two"
            ),
        ]


class ResidentMerge(Kept):
    """Two records of one person made one; ``moved`` lists the rows re-pointed, so that undoing moves those back."""

    id = models.UUIDField(primary_key=True)
    kept = models.ForeignKey(Resident, models.PROTECT, related_name="merges")
    duplicate = models.ForeignKey(Resident, models.PROTECT, related_name="merged_by")
    merged_on = models.DateField("合并日期")
    merged_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    reason = models.CharField("合并依据", max_length=200)
    moved = models.JSONField(default=dict)
    former = models.JSONField(default=dict)
    undone_on = models.DateField("撤销日期", null=True, blank=True)
    undone_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "resident_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate"], condition=Q(undone_on__isnull=True), name="merged_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("duplicate")), name="merge_of_two"),
        ]


class NotTheSame(Kept):
    """Two records that look like one person and were found to be two: not asked again (EHR-18)."""

    id = models.UUIDField(primary_key=True)
    older = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    younger = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    found_on = models.DateField("核对日期")
    found_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    reason = models.CharField("依据", max_length=200)

    class Meta(Kept.Meta):
        db_table = "not_the_same"
        constraints = [
            models.UniqueConstraint(fields=["older", "younger"], name="not_the_same_once"),
            models.CheckConstraint(condition=~Q(older=F("younger")), name="not_the_same_two"),
        ]


class RecordReview(Kept):
    """One of the five sections of a record, verified against the person (复核升级, EHR-11)."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="reviews")
    section = models.SmallIntegerField("档案部分", choices=codes.SECTIONS.choices())
    reviewed_on = models.DateField("复核日期")
    recorded_at = models.DateTimeField("录入时间", auto_now_add=True)
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    accurate = models.BooleanField("准确真实")
    error = models.CharField("发现的问题", max_length=500, blank=True, default="")
    correction = models.CharField("更正情况", max_length=500, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "record_review"
        indexes = [models.Index(fields=["resident", "section"], name="record_review_section")]
        constraints = [
            models.CheckConstraint(
                condition=Q(accurate=True) | ~Q(error=""), name="record_review_error_named"
            ),
            models.CheckConstraint(condition=Q(section__range=(1, 5)), name="record_review_section_known"),
        ]


class ResidentTag(Kept):
    """A group tag with source and dates (EHR-16); ``to_on`` is exclusive."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="tag_rows")
    tag = models.CharField("标签", max_length=30, choices=list(codes.TAGS.items()))
    source = models.CharField("来源", max_length=100)
    set_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    from_on = models.DateField("起")
    to_on = models.DateField("止", null=True, blank=True)

    class Meta(Kept.Meta):
        db_table = "resident_tag"
        indexes = [models.Index(fields=["tag", "resident"], name="resident_tag_members")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")), name="resident_tag_dates"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="resident_tag_source"),
        ]


class ResidentConsent(Kept):
    """Consent of the resident or guardian to a scope, with signer, date and withdrawal (XC-03, DATA-16)."""

    id = models.UUIDField(primary_key=True)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="consents")
    scope = models.CharField("同意事项", max_length=40)
    programmes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    signer = models.CharField("签字人", max_length=50)
    signer_relation = models.SmallIntegerField("与本人关系", default=1)
    signed_on = models.DateField("签字日期")
    recorded_by = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    evidence = models.CharField("依据", max_length=200, blank=True, default="")
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawal_reason = models.CharField("撤回原因", max_length=200, blank=True, default="")

    class Meta(Kept.Meta):
        db_table = "resident_consent"
        indexes = [models.Index(fields=["resident", "scope"], name="resident_consent_scope")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("signed_on")),
                name="consent_dates",
            ),
        ]
