import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_enlisted'),
    ]

    operations = [
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='居住起始日期')),
                ('evidence', models.CharField(blank=True, default='', max_length=200, verbose_name='依据')),
                ('noted_on', models.DateField(verbose_name='登记日期')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='登记人')),
                ('resident', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='stay', to='people.resident', verbose_name='居民')),
            ],
            options={
                'db_table': 'stay',
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stay',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='f82ff5ecb9293f3b6908751d4d9e3759690eba1e', operation='UPDATE', pgid='pgtrigger_keep_history_a7523', table='stay', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='stay',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='3cfd194c254b9130fe353501703945a292254f02', operation='DELETE', pgid='pgtrigger_no_delete_f886a', table='stay', when='BEFORE')),
        ),
    ]
