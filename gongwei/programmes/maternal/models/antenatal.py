"""Antenatal forms (规范三版 5 附件): the first visit, and visits 2–5 in columns."""

from __future__ import annotations

from gongwei.programmes.maternal import codes, risk
from gongwei.programmes.maternal.models.parts import OWN, Coloured, Dated, Referring
from gongwei.records import chronic
from gongwei.records.fields import Code, Codes, Day, Flag, Integer, Number, Text, Unless, When
from gongwei.records.models import VISIT_MODE, ServiceRecord

HUSBAND = Unless("husband_unknown", True)


class AntenatalFirst(Dated, Coloured, Referring, ServiceRecord):
    """第1次产前检查服务记录表: books the pregnancy; saving it opens the case (规范三版 5 二（一）)."""

    weeks = Integer("孕周", unit="周", hard=(0, 44), soft=(4, 42), required=True)
    days = Integer("孕周（天）", unit="天", hard=(0, 6), required=True)
    mother_age = Integer("孕妇年龄", unit="岁", hard=(10, 60), soft=(15, 50), required=True)
    husband_name = Text("丈夫姓名", max_length=50, required=HUSBAND)
    husband_age = Integer("丈夫年龄", unit="岁", hard=(10, 100), soft=(18, 70), required=HUSBAND)
    husband_phone = Text("丈夫电话", max_length=20, required=HUSBAND)
    husband_unknown = Flag("丈夫情况不详")
    gravidity = Integer("孕次", unit="次", hard=(1, 15), required=True, hint="含本次")
    parity_vaginal = Integer("阴道分娩", unit="次", hard=(0, 10), required=True, hint="本次以前满28周的")
    parity_cesarean = Integer("剖宫产", unit="次", hard=(0, 10), required=True)
    past_history = Codes("既往史", codes.PAST, required=True)
    past_history_other = Text("其他既往史")
    family_history = Codes("家族史", codes.FAMILY, required=True, hint="夫妻双方")
    family_history_other = Text("其他家族史")
    personal_history = Codes("个人史", codes.PERSONAL, required=True)
    personal_history_other = Text("其他个人史")
    ob_gyn_surgery = Code("妇产科手术史", codes.NONE_SOME, required=True)
    ob_gyn_surgery_other = Text("手术名称")
    miscarriage = Integer("自然流产", unit="次", hard=(0, 10), required=True)
    induced_abortion = Integer("人工流产", unit="次", hard=(0, 10), required=True)
    fetal_death = Integer("死胎", unit="次", hard=(0, 10), required=True)
    stillbirth = Integer("死产", unit="次", hard=(0, 10), required=True)
    neonatal_death = Integer("新生儿死亡", unit="次", hard=(0, 10), required=True)
    birth_defect = Integer("出生缺陷儿", unit="次", hard=(0, 10), required=True)
    height = Number("身高", unit="cm", hard=(100, 210), soft=(145, 175), required=True)
    weight = Number("体重", unit="kg", hard=(25, 250), soft=(35, 120), required=True, vital=True)
    prepregnancy_weight = Number("孕前体重", unit="kg", hard=(25, 250), soft=(35, 120), hint=OWN)
    bmi = chronic.bmi_field("体质指数", "weight", "height")
    sbp = Integer("收缩压", unit="mmHg", hard=(50, 300), soft=(90, 140), required=True, vital=True)
    dbp = Integer("舒张压", unit="mmHg", hard=(30, 200), soft=(60, 90), required=True, vital=True)
    heart = Code("心脏", codes.FINDING, required=True)
    heart_other = Text("心脏异常")
    lungs = Code("肺部", codes.FINDING, required=True)
    lungs_other = Text("肺部异常")
    vulva = Code("外阴", codes.GYNAECOLOGY, required=True)
    vulva_other = Text("外阴异常")
    vagina = Code("阴道", codes.GYNAECOLOGY, required=True)
    vagina_other = Text("阴道异常")
    cervix = Code("宫颈", codes.GYNAECOLOGY, required=True)
    cervix_other = Text("宫颈异常")
    uterus = Code("子宫", codes.GYNAECOLOGY, required=True)
    uterus_other = Text("子宫异常")
    adnexa = Code("附件", codes.GYNAECOLOGY, required=True)
    adnexa_other = Text("附件异常")
    hemoglobin = Number(
        "血红蛋白值", unit="g/L", places=0, hard=(20, 250), soft=(80, 150), required=True, vital=True
    )
    wbc = Number("白细胞计数值", unit="×10⁹/L", hard=(0, 200), soft=(3, 16), required=True, vital=True)
    platelet = Number(
        "血小板计数值", unit="×10⁹/L", places=0, hard=(1, 2000), soft=(80, 400), required=True, vital=True
    )
    cbc_other = Text("血常规其他")
    urine_protein = Code("尿蛋白", codes.PROTEIN, required=True, vital=True)
    urine_glucose = Code("尿糖", codes.PROTEIN, required=True, vital=True)
    urine_ketone = Code("尿酮体", codes.PROTEIN, required=True, vital=True)
    urine_blood = Code("尿潜血", codes.PROTEIN, required=True, vital=True)
    urine_other = Text("尿常规其他")
    abo = Code("ABO血型", codes.ABO, required=True)
    rh = Code("Rh血型", codes.RH, starred=True)
    glucose = Number("血糖", unit="mmol/L", hard=(0.5, 40), soft=(3, 7), starred=True, vital=True)
    alt = Number("血清谷丙转氨酶", unit="U/L", hard=(0, 5000), soft=(0, 60), required=True, vital=True)
    ast = Number("血清谷草转氨酶", unit="U/L", hard=(0, 5000), soft=(0, 60), required=True, vital=True)
    albumin = Number("白蛋白", unit="g/L", hard=(5, 80), soft=(28, 55), required=True, vital=True)
    total_bilirubin = Number(
        "总胆红素", unit="μmol/L", hard=(0, 800), soft=(0, 26), required=True, vital=True
    )
    direct_bilirubin = Number(
        "结合胆红素", unit="μmol/L", hard=(0, 500), soft=(0, 10), required=True, vital=True
    )
    creatinine = Number("血清肌酐", unit="μmol/L", hard=(5, 2000), soft=(25, 97), required=True, vital=True)
    urea = Number("血尿素", unit="mmol/L", hard=(0, 60), soft=(1, 8), required=True, vital=True)
    vaginal_discharge = Codes("阴道分泌物", codes.DISCHARGE, starred=True)
    vaginal_discharge_other = Text("阴道分泌物其他")
    vaginal_cleanliness = Code("阴道清洁度", codes.CLEANLINESS, starred=True)
    hbsag = Code("乙型肝炎表面抗原", codes.SIGN, required=True)
    hbsab = Code("乙型肝炎表面抗体", codes.SIGN, required=True)
    hbeag = Code("乙型肝炎e抗原", codes.SIGN, required=True)
    hbeab = Code("乙型肝炎e抗体", codes.SIGN, required=True)
    hbcab = Code("乙型肝炎核心抗体", codes.SIGN, required=True)
    syphilis = Code(
        "梅毒血清学试验", codes.SIGN, starred=True, hint="预防母婴传播项目免费；结果限本项目人员查看"
    )
    hiv = Code("HIV抗体检测", codes.SIGN, starred=True, hint="预防母婴传播项目免费；结果限本项目人员查看")
    ultrasound = Text("B超", starred=True)
    other_lab = Text("其他", starred=True)
    overall = Code("总体评估", codes.FINDING, required=True)
    overall_other = Text("异常说明")
    guidance = Codes("保健指导", codes.GUIDANCE_FIRST, required=True)
    guidance_other = Text("其他指导")
    next_date = Day("下次随访日期", required=True)
    risk_screening = Codes("妊娠风险筛查阳性项目", risk.SCREENING, hint="国家筛查表；没有阳性的不选，即绿色")

    class Meta(ServiceRecord.Meta):
        db_table = "maternal_antenatal_first"
        verbose_name = "第1次产前检查服务记录表"
        constraints = [*ServiceRecord.Meta.constraints, chronic.pressure("maternal_antenatal_first_pressure")]


