import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_stay'),
        ('planning', '0006_evidence'),
    ]

    operations = [
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('plan', models.TextField(verbose_name='方案')),
                ('notice', models.CharField(max_length=60, verbose_name='通知文号')),
                ('indicator', models.CharField(max_length=80, verbose_name='指标')),
                ('value', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='目标值')),
                ('unit', models.CharField(choices=[('%', '%'), ('人', '人')], max_length=2, verbose_name='单位')),
                ('place', models.PositiveSmallIntegerField(verbose_name='次序')),
                ('set_at', models.DateTimeField(verbose_name='导入时间')),
                ('replaced', models.BooleanField(default=False, verbose_name='已被替换')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='导入人')),
            ],
            options={
                'verbose_name': '绩效目标',
                'ordering': ['notice', 'place'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced', False)), fields=('plan', 'notice', 'indicator'), name='planning_goal_once'), models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='planning_goal_positive'), models.CheckConstraint(condition=models.Q(models.Q(('unit', '%'), _negated=True), ('value__lte', 100), _connector='OR'), name='planning_goal_percent')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='94c6aef53524ee57834501da1df03475ac677406', operation='UPDATE', pgid='pgtrigger_keep_history_4d53c', table='planning_goal', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='goal',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6225d09b4e3d3518364793c86d6d54191b4e395b', operation='DELETE', pgid='pgtrigger_no_delete_05ba0', table='planning_goal', when='BEFORE')),
        ),
    ]
