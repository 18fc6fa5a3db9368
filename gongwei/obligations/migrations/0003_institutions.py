"""What institutions themselves owe, and the parts of a year that are no whole months."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gongwei.obligations.calendar import periods


def complete(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Insert the periods that are not there yet."""
    model = apps.get_model("obligations", "CalendarPeriod")
    names = ("per_year", "year", "number", "label", "starts_on", "ends_on")
    rows = [model(**dict(zip(names, row, strict=True))) for row in periods()]
    model.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("obligations", "0002_calendar"),
        ("people", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="InstitutionObligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("programme", models.TextField(verbose_name="项目")),
                ("step", models.TextField(verbose_name="步骤")),
                ("seq", models.TextField(verbose_name="期次")),
                ("opens_on", models.DateField(verbose_name="起")),
                ("due_on", models.DateField(verbose_name="期限")),
                ("closes_on", models.DateField(null=True, verbose_name="最晚")),
                ("ended_on", models.DateField(null=True, verbose_name="终止")),
                ("met_on", models.DateField(null=True, verbose_name="完成日期")),
                ("met_by", models.UUIDField(null=True, verbose_name="完成记录")),
                ("met_form", models.TextField(null=True, verbose_name="完成表单")),
                (
                    "institution",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.institution",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构应做",
                "db_table": "institution_obligation",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("institution", "programme", "step", "seq"), name="institution_obligation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("met_on__isnull", True), ("met_by__isnull", False), _connector="OR"
                        ),
                        name="institution_obligation_met_by",
                    ),
                ],
            },
        ),
        migrations.RunPython(complete, migrations.RunPython.noop),
    ]
