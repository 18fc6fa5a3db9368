import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0004_outside_record'),
        ('people', '0006_enlisted'),
    ]

    operations = [
        migrations.CreateModel(
            name='PathwayRun',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('pathway', models.TextField(verbose_name='路径')),
                ('started_on', models.DateField(verbose_name='入径日期')),
                ('step', models.TextField(blank=True, verbose_name='当前步骤')),
                ('entered_on', models.DateField(verbose_name='进入当前步骤')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.resident', verbose_name='居民')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='入径人')),
            ],
            options={
                'verbose_name': '路径管理',
                'db_table': 'pathway_run',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PathwayMove',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('step', models.TextField(verbose_name='步骤')),
                ('choice', models.TextField(verbose_name='决定')),
                ('to', models.TextField(verbose_name='去向')),
                ('on', models.DateField(verbose_name='日期')),
                ('at', models.DateTimeField(verbose_name='录入时间')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='说明')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='决定人')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='care.pathwayrun', verbose_name='路径管理')),
            ],
            options={
                'verbose_name': '路径决定',
                'db_table': 'pathway_move',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='pathwayrun',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['pathway', 'step'], name='pathway_run_step'),
        ),
        migrations.AddConstraint(
            model_name='pathwayrun',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('pathway', 'resident'), name='pathway_run_one_open'),
        ),
        migrations.AddConstraint(
            model_name='pathwayrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), models.Q(('step', ''), _negated=True)), models.Q(('ended_on__isnull', False), ('step', '')), _connector='OR'), name='pathway_run_stands'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayrun',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='bdf405b1eb3519cd6369e8b55741be57af1925e5', operation='UPDATE', pgid='pgtrigger_keep_history_f807c', table='pathway_run', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwayrun',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='ee3ef1c0f2f2b006dda99983abcf2b42192bd825', operation='DELETE', pgid='pgtrigger_no_delete_e9a38', table='pathway_run', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='pathwaymove',
            index=models.Index(fields=['run', 'at'], name='pathway_move_run'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwaymove',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='0b99a8458a0e98feff2f7914e99e754534c4ce84', operation='UPDATE', pgid='pgtrigger_keep_history_cb5ee', table='pathway_move', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pathwaymove',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='322c7c6150fa640f9477bcd0956b2b661a80de50', operation='DELETE', pgid='pgtrigger_no_delete_34740', table='pathway_move', when='BEFORE')),
        ),
    ]
