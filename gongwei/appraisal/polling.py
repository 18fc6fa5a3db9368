"""Asking residents: one person's answers to a questionnaire, and the share that counts with its interval."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from gongwei.appraisal.intervals import Share
from gongwei.appraisal.models import ASKED, Answer, Reply
from gongwei.appraisal.surveys import Questionnaire, questionnaires
from gongwei.catalogue.plans import plan
from gongwei.kernel.clock import today
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Forbidden, refuse
from gongwei.records.history import acting


def answer(
    reply_id: uuid.UUID, questionnaire: str, place: Institution, mode: str, answers: Mapping[str, str], *,
    by: Staff, resident: Resident | None = None, on: dt.date | None = None,
) -> Reply:  # fmt: skip
    """Keep one person's answers; every question must be answered, nobody asks about his own institution."""
    if earlier := Reply.objects.filter(pk=reply_id).first():
        return earlier
    held = questionnaires().get(questionnaire)
    if held is None:
        raise refuse("questionnaire", f"问卷：可用 {'、'.join(questionnaires())}")
    if not allowed(by, "inspect", institution=place) and not allowed(by, "appraise", institution=place):
        raise Forbidden(f"您不能调查{place}的居民")
    if by.institution.path.startswith(place.path):
        raise Forbidden("不能调查自己所在机构的居民感受，请由上级或其他机构调查")
    if mode not in ASKED:
        raise refuse("mode", f"方式：请选 {'、'.join(ASKED.values())}")
    for question in held.questions:
        if answers.get(question.id) not in question.options:
            raise refuse(question.id, f"{question.label}：请选 {'、'.join(question.options.values())} 之一")
    with transaction.atomic(), acting(str(by.pk), "问卷调查"):
        made = Reply.objects.create(
            id=reply_id, plan=plan().id, questionnaire=held.id, institution=place, resident=resident, mode=mode,
            asked_on=on or today(), asked_by=by, good=held.good(dict(answers)),
        )  # fmt: skip
        Answer.objects.bulk_create(
            Answer(reply=made, question=question.id, option=answers[question.id])
            for question in held.questions
        )
        return made


def shares(questionnaire: str, places: list[Institution], since: dt.date, until: dt.date) -> dict[int, Share]:
    """Place → the share of good answers among its own and its clinics' residents."""
    rows = Reply.objects.filter(plan=plan().id, questionnaire=questionnaire, asked_on__range=(since, until))
    return {
        place.pk: Share(rows.filter(institution__path__startswith=place.path, good=True).count(),
                        rows.filter(institution__path__startswith=place.path).count())
        for place in places
    }  # fmt: skip


@dataclass(frozen=True)
class Split:
    """One question: how many gave each answer."""

    label: str
    options: tuple[tuple[str, int, bool], ...]
    asked: int


def splits(held: Questionnaire, place: Institution | None) -> list[Split]:
    """Every question with its answers counted."""
    rows = Answer.objects.filter(reply__plan=plan().id, reply__questionnaire=held.id)
    within = rows.filter(reply__institution__path__startswith=place.path) if place else rows
    grouped = within.values_list("question", "option").annotate(n=Count("id", filter=Q()))
    counted = {(question, option): n for question, option, n in grouped}
    return [
        Split(
            question.label,
            tuple((words, counted.get((question.id, code), 0), code in question.good)
                  for code, words in question.options.items()),
            sum(counted.get((question.id, code), 0) for code in question.options),
        )
        for question in held.questions
    ]  # fmt: skip
