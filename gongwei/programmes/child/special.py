"""高危儿、营养性疾病和其他异常儿童专案: the file that is opened, and its visits until it is closed (spec 04 d2–d6)."""

from __future__ import annotations

from gongwei.programmes.child import codes
from gongwei.programmes.child.fields import beside
from gongwei.records.fields import Code, Codes, Day, Number, Text, When
from gongwei.records.models import ServiceRecord


class SpecialFile(ServiceRecord):
    """儿童专案管理登记: why the child needs more than the schedule, and what is planned."""

    reasons = Codes("专案原因", codes.SPECIAL_REASONS, required=True)
    reasons_other = beside("其他专案原因")
    found_in = Text("发现途径", max_length=60, required=True, hint="新生儿访视、几月龄体检、医院反馈")
    weight = Number("体重", unit="kg", places=2, hard=(0.3, 60), vital=True)
    length = Number("身长（高）", unit="cm", hard=(25, 150), vital=True)
    hemoglobin = Number("血红蛋白值", unit="g/L", places=0, hard=(20, 250), vital=True)
    diagnosis = Text("诊断或检查结果")
    measures = Codes("处理措施", codes.MEASURES_TAKEN, required=True)
    measures_other = beside("其他措施")
    plan = Text("管理计划", max_length=500)
    referral = Code("转诊", codes.REFERRAL, required=True)
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    next_date = Day("下次随访日期", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "child_special_file"
        verbose_name = "儿童专案管理登记"


class SpecialVisit(ServiceRecord):
    """儿童专案随访记录: what became of it; 结案 ends the file."""

    reasons = Codes("随访的专案原因", codes.SPECIAL_REASONS, required=True)
    reasons_other = beside("其他专案原因")
    weight = Number("体重", unit="kg", places=2, hard=(0.3, 60), vital=True)
    length = Number("身长（高）", unit="cm", hard=(25, 150), vital=True)
    hemoglobin = Number("血红蛋白值", unit="g/L", places=0, hard=(20, 250), vital=True)
    trend = Code("与上次比较", codes.TREND, required=True)
    findings = Text("检查所见")
    measures = Codes("处理措施", codes.MEASURES_TAKEN, required=True)
    measures_other = beside("其他措施")
    referral = Code("转诊", codes.REFERRAL, required=True)
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    referral_answer = Text("上级机构反馈的治疗信息", max_length=500)
    result = Code("转归", codes.SPECIAL_RESULT, required=True)
    next_date = Day("下次随访日期", required=When("result", 1, 2, 4))

    class Meta(ServiceRecord.Meta):
        db_table = "child_special_visit"
        verbose_name = "儿童专案随访记录"
