"""额度: the advised amount, what each institution made of it, and who has to approve (FD-09). Numbers without names."""

from __future__ import annotations

import uuid
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.care.key_groups import KEY_GROUPS
from gongwei.catalogue.plans import plan, values_on
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page, region
from gongwei.pages.family_doctor.facts import has_agreement, in_group
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident
from gongwei.people.problems import refuse
from gongwei.people.queries import ResidentQuery
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.models import QuotaPlan
from gongwei.programmes.family_doctor.verbs.quota import adjust, decide
from gongwei.ui.notices import Toast
from gongwei.web.figures.clauses import clause_url
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say

OTHERS = ("general", "一般人群")
LABELS = {group.id: group.label for group in KEY_GROUPS} | dict([OTHERS])


def group_of_signed(here: ResidentQuery) -> dict[int, str]:
    """Those of the residents who are signed, each in the first group of the one order."""
    today = clock.today()
    left = set(here.filter(has_agreement(today)).values_list("pk", flat=True))
    limits, found = values_on(PROGRAMME, today), {}
    for group in KEY_GROUPS:
        mine = left & set(in_group(here, group.id, today, limits).values_list("pk", flat=True))
        found.update(dict.fromkeys(mine, group.id))
        left -= mine
    return found | dict.fromkeys(left, OTHERS[0])


def signed_by_group(institution: Institution) -> dict[str, int]:
    """How many of each group are signed, in the order of the groups."""
    here = Resident.objects.filter(institution__path__startswith=institution.path, living=True)
    counts = Counter(group_of_signed(here).values())
    return {group: counts[group] for group in LABELS if counts[group]}


def sheet_of(people: dict[str, int], held: QuotaPlan | None, advised: Decimal) -> Sheet:
    """An amount per group, beginning with what holds."""
    kept = {line.group: line.amount for line in held.lines.all()} if held else {}
    asked = tuple(
        Question(
            group,
            f"{LABELS[group]}（{count} 人）",
            must=True,
            longest=8,
            value=f"{kept.get(group, advised):.2f}",
        )
        for group, count in people.items()
    )
    return Sheet(
        "adjust", "按人群调整", "保存调整", (*asked, Question("reason", "调整原因", must=True)),
        note="总额与建议总额相同即生效，不同的送项目办批准",
    )  # fmt: skip


def amounts_of(answers: Answers, people: dict[str, int]) -> dict[str, Decimal]:
    """The typed amounts in yuan with at most two places."""
    found = {}
    for group in people:
        try:
            amount = Decimal(answers[group])
        except InvalidOperation:
            raise refuse(
                group, f"{LABELS[group]}：“{answers[group]}”不是金额，请按 30.00 的样式填写"
            ) from None
        if not amount.is_finite() or amount != round(amount, 2):
            raise refuse(group, f"{LABELS[group]}：金额最多两位小数")
        found[group] = amount
    return found


def decision_of(asked: QuotaPlan) -> Sheet:
    """Approving or declining one adjustment."""
    return Sheet(
        f"decide-{asked.pk}", f"批复 {asked.institution}", "提交批复",
        (Question("approve", "意见", "radio", True, (("1", "批准"), ("0", "不批准"))), Question("note", "批复意见")),
    )  # fmt: skip


@fd_page("figures")
@leaves(PROGRAMME)
def quota(request: HttpRequest) -> HttpResponse:
    """Each institution in reach with its total; one's own may be adjusted, the project office decides."""
    advice = packages.of_region(region()).quota
    advised = Decimal(advice.amount) if advice else Decimal()
    year, codes = clock.today().year, [held.code for held in plan().file.institutions]
    places = list(
        Institution.objects.visible_to(request.user).filter(code__in=codes).order_by("position", "code")
    )
    own = next((each for each in places if may(request.user, "settle", PROGRAMME, each)), None)
    plans = list(
        QuotaPlan.objects.filter(institution__in=places, year=year).select_related("institution", "made_by")
    )
    held = {each.institution_id: each for each in plans if each.state in QuotaPlan.HOLDING}
    sheets: list[Sheet] = []
    people = signed_by_group(own) if own and advice else {}
    if own and people:
        sheets.append(sheet_of(people, held.get(own.pk), advised))
    if may(request.user, "plan"):
        sheets += [decision_of(each) for each in plans if each.state == "asked"]
    if request.method == "POST":
        sheets = _post(request, sheets, own, people, advised, year)
        plans = list(
            QuotaPlan.objects.filter(institution__in=places, year=year).select_related(
                "institution", "made_by"
            )
        )
        held = {each.institution_id: each for each in plans if each.state in QuotaPlan.HOLDING}
    rows = [_row(each, held.get(each.pk), people if each == own else None, advised) for each in places]
    context = {
        "advice": advice, "advised": advised, "rows": rows, "sheets": sheets, "year": year,
        "clause": clause_url(advice.ref) if advice else "", "plans": [
            {"row": each, "state": each.get_state_display(),
             "lines": [(LABELS[line.group], line.people, line.amount) for line in each.lines.all()],
             "sum": sum((line.people * line.amount for line in each.lines.all()), Decimal()),
             "base": each.advised * sum(line.people for line in each.lines.all())}
            for each in sorted(plans, key=lambda each: each.made_on, reverse=True)
        ],
    }  # fmt: skip
    answer = page(request, "family_doctor/quota.html", context, at=PROGRAMME)
    answer.status_code = 422 if any(sheet.problems for sheet in sheets) else 200
    return answer


def _row(
    place: Institution, held: QuotaPlan | None, people: dict[str, int] | None, advised: Decimal
) -> dict[str, Any]:
    lines = {line.group: line for line in held.lines.all()} if held else {}
    count = sum(people.values()) if people else sum(line.people for line in lines.values())
    money = (
        sum((line.people * line.amount for line in lines.values()), Decimal()) if held else advised * count
    )
    return {"place": place, "held": held, "count": count or None, "money": money if count else None}


def _post(
    request: HttpRequest,
    sheets: list[Sheet],
    own: Institution | None,
    people: dict[str, int],
    advised: Decimal,
    year: int,
) -> list[Sheet]:
    """Do what one sheet asks; the sheets as they then stand."""
    sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
    if sheet is None:
        return sheets
    answers = read(sheet, request)
    by = request.scope.staff  # type: ignore[attr-defined]

    def act() -> None:
        if sheet.id == "adjust" and own is not None:
            wanted = amounts_of(answers, people)
            adjust(answers.id, own, year, wanted, people, advised=advised, reason=answers["reason"], by=by)
        else:
            decide(
                uuid.UUID(sheet.id.removeprefix("decide-")),
                answers["approve"] == "1",
                by=by,
                note=answers["note"],
            )

    problems = attempt(answers, act)
    if problems:
        return [again(each, answers, problems) if each is sheet else each for each in sheets]
    say(request, Toast("已保存"))
    return [each for each in sheets if each is not sheet]


urlpatterns = [path("quota/", quota, name="quota")]
