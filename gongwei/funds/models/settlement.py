"""A quarter's settlement of a township's village clinics: frozen lines, the services behind them, later corrections."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from gongwei.funds.models.books import APPEND_ONLY
from gongwei.people.models import Institution, Staff
from gongwei.records.models import Kept

STATES = {"trial": "试算", "reviewed": "公卫科已审核", "paid": "已支付", "replaced": "已重算"}
LINE_STATES = {"waiting": "待确认", "confirmed": "已确认", "objected": "有异议", "answered": "已答复"}
SERVICE_STATES = {"valid": "有效", "questioned": "待核", "missing": "未做"}


def _money(label: str) -> models.DecimalField:  # type: ignore[type-arg]
    return models.DecimalField(label, max_digits=16, decimal_places=2)


class Settlement(Kept):
    """One quarter of one township; one holds at a time. It keeps what it was reckoned from: plan, code, build, day."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    township = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="管理机构")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("期次")
    months = models.PositiveSmallIntegerField("几个月一次", default=3)
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    as_of = models.DateField("数据截至")
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="trial")
    method = models.TextField("结算方法")
    plan_sha256 = models.TextField("方案指纹")
    code = models.TextField("程序版本")
    build = models.PositiveIntegerField("数据构建", null=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="试算人")
    made_at = models.DateTimeField("试算时间")
    reviewed_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True)

    class Meta(Kept.Meta):
        verbose_name = "村级结算"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "township", "year", "quarter"],
                condition=~Q(state="replaced"),
                name="funds_settlement_once",
            ),
            models.CheckConstraint(
                condition=Q(months=3, quarter__range=(1, 4)) | Q(months=1, quarter__range=(1, 12)),
                name="funds_settlement_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township} {self.words}"

    @property
    def words(self) -> str:
        """2024年第3季度, 2024年7月."""
        return f"{self.year}年" + (f"{self.quarter}月" if self.months == 1 else f"第{self.quarter}季度")


class SettlementLine(Kept):
    """One clinic: 应得 − 扣回 ＋ 调整 − 结转 − 已预拨 ＝ 应补付; what is below zero goes to the next quarter."""

    id = models.UUIDField(primary_key=True)
    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    clinic = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name="村卫生室（站）")
    people = models.PositiveIntegerField("服务人口")
    budget = _money("任务经费")
    valid = models.PositiveIntegerField("有效")
    questioned = models.PositiveIntegerField("待核")
    missing = models.PositiveIntegerField("未做")
    score = models.DecimalField("得分", max_digits=6, decimal_places=2)
    score_source = models.TextField("得分来源")
    quality = models.DecimalField("质量系数", max_digits=7, decimal_places=6)
    formula = models.TextField("算式")
    earned = _money("应得")
    deducted = _money("扣回")
    adjusted = _money("往期调整")
    carried = _money("上期结转")
    prepaid = _money("已预拨")
    payable = _money("应补付")
    carried_out = _money("转下季抵扣")
    state = models.CharField("状态", max_length=10, choices=list(LINE_STATES.items()), default="waiting")
    answered_by = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    answered_at = models.DateTimeField("确认时间", null=True)
    objection = models.TextField("异议", blank=True)
    reply = models.TextField("答复", blank=True)

    class Meta(Kept.Meta):
        verbose_name = "结算行"
        ordering = ["clinic_id"]
        constraints = [
            models.UniqueConstraint(fields=["settlement", "clinic"], name="funds_line_once"),
            models.CheckConstraint(
                condition=Q(
                    payable=F("earned") - F("deducted") + F("adjusted") - F("carried") - F("prepaid") + F("carried_out")
                ),
                name="funds_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(payable__gte=0, carried_out__gte=0) & (Q(payable=0) | Q(carried_out=0)),
                name="funds_line_one_way",
            ),
            models.CheckConstraint(condition=~Q(state="objected") | ~Q(objection=""), name="funds_line_objection"),
        ]

    def __str__(self) -> str:
        return f"{self.clinic} {self.payable}"

    @property
    def task(self) -> int:
        """应做: valid, questioned and missing together."""
        return self.valid + self.questioned + self.missing

    @property
    def counted(self) -> Decimal:
        """What the quarter costs in the end: earned − deducted + adjusted."""
        found: Decimal = self.earned - self.deducted + self.adjusted
        return found


class LineService(models.Model):
    """One owed service behind a line, as it stood on the day of the settlement: the evidence, never changed."""

    line = models.ForeignKey(SettlementLine, models.PROTECT, related_name="services")
    resident = models.ForeignKey("people.Resident", models.PROTECT, related_name="+", verbose_name="居民")
    programme = models.TextField("项目")
    step = models.TextField("步骤")
    seq = models.TextField("期次")
    due_on = models.DateField("期限")
    state = models.CharField("状态", max_length=10, choices=list(SERVICE_STATES.items()))
    reason = models.TextField("原因", blank=True)
    form = models.TextField("表单", blank=True)
    record = models.UUIDField("记录", null=True)
    served_on = models.DateField("服务日期", null=True)

    class Meta:
        verbose_name = "结算依据"
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "resident", "programme", "step", "seq"], name="funds_service_once"
            ),
            models.CheckConstraint(
                condition=Q(state="missing") | Q(record__isnull=False), name="funds_service_record"
            ),
        ]
        indexes = [models.Index(fields=["record"], name="funds_service_record_ix")]

    def __str__(self) -> str:
        return f"{self.programme}.{self.step} {self.seq} {self.get_state_display()}"


class Correction(Kept):
    """A service settled earlier whose record was voided or repaired since: it changes pay once, in one later line."""

    service = models.ForeignKey(LineService, models.PROTECT, related_name="corrections")
    line = models.ForeignKey(SettlementLine, models.PROTECT, related_name="corrections")
    amount = _money("金额")
    reason = models.TextField("原因")
    live = models.BooleanField("有效", default=True)
    """False once the trial that held it was reckoned anew."""

    class Meta(Kept.Meta):
        verbose_name = "往期调整"
        constraints = [
            models.UniqueConstraint(fields=["service"], condition=Q(live=True), name="funds_correction_once")
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.amount}"
