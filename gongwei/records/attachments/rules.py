"""Which attachments a record may name: known ones of the wanted kind, sent from one's own institution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import models

from gongwei.records.attachments.content import said
from gongwei.records.attachments.models import Attachment
from gongwei.records.fields import Files, described
from gongwei.records.layout import Form, Problem


def files_in(form: Form) -> list[tuple[str, Any]]:
    """The fields of a form that hold attachments: (name, Django field)."""
    return files_of(form.model)


def files_of(model: type[models.Model]) -> list[tuple[str, Any]]:
    """The fields of a model that hold attachments."""
    return [(name, field) for name, field, _ in described(model) if isinstance(field, Files)]


def attachments(ids: Iterable[UUID]) -> dict[UUID, Attachment]:
    """The rows of some ids."""
    return Attachment.objects.in_bulk(list(ids))


def problems_of_files(form: Form, given: Mapping[str, Any], stored: Any, staff: Any) -> list[Problem]:
    """A record may keep what it already holds; new ones are files of its own staff's institution, of the kind asked."""
    found = []
    for name, field in files_in(form):
        wanted = list(given.get(name) or ())
        held = set(getattr(stored, name, None) or ()) if stored is not None else set()
        new = [each for each in wanted if each not in held]
        rows = attachments(new) if new else {}
        for each in new:
            row = rows.get(each)
            if row is None or row.institution_id != staff.institution_id:
                found.append(
                    Problem(name, "hard", f"{field.verbose_name}里有一个文件没有传到服务器，请删去后重新选择")
                )
            elif row.kind not in field.spec.kinds:
                found.append(
                    Problem(
                        name,
                        "hard",
                        f"{field.verbose_name}里的“{row.name}”不能放在这里，只收{said(field.spec.kinds)}",
                    )
                )
    return found
