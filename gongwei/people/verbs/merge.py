"""合并: two records of one person become one, side by side, and can be taken apart again (EHR-18)."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from gongwei.kernel.clock import today
from gongwei.people.checks import FIELDS
from gongwei.people.models import NotTheSame, Resident, ResidentMerge, Staff
from gongwei.people.names import initials, pinyin
from gongwei.people.problems import Conflict, refuse
from gongwei.people.timeline import succeed
from gongwei.people.verbs.authority import locked, require
from gongwei.records.history import acting
from gongwei.records.models import Kept

OWN = ("residence", "standing", "household_member", "resident_merge", "resident_tag")
"""Tables that say something of a record itself; they stay with it. All other kept rows go to the record kept."""


@dataclass(frozen=True)
class Difference:
    """A field in which two records differ, with both values as the form shows them."""

    field: str
    label: str
    kept: Any
    duplicate: Any


def in_order(one: Resident, other: Resident) -> tuple[Resident, Resident]:
    """(kept, duplicate): the older record keeps its number (spec 01 a); a person without a record comes last."""
    older, younger = sorted((one, other), key=lambda r: (r.created_on or dt.date.max, r.pk))
    return older, younger


def side_by_side(kept: Resident, duplicate: Resident) -> list[Difference]:
    """Every field of the form in which the two differ."""
    return [
        Difference(name, str(field.verbose_name), getattr(kept, name), getattr(duplicate, name))
        for name, field in FIELDS.items()
        if getattr(kept, name) != getattr(duplicate, name)
    ]


def merge_residents(
    request_id: uuid.UUID,
    kept_id: int,
    duplicate_id: int,
    *,
    by: Staff,
    reason: str,
    take: Iterable[str] = (),
) -> ResidentMerge:
    """Keep the older record; ``take`` names the fields whose value comes from the duplicate.

    Fields empty in the kept record are filled. Services of the duplicate move to the kept record; where the database
    forbids it (two enrolments at once) they stay and are seen through ``merged_into``.
    """
    if earlier := ResidentMerge.objects.filter(pk=request_id).first():
        return earlier
    if not reason.strip():
        raise refuse("reason", "合并依据：必须填写")
    with acting(str(by.pk), f"合并：{reason}"[:200]):
        kept, duplicate = _both(kept_id, duplicate_id, by)
        former = _former(kept, duplicate)
        _retire(duplicate, kept)
        _fill(kept, duplicate, set(take))
        return ResidentMerge.objects.create(
            id=request_id,
            kept=kept,
            duplicate=duplicate,
            merged_on=today(),
            merged_by=by,
            reason=reason.strip()[:200],
            moved=_move_all(duplicate.pk, kept.pk),
            former=former,
        )


def tell_apart(request_id: uuid.UUID, one_id: int, other_id: int, *, by: Staff, reason: str) -> NotTheSame:
    """Keep that two similar records are two persons; said once for a pair."""
    if not reason.strip():
        raise refuse("apart", "不是同一人：请写明依据")
    with acting(str(by.pk), f"不是同一人：{reason}"[:200]):
        older, younger = in_order(*(locked(pk) for pk in sorted((one_id, other_id))))
        for each in (older, younger):
            require(by, "merge", each.institution)
        said = {"id": request_id, "found_on": today(), "found_by": by, "reason": reason.strip()[:200]}
        return NotTheSame.objects.get_or_create(older=older, younger=younger, defaults=said)[0]


def undo_merge(merge_id: uuid.UUID, *, by: Staff, reason: str) -> ResidentMerge:
    """Take a merge back: rows, fields and standing are as before; what was added since stays with the kept record."""
    if not reason.strip():
        raise refuse("reason", "撤销原因：必须填写")
    with acting(str(by.pk), f"撤销合并：{reason}"[:200]):
        merge = ResidentMerge.objects.select_for_update(of=("self",)).get(pk=merge_id)
        if merge.undone_on is not None:
            raise Conflict(f"此合并已于 {merge.undone_on} 撤销，未重复办理")
        kept, duplicate = locked(merge.kept_id), locked(merge.duplicate_id)
        require(by, "merge", kept.institution)
        _restore(kept, merge.former["kept"], merge.former["taken"])
        _revive(duplicate, merge.former)
        for table, keys in merge.moved.items():
            _move(_kept_tables()[table], keys, duplicate.pk)
        merge.undone_on, merge.undone_by, merge.undo_reason = today(), by, reason.strip()[:200]
        merge.save(update_fields=["undone_on", "undone_by", "undo_reason"])
        return merge


def _both(kept_id: int, duplicate_id: int, by: Staff) -> tuple[Resident, Resident]:
    if kept_id == duplicate_id:
        raise refuse("duplicate", "合并：请选择两份不同的档案")
    first, second = (locked(pk) for pk in sorted((kept_id, duplicate_id)))
    kept, duplicate = (first, second) if first.pk == kept_id else (second, first)
    require(by, "merge", kept.institution)
    require(by, "merge", duplicate.institution)
    if kept.merged_into_id or duplicate.merged_into_id:
        raise refuse("duplicate", "合并：其中一份档案已经合并，请刷新页面")
    if in_order(kept, duplicate) != (kept, duplicate):
        raise refuse("kept", "合并：应保留建档较早的档案编号，请交换左右两份档案")
    return kept, duplicate


def _former(kept: Resident, duplicate: Resident) -> dict[str, Any]:
    """What undoing needs: the kept record's fields and the duplicate's standing."""
    standing = duplicate.standings.get(to_on__isnull=True)
    words = ("state", "reason", "evidence", "cause_of_death", "destination", "handover")
    former: dict[str, Any] = {
        "kept": {name: getattr(kept, name) for name in FIELDS},
        "taken": {name: getattr(duplicate, name) for name in FIELDS},
        "standing": {word: getattr(standing, word) for word in words},
        "living": duplicate.living,
    }
    plain: dict[str, Any] = json.loads(json.dumps(former, cls=DjangoJSONEncoder))
    return plain


def _retire(duplicate: Resident, kept: Resident) -> None:
    current = duplicate.standings.get(to_on__isnull=True)
    blank = dict.fromkeys(("evidence", "cause_of_death", "destination", "handover"), "")
    succeed(current, today(), state="merged", **{**blank, "reason": f"并入 {kept.record_no or kept.name}"})
    duplicate.living, duplicate.merged_into = False, kept
    duplicate.save(update_fields=["living", "merged_into"])
    duplicate.transfers.filter(state="open").update(
        state="withdrawn", answered_on=today(), answer="档案已合并"
    )


def _fill(kept: Resident, duplicate: Resident, take: set[str]) -> None:
    for name in FIELDS:
        theirs = getattr(duplicate, name)
        if theirs not in (None, "", []) and (name in take or getattr(kept, name) in (None, "", [])):
            setattr(kept, name, theirs)
    _save(kept)


def _save(resident: Resident) -> None:
    resident.name_pinyin, resident.name_initials = pinyin(resident.name), initials(resident.name)
    resident.version += 1
    resident.information_changed_on = today()
    resident.save()


def _restore(kept: Resident, former: dict[str, Any], taken: dict[str, Any]) -> None:
    """Give back only the values that the merge brought; a field corrected since keeps the correction."""
    for name, field in FIELDS.items():
        now, then = getattr(kept, name), field.to_python(former[name])
        if now != then and now == field.to_python(taken[name]):
            setattr(kept, name, then)
    _save(kept)


def _revive(duplicate: Resident, former: dict[str, Any]) -> None:
    """The merged standing becomes what it was, from the same day: the merge never was."""
    current = duplicate.standings.get(to_on__isnull=True)
    succeed(current, current.from_on, **former["standing"])
    duplicate.merged_into, duplicate.living = None, former["living"]
    duplicate.save(update_fields=["merged_into", "living"])


def _kept_tables() -> dict[str, tuple[type[models.Model], str]]:
    """Table → (model, column) of every kept row that refers to a resident, wherever it is declared."""
    found: dict[str, tuple[type[models.Model], str]] = {}
    for relation in Resident._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, field = relation.related_model, relation.field
        if issubclass(model, Kept) and model._meta.db_table not in (*OWN, Resident._meta.db_table):
            found[f"{model._meta.db_table}.{field.column}"] = (model, field.attname)
    return found


def _move_all(from_id: int, to_id: int) -> dict[str, list[str]]:
    moved = {}
    for table, (model, column) in _kept_tables().items():
        keys = model._default_manager.filter(**{column: from_id}).values_list("pk", flat=True)
        if done := _move((model, column), [str(key) for key in keys], to_id):
            moved[table] = done
    return moved


def _move(place: tuple[type[models.Model], str], keys: list[str], to_id: int) -> list[str]:
    """Re-point rows one by one; those that the database does not let go stay where they are."""
    model, column = place
    done = []
    for key in keys:
        try:
            with transaction.atomic():
                model._default_manager.filter(pk=key).update(**{column: to_id})
        except IntegrityError:
            continue
        done.append(key)
    return done
