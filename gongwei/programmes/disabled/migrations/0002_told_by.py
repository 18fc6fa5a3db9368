"""残疾人需求: from whom we know it has its own column; ``source`` is, as on every record, how it was entered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disabled", "0001_initial")]

    operations = [
        migrations.RenameField("demand", "source", "told_by"),
        migrations.AddField(
            "demand",
            "source",
            models.SmallIntegerField(
                choices=[(1, "电脑录入"), (2, "手机录入"), (3, "批量导入"), (4, "设备上传")], default=1, verbose_name="来源"
            ),
        ),
    ]
