"""签约、续约、改签 in seconds: fitting packages, team of the village, signature on the screen (FD-04, FD-21)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from gongwei.care.key_groups import SENSITIVE, labels
from gongwei.catalogue.plans import values_on
from gongwei.kernel import clock
from gongwei.pages.family_doctor.doors import PROGRAMME, fd_page, region
from gongwei.pages.family_doctor.facts import current
from gongwei.people import access
from gongwei.people.grants import may
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.relations import RELATION
from gongwei.programmes.family_doctor import packages
from gongwei.programmes.family_doctor.codes import HOUSEHOLD, PAY_WAY, PERSON, SIGN_UNIT
from gongwei.programmes.family_doctor.models import Agreement, Team
from gongwei.programmes.family_doctor.packages import Package
from gongwei.programmes.family_doctor.verbs.signing import change, renew, sign, sign_household
from gongwei.programmes.family_doctor.verbs.terms import Terms, key_groups
from gongwei.records.attachments.rules import files_of
from gongwei.records.fields import spec_of
from gongwei.records.layout import Problem
from gongwei.ui.files import uploader
from gongwei.ui.notices import Toast
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.scope import Scope
from gongwei.web.frame.shell import page
from gongwei.web.frame.toasts import say
from gongwei.web.person.resident import strip
from gongwei.web.worklist.home import named

TITLES = {"sign": "家庭医生签约", "renew": "家庭医生续约", "change": "家庭医生改签"}
RELATIONS = tuple((str(code), label) for code, label in RELATION)


@dataclass(frozen=True)
class Upload:
    """A field of attachments as the uploader shows it."""

    name: str
    label: str
    value: str
    data: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id in the page."""
        return f"f-{self.name}"


@dataclass(frozen=True)
class Act:
    """What is to be done for whom: signing, or what follows an agreement."""

    kind: str
    person: Resident
    limits: dict[str, Any]
    groups: tuple[str, ...]
    teams: list[Team]
    offered: tuple[Package, ...]
    begins_on: dt.date
    previous: Agreement | None = None
    household: list[Resident] = field(default_factory=list)


def act_for(person: Resident, today: dt.date) -> Act:
    """Sign where nothing holds; renew where renewal is open; change within a running agreement."""
    limits, last = values_on(PROGRAMME, today), current(person, today)
    kind, begins, previous = "sign", today, None
    if last is not None and last.until_on > last.ends_on:  # not ended before its time
        opens = last.ends_on - dt.timedelta(int(limits["renewal_opens_days"]))
        closes = last.ends_on + dt.timedelta(int(limits["renewal_grace_days"]))
        if opens <= today <= closes:
            kind, begins, previous = "renew", max(last.until_on, today), last
        elif today < opens and last.begins_on <= today:
            kind, previous = "change", last
    groups = key_groups(person, begins, limits)
    offered = tuple(p for p in packages.offered(region(), begins) if p.fits(groups))
    home: list[Resident] = []
    if person.household_id is not None and kind == "sign":
        home = list(
            Resident.objects.filter(household=person.household_id, living=True).exclude(pk=person.pk)[:12]
        )
    return Act(kind, person, limits, groups, teams_for(person, begins), offered, begins, previous, home)


def teams_for(person: Resident, on: dt.date) -> list[Team]:
    """The teams of the institution that manages the resident, the one of the village first."""
    own = Institution.objects.filter(
        pk__in=[int(part) for part in person.institution.path.split("/") if part]
    )
    teams = Team.objects.filter(institution__in=own, to_on=None, from_on__lte=on).select_related(
        "lead", "institution"
    )
    near = set(
        teams.filter(villages__village=person.village_id, villages__to_on=None).values_list("pk", flat=True)
    )
    return sorted(teams, key=lambda team: (team.pk not in near, team.lead_id != person.doctor_id, team.name))


def sheet_of(act: Act, today: dt.date) -> Sheet:
    """Everything that is asked, with what fits already chosen; nothing has to be typed in the ordinary case."""
    person, last = act.person, act.previous
    teams = tuple((str(team.pk), f"{team.name}（{team.lead.name}）") for team in act.teams)
    kept = str(last.team_id) if last is not None and act.kind == "renew" else ""
    fitting = [p.code for p in act.offered if p.kind == "basic"]
    least, most = int(act.limits["least_years"]), int(act.limits["most_years"])
    years = tuple((str(n), f"{n} 年") for n in range(least, most + 1))
    people = tuple((str(each.pk), each.name) for each in act.household)
    asked = [
        Question("team", "签约团队", "choice", True, teams, value=kept or (teams[0][0] if teams else "")),
        Question("packages", "签约服务包", "many", True, tuple((p.code, p.name) for p in act.offered)),
        Question("years", "签几年", "radio", True, years, value=years[0][0]),
        Question("signed_on", "签约日期", "day", True, value=today.isoformat()),
        Question("begins_on", "开始日期", "day", True, value=act.begins_on.isoformat()),
        Question("rep_name", "签约代表", "text", True, longest=50, value=person.name),
        Question("rep_relation", "与签约人关系", "choice", True, RELATIONS, value="1"),
        Question("rep_phone", "代表电话", "text", longest=20),
        Question("agreement_read", "我已看过协议书，自愿签约，可随时解约", "check"),
        Question("long_prescription", "长处方", "check"),
        Question("home_service", "上门服务", "check"),
        Question("first_contact", "首诊", "check"),
        Question("remark", "备注", "text", longest=500),
    ]
    if any(p.part("resident") for p in act.offered):
        asked.append(
            Question("pay_way", "个人缴费方式", "radio", options=tuple((str(c), w) for c, w in PAY_WAY))
        )
    if people:
        asked.append(Question("people", "同住家人一起签", "many", options=people))
    return Sheet("sign", TITLES[act.kind], "签好了，提交", tuple(asked), typed={"packages": fitting})


