import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('family_doctor', '0001_initial'),
        ('people', '0005_list_release'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExamDay',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('on', models.DateField(verbose_name='体检日')),
                ('venue', models.CharField(blank=True, default='', max_length=100, verbose_name='地点')),
                ('capacity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='最多几人')),
                ('transport', models.CharField(blank=True, default='', max_length=100, verbose_name='接送')),
                ('withdrawn', models.BooleanField(default=False, verbose_name='已取消')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='安排人')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exam_days', to='family_doctor.team')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.region', verbose_name='村（居）')),
            ],
            options={
                'verbose_name': '团队体检日',
                'db_table': 'family_doctor_exam_day',
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn', False)), fields=('team', 'village', 'on'), name='family_doctor_exam_day_once'), models.CheckConstraint(condition=models.Q(('capacity', None), ('capacity__gte', 1), _connector='OR'), name='family_doctor_exam_day_room')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examday',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='2320f8ac5a1d82d198071adcb76b92bfa3493d2b', operation='UPDATE', pgid='pgtrigger_keep_history_fbb88', table='family_doctor_exam_day', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='examday',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='41f4e6cc0a3227e435f16ce55bbb7fe9fee8c7da', operation='DELETE', pgid='pgtrigger_no_delete_54828', table='family_doctor_exam_day', when='BEFORE')),
        ),
    ]
