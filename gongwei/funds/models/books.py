"""Accounts, postings and entries; the database keeps the invariants: balanced, append-only, never overdrawn."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from gongwei.people.models import Institution, Staff

BOOKS = {
    "original": "原十二类项目",
    "new_items": "新划入项目",
    "contracts": "家庭医生签约",
    "disabled": "残疾人体检",
    "outside": "人均经费之外",
}
LEVELS = {"central": "中央", "province": "省", "city": "市", "county": "县（区）"}
KINDS = {
    "grantor": "拨款方",
    "pool": "项目专账",
    "reserve": "专项预留",
    "township": "镇级账",
    "village": "村级账",
    "advance": "已预拨",
    "spent": "已结算",
}
HOLDING = ("pool", "reserve", "township", "village", "advance")
"""Accounts that hold money or a claim: never below zero. A grantor's is minus what it gave; spent only grows."""
CATEGORIES = {
    "service": "公共卫生服务补助",
    "epidemic": "基本防疫补助",
    "wage": "人员绩效",
    "material": "耗材和资料",
    "training": "培训",
    "publicity": "宣传",
}
POSTINGS = {
    "receipt": "到账",
    "allocation": "分配",
    "reserve": "预留",
    "prepayment": "预拨",
    "settlement": "结算",
    "reward": "奖励",
    "penalty": "扣减",
    "claw_back": "扣回",
    "payment": "拨付",
    "transfer": "两本账之间调整",
    "reversal": "冲销",
}

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
BALANCED = pgtrigger.Trigger(
    name="balanced",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
        IF (SELECT count(*) < 2 OR sum(amount) <> 0 FROM funds_entry WHERE posting_id = NEW.posting_id) THEN
            RAISE EXCEPTION 'posting % does not balance', NEW.posting_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
COVERED = pgtrigger.Trigger(
    name="covered",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    condition=pgtrigger.Condition("NEW.amount < 0"),
    func=f"""
        IF (SELECT a.kind IN ({", ".join(f"'{kind}'" for kind in HOLDING)})
                   AND (SELECT sum(e.amount) FROM funds_entry e WHERE e.account_id = a.id) < 0
            FROM funds_account a WHERE a.id = NEW.account_id) THEN
            RAISE EXCEPTION 'account % is overdrawn', NEW.account_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)
NOT_EMPTY = pgtrigger.Trigger(
    name="not_empty",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    timing=pgtrigger.Deferred,
    func="""
        IF NOT EXISTS (SELECT 1 FROM funds_entry WHERE posting_id = NEW.id) THEN
            RAISE EXCEPTION 'posting % moves nothing', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    """,
)


class Account(models.Model):
    """Where money stands in a plan: book × kind × whose. Opened once, never changed."""

    plan = models.TextField("方案")
    book = models.CharField("账本", max_length=12, choices=list(BOOKS.items()))
    kind = models.CharField("类别", max_length=12, choices=list(KINDS.items()))
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+", verbose_name="单位")
    level = models.CharField("拨款级次", max_length=10, blank=True, choices=list(LEVELS.items()))
    category = models.CharField("用途", max_length=12, blank=True, choices=list(CATEGORIES.items()))
    purpose = models.TextField("专项", blank=True, default="")
    """An id of the plan's ``funds.purposes``: money with a balance of its own; empty for the rest."""

    class Meta:
        verbose_name = "账户"
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "book", "kind", "institution", "level", "category", "purpose"],
                name="funds_account_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(kind="grantor") ^ Q(level=""), name="funds_account_level"),
            models.CheckConstraint(condition=Q(kind="spent") ^ Q(category=""), name="funds_account_category"),
        ]

    def __str__(self) -> str:
        whose = str(self.institution) if self.institution else self.get_level_display()
        return " ".join(word for word in (self.get_book_display(), whose, self.get_kind_display()) if word)

    @property
    def holds_money(self) -> bool:
        """Whether it may never go below zero."""
        return self.kind in HOLDING


class Posting(models.Model):
    """One movement of money: why, when, by which clause, prepared by one person and approved by another."""

    id = models.UUIDField(primary_key=True)
    plan = models.TextField("方案")
    kind = models.CharField("种类", max_length=12, choices=list(POSTINGS.items()))
    on = models.DateField("日期")
    reason = models.TextField("事由")
    ref = models.TextField("依据", blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    prepared_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="经办人")
    approved_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="审核人")
    entered_at = models.DateTimeField("记账时间")

    class Meta:
        verbose_name = "记账"
        ordering = ["on", "entered_at"]
        triggers = [APPEND_ONLY, NOT_EMPTY]
        constraints = [
            models.CheckConstraint(condition=~Q(prepared_by=F("approved_by")), name="funds_posting_two_persons"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="funds_posting_reversal",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="funds_posting_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()} {self.reason}"


class Entry(models.Model):
    """One account's side of a posting, in yuan: + into, − out of; ``line`` is the settlement line that it pays."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    amount = models.DecimalField("金额", max_digits=16, decimal_places=2)
    line = models.UUIDField("结算行", null=True)

    class Meta:
        verbose_name = "分录"
        triggers = [APPEND_ONLY, BALANCED, COVERED]
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="funds_entry_moves")]
        indexes = [models.Index(fields=["line"], name="funds_entry_line", condition=Q(line__isnull=False))]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"
