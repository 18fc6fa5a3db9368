"""网格: an institution's area in grids with the team of each and how many live there; 公卫科 draws them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.organisation import gridding
from gongwei.organisation.models import Grid
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution, Region, Staff
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.organisation.directory import Acts, answered, pressed


@staff_page("")
@leaves()
def grids_page(request: HttpRequest) -> HttpResponse:
    """The own institution's grids; the commission reads those of all."""
    by = staff_of(request.user)
    assert by is not None  # staff_page has asked
    seen = Institution.objects.visible_to(request.user).responsible().filter(active_to=None)
    everything = may(request.user, "plan")
    ordered = seen.order_by("position", "pk")
    places = [each for each in ordered if everything or by.institution.path.startswith(each.path)]
    own = next((each for each in places if may(request.user, "split", institution=each)), None)
    acts = _acts(by, own) if own else {}
    done = pressed(request, acts, "web:grids")
    if done is not None:
        return done
    rows = [(place, row) for place in places for row in gridding.grids(place)]
    context = {
        "rows": rows, "own": own, "at": "grids", "several": len(places) > 1,
        "residents": sum(row.residents for _, row in rows),
        "rest": sum(row.residents for _, row in rows if row.grid is None),
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return answered(page(request, "web/organisation/grids.html", context, at="desk", rail=True), acts)


def _acts(by: Staff, own: Institution) -> Acts:
    people = Staff.objects.filter(institution__path__startswith=own.path, active_to=None).select_related("institution")
    staff = tuple((str(each.pk), f"{each.name} {each.institution}") for each in people.order_by("institution", "pk"))
    leader = Question("leader", "网格长", "choice", must=True, options=staff)
    team = Question("team", "团队", "many", options=staff)
    villages = tuple((each.pk, each.name) for each in gridding.villages_of(own, clock.today()))
    acts: Acts = {"draw": (Sheet("draw", "划定网格", "划定", (
        Question("name", "名称", must=True, longest=40),
        Question("villages", "村（居）", "many", must=True, options=villages, hint="已在别的网格的，改归这个网格"),
        Question("block", "街区", longest=40, hint="只划一个村（居）的一部分时填，如“海滨北路”；按现住址中的字样归入"),
        leader, team,
    )), lambda a: _draw(a, by, own))}  # fmt: skip
    held = Grid.objects.filter(institution=own, to_on=None)
    if options := tuple((str(each.pk), each.name) for each in held):
        asked = (Question("grid", "网格", "choice", must=True, options=options), leader, team)
        acts["hand_over"] = (
            Sheet("hand_over", "更换团队", "更换", asked),
            lambda a: gridding.hand_over(held.get(pk=a["grid"]), *_team(a), by=by),
        )
    return acts


def _draw(answers: Answers, by: Staff, own: Institution) -> None:
    leader, team = _team(answers)
    villages = list(Region.objects.filter(pk__in=answers["villages"]))
    gridding.draw(answers.id, own, answers["name"], leader, team, villages, by=by, block=answers["block"])


def _team(answers: Answers) -> tuple[Staff, list[Staff]]:
    people = Staff.objects.select_related("institution")
    return people.get(pk=answers["leader"]), list(people.filter(pk__in=answers["team"]))


urlpatterns = [path("organisation/grids/", grids_page, name="grids")]
