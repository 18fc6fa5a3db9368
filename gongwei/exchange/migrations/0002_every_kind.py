"""One import for residents and for every form; what the registers kept of their own imports moves over."""

from django.db import migrations, models
from django.db.models import Q

KEPT = """
INSERT INTO import (id, kind, staff_id, institution_id, name, digest, made_at, state, headers, mapping, takes_doubtful,
    total, began_at, finished_at)
SELECT i.id, i.form, i.staff_id, s.institution_id, i.name, '', i.made_at, i.state, i.columns, i.columns,
    i.takes_doubtful, (SELECT count(*) FROM register_import_row r WHERE r.of_id = i.id), i.made_at, i.finished_at
FROM register_import i JOIN staff s ON s.id = i.staff_id
"""
ROWS = """
INSERT INTO import_row (of_id, line, cells, fate, said, name, problems, resident_id, record, version)
SELECT r.of_id, r.line,
    ARRAY(SELECT coalesce(r.typed ->> c.key, '') FROM jsonb_array_elements_text(i.columns) WITH ORDINALITY AS c(key, n)
          ORDER BY c.n),
    r.fate, r.typed, coalesce(r.typed ->> 'person.name', r.typed ->> 'place', ''), r.problems, r.resident_id, r.record,
    r.version
FROM register_import_row r JOIN register_import i ON i.id = r.of_id
"""


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0001_initial"),
        ("web", "0002_register_imports"),
    ]

    operations = [
        migrations.RenameModel("ResidentImport", "Import"),
        migrations.RenameModel("ResidentImportRow", "ImportRow"),
        migrations.AlterModelTable("Import", "import"),
        migrations.AlterModelTable("ImportRow", "import_row"),
        migrations.AlterModelTable("HeaderMap", "import_headers"),
        migrations.AddField("Import", "kind", models.TextField(default="residents")),
        migrations.AddField("HeaderMap", "kind", models.TextField(default="residents")),
        migrations.AddField("ImportRow", "record", models.UUIDField(null=True)),
        migrations.RemoveIndex("Import", "resident_import_of"),
        migrations.AddIndex("Import", models.Index(fields=["staff", "kind", "made_at"], name="import_of")),
        migrations.RenameIndex("ImportRow", new_name="import_row_fate", old_name="resident_import_row_fate"),
        migrations.AddIndex(
            "ImportRow",
            models.Index(fields=["of", "record"], name="import_row_record", condition=Q(record__isnull=False)),
        ),
        migrations.RemoveConstraint("Import", "resident_import_state"),
        migrations.AddConstraint(
            "Import",
            models.CheckConstraint(
                condition=Q(state__in=(
                    "mapping", "checking", "checked", "importing", "owing", "imported", "undoing", "undone"
                )),
                name="import_state",
            ),
        ),
        migrations.RemoveConstraint("ImportRow", "resident_import_line_once"),
        migrations.AddConstraint(
            "ImportRow", models.UniqueConstraint(fields=("of", "line"), name="import_line_once")
        ),
        migrations.RemoveConstraint("HeaderMap", "resident_import_headers_once"),
        migrations.AddConstraint(
            "HeaderMap",
            models.UniqueConstraint(fields=("institution", "kind", "headers"), name="import_headers_once"),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.RunSQL(ROWS, migrations.RunSQL.noop),
    ]
