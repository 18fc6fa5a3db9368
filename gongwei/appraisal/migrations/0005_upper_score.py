import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appraisal', '0004_quality_rounds'),
        ('people', '0006_enlisted'),
    ]

    operations = [
        migrations.CreateModel(
            name='UpperScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('appraiser', models.CharField(choices=[('nation', '国家'), ('province', '省级'), ('city', '市级')], max_length=8, verbose_name='评价层级')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('score', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='得分')),
                ('full', models.DecimalField(decimal_places=2, max_digits=6, verbose_name='满分')),
                ('rank', models.PositiveSmallIntegerField(null=True, verbose_name='名次')),
                ('ranked', models.PositiveSmallIntegerField(null=True, verbose_name='参评单位数')),
                ('document', models.TextField(verbose_name='文件')),
                ('entered_on', models.DateField(verbose_name='登记日期')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff', verbose_name='登记人')),
            ],
            options={
                'verbose_name': '上级评价得分',
                'ordering': ['appraiser', '-year'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('appraiser', 'year'), name='appraisal_upper_once'), models.CheckConstraint(condition=models.Q(('full__gt', 0), ('score__gte', 0), ('score__lte', models.F('full'))), name='appraisal_upper_score'), models.CheckConstraint(condition=models.Q(models.Q(('rank__isnull', True), ('ranked__isnull', True)), models.Q(('rank__gte', 1), ('rank__isnull', False), ('rank__lte', models.F('ranked')), ('ranked__isnull', False)), _connector='OR'), name='appraisal_upper_rank'), models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='appraisal_upper_document')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upperscore',
            trigger=pgtrigger.compiler.Trigger(name='keep_history', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func="\n        INSERT INTO history (table_name, row_id, at, actor, reason, old)\n        VALUES (TG_TABLE_NAME, OLD.id::text, clock_timestamp(),\n                coalesce(current_setting('gongwei.actor', true), ''),\n                coalesce(current_setting('gongwei.reason', true), ''), to_jsonb(OLD));\n        RETURN NULL;\n    ", hash='4624e223b6f54b31b04ce25da287062d0a05e9ae', operation='UPDATE', pgid='pgtrigger_keep_history_87031', table='appraisal_upperscore', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='upperscore',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='db77d473eddf5a8d82a0e49485d1944ec852f7df', operation='DELETE', pgid='pgtrigger_no_delete_d0a86', table='appraisal_upperscore', when='BEFORE')),
        ),
    ]
