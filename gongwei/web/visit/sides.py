"""Two people, one record: both sides beside each other, nothing lost (ui.md §3)."""

from __future__ import annotations

from gongwei.care.verbs.refusals import EditConflict
from gongwei.people.models import Staff
from gongwei.records.items import item_of
from gongwei.records.layout import Form
from gongwei.records.models import History
from gongwei.records.validate import as_text
from gongwei.ui.notices import Conflict, Difference
from gongwei.ui.visits import said


def conflict_of(form: Form, refused: EditConflict) -> Conflict:
    """Each field that differs: as it was read, as the other saved it, as it was typed here."""
    stored = refused.stored
    table = form.model._meta.db_table
    kept = History.objects.filter(table_name=table, row_id=str(stored.pk)).order_by("-at").first()
    before = kept.old if kept else {}
    names = [name for name in form.field_names() if name in refused.differs]
    return Conflict(
        stored.recorded_by.name if kept is None else _actor(kept, stored.recorded_by.name),
        kept.at if kept else stored.recorded_at,
        tuple(
            Difference(
                name, item.label, said(item, before[name]) if before.get(name) not in (None, "") else "—",
                said(item, getattr(stored, name)), said(item, refused.typed[name]), as_text(getattr(stored, name)),
            )
            for name in names
            for item in (item_of(form.model, name),)
        ),
    )  # fmt: skip


def _actor(kept: History, otherwise: str) -> str:
    """The name of the one who changed it last, whom the history names by id."""
    found = Staff.objects.filter(pk=int(kept.actor)).first() if kept.actor.isdigit() else None
    return found.name if found else otherwise
