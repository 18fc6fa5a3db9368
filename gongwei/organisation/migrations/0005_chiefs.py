
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0004_grids'),
        ('people', '0006_enlisted'),
    ]

    operations = [
        migrations.CreateModel(
            name='ChiefPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(verbose_name='起')),
                ('to_on', models.DateField(null=True, verbose_name='止')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='指导机构')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='首席公共卫生医师')),
            ],
            options={
                'verbose_name': '首席公共卫生医师',
                'ordering': ['institution__position', 'institution_id', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DifficultCase',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('chapter', models.CharField(max_length=40, verbose_name='项目')),
                ('question', models.TextField(verbose_name='问题')),
                ('asked_on', models.DateField(verbose_name='提交日期')),
                ('decision', models.CharField(blank=True, choices=[('approve', '同意方案'), ('advise', '提出意见'), ('refer_up', '建议上转')], default='', max_length=10, verbose_name='意见')),
                ('words', models.TextField(blank=True, default='', verbose_name='意见说明')),
                ('decided_on', models.DateField(null=True, verbose_name='审定日期')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='提交医生')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='审定人')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='organisation.chiefpost', verbose_name='首席公共卫生医师')),
                ('resident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.resident', verbose_name='居民')),
            ],
            options={
                'verbose_name': '疑难病例',
                'ordering': ['-asked_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Guidance',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('on', models.DateField(verbose_name='日期')),
                ('topic', models.TextField(verbose_name='指导内容')),
                ('advice', models.TextField(verbose_name='意见')),
                ('answer', models.TextField(blank=True, default='', verbose_name='答复')),
                ('answered_on', models.DateField(null=True, verbose_name='答复日期')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='答复人')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidance', to='organisation.chiefpost', verbose_name='首席公共卫生医师')),
            ],
            options={
                'verbose_name': '首席指导',
                'ordering': ['-on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='chiefpost',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('institution',), name='organisation_one_chief'),
        ),
        migrations.AddConstraint(
            model_name='chiefpost',
            constraint=models.CheckConstraint(condition=models.Q(('to_on__isnull', True), ('to_on__gte', models.F('from_on')), _connector='OR'), name='organisation_chief_dates'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chiefpost',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='4c2d728d78df66619e8ae227d567c729d7507a4a', operation='UPDATE', pgid='pgtrigger_keep_history_2b68c', table='organisation_chiefpost', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chiefpost',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='497b40266b6bccc0b2115dca0f29bb396a568977', operation='DELETE', pgid='pgtrigger_no_delete_e9da2', table='organisation_chiefpost', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='difficultcase',
            constraint=models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='organisation_case_asked'),
        ),
        migrations.AddConstraint(
            model_name='difficultcase',
            constraint=models.UniqueConstraint(condition=models.Q(('decision', '')), fields=('resident', 'chapter'), name='organisation_case_one_open'),
        ),
        migrations.AddConstraint(
            model_name='difficultcase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('decided_on', None), ('decision', '')), models.Q(models.Q(('words', ''), _negated=True), ('decided_by__isnull', False), ('decided_on__isnull', False), ('decision__in', ['approve', 'advise', 'refer_up'])), _connector='OR'), name='organisation_case_decided'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='difficultcase',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='79a1af363129285eef0e6619534bb22d1449e56f', operation='UPDATE', pgid='pgtrigger_keep_history_060c4', table='organisation_difficultcase', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='difficultcase',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='d66ee2b15193c87b5a219ab4ba2593d2449f3d3a', operation='DELETE', pgid='pgtrigger_no_delete_b47ae', table='organisation_difficultcase', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='guidance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('topic', ''), _negated=True), models.Q(('advice', ''), _negated=True)), name='organisation_guidance_said'),
        ),
        migrations.AddConstraint(
            model_name='guidance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_by', None), ('answered_on', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_by__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='organisation_guidance_answer'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='guidance',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='e936ee9448466fe29be03e7426e28eaad4e80d0e', operation='UPDATE', pgid='pgtrigger_keep_history_d79d6', table='organisation_guidance', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='guidance',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='cad37769990c1ec9c8daf33657acb99b953c3b8c', operation='DELETE', pgid='pgtrigger_no_delete_18fda', table='organisation_guidance', when='BEFORE')),
        ),
    ]
