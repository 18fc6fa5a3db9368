"""上级评价得分: what province, city and nation gave the county, year by year; 项目办 enters it."""

from __future__ import annotations

import re
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.appraisal import ranking
from gongwei.appraisal.models import APPRAISERS
from gongwei.people.problems import refuse
from gongwei.web.appraisal.reach import officer
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.organisation.directory import Acts, answered, pressed


@staff_page("", offered="appraise")
@leaves()
def upper(request: HttpRequest) -> HttpResponse:
    """Every appraiser's years, the newest first."""
    by = officer(request)
    acts: Acts = {"enter": (_sheet(), lambda a: ranking.enter(a["appraiser"], _whole(a, "year"), _told(a), by=by))}
    done = pressed(request, acts, "web:appraisal_upper")
    if done is not None:
        return done
    context = {
        "rows": [(label, each) for name, label in APPRAISERS.items() for each in ranking.years(name)],
        "sheets": [sheet for sheet, _ in acts.values()], "at": "upper",
    }  # fmt: skip
    return answered(page(request, "web/appraisal/upper.html", context, at="appraisal", rail=True), acts)


def _sheet() -> Sheet:
    return Sheet("enter", "登记得分和名次", "登记", (
        Question("appraiser", "评价层级", "choice", must=True, options=tuple(APPRAISERS.items()), value="province"),
        Question("year", "年度", must=True, longest=4),
        Question("score", "得分", must=True, longest=7), Question("full", "满分", must=True, longest=7, value="100"),
        Question("rank", "名次", longest=4, hint="通报没有名次的不填"),
        Question("ranked", "参评单位数", longest=4), Question("document", "文件", must=True, longest=100),
    ))  # fmt: skip


def _told(answers: Answers) -> ranking.Told:
    return ranking.Told(
        _points(answers, "score"), _points(answers, "full"), answers["document"],
        _whole(answers, "rank") if answers["rank"] else None, _whole(answers, "ranked") if answers["ranked"] else None,
    )  # fmt: skip


LABELS = {"year": "年度", "rank": "名次", "ranked": "参评单位数", "score": "得分", "full": "满分"}


def _whole(answers: Answers, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", answers[name]):
        raise refuse(name, f"{LABELS[name]}：请填整数，例如 {2023 if name == 'year' else 3}")
    return int(answers[name])


def _points(answers: Answers, name: str) -> Decimal:
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", answers[name]):
        raise refuse(name, f"{LABELS[name]}：请填数字，最多两位小数，例如 96.35")
    return Decimal(answers[name])


urlpatterns = [path("appraisal/upper/", upper, name="appraisal_upper")]
