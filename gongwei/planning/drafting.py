"""Next year's plan: copied, changed, checked, signed by every co-issuing body, published as a file (PLAN-02, -03).

The text is the plan: what the page changes is the file, and what is published is what was signed, byte for byte.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction

from gongwei import policy
from gongwei.catalogue import plans
from gongwei.catalogue.chapters import chapters
from gongwei.kernel.clock import now
from gongwei.people.grants import allowed, grants_of
from gongwei.people.models import Staff
from gongwei.people.problems import HARD, Conflict, Forbidden, Invalid, refuse
from gongwei.planning import sheets
from gongwei.planning.models import Draft, Remark, Signature
from gongwei.policy import Plan
from gongwei.policy.advice import advice
from gongwei.policy.editing import copied, replaced
from gongwei.policy.loading import find_plan, plan_paths
from gongwei.policy.problems import Key, PolicyError, Problem
from gongwei.policy.strict_yaml import read_text, read_yaml
from gongwei.records.history import acting
from gongwei.records.layout import Problem as Said

SIGNERS = {"财政": "finance", "残疾人": "disabled_federation", "卫生健康": "project_office"}
"""Which role signs for a body whose name has the word; other bodies' own staff sign for them."""
OPEN = ("draft", "consultation", "signing")


def begin(draft_id: uuid.UUID, base: str, year: int, *, by: Staff) -> Draft:
    """A copy of a plan as the beginning of a year's plan; one at a time for each."""
    _office(by)
    if earlier := Draft.objects.filter(pk=draft_id).first():
        return earlier
    path = find_plan(base)
    text = path.read_bytes().decode("utf-8")
    name = f"{path.stem[:-4]}{year}"
    if not 2006 <= year <= 2100:
        raise refuse("year", f"年度应在 2006 到 2100 之间，写的是 {year}")
    if name in plan_paths():
        raise refuse("year", f"{year} 年的方案已经有了，请另选年度")
    if Draft.objects.filter(name=name, state__in=OPEN).exists():
        raise Conflict(f"{name} 已有人在起草，请打开那一份")
    source = plans.published(path.stem)
    issuers = source.library[source.file.document].issuers
    with transaction.atomic(), acting(str(by.pk), "起草方案"):
        return Draft.objects.create(
            id=draft_id, name=name, base=path.stem, kind="new", text=copied(text, year), bodies=list(issuers),
            made_by=by, made_at=now(),
        )  # fmt: skip


def judged(name: str, text: str) -> tuple[Plan | None, tuple[Problem, ...]]:
    """The text as the loader reads it: the plan with what is worth a look, or None with all that is wrong."""
    files = [each.parameter_file for each in chapters() if each.parameter_file]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_bytes(text.encode("utf-8"))
        try:
            made = policy.load(path, parameter_files=files, chapters=[each.id for each in chapters()])
            return made, tuple(advice(read_yaml(path), made))
        except PolicyError as refused:
            return None, refused.problems


def change(draft: Draft, values: Mapping[Key, str], version: int, *, by: Staff) -> Draft:
    """Values changed in place; refused at the field, in the loader's words, when the plan would not load."""
    try:
        text = replaced(draft.text, values)
    except KeyError as missing:
        raise refuse("", f"方案里没有 {missing.args[0]}") from None
    return rewrite(draft, text, version, by=by)


def rewrite(draft: Draft, text: str, version: int, *, by: Staff) -> Draft:
    """The whole text at once (the file form); it must load, and a former signature no longer holds."""
    _office(by)
    _must_be_open(draft)
    made, found = judged(draft.name, text)
    if made is None:
        raise Invalid(*(Said(_field(each.key), HARD, f"{each.expected}。{each.advice}") for each in found))
    if f"{made.file.region}-{made.id}" != draft.name:
        raise refuse("id", f"编号和地区应与 {draft.name} 相同")
    if draft.kind == "amendment" and not _only_amends(draft, text):
        raise refuse("text", "年中修订只改修订部分（amendments 和它的 documents），其余照旧；要改别的请另写修订")
    if made.file.binding and draft.state != "signing":
        raise refuse("status", "会签前状态写 draft 或 consultation")
    with transaction.atomic(), acting(str(by.pk), "修改方案草稿"):
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        _must_be_open(held)
        if held.version != version:
            raise Conflict(f"这份草稿已被改过（第 {held.version} 次），请重新打开再改")
        held.text, held.version = text, held.version + 1
        if held.state == "signing":
            held.state, held.text = "draft", replaced(text, {("status",): "draft"})
        held.save()
        return held


def move(draft: Draft, state: str, *, by: Staff) -> Draft:
    """To consultation, or to signing: the text then says 已印发 and every body signs exactly that."""
    _office(by)
    if state not in ("consultation", "signing"):
        raise refuse("state", "没有这个步骤")
    issued = "revised" if draft.kind == "amendment" else "issued"
    status = issued if state == "signing" else "consultation"
    text = replaced(draft.text, {("status",): status})
    made, found = judged(draft.name, text)
    if made is None:
        raise refuse("state", f"方案还有 {len(found)} 处错误，改好后再送")
    with transaction.atomic(), acting(str(by.pk), f"送{state}"):
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        _must_be_open(held)
        held.state, held.text, held.version = state, text, held.version + 1
        held.save()
        return held


