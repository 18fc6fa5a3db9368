"""机构与人员: the tree of bodies with types, aliases and contacts, who owns which item, and the staff of each (ORG)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.functional import cached_property

from gongwei.catalogue.chapters import chapters
from gongwei.catalogue.plans import plan
from gongwei.kernel import clock
from gongwei.people.grants import may
from gongwei.people.models import Institution, InstitutionVillage, Region, Staff
from gongwei.people.problems import refuse
from gongwei.people.reference import place_in_tree
from gongwei.people.verbs.authority import require
from gongwei.records.history import acting
from gongwei.ui.refusals import NotYours
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.person.matters import done, staff


@dataclass(frozen=True)
class Owner:
    """One item of the plan's annex with the bodies responsible; ``unknown`` names bodies that the tree lacks."""

    number: str
    item: str
    chapters: tuple[str, ...]
    units: tuple[tuple[str, int | None], ...]
    sections: tuple[str, ...]
    ref: str

    @cached_property
    def owned(self) -> bool:
        """Somebody is named."""
        return bool(self.units)


def owners() -> list[Owner]:
    """The responsibilities of the plan in force, joined to the institutions by name, short name or alias (ORG-30)."""
    found = []
    for line in plan().file.responsibilities:
        units = tuple((name, _by_name(name)) for name in line.units)
        found.append(Owner(line.number or "", line.item, line.chapters, units, line.sections, str(line.ref)))
    return found


def ownerless() -> list[str]:
    """Chapters in force that no responsibility names: an error that the page shows in red (ORG-30)."""
    owned = {each for line in owners() if line.owned for each in line.chapters}
    return [
        each.label for each in chapters() if each.id not in owned and plan().in_force(each.id, clock.today())
    ]


def _by_name(name: str) -> int | None:
    found = Institution.objects.named(name).first()
    return found.pk if found else None


def tree(user: Any, opened: str) -> list[dict[str, Any]]:
    """Visible institutions in tree order; stations only of the institution that is opened."""
    rows = list(Institution.objects.visible_to(user).select_related("region").order_by("position", "pk"))
    below: dict[int | None, list[Institution]] = {}
    known = {row.pk for row in rows}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[dict[str, Any]] = []

    def walk(parent: int | None, level: int) -> None:
        for each in below.get(parent, ()):
            stations = len(below.get(each.pk, ())) if each.kind in Institution.PRIMARY else 0
            found.append(
                {"row": each, "level": min(level, 3), "stations": stations, "open": str(each.pk) == opened}
            )
            if not stations or str(each.pk) == opened:
                walk(each.pk, level + 1)

    walk(None, 0)
    return found


@staff_page("")
@leaves()
def institutions(request: HttpRequest) -> HttpResponse:
    """The tree, and who owns which item of the plan."""
    rows = tree(request.user, request.GET.get("open", ""))
    context = {
        "rows": rows,
        "reach": {line["row"].pk for line in rows},
        "owners": owners(),
        "ownerless": ownerless(),
        "manages": may(request.user, "accounts"),
        "logs": may(request.user, "log"),
    }
    return page(request, "web/institutions.html", context, at="institutions")


def reachable(request: HttpRequest, institution_id: int) -> Institution:
    """The institution, if this account may see it; otherwise 404."""
    found = (
        Institution.objects.visible_to(request.user)
        .select_related("region", "parent")
        .filter(pk=institution_id)
        .first()
    )
    if found is None:
        raise Http404("没有这个机构，或不在您的范围内")
    return found


@staff_page("")
@leaves()
def institution(request: HttpRequest, institution_id: int) -> HttpResponse:
    """One body: facts, villages, duties, staff; administrators correct names, aliases, contacts and validity."""
    found = reachable(request, institution_id)
    sheets = sheets_of(request, found)
    if request.method == "POST":
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        administered(request, found)
        if sheet is None:
            raise Http404("没有这张表")
        answers = read(sheet, request)
        problems = attempt(answers, lambda: act(found, sheet.id, answers, staff(request)))
        if not problems:
            return done(request, f"已保存 {found}", "web:institution", found.pk)
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    people = (
        Staff.objects.visible_to(request.user)
        .filter(institution=found)
        .select_related("account")
        .prefetch_related("roles")
    )
    villages = (
        InstitutionVillage.objects.filter(institution=found, to_on=None)
        .select_related("village")
        .order_by("village")
    )
    context = {
        "place": found,
        "sheets": sheets,
        "villages": villages,
        "people": [_person(each) for each in people.order_by("name")],
        "duties": [line for line in owners() if any(pk == found.pk for _, pk in line.units)],
        "manages": may(request.user, "accounts", institution=found),
    }
    answer = page(request, "web/institution.html", context, at="institutions")
    if any(sheet.problems for sheet in sheets):
        answer.status_code = 422
    return answer


