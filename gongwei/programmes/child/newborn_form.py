"""分娩信息 and 新生儿家庭访视记录表 (规范三版 4 附件)."""

from __future__ import annotations

from gongwei.programmes.child.checking import day, next_after, told_when_abnormal
from gongwei.programmes.child.models import BirthNotice, NewbornVisit
from gongwei.records.checks import in_order
from gongwei.records.layout import Form, Group, Line

PAPER = "national-spec-2017#4.附件.新生儿家庭访视记录表"

BIRTH_NOTICE = Form(
    id="child_birth_notice",
    label="分娩信息",
    model=BirthNotice,
    ref="national-spec-2017#4.二（一）",
    programme="child",
    needs_enrolment=False,
    groups=(
        Group("", (
            Line("通知日期", ("served_on",)),
            Line("出院日期", ("discharged_on",)),
            Line("出生孕周", ("gestational_weeks",)),
            Line("新生儿出生体重", ("birth_weight",)),
            Line("出生身长", ("birth_length",)),
            Line("助产机构名称", ("birth_org",)),
            Line("母亲姓名", ("mother_name",)),
            Line("母亲联系电话", ("mother_phone",)),
            Line("母亲乙肝表面抗原", ("mother_hbsag",)),
            Line("乙肝疫苗第1剂、卡介苗", ("hepb1", "bcg")),
            Line("登记人", ("staff",)),
        )),
    ),
    headline=("birth_weight",),
    checks=day("通知日期"),
)  # fmt: skip


def _one(label: str, *fields: str) -> Line:
    return Line(label, fields)


NEWBORN_VISIT = Form(
    id="child_newborn_visit",
    label="新生儿家庭访视记录表",
    model=NewbornVisit,
    ref=PAPER,
    programme="child",
    needs_enrolment=False,
    groups=(
        Group("父亲", (
            _one("姓名、职业", "father_name", "father_occupation"),
            _one("联系电话、出生日期", "father_phone", "father_birth"),
        )),
        Group("母亲", (
            _one("姓名、职业", "mother_name", "mother_occupation"),
            _one("联系电话、出生日期", "mother_phone", "mother_birth"),
        )),
        Group("", (
            _one("出生孕周", "gestational_weeks"),
            _one("母亲妊娠期患病情况", "mother_disease"),
            _one("助产机构名称", "birth_org"),
            _one("出生情况", "birth_mode"),
            _one("新生儿窒息（Apgar评分 1分钟、5分钟）", "asphyxia", "apgar_1", "apgar_5"),
            _one("畸型", "malformation"),
            _one("新生儿听力筛查", "hearing_screen"),
            _one("新生儿疾病筛查", "disease_screen"),
            _one("新生儿出生体重(kg)", "birth_weight"),
            _one("目前体重(kg)", "weight"),
            _one("出生身长(cm)", "birth_length"),
            _one("喂养方式", "feeding"),
            _one("吃奶量★(mL/次)", "milk_amount"),
            _one("吃奶次数★(次/日)", "milk_times"),
            _one("呕吐★", "vomiting"),
            _one("大便★", "stool"),
            _one("大便次数★(次/日)", "stool_times"),
            _one("体温(℃)", "temperature"),
            _one("心率(次/分钟)", "heart_rate"),
            _one("呼吸频率(次/分钟)", "respiration"),
            _one("面色", "complexion"),
            _one("黄疸部位", "jaundice_sites"),
            _one("前囟(cm×cm)", "fontanelle_a", "fontanelle_b", "fontanelle_state"),
            _one("眼睛", "eyes"),
            _one("四肢活动度", "limb_activity"),
            _one("耳外观", "ears"),
            _one("颈部包块", "neck_mass"),
            _one("鼻", "nose"),
            _one("皮肤", "skin"),
            _one("口腔", "mouth"),
            _one("肛门", "anus"),
            _one("心肺听诊", "heart_lung"),
            _one("胸部", "chest"),
            _one("腹部触诊", "abdomen"),
            _one("脊柱", "spine"),
            _one("外生殖器", "genitalia"),
            _one("脐带", "umbilical_cord"),
            _one("转诊建议", "referral"),
            _one("原因", "referral_reason"),
            _one("机构及科室", "referral_org"),
            _one("指导", "guidance"),
            _one("本次访视日期", "served_on"),
            _one("下次随访地点", "next_place"),
            _one("下次随访日期", "next_date"),
            _one("随访医生签名", "staff"),
        )),
        Group("纸表以外", (
            _one("出院日期", "discharged_on"),
            _one("乙肝疫苗第1剂、卡介苗", "hepb1", "bcg"),
            _one("母亲乙肝表面抗原", "mother_hbsag"),
        ), printed=False),
    ),
    headline=("weight",),
    verdict=("newborn_referral", "at_once"),
    checks=(
        *day("访视日期"),
        next_after(),
        in_order(("discharged_on", "next_date"), "下次随访日期应晚于出院日期"),
        told_when_abnormal,
    ),
    shared={"served_on": "served_on"},
)  # fmt: skip
