"""标签与同意: group tags with source and dates (EHR-16), consents with signer and withdrawal (XC-03, DATA-16)."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from gongwei.kernel import clock
from gongwei.people.codes import TAGS
from gongwei.people.grants import SENSITIVE, may, staff_of, tags_of
from gongwei.people.models import Resident, ResidentConsent, Staff
from gongwei.people.problems import refuse
from gongwei.people.relations import RELATION
from gongwei.people.verbs.consent import SCOPES, Signature, give_consent, withdraw_consent
from gongwei.people.verbs.tags import clear_tag, set_tag
from gongwei.web.frame.asking import Answers, Question, Sheet, again, attempt, read
from gongwei.web.frame.shell import staff_page
from gongwei.web.person.matters import done, matter, needs, person_at, staff

RELATIONS = tuple((str(code), f"{code:02d} {label}") for code, label in RELATION)
MOST_PRIVATE = {"hiv": "tuberculosis"}
"""Tags outside a programme that only those see who may read the programme beside them."""


def hidden_tags(user: Any, person: Resident | None = None) -> set[str]:
    """Tags that this account does not see: SMI, TB and HIV belong to those programmes (ui.md, Privacy).

    Who sees residents by a tag sees that tag and no other (ORG-08).
    """
    staff = staff_of(user)
    if staff is not None and (own := tags_of(staff)):
        return set(TAGS) - own
    guarded = {tag: MOST_PRIVATE.get(tag, tag) for tag in TAGS if tag in SENSITIVE or tag in MOST_PRIVATE}
    at = person.institution if person else None
    return {tag for tag, programme in guarded.items() if not may(user, "read", programme, at)}


def tag_sheets(tags: list[tuple[str, str]], carried: list[tuple[str, str]]) -> list[Sheet]:
    """Setting a tag, and ending one that is carried."""
    reason = Question("reason", "原因", must=True)
    source = Question("source", "来源", must=True, longest=100, hint="如：残疾人证、出院记录")
    found = [Sheet("tag", "设标签", "设标签", (_tag_of(tags), source, _on()))]
    if carried:
        found.append(Sheet("untag", "取消标签", "取消标签", (_tag_of(carried), _on(), reason), danger=True))
    return found


def consent_sheets(person: Resident, given: list[ResidentConsent]) -> list[Sheet]:
    """Signing a consent, and withdrawing one that holds."""
    asked = (
        Question("scope", "同意事项", "choice", must=True, options=tuple(SCOPES.items())),
        Question("signer", "签字人", must=True, longest=50, value=person.name),
        Question("relation", "与本人关系", "choice", must=True, options=RELATIONS, value="1"),
        Question("signed_on", "签字日期", "day", must=True, value=clock.today().isoformat()),
        Question("evidence", "依据", hint="如：纸质同意书存档号"),
    )
    found = [Sheet("give", "登记知情同意", "登记", asked)]
    if given:
        options = [
            (str(each.pk), f"{SCOPES[each.scope]}（{each.signed_on} {each.signer}）") for each in given
        ]
        which = Question("consent", "同意", "choice", must=True, options=options)
        reason = Question("reason", "撤回原因", must=True)
        found.append(Sheet("withdraw", "撤回同意", "撤回", (which, _on(), reason), danger=True))
    return found


def _tag_of(options: list[tuple[str, str]]) -> Question:
    return Question("tag", "人群标签", "choice", must=True, options=options)


def _on() -> Question:
    return Question("on", "日期", "day", must=True, value=clock.today().isoformat())


@staff_page()
def marks(request: HttpRequest, resident_id: int) -> HttpResponse:
    """Tags and consents of one person, with what may be done."""
    person = person_at(request, resident_id, "查看标签与同意")
    hidden = hidden_tags(request.user, person)
    rows = [
        each
        for each in person.tag_rows.select_related("set_by").order_by("-from_on")
        if each.tag not in hidden
    ]
    consents = list(person.consents.select_related("recorded_by").order_by("-signed_on"))
    tags = [(tag, label) for tag, label in TAGS.items() if tag not in hidden]
    carried = [(each.tag, TAGS[each.tag]) for each in rows if each.to_on is None]
    given = [each for each in consents if each.withdrawn_on is None]
    sheets = [*tag_sheets(tags, carried), *consent_sheets(person, given)]
    if request.method == "POST":
        needs(request, person, "change")
        sheet = next((each for each in sheets if each.id == request.POST.get("sheet")), None)
        if sheet is None:
            return done(request, "标签或同意已经改变，请核对后再办理", "web:marks", person.pk)
        answers = read(sheet, request)
        problems = attempt(
            answers,
            lambda: act(person, sheet.id, answers, staff(request)),
            person.pk,
            owner=str(person.institution),
        )
        if not problems:
            return done(
                request,
                f"已保存 {person.name} 的{'标签' if 'tag' in sheet.id else '同意'}",
                "web:marks",
                person.pk,
            )
        sheets = [again(each, answers, problems) if each is sheet else each for each in sheets]
    shown = [
        {"row": each, "scope": SCOPES[each.scope], "relation": RELATION.label(each.signer_relation)}
        for each in consents
    ]
    return matter(
        request,
        person,
        "marks",
        "标签与同意",
        sheets=sheets,
        acts="change",
        template="web/marks.html",
        rows=rows,
        consents=shown,
    )


def act(person: Resident, sheet: str, answers: Answers, by: Staff) -> None:
    """One change of tags or consents."""
    if sheet == "tag":
        set_tag(person.pk, answers["tag"], answers["on"], source=answers["source"], by=by)
    elif sheet == "untag":
        clear_tag(person.pk, answers["tag"], answers["on"], by=by, reason=answers["reason"])
    elif sheet == "give":
        signature = Signature(
            answers["signer"], answers["signed_on"], int(answers["relation"]), answers["evidence"]
        )
        give_consent(answers.id, person.pk, answers["scope"], signature, by=by)
    else:
        consent = uuid.UUID(answers["consent"])
        if not person.consents.filter(pk=consent).exists():
            raise refuse("consent", "同意：请从列表中选择")
        withdraw_consent(consent, answers["on"], by=by, reason=answers["reason"])


urlpatterns = [path("residents/<int:resident_id>/marks/", marks, name="marks")]
