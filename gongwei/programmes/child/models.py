"""The tables of child health management (规范三版 4 附件): birth notice, home visit, the exam forms, eye care, 专案."""

from __future__ import annotations

from gongwei.programmes.child import codes
from gongwei.programmes.child.exams import Exam1To8, Exam3To6, Exam12To30
from gongwei.programmes.child.eyes import EyeExam, EyeSupport, VisionTransfer
from gongwei.programmes.child.fields import beside, finding, guidance, next_day
from gongwei.programmes.child.special import SpecialFile, SpecialVisit
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Number, Text, When
from gongwei.records.models import ServiceRecord

__all__ = [
    "BirthNotice",
    "Exam1To8",
    "Exam3To6",
    "Exam12To30",
    "EyeExam",
    "EyeSupport",
    "NewbornVisit",
    "SpecialFile",
    "SpecialVisit",
    "VisionTransfer",
]


class BirthNotice(ServiceRecord):
    """分娩信息: what the birth hospital tells of a newborn, from which the home visit is counted (spec 04 a)."""

    discharged_on = Day("出院日期", required=True, hint="访视从出院日起算")
    gestational_weeks = Integer("出生孕周", unit="周", hard=(20, 45), soft=(28, 42), required=True)
    birth_weight = Number("新生儿出生体重", unit="kg", places=2, hard=(0.3, 7), soft=(2, 4.5), required=True)
    birth_length = Number("出生身长", unit="cm", hard=(25, 65), soft=(45, 55))
    birth_org = Text("助产机构名称", required=True)
    mother_name = Text("母亲姓名", max_length=50, required=True)
    mother_phone = Text("母亲联系电话", max_length=20)
    mother_hbsag = Code("母亲乙肝表面抗原", codes.HBSAG, sure="?")
    hepb1 = Flag("乙肝疫苗第1剂已种")
    bcg = Flag("卡介苗已种")

    class Meta(ServiceRecord.Meta):
        db_table = "child_birth_notice"
        verbose_name = "分娩信息"


