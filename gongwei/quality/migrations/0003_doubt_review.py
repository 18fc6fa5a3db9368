
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_list_release'),
        ('quality', '0002_verification'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoubtReview',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('case', models.TextField(verbose_name='疑点')),
                ('kind', models.CharField(max_length=20, verbose_name='类别')),
                ('records', models.PositiveIntegerField(verbose_name='当时的记录数')),
                ('outcome', models.CharField(choices=[('told', '机构说明'), ('explained', '有合理解释'), ('corrected', '已更正'), ('untrue', '查实不实')], max_length=12, verbose_name='结果')),
                ('words', models.TextField(verbose_name='说明')),
                ('at', models.DateTimeField(verbose_name='登记时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='登记人')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='服务机构')),
            ],
            options={
                'verbose_name': '数据疑点复核',
                'ordering': ['at'],
                'indexes': [models.Index(fields=['case'], name='quality_doubt_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='quality_doubt_has_words')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='doubtreview',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9db8296bdefaaa87ae7f9a8a30f586ad237f16cf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a37e8', table='quality_doubtreview', when='BEFORE')),
        ),
    ]
