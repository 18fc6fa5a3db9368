import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0003_exclusion'),
        ('people', '0005_list_release'),
    ]

    operations = [
        migrations.CreateModel(
            name='OutsideRecord',
            fields=[
                ('record', models.UUIDField(primary_key=True, serialize=False)),
                ('form', models.TextField(verbose_name='表单')),
                ('recorded_at', models.DateTimeField(verbose_name='录入时间')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.resident', verbose_name='居民')),
            ],
            options={
                'verbose_name': '外院记录',
                'db_table': 'outside_record',
                'indexes': [models.Index(fields=['recorded_at'], name='outside_record_when')],
            },
        ),
    ]
