"""Eye care, 专案 and the file that goes to the school: forms without an official paper of their own."""

from __future__ import annotations

from gongwei.programmes.child.checking import day, next_after, of_the_column, opening, vision_of_scale
from gongwei.programmes.child.codes import CONTACT
from gongwei.programmes.child.models import EyeExam, EyeSupport, SpecialFile, SpecialVisit, VisionTransfer
from gongwei.programmes.child.windows import AGES
from gongwei.records.checks import not_in_future
from gongwei.records.layout import Columns, Form, Group, Line

EYES = "huancui-2024#五（五）"
ABNORMAL = "national-spec-2017#4.二（五）"


def _one(label: str, *fields: str) -> Line:
    return Line(label, fields)


EYE_EXAM = Form(
    id="child_eye_exam",
    label="0~6岁儿童眼保健及视力检查记录",
    model=EyeExam,
    ref=EYES,
    programme="child",
    needs_enrolment=False,
    side_by_side=5,
    columns=Columns("contact", tuple(CONTACT)),
    opening=opening(0, *AGES),
    groups=(
        Group("", (_one("月（年）龄", "contact"),), printed=False),
        Group("", (_one("检查日期", "served_on"), _one("眼病高危因素", "risks"))),
        Group("检查", (
            _one("眼外观", "appearance"),
            _one("光照反应", "light_reaction"),
            _one("瞬目反射", "blink_reflex"),
            _one("红球试验", "red_ball"),
            _one("视物行为观察", "visual_behaviour"),
            _one("★红光反射", "red_reflex"),
            _one("★眼位检查", "eye_position"),
            _one("★单眼遮盖厌恶试验", "cover_aversion"),
            _one("★屈光筛查", "refraction"),
            Line("左眼球镜/柱镜(D)", ("sphere_l", "cylinder_l"), join="/"),
            Line("右眼球镜/柱镜(D)", ("sphere_r", "cylinder_r"), join="/"),
            _one("视力检查（左、右）", "vision_scale", "vision_l", "vision_r"),
            _one("眼底检查", "fundus"),
        )),
        Group("", (
            _one("分类", "eye_class"),
            _one("指导", "advice"),
            _one("转诊建议", "referral"),
            _one("原因", "referral_reason"),
            _one("机构及科室", "referral_org"),
            _one("下次检查日期", "next_date"),
            _one("检查者签名", "staff"),
        )),
    ),
    verdict=("eye_problem", "problem"),
    carried=("advice", "vision_scale"),
    checks=(*day("检查日期"), of_the_column, next_after(), vision_of_scale),
    shared={"served_on": "served_on"},
)  # fmt: skip

SPECIAL_FILE = Form(
    id="child_special_file",
    label="儿童专案管理登记",
    model=SpecialFile,
    ref=ABNORMAL,
    programme="child",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("登记日期", "served_on"),
            _one("专案原因", "reasons"),
            _one("发现途径", "found_in"),
            _one("体重(kg)", "weight"),
            _one("身长（高）(cm)", "length"),
            _one("血红蛋白值(g/L)", "hemoglobin"),
            _one("诊断或检查结果", "diagnosis"),
            _one("处理措施", "measures"),
            _one("管理计划", "plan"),
            _one("转诊", "referral"),
            _one("机构及科室", "referral_org"),
            _one("下次随访日期", "next_date"),
            _one("责任医生", "staff"),
        )),
    ),
    checks=(*day("登记日期"), next_after()),
)  # fmt: skip

SPECIAL_VISIT = Form(
    id="child_special_visit",
    label="儿童专案随访记录",
    model=SpecialVisit,
    ref=ABNORMAL,
    programme="child",
    needs_enrolment=False,
    side_by_side=4,
    groups=(
        Group("", (
            _one("随访日期", "served_on"),
            _one("专案原因", "reasons"),
            _one("体重(kg)", "weight"),
            _one("身长（高）(cm)", "length"),
            _one("血红蛋白值(g/L)", "hemoglobin"),
            _one("与上次比较", "trend"),
            _one("检查所见", "findings"),
            _one("处理措施", "measures"),
            _one("转诊", "referral"),
            _one("机构及科室", "referral_org"),
            _one("上级机构反馈的治疗信息", "referral_answer"),
            _one("转归", "result"),
            _one("下次随访日期", "next_date"),
            _one("随访医生", "staff"),
        )),
    ),
    carried=("reasons", "measures"),
    checks=(*day("随访日期"), next_after()),
)  # fmt: skip

VISION_TRANSFER = Form(
    id="child_vision_transfer",
    label="视力健康档案转移单",
    model=VisionTransfer,
    ref=EYES,
    programme="child",
    needs_enrolment=False,
    groups=(
        Group("移交", (
            _one("移交日期", "served_on"),
            _one("接收学校（园）", "school"),
            _one("入学年份", "school_year"),
            _one("学校联系人", "contact_name", "contact_phone"),
            _one("移交记录份数", "pages"),
            _one("移交人", "staff"),
        )),
        Group("回执", (
            _one("回执", "receipt"),
            _one("回执日期", "receipt_on"),
            _one("签收人", "receipt_by"),
            _one("备注", "remark"),
        )),
    ),
    checks=(*day("移交日期"), not_in_future("receipt_on", "回执日期")),
)  # fmt: skip

EYE_SUPPORT = Form(
    id="child_eye_support",
    label="儿童眼保健指导记录",
    model=EyeSupport,
    ref=EYES,
    programme="child",
    needs_enrolment=False,
    groups=(
        Group("", (
            _one("指导日期", "served_on"),
            _one("方式", "kind"),
            _one("指导单位", "given_by"),
            _one("内容", "topic"),
            _one("参加人数", "attendants"),
            _one("发现的问题", "problems"),
            _one("整改完成日期", "corrected_on"),
            _one("登记人", "staff"),
        )),
    ),
    checks=(not_in_future("served_on", "指导日期"),),
    of="institution",
)  # fmt: skip
