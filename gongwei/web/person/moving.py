"""转档 of one person: offer to another institution, change village or doctor within one's own."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import InstitutionVillage, Region, Resident, Staff, Stay
from gongwei.people.object_rule import rule_on
from gongwei.people.problems import refuse
from gongwei.people.serviced import standpoint
from gongwei.people.verbs.belonging import assign_doctor, move_village
from gongwei.people.verbs.staying import note_stay
from gongwei.people.verbs.transfer import Destination, request_transfer
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import done, matter, needs, person_at, staff
from gongwei.web.person.register import doctors_at


@staff_page()
def move(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Where this person belongs: offer to another institution, change village or doctor within one's own."""
    person = person_at(request, resident_id, "查看转档")
    sheets = move_sheets(request, person)
    if request.method == "POST":
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            needs(request, person, "transfer")
            return done(request, "这份档案现在不能办理此事", "web:move", person.pk)
        answers = read(sheet, request)
        problems = attempt(
            answers,
            lambda: act(person, sheet.id, answers, staff(request)),
            person.pk,
            owner=str(person.institution),
        )
        if not problems:
            return done(request, f"已办理：{person.name} {sheet.title}", "web:move", person.pk)
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    context: dict[str, Any] = {
        "standpoint": standpoint(person),
        "rows": person.residences.select_related("village", "institution", "doctor").order_by("-from_on"),
        "requests": person.transfers.select_related("from_institution", "to_institution").order_by(
            "-requested_on"
        ),
    }
    return matter(request, person, "move", "转档", sheets=sheets, template="web/move.html", **context)


def move_sheets(request: HttpRequest, person: Resident) -> list[Sheet]:
    """What this account may do with where the person belongs."""
    if not person.living:
        return []
    at, today = person.institution, clock.today().isoformat()
    own = list(
        InstitutionVillage.objects.filter(institution=at, to_on=None).values_list(
            "village_id", "village__name"
        )
    )
    on = Question("on", "生效日期", "day", must=True, value=today)
    doctor = Question(
        "doctor", "责任医生", "choice", options=doctors_at([at]), value=str(person.doctor_id or "")
    )
    found = []
    if may(request.user, "transfer", institution=at):
        found.append(
            Sheet(
                "offer",
                "转给另一机构",
                "提出转出",
                (
                    Question(
                        "town",
                        "乡镇（街道）和村（居）",
                        must=True,
                        longest=60,
                        hint="填对方村（居）的名称或12位代码",
                    ),
                    Question("address", "新住址"),
                    Question("reason", "转出原因", must=True),
                ),
                note="对方接收并填生效日期后才转走，此前仍由本机构管理",
            )
        )
    if may(request.user, "change", institution=at):
        village = Question(
            "village", "村（居）委会", "choice", must=True, options=own, value=person.village_id
        )
        found.append(
            Sheet(
                "village",
                "机构内变更村（居）",
                "变更",
                (village, Question("address", "新住址"), doctor, on),
                note="档案编号不变",
            )
        )
        found.append(_stay_sheet(person))
    if may(request.user, "assign", institution=at):
        found.append(Sheet("doctor", "变更责任医生", "变更", (doctor, on)))
    return found


def _stay_sheet(person: Resident) -> Sheet:
    held = Stay.objects.filter(resident=person).first()
    since = held.since.isoformat() if held else ""
    rule = rule_on(clock.today())
    note = f"居住满 {rule.months} 个月的那天起计为服务对象" + ("；户籍人口即时计入" if rule.registered_at_once else "")
    asked = (
        Question("since", "居住起始日期", "day", must=True, value=since),
        Question("evidence", "依据", hint="如居住证、租房合同、村（居）证明", value=held.evidence if held else ""),
    )
    return Sheet("stay", "居住起始日期", "保存", asked, note=note)


def act(person: Resident, sheet: str, answers: Answers, by: Staff) -> None:
    """One change of belonging."""
    if sheet == "offer":
        to = Destination(_village(answers["town"]), answers["address"])
        request_transfer(answers.id, person.pk, to, by=by, reason=answers["reason"])
        return
    if sheet == "stay":
        note_stay(person.pk, answers["since"], answers["evidence"], by=by)
        return
    doctor = int(answers["doctor"]) if answers["doctor"] else None
    if sheet == "doctor":
        assign_doctor(person.pk, doctor, answers["on"], by=by)
    else:
        move_village(
            person.pk, answers["village"], answers["on"], by=by, address=answers["address"], doctor_id=doctor
        )


def _village(text: str) -> str:
    """The one village that a name or code means."""
    villages = Region.objects.filter(level="village")
    found = list(villages.filter(pk=text) if text.isdigit() else villages.filter(name__contains=text)[:6])
    if len(found) == 1:
        return found[0].pk
    if not found:
        raise refuse("town", f"村（居）委会：没有“{text[:20]}”；外地请办理迁出")
    names = "、".join(f"{each.name}（{each.pk}）" for each in found[:5])
    raise refuse("town", f"村（居）委会：有多个——{names}；请填12位代码")


urlpatterns = [path("residents/<int:resident_id>/move/", move, name="move")]
