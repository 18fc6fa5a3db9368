"""家庭: make a household, let people join and leave, with the relation to the head (GB/T 4761; spec 01 b10)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.people.models import Household, HouseholdMember, Resident, Staff
from gongwei.people.problems import refuse
from gongwei.people.relations import RELATION
from gongwei.people.search import search
from gongwei.people.verbs.household import create_household, join_household, leave_household
from gongwei.web.frame import words
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import done, matter, needs, person_at, staff

RELATIONS = tuple((str(code), f"{code:02d} {label}") for code, label in RELATION)


def sheets_of(person: Resident) -> list[Sheet]:
    """Making, joining, leaving, as the present membership allows."""
    today = clock.today().isoformat()
    on = Question("on", "日期", "day", must=True, value=today)
    relation = Question("relation", "与户主关系", "choice", must=True, options=RELATIONS)
    join = Sheet(
        "join",
        "加入一户",
        "加入",
        (
            Question("with", "该户任一成员", must=True, longest=60, hint="姓名、身份证号或档案编号"),
            relation,
            on,
        ),
        note="加入后，原来的家庭关系从这一天结束",
    )
    if person.household_id is None:
        make = Sheet(
            "make",
            "立户（本人为户主）",
            "立户",
            (
                Question("household_no", "户号", longest=30),
                Question("address", "住址", value=person.current_address or ""),
                on,
            ),
        )
        return [make, join]
    add = Sheet(
        "add",
        "添加家庭成员",
        "添加",
        (
            Question("who", "居民", must=True, longest=60, hint="姓名、身份证号或档案编号"),
            relation,
            on,
        ),
    )
    change = Sheet("relation", "更改与户主关系", "更改", (relation, on))
    leave = Sheet(
        "leave", "离开这一户", "离户", (on, Question("reason", "原因", hint="如：分户、结婚")), danger=True
    )
    return [add, change, join, leave]


@staff_page()
def household(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Who lives together; others of the household are named only within the account's reach."""
    person = person_at(request, resident_id, "查看家庭")
    sheets = sheets_of(person)
    if request.method == "POST":
        needs(request, person, "change")
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            return done(request, "家庭关系已经改变，请核对后再办理", "web:household", person.pk)
        answers = read(sheet, request)
        problems = attempt(
            answers, lambda: act(request, person, sheet.id, answers, staff(request)), person.pk
        )
        if not problems:
            return done(request, f"已保存 {person.name} 的家庭关系", "web:household", person.pk)
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    members, hidden = members_of(request.user, person)
    context = {
        "members": members,
        "hidden": hidden,
        "home": Household.objects.filter(residents=person).first(),
    }
    return matter(
        request,
        person,
        "household",
        "家庭",
        sheets=sheets,
        acts="change",
        template="web/household.html",
        **context,
    )


def members_of(user: Any, person: Resident) -> tuple[list[dict[str, Any]], int]:
    """The members one may see with their relation, and how many others there are."""
    if person.household_id is None:
        return [], 0
    rows = HouseholdMember.objects.filter(household=person.household_id, to_on=None).select_related(
        "resident__village"
    )
    visible = set(
        Resident.objects.visible_to(user).filter(household=person.household_id).values_list("pk", flat=True)
    )
    today = clock.today()
    shown = [
        {
            "person": words.person(row.resident, today),
            "relation": RELATION.label(row.relation),
            "from_on": row.from_on,
            "phone": row.resident.phone,
            "living": row.resident.living,
        }
        for row in sorted(rows, key=lambda row: row.relation != 2)
        if row.resident_id in visible
    ]
    return shown, sum(row.resident_id not in visible for row in rows)


def act(request: HttpRequest, person: Resident, sheet: str, answers: Answers, by: Staff) -> None:
    """One change of the household; people are found only among those one may see."""
    on = answers["on"]
    if sheet == "make":
        create_household(
            answers.id, person.pk, on, by=by, household_no=answers["household_no"], address=answers["address"]
        )
    elif sheet == "leave":
        leave_household(person.pk, on, by=by, reason=answers["reason"] or "离户")
    elif sheet == "join":
        other = _found(request, answers["with"], "with")
        if other.household_id is None:
            raise refuse("with", f"该户任一成员：{other.name}还没有家庭，请先在其页面立户")
        join_household(other.household_id, person.pk, int(answers["relation"]), on, by=by)
    elif sheet == "relation":
        join_household(_home(person), person.pk, int(answers["relation"]), on, by=by)
    else:
        other = _found(request, answers["who"], "who")
        join_household(_home(person), other.pk, int(answers["relation"]), on, by=by)


def _home(person: Resident) -> uuid.UUID:
    if person.household_id is None:
        raise refuse("on", "家庭：该居民现在不属于任何家庭")
    return person.household_id


def _found(request: HttpRequest, text: str, field: str) -> Resident:
    hits = search(request.user, text, 5)
    if len(hits) == 1:
        return hits[0].resident
    label = "该户任一成员" if field == "with" else "居民"
    if not hits:
        raise refuse(field, f"{label}：没有找到“{text[:20]}”，请用完整的身份证号或档案编号")
    names = "、".join(
        f"{hit.resident.name}（{hit.resident.village.name} {hit.resident.short_record_no}）"
        for hit in hits[:4]
    )
    raise refuse(field, f"{label}：找到多人——{names}；请改填档案编号或身份证号")


urlpatterns = [path("residents/<int:resident_id>/household/", household, name="household")]
