"""基层首席公共卫生医师: named by 项目办, guides institutions, decides the difficult cases of their doctors (NCD-26)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet

from gongwei.care.models import Enrolment
from gongwei.kernel.clock import today
from gongwei.organisation.authority import must_answer
from gongwei.organisation.models import ChiefPost, DifficultCase, Guidance
from gongwei.people.grants import allowed
from gongwei.people.models import Institution, Resident, Staff
from gongwei.people.problems import Conflict, Forbidden, refuse
from gongwei.records.history import acting

CHAPTERS = ("hypertension", "diabetes")


def appoint(staff: Staff, institution: Institution, on: dt.date, *, by: Staff) -> ChiefPost:
    """项目办 names the chief of an institution; the former one's post ends that day."""
    if not allowed(by, "plan", institution=institution):
        raise Forbidden("首席公共卫生医师由项目办任命")
    if staff.active_to is not None:
        raise refuse("staff", f"人员：{staff}已离岗")
    if on > today():
        raise refuse("on", "日期：不能晚于今天")
    with transaction.atomic(), acting(str(by.pk), "任命首席公共卫生医师"):
        Institution.objects.select_for_update().get(pk=institution.pk)
        former = ChiefPost.objects.filter(institution=institution, to_on=None).first()
        if former is not None and former.staff == staff:
            return former
        if former is not None:
            if on < former.from_on:
                raise refuse("on", f"日期：不能早于现任的 {former.from_on}")
            ChiefPost.objects.filter(pk=former.pk).update(to_on=on)
        return ChiefPost.objects.create(staff=staff, institution=institution, from_on=on)


def guided(staff: Staff) -> QuerySet[ChiefPost]:
    """The posts that somebody holds today."""
    return ChiefPost.objects.filter(staff=staff, to_on=None, from_on__lte=today()).select_related("institution")


def _must_guide(by: Staff, institution: Institution) -> ChiefPost:
    found = guided(by).filter(institution=institution).first()
    if found is None:
        raise Forbidden(f"只有{institution}的首席公共卫生医师能办理")
    return found


def guide(
    guidance_id: uuid.UUID, institution: Institution, on: dt.date, topic: str, advice: str, *, by: Staff
) -> Guidance:
    """One guidance: the day, the institution, what about, what was advised."""
    post = _must_guide(by, institution)
    if earlier := Guidance.objects.filter(pk=guidance_id).first():
        return earlier
    if not post.from_on <= on <= today():
        raise refuse("on", f"日期：应在任职的 {post.from_on} 至今天之间")
    if not topic.strip():
        raise refuse("topic", "指导内容：必须填写")
    if not advice.strip():
        raise refuse("advice", "意见：必须填写")
    with acting(str(by.pk), "首席指导"):
        return Guidance.objects.create(
            id=guidance_id, post=post, on=on, topic=topic.strip(), advice=advice.strip()
        )


def answer_guidance(row: Guidance, words: str, *, by: Staff) -> Guidance:
    """The guided institution's 公卫科 says what it did; once."""
    must_answer(by, row.post.institution)
    if not words.strip():
        raise refuse("answer", "答复：必须填写")
    with transaction.atomic(), acting(str(by.pk), "答复首席指导"):
        held = Guidance.objects.select_for_update().get(pk=row.pk)
        if held.answer:
            raise Conflict("这次指导已经答复")
        held.answer, held.answered_by, held.answered_on = words.strip(), by, today()
        held.save()
        return held


def open_chapters(resident: Resident, chapters: Collection[str]) -> list[str]:
    """Those of the chapters that manage the resident today and have no case waiting for the chief."""
    waiting = set(DifficultCase.objects.filter(resident=resident, decision="").values_list("chapter", flat=True))
    managed = set(Enrolment.objects.filter(
        Q(to_on=None) | Q(to_on__gt=today()), resident=resident, programme__in=chapters, from_on__lte=today()
    ).values_list("programme", flat=True))  # fmt: skip
    return [each for each in chapters if each in managed and each not in waiting]


def submit_case(case_id: uuid.UUID, resident: Resident, chapter: str, question: str, *, by: Staff) -> DifficultCase:
    """A doctor who sees the resident and records the chapter asks the chief of the resident's institution."""
    place = resident.institution
    if chapter not in CHAPTERS:
        raise refuse("chapter", "项目：只限高血压、2型糖尿病")
    seen = Resident.objects.visible_to(by.account).filter(pk=resident.pk).exists()
    if place is None or not seen or not allowed(by, "write", chapter):
        raise Forbidden("疑难病例由居民所在机构的医生提交")
    if not question.strip():
        raise refuse("question", "问题：必须填写，写明病情和要首席答复什么")
    if earlier := DifficultCase.objects.filter(pk=case_id).first():
        return earlier
    with transaction.atomic(), acting(str(by.pk), "提交疑难病例"):
        post = ChiefPost.objects.select_for_update().filter(institution=place, to_on=None).first()
        if post is None:
            raise refuse("resident", f"{place}还没有首席公共卫生医师，请项目办先任命")
        if DifficultCase.objects.filter(resident=resident, chapter=chapter, decision="").exists():
            raise Conflict("这位居民已有一例等待首席答复")
        return DifficultCase.objects.create(
            id=case_id, post=post, resident=resident, chapter=chapter, question=question.strip(), asked_by=by,
            asked_on=today(),
        )  # fmt: skip


def decide(case: DifficultCase, decision: str, words: str, *, by: Staff) -> DifficultCase:
    """The institution's chief of today answers: approve, advise or refer up; once."""
    _must_guide(by, case.post.institution)
    if decision not in dict(DifficultCase.DECISIONS):
        raise refuse("decision", "意见：请选择同意方案、提出意见或建议上转")
    if not words.strip():
        raise refuse("words", "意见说明：必须填写")
    with transaction.atomic(), acting(str(by.pk), "审定疑难病例"):
        held = DifficultCase.objects.select_for_update().get(pk=case.pk)
        if held.decision:
            raise Conflict(f"这例已由{held.decided_by}答复")
        held.decision, held.words, held.decided_by, held.decided_on = decision, words.strip(), by, today()
        held.save()
        return held
