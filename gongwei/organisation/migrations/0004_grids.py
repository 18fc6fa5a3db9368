import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0003_roll_ups'),
        ('people', '0006_enlisted'),
    ]

    operations = [
        migrations.CreateModel(
            name='Grid',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40, verbose_name='网格')),
                ('from_on', models.DateField(verbose_name='起')),
                ('to_on', models.DateField(null=True, verbose_name='止')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='机构')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='网格长')),
            ],
            options={
                'verbose_name': '网格',
                'ordering': ['institution_id', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GridMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='起')),
                ('to_on', models.DateField(null=True, verbose_name='止')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='organisation.grid')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='人员')),
            ],
            options={
                'verbose_name': '网格团队成员',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GridPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block', models.CharField(blank=True, default='', max_length=40, verbose_name='街区')),
                ('from_on', models.DateField(verbose_name='起')),
                ('to_on', models.DateField(null=True, verbose_name='止')),
                ('grid', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='organisation.grid')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.region', verbose_name='村（居）')),
            ],
            options={
                'verbose_name': '网格范围',
                'ordering': ['village_id', 'block'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='grid',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('institution', 'name'), name='organisation_grid_name'),
        ),
        migrations.AddConstraint(
            model_name='grid',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_grid_named'),
        ),
        migrations.AddConstraint(
            model_name='grid',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='organisation_grid_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grid',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='47e7bea661b72729f212936bbb46f7819331f8ff', operation='UPDATE', pgid='pgtrigger_keep_history_235de', table='organisation_grid', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grid',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='0f32dad43542e10ae6cb19010cbcad0e16d846c4', operation='DELETE', pgid='pgtrigger_no_delete_8feb3', table='organisation_grid', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='gridmember',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('grid', 'staff'), name='organisation_grid_member_once'),
        ),
        migrations.AddConstraint(
            model_name='gridmember',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='organisation_grid_member_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gridmember',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='c61afcac6c85d53b77327a885d983ecffc1e0c4a', operation='UPDATE', pgid='pgtrigger_keep_history_2d751', table='organisation_gridmember', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gridmember',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='f66fe85345031b50d2638efa79415ec9679c612b', operation='DELETE', pgid='pgtrigger_no_delete_3cbb9', table='organisation_gridmember', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='gridpart',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('village', 'block'), name='organisation_part_one_grid'),
        ),
        migrations.AddConstraint(
            model_name='gridpart',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='organisation_grid_part_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gridpart',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='a09e8ee4dc83c8974919a3eb18d3898b69eadff8', operation='UPDATE', pgid='pgtrigger_keep_history_8f590', table='organisation_gridpart', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='gridpart',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='1abbcbdfecd906fb2305d492fee089493ef45f16', operation='DELETE', pgid='pgtrigger_no_delete_d2073', table='organisation_gridpart', when='BEFORE')),
        ),
    ]
