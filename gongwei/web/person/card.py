"""居民健康档案信息卡, 封面 and 个人基本信息表 on paper, and the 电子健康档案首页 (spec 01 b3, b4, b9, h)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path

from gongwei.care.models import Enrolment
from gongwei.catalogue.chapters import chapter, chapters, forms
from gongwei.catalogue.plans import basic_from
from gongwei.kernel import clock
from gongwei.people import access, codes
from gongwei.people.completeness import completeness
from gongwei.people.forms import BASIC
from gongwei.people.grants import may
from gongwei.people.models import Resident
from gongwei.ui.notices import Toast
from gongwei.ui.printing import Cell, Choice, Part, Sheet, SheetRow, sheets
from gongwei.ui.refusals import NotYours
from gongwei.ui.visits import visit_of
from gongwei.web.frame.shell import staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.person.consent import hidden_tags
from gongwei.web.person.history import in_words
from gongwei.web.person.matters import matter, person_at
from gongwei.web.person.resident import short_number
from gongwei.web.person.services import entries_of, records_of

CHRONIC = ((2, "高血压"), (3, "糖尿病"), (7, "脑卒中"), (4, "冠心病"), (0, "哮喘"), (12, "职业病"))
"""慢性病患病情况 of the card by codes of 既往史; asthma has no code there: it stays to be ticked by hand."""
GROUPS = (
    (
        "人口学和社会经济学信息",
        (
            "sex",
            "birth_date",
            "id_no",
            "ethnicity",
            "marital_status",
            "education",
            "occupation",
            "employer",
            "residence_type",
            "current_address",
            "phone",
            "contact_name",
            "contact_phone",
        ),
    ),
    ("医疗保障信息", ("payment_methods",)),
    (
        "基础健康信息",
        (
            "blood_type_abo",
            "blood_type_rh",
            "drug_allergy",
            "exposure_history",
            "past_disease",
            "surgery",
            "trauma",
            "transfusion",
            "family_father",
            "family_mother",
            "family_siblings",
            "family_children",
            "genetic_disease",
            "disability",
        ),
    ),
)
"""个人基本健康信息 of the home page (国卫办基层发〔2024〕15号); single fields are an assumption (待核)."""
HAN = 1
SHOWN = 8
BMI_BANDS = ((18.5, "偏瘦"), (24.0, "正常"), (28.0, "超重"), (1000.0, "肥胖"))


OWN_LOOK = "居民本人查询"
"""A resident reads his own record with the help of staff: logged as his, and counted apart (EHR-22)."""


@staff_page("whole")
def record_home(request: HttpRequest, resident_id: int) -> HttpResponseBase:
    """首页: health labels, basic health information and services, drawn from the record and never typed."""
    own = request.method == "POST"
    person = person_at(request, resident_id, OWN_LOOK if own else "查看档案首页")
    if own:
        say(request, Toast(f"已记下{person.name}本人查询一次"))
        return redirect("web:record_home", person.pk)
    groups = [
        (label, [(_label(name), in_words(name, getattr(person, name))) for name in names])
        for label, names in GROUPS
    ]
    records = records_of(request.user, person.pk, person)
    context: dict[str, Any] = {
        "labels": labels_of(request.user, person),
        "groups": groups,
        "services": entries_of(records[:SHOWN]),
        "service_count": len(records),
        "complete": completeness(person, clock.today(), basic_from=basic_from(clock.today())),
    }
    return matter(
        request, person, "record_home", "电子健康档案首页", template="web/record_home.html", **context
    )


def labels_of(user: Any, person: Resident) -> list[tuple[str, list[tuple[str, str]]]]:
    """个人健康标识: each label with the record it comes from and since when."""
    hidden = hidden_tags(user, person)
    tags = [
        (codes.TAGS[row.tag], f"{row.source}，{row.from_on} 起")
        for row in person.tag_rows.filter(to_on=None).order_by("from_on")
        if row.tag not in hidden
    ]
    held = [
        (chapter(each.programme).label, f"{each.from_on} 起在管")
        for each in Enrolment.objects.filter(resident=person, to_on=None)
        if each.programme in {one.id for one in chapters()}
        and may(user, "read", each.programme, person.institution)
    ]
    abo, rh = (
        in_words("blood_type_abo", person.blood_type_abo),
        in_words("blood_type_rh", person.blood_type_rh),
    )
    blood = [(f"{abo} · RH {rh}", "个人基本信息表")]
    return [("人群", tags), ("慢病与重点疾病", held), ("体重状况", weight_of(person)), ("血型", blood)]


def weight_of(person: Resident) -> list[tuple[str, str]]:
    """The BMI band of the last health examination."""
    exam = forms().get("health_exam")
    if exam is None:
        return []
    found = exam.model._default_manager.filter(resident=person, voided_at=None, weight__gt=0, height__gt=0)
    last: Any = found.order_by("-served_on").first()
    if last is None:
        return []
    bmi = float(last.weight) / (float(last.height) / 100) ** 2
    band = next(label for limit, label in BMI_BANDS if bmi < limit)
    return [(f"{band}（BMI {bmi:.1f}）", f"{last.served_on} 健康体检")]


def _label(name: str) -> str:
    return str(Resident._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


@staff_page("whole")
def card(request: HttpRequest, resident_id: int) -> HttpResponse:
    """What can be printed of this record, with the information card as it will look."""
    person = person_at(request, resident_id, "查看信息卡")
    person.phone, person.contact_phone = (
        access.mask_phone(person.phone),
        access.mask_phone(person.contact_phone),
    )
    return matter(request, person, "card", "信息卡与打印", template="web/card.html", **card_of(person))


def card_of(person: Resident) -> dict[str, Any]:
    """Both sides of the card; it must agree with the record."""
    chosen = set(person.past_disease or ())
    listed = {code for code, _ in CHRONIC}
    none = codes.PAST_DISEASE.none
    chronic = [Choice(none or 1, "无", bool(chosen) and chosen <= {none})]
    chronic += [Choice(code, label, code in chosen) for code, label in CHRONIC]
    chronic += [Choice(99, "其他疾病", bool(chosen - listed - {none}))]
    return {
        "abo": [
            Choice(code, label, code == person.blood_type_abo)
            for code, label in codes.BLOOD_TYPE_ABO
            if code < 5
        ],
        "rh": [
            Choice(code, f"Rh{label}", code == person.blood_type_rh) for code, label in codes.BLOOD_TYPE_RH
        ],
        "chronic": chronic,
        "allergy": "、".join(
            filter(None, (in_words("drug_allergy", person.drug_allergy), person.drug_allergy_other))
        ),
        "number": grouped(person.record_no),
        "sex": in_words("sex", person.sex),
        "today": clock.today(),
    }


def grouped(number: str | None) -> str:
    """The record number in its printed groups 6-3-3-5."""
    return f"{number[:6]}-{number[6:9]}-{number[9:12]}-{number[12:]}" if number else "未建档"


@staff_page(offered="reveal")
def printed(request: HttpRequest, resident_id: int) -> HttpResponse:
    """封面, 个人基本信息表 or the card as A4 sheets; a printout leaves the system, so it is logged as such."""
    person = person_at(request, resident_id, "打印档案")
    if not may(request.user, "reveal", institution=person.institution):
        raise NotYours("您的角色不能打印含完整号码的档案；", owner=str(person.institution))
    what = _asked(request.GET)
    access.looked_at(request.user, [person], f"打印{what}", request)
    context: dict[str, Any] = {"person": person, "what": what, **card_of(person)}
    if what == "个人基本信息表":
        context["sheets"] = basic_sheets(person)
    township = person.village.parent
    context["township"] = township.name if township else ""
    return render(request, "web/record_print.html", context)


def basic_sheets(person: Resident) -> list[Sheet]:
    """个人基本信息表 as the form prints it: 民族 is 01 汉族 or 99 少数民族 with its name (spec 01 b4)."""
    pages = sheets(
        BASIC,
        [visit_of(BASIC, person)],
        name=person.name,
        number=short_number(person) if person.filed else "",
        foot=f"{person.institution.name} · 打印 {clock.today()}",
    )
    return [replace(page, rows=_fitted(page.rows, person)) for page in pages]


def _fitted(rows: tuple[SheetRow, ...], person: Resident) -> tuple[SheetRow, ...]:
    """Two lines per kind of past event as the paper has, more only where they are filled."""
    filled = {
        "确诊疾病3": person.past_diseases.count(),
        "手术名称3": person.surgeries.count(),
        "外伤名称3": person.traumas.count(),
        "输血原因3": person.transfusions.count(),
    }
    kept = [row for row in rows if filled.get(row.label, 3) >= 3]
    gone = len(rows) - len(kept)
    return tuple(
        _ethnicity(replace(row, group_rows=row.group_rows - gone) if row.group == "既往史" else row, person)
        for row in kept
    )


def _ethnicity(row: SheetRow, person: Resident) -> SheetRow:
    if row.label != "民族":
        return row
    code = person.ethnicity
    box = "" if code is None else "01" if code == HAN else "99"
    name = in_words("ethnicity", code) if code not in (None, HAN) else ""
    part = Part("options", choices=(Choice(1, "汉族"), Choice(99, "少数民族")), boxes=(box,), other=name)
    return replace(row, cells=(Cell(((part,),), style="o"),))


def _asked(query: QueryDict) -> str:
    found = {"cover": "封面", "basic": "个人基本信息表", "card": "信息卡"}
    return found.get(query.get("what", ""), "封面")


urlpatterns = [
    path("residents/<int:resident_id>/home/", record_home, name="record_home"),
    path("residents/<int:resident_id>/card/", card, name="card"),
    path("residents/<int:resident_id>/print/", printed, name="record_paper"),
]
