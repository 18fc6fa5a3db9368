import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_stay'),
        ('planning', '0005_town_number'),
        ('records', '0002_attachment'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('plan', models.TextField(verbose_name='方案')),
                ('item', models.CharField(max_length=40, verbose_name='项目')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年')),
                ('quarter', models.PositiveSmallIntegerField(verbose_name='季度')),
                ('label', models.CharField(max_length=80, verbose_name='名称')),
                ('attached_at', models.DateTimeField(verbose_name='上传时间')),
                ('withdrawn_because', models.CharField(blank=True, max_length=200, verbose_name='撤下原因')),
                ('attached_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='上传人')),
                ('attachment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.attachment', verbose_name='文件')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='机构')),
            ],
            options={
                'verbose_name': '台账资料',
                'ordering': ['item', 'attached_at'],
                'abstract': False,
                'indexes': [models.Index(fields=['plan', 'year', 'quarter', 'institution'], name='planning_evidence_period')],
                'constraints': [models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='planning_evidence_named'), models.CheckConstraint(condition=models.Q(('quarter__gte', 1), ('quarter__lte', 4)), name='planning_evidence_quarter')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='538cd208bd2ff7316058b4fbecb51ab01142ec52', operation='UPDATE', pgid='pgtrigger_keep_history_a5b2d', table='planning_evidence', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evidence',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='c42a48991ead4eebaab4aa47e121fdd4c4a78376', operation='DELETE', pgid='pgtrigger_no_delete_06826', table='planning_evidence', when='BEFORE')),
        ),
    ]
