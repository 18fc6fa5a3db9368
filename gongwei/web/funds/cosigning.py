"""共同考核办法: the health commission's project office and the federation write the rules and both sign them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from gongwei.funds.cosigning import PARTS, scheme_of, shared, sides_of, sign, write
from gongwei.funds.models import JointScheme
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Staff
from gongwei.people.problems import Conflict
from gongwei.policy.funding import Purpose
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.frame.toasts import say
from gongwei.web.frame.words import clause_label


def _reads(request: HttpRequest) -> bool:
    staff = staff_of(request.user)
    return staff is not None and (bool(sides_of(staff)) or may(request.user, "funds"))


@staff_page("", offered=_reads)
def funds_cosigning(request: HttpRequest) -> HttpResponse:
    """Each purpose that the federation pays: its newest rules, who signed, and what one's own side may do."""
    staff = staff_of(request.user)
    if staff is None or not _reads(request):
        raise PermissionDenied("共同考核办法由卫健局项目办、财政和残联查看")
    rows = [(each, scheme_of(each)) for each in shared()]
    sheets = [sheet for each, held in rows for sheet in _sheets(each, held, staff)]
    if request.method == "POST":
        sheet = next((one for one in sheets if one.id == request.POST.get("sheet")), None)
        if sheet is None:
            raise PermissionDenied("没有您可以签字或修改的办法；财政只查看")
        answers = read(sheet, request)
        if not (problems := attempt(answers, lambda: _do(sheet.id, answers, rows, staff))):
            say(request, Toast("已签字" if sheet.id.startswith("sign-") else "已拟好新一版，请双方签字"))
            return redirect("web:funds_cosigning")
        sheets = [again(one, answers, problems) if one is sheet else one for one in sheets]
    context = {
        "rows": [{"each": each, "held": held, "clause": (clause_label(each.ref), clause_url(each.ref))}
                 for each, held in rows],
        "sheets": sheets, "parts": PARTS, "manages": may(request.user, "funds"),
    }  # fmt: skip
    answer = page(request, "web/funds/cosigning.html", context, at="funds")
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


def _do(name: str, answers: Answers, rows: list[tuple[Purpose, JointScheme | None]], staff: Staff) -> None:
    act, _, which = name.partition("-")
    each, held = next(row for row in rows if row[0].id == which)
    if act == "write":
        write(answers.id, each, {part: answers[part] for part in PARTS}, by=staff)
    elif held is not None and str(held.version) == answers["version"]:
        sign(held, by=staff)
    else:
        raise Conflict("这一版已有新的修改，请看过最新一版再签")


def _sheets(each: Purpose, held: JointScheme | None, staff: Staff) -> list[Sheet]:
    """Sign the newest version for one's own side where it is missing; write the next one."""
    sides, made = sides_of(staff), list[Sheet]()
    if len(sides) != 1:
        return made
    [side] = sides
    if held is not None and getattr(held, f"{side}_by_id") is None:
        versions = ((str(held.version), f"第 {held.version} 版"),)
        which = Question("version", "版次", "choice", must=True, options=versions, value=versions[0][0])
        made.append(Sheet(f"sign-{each.id}", f"{each.label}：签字", "同意并签字", (which,), note="双方签字后才能付款"))
    asked = tuple(
        Question(name, label, "long", must=True, longest=2000, value=getattr(held, name) if held else "")
        for name, label in PARTS.items()
    )
    title = f"{each.label}：{'修改' if held else '拟定'}考核办法"
    made.append(Sheet(f"write-{each.id}", title, "存为新一版", asked, note="存后双方要重新签字" if held else ""))
    return made


urlpatterns = [path("funds/cosigned/", funds_cosigning, name="funds_cosigning")]
