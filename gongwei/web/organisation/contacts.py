"""协作单位: governments, committees and units with which an institution works, and what was done together (ORG-32)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.organisation import posts as verbs
from gongwei.organisation.models import Contact, JointAction
from gongwei.people.grants import may, staff_of
from gongwei.people.models import Institution, InstitutionVillage, Staff
from gongwei.web.frame.asking import Answers, Question, Sheet
from gongwei.web.frame.leaving import leaves
from gongwei.web.frame.shell import page, staff_page
from gongwei.web.organisation.directory import Acts, answered, pressed
from gongwei.web.organisation.posts import whole


@staff_page("")
@leaves()
def contacts_page(request: HttpRequest) -> HttpResponse:
    """The own institution's contacts with their last joint action; the commission reads those of all."""
    by = staff_of(request.user)
    assert by is not None  # staff_page has asked
    seen = Institution.objects.visible_to(request.user).responsible()
    everything = may(request.user, "plan")
    places = [each for each in seen if everything or by.institution.path.startswith(each.path)]
    own = next((each for each in places if may(request.user, "split", institution=each)), None)
    acts = _acts(by, own) if own else {}
    done = pressed(request, acts, "web:contacts")
    if done is not None:
        return done
    rows = Contact.objects.filter(institution__in=places, to_on=None).select_related("institution", "region")
    actions = JointAction.objects.filter(contact__institution__in=places).select_related("contact__institution", "by")
    context = {
        "contacts": rows, "actions": actions[:30], "own": own, "at": "contacts", "several": len(places) > 1,
        "silent": [each for each in rows if not each.actions.filter(on__year=clock.today().year).exists()],
        "sheets": [sheet for sheet, _ in acts.values()],
    }  # fmt: skip
    return answered(page(request, "web/organisation/contacts.html", context, at="desk", rail=True), acts)


def _acts(by: Staff, own: Institution) -> Acts:
    served = InstitutionVillage.objects.filter(institution=own, to_on=None).select_related("village")
    villages = tuple((each.village_id, each.village.name) for each in served.order_by("village"))
    add = Sheet("add", "登记协作单位", "保存", (
        Question("kind", "类别", "choice", must=True, options=tuple(Contact.KINDS)),
        Question("name", "名称", must=True, longest=60, hint="同名的更新联系人"),
        Question("village", "所在村（居）", "choice", options=villages),
        Question("person", "联系人", longest=30), Question("phone", "联系电话", longest=20),
    ))  # fmt: skip
    acts: Acts = {"add": (add, lambda a: _add(a, by, own))}
    held = Contact.objects.filter(institution=own, to_on=None)
    if options := tuple((str(each.pk), each.name) for each in held):
        acts["act"] = (Sheet("act", "记一次联合行动", "保存", (
            Question("contact", "协作单位", "choice", must=True, options=options),
            Question("on", "日期", "day", must=True, value=clock.today().isoformat()),
            Question("topic", "事项", must=True, longest=100), Question("people", "参加人数", longest=5),
            Question("result", "结果", "long", must=True, longest=500),
        )), lambda a: _joint(a, by))  # fmt: skip
    return acts


def _add(answers: Answers, by: Staff, own: Institution) -> None:
    region = InstitutionVillage.objects.filter(institution=own, village=answers["village"], to_on=None).first()
    verbs.add_contact(
        own, answers["kind"], answers["name"], by=by, region=region.village if region else None,
        person=answers["person"], phone=answers["phone"],
    )  # fmt: skip


def _joint(answers: Answers, by: Staff) -> None:
    people = whole("people", "参加人数", answers["people"]) if answers["people"] else None
    verbs.act_jointly(
        answers.id, Contact.objects.get(pk=answers["contact"]), answers["on"], answers["topic"], answers["result"],
        by=by, people=people,
    )  # fmt: skip


urlpatterns = [path("organisation/contacts/", contacts_page, name="contacts")]
