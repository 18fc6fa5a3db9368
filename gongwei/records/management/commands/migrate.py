"""Django's migrate, with a state of the models that grows by one model at a time.

Every record points to residents, staff and institutions, so Django renders all models anew for each model, index and
trigger that a migration adds: with twenty chapters an empty database took minutes. Rendering only the new model, and
setting an index, constraint or trigger on the model that has it, gives the same tables in seconds.
"""

from __future__ import annotations

from typing import Any, Self, cast
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState

ADDED = ("indexes", "constraints", "triggers")
"""Options that say nothing of other models."""
FIELDS = "_fields_rendered"
"""Where a rendered model keeps the fields that it was made of."""


class GrowingState(ProjectState):
    """A project state that re-renders everything only when a field or the table of an existing model has changed."""

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Render a new model alone; take over added options; for all else forget what was rendered."""
        if "apps" not in self.__dict__:
            return
        wanted = self.models[app_label, model_name]
        rendered = self.apps.all_models[app_label].get(model_name)
        self.is_delayed = True  # relations back to a model that stood before: whoever needs them renders all
        if rendered is None:
            self.apps.render_multiple([wanted])
        elif _same(rendered, wanted):
            for option in ADDED:
                setattr(rendered._meta, option, wanted.options.get(option, []))
            return
        else:
            del self.__dict__["apps"]
            return
        self._remember()

    def clone(self) -> Self:
        """A copy of the same kind."""
        copied: Any = super().clone()
        copied.__class__ = type(self)
        return cast(Self, copied)

    def _remember(self) -> None:
        """Keep with each rendered model the fields that it was rendered from."""
        for (app_label, name), state in self.models.items():
            model = self.apps.all_models[app_label].get(name)
            if model is not None and FIELDS not in model.__dict__:
                setattr(model, FIELDS, list(state.fields.items()))


def _same(rendered: Any, wanted: ModelState) -> bool:
    """The rendered model still has the fields and the table that are wanted."""
    table: str = rendered._meta.db_table
    return rendered.__dict__.get(FIELDS) == list(wanted.fields.items()) and bool(
        wanted.options.get("db_table", table) == table
    )


class GrowingExecutor(MigrationExecutor):
    """Runs migrations over a growing state."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> ProjectState:
        state: Any = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]
        state.__class__ = GrowingState
        return cast(ProjectState, state)


class Command(migrate.Command):
    """Bring the tables to this version."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django does it, with our executor."""
        with patch.object(migrate, "MigrationExecutor", GrowingExecutor):
            super().handle(*args, **options)
