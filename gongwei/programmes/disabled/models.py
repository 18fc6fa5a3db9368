"""The tables of the disabled: certificate, the year's assessment beside 健康体检表, demands, support, exam days."""

from __future__ import annotations

from gongwei.programmes.disabled import codes
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Text, When
from gongwei.records.models import ActivityRecord, ServiceRecord


class Certificate(ServiceRecord):
    """残疾人证: category, level and number as they stood on a day; a new record when the certificate changes."""

    cert_no = Text(
        "残疾人证号",
        max_length=22,
        required=True,
        hint="20位：身份证号18位＋类别＋等级；补换发加B1、B2",
        sure="K",
    )
    disability_types = Codes("残疾类别", codes.TYPES, required=True, sure="K")
    level = Code("残疾等级", codes.LEVEL, required=True, sure="K")
    issued_on = Day("发证日期")
    valid_until = Day("有效期至")
    cause = Code("致残原因", codes.CAUSE)
    cause_other = Text("其他原因", required=When("cause", 5))
    onset_date = Day("致残日期")
    parts = Codes("残疾部位", codes.PARTS)
    past_care = Codes("以往治疗和康复", codes.PAST_CARE)
    past_care_other = Text("其他治疗", required=When("past_care", 7))
    devices = Codes("辅助器具", codes.DEVICES)
    device_other = Text("其他辅具", required=When("devices", 6))
    guardian_name = Text("监护人", max_length=30)
    guardian_phone = Text("监护人电话", max_length=20)

    class Meta(ServiceRecord.Meta):
        verbose_name = "残疾人证登记"


class Assessment(ServiceRecord):
    """残疾人健康评估: what the year's 健康体检表 does not ask; the exam itself is the common one and counts once."""

    lifestyle = Codes("生活方式风险", codes.LIFESTYLE, required=True)
    care_level = Code("自理能力", codes.CARE_LEVEL, required=True)
    limb_diagnosis = Codes("肢体残疾诊断", codes.LIMB_DIAGNOSIS)
    limb_other = Text("其他诊断", required=When("limb_diagnosis", 7))
    also = Codes("合并其他残疾", codes.ALSO)
    rehab_need = Codes("康复需求", codes.NEEDS, required=True)
    home_visit = Flag("需要上门服务")
    exam_result = Code("体检结果", codes.EXAM_RESULT, required=True)
    abnormal = Text("异常情况", max_length=500, required=When("exam_result", 2))
    advice = Text("健康指导", max_length=500, required=True)
    told_on = Day("结果反馈日期")
    told_to = Text("反馈对象", max_length=30, hint="本人或监护人姓名")

    class Meta(ServiceRecord.Meta):
        verbose_name = "残疾人健康评估"


class Demand(ServiceRecord):
    """残疾人需求: what somebody needs, from whom we know it, since when (DIS-02)."""

    told_by = Code("来源", codes.TOLD_BY, required=True)
    needs = Codes("需求", codes.NEEDS, required=True)
    words = Text("具体需求", max_length=500)
    asked_by = Text("联系人", max_length=30)

    class Meta(ServiceRecord.Meta):
        verbose_name = "残疾人需求"


class Support(ServiceRecord):
    """残疾人家庭医生签约服务基本支持性服务记录表: what was done, and what became of the demand (DIS-07)."""

    services = Codes("服务内容", codes.SERVICES, required=True, sure="?")
    details = Text("服务情况", max_length=500)
    home = Flag("上门服务")
    outcome = Code("需求落实情况", codes.OUTCOME, required=True, sure="?")
    reason = Text("未满足原因", required=When("outcome", 4))
    resident_sign = Text("居民或监护人签字", max_length=30)

    class Meta(ServiceRecord.Meta):
        verbose_name = "残疾人家庭医生签约服务基本支持性服务记录表"


class ExamDay(ActivityRecord):
    """残疾人体检日: where, for whom, how they come and what helps them to take part (DIS-03)."""

    kind = Code("形式", codes.KIND_OF_DAY, required=True)
    venue = Text("地点", required=True)
    expected = Integer("预计人数", unit="人", hard=(0, 5000), required=True)
    came = Integer("实到人数", unit="人", hard=(0, 5000))
    transport = Text("接送安排", max_length=500, required=True)
    access = Codes("无障碍条件", codes.ACCESS, required=True)
    federation = Text("残联联系人", max_length=30)
    remark = Text("备注", max_length=500)

    class Meta(ActivityRecord.Meta):
        db_table = "disabled_exam_day"
        verbose_name = "残疾人体检日安排"
