import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('duties', '0004_ledgers_needs_meetings_and_more'),
        ('members', '0006_fill_given_names'),
        ('orgs', '0008_settings_of_contact_and_meetings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appraisal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(verbose_name='结束日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '群众评议',
                'verbose_name_plural': '群众评议',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='appraisal_one_at_a_time', violation_error_message='这个组织在这段时间里已经有一次评议。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='appraisal_ends_after_it_begins', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AppraisalAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grades', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None, verbose_name='评分')),
                ('appraisal', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='duties.appraisal', verbose_name='评议')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '评议答卷',
                'verbose_name_plural': '评议答卷',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'appraisal'], name='answer_by')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='AppraisalWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300, verbose_name='意见')),
                ('appraisal', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='duties.appraisal', verbose_name='评议')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
            ],
            options={
                'verbose_name': '评议意见',
                'verbose_name_plural': '评议意见',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'appraisal'], name='words_by')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('notice', '通知'), ('task', '任务'), ('guidance', '工作指导')], max_length=10, verbose_name='类别')),
                ('title', models.CharField(max_length=50, verbose_name='标题')),
                ('text', models.TextField(blank=True, max_length=2000, verbose_name='内容')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='截止日期')),
                ('minutes', models.PositiveSmallIntegerField(verbose_name='预计每处用时（分钟）')),
                ('sent_at', models.DateTimeField(verbose_name='发出时间')),
                ('closed_at', models.DateTimeField(editable=False, null=True, verbose_name='办结时间')),
                ('recalled_at', models.DateTimeField(editable=False, null=True, verbose_name='撤回时间')),
                ('recalled_because', models.CharField(blank=True, editable=False, max_length=100, verbose_name='撤回原因')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='发出组织')),
            ],
            options={
                'verbose_name': '通知和任务',
                'verbose_name_plural': '通知和任务',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org', 'sent_at'], name='dispatch_by_org')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DispatchReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('read_at', models.DateTimeField(editable=False, null=True, verbose_name='已阅时间')),
                ('done_at', models.DateTimeField(editable=False, null=True, verbose_name='已办时间')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='办理情况')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('appointment', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='接收人')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('dispatch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='duties.dispatch', verbose_name='通知或任务')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='接收组织')),
            ],
            options={
                'verbose_name': '接收情况',
                'verbose_name_plural': '接收情况',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org'], name='receipt_by_org'), models.Index(fields=['county', 'dispatch'], name='receipt_by_dispatch')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('appointment__isnull', True)), fields=('county', 'dispatch', 'org'), name='receipt_once_an_org'), models.UniqueConstraint(condition=models.Q(('appointment__isnull', False)), fields=('county', 'dispatch', 'appointment'), name='receipt_once_a_member')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='DutyReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('audience', models.CharField(choices=[('party', '同级党组织'), ('upper_federation', '上级妇联'), ('women', '妇女群众')], max_length=16, verbose_name='述职对象')),
                ('text', models.TextField(max_length=8000, verbose_name='述职报告')),
                ('stories', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='选讲的事')),
                ('sources', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='数据来源')),
                ('filed_on', models.DateField(editable=False, null=True, verbose_name='提交日期')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='登记时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('appointment', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.appointment', verbose_name='述职人')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '述职报告',
                'verbose_name_plural': '述职报告',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'appointment', 'year', 'audience'), name='duty_report_once', violation_error_message='这一年给同一对象的述职报告已经有了。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='WorkTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('meeting', '会议'), ('activity', '活动')], max_length=10, verbose_name='类别')),
                ('title', models.CharField(max_length=40, verbose_name='名称')),
                ('text', models.TextField(max_length=2000, verbose_name='内容')),
                ('since', models.DateField(verbose_name='设立日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='停用日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '工作模板',
                'verbose_name_plural': '工作模板',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('county', 'kind', 'title'), name='template_title_once', violation_error_message='已经有同名的模板。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='template_ends_after_it_begins', violation_error_message='停用日期不能早于设立日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