def uploads(typed: dict[str, Any], problems: Sequence[Problem] = ()) -> list[Upload]:
    """The pad for the signature and the place for a scan."""
    return [
        Upload(name, str(found.verbose_name), typed.get(name, ""), uploader(spec_of(found), typed.get(name, "")),
               tuple(p.message for p in problems if p.field == name))
        for name, found in files_of(Agreement)
    ]  # fmt: skip


def ids(text: str) -> tuple[uuid.UUID, ...]:
    """The attachments named in a hidden field; what is no id is left out and then missed by the verb."""
    found = []
    for each in text.split(","):
        try:
            found.append(uuid.UUID(each))
        except ValueError:
            continue
    return tuple(found)


def terms_of(act: Act, answers: Answers, request: HttpRequest) -> Terms:
    """The answers as terms."""
    team = next(team for team in act.teams if str(team.pk) == answers["team"])
    pay_way = answers.values.get("pay_way") or None
    return Terms(
        team=team, signed_on=answers["signed_on"], begins_on=answers["begins_on"], years=int(answers["years"]),
        packages=tuple(answers["packages"]), rep_name=answers["rep_name"], rep_relation=int(answers["rep_relation"]),
        rep_phone=answers["rep_phone"], sign_unit=HOUSEHOLD if answers.values.get("people") else PERSON,
        agreement_read=answers["agreement_read"], signature=ids(request.POST.get("signature", "")),
        scan=ids(request.POST.get("scan", "")), pay_way=int(pay_way) if pay_way else None,
        first_contact=answers["first_contact"], home_service=answers["home_service"],
        long_prescription=answers["long_prescription"], remark=answers["remark"],
    )  # fmt: skip


def perform(act: Act, key: uuid.UUID, terms: Terms, others: list[int], by: Staff) -> None:
    """The verb of the act."""
    how: dict[str, Any] = {"by": by, "limits": act.limits, "region": region()}
    if act.kind == "renew" and act.previous is not None:
        renew(key, act.previous.pk, terms, **how)
    elif act.kind == "change" and act.previous is not None:
        change(key, act.previous.pk, terms, **how)
    elif others:
        sign_household(key, [act.person.pk, *others], terms, **how)
    else:
        sign(key, act.person.pk, terms, **how)


def _loose(sheet: Sheet, problems: Sequence[Problem]) -> list[str]:
    """Refusals of no field that the page draws."""
    drawn = {question.name for question in sheet.questions} | {"signature", "scan"}
    return [problem.message for problem in problems if problem.field not in drawn]


@fd_page("write")
def signing(request: HttpRequest, resident_id: int) -> HttpResponse:
    """One page for all three; after saving it leads to the agreement."""
    person = access.resident_for(request.user, resident_id)
    access.look(request.user, person, "家庭医生签约", request)
    scope: Scope = request.scope  # type: ignore[attr-defined]
    if not may(request.user, "write", PROGRAMME, person.institution):
        raise NotYours("您的角色不能为这位居民签约；", owner=str(person.institution))
    today = clock.today()
    act = act_for(person, today)
    sheet = sheet_of(act, today)
    problems: tuple[Problem, ...] = ()
    typed: dict[str, Any] = {}
    if request.method == "POST":
        answers = read(sheet, request)
        typed = {name: request.POST.get(name, "")[:400] for name, _ in files_of(Agreement)}
        if done := Agreement.objects.filter(pk=answers.id).first():
            return redirect("family_doctor:agreement", done.pk)
        others = [int(each) for each in answers.values.get("people") or ()]
        problems = attempt(
            answers, lambda: perform(act, answers.id, terms_of(act, answers, request), others, scope.staff),
            person.pk, *others, owner=str(person.institution),
        )  # fmt: skip
        if not problems:
            made = current(person, answers["begins_on"])
            words = f"已为 {person.name}{'和家人 ' + str(len(others)) + ' 人' if others else ''}签约"
            say(request, Toast(words, link=None))
            return (
                redirect("family_doctor:agreement", made.pk) if made else redirect("web:resident", person.pk)
            )
        sheet = again(sheet, answers, problems)
    seen = tuple(g for g in act.groups if g not in SENSITIVE or may(request.user, "read", g))
    shown = named([person.pk], scope.hidden)[person.pk]
    shown.institution, shown.doctor = person.institution, person.doctor
    context = {
        "strip": strip(shown, today), "person": shown, "act": act, "title": TITLES[act.kind], "sheet": sheet,
        "q": {drawn.question.name: drawn for drawn in sheet.drawn}, "groups": labels(seen),
        "offered": [
            {"package": p, "own": p.part("resident")} for p in act.offered
            if not set(p.groups) & set(SENSITIVE) or set(p.groups) & set(seen)
        ],
        "chosen": {drawn.question.name: drawn.chosen for drawn in sheet.drawn}["packages"],
        "uploads": uploads(typed, problems), "unit": SIGN_UNIT, "teams": act.teams,
        "other": _loose(sheet, problems),
        "back": reverse("web:resident", args=[person.pk]),
    }  # fmt: skip
    answer = page(request, "family_doctor/sign.html", context, at=PROGRAMME, rail=True)
    answer.status_code = 422 if problems else 200
    return answer


urlpatterns = [path("sign/<int:resident_id>/", signing, name="sign")]
