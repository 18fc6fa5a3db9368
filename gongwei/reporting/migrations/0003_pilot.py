import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_enlisted'),
        ('reporting', '0002_statement'),
    ]

    operations = [
        migrations.CreateModel(
            name='PilotReport',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('service_model', models.TextField(blank=True, verbose_name='医防融合服务模式')),
                ('incentive', models.TextField(blank=True, verbose_name='激励机制')),
                ('education', models.TextField(blank=True, verbose_name='健康教育方式')),
                ('informatisation', models.TextField(blank=True, verbose_name='信息化应用')),
                ('state', models.CharField(choices=[('draft', '撰写中'), ('submitted', '已报送'), ('returned', '已退回')], default='draft', max_length=10, verbose_name='状态')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='报送时间')),
                ('returned_because', models.TextField(blank=True, verbose_name='退回原因')),
                ('institution', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.institution', verbose_name='试点单位')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='报送人')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='撰写人')),
            ],
            options={
                'verbose_name': '医防融合试点报告',
                'ordering': ['-year', 'institution_id'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('institution', 'year'), name='reporting_pilot_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'submitted'), _negated=True), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False), models.Q(('service_model', ''), _negated=True), models.Q(('incentive', ''), _negated=True), models.Q(('education', ''), _negated=True), models.Q(('informatisation', ''), _negated=True)), _connector='OR'), name='reporting_pilot_whole'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('returned_because', ''), _negated=True), _connector='OR'), name='reporting_pilot_returned')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pilotreport',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='2d418499c8f7afe968c63d606ef54c2ca8f45b7a', operation='UPDATE', pgid='pgtrigger_keep_history_de29d', table='reporting_pilotreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pilotreport',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='2fdcfeebefabc3597849a55b5067174843f7af21', operation='DELETE', pgid='pgtrigger_no_delete_49bca', table='reporting_pilotreport', when='BEFORE')),
        ),
    ]
