import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
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
            name='CongressTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几届')),
                ('starts_on', models.DateField(verbose_name='开始日期')),
                ('ends_on', models.DateField(verbose_name='届满日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '届次',
                'verbose_name_plural': '届次',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(fields=('county', 'org', 'number'), name='term_number_once', violation_error_message='这一届已经登记过。'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='term_ends_after_it_begins', violation_error_message='届满日期要晚于开始日期。'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('org', '='), (models.Func('starts_on', 'ends_on', function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='term_one_at_a_time', violation_error_message='这一届的起止日期与另一届重叠。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='姓名')),
                ('pinyin', models.CharField(editable=False, max_length=120, verbose_name='姓名拼音')),
                ('birth_on', models.DateField(blank=True, null=True, verbose_name='出生日期')),
                ('ethnic_group', models.CharField(blank=True, max_length=20, verbose_name='民族')),
                ('political_status', models.CharField(blank=True, choices=[('party', '中共党员'), ('probationary', '中共预备党员'), ('league', '共青团员'), ('democratic', '民主党派'), ('masses', '群众')], max_length=16, verbose_name='政治面貌')),
                ('education', models.CharField(blank=True, choices=[('primary', '小学及以下'), ('junior', '初中'), ('senior', '高中或中专'), ('college', '大专'), ('bachelor', '本科'), ('master', '研究生')], max_length=10, verbose_name='文化程度')),
                ('occupation', models.CharField(blank=True, max_length=60, verbose_name='职业')),
                ('employer', models.CharField(blank=True, max_length=80, verbose_name='工作单位')),
                ('job_title', models.CharField(blank=True, max_length=60, verbose_name='单位职务')),
                ('source_category', models.CharField(blank=True, choices=[('group_leader', '妇女小组长'), ('grid_worker', '网格员或楼栋长'), ('entrepreneur', '致富带头人'), ('interest_group', '兴趣组织带头人'), ('square_dance', '广场舞带头人'), ('resident', '热心或有专长的居民'), ('village_chair', '村（社区）妇联主席'), ('unit_leader', '机关企事业单位负责人'), ('social_organisation', '社会组织负责人'), ('association', '联谊组织负责人'), ('other', '其他')], max_length=20, verbose_name='来源类别')),
                ('phone', models.BinaryField(null=True, verbose_name='手机号（加密）')),
                ('phone_key', models.CharField(blank=True, editable=False, max_length=40, verbose_name='手机号摘要')),
                ('phone_tail', models.CharField(blank=True, editable=False, max_length=40, verbose_name='手机后四位摘要')),
                ('id_number', models.BinaryField(null=True, verbose_name='身份证号（加密）')),
                ('id_key', models.CharField(blank=True, editable=False, max_length=40, verbose_name='身份证号摘要')),
                ('name_shown_since', models.DateField(blank=True, null=True, verbose_name='同意公开姓名的日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='所在组织')),
            ],
            options={
                'verbose_name': '人员',
                'verbose_name_plural': '人员',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org', 'pinyin'], name='person_by_org'), models.Index(fields=['county', 'pinyin'], name='person_by_pinyin'), models.Index(fields=['county', 'phone_key'], name='person_by_phone'), models.Index(fields=['county', 'phone_tail'], name='person_by_tail')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('id_key', ''), _negated=True), fields=('county', 'id_key'), name='person_once_by_id', violation_error_message='这个身份证号已经登记过。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='QuotaRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('county', '县级'), ('township', '乡级'), ('village', '村级'), ('unit', '村以下或旁设')], max_length=10, verbose_name='层级')),
                ('chair', models.PositiveSmallIntegerField(default=1, verbose_name='主席')),
                ('vice_min', models.PositiveSmallIntegerField(verbose_name='副主席（至少）')),
                ('executive_min', models.PositiveSmallIntegerField(verbose_name='执委（至少）')),
                ('counting', models.CharField(choices=[('inclusive', '执委数含主席、副主席'), ('additive', '执委数不含主席、副主席')], default='inclusive', max_length=10, verbose_name='计数口径')),
                ('since', models.DateField(verbose_name='开始日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='结束日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '职数规定',
                'verbose_name_plural': '职数规定',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('county', '='), ('level', '='), (models.Func('since', 'until', function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='quota_one_at_a_time', violation_error_message='这一层级在这段时间里已经有职数规定。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='quota_ends_after_it_begins', violation_error_message='结束日期不能早于开始日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('filename', models.CharField(max_length=120, verbose_name='文件名')),
                ('state', models.CharField(choices=[('previewed', '待确认'), ('confirmed', '等待写入'), ('done', '已完成'), ('cancelled', '已取消'), ('failed', '没有成功')], default='previewed', max_length=10, verbose_name='进度')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='行数')),
                ('wrong', models.PositiveIntegerField(default=0, verbose_name='有问题的行数')),
                ('written', models.PositiveIntegerField(default=0, verbose_name='已写入')),
                ('sheet', models.BinaryField(null=True, verbose_name='内容（加密）')),
                ('problems', models.BinaryField(null=True, verbose_name='问题（加密）')),
                ('failure', models.CharField(blank=True, max_length=200, verbose_name='没有成功的原因')),
                ('batch', models.UUIDField(editable=False, null=True, verbose_name='批次')),
                ('made_at', models.DateTimeField(verbose_name='上传时间')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='导入人')),
            ],
            options={
                'verbose_name': '名单导入',
                'verbose_name_plural': '名单导入',
                'abstract': False,
                'base_manager_name': 'rows',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='WomensGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('kind', models.CharField(choices=[('hamlet', '自然村屯'), ('villager_group', '村民小组'), ('grid', '社区网格'), ('building', '居民楼栋')], default='villager_group', max_length=16, verbose_name='单元类别')),
                ('households', models.PositiveIntegerField(blank=True, null=True, verbose_name='户数')),
                ('women', models.PositiveIntegerField(blank=True, null=True, verbose_name='妇女人数')),
                ('founded_on', models.DateField(verbose_name='建立日期')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='撤销日期')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
            ],
            options={
                'verbose_name': '妇女小组',
                'verbose_name_plural': '妇女小组',
                'abstract': False,
                'base_manager_name': 'rows',
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('county', 'org', 'name'), name='group_name_once', violation_error_message='这个村（社区）已经有同名的妇女小组。'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_on__gte', models.F('founded_on')), _connector='OR'), name='group_closes_after_founding', violation_error_message='撤销日期不能早于建立日期。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office', models.CharField(choices=[('chair', '主席'), ('vice_chair', '副主席'), ('executive_member', '执委'), ('representative', '妇女代表'), ('group_leader', '妇女小组长')], max_length=20, verbose_name='职务')),
                ('employment', models.CharField(blank=True, choices=[('full_time', '专职'), ('part_time', '兼职'), ('seconded', '挂职')], max_length=10, verbose_name='任职方式')),
                ('origin', models.CharField(choices=[('elected', '选举'), ('appointed', '聘任'), ('recommended', '推荐产生')], default='elected', max_length=12, verbose_name='产生方式')),
                ('since', models.DateField(verbose_name='任职日期')),
                ('until', models.DateField(blank=True, null=True, verbose_name='离任日期')),
                ('departure', models.CharField(blank=True, choices=[('term_end', '任期届满'), ('resigned', '本人辞任'), ('moved', '外出或调离'), ('unfit', '不胜任'), ('not_performing', '不认真履职'), ('deceased', '去世'), ('promoted', '改任其他职务'), ('mistake', '登记有误'), ('other', '其他')], max_length=16, verbose_name='离任原因')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('entered_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='登记时间')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('county', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.county', verbose_name='县')),
                ('grant', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.accessgrant', verbose_name='授权')),
                ('org', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.org', verbose_name='组织')),
                ('term', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.congressterm', verbose_name='届次')),
                ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='members.person', verbose_name='人员')),
                ('group', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leaders', to='members.womensgroup', verbose_name='妇女小组')),
            ],
            options={
                'verbose_name': '任职',
                'verbose_name_plural': '任职',
                'abstract': False,
                'base_manager_name': 'rows',
                'indexes': [models.Index(fields=['county', 'org', 'office'], name='appointment_by_org'), models.Index(fields=['county', 'person'], name='appointment_by_person')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office', 'chair')), expressions=[('county', '='), ('org', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='appointment_one_chair', violation_error_message='这个组织在这段时间里已经有主席。请先办理原主席离任。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office__in', ('chair', 'vice_chair', 'executive_member'))), expressions=[('county', '='), ('org', '='), ('person', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='appointment_once_on_a_committee', violation_error_message='此人在这段时间里已经是这个组织的主席、副主席或执委。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office', 'representative')), expressions=[('county', '='), ('org', '='), ('person', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='appointment_once_a_representative', violation_error_message='此人在这段时间里已经是这个组织的妇女代表。'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office', 'group_leader')), expressions=[('county', '='), ('group', '='), (models.Func(models.F('since'), models.F('until'), function='DATERANGE', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='appointment_one_leader_a_group', violation_error_message='这个妇女小组在这段时间里已经有组长。'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='appointment_ends_after_it_begins', violation_error_message='离任日期不能早于任职日期。'), models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('office', 'group_leader')), models.Q(models.Q(('office', 'group_leader'), _negated=True), ('group__isnull', True)), _connector='OR'), name='appointment_leader_has_a_group', violation_error_message='妇女小组长要选择小组，其他职务不选。'), models.CheckConstraint(condition=models.Q(models.Q(('departure', ''), ('until__isnull', True)), models.Q(('until__isnull', False), models.Q(('departure', ''), _negated=True)), _connector='OR'), name='appointment_departure_has_a_reason', violation_error_message='离任要有日期和原因。')],
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('rows', django.db.models.manager.Manager()),
            ],
        ),
    ]
