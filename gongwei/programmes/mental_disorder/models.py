"""The tables of severe mental disorder: supplement, visit, consents, leads, arrivals, emergencies, reconciliation.

Field for field the forms of national-spec-2017 item 8 (spec 08). Class names are short because PostgreSQL names the
index of a person after class and chapter; the tables carry the full names.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from gongwei.programmes.mental_disorder import codes
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Number, Text, When
from gongwei.records.models import VISIT_MODE, Kept, Row, ServiceRecord

MET = When("visit_result", 1)
"""The items of a visit are owed when somebody was met."""


def times(label: str, code: int) -> Integer:
    """How often one kind of dangerous act happened; asked where that kind is ticked."""
    return Integer(f"{label}次数", unit="次", hard=(1, 99), required=When("danger_acts", code))


class Info(ServiceRecord):
    """严重精神障碍患者个人信息补充表: filled with the personal form, again at every change (规范三版 八 附件)."""

    guardian_name = Text("监护人姓名", max_length=50, required=True)
    guardian_relation = Text("与患者关系", max_length=20, required=True)
    guardian_address = Text("监护人住址", required=True)
    guardian_phone = Text("监护人电话", max_length=20, required=True)
    committee_contact = Text("辖区村（居）委会联系人", max_length=50, required=True)
    committee_phone = Text("辖区村（居）委会电话", max_length=20, required=True)
    household_type = Code("户别", codes.HOUSEHOLD_TYPE, required=True)
    employment = Code("就业情况", codes.EMPLOYMENT, required=True)
    consent = Code("知情同意", codes.CONSENT, required=True)
    consent_sign = Text("签字", max_length=50, required=True, hint="患者本人或监护人")
    consent_date = Day("签字时间", required=True)
    first_onset = Text(
        "初次发病时间", max_length=10, required=True, hint="可只填年或年月，如 1998 或 1998-05"
    )
    past_symptoms = Codes("既往主要症状", codes.PAST_SYMPTOMS, required=True)
    past_symptoms_other = Text("其他症状", required=When("past_symptoms", 12))
    past_lock = Code("既往关锁情况", codes.LOCK, required=True)
    past_outpatient = Code("门诊", codes.PAST_OUTPATIENT, required=True)
    first_antipsychotic = Text(
        "首次抗精神病药治疗时间", max_length=10, required=When("past_outpatient", 2, 3), hint="可只填年或年月"
    )
    past_inpatient_times = Integer("住院次数", unit="次", hard=(0, 99), required=True, hint="没有住过院填 0")
    diagnosis = Code("目前诊断", codes.DIAGNOSIS, required=True)
    diagnosis_other = Text("其他诊断", required=When("diagnosis", 9))
    icd10 = Text("ICD-10 编码", max_length=10, required=True, hint="如 F20")
    diagnosis_org = Text("确诊医院", required=True)
    diagnosis_date = Day("确诊日期", required=True)
    last_effect = Code("最近一次治疗效果", codes.LAST_EFFECT, required=True)
    danger_acts = Codes("危险行为", codes.DANGER_ACTS, required=True)
    danger_1 = times("轻度滋事", 1)
    danger_2 = times("肇事", 2)
    danger_3 = times("肇祸", 3)
    danger_4 = times("其他危害行为", 4)
    danger_5 = times("自伤", 5)
    danger_6 = times("自杀未遂", 6)
    economy = Code("经济状况", codes.ECONOMY, required=True)
    specialist_opinion = Text("专科医生的意见", max_length=500)

    class Meta(ServiceRecord.Meta):
        verbose_name = "严重精神障碍患者个人信息补充表"


class Visit(ServiceRecord):
    """严重精神障碍患者随访服务记录表: what is true since the last visit (规范三版 八 附件)."""

    mode = Code("本次随访形式", VISIT_MODE, required=True)
    visit_target = Codes("本次随访对象", codes.TARGET, sure="?", hint="2018年工作规范的表有此项")
    visit_result = Code("随访结果", codes.RESULT, required=True, hint="纸表没有此项：访到、失访还是死亡")
    lost_reason = Code("若失访，原因", codes.LOST, required=When("visit_result", 2))
    lost_reason_other = Text("其他失访原因", required=When("lost_reason", 5))
    death_date = Day("死亡日期", required=When("visit_result", 3))
    death_cause = Code("死亡原因", codes.DEATH, required=When("visit_result", 3))
    death_physical = Code("躯体疾病", codes.DEATH_PHYSICAL, required=When("death_cause", 1))
    danger_level = Code(
        "危险性评估", codes.DANGER, required=MET, vital=True,
        hint="1喊叫威胁 2家中打砸可劝止 3不分场合打砸财物 4持续打砸或伤人 5凶器、纵火、爆炸",
    )  # fmt: skip
    symptoms = Codes("目前症状", codes.SYMPTOMS, required=MET, vital=True)
    symptoms_other = Text("其他症状", required=When("symptoms", 12))
    insight = Code("自知力", codes.INSIGHT, required=MET, vital=True)
    sleep = Code("睡眠情况", codes.GRADE, required=MET)
    diet = Code("饮食情况", codes.GRADE, required=MET)
    func_self_care = Code("个人生活料理", codes.GRADE, required=MET)
    func_housework = Code("家务劳动", codes.GRADE, required=MET)
    func_work = Code("生产劳动及工作", codes.WORK, required=MET)
    func_study = Code("学习能力", codes.GRADE, required=MET)
    func_social = Code("社会人际交往", codes.GRADE, required=MET)
    danger_acts = Codes("危险行为", codes.DANGER_ACTS, required=MET, vital=True)
    danger_1 = times("轻度滋事", 1)
    danger_2 = times("肇事", 2)
    danger_3 = times("肇祸", 3)
    danger_4 = times("其他危害行为", 4)
    danger_5 = times("自伤", 5)
    danger_6 = times("自杀未遂", 6)
    lock_status = Code("两次随访期间关锁情况", codes.LOCK, required=MET)
    inpatient_status = Code("两次随访期间住院情况", codes.INPATIENT, required=MET)
    last_discharge_date = Day("末次出院时间", required=When("inpatient_status", 2))
    lab_flag = Code("实验室检查", codes.NONE_OR_SOME, required=MET)
    lab_text = Text("检查结果", required=When("lab_flag", 2))
    drug_adherence = Code("用药依从性", codes.ADHERENCE, required=MET)
    adr_flag = Code("药物不良反应", codes.ADVERSE, required=MET)
    adr_text = Text("不良反应说明", required=When("adr_flag", 2))
    adr_serious = Flag("不良反应严重或急性", hint="纸表没有此项，供判断是否稳定")
    physical_serious = Flag("有严重躯体疾病", hint="纸表没有此项，供判断是否稳定")
    symptoms_marked = Flag("精神病性症状明显", hint="纸表没有此项，供判断是否稳定")
    effect = Code("治疗效果", codes.EFFECT, required=MET)
    referral = Code("是否转诊", codes.NO_YES, required=MET)
    referral_reason = Text("转诊原因", required=When("referral", 2))
    referral_org_dept = Text("转诊至机构及科室", required=When("referral", 2))
    referral_done = Code("是否转诊成功", codes.NO_YES, sure="?")
    referral_contact = Text("联系人及电话", sure="?")
    advice_declined = Text("未采纳建议的理由", hint="系统建议转诊而不转时写明")
    police_told_on = Day("告知派出所日期", hint="危险性3级及以上时填写")
    rehab = Codes("康复措施", codes.REHAB, required=MET)
    rehab_other = Text("其他康复措施", required=When("rehab", 5))
    visit_class = Code("本次随访分类", codes.STABILITY, required=MET)
    next_visit_date = Day("下次随访日期", required=MET)

    class Meta(ServiceRecord.Meta):
        db_table = "mental_disorder_followup"
        verbose_name = "严重精神障碍患者随访服务记录表"


def _dose(dose: Decimal | None) -> str:
    """A dose without the zeros that the column keeps."""
    return "—" if dose is None else f"{dose.normalize():f}"


class DrugLine(Row):
    """One medicine: per day or month so many times, each time so many mg (规范三版 八 附件)."""

    name = Text("药物名称", max_length=60, required=True)
    per = Code("每日（月）", codes.PER, required=True)
    times = Integer("次数", unit="次", hard=(1, 60), required=True)
    dose_mg = Number("每次剂量", unit="mg", places=2, hard=(0, 5000), required=True)

    class Meta(Row.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} 每{codes.PER.label(self.per)}{self.times}次 每次{_dose(self.dose_mg)}mg"


class Medicine(DrugLine):
    """用药情况 of one visit."""

    record = models.ForeignKey(Visit, models.CASCADE, related_name="medicines", verbose_name="随访记录")

    class Meta(DrugLine.Meta):
        verbose_name = "用药情况"


class Guidance(DrugLine):
    """用药指导 of one visit: what is to be taken from now on."""

    record = models.ForeignKey(Visit, models.CASCADE, related_name="med_guidance", verbose_name="随访记录")

    class Meta(DrugLine.Meta):
        verbose_name = "用药指导"


class Consent(ServiceRecord):
    """参加管理治疗的知情同意: a dated fact; the last one before a day says whether management may go on that day."""

    agrees = Code("知情同意", codes.CONSENT, required=True)
    signer = Code("签字人", codes.SIGNER, required=True)
    signer_name = Text("签字", max_length=50, required=True)
    reason = Text("不同意的原因", required=When("agrees", 0))
    evidence_no = Text("同意书存档号", max_length=60)

    class Meta(ServiceRecord.Meta):
        verbose_name = "参加管理治疗知情同意书"


class Checkup(ServiceRecord):
    """年度健康检查知情同意: whether the yearly exam may be made; a refusal is documented, not forgotten (SMI-05)."""

    able = Code("病情是否允许", codes.ABLE, required=True)
    agrees = Code("是否同意健康检查", codes.AGREES, required=True)
    signer = Code("签字人", codes.SIGNER, required=True)
    signer_name = Text("签字", max_length=50, required=True)
    reason = Text("不做检查的原因", hint="病情不允许或不同意时必填")

    class Meta(ServiceRecord.Meta):
        verbose_name = "年度健康检查知情同意"


class Lead(ServiceRecord):
    """疑似患者线索: found by whoever, sent to the specialist body, confirmed or rejected there (SMI-01)."""

    source_of = Code("线索来源", codes.LEAD_SOURCE, required=True)
    signs = Codes("线索表现", codes.LEAD_SIGNS, required=True, sure="?")
    described = Text("情况说明", max_length=500)
    referred_on = Day("转介日期")
    referral_org = Text("转介机构")
    verify_result = Code("核实结果", codes.LEAD_RESULT, required=True)
    confirmed_on = Day("确诊日期", required=When("verify_result", 1))
    confirmed_by = Text("确诊机构", required=When("verify_result", 1))

    class Meta(ServiceRecord.Meta):
        verbose_name = "疑似严重精神障碍线索登记"


class Arrival(ServiceRecord):
    """出院或转入信息: a patient sent to primary care; accepted or returned within a set time (SMI-09)."""

    kind = Code("信息类别", codes.ARRIVAL_KIND, required=True)
    from_org = Text("来源机构", required=True)
    discharged_on = Day("出院日期", required=When("kind", 1))
    diagnosis = Code("诊断", codes.DIAGNOSIS)
    plan = Text("出院用药和康复建议", max_length=500)
    answer = Code("接收情况", codes.ARRIVAL_ANSWER, required=True)
    answered_on = Day("接收或退回日期", required=When("answer", 1, 2))
    return_reason = Text("退回原因", required=When("answer", 2))

    class Meta(ServiceRecord.Meta):
        verbose_name = "出院与转入信息"


class Crisis(ServiceRecord):
    """应急医疗处置记录: danger of level 3 and more, self-harm, or a severe adverse reaction; whom one told and when."""

    causes = Codes("应急原因", codes.CRISIS, required=True)
    causes_other = Text("其他原因", required=When("causes", 9))
    danger_level = Code("危险性评估", codes.DANGER, required=True)
    handled_at = Text("处置地点", required=True)
    police_told = Flag("已告知派出所", required=True)
    specialist_told = Flag("已联系精神专科", required=True)
    handling = Text("处置经过", max_length=1000, required=True)
    result = Code("处置结果", codes.CRISIS_END, required=True)
    result_other = Text("其他结果", required=When("result", 9))
    hospital = Text("收治医院", required=When("result", 1, 3))

    class Meta(ServiceRecord.Meta):
        verbose_name = "应急医疗处置记录单"


class Check(Kept):
    """核对: one list of the national system laid beside our registered patients of an institution on a day (SMI-10)."""

    institution = models.ForeignKey(
        "people.Institution", models.PROTECT, related_name="+", verbose_name="机构"
    )
    checked_on = models.DateField("核对日期")
    staff = models.ForeignKey("people.Staff", models.PROTECT, related_name="+", verbose_name="核对人")
    source = models.CharField("名单来源", max_length=100)
    listed = models.IntegerField("名单人数")

    class Meta(Kept.Meta):
        verbose_name = "与国家系统核对"

    def __str__(self) -> str:
        return f"{self.institution} {self.checked_on}"


class Match(Kept):
    """One person of a reconciliation: registered here, in the list, or both; ``resident`` is null if unknown here."""

    reconciliation = models.ForeignKey(Check, models.PROTECT, related_name="matches", verbose_name="核对")
    resident = models.ForeignKey(
        "people.Resident", models.PROTECT, null=True, related_name="+", verbose_name="居民"
    )
    checked_on = models.DateField("核对日期")
    name = models.CharField("姓名", max_length=50)
    id_no = models.CharField("身份证号", max_length=18, blank=True, default="")
    here = models.BooleanField("本系统在册")
    there = models.BooleanField("国家系统在册")

    class Meta(Kept.Meta):
        verbose_name = "核对到人"
        indexes = [models.Index(fields=["resident", "checked_on"], name="smi_match_person")]
        constraints = [
            models.CheckConstraint(condition=Q(here=True) | Q(there=True), name="smi_match_somewhere")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.checked_on}"


class Difference(Kept):
    """One thing that the two systems say differently of a person; solved one by one, with how and when."""

    SOLVED = [
        (1, "已按国家系统更正本系统"), (2, "已更正国家系统"), (3, "核实两边都对，无需更正"), (4, "已在本系统登记"),
        (5, "已在国家系统登记"),
    ]  # fmt: skip

    match = models.ForeignKey(Match, models.PROTECT, related_name="differences", verbose_name="核对到人")
    resident = models.ForeignKey(
        "people.Resident", models.PROTECT, null=True, related_name="+", verbose_name="居民"
    )
    field = models.CharField("项目", max_length=40)
    ours = models.CharField("本系统", max_length=200, blank=True, default="")
    theirs = models.CharField("国家系统", max_length=200, blank=True, default="")
    solved_on = models.DateField("处理日期", null=True, blank=True)
    solved_how = models.SmallIntegerField("处理方式", null=True, blank=True, choices=SOLVED)
    solved_note = models.CharField("说明", max_length=200, blank=True, default="")
    solved_by = models.ForeignKey(
        "people.Staff", models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )

    class Meta(Kept.Meta):
        verbose_name = "与国家系统的差异"
        constraints = [
            models.CheckConstraint(
                condition=Q(solved_on__isnull=True, solved_how__isnull=True)
                | Q(solved_on__isnull=False, solved_how__isnull=False),
                name="smi_difference_solved_how",
            ),
            models.UniqueConstraint(fields=["match", "field"], name="smi_difference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.match}: {self.field}"
