"""终止与恢复: 死亡, 迁出, 失访, 拒绝, each with its evidence; and the way back (spec 01 d; EHR-12, EHR-13)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.codes.services import CLOSED_REASON
from gongwei.care.models import Enrolment
from gongwei.care.verbs.enrolments import close_enrolments_of, reopen_enrolments_of
from gongwei.kernel import clock
from gongwei.people.codes import STATES
from gongwei.people.models import Resident, Staff, Standing
from gongwei.people.verbs.standing import FINAL, Closing, close_record, reopen
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import done, matter, needs, person_at, staff
from gongwei.web.person.services import records_of

ENDINGS = (("died", "死亡"), ("moved_out", "迁出"), ("lost", "失访"), ("refused", "拒绝"))
ENDS_ENROLMENT = {"died": "死亡", "moved_out": "迁出"}
"""States after which no programme goes on; a lost person stays in the denominators (conventions, Population)."""


def sheets_of(person: Resident, standing: Standing) -> list[Sheet]:
    """What may follow the present state."""
    today = clock.today().isoformat()
    found = []
    if standing.state not in FINAL:
        found.append(
            Sheet(
                "close",
                "终止档案",
                "终止档案",
                (
                    Question("state", "原因", "radio", must=True, options=ENDINGS),
                    Question("on", "日期", "day", must=True, value=today, hint="死亡、迁出的实际日期"),
                    Question("cause_of_death", "死亡原因", hint="死亡必填"),
                    Question("destination", "迁往地点", hint="迁出必填：迁往地点基本情况"),
                    Question(
                        "handover", "档案交接记录", "long", hint="迁出必填：谁交给谁、交了什么", longest=500
                    ),
                    Question("reason", "说明", hint="失访、拒绝必填"),
                    Question(
                        "evidence",
                        "依据",
                        "long",
                        hint="死亡、失访、拒绝必填：死亡证明、三次联系记录、签字",
                        longest=500,
                    ),
                ),
                note=_consequence(person),
                danger=True,
            )
        )
    if standing.state not in ("active", "merged"):
        found.append(
            Sheet(
                "reopen",
                "恢复档案",
                "恢复档案",
                (
                    Question(
                        "on", "恢复日期", "day", must=True, value=today, hint="与终止同一天即视为从未终止"
                    ),
                    Question("reason", "恢复原因", must=True),
                ),
                note="恢复后重新计入各项分母；与终止同一天恢复时，随之结束的专案一并恢复，否则需要重新纳入",
            )
        )
    return found


def _consequence(person: Resident) -> str:
    """What will follow, in numbers."""
    open_ones = Enrolment.objects.filter(resident=person, to_on=None).count()
    return (
        f"终止不删除任何记录。死亡、迁出从当日起不再计入分母，并结束 {open_ones} 个在管专案；失访仍计入分母。"
    )


@staff_page()
def closing(request: HttpRequest, resident_id: int) -> HttpResponse:
    """The states so far, and what may be done next."""
    person = person_at(request, resident_id, "终止与恢复")
    standing = person.standings.get(to_on=None)
    sheets = sheets_of(person, standing)
    if request.method == "POST":
        needs(request, person, "close")
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            return done(request, "档案状态已经改变，请核对后再办理", "web:closing", person.pk)
        answers = read(sheet, request)
        problems = attempt(
            answers,
            lambda: act(person, sheet.id, answers, staff(request)),
            person.pk,
            owner=str(person.institution),
        )
        if not problems:
            said = "已恢复档案" if sheet.id == "reopen" else f"已终止档案：{STATES[answers['state']]}"
            return done(request, f"{person.name}：{said}", "web:closing", person.pk)
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    rows = person.standings.order_by("-from_on")
    late = [
        (form, each)
        for form, each in records_of(request.user, person.pk)
        if standing.state == "died" and each.served_on > standing.from_on
    ]
    context: dict[str, Any] = {"rows": rows, "late": late, "states": STATES}
    return matter(
        request,
        person,
        "closing",
        "终止与恢复",
        sheets=sheets,
        acts="close",
        template="web/closing.html",
        **context,
    )


def act(person: Resident, sheet: str, answers: Answers, by: Staff) -> None:
    """Close or reopen; death and departure end every enrolment, and a closing that never was gives them back."""
    if sheet == "reopen":
        ended = person.standings.get(to_on=None)
        reopen(person.pk, answers["on"], by=by, reason=answers["reason"])
        if ended.state in ENDS_ENROLMENT and ended.from_on == answers["on"]:
            reopen_enrolments_of(person.pk, actor=by, closed_on=ended.from_on, reason=answers["reason"])
        return
    told = {
        name: answers[name] for name in ("reason", "evidence", "cause_of_death", "destination", "handover")
    }
    ended = close_record(person.pk, Closing(answers["state"], answers["on"], **told), by=by)
    if ended.state in ENDS_ENROLMENT:
        word = ENDS_ENROLMENT[ended.state]
        code = next(code for code, label in CLOSED_REASON if word in label)
        close_enrolments_of(
            person.pk, actor=by, to_on=ended.from_on, closed_reason=code, note=f"{word}，档案终止"
        )


urlpatterns = [path("residents/<int:resident_id>/closing/", closing, name="closing")]
