"""The institution responsible for the resident, on each row: a township's open work stands together in one index."""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
    UPDATE obligation SET responsible_id = resident.institution_id FROM resident WHERE resident.id = resident_id
"""


def responsible(null: bool) -> models.ForeignKey:
    """The column, empty until it is copied."""
    return models.ForeignKey(
        "people.institution",
        django.db.models.deletion.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="管理机构",
        null=null,
    )


class Migration(migrations.Migration):
    dependencies = [("obligations", "0003_institutions")]

    operations = [
        migrations.RemoveIndex("obligation", "obligation_open"),
        migrations.AddField("obligation", "responsible", responsible(null=True)),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.AlterField("obligation", "responsible", responsible(null=False)),
        migrations.AddIndex(
            "obligation",
            models.Index(
                fields=["responsible", "due_on", "resident"],
                include=["programme", "step", "seq", "opens_on", "closes_on"],
                name="obligation_open",
                condition=models.Q(met_on__isnull=True, ended_on__isnull=True),
            ),
        ),
    ]
