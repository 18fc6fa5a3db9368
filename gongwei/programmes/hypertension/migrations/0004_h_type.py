import django.contrib.postgres.indexes
import django.db.models.deletion
import gongwei.records.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hypertension', '0003_grading'),
        ('people', '0006_enlisted'),
    ]

    operations = [
        migrations.CreateModel(
            name='Supply',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('served_on', models.DateField(verbose_name='服务日期')),
                ('recorded_at', models.DateTimeField(verbose_name='录入时间')),
                ('source', models.SmallIntegerField(choices=[(1, '电脑录入'), (2, '手机录入'), (3, '批量导入'), (4, '设备上传')], default=1, verbose_name='来源')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('void_reason', models.TextField(blank=True, verbose_name='作废原因')),
                ('drug', gongwei.records.fields.Code(blank=True, null=True, verbose_name='药品')),
                ('drug_other', gongwei.records.fields.Text(blank=True, max_length=200, null=True, verbose_name='其他药品')),
                ('quantity', gongwei.records.fields.Integer(blank=True, null=True, verbose_name='数量')),
                ('pack', gongwei.records.fields.Code(blank=True, null=True, verbose_name='单位')),
                ('days', gongwei.records.fields.Integer(blank=True, null=True, verbose_name='可服天数')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='服务机构')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='录入人')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.resident', verbose_name='居民')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='服务人员')),
            ],
            options={
                'verbose_name': 'H型高血压补服发放登记',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HType',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('served_on', models.DateField(verbose_name='服务日期')),
                ('recorded_at', models.DateTimeField(verbose_name='录入时间')),
                ('source', models.SmallIntegerField(choices=[(1, '电脑录入'), (2, '手机录入'), (3, '批量导入'), (4, '设备上传')], default=1, verbose_name='来源')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='版本')),
                ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='作废时间')),
                ('void_reason', models.TextField(blank=True, verbose_name='作废原因')),
                ('hcy', gongwei.records.fields.Number(blank=True, decimal_places=1, max_digits=8, null=True, verbose_name='血同型半胱氨酸')),
                ('test_org', gongwei.records.fields.Text(blank=True, max_length=200, null=True, verbose_name='检测机构')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='服务机构')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='录入人')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.resident', verbose_name='居民')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='服务人员')),
            ],
            options={
                'verbose_name': 'H型高血压登记',
                'db_table': 'hypertension_h_type',
                'abstract': False,
                'indexes': [models.Index(fields=['resident', 'served_on'], name='htype_hypertension_person'), django.contrib.postgres.indexes.BrinIndex(fields=['served_on'], name='htype_hypertension_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='htype_hypertension_void_reason'), models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='htype_hypertension_version')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='htype',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='22c82fddc6aa985adee6a876b6992f7f698d3e3a', operation='UPDATE', pgid='pgtrigger_keep_history_6cded', table='hypertension_h_type', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='htype',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='5326cb3974fa9acdc06dfc3aea3a830f589b4fcc', operation='DELETE', pgid='pgtrigger_no_delete_8b8fb', table='hypertension_h_type', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='supply',
            index=models.Index(fields=['resident', 'served_on'], name='supply_hypertension_person'),
        ),
        migrations.AddIndex(
            model_name='supply',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['served_on'], name='supply_hypertension_day'),
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.CheckConstraint(condition=models.Q(('voided_at__isnull', True), models.Q(('void_reason', ''), _negated=True), _connector='OR'), name='supply_hypertension_void_reason'),
        ),
        migrations.AddConstraint(
            model_name='supply',
            constraint=models.CheckConstraint(condition=models.Q(('version__gte', 1)), name='supply_hypertension_version'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supply',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='023f8b25ce7008498440f379cc7c1ced6e3be867', operation='UPDATE', pgid='pgtrigger_keep_history_a9a73', table='hypertension_supply', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='supply',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1a437e5a5557c0d55b6bc761f58f1087aa641a1a', operation='DELETE', pgid='pgtrigger_no_delete_fa4ff', table='hypertension_supply', when='BEFORE')),
        ),
    ]
