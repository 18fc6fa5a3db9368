import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_enlisted'),
        ('planning', '0004_papers_duties_works'),
    ]

    operations = [
        migrations.CreateModel(
            name='TownNumber',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('plan', models.TextField(verbose_name='方案')),
                ('indicator', models.TextField(verbose_name='指标')),
                ('value', models.PositiveIntegerField(verbose_name='任务数')),
                ('source', models.CharField(max_length=120, verbose_name='依据')),
                ('at', models.DateTimeField(verbose_name='下达时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='下达人')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='机构')),
            ],
            options={
                'verbose_name': '下达的任务数',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='planning_number_source')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='townnumber',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='ff4c908001320c45486e6a38e2ee6aa8134065e6', operation='UPDATE', pgid='pgtrigger_keep_history_5b7ac', table='planning_townnumber', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='townnumber',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='987d5e61458d9e6cd8068edde0fc6bd698ed4627', operation='DELETE', pgid='pgtrigger_no_delete_1c6bc', table='planning_townnumber', when='BEFORE')),
        ),
    ]