class AntenatalVisit(Coloured, Referring, ServiceRecord):
    """第2～5次产前随访服务记录表: one column; further visits are kept as added ones (规范三版 5 二（二）、（三）)."""

    visit_column = Code(
        "随访次数", codes.COLUMN, required=True, hint="按孕周：16～20、21～24、28～36、37～40周"
    )
    kind = Code("随访或督促", codes.VISIT_KIND, required=True)
    mode = Code("随访方式", VISIT_MODE, required=True, hint=OWN)
    weeks = Integer("孕周", unit="周", hard=(4, 45), soft=(13, 42), required=True)
    days = Integer("孕周（天）", unit="天", hard=(0, 6), required=True)
    complaint = Text("主诉", required=True)
    weight = Number("体重", unit="kg", hard=(25, 250), soft=(35, 130), required=Unless("kind", 2), vital=True)
    fundal_height = Number(
        "宫底高度", unit="cm", hard=(5, 60), soft=(12, 42), required=Unless("kind", 2), vital=True
    )
    abdominal_girth = Number(
        "腹围", unit="cm", hard=(40, 200), soft=(60, 130), required=Unless("kind", 2), vital=True
    )
    fetal_position = Code("胎位", codes.POSITION, required=When("visit_column", 4, 5), vital=True)
    fetal_heart_rate = Integer(
        "胎心率", unit="次/分钟", hard=(50, 220), soft=(110, 160), required=Unless("kind", 2), vital=True
    )
    sbp = Integer(
        "收缩压", unit="mmHg", hard=(50, 300), soft=(80, 139), required=Unless("kind", 2), vital=True
    )
    dbp = Integer(
        "舒张压", unit="mmHg", hard=(30, 200), soft=(50, 89), required=Unless("kind", 2), vital=True
    )
    hemoglobin = Number(
        "血红蛋白",
        unit="g/L",
        places=0,
        hard=(20, 250),
        soft=(80, 150),
        required=Unless("kind", 2),
        vital=True,
    )
    urine_protein = Code("尿蛋白", codes.PROTEIN, required=Unless("kind", 2), vital=True)
    glucose = Number(
        "空腹血糖", unit="mmol/L", hard=(0.5, 40), soft=(3, 5), starred=True, vital=True, hint=OWN
    )
    other_exam = Text("其他辅助检查", starred=True)
    prenatal_screening = Code("产前筛查结果", codes.SCREENED, hint=OWN)
    category = Code("分类", codes.FINDING, required=True)
    category_other = Text("异常说明")
    guidance_2 = Codes("指导（第2次）", codes.GUIDANCE_2, required=True, only=When("visit_column", 2))
    guidance_2_other = Text("其他指导")
    guidance_3 = Codes("指导（第3次）", codes.GUIDANCE_3, required=True, only=When("visit_column", 3))
    guidance_3_other = Text("其他指导")
    guidance_4 = Codes("指导（第4、5次）", codes.GUIDANCE_4, required=True, only=When("visit_column", 4, 5))
    guidance_4_other = Text("其他指导")
    next_date = Day("下次随访日期", required=True)

    class Meta(ServiceRecord.Meta):
        db_table = "maternal_antenatal_followup"
        verbose_name = "第2～5次产前随访服务记录表"
        constraints = [
            *ServiceRecord.Meta.constraints,
            chronic.pressure("maternal_antenatal_followup_pressure"),
        ]