def remark(remark_id: uuid.UUID, draft: Draft, about: str, words: str, *, by: Staff) -> Remark:
    """Anybody may say something of a draft while it is out for consultation (PLAN-02)."""
    if draft.state != "consultation":
        raise Conflict("这份方案不在征求意见")
    if not words.strip():
        raise refuse("words", "请写意见")
    made, _ = Remark.objects.get_or_create(
        id=remark_id,
        defaults={"draft": draft, "about": about, "words": words.strip(), "said_by": by, "said_at": now()},
    )
    return made


def may_sign(by: Staff, body: str) -> bool:
    """Whether somebody speaks for a body: by the role of its kind, or as its own staff."""
    role = next((role for word, role in SIGNERS.items() if word in body), "")
    if not allowed(by, "sign"):
        return False
    return any(grant.role == role for grant in grants_of(by)) if role else body.endswith(by.institution.name)


def sign(draft: Draft, body: str, text_hash: str, *, by: Staff) -> Signature:
    """One body agrees with exactly the text that it saw."""
    if body not in draft.bodies:
        raise refuse("body", f"{body}不是联合印发单位")
    if not may_sign(by, body):
        raise Forbidden(f"请由{body}的人员签署")
    with transaction.atomic(), acting(str(by.pk), f"{body}会签"):
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        if held.state != "signing" or fingerprint(held) != text_hash:
            raise Conflict("方案又改过了，请看过新的文本再签")
        made, _ = Signature.objects.get_or_create(
            draft=held, body=body, text_hash=text_hash, defaults={"signed_by": by, "signed_at": now()}
        )
        return made


def unsigned(draft: Draft) -> list[str]:
    """The bodies that have not signed this text."""
    signed = set(draft.signatures.filter(text_hash=fingerprint(draft)).values_list("body", flat=True))
    return [body for body in draft.bodies if body not in signed]


def publish(draft: Draft, *, by: Staff) -> Path:
    """The signed text becomes the region's plan file; below 已印发 until every body has signed (PLAN-03)."""
    _office(by)
    with transaction.atomic(), acting(str(by.pk), "印发方案"):
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        path = folder() / f"{held.name}.yaml"
        if held.state == "published":
            return path
        if held.state != "signing":
            raise Conflict("方案还没有送会签")
        if missing := unsigned(held):
            raise refuse("bodies", f"{'、'.join(missing)}还没有签署，不能印发")
        made, found = judged(held.name, held.text)
        if made is None:
            raise refuse("text", f"方案有 {len(found)} 处错误")
        if held.kind == "amendment" and not _only_amends(held, held.text):
            raise Conflict("方案在修订期间又变了，请按现行方案重写这份修订")
        held.state, held.published_by, held.published_at = "published", by, now()
        held.save()
        _write(path, held.text, again=held.kind == "amendment")
    plans.published.cache_clear()
    plans.plan.cache_clear()
    if held.kind == "amendment" and plans.plan().path.stem == held.name:
        last = made.file.amendments[-1]
        sheets.allocate_anew(plans.plan(), last.from_on, f"{last.from_on} 起修订", by=by)
    return path


def _only_amends(draft: Draft, text: str) -> bool:
    """Whether the text is the plan in force with one more amendment and its document, nothing else changed."""
    path = find_plan(draft.name)
    before, after = read_yaml(path).data, read_text(path, text).data
    added = {name: (before.get(name, ()), after.get(name, ())) for name in ("amendments", "documents")}
    kept = all(new[: len(old)] == old for old, new in added.values())
    old, new = added["amendments"]
    apart = {"status", *added}
    same = {k: v for k, v in before.items() if k not in apart} == {k: v for k, v in after.items() if k not in apart}
    return kept and same and len(new) == len(old) + 1


def folder() -> Path:
    """Where the county's own plans lie: GONGWEI_PLANS, in the data folder unless told otherwise."""
    return Path(os.environ.get("GONGWEI_PLANS") or Path(settings.DATA) / "plans")


def fingerprint(draft: Draft) -> str:
    """The hash of the text: what a signature is for."""
    return hashlib.sha256(draft.text.encode("utf-8")).hexdigest()


def _write(path: Path, text: str, *, again: bool = False) -> None:
    """Whole or not at all; a file that is already there is not overwritten, but by its own amendment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not again:
        raise Conflict(f"{path.name} 已经在方案文件夹里")
    aside = path.with_suffix(".part")
    aside.write_bytes(text.encode("utf-8"))
    aside.rename(path)


def _office(by: Staff) -> None:
    if not allowed(by, "plan"):
        raise Forbidden("方案由项目办起草和印发")


def _must_be_open(draft: Draft) -> None:
    if draft.state not in OPEN:
        raise Conflict(f"方案{draft.get_state_display()}，不能再改；年中改动写修订")


def _field(key: Key) -> str:
    """targets.3.value: how a form calls a key."""
    return ".".join(str(part) for part in key)