def administered(request: HttpRequest, at: Institution) -> None:
    """Only an administrator over the institution changes it (403 otherwise)."""
    if not may(request.user, "accounts", institution=at):
        raise NotYours("机构、人员和账号由管理员维护；", owner=str(at), how="请联系本机构或上级机构的管理员")


def _person(each: Staff) -> dict[str, Any]:
    today = clock.today()
    held = [
        role
        for role in each.roles.all()
        if role.from_on <= today and (role.to_on is None or today < role.to_on)
    ]
    return {
        "row": each,
        "roles": "、".join(dict.fromkeys(role.get_role_display() for role in held)),
        "active": each.active_to is None or today < each.active_to,
    }


def sheets_of(request: HttpRequest, at: Institution) -> list[Sheet]:
    """What an administrator may change here."""
    if not may(request.user, "accounts", institution=at):
        return []
    kinds = tuple(Institution.KINDS)
    facts = (
        Question("name", "机构名称", must=True, longest=100, value=at.name),
        Question("short_name", "简称", longest=40, value=at.short_name),
        Question(
            "aliases", "别名", longest=300, value="、".join(at.aliases), hint="用、分开；附件里的叫法都写上"
        ),
        Question("kind", "类型", "choice", must=True, options=kinds, value=at.kind),
        Question("phone", "联系电话", longest=20, value=at.phone),
        Question(
            "active_to",
            "停用日期",
            "day",
            value=at.active_to.isoformat() if at.active_to else "",
            hint="留空即在用",
        ),
    )
    new = (
        Question("code", "机构代码", must=True, longest=30),
        Question("name", "机构名称", must=True, longest=100),
        Question("short_name", "简称", longest=40),
        Question("kind", "类型", "choice", must=True, options=kinds),
        Question("region", "所在区划", must=True, longest=12, value=at.region_id, hint="12位代码"),
        Question("phone", "联系电话", longest=20),
    )
    return [Sheet("facts", "更正机构资料", "保存", facts), Sheet("below", "添加下级机构", "添加", new)]


def act(at: Institution, sheet: str, answers: Answers, by: Staff) -> None:
    """Correct the facts of a body, or add one below it; the former values stay in history."""
    require(by, "accounts", at)
    with acting(str(by.pk), "维护机构"):
        if sheet == "below":
            add_below(at, answers)
            return
        found = Institution.objects.select_for_update().get(pk=at.pk)
        ends = answers["active_to"]
        if ends and ends <= found.active_from:
            raise refuse("active_to", f"停用日期：应晚于启用日期 {found.active_from}")
        for name in ("name", "short_name", "kind", "phone"):
            setattr(found, name, answers[name])
        found.aliases = [
            each.strip()[:100] for each in answers["aliases"].replace("，", "、").split("、") if each.strip()
        ]
        found.active_to = ends
        found.save()


def add_below(at: Institution, answers: Answers) -> Institution:
    """A new body under this one; the same code again is refused by name."""
    if earlier := Institution.objects.filter(code=answers["code"]).first():
        if (earlier.name, earlier.parent_id) == (answers["name"], at.pk):
            return earlier
        raise refuse("code", f"机构代码：已由{earlier.name}使用")
    if not Region.objects.filter(pk=answers["region"]).exists():
        raise refuse("region", "所在区划：没有这个12位区划代码")
    return place_in_tree(
        Institution.objects.create(
            code=answers["code"],
            name=answers["name"],
            short_name=answers["short_name"],
            kind=answers["kind"],
            phone=answers["phone"],
            parent=at,
            region_id=answers["region"],
            position=1000,
            active_from=clock.today(),
        )
    )


urlpatterns = [
    path("institutions/", institutions, name="institutions"),
    path("institutions/<int:institution_id>/", institution, name="institution"),
]
