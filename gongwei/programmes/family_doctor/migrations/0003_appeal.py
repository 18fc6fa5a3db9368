import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('family_doctor', '0002_exam_day'),
        ('people', '0007_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=300, verbose_name='要求')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('holders', models.PositiveIntegerField(verbose_name='当时持证残疾人')),
                ('signed', models.PositiveIntegerField(verbose_name='当时已签约')),
                ('written_on', models.DateField(verbose_name='拟稿日期')),
                ('sent_on', models.DateField(blank=True, null=True, verbose_name='发出日期')),
                ('federation_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='残联签字')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='对象机构')),
                ('office_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='卫健局签字')),
            ],
            options={
                'verbose_name': '签约联合动员',
                'db_table': 'family_doctor_appeal',
                'ordering': ['-written_on', 'due_on'],
                'abstract': False,
                'indexes': [models.Index(fields=['institution', 'due_on'], name='family_doctor_appealed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='family_doctor_appeal_words'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('written_on'))), name='family_doctor_appeal_day'), models.CheckConstraint(condition=models.Q(('signed__lte', models.F('holders'))), name='family_doctor_appeal_count'), models.CheckConstraint(condition=models.Q(models.Q(('office_by__isnull', True), ('sent_on__isnull', True)), models.Q(('federation_by__isnull', True), ('sent_on__isnull', True)), models.Q(('federation_by__isnull', False), ('office_by__isnull', False), ('sent_on__isnull', False), models.Q(('office_by', models.F('federation_by')), _negated=True)), _connector='OR'), name='family_doctor_appeal_both')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appeal',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='2e82fd30106491f10e616b3ea8399e618604b023', operation='UPDATE', pgid='pgtrigger_keep_history_f63c4', table='family_doctor_appeal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='appeal',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='b5a3b9675ee65506f0e033a4a261709ba352c030', operation='DELETE', pgid='pgtrigger_no_delete_99be0', table='family_doctor_appeal', when='BEFORE')),
        ),
    ]
