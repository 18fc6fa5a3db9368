"""The registers' imports are those of ``exchange`` now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0002_every_kind"),
        ("web", "0002_register_imports"),
    ]

    operations = [
        migrations.DeleteModel("ImportRow"),
        migrations.DeleteModel("Import"),
    ]
