"""出生报告: the page on which a birth is told, and the list of the health centre that takes it in (EHR-24)."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from gongwei.pages.maternal import reporting
from gongwei.pages.maternal.reporting import Birth
from gongwei.people.codes import SEX
from gongwei.people.problems import refuse
from gongwei.programmes.maternal import codes
from gongwei.programmes.maternal.models import BirthReport
from gongwei.ui.notices import Toast
from gongwei.web.appraisal.reach import fill, press
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves, per_page
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page, programme_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.typed import uuid_of

PAGE = 60
REFUSAL = "出生报告由助产机构和卫生院的医务人员填写、接收；如工作需要，请向本机构管理员申请"
LIMITS = {"weeks": ("孕周", 20, 45), "days": ("孕周（天）", 0, 6), "weight_g": ("出生体重", 200, 8000)}


@programme_page("maternal", REFUSAL)("write")
@leaves("maternal", names=True)
def births(request: HttpRequest) -> HttpResponseBase:
    """What waits for my institution, what it reported, and the sheet for the next birth."""
    size = per_page(request, PAGE)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    sheet, said = _sheet(), list[str]()
    if request.method == "POST" and request.POST.get("do") == "receive":
        told = reporting.waiting(scope.staff).filter(pk=uuid_of(request.POST.get("report", ""))).first()
        if told is None:
            raise Http404("没有这份出生报告，或不在您的范围内")
        said = press(request, lambda: reporting.receive(told, by=scope.staff))
        if not said:
            say(request, Toast("已接收：新生儿档案已建立，列入应服务"))
            return redirect("maternal:births")
    elif request.method == "POST":
        made: list[BirthReport] = []
        left = fill(request, sheet, lambda answers: made.append(_report(scope, answers)))
        if left is None:
            taken = made[0].received_on is not None
            say(request, Toast("已建立新生儿档案" if taken else "已报告，等母亲现住址卫生院接收"))
            return redirect("maternal:births")
        sheet = left
    context = {
        "sheet": sheet, "said": said, "waiting": reporting.waiting(scope.staff)[:size], "key": sheet.key,
        "told": reporting.told_by(scope.staff)[:size],
    }  # fmt: skip
    answer = page(request, "maternal/births.html", context, at="maternal", rail=True)
    answer.status_code = 422 if said or sheet.problems else 200
    return answer


def _sheet() -> Sheet:
    return Sheet("birth", "报告出生", "报告", (
        Question("mother_name", "母亲姓名", must=True, longest=50),
        Question("mother_id_no", "母亲身份证号", must=True, longest=18, hint="与姓名一起核对，不显示其他信息"),
        Question("born_on", "出生日期", "day", must=True),
        Question("weeks", "孕周", must=True, longest=2),
        Question("days", "孕周（天）", must=True, longest=1, value="0"),
        Question("delivery_mode", "分娩方式", "radio", must=True, options=_coded(codes.DELIVERY_MODE.choices())),
        Question("mother_state", "产妇结局", "radio", must=True, options=_coded(codes.MOTHER.choices()), value="1"),
        Question("sex", "新生儿性别", "radio", must=True, options=_coded(SEX.choices())),
        Question("weight_g", "出生体重（g）", must=True, longest=4),
        Question("child_name", "新生儿姓名", longest=50, hint="还没起名的留空"),
        Question("certificate_no", "出生医学证明号", longest=10),
    ), note="每个活产儿报一份；双胎各报一份")  # fmt: skip


def _coded(choices: list[tuple[int, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), label) for code, label in choices)


def _report(scope: Scope, answers: Answers) -> BirthReport:
    numbers = {name: _number(name, answers[name]) for name in LIMITS}
    told = Birth(
        answers["mother_name"], answers["mother_id_no"], answers["born_on"], numbers["weeks"], numbers["days"],
        int(answers["delivery_mode"]), int(answers["mother_state"]), int(answers["sex"]), numbers["weight_g"],
        answers["child_name"], answers["certificate_no"],
    )  # fmt: skip
    return reporting.report(answers.id, told, by=scope.staff)


def _number(name: str, text: str) -> int:
    label, least, most = LIMITS[name]
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise refuse(name, f"{label}：“{text}”应是 {least} 到 {most} 的整数")
    return int(text)
