"""Fill the calendar on which repeated services are counted."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gongwei.obligations.calendar import periods


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Insert every period of 2009–2060 once."""
    model = apps.get_model("obligations", "CalendarPeriod")
    names = ("per_year", "year", "number", "label", "starts_on", "ends_on")
    model.objects.bulk_create(
        [model(**dict(zip(names, row, strict=True))) for row in periods()], batch_size=2000
    )


class Migration(migrations.Migration):
    dependencies = [("obligations", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
