"""0~6岁儿童眼保健和视力检查: one record per contact, the file sent on at school entry, guidance by the county."""

from __future__ import annotations

from gongwei.programmes.child import codes
from gongwei.programmes.child.fields import at, beside
from gongwei.records.fields import Code, Codes, Day, Integer, Number, Text, When
from gongwei.records.models import ActivityRecord, ServiceRecord

WATCHED = (3, 6, 8, 12, 18, 24, 30, 36, 48, 60, 72)
SCHOOL = (48, 60, 72)


def _item(label: str, *ages: int, able: bool = False) -> Code:
    """One examination; ★ (``able``): done by the county, or by a township that is able to."""
    only = at(*ages) if ages else None
    return Code(label, codes.EYE_ITEM, required=not able, starred=able, only=only)


class EyeExam(ServiceRecord):
    """眼保健及视力检查记录: what the service norm of 2021 asks at each of the 13 contacts (spec 04 c)."""

    contact = Code("月（年）龄", codes.CONTACT, required=True)
    appearance = _item("眼外观")
    appearance_other = beside("眼外观异常")
    risks = Codes("眼病高危因素", codes.EYE_RISKS, required=True, only=at(0, 1))
    light_reaction = _item("光照反应", 1)
    blink_reflex = _item("瞬目反射", 3)
    red_ball = _item("红球试验", 3)
    visual_behaviour = _item("视物行为观察", *WATCHED)
    red_reflex = _item("红光反射", 6, able=True)
    eye_position = _item("眼位检查", 6, 24, 36, *SCHOOL, able=True)
    cover_aversion = _item("单眼遮盖厌恶试验", 6, 24, 36, able=True)
    refraction = _item("屈光筛查", 24, 36, *SCHOOL, able=True)
    sphere_l = Number("左眼球镜", unit="D", places=2, hard=(-25, 25), only=at(24, 36, *SCHOOL))
    cylinder_l = Number("左眼柱镜", unit="D", places=2, hard=(-12, 12), only=at(24, 36, *SCHOOL))
    sphere_r = Number("右眼球镜", unit="D", places=2, hard=(-25, 25), only=at(24, 36, *SCHOOL))
    cylinder_r = Number("右眼柱镜", unit="D", places=2, hard=(-12, 12), only=at(24, 36, *SCHOOL))
    vision_scale = Code("视力记录法", codes.VISION_SCALE, required=True, only=at(*SCHOOL))
    vision_l = Number("左眼裸眼视力", places=2, hard=(0.02, 5.3), required=True, only=at(*SCHOOL), vital=True)
    vision_r = Number("右眼裸眼视力", places=2, hard=(0.02, 5.3), required=True, only=at(*SCHOOL), vital=True)
    fundus = Code(
        "眼底检查", codes.EYE_ITEM, starred=True, hint="早产或出生体重<2000 g：生后4~6周或矫正胎龄32周"
    )
    eye_class = Code("分类", codes.EYE_CLASS, required=True)
    advice = Codes("指导", codes.EYE_ADVICE, required=True)
    referral = Code("转诊建议", codes.REFERRAL, required=True)
    referral_reason = Text("转诊原因", required=When("referral", 2))
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    next_date = Day("下次检查日期", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "child_eye_exam"
        verbose_name = "眼保健及视力检查记录"


class VisionTransfer(ServiceRecord):
    """视力健康档案转移: the file goes with the child to the school, which acknowledges it (huancui-2024#五（五）)."""

    school = Text("接收学校（园）", required=True)
    school_year = Integer("入学年份", hard=(2015, 2100), required=True)
    contact_name = Text("学校联系人", max_length=50)
    contact_phone = Text("联系电话", max_length=20)
    pages = Integer("移交记录份数", unit="份", hard=(0, 60), required=True)
    receipt = Code("回执", codes.RECEIPT)
    receipt_on = Day("回执日期", required=When("receipt", 1, 2))
    receipt_by = Text("签收人", max_length=50, required=When("receipt", 1))
    remark = Text("备注")

    class Meta(ServiceRecord.Meta):
        db_table = "child_vision_transfer"
        verbose_name = "视力健康档案转移单"


class EyeSupport(ActivityRecord):
    """妇幼机构和上级医院的眼保健指导: what was given to an institution (huancui-2024#五（五）)."""

    kind = Code("方式", codes.SUPPORT, required=True)
    given_by = Text("指导单位", required=True, hint="妇幼保健机构或牵头医院")
    topic = Text("内容", max_length=300, required=True)
    attendants = Integer("参加人数", unit="人", hard=(0, 500))
    problems = Text("发现的问题", max_length=300)
    corrected_on = Day("整改完成日期")

    class Meta(ActivityRecord.Meta):
        db_table = "child_eye_support"
        verbose_name = "儿童眼保健指导记录"
