import django.db.models.deletion
import django.db.models.manager
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0003_settings_of_a_county'),
        ('orgs', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuarterlyCoverageReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.CharField(max_length=6, verbose_name='季度')),
                ('taken_on', models.DateField(verbose_name='截止日期')),
                ('status', models.CharField(choices=[('open', '乡镇核对中'), ('frozen', '已定稿')], default='open', max_length=8, verbose_name='状态')),
                ('compiled_at', models.DateTimeField(verbose_name='汇总时间')),
                ('confirm_until', models.DateField(verbose_name='核对截止日期')),
                ('frozen_at', models.DateTimeField(null=True, verbose_name='定稿时间')),
                ('late', models.JSONField(default=list, verbose_name='补登')),
                ('body', models.TextField(blank=True, verbose_name='定稿内容')),
                ('digest', models.CharField(blank=True, max_length=64, verbose_name='校验码')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '季度覆盖报告',
                'verbose_name_plural': '季度覆盖报告',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'quarter'), name='report_once_a_quarter', violation_error_message='这个季度的报告已经有了。'), models.CheckConstraint(condition=models.Q(models.Q(('digest', ''), ('frozen_at__isnull', True), ('status', 'open')), models.Q(('frozen_at__isnull', False), ('status', 'frozen'), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='report_frozen_has_a_digest', violation_error_message='定稿的报告要有定稿时间和校验码。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('indicator', models.CharField(max_length=12, verbose_name='指标')),
                ('own_numerator', models.IntegerField(verbose_name='本级分子')),
                ('own_denominator', models.IntegerField(verbose_name='本级分母')),
                ('own_days', models.IntegerField(default=0, verbose_name='本级空缺天数')),
                ('numerator', models.IntegerField(verbose_name='分子')),
                ('denominator', models.IntegerField(verbose_name='分母')),
                ('days', models.IntegerField(default=0, verbose_name='空缺天数')),
                ('missing', models.JSONField(default=list, verbose_name='缺什么')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('report', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='values', to='reports.quarterlycoveragereport', verbose_name='报告')),
            ],
            options={
                'verbose_name': '指标值',
                'verbose_name_plural': '指标值',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'report', 'indicator', 'org'), name='value_once')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='TownshipConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='审核人')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('confirmed_at', models.DateTimeField(verbose_name='核对时间')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='乡镇')),
                ('report', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='reports.quarterlycoveragereport', verbose_name='报告')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='审核账号')),
            ],
            options={
                'verbose_name': '乡镇核对',
                'verbose_name_plural': '乡镇核对',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'report', 'org'), name='confirmed_once', violation_error_message='这个乡镇已经核对过。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