class NewbornVisit(ServiceRecord):
    """新生儿家庭访视记录表 (规范三版 4 附件): also the child's basic data, instead of 个人基本信息表."""

    father_name = Text("父亲姓名", max_length=50)
    father_occupation = Text("父亲职业", max_length=30)
    father_phone = Text("父亲联系电话", max_length=20)
    father_birth = Day("父亲出生日期")
    mother_name = Text("母亲姓名", max_length=50, required=True)
    mother_occupation = Text("母亲职业", max_length=30, required=True)
    mother_phone = Text("母亲联系电话", max_length=20, required=True)
    mother_birth = Day("母亲出生日期", required=True)
    gestational_weeks = Integer("出生孕周", unit="周", hard=(20, 45), soft=(28, 42), required=True)
    mother_disease = Codes("母亲妊娠期患病情况", codes.MOTHER_DISEASE, required=True)
    mother_disease_other = beside("妊娠期其他疾病")
    birth_org = Text("助产机构名称", required=True)
    birth_mode = Codes("出生情况", codes.BIRTH_MODE, required=True)
    birth_mode_other = beside("其他出生情况")
    asphyxia = Code("新生儿窒息", codes.REFERRAL, required=True)
    apgar_1 = Integer("Apgar评分1分钟", hard=(0, 10), hint="不详可空", only=When("asphyxia", 2))
    apgar_5 = Integer("Apgar评分5分钟", hard=(0, 10), hint="不详可空", only=When("asphyxia", 2))
    malformation = Code("畸型", codes.NONE_SOME, required=True)
    malformation_other = beside("畸型名称")
    hearing_screen = Code("新生儿听力筛查", codes.HEARING_SCREEN, required=True)
    disease_screen = Codes("新生儿疾病筛查", codes.DISEASE_SCREEN, required=True)
    disease_screen_other = beside("其他遗传代谢病名称")
    birth_weight = Number("新生儿出生体重", unit="kg", places=2, hard=(0.3, 7), soft=(2, 4.5), required=True)
    weight = Number("目前体重", unit="kg", places=2, hard=(0.3, 8), soft=(2, 6), required=True, vital=True)
    birth_length = Number("出生身长", unit="cm", hard=(25, 65), soft=(45, 55), required=True)
    feeding = Code("喂养方式", codes.FEEDING, required=True)
    milk_amount = Integer("吃奶量", unit="mL/次", hard=(0, 400), soft=(10, 180), starred=True)
    milk_times = Integer("吃奶次数", unit="次/日", hard=(0, 30), soft=(4, 15), starred=True)
    vomiting = Code("呕吐", codes.VOMITING, starred=True)
    stool = Code("大便", codes.STOOL, starred=True)
    stool_other = beside("其他大便情况")
    stool_times = Integer("大便次数", unit="次/日", hard=(0, 30), soft=(0, 15), starred=True)
    temperature = Number("体温", unit="℃", hard=(30, 43), soft=(36, 37.4), required=True, vital=True)
    heart_rate = Integer("心率", unit="次/分钟", hard=(50, 250), soft=(100, 160), required=True, vital=True)
    respiration = Integer(
        "呼吸频率", unit="次/分钟", hard=(10, 120), soft=(30, 60), required=True, vital=True
    )
    complexion = Code("面色", codes.COMPLEXION_NEWBORN, required=True)
    complexion_other = beside("其他面色")
    jaundice_sites = Codes("黄疸部位", codes.JAUNDICE, required=True)
    fontanelle_a = Number("前囟横径", unit="cm", hard=(0, 8), soft=(0, 4), required=True)
    fontanelle_b = Number("前囟纵径", unit="cm", hard=(0, 8), soft=(0, 4), required=True)
    fontanelle_state = Code("前囟", codes.FONTANELLE_NEWBORN, required=True)
    fontanelle_state_other = beside("其他前囟情况")
    eyes = finding("眼睛")
    eyes_other = beside("眼睛异常")
    limb_activity = finding("四肢活动度")
    limb_activity_other = beside("四肢活动异常")
    ears = finding("耳外观")
    ears_other = beside("耳外观异常")
    neck_mass = Code("颈部包块", codes.NONE_SOME, required=True)
    neck_mass_other = beside("颈部包块情况")
    nose = finding("鼻")
    nose_other = beside("鼻异常")
    skin = Codes("皮肤", codes.SKIN_NEWBORN, required=True)
    skin_other = beside("其他皮肤情况")
    mouth = finding("口腔")
    mouth_other = beside("口腔异常")
    anus = finding("肛门")
    anus_other = beside("肛门异常")
    heart_lung = finding("心肺听诊")
    heart_lung_other = beside("心肺异常")
    chest = finding("胸部")
    chest_other = beside("胸部异常")
    abdomen = finding("腹部触诊")
    abdomen_other = beside("腹部异常")
    spine = finding("脊柱")
    spine_other = beside("脊柱异常")
    genitalia = finding("外生殖器")
    genitalia_other = beside("外生殖器异常")
    umbilical_cord = Code("脐带", codes.CORD, required=True)
    umbilical_cord_other = beside("其他脐带情况")
    referral = Code("转诊建议", codes.REFERRAL, required=True)
    referral_reason = Text("转诊原因", required=When("referral", 2))
    referral_org = Text("转诊机构及科室", required=When("referral", 2))
    guidance = guidance(codes.GUIDANCE_NEWBORN)
    guidance_other = beside("其他指导")
    next_date = next_day()
    next_place = Text("下次随访地点", max_length=60, required=True)
    discharged_on = Day("出院日期", hint="纸表没有此项，访视时限从出院日起算")
    hepb1 = Flag("乙肝疫苗第1剂已种")
    bcg = Flag("卡介苗已种")
    mother_hbsag = Code("母亲乙肝表面抗原", codes.HBSAG, sure="?")

    class Meta(ServiceRecord.Meta):
        db_table = "child_newborn_visit"
        verbose_name = "新生儿家庭访视记录表"
