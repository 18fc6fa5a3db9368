"""The tables of the newly included items: the catalogue with its dated changes, and simple registers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from gongwei.programmes.new_items import codes
from gongwei.records.fields import Code, Codes, Computed, Day, Files, Flag, Integer, Long, Text, When
from gongwei.records.models import ActivityRecord, Kept, ServiceRecord

EVIDENCE = ("image", "pdf")


class Item(Kept):
    """What the project office has said of an item: added, changed or retired in mid-year (NEW-05, NEW-20)."""

    code = models.PositiveSmallIntegerField("位次", unique=True)
    label = models.CharField("项目", max_length=60)
    owner = models.CharField("责任单位", max_length=100)
    implementers = models.CharField("实施单位", max_length=200)
    channel = models.CharField("渠道和服务方式", max_length=100, blank=True)
    norm = models.CharField("条线规范", max_length=200, blank=True)
    fund = models.CharField("资金", max_length=100, blank=True)
    report = models.CharField("报表", max_length=40, blank=True)
    from_on = models.DateField("开始")
    to_on = models.DateField("停止", null=True, blank=True)
    changed_at = models.DateTimeField("登记时间")
    changed_by = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta(Kept.Meta):
        db_table = "new_items_item"
        verbose_name = "新划入项目"
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
                name="new_item_ends_after_it_began",
            ),
            models.CheckConstraint(condition=Q(code__gte=1, code__lte=99), name="new_item_code"),
        ]

    def __str__(self) -> str:
        return self.label


class Service(ServiceRecord):
    """新划入项目服务登记: one service of any item given to one resident (NEW-01)."""

    item = Code("项目", codes.ITEM, required=True)
    content = Text("服务内容", max_length=200, required=True)
    result = Code("结果", codes.RESULT, required=True)
    finding = Text("异常说明", max_length=200, required=When("result", 2))
    referred_to = Text("转诊机构", max_length=100)
    followed = Code("异常随访结果", codes.FOLLOWED)
    next_on = Day("下次服务日期")
    evidence = Files("附件", most=6, kinds=EVIDENCE)

    class Meta(ServiceRecord.Meta):
        verbose_name = "新划入项目服务登记"


class TwoCancer(ServiceRecord):
    """农村妇女“两癌”检查登记: both examinations, and positives followed to a diagnosis (NEW-04, NEW-11)."""

    rural = Flag("农村户籍", required=True)
    consented = Flag("知情同意", required=True)
    cervical = Code("宫颈癌检查结果", codes.CERVICAL, required=True)
    breast = Code("乳腺癌检查结果", codes.BREAST, required=True)
    referred_to = Text("进一步检查机构", max_length=100)
    diagnosed_on = Day("确诊日期", required=When("diagnosis", 1, 2, 3, 4, 5))
    diagnosis = Code("最后诊断", codes.DIAGNOSIS)
    treated = Flag("已治疗")
    evidence = Files("报告单", most=6, kinds=EVIDENCE)

    class Meta(ServiceRecord.Meta):
        db_table = "new_items_two_cancer"
        verbose_name = "“两癌”检查登记"


class Preconception(ServiceRecord):
    """免费孕前优生健康检查登记 (NEW-07)."""

    spouse_name = Text("配偶姓名", max_length=50)
    both_examined = Flag("夫妇双方都检查", required=True)
    risk = Code("评估结果", codes.RISK, required=True)
    risk_factors = Text("风险因素", max_length=200, required=When("risk", 2))
    advice = Long("咨询指导", required=True)
    early_pregnancy_on = Day("早孕随访日期")
    outcome_on = Day("妊娠结局随访日期")

    class Meta(ServiceRecord.Meta):
        verbose_name = "孕前优生健康检查登记"


class FolicAcid(ServiceRecord):
    """增补叶酸发放登记 (NEW-07)."""

    before_pregnancy = Flag("孕前发放", required=True)
    bottles = Integer("发放瓶数", unit="瓶", hard=(1, 12), soft=(1, 6), required=True)
    batch_no = Text("批号", max_length=30)
    taking = Flag("按要求服用")
    missed_days = Integer("漏服天数", unit="天", hard=(0, 200))

    class Meta(ServiceRecord.Meta):
        db_table = "new_items_folic_acid"
        verbose_name = "增补叶酸发放登记"


class Contraceptive(ActivityRecord):
    """避孕药具进出登记: stock in, free issue to a person or by count, expired; the price is 0 (NEW-03, NEW-12)."""

    device = Code("药具", codes.DEVICE, required=True)
    movement = Code("进出", codes.MOVEMENT, required=True)
    quantity = Integer("数量", hard=(1, 1_000_000), required=True, hint="盒、支、只")
    batch_no = Text("批号", max_length=30)
    expires_on = Day("有效期至", required=When("movement", 1))
    persons = Integer(
        "领取人数", unit="人", hard=(0, 100_000), required=When("movement", 2), hint="可只记人数"
    )
    name = Text("领取人", max_length=50, hint="可不填")

    class Meta(ActivityRecord.Meta):
        verbose_name = "避孕药具进出登记"


class Sealant(ActivityRecord):
    """适龄儿童窝沟封闭登记: a child of a school roster examined, sealed, looked at again (NEW-08)."""

    school = Text("学校", max_length=60, required=True)
    school_class = Text("班级", max_length=30, required=True)
    name = Text("儿童姓名", max_length=50, required=True)
    sex = Code("性别", codes.SEX, required=True)
    birth_date = Day("出生日期", required=True)
    consented = Flag("家长知情同意", required=True)
    suitable = Codes("适合封闭的牙", codes.TEETH)
    sealed = Codes("已封闭的牙", codes.TEETH)
    recheck_on = Day("复查日期")
    kept = Code("复查结果", codes.KEPT)

    class Meta(ActivityRecord.Meta):
        verbose_name = "窝沟封闭登记"


class Work(ActivityRecord):
    """新划入项目工作登记: monitoring, surveys, drills, reserves of an item without a person (NEW-09, 10, 17–19)."""

    item = Code("项目", codes.ITEM, required=True)
    kind = Code("工作", codes.WORK, required=True)
    kind_other = Text("其他工作", max_length=50)
    title = Text("名称", max_length=100, required=True)
    site = Text("单位或地点", max_length=100, required=True, hint="监测点、用人单位、哨点")
    checked = Integer("监测（调查、参加）数", hard=(0, 1_000_000), required=True)
    positive = Integer("其中阳性（异常）数", hard=(0, 1_000_000))
    result = Long("结果", required=True)
    sent_on = Day("上报日期")
    valid_until = Day("有效期至", hint="预案、物资")
    evidence = Files("附件", most=9, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        verbose_name = "新划入项目工作登记"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(positive__isnull=True) | Q(positive__lte=F("checked")),
                name="new_item_work_positive",
            ),
        ]


class Literacy(ActivityRecord):
    """居民健康素养调查: how many answered, how many are literate; the level follows (NEW-14)."""

    title = Text("调查名称", max_length=100, required=True)
    surveyed = Integer("有效问卷数", unit="份", hard=(1, 100_000), required=True)
    literate = Integer("具备健康素养人数", unit="人", hard=(0, 100_000), required=True)
    level = Computed(
        "健康素养水平",
        unit="%",
        expression=F("literate") * models.Value(100.0) / F("surveyed"),
        output_field=models.FloatField(),
    )
    weak = Text("薄弱方面", max_length=200)
    evidence = Files("调查报告", most=6, kinds=EVIDENCE)

    class Meta(ActivityRecord.Meta):
        verbose_name = "健康素养调查"
        constraints = [
            *ActivityRecord.Meta.constraints,
            models.CheckConstraint(
                condition=Q(literate__isnull=True) | Q(literate__lte=F("surveyed")), name="new_item_literate"
            ),
        ]
